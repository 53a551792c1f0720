"""Fictional data of any size, for trying the program and timing it; the same arguments give the same data.

Nothing depends on the clock (``today`` is an argument) or on hash randomisation, and nothing is held in memory but
a batch: a million referrals take no more of it than a thousand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from itertools import islice
from typing import TypeVar

from referral_desk.db.queries import bulk, centres
from referral_desk.db.queries.bulk import BulkWriter, NewClient, NewFollowUp, NewInstitution, NewReferral
from referral_desk.domain.access import Action
from referral_desk.domain.calendar import fiscal_year_of
from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.domain.client import ClientDraft
from referral_desk.domain.codes import (
    CodeBook,
    ConsentKind,
    ContactService,
    DisabilityCertificate,
    EngagementState,
    OutpatientSupport,
    Paper,
    PublicAssistance,
    ReferralStatus,
    Reporter,
    Sex,
    SpokeWith,
)
from referral_desk.domain.contact import ContactDraft
from referral_desk.domain.engagement import EngagementDraft
from referral_desk.domain.errors import NotPossible
from referral_desk.domain.fictional import (
    POSTAL_CODE,
    TOWN,
    Dice,
    address,
    district,
    landline,
    mobile,
    person,
    weekdays,
)
from referral_desk.domain.followup import FollowUpKind
from referral_desk.domain.institution import InstitutionDraft
from referral_desk.domain.messages import N_, message
from referral_desk.domain.referral import REASON_NEEDED, ReferralDraft
from referral_desk.domain.schedule_text import parse_schedule
from referral_desk.services.centre import Centre
from referral_desk.services.fiction import CONSENTS, MODES, facts_for, fate_of

Progress = Callable[[int, int], None]
T = TypeVar("T")

BATCH = 2_000
_FEWEST_INSTITUTIONS = 40
_CLIENTS_AN_INSTITUTION = 250
_YOUNG_CENTRE_DAYS = 548
_OLD_CENTRE_DAYS = 3_840
_OLD_CENTRE_CLIENTS = 2_000
_UNSETTLED_DAYS = 21
_SERVICES = (
    (ContactService.TELEPHONE, 0.5),
    (ContactService.CONSULTATION, 0.22),
    (ContactService.HOME_VISIT, 0.16),
    (ContactService.DAY_CARE, 0.07),
    (ContactService.EMAIL, 0.05),
)
_SPOKE_WITH = ((SpokeWith.CLIENT, 0.68), (SpokeWith.FAMILY, 0.2), (SpokeWith.INSTITUTION, 0.12))
_SCHEDULES = ("毎週火 19:00-21:00", "毎週木 18:30-20:00", "第2・第4土 13:30-15:00", "毎週月・金 19:30-20:30")
_NOTE = "架空の記録です。"
_REASON = "架空の理由です。"


@dataclass(frozen=True)
class Amounts:
    """How much to generate; none is negative, and without clients there are neither referrals nor contacts."""

    clients: int
    referrals: int
    contacts: int


@dataclass(frozen=True)
class _Plan:
    """What everything drawn depends on."""

    amounts: Amounts
    seed: str
    today: date
    codes: CodeBook
    staff_name: str
    days: tuple[date, ...]
    institutions: int

    def dice(self, subject: str) -> Dice:
        return Dice(f"{self.seed}/{subject}")

    def day(self, index: int, total: int) -> date:
        """Return the day of the entry ``index`` of ``total``: they follow each other evenly up to today."""
        return self.days[index * len(self.days) // total]

    def client(self, dice: Dice, index: int, total: int) -> int:
        """Draw a client who was registered when the entry ``index`` of ``total`` was made."""
        registered = (index * self.amounts.clients) // total + 1
        return 1 + int(dice.roll() ** 0.8 * registered)


def generate(
    centre: Centre, amounts: Amounts, *, seed: str, today: date | None = None, progress: Progress | None = None
) -> Saved[Amounts]:
    """Fill an empty centre, or replace what was generated in it before; all in one unit of work, or nothing.

    ``today`` (the PC's date for None) is the last day of the data. ``progress`` hears (done, total) and may raise to
    stop, after which the centre is as it was. Raises NotPossible for a centre with records of its own, for amounts
    that do not go together, StorageFault.
    """
    last = today or centre.today()
    _check(amounts)
    days = _OLD_CENTRE_DAYS if amounts.clients >= _OLD_CENTRE_CLIENTS else _YOUNG_CENTRE_DAYS
    plan = _Plan(
        amounts,
        seed,
        last,
        centre.codes,
        centre.staff_name,
        weekdays(last - timedelta(days=days), last) or (last,),
        max(_FEWEST_INSTITUTIONS, amounts.clients // _CLIENTS_AN_INSTITUTION),
    )
    with centre.write(Action.GENERATE) as session:
        if bulk.has_records(session) and not centres.is_generated(session):
            raise NotPossible(
                message(N_("This centre holds records of its own. Set up a new centre for generated data."))
            )
        bulk.empty(session)
        centres.mark_generated(session)
        moment = datetime.combine(last, time_of_day(0, 0), tzinfo=UTC)
        _write(BulkWriter(session, moment), plan, progress or _unheard)
    return Saved(amounts, ChangeSet.all())


def _check(amounts: Amounts) -> None:
    if min(amounts.clients, amounts.referrals, amounts.contacts) < 0:
        raise NotPossible(message(N_("The numbers of clients, referrals and contacts start at 0.")))
    if not amounts.clients and (amounts.referrals or amounts.contacts):
        raise NotPossible(message(N_("Referrals and contacts need at least one client.")))


def _unheard(done: int, total: int) -> None:
    """Stand in where nobody wants to hear of progress."""


def _write(writer: BulkWriter, plan: _Plan, progress: Progress) -> None:
    amounts = plan.amounts
    engaged = amounts.clients // 2
    total = plan.institutions + amounts.clients + engaged + amounts.contacts + amounts.referrals
    done = 0

    def wrote(entries: int) -> None:
        nonlocal done
        done += entries
        progress(done, total)

    progress(0, total)
    for institutions in _batches(_institutions(plan)):
        writer.institutions(institutions, plan.codes)
        wrote(len(institutions))
    for clients in _batches(_clients(plan)):
        writer.clients(clients)
        wrote(len(clients))
    for engagements in _batches(_engagements(plan, engaged)):
        writer.engagements(engagements)
        wrote(len(engagements))
    for contacts in _batches(_contacts(plan)):
        writer.contacts(contacts)
        wrote(len(contacts))
    for referrals in _batches(_referrals(plan)):
        writer.referrals(referrals)
        wrote(len(referrals))


def _batches(entries: Iterator[T]) -> Iterator[list[T]]:
    while batch := list(islice(entries, BATCH)):
        yield batch


def _institutions(plan: _Plan) -> Iterator[NewInstitution]:
    kinds = plan.codes.institution_kinds.items
    dice = plan.dice("institutions")
    targets = ("alcohol", "alcohol", "gambling", "drugs", "eating_disorder", "social_withdrawal")
    for index in range(plan.institutions):
        kind = kinds[index % len(kinds)]
        group = kind.paper is Paper.CARD
        name = f"{TOWN}{kind.ja}"
        if index >= len(kinds):
            name += f" 第{index // len(kinds) + 1}"
        draft = InstitutionDraft(
            name=name,
            kind=kind.code,
            target=dice.pick(targets) if group else "",
            postal_code=POSTAL_CODE,
            address=address(dice),
            phone=landline(index),
            contact_name="" if group else f"担当 {person(dice, None).name}",
            contact_hours="平日 9:00-17:00",
            schedule=parse_schedule(dice.pick(_SCHEDULES)) if group else (),
            venue=f"{TOWN}公民館" if group else "",
            verified_on=plan.today - timedelta(days=dice.between(1, 260)),
            note="架空の機関です。",
        )
        yield NewInstitution(index + 1, f"{index + 1:04}", draft)


def _clients(plan: _Plan) -> Iterator[NewClient]:
    dice = plan.dice("clients")
    for index in range(plan.amounts.clients):
        sex = dice.weighted(((Sex.FEMALE, 0.49), (Sex.MALE, 0.47), (Sex.OTHER, 0.01), (Sex.UNKNOWN, 0.03)))
        named = person(dice, sex)
        registered_on = plan.day(index, plan.amounts.clients)
        born = registered_on - timedelta(days=dice.between(16 * 365, 88 * 365))
        born_on = born if dice.chance(0.97) else None
        home = address(dice)
        draft = ClientDraft(
            number=f"{index + 1:05}",
            name=named.name,
            kana=named.kana,
            birth=born_on,
            sex=sex,
            postal_code=POSTAL_CODE,
            district=district(home),
            address=home,
            phone=mobile(index) if dice.chance(0.85) else "",
            contact_caution="留守電不可" if dice.chance(0.08) else "",
            public_assistance=dice.weighted(
                ((PublicAssistance.NONE, 0.7), (PublicAssistance.RECEIVING, 0.24), (PublicAssistance.UNKNOWN, 0.06))
            ),
            outpatient_support=dice.weighted(
                ((OutpatientSupport.NONE, 0.45), (OutpatientSupport.USING, 0.45), (OutpatientSupport.UNKNOWN, 0.1))
            ),
            disability_certificate=dice.weighted(
                (
                    (DisabilityCertificate.NONE, 0.6),
                    (DisabilityCertificate.GRADE_2, 0.2),
                    (DisabilityCertificate.GRADE_3, 0.12),
                    (DisabilityCertificate.GRADE_1, 0.03),
                    (DisabilityCertificate.UNKNOWN, 0.05),
                )
            ),
            note=_NOTE,
        )
        gone = (plan.today - registered_on).days > 400 and dice.chance(0.6)
        closed_on = registered_on + timedelta(days=dice.between(90, 400)) if gone else None
        yield NewClient(index + 1, draft, registered_on, closed_on)


def _engagements(plan: _Plan, amount: int) -> Iterator[EngagementDraft]:
    dice = plan.dice("engagements")
    states = ((EngagementState.ENGAGED, 0.75), (EngagementState.ENDED, 0.17), (EngagementState.DECLINED, 0.08))
    reporters = tuple(Reporter)
    for index in range(amount):
        since = plan.day(index, amount)
        state = dice.weighted(states)
        ended = since + timedelta(days=dice.between(20, 400)) if state is EngagementState.ENDED else None
        yield EngagementDraft(
            client_id=plan.client(dice, index, amount),
            institution_id=dice.between(1, plan.institutions),
            state=state,
            since=since,
            until=min(ended, plan.today) if ended else None,
            reported_by=dice.pick(reporters),
        )


def _contacts(plan: _Plan) -> Iterator[tuple[int, ContactDraft]]:
    dice = plan.dice("contacts")
    amount = plan.amounts.contacts
    categories = tuple(item.code for item in plan.codes.contact_categories.items)
    factors = tuple(item.code for item in plan.codes.factors.items)
    for index in range(amount):
        client_id = plan.client(dice, index, amount)
        yield (
            index + 1,
            ContactDraft(
                client_id=client_id,
                on=plan.day(index, amount),
                service=dice.weighted(_SERVICES),
                category=categories[client_id % len(categories)] if dice.chance(0.9) else dice.pick(categories),
                factors=(dice.pick(factors),) if dice.chance(0.15) else (),
                spoke_with=dice.weighted(_SPOKE_WITH),
                note=_NOTE,
            ),
        )


def _referrals(plan: _Plan) -> Iterator[NewReferral]:
    dice = plan.dice("referrals")
    amount = plan.amounts.referrals
    year, running = 0, 0
    for index in range(amount):
        on = plan.day(index, amount)
        running = running + 1 if fiscal_year_of(on) == year else 1
        year = fiscal_year_of(on)
        yield _referral(plan, dice, index, on, f"{year}-{running:05}")


def _referral(plan: _Plan, dice: Dice, index: int, on: date, number: str) -> NewReferral:
    mode = dice.weighted(MODES)
    facts = facts_for(mode, dice, "架空の担当者", plan.staff_name)
    consent = dice.weighted(CONSENTS)
    draft = ReferralDraft(
        client_id=plan.client(dice, index, plan.amounts.referrals),
        institution_id=dice.between(1, plan.institutions),
        on=on,
        consent=consent,
        consent_by=plan.staff_name if consent is ConsentKind.ORAL else "",
        request=_NOTE,
    )
    if (plan.today - on).days <= _UNSETTLED_DAYS:
        due = plan.today + timedelta(days=dice.between(-2, 14))
        follow_up = NewFollowUp(index + 1, FollowUpKind.OUTCOME, max(on, due))
    else:
        fate = fate_of(dice, mode, on, plan.today)
        status = fate.status if dice.chance(0.985) else ReferralStatus.ENTERED_IN_ERROR
        draft = replace(
            draft,
            status=status,
            reason=_REASON if status in REASON_NEEDED else "",
            outcome=fate.outcome,
            outcome_on=fate.on,
            reported_by=fate.reported_by,
        )
        follow_up = NewFollowUp(index + 1, FollowUpKind.OUTCOME, fate.on, done_on=fate.on)
    return NewReferral(index + 1, number, draft, ((facts, on),), (follow_up,), plan.staff_name)
