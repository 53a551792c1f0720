"""Move a referral through its life: only where it may go from here, with a reason where one is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from referral_desk.domain.codes import ReferralStatus
from referral_desk.domain.drafts import Draft
from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, message
from referral_desk.domain.referral import REASON_NEEDED, Referral, next_statuses
from referral_desk.i18n import _, language
from referral_desk.services import referrals
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.forms.handoff import show_row
from referral_desk.ui.forms.presenter import DraftPresenter
from referral_desk.ui.widgets.form import Form, NoteField
from referral_desk.ui.widgets.layouts import topped
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips
from referral_desk.ui.workplace import Workplace


@dataclass(frozen=True)
class TypedStatus:
    """A change of status as far as it is entered."""

    status: ReferralStatus | None = None
    reason: str = ""


class StatusDialog(FormDialog):
    """Asks for the next status and stores it; ``done`` gets the referral as it is then."""

    draft_form = "status"

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
        super().__init__(work, _("Change the status"), heading, parent, draft=draft)
        self._referral = referral
        self._done = done
        self.presenter = DraftPresenter(TypedStatus())
        if draft is not None:
            self.presenter.take(draft.content)
        self._form = Form()
        statuses = work.centre.codes.referral_statuses
        self.status = ToggleChips(
            [Choice(each, statuses.label(each, language())) for each in next_statuses(referral.status)],
            name=_("New status"),
            chosen=[self.presenter.draft.status or ""],
        )
        self.reason = NoteField(lines=2)
        self.reason.setPlainText(self.presenter.draft.reason)
        self._form.add_row("status", _("New status"), self.status, required=True)
        self._form.add_row("reason", _("Reason"), self.reason, required=True)
        self.status.changed.connect(self._changed)
        self.reason.textChanged.connect(self._changed)
        self._dress()
        self.furnish(topped(self._form), [self._form], size=(44, 18))

    def first_field(self) -> QWidget:
        return self.status

    def in_work(self) -> DraftPresenter[TypedStatus]:
        return self.presenter

    def draft_about(self) -> str:
        return f"r-{self._referral.id}"

    def save(self) -> None:
        code, reason = self.status.value(), self.reason.toPlainText().strip()
        if code is None:
            self.show_problems([Problem("status", message(N_("Choose the new status.")))])
            return
        status = ReferralStatus(code)
        if status in REASON_NEEDED and not reason:
            self.show_problems([Problem("reason", message(N_("This status needs a reason.")))])
            return
        self.store(lambda: referrals.set_status(self.work.centre, self._referral.id, status, reason), self._done)

    def _changed(self) -> None:
        code = self.status.value()
        self.presenter.put(TypedStatus(ReferralStatus(code) if code else None, self.reason.toPlainText()))
        self._dress()

    def _dress(self) -> None:
        code = self.status.value()
        show_row(self._form, "reason", code is not None and ReferralStatus(code) in REASON_NEEDED)
        over = code == ReferralStatus.ENTERED_IN_ERROR
        self._form.row("status").set_hint(
            _("The referral stays stored, but counts nowhere and cannot be brought back.") if over else ""
        )
