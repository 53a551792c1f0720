"""Another day for the next check of a referral."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QLineEdit, QWidget

from referral_desk.domain.calendar import is_working_day
from referral_desk.domain.drafts import Draft
from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, message
from referral_desk.i18n import _
from referral_desk.services import followups
from referral_desk.services.followups import Undo
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.forms.presenter import DraftPresenter
from referral_desk.ui.widgets.date_field import DateField
from referral_desk.ui.widgets.form import Form
from referral_desk.ui.widgets.layouts import topped
from referral_desk.ui.workplace import Workplace


@dataclass(frozen=True)
class TypedCheck:
    """A next check as far as it is entered."""

    due_on: date | None = None
    note: str = ""


class PostponeDialog(FormDialog):
    """Asks for a day and a note, and sets the next check; ``done`` gets what takes it back and the day."""

    draft_form = "next_check"

    def __init__(
        self,
        work: Workplace,
        referral_id: int,
        heading: str,
        day: date | None,
        done: Callable[[Undo, date], None],
        *,
        note: str = "",
        parent: QWidget | None = None,
        draft: Draft | None = None,
    ) -> None:
        super().__init__(work, _("Next check"), heading, parent, draft=draft)
        self._referral_id = referral_id
        self._done = done
        self.presenter = DraftPresenter(TypedCheck(day, note))
        if draft is not None:
            self.presenter.take(draft.content)
        self._form = Form()
        self.day = DateField(today=work.centre.today, ahead=True)
        self.day.set_day(self.presenter.draft.due_on)
        self.note = QLineEdit(self.presenter.draft.note)
        self._form.add_row("due_on", _("Day"), self.day, required=True)
        self._form.add_row(
            "note", _("Note"), self.note, hint=_("What to check, such as: did the client get to the meeting?")
        )
        self.day.changed.connect(self._changed)
        self.note.textEdited.connect(self._changed)
        if typed := self.presenter.typed("due_on"):
            self.day.type_in(typed)
        self._explain()
        self.furnish(topped(self._form), [self._form], size=(40, 19))

    def first_field(self) -> QWidget:
        return self.day

    def in_work(self) -> DraftPresenter[TypedCheck]:
        return self.presenter

    def draft_about(self) -> str:
        return f"r-{self._referral_id}"

    def save(self) -> None:
        day, note = self.day.day, self.note.text().strip()
        if day is None:
            self.show_problems([Problem("due_on", self.day.problem or message(N_("Enter the day.")))])
            return
        self.store(
            lambda: followups.postpone(self.work.centre, self._referral_id, day, note),
            lambda undo: self._done(undo, day),
        )

    def _changed(self) -> None:
        self.presenter.put(TypedCheck(self.day.day, self.note.text()))
        self.presenter.unread("due_on", self.day.text(), self.day.problem)
        self._explain()

    def _explain(self) -> None:
        day = self.day.day
        closed = day is not None and not is_working_day(day, self.work.centre.is_holiday)
        self._form.row("due_on").set_hint(_("The office is closed on this day.") if closed else "")
