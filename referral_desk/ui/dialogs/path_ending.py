"""Ending a path of SBIRTS: how, and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtWidgets import QWidget

from referral_desk.domain.drafts import Draft, about_form
from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, message
from referral_desk.domain.sbirts import Path
from referral_desk.i18n import _, language
from referral_desk.services import sbirts
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.forms.presenter import DraftPresenter
from referral_desk.ui.widgets.date_field import DateField
from referral_desk.ui.widgets.form import Form, NoteField
from referral_desk.ui.widgets.layouts import topped
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips
from referral_desk.ui.workplace import Workplace


@dataclass(frozen=True, kw_only=True)
class TypedEnding:
    """How a path ends, as far as it is entered."""

    path_id: int
    ending: str = ""
    ended_on: date | None = None
    note: str = ""


class PathEndingDialog(FormDialog):
    """Ends ``path``; ``done`` gets it as it is then."""

    draft_form = "path_ending"

    def __init__(
        self,
        work: Workplace,
        client_name: str,
        path: Path,
        *,
        done: Callable[[Path], None],
        parent: QWidget | None = None,
        draft: Draft | None = None,
    ) -> None:
        super().__init__(work, _("End this path"), client_name, parent, draft=draft)
        self._path, self._done = path, done
        centre = work.centre
        self.presenter = DraftPresenter(TypedEnding(path_id=path.id, ended_on=centre.today(), note=path.note))
        if draft is not None:
            self.presenter.take(draft.content)
        typed = self.presenter.draft
        self._form = Form()
        endings = [Choice(each.code, each.label(language())) for each in centre.codes.path_endings.items]
        self.ending = ToggleChips(endings, name=_("How it ended"), first_number=0, chosen=[typed.ending])
        self.ending.changed.connect(lambda: self._put(ending=self.ending.value() or ""))
        self._form.add_row("ending", _("How it ended"), self.ending, required=True)
        self.day = DateField(today=centre.today)
        self.day.set_day(typed.ended_on)
        if written := self.presenter.typed("ended_on"):
            self.day.type_in(written)
        self.day.changed.connect(self._day)
        self._form.add_row("ended_on", _("Ended on"), self.day, required=True)
        self.note = NoteField(lines=2)
        self.note.setPlainText(typed.note)
        self.note.textChanged.connect(lambda: self._put(note=self.note.toPlainText()))
        self._form.add_row("note", _("Note"), self.note)
        self.save_button.set_label(_("End it"))
        self.furnish(topped(self._form), [self._form], size=(50, 28))

    def first_field(self) -> QWidget:
        return self.ending

    def in_work(self) -> DraftPresenter[TypedEnding]:
        return self.presenter

    def draft_about(self) -> str:
        return about_form(f"c-{self._path.client_id}", f"path-{self._path.id}")

    def save(self) -> None:
        typed, path, centre = self.presenter.draft, self._path, self.work.centre
        problems = [*self.presenter.problems()]
        if typed.ended_on is None and not problems:
            problems.append(Problem("ended_on", message(N_("Enter the day."))))
        if not typed.ending:
            problems.insert(0, Problem("ending", message(N_("Choose how it ended."))))
        self.show_problems(problems)
        if problems:
            return
        ended = replace(sbirts.path_draft(path), ending=typed.ending, ended_on=typed.ended_on, note=typed.note.strip())
        self.store(lambda: sbirts.save_path(centre, ended, path_id=path.id, version=path.version), self._done)

    def _day(self) -> None:
        self.presenter.unread("ended_on", self.day.text(), self.day.problem)
        self._put(ended_on=self.day.day)

    def _put(self, **values: object) -> None:
        self.presenter.put(replace(self.presenter.draft, **values))  # type: ignore[arg-type]
