"""What stands between the chooser of meeting times and the times: one set of choices for each; plain Python, no Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from referral_desk.domain.calendar import IsHoliday
from referral_desk.domain.errors import Problem
from referral_desk.domain.schedule import MeetingTime
from referral_desk.domain.schedule_choices import MeetingChoices, Pattern, choices_of
from referral_desk.ui.forms.presenter import DraftPresenter
from referral_desk.ui.institution_words import coming_meetings, meeting_words, schedule_words

DATES_SHOWN = 5


@dataclass(frozen=True)
class TypedTimes:
    """All the times as chosen so far."""

    times: tuple[MeetingChoices, ...] = (MeetingChoices(),)


class MeetingTimesPresenter(DraftPresenter[TypedTimes]):
    """Holds the times and which of them is in the fields; ``now`` is local time."""

    def __init__(self, times: Sequence[MeetingTime], now: datetime, is_holiday: IsHoliday) -> None:
        super().__init__(TypedTimes(tuple(map(choices_of, times)) or (MeetingChoices(),)))
        self._now = now
        self._is_holiday = is_holiday
        self.at = 0

    @property
    def current(self) -> MeetingChoices:
        """The choices in the fields."""
        return self.draft.times[self.at]

    def change(self, **values: object) -> None:
        """Put other choices into the fields' time, by their names."""
        changed = replace(self.current, **values)  # type: ignore[arg-type]
        self._put_current(changed)

    def count_by(self, pattern: Pattern) -> None:
        """Count the days by another pattern."""
        self._put_current(self.current.by(pattern))

    def _put_current(self, choices: MeetingChoices) -> None:
        times = self.draft.times
        self.put(TypedTimes((*times[: self.at], choices, *times[self.at + 1 :])))

    def go_to(self, at: int) -> None:
        """Put another time into the fields."""
        self.at = at

    def add(self) -> None:
        """Add a time and go to it."""
        self.put(TypedTimes((*self.draft.times, MeetingChoices())))
        self.at = len(self.draft.times) - 1

    def take_out(self) -> None:
        """Take the time in the fields out; of the last one the choices are cleared."""
        times = self.draft.times
        self.put(TypedTimes((*times[: self.at], *times[self.at + 1 :]) or (MeetingChoices(),)))
        self.at = min(self.at, len(self.draft.times) - 1)

    def words(self, at: int) -> str:
        """Return a time in words, as far as it can be said; "" while something is missing."""
        choices = self.draft.times[at]
        return "" if choices.problems() else schedule_words([choices.meeting()])

    def coming(self) -> tuple[str, ...]:
        """Return the next dates of the time in the fields; () while something is missing or none comes."""
        if self.current.problems():
            return ()
        meetings = coming_meetings([self.current.meeting()], self._now, DATES_SHOWN, self._is_holiday)
        return tuple(map(meeting_words, meetings))

    @property
    def chosen(self) -> tuple[MeetingTime, ...]:
        """The times, those in which nothing was chosen left out. ValueError while there are problems."""
        return tuple(each.meeting() for each in self.draft.times if each != MeetingChoices())

    def wrong_at(self) -> int | None:
        """Return the first time in which something is missing or wrong; one with nothing chosen is none."""
        wrong = (at for at, each in enumerate(self.draft.times) if each != MeetingChoices() and each.problems())
        return next(wrong, None)

    def current_problems(self) -> tuple[Problem, ...]:
        """Return what is wrong with the time in the fields: unreadable dates first."""
        unread = tuple(Problem(field, why) for field, (_text, why) in self._unread.items())
        named = {problem.field for problem in unread}
        return (*unread, *(each for each in self.current.problems() if each.field not in named))
