"""The rows that fix the first meeting with a group: which one, where to meet, who comes along."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit

from referral_desk.domain.calendar import IsHoliday
from referral_desk.domain.codes import Attendees
from referral_desk.domain.schedule import MeetingTime
from referral_desk.i18n import _
from referral_desk.ui.forms.fields import TextField
from referral_desk.ui.forms.handoff import show_row
from referral_desk.ui.forms.plan_entry import PlanEntry
from referral_desk.ui.institution_words import coming_meetings, meeting_words
from referral_desk.ui.look import px
from referral_desk.ui.widgets.date_field import DateField
from referral_desk.ui.widgets.form import Form
from referral_desk.ui.widgets.side_by_side import SideBySide
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips

MEETINGS_OFFERED = 4
_ANOTHER = "another"


class MeetingPlanRows(QObject):
    """Adds the rows to a form and keeps their :class:`PlanEntry`; ``changed`` after every change by the user."""

    changed = Signal()

    def __init__(self, form: Form, today: Callable[[], date]) -> None:
        super().__init__(form)
        self.entry = PlanEntry()
        self._form = form
        self._offered: tuple[datetime, ...] = ()
        self._venues: dict[datetime, str] = {}
        self._by_hand = False
        self.meetings = ToggleChips((), name=_("First meeting"), first_number=0)
        self.day = DateField(today=today, ahead=True)
        self.day.setAccessibleName(_("Day of the meeting"))
        self.time = self._clock(_("Begins at"))
        self.other = SideBySide(self.day, self.time, stretch=(1, 0), narrow=16, gap=0.5)
        self.place = TextField(placeholder=_("For example in front of the station’s ticket gate"))
        self.place.setAccessibleName(_("Where to meet"))
        self.meet_time = self._clock(_("Meet at"))
        self.meet = SideBySide(self.place, self.meet_time, stretch=(1, 0), narrow=16, gap=0.5)
        self.meet.setFocusProxy(self.place)
        self.companion = TextField(placeholder=_("A member of the group, staff, family …"))
        form.add_row("meeting", _("First meeting"), self.meetings)
        form.add_row("meeting_day", _("Another day"), self.other)
        form.add_row("meet", _("Where to meet"), self.meet)
        form.add_row("companion", _("Who comes along"), self.companion)
        self.meetings.changed.connect(self._chosen)
        self.day.changed.connect(lambda: self._set(on=self.day.day))
        self.time.textEdited.connect(lambda text: self._set(at=text))
        self.place.textEdited.connect(lambda text: self._set(meet_at=text))
        self.meet_time.textEdited.connect(lambda text: self._set(meet_time=text))
        self.companion.textEdited.connect(lambda text: self._set(companion=text))
        self.show(False)

    @staticmethod
    def _clock(name: str) -> QLineEdit:
        field = TextField(placeholder=_("for example {time}").format(time="18:30"))
        field.setAccessibleName(name)
        field.setMaximumWidth(px(8.5))
        return field

    def show(self, shown: bool) -> None:
        """Show the rows, or hide them where nobody goes to meetings."""
        for name in ("meeting", "meet", "companion"):
            show_row(self._form, name, shown)
        show_row(self._form, "meeting_day", shown and self._by_hand)

    def offer(self, times: Sequence[MeetingTime], venue: str, after: datetime, is_holiday: IsHoliday) -> None:
        """Offer the next meetings ``after`` a moment; each is in the place of its own or in ``venue``."""
        found = coming_meetings(times, after, MEETINGS_OFFERED, is_holiday)
        self._venues = {start: _venue_of(times, start, is_holiday) or venue for start in found}
        if found != self._offered:
            self._offered = found
            choices = [Choice(start.isoformat(), _words_of(times, start, is_holiday)) for start in found]
            self.meetings.set_choices([*choices, Choice(_ANOTHER, _("Another day"))])
        self._dress()

    def show_entry(self, entry: PlanEntry) -> None:
        """Fill the rows from the program."""
        self.entry = entry
        self._by_hand = False
        self.day.set_day(entry.on)
        self.time.setText(entry.at)
        self.place.setText(entry.meet_at)
        self.meet_time.setText(entry.meet_time)
        self.companion.setText(entry.companion)
        self._dress()

    def _chosen(self) -> None:
        code = self.meetings.value()
        self._by_hand = code == _ANOTHER
        if code is None or self._by_hand:
            self._set(on=None, at="", venue="")
        else:
            start = datetime.fromisoformat(code)
            self._set(on=start.date(), at=f"{start:%H:%M}", venue=self._venues.get(start, ""))
        self.day.set_day(self.entry.on)
        self.time.setText(self.entry.at)

    def _set(self, **values: object) -> None:
        self.entry = replace(self.entry, **values)  # type: ignore[arg-type]
        self._dress()
        self.changed.emit()

    def _dress(self) -> None:
        """Show which chip the entry is, and the day by itself where it is none of them."""
        entry = self.entry
        chosen = next((s.isoformat() for s in self._offered if (s.date(), f"{s:%H:%M}") == (entry.on, entry.at)), None)
        if entry.on is not None and chosen is None:
            self._by_hand = True
        code = _ANOTHER if self._by_hand else chosen
        if self.meetings.value() != code:
            self.meetings.set_chosen([code] if code else [])
        show_row(self._form, "meeting_day", self._by_hand and not self.meetings.isHidden())


def _venue_of(times: Sequence[MeetingTime], start: datetime, is_holiday: IsHoliday) -> str:
    return next((each.venue for each in _beginning(times, start, is_holiday)), "")


def _words_of(times: Sequence[MeetingTime], start: datetime, is_holiday: IsHoliday) -> str:
    """Return a meeting as day and time, and where only families come to it, that: it would be the wrong one."""
    words = meeting_words(start)
    if all(each.attendees is Attendees.FAMILY for each in _beginning(times, start, is_holiday)):
        return _("{meeting} (families)").format(meeting=words)
    return words


def _beginning(times: Sequence[MeetingTime], start: datetime, is_holiday: IsHoliday) -> list[MeetingTime]:
    return [each for each in times if each.start == start.time() and each.takes_place_on(start.date(), is_holiday)]
