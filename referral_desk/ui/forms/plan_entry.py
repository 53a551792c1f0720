"""The first meeting that is being fixed, as it stands in a form; plain Python, no window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, message
from referral_desk.domain.sbirts import MeetingPlan, check_plan


@dataclass(frozen=True)
class PlanEntry:
    """What stands in the rows. ``at`` and ``meet_time`` are times "HH:MM" as typed, "" for none."""

    on: date | None = None
    at: str = ""
    venue: str = ""
    meet_at: str = ""
    meet_time: str = ""
    companion: str = ""

    @property
    def blank(self) -> bool:
        """Whether nothing was fixed."""
        return self == PlanEntry()

    def plan(self) -> MeetingPlan | None:
        """Return the meeting that was fixed, of whatever referral; None where none was."""
        if self.on is None:
            return None
        words = {name: getattr(self, name).strip() for name in ("at", "venue", "meet_at", "meet_time", "companion")}
        return MeetingPlan(referral_id=0, on=self.on, **words)

    def problems(self, referred_on: date | None) -> tuple[Problem, ...]:
        """Return what is wrong, by the names of the rows."""
        if self.blank:
            return ()
        plan = self.plan()
        if plan is None:
            return (Problem("meeting", message(N_("Choose which meeting it will be."))),)
        if referred_on is None:
            return ()
        rows = {"on": "meeting", "at": "meeting", "meet_time": "meet"}
        return tuple(Problem(rows[each.field], each.message) for each in check_plan(plan, referred_on))
