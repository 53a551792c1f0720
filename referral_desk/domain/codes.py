"""Code lists: the closed ones the rules speak of, and the open ones that are data.

The members' values are the codes of files and JSON; labels live in ``resources/codes`` and reach the rules as a
:class:`CodeBook`, because what a list is called, and what the open lists hold, is data.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Generic, TypeVar


class ReferralStatus(StrEnum):
    """Where a referral is in its life; the codes are FHIR's Task statuses, so that an export maps one to one."""

    DRAFT = "draft"
    REQUESTED = "requested"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in-progress"
    ON_HOLD = "on-hold"
    COMPLETED = "completed"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    FAILED = "failed"
    ENTERED_IN_ERROR = "entered-in-error"


class HandoffMode(StrEnum):
    """How the client was handed over, warmest first: with several handoffs the first in this order counts."""

    ACCOMPANIED = "accompanied"
    INTRODUCED_IN_PERSON = "introduced_in_person"
    THREE_WAY_CALL = "three_way_call"
    STAFF_TO_STAFF = "staff_to_staff"
    LETTER_ONLY = "letter_only"
    INFORMATION_ONLY = "information_only"

    @property
    def warm(self) -> bool:
        """Whether the client was present and the receiver took part live."""
        return self in WARM_MODES


WARM_MODES = (HandoffMode.ACCOMPANIED, HandoffMode.INTRODUCED_IN_PERSON, HandoffMode.THREE_WAY_CALL)


class Channel(StrEnum):
    """By which way the handoff went."""

    GOING_ALONG = "going_along"
    IN_PERSON = "in_person"
    TELEPHONE = "telephone"
    ONLINE = "online"
    LETTER = "letter"
    LEAFLET = "leaflet"
    NOT_YET = "not_yet"


class Outcome(StrEnum):
    """What became of a referral."""

    NOT_YET_CHECKED = "not_yet_checked"
    FIRST_ATTENDED = "first_attended"
    CONTINUING = "continuing"
    GOT_HELP = "got_help"
    WAITLISTED = "waitlisted"
    NO_SHOW = "no_show"
    COULD_NOT_CONTACT = "could_not_contact"
    CLIENT_DECLINED = "client_declined"
    NOT_ELIGIBLE = "not_eligible"
    NO_CAPACITY = "no_capacity"
    REFERRED_ELSEWHERE = "referred_elsewhere"
    UNKNOWN = "unknown"

    @property
    def attended(self) -> bool:
        """Whether the client got there: attended once, goes on attending, or got help."""
        return self in ATTENDED_OUTCOMES


ATTENDED_OUTCOMES = (Outcome.FIRST_ATTENDED, Outcome.CONTINUING, Outcome.GOT_HELP)
OTHER_OUTCOMES = tuple(
    outcome
    for outcome in Outcome
    if outcome not in (*ATTENDED_OUTCOMES, Outcome.CLIENT_DECLINED, Outcome.NOT_YET_CHECKED, Outcome.UNKNOWN)
)
"""Known, and neither attended nor declined by the client: waiting, no-show, sent on, not taken."""


class EngagementState(StrEnum):
    """How a client stands with an institution; *referred* is not stored, it follows from an open referral."""

    ENGAGED = "engaged"
    ENDED = "ended"
    DECLINED = "declined"


class ConsentKind(StrEnum):
    """How the client agreed to what is passed on."""

    WRITTEN = "written"
    ORAL = "oral"
    NONE = "none"


class Reporter(StrEnum):
    """Who told us."""

    CLIENT = "client"
    FAMILY = "family"
    RECEIVER = "receiver"
    STAFF = "staff"


class Answer(StrEnum):
    """What a receiver answered to a referral."""

    ACCEPTED = "accepted"
    WAITLISTED = "waitlisted"
    NO_CAPACITY = "no_capacity"
    NOT_ELIGIBLE = "not_eligible"
    NOT_POSSIBLE = "not_possible"
    REFERRED_ELSEWHERE = "referred_elsewhere"


