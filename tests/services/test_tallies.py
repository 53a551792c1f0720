"""The tally against an independent count in plain Python, and the names behind every one of its figures."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from referral_desk.db.queries import bulk
from referral_desk.domain import codes as c
from referral_desk.domain.access import Action
from referral_desk.domain.calendar import Period
from referral_desk.domain.client import ClientDraft
from referral_desk.domain.contact import ContactDraft
from referral_desk.domain.engagement import EngagementDraft
from referral_desk.domain.handoff import HandoffFacts
from referral_desk.domain.institution import InstitutionDraft
from referral_desk.domain.referral import ReferralDraft
from referral_desk.domain.tally import Figure, FigureKind, Tally
from referral_desk.services import tallies
from referral_desk.services.centre import Centre
from tests.making import CALL, LEAFLET, NOT_YET, add_client, add_contact, add_institution, add_referral

MONTH = Period.month(2026, 10)
NEAR = [MONTH.first + timedelta(days=days) for days in (-400, -31, -1, 0, 1, 15, 29, 30, 31, 60)]
"""Days before, at the edges of, in and after the month."""
SEEDS = range(30)


@dataclass(frozen=True)
class Ledger:
    """Everything a random office wrote down, by plain ids."""

    clients: Sequence[bulk.NewClient]
    institutions: Sequence[bulk.NewInstitution]
    contacts: Sequence[ContactDraft]
    engagements: Sequence[EngagementDraft]
    referrals: Sequence[bulk.NewReferral]

    def kind(self, institution_id: int) -> str:
        return next(each.draft.kind for each in self.institutions if each.id == institution_id)


FACTS = [
    HandoffFacts(client_present=present, receiver_live=live, channel=channel)
    for present, live, channel in [
        (True, True, c.Channel.GOING_ALONG),
        (True, True, c.Channel.IN_PERSON),
        (True, True, c.Channel.TELEPHONE),
        (True, True, c.Channel.ONLINE),
        (False, True, c.Channel.TELEPHONE),
        (False, False, c.Channel.LETTER),
        (False, False, c.Channel.LEAFLET),
        (False, False, None),
        (True, False, c.Channel.IN_PERSON),
        (False, False, c.Channel.NOT_YET),
    ]
]


def random_ledger(seed: int) -> Ledger:
    choose = random.Random(seed)

    def maybe(values: Sequence[Any]) -> Any:
        return choose.choice([None, *values])

    def referral(number: int) -> bulk.NewReferral:
        on = choose.choice(NEAR)
        draft = ReferralDraft(
            client_id=choose.randint(1, 8),
            institution_id=choose.randint(1, 5),
            on=on,
            status=choose.choice([*c.ReferralStatus, c.ReferralStatus.REQUESTED]),
            reason="満員",
            outcome=choose.choice(list(c.Outcome)),
            outcome_on=maybe([on, on + timedelta(days=3), on + timedelta(days=40)]),
        )
        handoffs = tuple((choose.choice(FACTS), on) for _ in range(choose.choice([0, 1, 1, 1, 2, 3])))
        return bulk.NewReferral(id=number, number=f"x-{number}", draft=draft, handoffs=handoffs)

    return Ledger(
        clients=[
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
            for number in range(1, 9)
        ],
        institutions=[
            bulk.NewInstitution(number, f"{number:04}", InstitutionDraft(name=f"例 {number}", kind=kind))
            for number, kind in enumerate(
                ["welfare_office", "welfare_office", "self_help_group", "medical_institution", "other"], start=1
            )
        ],
        contacts=[
            ContactDraft(
                client_id=choose.randint(1, 8),
                on=choose.choice(NEAR),
                service=choose.choice(list(c.ContactService)),
                category=choose.choice(["alcohol", "drugs", "other"]),
                factors=tuple(choose.sample(["social_withdrawal", "disaster", "developmental"], choose.randint(0, 3))),
            )
            for _ in range(choose.randint(0, 60))
        ],
        engagements=[
            EngagementDraft(
                client_id=choose.randint(1, 8),
                institution_id=institution,
                kind="" if institution else choose.choice(["welfare_office", "visiting_nurse"]),
                state=choose.choice(list(c.EngagementState)),
                since=maybe(NEAR),
                until=maybe(NEAR),
            )
            for institution in choose.choices([None, 1, 2, 3, 4, 5], k=choose.randint(0, 25))
        ],
        referrals=[referral(number) for number in range(1, choose.randint(0, 40))],
    )


def write(centre: Centre, ledger: Ledger) -> None:
    with centre.write(Action.GENERATE) as session:
        bulk.empty(session)
        writer = bulk.BulkWriter(session, datetime.now(UTC))
        writer.clients(ledger.clients)
        writer.institutions(ledger.institutions, centre.codes)
        writer.contacts(list(enumerate(ledger.contacts, start=1)))
        writer.engagements(ledger.engagements)
        writer.referrals(ledger.referrals)


# --- counting by hand, from the contract's words and nothing of the program's ---------------------------------------

MODES = ["accompanied", "introduced_in_person", "three_way_call", "staff_to_staff", "letter_only", "information_only"]


def mode_by_hand(handoffs: Sequence[tuple[HandoffFacts, date]]) -> str | None:
    found = []
    for facts, _ in handoffs:
        channel = facts.channel.value if facts.channel else ""
        if channel == "not_yet":
            continue
        if facts.client_present and facts.receiver_live:
            ways = {"going_along": 0, "in_person": 1, "telephone": 2, "online": 2}
            found.append(ways[channel])
        elif facts.receiver_live:
            found.append(3)
        else:
            found.append(4 if channel == "letter" else 5)
    return MODES[min(found)] if found else None


def percent(part: int, base: int) -> float | None:
    return (part * 2000 + base) // (2 * base) / 10 if base else None


def middle(days: list[int]) -> float | None:
    if not days:
        return None
    days = sorted(days)
    half = len(days) // 2
    return float(days[half]) if len(days) % 2 else (days[half - 1] + days[half]) / 2


def count_by_hand(ledger: Ledger, first: date, last: date) -> Mapping[str, Any]:
    contacts = [each for each in ledger.contacts if first <= each.on <= last]
    referrals = [
        (each, mode_by_hand(each.handoffs))
        for each in ledger.referrals
        if first <= each.draft.on <= last and each.draft.status.value not in ("draft", "entered-in-error")
    ]

    def handoffs(mine: list[tuple[bulk.NewReferral, str | None]]) -> dict[str, Any]:
        modes = [mode for _, mode in mine if mode]
        warm = sum(mode in MODES[:3] for mode in modes)
        return {
            "referrals": len(mine),
            "clients": len({each.draft.client_id for each, _ in mine}),
            "not_yet_handed_over": len(mine) - len(modes),
            "warm": warm,
            "warm_rate": percent(warm, len(modes)),
        }

    def of_kind(code: str) -> dict[str, Any]:
        mine = [(each, mode) for each, mode in referrals if ledger.kind(each.draft.institution_id) == code]
        return {**handoffs(mine), "by_mode": {mode: sum(found == mode for _, found in mine) for mode in MODES}}

    def of_mode(code: str) -> dict[str, Any]:
        mine = [each.draft for each, mode in referrals if mode == code]
        attended = [each for each in mine if each.outcome.value in ("first_attended", "continuing", "got_help")]
        return {
            "referrals": len(mine),
            "attended": len(attended),
            "attended_rate": percent(len(attended), len(mine)),
            "not_yet_checked": sum(each.outcome.value == "not_yet_checked" for each in mine),
            "median_days_to_attend": middle([(each.outcome_on - each.on).days for each in attended if each.outcome_on]),
        }

    def engaged(code: str) -> int:
        people = set()
        for each in ledger.engagements:
            kind = ledger.kind(each.institution_id) if each.institution_id else each.kind
            begun = each.since is None or each.since <= last
            still = each.state.value == "engaged" or (
                each.state.value == "ended" and each.until is not None and each.until > last
            )
            if kind == code and begun and still:
                people.add(each.client_id)
        return len(people)

    registered = [
        each.draft
        for each in ledger.clients
        if (each.registered_on is None or each.registered_on <= last)
        and (each.closed_on is None or each.closed_on > last)
    ]

    def benefit(people: list[ClientDraft]) -> dict[str, Any]:
        assisted = sum(each.public_assistance == "receiving" for each in people)
        return {"clients": len(people), "public_assistance": assisted, "share": percent(assisted, len(people))}

    everybody = benefit(registered)
    return {
        "persons": len({each.client_id for each in contacts}),
        "persons_reported": len(
            {each.client_id for each in contacts if each.service in ("consultation", "day_care", "home_visit")}
        ),
        "contacts": len(contacts),
        "service": lambda code: {
            "persons": len({each.client_id for each in contacts if each.service == code}),
            "contacts": sum(each.service == code for each in contacts),
        },
        "category": lambda code: sum(each.category == code for each in contacts),
        "factor": lambda code: sum(code in each.factors for each in contacts),
        "handoffs": handoffs(referrals),
        "kind": of_kind,
        "mode": of_mode,
        "engaged": engaged,
        "benefits": {
            "clients": everybody["clients"],
            "public_assistance": everybody["public_assistance"],
            "public_assistance_share": everybody["share"],
        },
        "outpatient_support": benefit([each for each in registered if each.outpatient_support == "using"]),
        "disability_certificate": benefit(
            [each for each in registered if each.disability_certificate in ("grade_1", "grade_2", "grade_3")]
        ),
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_every_figure_equals_a_count_by_hand(centre: Centre, seed: int) -> None:
    ledger = random_ledger(seed)
    write(centre, ledger)
    for period in (MONTH, Period.months((2026, 9), (2026, 11)), Period.fiscal_year(2026), Period.fiscal_year(2025)):
        by_hand = count_by_hand(ledger, period.first, period.last)
        made: Any = tallies.as_json(tallies.tally(centre, period), centre.codes, "ja")
        services, handoffs = made["services"], made["handoffs"]
        for name in ("persons", "persons_reported", "contacts"):
            assert services[name] == by_hand[name], name
        for row in services["by_service"]:
            assert {name: row[name] for name in ("persons", "contacts")} == by_hand["service"](row["code"])
        for table, counted in (("by_category", by_hand["category"]), ("by_factor", by_hand["factor"])):
            for row in services[table]:
                assert row["contacts"] == counted(row["code"])
                assert row["share"] == percent(row["contacts"], by_hand["contacts"])
        assert {name: handoffs[name] for name in by_hand["handoffs"]} == by_hand["handoffs"]
        for row in handoffs["by_kind"]:
            assert _without_names(row) == by_hand["kind"](row["code"])
        for row in handoffs["by_mode"]:
            assert row["warm"] is (row["code"] in MODES[:3])
            counted = by_hand["mode"](row["code"])
            assert {name: row[name] for name in counted} == counted
        for row in made["engagements"]["by_kind"]:
            assert row["clients"] == by_hand["engaged"](row["code"])
        assert {name: value for name, value in made["benefits"].items() if name != "rows"} == by_hand["benefits"]
        for row in made["benefits"]["rows"]:
            assert _without_names(row) == by_hand[row["code"]]


def _without_names(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in ("code", "label")}


# --- the names behind ------------------------------------------------------------------------------------------------


def every_figure(made: Tally) -> list[tuple[Figure, int]]:
    """Return every figure of the tally that counts records, with its value."""
    figures = [
        (Figure(FigureKind.CONTACTS, "", "persons"), made.persons),
        (Figure(FigureKind.CONTACTS, "", "persons_reported"), made.persons_reported),
        (Figure(FigureKind.CONTACTS, "", "contacts"), made.contacts),
    ]
    for service in made.by_service:
        figures.append((Figure(FigureKind.CONTACTS, service.code, "persons"), service.persons))
        figures.append((Figure(FigureKind.CONTACTS, service.code, "contacts"), service.contacts))
    figures += [(Figure(FigureKind.CATEGORY, row.code, "contacts"), row.contacts) for row in made.by_category]
    figures += [(Figure(FigureKind.FACTOR, row.code, "contacts"), row.contacts) for row in made.by_factor]
    for kind in (made.handoffs, *made.by_kind):
        for column in ("referrals", "clients", "not_yet_handed_over", "warm"):
            figures.append((Figure(FigureKind.HANDOFFS, kind.code, column), getattr(kind, column)))
        figures += [(Figure(FigureKind.HANDOFFS, kind.code, mode), count) for mode, count in kind.by_mode.items()]
    for row in made.by_mode:
        for column in ("referrals", "attended", "not_yet_checked"):
            figures.append((Figure(FigureKind.MODE, row.mode, column), getattr(row, column)))
    figures += [(Figure(FigureKind.ENGAGEMENTS, row.code, "clients"), row.clients) for row in made.engagements]
    for code, counts in (("", made), *((row.code, row) for row in made.benefits)):
        for column in ("clients", "public_assistance"):
            figures.append((Figure(FigureKind.BENEFITS, code, column), getattr(counts, column)))
    return figures


@pytest.mark.parametrize("seed", range(3))
def test_every_figure_opens_a_list_of_exactly_its_length(centre: Centre, seed: int) -> None:
    write(centre, random_ledger(seed))
    for period in (MONTH, Period.fiscal_year(2026)):
        for figure, count in every_figure(tallies.tally(centre, period)):
            behind = tallies.names_behind(centre, period, figure)
            assert len(behind) == count, figure
            if figure.column in ("persons", "persons_reported", "clients"):
                assert len({row.client_id for row in behind}) == count, figure


def test_a_list_of_people_names_them_as_lists_do(centre: Centre) -> None:
    client = add_client(centre)
    add_contact(centre, client.id, MONTH.first)
    (row,) = tallies.names_behind(centre, MONTH, Figure(FigureKind.CONTACTS, "", "persons"))
    assert (row.client_id, row.client_number, row.client_name) == (client.id, "00001", "見本 花子")


def test_the_first_and_the_last_day_belong_to_the_month(centre: Centre) -> None:
    client = add_client(centre)
    for day in (MONTH.first - timedelta(days=1), MONTH.first, MONTH.last, MONTH.last + timedelta(days=1)):
        add_contact(centre, client.id, day)
    assert tallies.tally(centre, MONTH).contacts == 2


def test_a_years_persons_are_not_the_sum_of_its_months(centre: Centre) -> None:
    client = add_client(centre)
    for month in (4, 5, 6):
        add_contact(centre, client.id, date(2026, month, 10))
    year = tallies.tally(centre, Period.fiscal_year(2026))
    assert (year.persons, year.contacts) == (1, 3)


def test_a_referral_counts_in_the_month_of_its_date_whenever_it_was_handed_over(centre: Centre) -> None:
    from referral_desk.services import referrals

    client, office = add_client(centre), add_institution(centre)
    planned = add_referral(centre, client.id, office.id, NOT_YET, on=date(2026, 10, 30))
    referrals.record_handoff(centre, planned.id, CALL, date(2026, 11, 2))
    made = tallies.tally(centre, MONTH).handoffs
    assert (made.referrals, made.not_yet_handed_over, made.warm) == (1, 0, 1)
    assert tallies.tally(centre, Period.month(2026, 11)).handoffs.referrals == 0


def test_the_trend_ends_with_the_month_asked_for_and_has_gaps_where_nothing_happened(centre: Centre) -> None:
    client, office = add_client(centre), add_institution(centre)
    add_referral(centre, client.id, office.id, CALL, on=date(2026, 10, 1))
    add_referral(centre, client.id, office.id, LEAFLET, on=date(2026, 10, 31))
    add_referral(centre, client.id, office.id, NOT_YET, on=date(2026, 9, 1))
    rates = tallies.warm_rates(centre, 2026, 10)
    assert len(rates) == 13
    assert (rates[-1].period, rates[-1].warm, rates[-1].happened, rates[-1].share) == (MONTH, 1, 2, 50.0)
    assert (rates[-2].period, rates[-2].share) == (Period.month(2026, 9), None)
    assert rates[0].period == Period.month(2025, 10)


def test_labels_follow_the_language_and_codes_do_not(centre: Centre) -> None:
    made = tallies.tally(centre, MONTH)
    ja: Any = tallies.as_json(made, centre.codes, "ja")
    en: Any = tallies.as_json(made, centre.codes, "en")
    row = {"code": "consultation", "label": "相談", "persons": 0, "contacts": 0, "first_in_year": 0}
    assert ja["services"]["by_service"][0] == row
    assert en["services"]["by_service"][0]["label"] != "相談"
    assert en["services"]["by_service"][0]["code"] == "consultation"


def test_the_json_has_the_shape_that_scripts_rely_on(centre: Centre) -> None:
    made: Any = tallies.as_json(tallies.tally(centre, MONTH), centre.codes, "ja")
    assert made["period"] == {"from": "2026-10-01", "to": "2026-10-31", "closed": False}
    assert list(made) == ["period", "services", "handoffs", "engagements", "inbound", "sbirts", "benefits"]
    assert set(made["services"]) == {
        *("persons", "persons_reported", "contacts", "by_service", "by_category", "by_factor"),
        *("first_in_year", "by_service_and_category", "by_staff", "by_district", "by_age_group", "by_sex"),
    }
    head = ["referrals", "clients", "not_yet_handed_over", "warm", "warm_rate"]
    assert list(made["handoffs"]) == [*head, "outcomes", "attended_after", "by_kind", "by_mode"]
    assert list(made["handoffs"]["by_kind"][0]) == ["code", "label", *head, "by_mode"]
    assert list(made["handoffs"]["by_kind"][0]["by_mode"]) == MODES
    assert list(made["handoffs"]["by_mode"][0]) == [
        *("code", "label", "warm", "referrals", "attended", "attended_rate", "not_yet_checked"),
        *("median_days_to_attend", "declined", "unknown", "unchecked_share"),
    ]
    assert list(made["inbound"]) == ["referrals", "clients", "warm", "warm_rate", "by_kind"]
    assert made["inbound"]["by_kind"][-1]["code"] == "not_in_directory"
    assert list(made["benefits"]) == ["clients", "public_assistance", "public_assistance_share", "rows"]
