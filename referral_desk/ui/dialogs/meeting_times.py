"""Choosing meeting times instead of writing them: the days, the time, what is left out, with the words and dates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QCheckBox, QWidget

from referral_desk.domain.codes import Attendees, Openness
from referral_desk.domain.schedule import EVERY_DAY, MeetingTime
from referral_desk.domain.schedule_choices import EVEN, EVERY, ODD, Pattern
from referral_desk.i18n import _
from referral_desk.ui.dates import local_now, weekday_names
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.forms.fields import DropDown, TextField, choices, stacked, tick
from referral_desk.ui.forms.meeting_times_presenter import MeetingTimesPresenter
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import Card
from referral_desk.ui.widgets.date_field import DateField
from referral_desk.ui.widgets.form import Form
from referral_desk.ui.widgets.layouts import FlowBox, boxed, column, row
from referral_desk.ui.widgets.side_by_side import SideBySide
from referral_desk.ui.widgets.text import Label, show_if
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips
from referral_desk.ui.workplace import Workplace

_WEEKS = (1, 2, 3, 4, 5, -1)


class MeetingTimesDialog(FormDialog):
    """Begins with ``times``; ``taken`` gets the new ones. Nothing is stored: the form behind it does that."""

    def __init__(
        self,
        work: Workplace,
        times: Sequence[MeetingTime],
        taken: Callable[[tuple[MeetingTime, ...]], None],
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(work, _("Choose meeting times"), parent=parent)
        self._taken = taken
        centre = work.centre
        self.presenter = MeetingTimesPresenter(times, local_now(centre.today()), centre.is_holiday)
        self.save_button.set_label(_("Take over"))
        self.tabs = FlowBox(gap=0.5)
        self._left, self._right = Form(gap=0.6), Form(gap=0.6)
        self.forms = (self._left, self._right)
        self._days()
        self._hours()
        self._left_out()
        self.words = Label("", "strong", wrap=True)
        self.dates = Label("", wrap=True)
        self.take_out_button = Button(_("Take this time out"), self._take_out, kind="quiet", compact=True)
        fields = SideBySide(stacked(self._left), stacked(self._right), stretch=(1, 1), narrow=62, gap=1.6)
        said = row(boxed(column(self.words, self.dates, gap=0.3)), self.take_out_button, gap=0.8)
        said.setStretch(0, 1)
        self.furnish(boxed(column(self.tabs, Card(boxed(said)), fields, gap=0.7)), self.forms, size=(80, 44))
        self._show_current()

    # --- the fields ---------------------------------------------------------------------------------------------

    def _days(self) -> None:
        form = self._left
        self.pattern = ToggleChips(
            (
                Choice(Pattern.WEEKLY, _("By the week")),
                Choice(Pattern.NTH_WEEKDAY, _("By the weekday of the month")),
                Choice(Pattern.DATES, _("By the date")),
            ),
            name=_("How it recurs"),
            keep_one=True,
            first_number=0,
        )
        self.pattern.changed.connect(self._pattern_chosen)
        form.add_row("pattern", _("How it recurs"), self.pattern)
        self.every = DropDown()
        self.every.activated.connect(lambda _index: self._change(every=str(self.every.currentData())))
        form.add_row("every", _("How often"), self.every)
        weeks = {1: _("1st"), 2: _("2nd"), 3: _("3rd"), 4: _("4th"), 5: _("5th"), -1: _("last")}
        self.weeks = _any_of([(str(week), weeks[week]) for week in _WEEKS], _("Which of the month"))
        self.weeks.changed.connect(lambda: self._change(weeks=_numbers(self.weeks)))
        form.add_row("weeks", _("Which of the month"), self.weeks)
        names = weekday_names()
        self.weekdays = _any_of([(str(day), names[day]) for day in EVERY_DAY], _("Weekdays"))
        self.weekdays.changed.connect(lambda: self._change(weekdays=_numbers(self.weekdays)))
        form.add_row("weekdays", _("Weekdays"), self.weekdays)
        self.month_dates = self._text(form, "dates", _("Days of the month"), placeholder=_("e.g. 15, 25"))
        self.last_day = self._tick(form, "last_day", _("Month’s end"), _("On the last day of the month, too"))

    def _hours(self) -> None:
        form = self._left
        self.start = self._text(form, "start", _("Begins at"), placeholder="19:00")
        self.end = self._text(form, "end", _("Ends at"), placeholder="21:00", hint=_("May stay blank."))
        self.begins = self._day(form, "begins", _("First meeting on"))
        self.ends = self._day(form, "ends", _("Last meeting on"))

    def _left_out(self) -> None:
        form, codes = self._right, self.work.centre.codes
        self.holidays = self._tick(form, "not_on_holidays", _("Holidays"), _("Not on public holidays"))
        self.new_year = self._tick(form, "new_year", _("New Year"), _("Not from 29 December to 3 January"))
        hint = _("Every year 12/28-1/5, once R8.8.10-R8.8.16; several with commas.")
        self.pauses = self._text(form, "pauses", _("Other pauses"), hint=hint)
        self.attendees = ToggleChips(choices(codes.attendees), name=_("Who may come"), first_number=0)
        self.attendees.changed.connect(
            lambda: self._change(attendees=Attendees(code) if (code := self.attendees.value()) else None)
        )
        form.add_row("attendees", _("Who may come"), self.attendees, hint=_("Where it differs from the other times."))
        self.openness = ToggleChips(choices(codes.openness), name=_("Open or closed"), first_number=0)
        self.openness.changed.connect(
            lambda: self._change(openness=Openness(code) if (code := self.openness.value()) else None)
        )
        form.add_row("openness", _("Open or closed"), self.openness)
        self.venue = self._text(form, "venue", _("Other venue"))
        self.note = self._text(form, "note", _("Note"))

    def _text(self, form: Form, field: str, label: str, *, placeholder: str = "", hint: str = "") -> TextField:
        edit = TextField(placeholder=placeholder)
        edit.textEdited.connect(lambda text: self._change(**{field: text}))
        form.add_row(field, label, edit, hint=hint)
        return edit

    def _tick(self, form: Form, field: str, label: str, words: str) -> QCheckBox:
        box = tick(words, on=False)
        box.clicked.connect(lambda on: self._change(**{field: on}))
        form.add_row(field, label, box)
        return box

    def _day(self, form: Form, field: str, label: str) -> DateField:
        day = DateField(today=self.work.centre.today, ahead=True)

        def changed() -> None:
            self.presenter.unread(field, day.text(), day.problem)
            self._change(**{field: day.day})

        day.changed.connect(changed)
        form.add_row(field, label, day)
        return day

    # --- showing ------------------------------------------------------------------------------------------------

    def _change(self, **values: object) -> None:
        self.presenter.change(**values)
        self._say()

    def _pattern_chosen(self) -> None:
        self.presenter.count_by(Pattern(self.pattern.value() or Pattern.WEEKLY))
        self._dress()
        self._say()

    def _show_current(self) -> None:
        """Fill the fields with the time that is chosen above."""
        now = self.presenter.current
        self.pattern.set_chosen([now.pattern])
        self.weeks.set_chosen(map(str, now.weeks))
        self.weekdays.set_chosen(map(str, now.weekdays))
        self.attendees.set_chosen([now.attendees or ""])
        self.openness.set_chosen([now.openness or ""])
        texts = {self.month_dates: now.dates, self.start: now.start, self.end: now.end}
        for edit, text in (texts | {self.pauses: now.pauses, self.venue: now.venue, self.note: now.note}).items():
            edit.setText(text)
        for field, day, value in (("begins", self.begins, now.begins), ("ends", self.ends, now.ends)):
            day.set_day(value)
            self.presenter.unread(field, "", None)
        ticks = {self.last_day: now.last_day, self.holidays: now.not_on_holidays, self.new_year: now.new_year}
        for box, on in ticks.items():
            box.setChecked(on)
        for form in self.forms:
            form.clear_problems()
        self._dress()
        self._say()

    def _dress(self) -> None:
        """Show the rows that the pattern needs, and how often it can be."""
        now = self.presenter.current
        self._left.show_row("weeks", now.pattern is Pattern.NTH_WEEKDAY)
        self._left.show_row("weekdays", now.pattern is not Pattern.DATES)
        for field in ("dates", "last_day"):
            self._left.show_row(field, now.pattern is Pattern.DATES)
        self.every.clear()
        offered = EVERY[now.pattern]
        for code in offered if now.every in offered else (*offered, now.every):
            self.every.addItem(_every_words(code, weekly=now.pattern is Pattern.WEEKLY), code)
        self.every.setCurrentIndex(self.every.findData(now.every))

    def _say(self) -> None:
        """Say the time in words, with its next dates, and show all times above."""
        presenter = self.presenter
        words = presenter.words(presenter.at)
        coming = presenter.coming()
        self.words.setText(words or _("Choose the days and the time."))
        self.dates.setText(_("Next: {meetings}").format(meetings=_(", ").join(coming)) if coming else "")
        if words and not coming:
            self.dates.setText(_("There is no meeting within 400 days."))
        self.tabs.clear()
        count = len(presenter.draft.times)
        for at in range(count):
            words = presenter.words(at) or _("Time {number}").format(number=at + 1)
            button = Button(words, partial(self._go_to, at), compact=True)
            button.set_icon("check" if at == presenter.at else "")
            self.tabs.add(button)
        self.tabs.add(Button(_("Add a time"), self._add, icon="add", kind="quiet", compact=True))
        show_if(self.take_out_button, count > 1 or bool(words))

    # --- commands -----------------------------------------------------------------------------------------------

    def _go_to(self, at: int) -> None:
        self.presenter.go_to(at)
        self._show_current()
        self.first_field().setFocus()

    def _add(self) -> None:
        self.presenter.add()
        self._show_current()
        self.first_field().setFocus()

    def _take_out(self) -> None:
        self.presenter.take_out()
        self._show_current()

    def first_field(self) -> QWidget:
        return self.weekdays if self.presenter.current.pattern is not Pattern.DATES else self.month_dates

    def unsaved(self) -> bool:
        return self.presenter.changed

    def save(self) -> None:
        presenter = self.presenter
        wrong = presenter.wrong_at()
        if wrong is not None and wrong != presenter.at and not presenter.unread_texts:
            self._go_to(wrong)
        if wrong is not None or presenter.unread_texts:
            self.show_problems(presenter.current_problems())
            return
        self.accept()
        self._taken(presenter.chosen)


def _any_of(chips: Sequence[tuple[str, str]], name: str) -> ToggleChips:
    return ToggleChips([Choice(code, words) for code, words in chips], name=name, exclusive=False, first_number=0)


def _numbers(chips: ToggleChips) -> tuple[int, ...]:
    return tuple(int(code) for code in chips.chosen())


def _every_words(code: str, *, weekly: bool) -> str:
    if code == ODD:
        return _("In odd months")
    if code == EVEN:
        return _("In even months")
    count = int(code)
    if count == 1:
        return _("Every week") if weekly else _("Every month")
    if count == 2:
        return _("Every other week") if weekly else _("Every other month")
    return (_("Every {count} weeks") if weekly else _("Every {count} months")).format(count=count)