class SpokeWith(StrEnum):
    """With whom a contact was."""

    CLIENT = "client"
    FAMILY = "family"
    INSTITUTION = "institution"


class ContactService(StrEnum):
    """The national report's ways of counselling."""

    CONSULTATION = "consultation"
    DAY_CARE = "day_care"
    HOME_VISIT = "home_visit"
    TELEPHONE = "telephone"
    EMAIL = "email"


PERSONS_REPORTED_SERVICES = (ContactService.CONSULTATION, ContactService.DAY_CARE, ContactService.HOME_VISIT)
"""The services for which the forms ask distinct people; telephone and e-mail are asked as contacts only."""


class Sex(StrEnum):
    """As recorded; "other" and "unknown" are answers of their own."""

    MALE = "male"
    FEMALE = "female"
    OTHER = "other"
    UNKNOWN = "unknown"


class PublicAssistance(StrEnum):
    """生活保護 of the client's household."""

    RECEIVING = "receiving"
    NONE = "none"
    UNKNOWN = "unknown"


class OutpatientSupport(StrEnum):
    """自立支援医療(精神通院)."""

    USING = "using"
    NONE = "none"
    UNKNOWN = "unknown"


class DisabilityCertificate(StrEnum):
    """精神障害者保健福祉手帳, by grade."""

    GRADE_1 = "grade_1"
    GRADE_2 = "grade_2"
    GRADE_3 = "grade_3"
    NONE = "none"
    UNKNOWN = "unknown"


CERTIFICATE_GRADES = (DisabilityCertificate.GRADE_1, DisabilityCertificate.GRADE_2, DisabilityCertificate.GRADE_3)


class Attendees(StrEnum):
    """Whom a group is for."""

    CLIENT = "client"
    FAMILY = "family"
    ANYONE = "anyone"


class Anonymity(StrEnum):
    """Whether a group uses real names."""

    ANONYMOUS = "anonymous"
    REAL_NAME = "real_name"


class Openness(StrEnum):
    """Whether anybody may come to a meeting, or only who shares the problem."""

    OPEN = "open"
    CLOSED = "closed"


class Capacity(StrEnum):
    """Whether an institution can take somebody now."""

    FREE = "free"
    WAITING_LIST = "waiting_list"
    FULL = "full"
    UNKNOWN = "unknown"


class PhoneKind(StrEnum):
    """What a number is for."""

    VOICE = "voice"
    FAX = "fax"
    MOBILE = "mobile"
    OTHER = "other"


class SbirtsStep(StrEnum):
    """The four steps of SBIRTS, in their order."""

    SCREENING = "screening"
    BRIEF_INTERVENTION = "brief_intervention"
    REFERRAL_TO_TREATMENT = "referral_to_treatment"
    SELF_HELP_GROUP = "self_help_group"


class StepResult(StrEnum):
    """What became of a step; ``NOT_NEEDED`` leads on, at the last two somebody waits or is lost."""

    DONE = "done"
    NOT_NEEDED = "not_needed"
    POSTPONED = "postponed"
    DECLINED = "declined"


class Goal(StrEnum):
    """What was agreed in a brief intervention: less for hazardous use, none for harmful use or dependence."""

    LESS = "less"
    NONE = "none"
    OTHER = "other"


class Operator(StrEnum):
    """Who runs a livelihood consultation: the municipality itself or a body under contract."""

    DIRECT = "direct"
    CONTRACTED = "contracted"
    OTHER = "other"


class Urgency(StrEnum):
    """How soon the receiver is asked to act."""

    NORMAL = "normal"
    SOON = "soon"
    HIGH = "high"


class LegalBasis(StrEnum):
    """On which ground personal data leaves the office (個人情報保護法 art. 69)."""

    CONSENT = "consent"
    INTERNAL_DUTY = "internal_duty"
    PUBLIC_BODY = "public_body"
    BENEFIT_OF_PERSON = "benefit_of_person"
    BY_LAW = "by_law"


