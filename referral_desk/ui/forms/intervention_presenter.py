"""The presenter of what was agreed in a brief intervention."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from referral_desk.domain.calendar import IsHoliday, add_days_working
from referral_desk.domain.codes import CodeBook, Goal
from referral_desk.domain.errors import NotReadable, Problem
from referral_desk.domain.messages import N_, message
from referral_desk.domain.reading import number
from referral_desk.domain.sbirts import Intervention, InterventionDraft, check_intervention
from referral_desk.ui.forms.presenter import DraftPresenter

DRINK_SIZES = (10, 20)
"""Grams of alcohol in a drink, as the versions of the screening count them."""

LOOK_AGAIN_DAYS = 28
ALCOHOL = "alcohol"


@dataclass(frozen=True, kw_only=True)
class TypedIntervention:
    """What stands in the form, and of which path it is a step; ``on`` None while it cannot be read."""

    client_id: int
    intervention_id: int | None = None
    path_id: int | None = None
    on: date | None = None
    target: str = ""
    goal: Goal | None = None
    goal_words: str = ""
    drinks_per_day: float | None = None
    drink_grams: int = DRINK_SIZES[0]
    dry_days: int | None = None
    what_helps: str = ""
    look_again_on: date | None = None
    looked_on: date | None = None
    looked_result: str = ""
    note: str = ""


_SHARED = tuple(InterventionDraft.__dataclass_fields__)


class InterventionPresenter(DraftPresenter[TypedIntervention]):
    """Enters what was agreed (``intervention`` None), or corrects it; the next look is proposed four weeks on."""

    def __init__(
        self,
        client_id: int,
        intervention: Intervention | None,
        codes: CodeBook,
        today: date,
        is_holiday: IsHoliday,
        *,
        target: str = "",
        goal: Goal | None = None,
        drink_grams: int = 0,
        path_id: int | None = None,
    ) -> None:
        self._codes = codes
        self._today = today
        self.intervention = intervention
        if intervention is None:
            begins = TypedIntervention(
                client_id=client_id,
                path_id=path_id,
                on=today,
                target=target,
                goal=goal,
                drink_grams=drink_grams or DRINK_SIZES[0],
                look_again_on=add_days_working(today + timedelta(days=LOOK_AGAIN_DAYS - 1), 1, is_holiday),
            )
            super().__init__(begins)
        else:
            stored = {name: getattr(intervention, name) for name in _SHARED}
            super().__init__(TypedIntervention(intervention_id=intervention.id, **stored), stored=True)

    @property
    def counts_drinks(self) -> bool:
        """Whether drinks are agreed on: for alcohol, unless none at all."""
        return self.draft.target == ALCOHOL and self.draft.goal is not Goal.NONE

    def put_drinks(self, text: str) -> None:
        """Read the drinks a day while they are typed."""
        try:
            drinks = number(text) if text.strip() else None
        except NotReadable as error:
            self.unread("drinks_per_day", text, error.message)
        else:
            self.unread("drinks_per_day", text, None)
            self.put(replace(self.draft, drinks_per_day=drinks))

    def record(self) -> InterventionDraft:
        """Return what Save stores; ValueError while the day is missing."""
        draft = self.draft
        if draft.on is None:
            raise ValueError("there is no day")
        values = {name: getattr(draft, name) for name in _SHARED} | {"on": draft.on}
        if not self.counts_drinks:
            values |= {"drinks_per_day": None, "dry_days": None}
        if values["drinks_per_day"] is None:
            values |= {"drink_grams": 0}
        return InterventionDraft(**values)

    def check(self) -> Iterable[Problem]:
        if self.draft.on is None:
            return (Problem("on", message(N_("Enter the day of the conversation."))),)
        return check_intervention(self.record(), self._codes, self._today)
