"""The demo centre's other clients: drawn with a fixed seed, each with contacts, engagements and referrals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from referral_desk.db.queries.bulk import NewClient, NewFollowUp, NewInstitution
from referral_desk.domain.client import ClientDraft
from referral_desk.domain.codes import (
    Channel,
    ConsentKind,
    ContactService,
    DisabilityCertificate,
    EngagementState,
    HandoffMode,
    Outcome,
    OutpatientSupport,
    PublicAssistance,
    ReferralStatus,
    Reporter,
    Sex,
    SpokeWith,
    Urgency,
)
from referral_desk.domain.contact import ContactDraft
from referral_desk.domain.engagement import EngagementDraft
from referral_desk.domain.fictional import POSTAL_CODE, Dice, address, landline, mobile, person
from referral_desk.domain.followup import FollowUpKind
from referral_desk.domain.handoff import HandoffFacts, mode_of
from referral_desk.domain.referral import REASON_NEEDED, ReferralDraft
from referral_desk.resources import read_json
from referral_desk.services.demo_records import Ledger, Story
from referral_desk.services.fiction import CONSENTS, MODES, facts_for, fate_of

CLIENTS = 60
_LONGEST_AGO = 540
_QUIET = (20, 33, 47)
_CLOSED = (18, 22, 26, 30, 35, 40, 45, 50, 55)
_CATEGORIES = (
    ("alcohol", 0.24),
    ("depression", 0.18),
    ("reintegration", 0.16),
    ("gambling", 0.09),
    ("older_age", 0.08),
    ("adolescence", 0.06),
    ("mental_wellbeing", 0.06),
    ("gaming", 0.04),
    ("drugs", 0.03),
    ("eating_disorder", 0.03),
    ("epilepsy", 0.01),
    ("other", 0.04),
)
_AGES = {"adolescence": (14, 22), "gaming": (15, 29), "eating_disorder": (17, 34), "older_age": (66, 89)}
_FACTORS = {
    "adolescence": ("social_withdrawal", "developmental"),
    "gaming": ("social_withdrawal",),
    "depression": ("suicide_related",),
    "mental_wellbeing": ("bereaved_by_suicide", "disaster"),
    "reintegration": ("developmental", "social_withdrawal"),
    "other": ("crime_victim", "social_withdrawal"),
}
_NOTES = {
    "self_help_group": "meeting",
    "family_group": "meeting",
    "peer_support_group": "meeting",
    "volunteer_group": "meeting",
    "medical_institution": "treatment",
    "visiting_nurse": "treatment",
    "day_service": "visit",
    "employment_support": "visit",
    "residential_service": "visit",
}
_EVERYWHERE = ("welfare_office", "livelihood_consultation", "medical_institution")
_KINDS = {
    "alcohol": ("self_help_group", "self_help_group", "family_group", "mental_health_centre", *_EVERYWHERE),
    "drugs": ("self_help_group", "self_help_group", "mental_health_centre", "medical_institution"),
    "gambling": ("self_help_group", "self_help_group", "family_group", "legal_and_debt", "livelihood_consultation"),
    "eating_disorder": ("self_help_group", "medical_institution"),
    "gaming": ("family_group", "peer_support_group", "mental_health_centre"),
    "adolescence": ("peer_support_group", "medical_institution", "family_group"),
    "depression": ("visiting_nurse", "employment_office", "employment_support", "municipality", *_EVERYWHERE),
    "reintegration": (
        "day_service",
        "employment_support",
        "consultation_support",
        "residential_service",
        "peer_support_group",
        "core_consultation_centre",
        "home_visit_service",
        "regional_life_support_base",
        "visiting_nurse",
        "welfare_office",
    ),
    "older_age": (
        "community_support_centre",
        "welfare_commissioner",
        "life_stage_group",
        "neighbourhood_association",
        "social_welfare_council",
    ),
    "mental_wellbeing": ("volunteer_group", "health_promotion_volunteer", "peer_support_group"),
    "epilepsy": ("municipality", "medical_institution"),
    "other": ("neighbourhood_association", "social_welfare_council", "other", "welfare_office"),
}


@dataclass(frozen=True)
class _Texts:
    contacts: dict[str, list[list[str]]]
    requests: dict[str, list[str]]
    backgrounds: dict[str, str]
    reasons: dict[str, list[str]]
    follow_up_notes: dict[str, list[str]]
    cautions: list[str]
    households: list[str]


@dataclass(frozen=True)
class _Course:
    """When a client came and was last in contact, in days before today, and in what matter."""

    client_id: int
    category: str
    first: int
    last: int
    closed: bool


def add_drawn_clients(ledger: Ledger) -> None:
    """Fill ``ledger`` up to sixty clients."""
    texts = _Texts(**cast(dict[str, object], read_json("demo", "texts.json")))  # type: ignore[arg-type]
    taken = {client.draft.name for client in ledger.clients}
    for client_id in range(len(ledger.clients) + 1, CLIENTS + 1):
        dice = Dice(f"demo/{client_id}")
        course = _course(dice, client_id)
        draft = _client(dice, course, texts, taken, ledger.today)
        taken.add(draft.name)
        closed_on = ledger.ago(max(1, course.last - 4)) if course.closed else None
        ledger.clients.append(NewClient(client_id, draft, ledger.ago(course.first), closed_on))
        _add_contacts(ledger, dice, course, texts)
        _add_engagements(ledger, dice, course, draft)
        for _ in range(dice.between(2, 5)):
            _add_referral(ledger, dice, course, texts)
    _add_oddities(ledger, texts)


def _course(dice: Dice, client_id: int) -> _Course:
    category = dice.weighted(_CATEGORIES)
    first = dice.between(90, _LONGEST_AGO)
    if client_id in _QUIET:
        return _Course(client_id, category, max(first, 120), dice.between(34, 58), closed=False)
    if client_id in _CLOSED:
        return _Course(client_id, category, max(first, 240), dice.between(50, 180), closed=True)
    return _Course(client_id, category, first, dice.between(0, 24), closed=False)


def _client(dice: Dice, course: _Course, texts: _Texts, taken: set[str], today: date) -> ClientDraft:
    sex = dice.weighted(((Sex.FEMALE, 0.5), (Sex.MALE, 0.46), (Sex.OTHER, 0.02), (Sex.UNKNOWN, 0.02)))
    named = person(dice, sex)
    while _sounds_known(named.name, taken):
        named = person(dice, sex)
    youngest, oldest = _AGES.get(course.category, (24, 74))
    birth = today - timedelta(days=dice.between(youngest * 365 + 40, oldest * 365))
    year_only = dice.chance(0.05)
    reachable = dice.chance(0.9)
    return ClientDraft(
        name=named.name,
        kana=named.kana,
        birth=date(birth.year, 1, 1) if year_only else birth,
        birth_exact=not year_only,
        sex=sex,
        postal_code=POSTAL_CODE,
        address=address(dice),
        phone=(mobile if dice.chance(0.7) else landline)(1000 + course.client_id) if reachable else "",
        may_call=reachable,
        may_leave_message=dice.pick((True, True, False, None)),
        may_say_who=dice.pick((True, True, False, None)),
        contact_caution=dice.pick(texts.cautions) if dice.chance(0.25) else "",
        household=dice.pick(texts.households),
        public_assistance=dice.weighted(
            (
                (PublicAssistance.RECEIVING, 0.24),
                (PublicAssistance.NONE, 0.66),
                (PublicAssistance.UNKNOWN, 0.1),
            )
        ),
        outpatient_support=dice.weighted(
            ((OutpatientSupport.USING, 0.5), (OutpatientSupport.NONE, 0.38), (OutpatientSupport.UNKNOWN, 0.12))
        ),
        disability_certificate=dice.weighted(
            (
                (DisabilityCertificate.NONE, 0.5),
                (DisabilityCertificate.GRADE_3, 0.17),
                (DisabilityCertificate.GRADE_2, 0.2),
                (DisabilityCertificate.GRADE_1, 0.03),
                (DisabilityCertificate.UNKNOWN, 0.1),
            )
        ),
    )


def _sounds_known(name: str, taken: set[str]) -> bool:
    """Say whether two people share this given name, three this family name, or somebody has both."""
    family, _, given = name.partition("\u3000")
    families = [each.partition("\u3000")[0] for each in taken]
    givens = [each.partition("\u3000")[2] for each in taken]
    return name in taken or givens.count(given) >= 2 or families.count(family) >= 3


def _add_contacts(ledger: Ledger, dice: Dice, course: _Course, texts: _Texts) -> None:
    notes = texts.contacts[course.category]
    factors = _FACTORS.get(course.category, ())
    factor = dice.pick(factors) if factors and dice.chance(0.5) else ""
    days = [course.last]
    while (earlier := days[-1] + dice.between(9, 38)) < course.first:
        days.append(earlier)
    for index, day in enumerate((course.first, *reversed(days))):
        service, spoke_with, note = notes[0] if index == 0 else dice.pick(notes)
        ledger.contacts.append(
            ContactDraft(
                client_id=course.client_id,
                on=ledger.ago(day),
                service=ContactService(service),
                category=course.category,
                factors=(factor,) if factor else (),
                spoke_with=SpokeWith(spoke_with),
                note=note,
            )
        )


def _add_engagements(ledger: Ledger, dice: Dice, course: _Course, client: ClientDraft) -> None:
    wanted = []
    if client.public_assistance is PublicAssistance.RECEIVING:
        wanted.append("welfare_office")
    if client.outpatient_support is OutpatientSupport.USING:
        wanted.append("medical_institution")
    wanted += [kind for kind in dict.fromkeys(_KINDS[course.category]) if dice.chance(0.18)]
    for kind in dict.fromkeys(wanted):
        institution = _institution(ledger, dice, kind, course.category)
        since = dice.between(course.last + 1, course.first + 300)
        state = dice.weighted(
            ((EngagementState.ENGAGED, 0.8), (EngagementState.ENDED, 0.12), (EngagementState.DECLINED, 0.08))
        )
        until = ledger.ago(dice.between(course.last, since - 1)) if state is EngagementState.ENDED else None
        ledger.engagements.append(
            EngagementDraft(
                client_id=course.client_id,
                institution_id=institution.id if institution else None,
                kind="" if institution else kind,
                state=state,
                since=ledger.ago(since),
                until=max(until, ledger.ago(since)) if until else None,
                reported_by=dice.pick(tuple(Reporter)),
            )
        )


def _institution(ledger: Ledger, dice: Dice, kind: str, category: str) -> NewInstitution | None:
    """Return an institution of ``kind`` that fits the matter, None where the town has none."""
    fitting = [
        each
        for each in ledger.institutions
        if each.draft.kind == kind and each.draft.target in ("", category, "reintegration", "social_withdrawal")
    ]
    exact = [each for each in fitting if each.draft.target == category]
    return dice.pick(exact or fitting) if fitting else None


def _add_referral(ledger: Ledger, dice: Dice, course: _Course, texts: _Texts) -> None:
    kind = dice.pick(_KINDS[course.category])
    institution = _institution(ledger, dice, kind, course.category)
    if institution is None:
        return
    latest = course.last + (0 if course.first - course.last < 2 or not _is_quiet(course) else 5)
    on_days = latest + int((course.first - latest) * dice.roll() ** 1.2)
    on = ledger.ago(max(1, on_days))
    mode = dice.weighted(_modes_then(on_days))
    facts = facts_for(mode, dice, institution.draft.contact_name, ledger.staff_name)
    recent = on_days <= 24 and not course.closed and not _is_quiet(course)
    draft = ReferralDraft(
        client_id=course.client_id,
        institution_id=institution.id,
        on=on,
        consent=(consent := dice.weighted(CONSENTS)),
        consent_by=ledger.staff_name if consent is ConsentKind.ORAL else "",
        request=dice.pick(texts.requests.get(kind, texts.requests["other"])),
        background=texts.backgrounds[course.category],
        urgency=dice.weighted(((Urgency.NORMAL, 0.8), (Urgency.SOON, 0.15), (Urgency.HIGH, 0.05))),
    )
    if recent and dice.chance(0.7):
        ledger.stories.append(_unsettled(ledger, dice, draft, facts, _note(dice, kind, facts, texts)))
    else:
        ledger.stories.append(_settled(ledger, dice, draft, facts, _note(dice, kind, facts, texts), texts))


def _is_quiet(course: _Course) -> bool:
    return course.client_id in _QUIET


def _modes_then(days_ago: int) -> tuple[tuple[HandoffMode, float], ...]:
    """Return the likelihood of each mode: a year and a half ago the centre handed over warmly half as often."""
    warmer = 1.5 - days_ago / _LONGEST_AGO
    return tuple((mode, weight * warmer if mode.warm else weight) for mode, weight in MODES)


def _note(dice: Dice, kind: str, facts: HandoffFacts, texts: _Texts) -> tuple[FollowUpKind, str]:
    """Return what is to be followed up: the receiver's reply, or whether the client got there."""
    by_paper = facts.channel is Channel.LETTER or (not facts.client_present and dice.chance(0.4))
    if by_paper:
        return FollowUpKind.REPLY, dice.pick(texts.follow_up_notes["reply"])
    return FollowUpKind.OUTCOME, dice.pick(texts.follow_up_notes[_NOTES.get(kind, "interview")])


