"""Taking back what was recorded by mistake, with the reason that is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtWidgets import QWidget

from referral_desk.domain.changes import Saved
from referral_desk.domain.drafts import Draft, about_form
from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, message
from referral_desk.i18n import _
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.forms.presenter import DraftPresenter
from referral_desk.ui.widgets.form import Form, NoteField
from referral_desk.ui.widgets.layouts import topped
from referral_desk.ui.workplace import Workplace


@dataclass(frozen=True, kw_only=True)
class TypedTakeBack:
    """Why a record is taken back, as far as it is entered. ``kind`` and ``record_id`` say which record it is."""

    kind: str
    record_id: int
    reason: str = ""


class TakeBackDialog(FormDialog):
    """Asks why ``what`` is taken back; ``call`` gets the reason and does it, ``done`` gets the record as it was."""

    draft_form = "take_back"

    def __init__(
        self,
        work: Workplace,
        client_id: int,
        of: TypedTakeBack,
        what: str,
        *,
        call: Callable[[str], Saved[Any]],
        done: Callable[[Any], None],
        parent: QWidget | None = None,
        draft: Draft | None = None,
    ) -> None:
        super().__init__(work, _("Take back an entry"), what, parent, draft=draft)
        self._client_id = client_id
        self._call, self._done = call, done
        self.presenter = DraftPresenter(of)
        if draft is not None:
            self.presenter.take(draft.content)
        self._form = Form()
        self.reason = NoteField(lines=2)
        self.reason.setPlainText(self.presenter.draft.reason)
        self.reason.textChanged.connect(self._changed)
        hint = _("What it said is kept with your name and the reason.")
        self._form.add_row("reason", _("Why it is taken back"), self.reason, required=True, hint=hint)
        self.save_button.set_label(_("Take back"))
        self.furnish(topped(self._form), [self._form], size=(46, 20))

    def first_field(self) -> QWidget:
        return self.reason

    def in_work(self) -> DraftPresenter[TypedTakeBack]:
        return self.presenter

    def draft_about(self) -> str:
        of = self.presenter.draft
        return about_form(f"c-{self._client_id}", f"{of.kind}-{of.record_id}")

    def save(self) -> None:
        reason = self.presenter.draft.reason
        problems = [] if reason.strip() else [Problem("reason", message(N_("Say why it is taken back.")))]
        self.show_problems(problems)
        if not problems:
            self.store(lambda: self._call(reason), self._done)

    def _changed(self) -> None:
        self.presenter.put(replace(self.presenter.draft, reason=self.reason.toPlainText()))