class Strength(StrEnum):
    """How strong a tie is; in the eco-map a thick, thin or dotted line."""

    STRONG = "strong"
    NORMAL = "normal"
    WEAK = "weak"


class Quality(StrEnum):
    """What a tie does to the client; a stressful one is a zigzag line."""

    GOOD = "good"
    STRESSFUL = "stressful"


class Direction(StrEnum):
    """Who acts in a tie; in the eco-map an arrow."""

    TO_CLIENT = "to_client"
    FROM_CLIENT = "from_client"
    BOTH = "both"


class Paper(StrEnum):
    """Which paper a kind of institution gets: self-help groups need no real name, so their clients hold a card."""

    LETTER = "letter"
    CARD = "card"


@dataclass(frozen=True)
class Code:
    """One entry of a code list with its labels."""

    code: str
    ja: str
    en: str

    def label(self, language: str) -> str:
        """Return the label in ``language`` ("ja" or "en")."""
        return self.en if language == "en" else self.ja


@dataclass(frozen=True)
class InstitutionKind(Code):
    """A kind of institution: in which domain of life it stands, and which paper it gets.

    ``domain`` is a code of the list life_domains; ``address_form`` is public_office, medical or private and
    chooses the letter's opening and closing. ``residents`` is a code of the list residents_types for residents'
    organisations, "" for all others.
    """

    domain: str
    paper: Paper
    address_form: str
    residents: str = ""


@dataclass(frozen=True)
class BenefitKind(Code):
    """A benefit, with its ``grades`` as written on the certificate.

    ``valid_years``: for how long it is given, 0 where it has no term; ``case_number``: the household has one with it.
    """

    grades: tuple[str, ...] = ()
    valid_years: int = 0
    case_number: bool = False


@dataclass(frozen=True)
class OfKinds(Code):
    """An entry that belongs to some kinds of institution, such as a role of staff; to all where ``kinds`` is empty."""

    kinds: tuple[str, ...] = ()

    def suits(self, kind: str) -> bool:
        """Whether it is offered for institutions of ``kind``."""
        return not self.kinds or kind in self.kinds


@dataclass(frozen=True)
class Zone(Code):
    """A band of scores from ``start`` up to the next zone's; ``start_female`` where the tool has its own for women.

    ``step`` is the step of SBIRTS that it suggests next, None where nothing more is asked for.
    """

    start: int
    start_female: int | None = None
    step: SbirtsStep | None = None
    goal: Goal | None = None


@dataclass(frozen=True)
class ScreeningProfile(Code):
    """One programme's thresholds for a tool: zones in rising order, the first from 0."""

    zones: tuple[Zone, ...]


@dataclass(frozen=True)
class ScreeningTool(Code):
    """A screening tool as far as it may be shipped: its scores and bounds, never its wording.

    ``item_scores`` are the scores that each item allows, empty for tools entered by their total alone, which is
    0 to ``maximum``. ``targets`` are codes of the list targets. ``drink_sizes``: grams of alcohol in a drink, by
    version, empty where no drinks are counted.
    """

    maximum: int
    item_scores: tuple[tuple[int, ...], ...] = ()
    targets: tuple[str, ...] = ()
    drink_sizes: tuple[int, ...] = ()
    profiles: tuple[ScreeningProfile, ...] = ()


@dataclass(frozen=True)
class AgeGroup(Code):
    """Ages from ``first`` to ``last``, both included and in years; ``first`` None: the age is not known.

    ``last`` None: without an upper end.
    """

    first: int | None = None
    last: int | None = None

    def has(self, age: int | None) -> bool:
        """Whether somebody of ``age`` belongs here; None for an age that is not known."""
        if age is None or self.first is None:
            return age is None and self.first is None
        return self.first <= age and (self.last is None or age <= self.last)


C_co = TypeVar("C_co", bound=Code, covariant=True)