def _unsettled(
    ledger: Ledger, dice: Dice, draft: ReferralDraft, facts: HandoffFacts, note: tuple[FollowUpKind, str]
) -> Story:
    status = dice.pick((ReferralStatus.REQUESTED, ReferralStatus.ACCEPTED))
    outcome, outcome_on, reporter = Outcome.NOT_YET_CHECKED, None, None
    if dice.chance(0.15):
        outcome, outcome_on, reporter = Outcome.WAITLISTED, max(draft.on, ledger.ago(1)), Reporter.RECEIVER
    follow_up = NewFollowUp(0, note[0], _soon(ledger, dice), note[1])
    values = {**_values(draft), "status": status, "outcome": outcome, "outcome_on": outcome_on, "reported_by": reporter}
    return Story(ReferralDraft(**values), ((facts, draft.on),), (follow_up,), ledger.staff_name)  # type: ignore[arg-type]


def _settled(
    ledger: Ledger,
    dice: Dice,
    draft: ReferralDraft,
    facts: HandoffFacts,
    note: tuple[FollowUpKind, str],
    texts: _Texts,
) -> Story:
    mode = mode_of(facts) or HandoffMode.INFORMATION_ONLY
    fate = fate_of(dice, mode, draft.on, ledger.today)
    reason = dice.pick(texts.reasons[fate.status]) if fate.status in REASON_NEEDED else ""
    values = {
        **_values(draft),
        "status": fate.status,
        "reason": reason,
        "outcome": fate.outcome,
        "outcome_on": fate.on,
        "reported_by": fate.reported_by,
    }
    tried = tuple(
        (draft.on + timedelta(days=1), draft.on, dice.pick(texts.follow_up_notes["attempt"]))
        for _ in range(1)
        if dice.chance(0.15) and fate.on > draft.on
    )
    done = NewFollowUp(0, note[0], fate.on, note[1], done_on=fate.on, attempts=tried)
    handoffs = [(facts, draft.on)]
    if mode is HandoffMode.INFORMATION_ONLY and fate.outcome.attended and dice.chance(0.3):
        later = min(ledger.today, draft.on + timedelta(days=3))
        handoffs.append((facts_for(HandoffMode.THREE_WAY_CALL, dice, "", ledger.staff_name), later))
    return Story(ReferralDraft(**values), tuple(handoffs), (done,), ledger.staff_name)  # type: ignore[arg-type]


