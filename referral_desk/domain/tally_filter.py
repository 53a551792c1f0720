"""To whom and what a tally is narrowed, and which of its sections a filter leaves whole."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from referral_desk.domain.codes import AgeGroup, Sex

NOBODY = 0
"""As ``staff``: what was written by somebody whom the staff list does not hold, or by nobody known."""


class Section(StrEnum):
    """A part of the tally that is counted from one kind of record; the JSON's own names."""

    SERVICES = "services"
    HANDOFFS = "handoffs"
    INBOUND = "inbound"
    ENGAGEMENTS = "engagements"
    BENEFITS = "benefits"


_TELLS = {
    "staff": frozenset({Section.SERVICES, Section.HANDOFFS, Section.INBOUND}),
    "institution_id": frozenset({Section.HANDOFFS, Section.INBOUND, Section.ENGAGEMENTS}),
    "category": frozenset({Section.SERVICES}),
}
"""Which records tell who wrote them, of which institution they are, and what they were about; every record has its
person, so that district, sex and age narrow all sections."""


@dataclass(frozen=True, kw_only=True)
class TallyFilter:
    """What is counted: all that meets every condition; None sets none.

    ``staff`` is an id of the staff list, or NOBODY. ``district`` "" are the people without one. ``sex`` unknown takes
    in those of whom nothing is recorded. The age is that of the day of a contact or referral; for engagements and
    benefits, which are judged on the last day, that of the last day.
    """

    staff: int | None = None
    district: str | None = None
    institution_id: int | None = None
    category: str | None = None
    sex: Sex | None = None
    age_group: AgeGroup | None = None

    @property
    def narrows(self) -> bool:
        """Whether any condition is set."""
        return self != EVERYTHING

    @property
    def of_person(self) -> bool:
        """Whether a condition asks for what is known of the person."""
        return (self.district, self.sex, self.age_group) != (None, None, None)

    def leaves_whole(self) -> tuple[Section, ...]:
        """Return the sections whose records cannot tell one of the conditions, which are therefore not narrowed by it.

        They are to be shown as such: figures of all staff beside those of one would be misread.
        """
        asked = [field for field in _TELLS if getattr(self, field) is not None]
        return tuple(each for each in Section if any(each not in _TELLS[field] for field in asked))


EVERYTHING = TallyFilter()