@dataclass(frozen=True)
class CodeList(Generic[C_co]):
    """A code list in its order."""

    name: str
    items: tuple[C_co, ...]

    @cached_property
    def _by_code(self) -> Mapping[str, C_co]:
        return MappingProxyType({item.code: item for item in self.items})

    @cached_property
    def _by_written(self) -> Mapping[str, C_co]:
        written: dict[str, C_co] = {}
        for item in self.items:
            for text in (item.code, item.ja, item.en):
                written.setdefault(written_form(text), item)
        return MappingProxyType(written)

    def __contains__(self, code: str) -> bool:
        return code in self._by_code

    def __getitem__(self, code: str) -> C_co:
        return self._by_code[code]

    def get(self, code: str) -> C_co | None:
        """Return the entry of ``code``, None where the list does not hold it."""
        return self._by_code.get(code)

    def label(self, code: str, language: str) -> str:
        """Return the label of ``code``; the code itself where the list does not hold it, "" for none."""
        item = self._by_code.get(code)
        return item.label(language) if item else code

    def find(self, text: str) -> C_co | None:
        """Return the entry that ``text`` names by code or by label in either language, or None."""
        return self._by_written.get(written_form(text))


@dataclass(frozen=True)
class MinimalItems:
    """The least that a receiver needs to know, in codes of the list disclosure_items: what may go out on a bare note of
    consent, or on another legal basis.

    ``by_kind`` comes first, then ``by_paper`` (groups whose clients hold a card), then ``by_address_form``.
    """

    by_kind: Mapping[str, tuple[str, ...]]
    by_paper: Mapping[str, tuple[str, ...]]
    by_address_form: Mapping[str, tuple[str, ...]]

    def of(self, kind: InstitutionKind) -> tuple[str, ...]:
        """Return the items for a kind of institution, the centre's own kinds included."""
        if kind.code in self.by_kind:
            return self.by_kind[kind.code]
        return self.by_paper.get(kind.paper) or self.by_address_form.get(kind.address_form, ())


def written_form(text: str) -> str:
    """Return ``text`` as codes and labels are compared: width, case and blanks do not matter."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


@dataclass(frozen=True)
class CodeBook:
    """All code lists of a centre; only the kinds of institution can grow (after ``other``)."""

    institution_kinds: CodeList[InstitutionKind]
    life_domains: CodeList[Code]
    contact_services: CodeList[Code]
    contact_categories: CodeList[Code]
    factors: CodeList[Code]
    referral_statuses: CodeList[Code]
    handoff_modes: CodeList[Code]
    channels: CodeList[Code]
    outcomes: CodeList[Code]
    engagement_states: CodeList[Code]
    consents: CodeList[Code]
    reporters: CodeList[Code]
    answers: CodeList[Code]
    sexes: CodeList[Code]
    public_assistance: CodeList[Code]
    outpatient_support: CodeList[Code]
    disability_certificates: CodeList[Code]
    benefits: CodeList[Code]
    spoke_with: CodeList[Code]
    targets: CodeList[Code]
    attendees: CodeList[Code]
    anonymity: CodeList[Code]
    operators: CodeList[Code]
    legal_bases: CodeList[Code]
    urgencies: CodeList[Code]
    strengths: CodeList[Code]
    qualities: CodeList[Code]
    directions: CodeList[Code]
    supporter_kinds: CodeList[Code]
    relations: CodeList[Code]
    benefit_kinds: CodeList[BenefitKind]
    disclosure_items: CodeList[Code]
    disclosure_methods: CodeList[Code]
    conference_kinds: CodeList[Code]
    closing_reasons: CodeList[Code]
    age_groups: CodeList[AgeGroup]
    openness: CodeList[Code]
    capacities: CodeList[Code]
    phone_kinds: CodeList[Code]
    residents_types: CodeList[Code]
    staff_roles: CodeList[OfKinds]
    programmes: CodeList[OfKinds]
    screening_tools: CodeList[ScreeningTool]
    sbirts_steps: CodeList[Code]
    step_results: CodeList[Code]
    goals: CodeList[Code]
    path_endings: CodeList[Code]
    minimal_items: MinimalItems