def _soon(ledger: Ledger, dice: Dice) -> date:
    return ledger.ago(-dice.between(1, 12))


def _values(draft: ReferralDraft) -> dict[str, object]:
    return {name: getattr(draft, name) for name in ReferralDraft.__dataclass_fields__}


def _add_oddities(ledger: Ledger, texts: _Texts) -> None:
    """Add what comes about seldom: on hold, a draft, an error, a reply awaited, a handoff agreed for later."""
    home, council, office = map(
        ledger.institution_id, ("グループホーム空の家", "架空市社会福祉協議会", "架空市福祉事務所")
    )
    called = HandoffFacts(receiver_live=True, channel=Channel.TELEPHONE, receiver_name="世話人 空山さん")
    wrote = HandoffFacts(channel=Channel.LETTER, receiver_name="保護第二係")
    to_come = HandoffFacts(channel=Channel.NOT_YET)
    for client_id, institution_id, status, days, facts, planned in (
        (16, home, ReferralStatus.ON_HOLD, 28, called, (FollowUpKind.OUTCOME, 7, "退院の見込みを確認")),
        (19, council, ReferralStatus.DRAFT, 1, to_come, (FollowUpKind.HANDOFF, 6, "三者で面接する")),
        (21, council, ReferralStatus.REQUESTED, 4, to_come, (FollowUpKind.HANDOFF, 3, "同行する")),
        (24, office, ReferralStatus.REQUESTED, 6, wrote, (FollowUpKind.REPLY, 4, "返信用連絡票 待ち")),
        (23, council, ReferralStatus.ENTERED_IN_ERROR, 9, called, None),
        (25, council, ReferralStatus.COMPLETED, 62, wrote, None),
    ):
        kind = {home: "residential_service", office: "welfare_office"}.get(institution_id, "other")
        elsewhere = status is ReferralStatus.COMPLETED
        draft = ReferralDraft(
            client_id=client_id,
            institution_id=institution_id,
            on=ledger.ago(days),
            status=status,
            reason=texts.reasons["on-hold"][0] if status is ReferralStatus.ON_HOLD else "",
            consent=ConsentKind.WRITTEN,
            request=texts.requests[kind][0],
            outcome=Outcome.REFERRED_ELSEWHERE if elsewhere else Outcome.NOT_YET_CHECKED,
            outcome_on=ledger.ago(days - 12) if elsewhere else None,
            reported_by=Reporter.RECEIVER if elsewhere else None,
        )
        follow_ups: tuple[NewFollowUp, ...] = ()
        if planned:
            follow_up_kind, in_days, note = planned
            follow_ups = (NewFollowUp(0, follow_up_kind, ledger.ago(-in_days), note),)
        ledger.stories.append(Story(draft, ((facts, draft.on),), follow_ups, ledger.staff_name))
