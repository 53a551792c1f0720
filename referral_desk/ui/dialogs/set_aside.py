"""Leaving what the checks found as it is, with the reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtWidgets import QWidget

from referral_desk.domain.calendar import Period
from referral_desk.domain.drafts import Draft, about_form
from referral_desk.domain.quality import CheckKind, Finding, Waiver, check_waiver_reason
from referral_desk.i18n import _
from referral_desk.services import quality
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.forms.presenter import DraftPresenter
from referral_desk.ui.quality_words import label
from referral_desk.ui.widgets.form import Form, NoteField
from referral_desk.ui.widgets.layouts import topped
from referral_desk.ui.workplace import Workplace


@dataclass(frozen=True)
class TypedWaiver:
    """Which entry is to be left as it is for which period, and why, as far as it is entered."""

    kind: CheckKind
    record_id: int
    client_id: int
    on: date | None
    first: date
    last: date
    reason: str = ""

    @property
    def finding(self) -> Finding:
        """The entry, as far as it must be known to be set aside."""
        return Finding(self.kind, self.record_id, self.client_id, "", "", "", None, None, self.on)

    @property
    def period(self) -> Period:
        """The period that was looked at."""
        return Period(self.first, self.last)


class SetAsideDialog(FormDialog):
    """Asks why an entry is right as it stands; ``done`` gets what was stored."""

    draft_form = "quality_waiver"

    def __init__(
        self,
        work: Workplace,
        finding: Finding,
        period: Period,
        *,
        done: Callable[[Waiver], None],
        parent: QWidget | None = None,
        draft: Draft | None = None,
    ) -> None:
        remark = "  ".join(part for part in (label(finding.kind), finding.client_name) if part)
        super().__init__(work, _("Leave as it is"), remark, parent, draft=draft)
        self._done = done
        self.presenter = DraftPresenter(
            TypedWaiver(finding.kind, finding.record_id, finding.client_id, finding.on, period.first, period.last)
        )
        if draft is not None:
            self.presenter.take(draft.content)
        self._form = Form()
        self.reason = NoteField(lines=2)
        self.reason.setPlainText(self.presenter.draft.reason)
        self.reason.textChanged.connect(self._changed)
        hint = _("It stands in the list of what was left as it is, and in the record of the client.")
        self._form.add_row("reason", _("Why it is right"), self.reason, hint=hint)
        self.save_button.set_label(_("Leave as it is"))
        self.furnish(topped(self._form), [self._form], size=(46, 20))

    def first_field(self) -> QWidget:
        return self.reason

    def in_work(self) -> DraftPresenter[TypedWaiver]:
        return self.presenter

    def draft_about(self) -> str:
        typed = self.presenter.draft
        return about_form(f"c-{typed.client_id}", f"{typed.kind.value}-{typed.record_id}")

    def save(self) -> None:
        typed, centre = self.presenter.draft, self.work.centre
        problems = check_waiver_reason(typed.reason)
        self.show_problems(problems)
        if not problems:
            self.store(lambda: quality.set_aside(centre, typed.finding, typed.period, reason=typed.reason), self._done)

    def _changed(self) -> None:
        self.presenter.put(replace(self.presenter.draft, reason=self.reason.toPlainText()))
