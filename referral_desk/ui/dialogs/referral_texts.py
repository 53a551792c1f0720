"""Change what a referral says: what is asked, background, urgency, consent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

from PySide6.QtWidgets import QWidget

from referral_desk.domain.codes import ConsentKind, Urgency
from referral_desk.domain.drafts import Draft
from referral_desk.domain.referral import Referral, ReferralDraft
from referral_desk.i18n import _, language
from referral_desk.services import referrals
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.forms.presenter import DraftPresenter
from referral_desk.ui.widgets.form import Form, NoteField
from referral_desk.ui.widgets.layouts import topped
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips
from referral_desk.ui.workplace import Workplace


def draft_of(referral: Referral, **changes: object) -> ReferralDraft:
    """Return what can be written about a stored referral, with ``changes``."""
    values = {each.name: getattr(referral, each.name) for each in fields(ReferralDraft)}
    return ReferralDraft(**{**values, **changes})


class ReferralTextsDialog(FormDialog):
    """Shows the texts of a referral to be changed; ``done`` gets the referral as it is then."""

    draft_form = "referral"

    def __init__(
        self,
        work: Workplace,
        referral: Referral,
        heading: str,
        done: Callable[[Referral], None],
        parent: QWidget | None = None,
        *,
        draft: Draft | None = None,
    ) -> None:
        super().__init__(work, _("Change the referral"), heading, parent, draft=draft)
        self._referral = referral
        self._done = done
        self.presenter = DraftPresenter(draft_of(referral), stored=True)
        if draft is not None:
            self.presenter.take(draft.content)
        typed = self.presenter.draft
        self._form = Form()
        codes = work.centre.codes
        self.request = NoteField(lines=3)
        self.request.setPlainText(typed.request)
        self.background = NoteField(lines=4)
        self.background.setPlainText(typed.background)
        self.urgency = ToggleChips(
            [Choice(each.code, each.label(language())) for each in codes.urgencies.items],
            name=_("Urgency"),
            first_number=0,
            chosen=[typed.urgency],
        )
        self.consent = ToggleChips(
            [Choice(each.code, each.label(language())) for each in codes.consents.items],
            name=_("Consent"),
            first_number=0,
            chosen=[typed.consent or ""],
        )
        self._form.add_row("request", _("What is asked"), self.request)
        self._form.add_row("background", _("Background"), self.background)
        self._form.add_row("urgency", _("Urgency"), self.urgency)
        self._form.add_row("consent", _("Consent"), self.consent, hint=_("A letter needs consent, written or oral."))
        for signal in (
            self.request.textChanged,
            self.background.textChanged,
            self.urgency.changed,
            self.consent.changed,
        ):
            signal.connect(self._changed)
        self.furnish(topped(self._form), [self._form], size=(52, 30))

    def first_field(self) -> QWidget:
        return self.request

    def in_work(self) -> DraftPresenter[ReferralDraft]:
        return self.presenter

    def draft_about(self) -> str:
        return f"r-{self._referral.id}"

    def save(self) -> None:
        typed = self.presenter.draft
        draft = replace(typed, request=typed.request.strip(), background=typed.background.strip())
        self.store(
            lambda: referrals.edit(self.work.centre, self._referral.id, draft, self._referral.version), self._done
        )

    def _changed(self) -> None:
        code = self.consent.value()
        consent = ConsentKind(code) if code else None
        heard_by = self._referral.consent_by
        if consent is not ConsentKind.ORAL:
            heard_by = ""
        elif self._referral.consent is not ConsentKind.ORAL:
            heard_by = self.work.centre.staff_name
        self.presenter.put(
            draft_of(
                self._referral,
                request=self.request.toPlainText(),
                background=self.background.toPlainText(),
                urgency=Urgency(self.urgency.value() or Urgency.NORMAL),
                consent=consent,
                consent_by=heard_by,
            )
        )
