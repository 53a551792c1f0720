"""Recording a consent, correcting one, and taking one back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtWidgets import QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.client import Client
from referral_desk.domain.consent import Consent, Receiver
from referral_desk.domain.drafts import Draft
from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, message
from referral_desk.i18n import Language, _, language
from referral_desk.services import consent_papers, consents
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.forms.choices import institution_provider
from referral_desk.ui.forms.consent import ConsentForm
from referral_desk.ui.forms.consent_presenter import ConsentPresenter
from referral_desk.ui.forms.presenter import DraftPresenter
from referral_desk.ui.pages.showing import show_paper
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import WarningPanel
from referral_desk.ui.widgets.date_field import DateField
from referral_desk.ui.widgets.form import Form, NoteField
from referral_desk.ui.widgets.layouts import boxed, column, topped
from referral_desk.ui.workplace import Workplace


class ConsentDialog(FormDialog):
    """Records a consent of ``client``, or corrects ``consent``; ``in_question`` are the institutions offered first."""

    draft_form = "consent"

    def __init__(
        self,
        work: Workplace,
        client: Client,
        consent: Consent | None = None,
        *,
        in_question: tuple[Receiver, ...] = (),
        saved: Callable[[Consent], None],
        parent: QWidget | None = None,
        draft: Draft | None = None,
    ) -> None:
        centre = work.centre
        self.presenter = ConsentPresenter(
            client.id, centre.today(), centre.staff_name, centre.codes, consent, in_question
        )
        if draft is not None:
            self.presenter.take(draft.content)
        title = _("Correct a consent") if self.presenter.corrects else _("Record a consent")
        super().__init__(work, title, client.name, parent, draft=draft)
        self._client = client
        self._saved = saved
        self.form = ConsentForm(self.presenter, centre.codes, institution_provider(work), centre.today)
        self.print_button = Button(_("Print the form to be signed"), self.print_form, icon="print")
        work.permit(Action.ISSUE_DOCUMENT, self.print_button)
        self.add_button(self.print_button)
        self.furnish(self.form, (self.form.form,), size=(66, 50))

    def first_field(self) -> QWidget:
        return self.form.search

    def in_work(self) -> ConsentPresenter:
        return self.presenter

    def draft_about(self) -> str:
        return f"c-{self._client.id}"

    def save(self) -> None:
        problems = self.presenter.problems()
        self.show_problems(problems)
        if problems:
            return
        centre, typed, draft = self.work.centre, self.presenter.draft, self.presenter.consent()
        self.store(
            lambda: consents.save(
                centre, draft, consent_id=typed.consent_id, version=typed.version, reason=typed.reason
            ),
            self._saved,
        )

    def print_form(self) -> None:
        """Show the form as far as it is entered, to be read, ticked and signed by the client."""
        centre, client, draft = self.work.centre, self._client, self.presenter.consent()
        blank = not draft.receivers and not draft.items
        show_paper(
            self.work,
            self,
            lambda: consent_papers.consent_form(
                centre, client.id, language=Language(language()), draft=None if blank else draft
            ),
            _("Consent form"),
            f"consent-{client.id}.pdf",
        )


@dataclass(frozen=True)
class TypedWithdrawal:
    """A withdrawal as far as it is entered."""

    consent_id: int
    version: int | None
    on: date | None = None
    reason: str = ""


class WithdrawDialog(FormDialog):
    """Takes a consent back; ``elsewhere`` are receivers that another valid consent names, which goes on."""

    draft_form = "consent_withdrawal"

    def __init__(
        self,
        work: Workplace,
        client: Client,
        consent: Consent | None,
        *,
        elsewhere: tuple[Receiver, ...] = (),
        done: Callable[[Consent], None],
        parent: QWidget | None = None,
        draft: Draft | None = None,
    ) -> None:
        names = _(", ").join(each.name for each in consent.receivers) if consent else ""
        remark = "  ".join(part for part in (client.name, names) if part)
        super().__init__(work, _("Withdraw a consent"), remark, parent, draft=draft)
        self._client = client
        self._done = done
        first = TypedWithdrawal(consent.id if consent else 0, consent.version if consent else None)
        self.presenter = DraftPresenter(replace(first, on=work.centre.today()))
        if draft is not None:
            self.presenter.take(draft.content)
        typed = self.presenter.draft
        self._form = Form()
        self.day = DateField(today=work.centre.today)
        self.day.set_day(typed.on)
        self.reason = NoteField(lines=2)
        self.reason.setPlainText(typed.reason)
        hint = _("From this day on nothing more may be told on this consent.")
        self._form.add_row("withdrawn_on", _("Withdrawn on"), self.day, required=True, hint=hint)
        self._form.add_row("withdrawal", _("Why, or how the client said so"), self.reason)
        self.day.changed.connect(self._changed)
        self.reason.textChanged.connect(self._changed)
        if unread := self.presenter.typed("withdrawn_on"):
            self.day.type_in(unread)
        others = WarningPanel()
        if elsewhere:
            others.set_text(
                _("Another consent goes on: {names}. Withdraw it as well if that is meant.").format(
                    names=_(", ").join(each.name for each in elsewhere)
                )
            )
        self.save_button.set_label(_("Withdraw"))
        self.furnish(topped(boxed(column(others, self._form, gap=0.7))), [self._form], size=(48, 25))

    def first_field(self) -> QWidget:
        return self.reason

    def in_work(self) -> DraftPresenter[TypedWithdrawal]:
        return self.presenter

    def draft_about(self) -> str:
        return f"c-{self._client.id}"

    def save(self) -> None:
        typed = self.presenter.draft
        day = typed.on
        if day is None:
            self.show_problems([Problem("withdrawn_on", self.day.problem or message(N_("Enter the day.")))])
            return
        centre = self.work.centre
        self.store(
            lambda: consents.withdraw(centre, typed.consent_id, day, typed.reason, version=typed.version), self._done
        )

    def _changed(self) -> None:
        self.presenter.put(replace(self.presenter.draft, on=self.day.day, reason=self.reason.toPlainText()))
        self.presenter.unread("withdrawn_on", self.day.text(), self.day.problem)
