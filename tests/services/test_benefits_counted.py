"""The benefits table of the tally with dated entries, against a count in plain Python; and T City's own table."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from referral_desk.db.queries import bulk
from referral_desk.domain import codes as c
from referral_desk.domain.access import Action
from referral_desk.domain.benefit import BenefitDraft, standing
from referral_desk.domain.calendar import Period
from referral_desk.domain.client import ClientDraft
from referral_desk.domain.tally import Figure, FigureKind
from referral_desk.services import tallies
from referral_desk.services.centre import Centre

MONTH = Period.month(2026, 10)
LAST = MONTH.last
NEAR = [LAST + timedelta(days=days) for days in (-800, -31, -1, 0, 1, 30, 400)]
GRADES = {"1級": "grade_1", "2級": "grade_2", "3級": "grade_3"}


def write(centre: Centre, clients: Sequence[bulk.NewClient], benefits: Iterable[BenefitDraft]) -> None:
    with centre.write(Action.GENERATE) as session:
        bulk.empty(session)
        writer = bulk.BulkWriter(session, datetime.now(UTC))
        writer.clients(clients)
        writer.benefits(tuple(benefits))


def random_people(seed: int) -> tuple[list[bulk.NewClient], list[BenefitDraft]]:
    choose = random.Random(seed)

    def maybe(values: Sequence[Any]) -> Any:
        return choose.choice([None, *values])

    people = [
        bulk.NewClient(
            id=number,
            draft=ClientDraft(
                number=str(number),
                name=f"見本 {number}",
                kana="ミホン",
                public_assistance=maybe(list(c.PublicAssistance)),
                outpatient_support=maybe(list(c.OutpatientSupport)),
                disability_certificate=maybe(list(c.DisabilityCertificate)),
            ),
            registered_on=maybe(NEAR),
            closed_on=maybe([None, None, *NEAR]),
        )
        for number in range(1, 41)
    ]
    kinds = ("public_assistance", "outpatient_support", "disability_certificate", "disability_pension")
    held = []
    for _ in range(choose.randint(0, 60)):
        kind = choose.choice(kinds)
        grade = choose.choice(list(GRADES)) if kind == "disability_certificate" else ""
        since, until = maybe(NEAR), maybe(NEAR)
        held.append(BenefitDraft(client_id=choose.randint(1, 40), kind=kind, grade=grade, since=since, until=until))
    return people, held


def has_by_hand(person: ClientDraft, held: list[BenefitDraft], kind: str, day: date) -> bool:
    mine = [each for each in held if each.kind == kind]
    if mine:
        return any((each.since or day) <= day <= (each.until or day) for each in mine)
    stated = getattr(person, kind)
    return stated in ("receiving", "using", "grade_1", "grade_2", "grade_3")


@pytest.mark.parametrize("seed", range(6))
def test_dated_entries_are_counted_on_the_last_day_as_by_hand(centre: Centre, seed: int) -> None:
    people, held = random_people(seed)
    write(centre, people, held)
    for period in (MONTH, Period.month(2026, 11), Period.fiscal_year(2025)):
        day = period.last
        there = [
            (each.draft, [one for one in held if one.client_id == each.id])
            for each in people
            if (each.registered_on or day) <= day and (each.closed_on is None or each.closed_on > day)
        ]
        assisted = [pair for pair in there if has_by_hand(*pair, "public_assistance", day)]
        made = tallies.tally(centre, period)
        assert (made.clients, made.public_assistance) == (len(there), len(assisted))
        for row in made.benefits:
            having = [pair for pair in there if has_by_hand(*pair, row.code, day)]
            both = [pair for pair in having if pair in assisted]
            assert (row.clients, row.public_assistance) == (len(having), len(both)), row.code
            for column, count in (("clients", row.clients), ("public_assistance", row.public_assistance)):
                behind = tallies.names_behind(centre, period, Figure(FigureKind.BENEFITS, row.code, column))
                assert len(behind) == count


@pytest.mark.parametrize("seed", range(12))
def test_the_rule_in_the_domain_says_of_each_client_what_the_count_says(seed: int) -> None:
    people, held = random_people(seed)
    for each in people:
        mine = [one for one in held if one.client_id == each.id]
        found = standing(each.draft, mine, LAST)
        for kind in ("public_assistance", "outpatient_support", "disability_certificate"):
            has = getattr(found, kind) in ("receiving", "using", "grade_1", "grade_2", "grade_3")
            assert has is has_by_hand(each.draft, mine, kind, LAST), kind


T_CITY = (("outpatient_support", 8366, 2053, 24.5), ("disability_certificate", 4701, 1363, 29.0))
"""T City, March 2023: who has it, those of them on public assistance, their share in percent."""


def t_city(*, dated: bool) -> tuple[list[bulk.NewClient], list[BenefitDraft]]:
    """Return T City's people; with ``dated`` every other statement stands as an entry with dates instead."""
    people: list[bulk.NewClient] = []
    held: list[BenefitDraft] = []
    for kind, everybody, assisted, _share in T_CITY:
        for place in range(everybody):
            number = len(people) + 1
            draft = ClientDraft(number=f"{number:06}", name="見本", kana="ミホン")
            if place < assisted:
                draft = replace(draft, public_assistance=c.PublicAssistance.RECEIVING)
            if dated and place % 2:
                grade = "3級" if kind == "disability_certificate" else ""
                held.append(BenefitDraft(client_id=number, kind=kind, grade=grade, since=MONTH.first, until=LAST))
                held.append(BenefitDraft(client_id=number, kind=kind, grade=grade, until=date(2026, 9, 30)))
                if place < assisted:
                    draft = replace(draft, public_assistance=c.PublicAssistance.UNKNOWN)
                    held.append(BenefitDraft(client_id=number, kind="public_assistance", since=LAST))
            elif kind == "outpatient_support":
                draft = replace(draft, outpatient_support=c.OutpatientSupport.USING)
            else:
                draft = replace(draft, disability_certificate=c.DisabilityCertificate.GRADE_2)
            people.append(bulk.NewClient(number, draft, None))
    return people, held


@pytest.mark.parametrize("dated", [False, True])
def test_the_table_of_t_city_comes_out(centre: Centre, dated: bool) -> None:
    write(centre, *t_city(dated=dated))
    made = tallies.tally(centre, MONTH)
    assert [(row.code, row.clients, row.public_assistance, row.share) for row in made.benefits] == list(T_CITY)
    assert (made.clients, made.public_assistance) == (8366 + 4701, 2053 + 1363)
