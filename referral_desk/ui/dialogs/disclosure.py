"""Writing into the disclosure log what was told by phone or in person, and striking an entry out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtWidgets import QWidget

from referral_desk.domain.client import Client
from referral_desk.domain.codes import LegalBasis
from referral_desk.domain.disclosing import Permission, check_strike, exceeding
from referral_desk.domain.disclosure import Disclosure, DisclosureDraft
from referral_desk.domain.drafts import Draft
from referral_desk.i18n import _
from referral_desk.services import disclosures
from referral_desk.services.disclosures import Told
from referral_desk.ui.consent_words import item_words, permission_words
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.forms.choices import institution_provider
from referral_desk.ui.forms.disclosure import DisclosureForm
from referral_desk.ui.forms.disclosure_presenter import DisclosurePresenter
from referral_desk.ui.forms.presenter import DraftPresenter
from referral_desk.ui.tasks import LatestOnly
from referral_desk.ui.widgets.form import Form, NoteField
from referral_desk.ui.widgets.layouts import topped
from referral_desk.ui.workplace import Workplace


class DisclosureDialog(FormDialog):
    """Records what was told about ``client``; shows what was allowed, and warns where more was told."""

    draft_form = "disclosure"

    def __init__(
        self,
        work: Workplace,
        client: Client,
        *,
        saved: Callable[[Disclosure], None],
        parent: QWidget | None = None,
        draft: Draft | None = None,
    ) -> None:
        super().__init__(work, _("Record what was told"), client.name, parent, draft=draft)
        self._client = client
        self._saved = saved
        self._reads = LatestOnly(work.tasks)
        self._asked: tuple[Told, LegalBasis | None, date | None] | None = None
        self._allowed: Permission | None = None
        centre = work.centre
        self.presenter = DisclosurePresenter(client.id, centre.today(), centre.codes)
        if draft is not None:
            self.presenter.take(draft.content)
        self.form = DisclosureForm(self.presenter, centre.codes, institution_provider(work), centre.today)
        self.form.changed.connect(self._look)
        self.furnish(self.form, (self.form.form,), size=(60, 44))
        self._look()

    @property
    def allowed(self) -> Permission | None:
        """What may be told to the receiver that is entered; None while nobody is."""
        return self._allowed

    def first_field(self) -> QWidget:
        return self.form.search

    def in_work(self) -> DisclosurePresenter:
        return self.presenter

    def draft_about(self) -> str:
        return f"c-{self._client.id}"

    def _look(self) -> None:
        """Ask what may be told, when another receiver, basis or day was entered."""
        typed, centre, client_id = self.presenter.draft, self.work.centre, self._client.id
        told = Told(typed.institution_id, typed.receiver.strip())
        asked = (told, typed.basis, typed.on)
        if asked == self._asked:
            self._show()
            return
        self._asked = asked
        self._allowed = None
        if told == Told():
            self._reads.drop()
            self._show()
            return
        self._reads.run(
            lambda _work: disclosures.allowed(centre, client_id, told, basis=asked[1], day=asked[2]), self._found
        )

    def _found(self, allowed: Permission) -> None:
        self._allowed = allowed
        self._show()

    def _show(self) -> None:
        codes, may = self.work.centre.codes, self._allowed
        self.form.show_allowed(permission_words(may, codes) if may else "")
        over = exceeding(self.presenter.draft.items, may) if may else ()
        self.form.warning.set_text(
            _("More than was allowed: {items}. It is recorded as it happened; tell the person in charge.").format(
                items=item_words(over, codes)
            )
            if over
            else ""
        )

    def save(self) -> None:
        problems = self.presenter.problems()
        self.show_problems(problems)
        if problems:
            return
        centre, entry = self.work.centre, self.presenter.disclosure()
        self.store(lambda: disclosures.record(centre, entry), self._saved)

    def done(self, result: int) -> None:
        self._reads.drop()
        super().done(result)


@dataclass(frozen=True)
class TypedStrike:
    """Why an entry is to be struck out, as far as it is entered."""

    disclosure_id: int
    reason: str = ""


class StrikeDialog(FormDialog):
    """Strikes an entry of the log out; ``what`` says which."""

    draft_form = "disclosure_strike"

    def __init__(
        self,
        work: Workplace,
        client: Client,
        disclosure_id: int,
        what: str = "",
        *,
        done: Callable[[Disclosure], None],
        parent: QWidget | None = None,
        draft: Draft | None = None,
    ) -> None:
        remark = "  ".join(part for part in (client.name, what) if part)
        super().__init__(work, _("Strike out an entry"), remark, parent, draft=draft)
        self._client = client
        self._done = done
        self.presenter = DraftPresenter(TypedStrike(disclosure_id))
        if draft is not None:
            self.presenter.take(draft.content)
        self._form = Form()
        self.reason = NoteField(lines=2)
        self.reason.setPlainText(self.presenter.draft.reason)
        self.reason.textChanged.connect(self._changed)
        hint = _("The entry stays legible in the log, crossed out, with this reason.")
        self._form.add_row("struck", _("Why it is void"), self.reason, required=True, hint=hint)
        self.save_button.set_label(_("Strike out"))
        self.furnish(topped(self._form), [self._form], size=(46, 20))

    def first_field(self) -> QWidget:
        return self.reason

    def in_work(self) -> DraftPresenter[TypedStrike]:
        return self.presenter

    def draft_about(self) -> str:
        return f"c-{self._client.id}"

    def save(self) -> None:
        typed, centre = self.presenter.draft, self.work.centre
        entry = DisclosureDraft(client_id=self._client.id, on=centre.today())
        problems = check_strike(entry, typed.reason)
        self.show_problems(problems)
        if not problems:
            self.store(lambda: disclosures.strike(centre, typed.disclosure_id, typed.reason), self._done)

    def _changed(self) -> None:
        self.presenter.put(replace(self.presenter.draft, reason=self.reason.toPlainText()))
