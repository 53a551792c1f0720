"""The form of a household: its members in their order, each with a line of her own, and what is said of all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from referral_desk.domain.codes import CodeBook
from referral_desk.domain.errors import Problem
from referral_desk.domain.household import Member, field_of, member_field
from referral_desk.i18n import _, render
from referral_desk.services.households import Newcomer
from referral_desk.ui.forms.fields import TextField, stacked
from referral_desk.ui.forms.household_member import NOBODY, MemberLine
from referral_desk.ui.forms.household_presenter import HouseholdPresenter, member_of
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import WarningPanel
from referral_desk.ui.widgets.form import Form, NoteField
from referral_desk.ui.widgets.layouts import boxed, column, row
from referral_desk.ui.widgets.text import Label
from referral_desk.ui.widgets.type_ahead import Provider


class HouseholdForm(QWidget):
    """Forwards what is entered to its presenter. ``client_picked`` carries the key of a line and the client's id."""

    client_picked = Signal(str, int)

    def __init__(
        self, presenter: HouseholdPresenter, codes: CodeBook, provider: Provider[int], today: Callable[[], date]
    ) -> None:
        super().__init__()
        self._presenter = presenter
        self._codes, self._provider, self._today = codes, provider, today
        self._lines: list[MemberLine] = []
        self._made = 0
        self.joining = WarningPanel()
        self._column = column(gap=0.5)
        self.add_button = Button(_("Add a member"), self.add, icon="add", compact=True)
        below = row(self.add_button)
        below.addStretch(1)
        explained = Label(
            _("Everybody is named as related to one person. Clients keep records and statistics of their own."),
            "hint",
            wrap=True,
        )
        members = boxed(column(self.joining, explained, boxed(self._column), boxed(below), gap=0.5))
        members.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.form = Form(gap=0.6)
        self.name = TextField()
        self.name.textEdited.connect(lambda text: self._put(name=text))
        self.form.add_row("name", _("Name of the household"), self.name, hint=_("May stay blank."))
        self.case_number = TextField()
        self.case_number.textEdited.connect(lambda text: self._put(case_number=text))
        self.form.add_row(
            "case_number", _("Public assistance case number"), self.case_number, hint=_("Belongs to the household.")
        )
        self.note = NoteField(lines=2)
        self.note.textChanged.connect(lambda: self._put(note=self.note.toPlainText()))
        self.form.add_row("note", _("Note"), self.note)
        self.setLayout(column(stacked(members, self.form, gap=0.9)))
        self.show_entry()

    @property
    def lines(self) -> tuple[MemberLine, ...]:
        """The members' lines from top to bottom."""
        return tuple(self._lines)

    def show_entry(self) -> None:
        """Fill everything from the presenter."""
        entry = self._presenter.draft
        for line in self._lines:
            line.hide()
            line.deleteLater()
        self._lines = [self._line(member) for member in entry.members]
        for line in self._lines:
            self._column.addWidget(line)
        self._offer_callers()
        for line, member in zip(self._lines, entry.members, strict=True):
            called = member.calls_for
            line.calls_for.choose(self._lines[called].key if called is not None and called < len(self._lines) else "")
        typed = [self._presenter.typed(field_of(place, "birth")) for place in range(len(self._lines))]
        for line, text in zip(self._lines, typed, strict=True):
            if text:
                line.birth.type_in(text)
        self.name.setText(entry.name)
        self.case_number.setText(entry.case_number)
        self.note.blockSignals(True)
        self.note.setPlainText(entry.note)
        self.note.blockSignals(False)
        self._number()
        words = _("This is the household in which {name} is already: choose how the new members are related.")
        others = [each.name for each in entry.members if each.client_id not in (None, self._presenter.client.id)]
        self.joining.set_text(words.format(name=_(", ").join(others)) if self._presenter.joins and others else "")

    def _line(self, member: Member) -> MemberLine:
        self._made += 1
        in_view = member.client_id == self._presenter.client.id
        line = MemberLine(str(self._made), member, self._codes, self._provider, self._today, in_view=in_view)
        line.changed.connect(self._read)
        line.basis.connect(lambda: self._choose_basis(line))
        line.picked.connect(lambda client_id: self.client_picked.emit(line.key, client_id))
        line.moved.connect(lambda steps: self._move(line, steps))
        line.removed.connect(lambda: self._remove(line))
        return line

    # --- to the presenter -----------------------------------------------------------------------------------------

    def _put(self, **values: str) -> None:
        self._presenter.put(replace(self._presenter.draft, **values))  # type: ignore[arg-type]

    def _read(self) -> None:
        """Hand the lines over as they stand."""
        places = {line.key: place for place, line in enumerate(self._lines)}
        members = [
            replace(line.member, calls_for=None if line.calls_for.code == NOBODY else places.get(line.calls_for.code))
            for line in self._lines
        ]
        unread = [(field_of(place, "birth"), *line.unread) for place, line in enumerate(self._lines)]
        self._presenter.put_members(members, unread)
        self._offer_callers()

    def _choose_basis(self, line: MemberLine) -> None:
        self._presenter.choose_basis(self._lines.index(line))
        for each, member in zip(self._lines, self._presenter.members, strict=True):
            each.show_relation(member)
        self._read()

    # --- the list -------------------------------------------------------------------------------------------------

    def add(self) -> None:
        """Add a blank line and go there."""
        line = self._line(Member())
        self._lines.append(line)
        self._column.addWidget(line)
        line.show()  # now, so that Tab goes into it
        self._number()
        self._read()
        line.relation.setFocus(Qt.FocusReason.OtherFocusReason)

    def _move(self, line: MemberLine, steps: int) -> None:
        place = self._lines.index(line)
        to = place + steps
        if not 0 <= to < len(self._lines):
            return
        self._lines.insert(to, self._lines.pop(place))
        self._column.removeWidget(line)
        self._column.insertWidget(to, line)
        self._number()
        self._read()
        button = line.up if steps < 0 else line.down
        near = button if button.isEnabled() else (line.down if steps < 0 else line.up)
        near.setFocus(Qt.FocusReason.OtherFocusReason)

    def _remove(self, line: MemberLine) -> None:
        place = self._lines.index(line)
        self._lines.remove(line)
        line.hide()
        line.deleteLater()
        for each in self._lines:
            if each.calls_for.code == line.key:
                each.calls_for.choose(NOBODY)
        self._number()
        self._read()
        near = self._lines[min(place, len(self._lines) - 1)].relation if self._lines else self.add_button
        near.setFocus(Qt.FocusReason.OtherFocusReason)

    def _number(self) -> None:
        """Let the first line go no further up and the last no further down; keep Tab in the order of the list."""
        for place, line in enumerate(self._lines):
            line.up.setEnabled(place > 0)
            line.down.setEnabled(place < len(self._lines) - 1)
        before: QWidget | None = None
        for line in self._lines:
            for field in line.in_order():
                if before is not None:
                    QWidget.setTabOrder(before, field)
                before = field
        for field in (self.add_button, self.name, self.case_number, self.note):
            if before is not None:
                QWidget.setTabOrder(before, field)
            before = field

    def _offer_callers(self) -> None:
        for line in self._lines:
            line.calls_for.offer([(each.key, each.shown_name()) for each in self._lines if each is not line])

    def welcome(self, key: str, new: Newcomer) -> None:
        """Show the client who was picked in a line; a household in which she is already is joined.

        That is done while the form has no household of its own; otherwise saving says that she is in another one.
        """
        line = next((each for each in self._lines if each.key == key), None)
        if line is None or line.member.client_id != new.client.id:
            return
        own = line.member
        shown = member_of(new.client, own.relation)
        line.show_member(
            replace(shown, id=own.id, lives_together=own.lives_together, deceased=own.deceased, note=own.note)
        )
        self._read()
        if new.household is not None and self._presenter.draft.household_id is None:
            self._presenter.adopt(new.household)
            self.show_entry()

    # --- errors ---------------------------------------------------------------------------------------------------

    def show_problems(self, problems: Iterable[Problem]) -> list[Problem]:
        """Say each member's problems in her line and go to the first; return those of the household itself."""
        rest = []
        found: dict[int, list[tuple[str, str]]] = {}
        for problem in problems:
            named = member_field(problem.field)
            if named is None or named[0] >= len(self._lines):
                rest.append(problem)
            else:
                found.setdefault(named[0], []).append((named[1], render(problem.message)))
        first: QWidget | None = None
        for place, line in enumerate(self._lines):
            wrong = found.get(place, [])
            line.show_problems(wrong)
            if wrong and first is None:
                first = line.field(wrong[0][0])
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        return rest
