"""The form of a brief intervention: the goal, how much at most, what helps, when to look at it again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QWidget

from referral_desk.domain.codes import CodeBook, Goal
from referral_desk.i18n import _, language
from referral_desk.ui.forms.fields import CodeBox, TextField
from referral_desk.ui.forms.intervention_presenter import DRINK_SIZES, InterventionPresenter
from referral_desk.ui.forms.screening import drink_words
from referral_desk.ui.look import px
from referral_desk.ui.widgets.date_field import DateField
from referral_desk.ui.widgets.form import Form, NoteField
from referral_desk.ui.widgets.layouts import column
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips


class InterventionForm(QWidget):
    """Shows what its presenter holds and forwards what is entered."""

    def __init__(self, presenter: InterventionPresenter, codes: CodeBook, today: Callable[[], date]) -> None:
        super().__init__()
        self._presenter = presenter
        self.form = Form(gap=0.7)
        self.target = CodeBox(codes.targets.items, blank=_("Choose"))
        self.form.add_row("target", _("What it is about"), self.target, required=True)
        self.day = DateField(today=today)
        self.form.add_row("on", _("Day of the conversation"), self.day, required=True)
        goals = [Choice(goal.code, goal.label(language())) for goal in codes.goals.items]
        self.goal = ToggleChips(goals, name=_("Goal"))
        self.form.add_row("goal", _("Goal"), self.goal, required=True)
        self.words = TextField(placeholder=_("In the client’s own words"))
        self.form.add_row("goal_words", _("The goal in words"), self.words)
        self.drinks = TextField()
        self.drinks.setMaximumWidth(px(7))
        self.form.add_row("drinks_per_day", _("Drinks a day at most"), self.drinks)
        self.drink_size = ToggleChips(
            [Choice(str(grams), drink_words(grams)) for grams in DRINK_SIZES],
            name=_("One drink"),
            keep_one=True,
            first_number=0,
        )
        self.form.add_row("drink_grams", _("One drink"), self.drink_size)
        days = [Choice(str(number), str(number)) for number in range(8)]
        self.dry = ToggleChips(days, name=_("Days without alcohol a week"), first_number=0)
        self.form.add_row("dry_days", _("Days without alcohol a week"), self.dry)
        self.helps = NoteField(lines=3, placeholder=_("What the client wants to try, and who knows about it"))
        self.form.add_row("what_helps", _("What helps"), self.helps)
        self.again = DateField(today=today, ahead=True)
        hint = _("Comes up on Today. Four weeks are proposed.")
        self.form.add_row("look_again_on", _("Look at it again on"), self.again, hint=hint)
        self.note = NoteField(lines=2)
        self.form.add_row("note", _("Note"), self.note, hint=_("Not on the client’s sheet."))
        self._fill()
        self._connect()
        self.setLayout(column(self.form))

    def _connect(self) -> None:
        self.target.picked.connect(self._target)
        self.day.changed.connect(lambda: self._put_day("on", self.day))
        self.goal.changed.connect(self._goal)
        self.words.textEdited.connect(lambda text: self._put(goal_words=text))
        self.drinks.textEdited.connect(self._presenter.put_drinks)
        self.drink_size.changed.connect(lambda: self._put(drink_grams=int(self.drink_size.value() or 0)))
        self.dry.changed.connect(self._dry)
        self.helps.textChanged.connect(lambda: self._put(what_helps=self.helps.toPlainText()))
        self.again.changed.connect(lambda: self._put_day("look_again_on", self.again))
        self.note.textChanged.connect(lambda: self._put(note=self.note.toPlainText()))

    def _fill(self) -> None:
        presenter, draft = self._presenter, self._presenter.draft
        self.target.choose(draft.target)
        for name, field, day in (("on", self.day, draft.on), ("look_again_on", self.again, draft.look_again_on)):
            field.set_day(day)
            if typed := presenter.typed(name):
                field.type_in(typed)
        self.goal.set_chosen([draft.goal] if draft.goal else [])
        self.words.setText(draft.goal_words)
        drinks = "" if draft.drinks_per_day is None else f"{draft.drinks_per_day:g}"
        self.drinks.setText(presenter.typed("drinks_per_day") or drinks)
        self.drink_size.set_chosen([str(draft.drink_grams or DRINK_SIZES[0])])
        self.dry.set_chosen([] if draft.dry_days is None else [str(draft.dry_days)])
        self.helps.setPlainText(draft.what_helps)
        self.note.setPlainText(draft.note)
        self._dress()

    def _dress(self) -> None:
        """Show the rows about drinks only where drinks are agreed on."""
        for name in ("drinks_per_day", "drink_grams", "dry_days"):
            self.form.show_row(name, self._presenter.counts_drinks)

    def _target(self, code: str) -> None:
        self._put(target=code)
        self._dress()

    def _goal(self) -> None:
        code = self.goal.value()
        self._put(goal=Goal(code) if code else None)
        self._dress()

    def _dry(self) -> None:
        code = self.dry.value()
        self._put(dry_days=None if code is None else int(code))

    def _put_day(self, name: str, field: DateField) -> None:
        self._presenter.unread(name, field.text(), field.problem)
        self._put(**{name: field.day})

    def _put(self, **values: object) -> None:
        self._presenter.put(replace(self._presenter.draft, **values))  # type: ignore[arg-type]
