"""One member in the form of a household: how she is related, who she is, where she lives, for whom she calls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from referral_desk.domain.calendar import PartialDate
from referral_desk.domain.codes import CodeBook, Sex
from referral_desk.domain.household import SELF, Member
from referral_desk.domain.messages import Message
from referral_desk.i18n import _, language
from referral_desk.ui.client_words import age_words, birth_long
from referral_desk.ui.forms.fields import CodeBox, TextField, tick
from referral_desk.ui.household_words import name_of
from referral_desk.ui.look import px, space
from referral_desk.ui.widgets.buttons import IconButton
from referral_desk.ui.widgets.date_field import DateField
from referral_desk.ui.widgets.layouts import FlowBox, boxed, column, row
from referral_desk.ui.widgets.link_label import LinkLabel
from referral_desk.ui.widgets.suggestion_list import Suggestion
from referral_desk.ui.widgets.text import Label, repolish, set_tooltip, show_if
from referral_desk.ui.widgets.type_ahead import Provider, TypeAheadField

NOBODY = ""


def captioned(words: str, field: QWidget) -> QWidget:
    """Return a field with small words above it, which are also its name."""
    label = Label(words, "hint")
    label.setBuddy(field)
    field.setAccessibleName(words)
    return boxed(column(label, field, gap=0.1))


class RelationBox(CodeBox):
    """Chooses a relation. The person of reference is none to choose: one step of an arrow too far, and all is lost."""

    def __init__(self, codes: CodeBook) -> None:
        self._self = codes.relations[SELF].label(language())
        super().__init__([each for each in codes.relations.items if each.code != SELF], blank=_("choose"))

    def show_relation(self, code: str) -> None:
        """Show a relation, or that this is the person of reference."""
        at = self.findData(SELF)
        if code == SELF and at < 0:
            self.addItem(self._self, SELF)
        elif code != SELF and at >= 0:
            self.removeItem(at)
        self.choose(code)


class CallsFor(CodeBox):
    """Chooses among the other members for whom somebody calls."""

    def __init__(self) -> None:
        super().__init__((), blank=_("nobody"))


class MemberLine(QFrame):
    """Edits one member; ``changed`` with every key. ``key`` is her name among the lines, whatever their order.

    Typing into the name looks for clients: one who is picked is a member with her own record, which the form then
    only shows; any other name is that of somebody who is no client. ``basis`` comes when she is to be the one to whom
    the others are related, ``picked`` with the id of a client who was chosen.
    """

    changed = Signal()
    basis = Signal()
    picked = Signal(int)
    moved = Signal(int)
    removed = Signal()

    def __init__(
        self,
        key: str,
        member: Member,
        codes: CodeBook,
        provider: Provider[int],
        today: Callable[[], date],
        *,
        in_view: bool,
    ) -> None:
        super().__init__()
        self.key = key
        self._member = member
        self._codes = codes
        self._today = today
        self._in_view = in_view
        self.setProperty("role", "card")
        self.relation = RelationBox(codes)
        self.make_basis = LinkLabel(_("relate to her or him"), self.basis.emit)
        set_tooltip(self.make_basis, _("All others are then named as related to this person."))
        self.relation.picked.connect(self._relation_picked)
        self.name: TypeAheadField[int] = TypeAheadField(
            provider,
            placeholder=_("Name; a client is found by name, kana or number"),
            nothing=_("No client of this name; somebody who is no client is entered as typed."),
        )
        self.name.chosen_changed.connect(self._client_picked)
        self.name.textEdited.connect(self._name_typed)
        self.fixed_name = Label("", "strong", wrap=True)
        self.record_words = Label("", "muted", wrap=True)
        self.kana = TextField(member.kana)
        self.sex = CodeBox(codes.sexes.items, blank=_("not said"), chosen=member.sex or "")
        self.birth = DateField(today=today, partial=True, placeholder=_("e.g. S25.3.1, or 1950"))
        self.phone = TextField(member.phone)
        self.note = TextField(member.note)
        self.lives_together = tick(_("lives in the home"), member.lives_together)
        self.deceased = tick(_("deceased"), member.deceased)
        self.calls_for = CallsFor()
        self.error = Label("", "error", wrap=True)
        self.up = IconButton("chevron-up", _("Up"), lambda: self.moved.emit(-1))
        self.down = IconButton("chevron-down", _("Down"), lambda: self.moved.emit(1))
        self.remove = IconButton("remove", _("Take out of the list"), self.removed.emit)
        self._put_together()
        self._connect()
        self._dress()

    def _put_together(self) -> None:
        buttons = row(self.up, self.down, self.remove, gap=0.1)
        grid = self._grid = QGridLayout()
        space(grid, 0.0, 0.5)
        self._name_cell = captioned(_("Name"), self.name)
        self._kana_cell = captioned(_("Kana"), self.kana)
        self._own = boxed(column(self.fixed_name, self.record_words, gap=0.1))
        related = Label(_("Relation"), "hint")
        related.setBuddy(self.relation)
        self.relation.setAccessibleName(_("Relation"))
        heading = row(related, self.make_basis, gap=0.5)
        heading.setStretch(1, 1)
        grid.addWidget(boxed(column(boxed(heading), self.relation, gap=0.1)), 0, 0)
        grid.addWidget(self._name_cell, 0, 1)
        grid.addWidget(self._kana_cell, 0, 2)
        grid.addWidget(self._own, 0, 1, 1, 2)
        grid.addWidget(boxed(buttons), 0, 3, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        self._sex_cell = captioned(_("Sex"), self.sex)
        self._birth_cell = captioned(_("Born"), self.birth)
        self._phone_cell = captioned(_("Phone"), self.phone)
        grid.addWidget(self._sex_cell, 1, 0)
        grid.addWidget(self._birth_cell, 1, 1)
        grid.addWidget(self._phone_cell, 1, 2)
        self._calls_cell = captioned(_("Calls in place of"), self.calls_for)
        self._note_cell = captioned(_("Note"), self.note)
        ticks = FlowBox(self.lives_together, self.deceased, gap=0.8)
        grid.addWidget(boxed(column(Label("", "hint"), ticks, gap=0.1)), 2, 0)
        grid.addWidget(self._calls_cell, 2, 1)
        grid.addWidget(self._note_cell, 2, 2)
        for place, share in enumerate((2, 3, 3, 0)):
            grid.setColumnStretch(place, share)
        whole = column(boxed(grid), self.error, margins=(0.8, 0.5, 0.8, 0.6), gap=0.2)
        self.setLayout(whole)
        self.relation.setMinimumWidth(px(11))

    def _connect(self) -> None:
        for text in (self.kana, self.phone, self.note):
            text.textEdited.connect(lambda _text: self.changed.emit())
        self.birth.changed.connect(self.changed)
        self.birth.textEdited.connect(lambda _text: self.changed.emit())
        self.sex.picked.connect(lambda _code: self.changed.emit())
        self.calls_for.picked.connect(lambda _code: self.changed.emit())
        self.lives_together.toggled.connect(lambda _on: self.changed.emit())
        self.deceased.toggled.connect(lambda _on: self.changed.emit())

    # --- what stands there ----------------------------------------------------------------------------------------

    @property
    def member(self) -> Member:
        """The member as typed, but for whom she calls: the lines know each other only by their keys."""
        if self._member.hidden:
            return replace(self._member, relation=self.relation.code)
        value = self.birth.value
        shared = replace(
            self._member,
            relation=self.relation.code,
            lives_together=self.lives_together.isChecked(),
            deceased=self.deceased.isChecked(),
            phone=self.phone.text(),
            note=self.note.text(),
        )
        if self._member.client_id is not None:
            return shared
        return replace(
            shared,
            name=self.name.text(),
            kana=self.kana.text(),
            sex=Sex(self.sex.code) if self.sex.code else None,
            birth=value.day if value else None,
            birth_exact=value.exact if value else True,
        )

    @property
    def unread(self) -> tuple[str, Message | None]:
        """The text of the birth, and why it is no date; None where it is one, or blank."""
        problem = self.birth.problem if self._member.client_id is None and not self._member.hidden else None
        return self.birth.text(), problem

    def show_member(self, member: Member) -> None:
        """Show somebody else, or the same person related anew."""
        self._member = member
        self._dress()

    def shown_name(self) -> str:
        """Return what the other lines call her."""
        return name_of(self.member, self._codes) or _("without a name")

    def show_relation(self, member: Member) -> None:
        """Show how the same person is related to somebody else."""
        self._member = replace(self._member, relation=member.relation)
        self._show_related(member.relation)
        if self._member.client_id is None and not self._member.hidden and not self.sex.code:
            self.sex.choose(member.sex or "")

    def show_problems(self, problems: Sequence[tuple[str, str]]) -> None:
        """Say what is wrong with her: field and words of each; none for nothing."""
        self.error.setText(" ".join(words for _field, words in problems))
        show_if(self.error, bool(problems))
        wrong = {field for field, _words in problems}
        for name in ("relation", "name", "kana", "birth", "phone", "note", "calls_for"):
            field = self.field(name)
            if bool(field.property("wrong")) != (name in wrong):
                field.setProperty("wrong", name in wrong)
                repolish(field)

    def in_order(self) -> tuple[QWidget, ...]:
        """Return the fields in the order in which Tab goes through them."""
        return (
            self.relation,
            self.name,
            self.kana,
            self.up,
            self.down,
            self.remove,
            self.sex,
            self.birth,
            self.phone,
            self.lives_together,
            self.deceased,
            self.calls_for,
            self.note,
            self.make_basis,
        )

    def field(self, name: str) -> QWidget:
        """Return the field of a member's value."""
        found = getattr(self, name, None)
        return found if isinstance(found, QWidget) else self.name

    # --- dressing -------------------------------------------------------------------------------------------------

    def _dress(self) -> None:
        member = self._member
        client = member.client_id is not None
        hidden = member.hidden
        self._show_related(member.relation)
        fixed = hidden or self._in_view
        self.fixed_name.setText(name_of(member, self._codes))
        self.record_words.setText(self._record_words(member))
        if client and not fixed:
            self.name.choose(Suggestion(member.client_id or 0, member.name, self._record_words(member), "", "clients"))
        elif not fixed:
            if self.name.chosen is not None:
                self.name.choose(None)
            if self.name.text() != member.name:
                self.name.setText(member.name)
        for text, words in ((self.kana, member.kana), (self.phone, member.phone), (self.note, member.note)):
            if text.text() != words:
                text.setText(words)
        self.sex.choose(member.sex or "")
        self.birth.set_day(PartialDate(member.birth, member.birth_exact) if member.birth else None)
        for box, on in ((self.lives_together, member.lives_together), (self.deceased, member.deceased)):
            box.blockSignals(True)
            box.setChecked(on)
            box.blockSignals(False)
            box.setEnabled(not hidden)
        show_if(self._own, fixed)
        self._grid.addWidget(self._name_cell, 0, 1, 1, 2 if client else 1)  # her record's words need room
        show_if(self._name_cell, not fixed)
        show_if(self._kana_cell, not fixed and not client)
        for cell in (self._sex_cell, self._birth_cell):
            show_if(cell, not client and not hidden)
        for cell in (self._phone_cell, self._calls_cell, self._note_cell):
            show_if(cell, not hidden)
        show_if(self._phone_cell, not client and not hidden)
        show_if(self.remove, not fixed)
        self.show_problems(())

    def _record_words(self, member: Member) -> str:
        if member.hidden:
            return _("Stays in the household as recorded.")
        birth = birth_long(member.birth, exact=member.birth_exact)
        age = age_words(member.birth, self._today(), exact=member.birth_exact)
        parts = [
            member.kana,
            _("{birth} ({age})").format(birth=birth, age=age) if birth else "",
            _("No. {number}").format(number=member.number) if member.number else "",
        ]
        return "  ".join(part for part in parts if part)

    def _show_related(self, relation: str) -> None:
        self.relation.show_relation(relation)
        self.relation.setEnabled(relation != SELF and not self._member.hidden)
        show_if(self.make_basis, relation != SELF and not self._member.hidden)

    # --- what the person does -------------------------------------------------------------------------------------

    def _relation_picked(self, code: str) -> None:
        self._member = replace(self._member, relation=code)
        self.changed.emit()

    def _client_picked(self, found: Suggestion[int] | None) -> None:
        if found is not None:
            self._member = replace(self._blank(), client_id=found.value, name=found.main)
            self.changed.emit()
            self.picked.emit(found.value)
        elif self._member.client_id is not None:
            self._member = replace(self._blank(), name=self.name.text())
            self._dress()
            self.changed.emit()

    def _blank(self) -> Member:
        """Return the member without anything of a client's record."""
        own = self.member
        return replace(
            own, client_id=None, number="", name="", kana="", sex=None, birth=None, birth_exact=True, phone=""
        )

    def _name_typed(self, _text: str) -> None:
        self.changed.emit()
