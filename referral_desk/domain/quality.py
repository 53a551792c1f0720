"""What looks wrong or open before a month is submitted: the checks, how grave each is, and what they found.

A check never stops a submission. What it finds is mended, or set aside for the month: it was looked at, and is right
as it stands. Which ages suit which category, and how long a referral may stand requested, is data
(``resources/codes/quality_rules.json``, with its sources).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from referral_desk.domain.calendar import Period, YearMonth
from referral_desk.domain.codes import ContactService, Sex
from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, message
from referral_desk.domain.tally_counts import rate

REASON_LIMIT = 500


class Severity(StrEnum):
    """How grave it is: WRONG can hardly be right, OPEN is to be looked at, SOFT would be good to have."""

    WRONG = "wrong"
    OPEN = "open"
    SOFT = "soft"


class RecordKind(StrEnum):
    """Which record a check looks at, and where it is mended."""

    CONTACT = "contact"
    REFERRAL = "referral"
    CLIENT = "client"


class CheckKind(StrEnum):
    """The checks, in the order in which they are shown."""

    CATEGORY_MISSING = "category_missing"
    CATEGORY_NOT_IN_FORM = "category_not_in_form"
    ATTENDED_WITHOUT_DATE = "attended_without_date"
    OUTCOME_AFTER_TODAY = "outcome_after_today"
    CONTACT_AFTER_CLOSING = "contact_after_closing"
    OUTCOME_UNKNOWN = "outcome_unknown"
    DOUBLE_ENTRY = "double_entry"
    FOLLOW_UP_OVERDUE = "follow_up_overdue"
    HANDOFF_OVERDUE = "handoff_overdue"
    REQUESTED_LONG = "requested_long"
    CATEGORY_AGE = "category_age"
    FACTOR_AGE = "factor_age"
    CONSENT_MISSING = "consent_missing"
    PERSON_INCOMPLETE = "person_incomplete"
    CATEGORY_OTHER = "category_other"
    CONTACT_INCOMPLETE = "contact_incomplete"
    CLIENT_UNMET = "client_unmet"


@dataclass(frozen=True)
class Check:
    """One check: ``label`` is what it found, as a heading; ``advice`` says what is looked for, and what to do."""

    kind: CheckKind
    severity: Severity
    record: RecordKind
    label: str
    advice: str


CHECKS: Mapping[CheckKind, Check] = MappingProxyType(
    {
        each.kind: each
        for each in (
            Check(
                CheckKind.CATEGORY_MISSING,
                Severity.WRONG,
                RecordKind.CONTACT,
                N_("Category not entered"),
                N_("Every contact has exactly one category of the list. Choose it."),
            ),
            Check(
                CheckKind.CATEGORY_NOT_IN_FORM,
                Severity.WRONG,
                RecordKind.CONTACT,
                N_("Category that the report form does not have"),
                N_("No row of the chosen report form counts these contacts. Choose another category, or another form."),
            ),
            Check(
                CheckKind.ATTENDED_WITHOUT_DATE,
                Severity.WRONG,
                RecordKind.REFERRAL,
                N_("Attended, but the date is not entered"),
                N_("Without the date, the days until attending cannot be counted."),
            ),
            Check(
                CheckKind.OUTCOME_AFTER_TODAY,
                Severity.WRONG,
                RecordKind.REFERRAL,
                N_("Outcome dated after today"),
                N_("What has not taken place yet is no outcome. Correct the date."),
            ),
            Check(
                CheckKind.CONTACT_AFTER_CLOSING,
                Severity.WRONG,
                RecordKind.CONTACT,
                N_("Contact after the record was closed"),
                N_("Open the record again, or correct the day of the contact."),
            ),
            Check(
                CheckKind.OUTCOME_UNKNOWN,
                Severity.OPEN,
                RecordKind.REFERRAL,
                N_("Outcome not checked or unknown"),
                N_("Ask what became of it, and record the outcome."),
            ),
            Check(
                CheckKind.DOUBLE_ENTRY,
                Severity.OPEN,
                RecordKind.CONTACT,
                N_("Perhaps entered twice on the same day"),
                N_(
                    "The same client, day and service as an earlier entry, with the same note or without one. Open it, "
                    "and take it out if it is the same contact."
                ),
            ),
            Check(
                CheckKind.FOLLOW_UP_OVERDUE,
                Severity.OPEN,
                RecordKind.REFERRAL,
                N_("Follow-up overdue"),
                N_("A follow-up of a referral of this period is still open, and its day is over."),
            ),
            Check(
                CheckKind.HANDOFF_OVERDUE,
                Severity.OPEN,
                RecordKind.REFERRAL,
                N_("Handoff still to come, its day over"),
                N_("Record how the client was handed over, or set another day."),
            ),
            Check(
                CheckKind.REQUESTED_LONG,
                Severity.OPEN,
                RecordKind.REFERRAL,
                N_("Requested for a long time"),
                N_("Ask the receiver whether the referral was accepted, and change the status."),
            ),
            Check(
                CheckKind.CATEGORY_AGE,
                Severity.OPEN,
                RecordKind.CONTACT,
                N_("Category that does not suit the age"),
                N_("Look whether category and birth date are right."),
            ),
            Check(
                CheckKind.FACTOR_AGE,
                Severity.OPEN,
                RecordKind.CONTACT,
                N_("Factor outside its range of ages"),
                N_("The statistics count this factor only within a range of ages."),
            ),
            Check(
                CheckKind.CONSENT_MISSING,
                Severity.OPEN,
                RecordKind.REFERRAL,
                N_("Referral without a note of consent"),
                N_("Something was told to the receiver, and it is not recorded whether the client agreed."),
            ),
            Check(
                CheckKind.PERSON_INCOMPLETE,
                Severity.OPEN,
                RecordKind.CLIENT,
                N_("Sex or birth date not entered"),
                N_("These clients are counted, but fall under “unknown” by sex or age."),
            ),
            Check(
                CheckKind.CATEGORY_OTHER,
                Severity.SOFT,
                RecordKind.CONTACT,
                N_("Category “other”"),
                N_("Look whether one of the categories fits better."),
            ),
            Check(
                CheckKind.CONTACT_INCOMPLETE,
                Severity.SOFT,
                RecordKind.CONTACT,
                N_("Whom it was with, or the minutes, not entered"),
                N_("Not asked by the national report; enter it where your own form asks for it."),
            ),
            Check(
                CheckKind.CLIENT_UNMET,
                Severity.SOFT,
                RecordKind.CLIENT,
                N_("Client still not met"),
                N_("A contact of this period is marked so, and none with the client came after it."),
            ),
        )
    }
)


@dataclass(frozen=True)
class AgeRange:
    """Ages that suit a category or factor, both ends included and in years; None: no end on that side."""

    code: str
    first: int | None
    last: int | None


@dataclass(frozen=True)
class QualityRules:
    """What the checks compare with. ``unsaying_category`` is the code that says least; ``requested_days``: how many
    days a referral may stand requested.
    """

    category_ages: tuple[AgeRange, ...]
    factor_ages: tuple[AgeRange, ...]
    unsaying_category: str
    requested_days: int


@dataclass(frozen=True)
class Finding:
    """One record that a check found. ``record_id`` is its id: of a contact, a referral, or the client.

    ``on`` is the day of the contact or referral, None for clients. ``age`` is that on the day of a contact, ``due_on``
    the earliest day of a follow-up that is over, ``closed_on`` when the record was closed before the contact. ``sex``
    and ``birth`` are the client's.
    """

    kind: CheckKind
    record_id: int
    client_id: int
    client_number: str
    client_name: str
    client_kana: str
    sex: Sex | None
    birth: date | None
    on: date | None = None
    service: ContactService | None = None
    category: str = ""
    institution: str = ""
    outcome: str = ""
    outcome_on: date | None = None
    due_on: date | None = None
    closed_on: date | None = None
    age: int | None = None

    @property
    def record(self) -> RecordKind:
        """Which record it is."""
        return CHECKS[self.kind].record

    def month(self, period: Period) -> YearMonth:
        """Return the month for which it is set aside: that of its day, for clients the last one of ``period``."""
        day = self.on or period.last
        return day.year, day.month


@dataclass(frozen=True, kw_only=True)
class Waiver:
    """A finding that was set aside for a month: somebody looked at it, and it is right as it stands.

    ``record_id`` is None where the client herself was found.
    """

    id: int
    kind: CheckKind
    client_id: int
    record_id: int | None
    year: int
    month: int
    at: datetime
    staff_name: str
    reason: str


@dataclass(frozen=True)
class WaivedRow:
    """A finding set aside, with whose it is, for the list of them."""

    waiver: Waiver
    client_number: str
    client_name: str
    client_kana: str


@dataclass(frozen=True)
class CheckCount:
    """How many records a check found; ``not_shown`` of them are of clients restricted to others."""

    kind: CheckKind
    count: int
    not_shown: int = 0

    @property
    def severity(self) -> Severity:
        """How grave it is."""
        return CHECKS[self.kind].severity


@dataclass(frozen=True)
class QualitySummary:
    """What the checks found in a period, in numbers: those that found something, in their order.

    ``unknown`` of the ``handed_over`` referrals have an outcome that is not checked or unknown, whether that was set
    aside or not: the share of unknowns is always told. ``set_aside`` counts findings that were.
    """

    period: Period
    counts: tuple[CheckCount, ...]
    handed_over: int
    unknown: int
    set_aside: int

    @property
    def unknown_share(self) -> float | None:
        """The share of unknowns in percent; None where nothing was handed over."""
        return rate(self.unknown, self.handed_over)

    @property
    def pressing(self) -> tuple[CheckCount, ...]:
        """What should be looked at before submitting: all but the soft ones, the gravest first."""
        return self._of(Severity.WRONG) + self._of(Severity.OPEN)

    @property
    def soft(self) -> tuple[CheckCount, ...]:
        """What would be good to have."""
        return self._of(Severity.SOFT)

    def _of(self, severity: Severity) -> tuple[CheckCount, ...]:
        return tuple(each for each in self.counts if each.severity is severity)


@dataclass(frozen=True)
class CheckGroup:
    """What one check found: the first of its records, and how many there are in all."""

    counted: CheckCount
    findings: tuple[Finding, ...]

    @property
    def left_out(self) -> int:
        """How many more there are that may be shown, but are not yet: the list is read in portions."""
        return self.counted.count - self.counted.not_shown - len(self.findings)


@dataclass(frozen=True)
class QualityList:
    """Everything that the checks found in a period, with names."""

    summary: QualitySummary
    groups: tuple[CheckGroup, ...]
    waived: tuple[WaivedRow, ...]


def check_waiver_reason(reason: str) -> tuple[Problem, ...]:
    """Return what is wrong with the reason of setting a finding aside, which may be left out."""
    if len(reason) > REASON_LIMIT:
        limit = message(N_("This is too long: {limit} characters at most."), limit=REASON_LIMIT)
        return (Problem("reason", limit),)
    return ()


def total(counts: Iterable[CheckCount]) -> int:
    """Return how many findings these are together."""
    return sum(each.count for each in counts)
