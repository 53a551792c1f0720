"""Benefits a client has, dated from and to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class BenefitDraft:
    """One benefit of a client: ``kind`` is a code of the list benefit_kinds, ``grade`` one of its grades.

    ``until`` is the last day it holds (the day a certificate expires), None where it has no known end.
    ``institution_id``: the office that grants it; ``caseworker``: who is in charge there.
    """

    client_id: int
    kind: str = ""
    grade: str = ""
    since: date | None = None
    until: date | None = None
    case_number: str = ""
    institution_id: int | None = None
    caseworker: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Benefit(BenefitDraft):
    """A stored benefit; ``institution_name`` is blank where none is named."""

    id: int
    version: int
    institution_name: str


def holds_on(benefit: BenefitDraft, day: date) -> bool:
    """Say whether ``benefit`` is in force on ``day``; without a start it is from the beginning, both ends included."""
    return (benefit.since is None or benefit.since <= day) and (benefit.until is None or benefit.until >= day)
