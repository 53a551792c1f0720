"""What looks wrong or open before submitting, each rule on a small centre; setting aside, restriction, merges."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from referral_desk.domain.calendar import Period
from referral_desk.domain.closing import ClosingDraft
from referral_desk.domain.codes import ContactService, Outcome, ReferralStatus, Sex, SpokeWith
from referral_desk.domain.contact import not_yet_met
from referral_desk.domain.errors import NotAllowed, NotFound, NotPossible, Rejected
from referral_desk.domain.quality import CHECKS, CheckKind, Finding, QualityList, RecordKind, Severity
from referral_desk.domain.report_form import Words
from referral_desk.services import centre as centre_service
from referral_desk.services import closing, contacts, followups, merging, quality, referrals, report_profiles, tallies
from referral_desk.services.centre import Centre
from tests.making import (
    CALL,
    LEAFLET,
    LETTER,
    NOT_YET,
    TODAY,
    add_client,
    add_consent,
    add_contact,
    add_institution,
    add_referral,
)

NOVEMBER = Period.month(2026, 11)
ON = date(2026, 11, 5)
WHOLE = {"spoke_with": SpokeWith.CLIENT, "minutes": 30, "note": "見本"}
"""What a contact needs so that nothing of it is missing."""


@pytest.fixture(autouse=True)
def _office(centre: Centre) -> None:
    """Client 1 with sex and birth, aged 41, and institution 1."""
    add_client(centre, sex=Sex.FEMALE)
    add_institution(centre)


def found(centre: Centre, period: Period = NOVEMBER) -> dict[CheckKind, list[int]]:
    """Return the ids of what each check finds, as many as it counts."""
    listed = quality.checks(centre, period)
    assert all(group.counted.count == len(group.findings) + group.left_out for group in listed.groups)
    return {group.counted.kind: [each.record_id for each in group.findings] for group in listed.groups}


def pressing(centre: Centre) -> dict[CheckKind, list[int]]:
    return {kind: ids for kind, ids in found(centre).items() if CHECKS[kind].severity is not Severity.SOFT}


def finding(centre: Centre, kind: CheckKind) -> Finding:
    return next(group.findings[0] for group in quality.checks(centre, NOVEMBER).groups if group.counted.kind is kind)


def change(centre: Centre, statement: str, **values: object) -> None:
    """Store what the forms refuse, as ledgers and earlier versions of the program may have left it."""
    with centre.sessions.write() as session:
        session.execute(text(statement), values)


def test_a_whole_contact_and_an_attended_referral_give_nothing_to_look_at(centre: Centre) -> None:
    add_contact(centre, 1, ON, **WHOLE)
    add_referral(centre, 1, 1, on=ON, outcome=Outcome.FIRST_ATTENDED, outcome_on=ON)
    assert found(centre) == {}
    assert found(centre, Period.fiscal_year(2026)) == {}


# --- contacts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("category", ["", "somethingelse"])
def test_a_contact_without_a_category_of_the_list_is_found(centre: Centre, category: str) -> None:
    contact = add_contact(centre, 1, ON, **WHOLE)
    change(centre, "UPDATE contact SET category = :category", category=category)
    assert found(centre) == {CheckKind.CATEGORY_MISSING: [contact.id]}


def test_a_category_that_the_chosen_form_has_no_row_for_is_found(centre: Centre) -> None:
    add_contact(centre, 1, ON, **WHOLE)
    depressed = add_contact(centre, 1, ON + timedelta(1), **WHOLE, category="depression")
    assert found(centre) == {}
    monthly = report_profiles.profile(centre, "monthly").profile
    rows = tuple(row for row in monthly.rows if "depression" not in row.codes)
    without = report_profiles.add(centre, replace(monthly, name=Words("うつのない月報"), rows=rows)).record.profile
    centre_service.save_settings(centre, replace(centre.settings, report_form=without.id))
    assert found(centre) == {CheckKind.CATEGORY_NOT_IN_FORM: [depressed.id]}
    centre_service.save_settings(centre, replace(centre.settings, report_form="handoffs"))
    assert found(centre) == {}


def test_category_other_is_found_softly(centre: Centre) -> None:
    contact = add_contact(centre, 1, ON, **WHOLE, category="other")
    assert found(centre) == {CheckKind.CATEGORY_OTHER: [contact.id]}
    assert quality.summary(centre, NOVEMBER).pressing == ()


@pytest.mark.parametrize("missing", [{"spoke_with": None}, {"minutes": None}])
def test_a_contact_without_with_whom_or_minutes_is_found_softly(centre: Centre, missing: dict[str, None]) -> None:
    contact = add_contact(centre, 1, ON, **{**WHOLE, **missing})
    assert found(centre) == {CheckKind.CONTACT_INCOMPLETE: [contact.id]}


@pytest.mark.parametrize(
    ("category", "birth", "is_found"),
    [
        ("older_age", date(1961, 11, 5), False),  # 65 on the day
        ("older_age", date(1961, 11, 6), True),
        ("adolescence", date(2000, 11, 6), False),  # 25 on the day
        ("adolescence", date(2000, 11, 5), True),
        ("alcohol", date(2020, 1, 1), False),
    ],
)
def test_a_category_is_compared_with_the_age_on_the_day(
    centre: Centre, category: str, birth: date, is_found: bool
) -> None:
    client = add_client(centre, birth=birth, sex=Sex.MALE)
    contact = add_contact(centre, client.id, ON, **WHOLE, category=category)
    assert found(centre) == ({CheckKind.CATEGORY_AGE: [contact.id]} if is_found else {})


@pytest.mark.parametrize(
    ("birth", "is_found"),
    [(date(2019, 11, 6), True), (date(2019, 11, 5), False), (date(1976, 11, 6), False), (date(1976, 11, 5), True)],
)
def test_social_withdrawal_is_counted_from_7_to_49_years(centre: Centre, birth: date, is_found: bool) -> None:
    client = add_client(centre, birth=birth, sex=Sex.MALE)
    contact = add_contact(centre, client.id, ON, **WHOLE, factors=("disaster", "social_withdrawal"))
    add_contact(centre, client.id, ON + timedelta(1), **WHOLE, factors=("disaster",))
    assert found(centre) == ({CheckKind.FACTOR_AGE: [contact.id]} if is_found else {})


def test_where_no_birth_date_is_known_no_age_is_wrong(centre: Centre) -> None:
    client = add_client(centre, birth=None, sex=Sex.MALE)
    add_contact(centre, client.id, ON, **WHOLE, category="older_age", factors=("social_withdrawal",))
    assert found(centre) == {CheckKind.PERSON_INCOMPLETE: [client.id]}


@pytest.mark.parametrize(
    ("first", "second", "is_found"),
    [
        ({}, {}, True),
        ({"note": " 見本 "}, {}, True),
        ({"note": ""}, {}, True),
        ({}, {"note": ""}, True),
        ({}, {"note": "べつの話"}, False),
        ({}, {"service": ContactService.TELEPHONE}, False),
        ({}, {"spoke_with": SpokeWith.FAMILY}, False),
        ({"spoke_with": None, "minutes": 5}, {}, True),
        ({}, {"category": "drugs"}, True),
    ],
)
def test_two_contacts_of_one_day_may_be_one_entered_twice(
    centre: Centre, first: dict[str, object], second: dict[str, object], is_found: bool
) -> None:
    add_contact(centre, 1, ON, **{**WHOLE, **first})
    later = add_contact(centre, 1, ON, **{**WHOLE, **second})
    assert found(centre).get(CheckKind.DOUBLE_ENTRY, []) == ([later.id] if is_found else [])


def test_another_client_or_day_is_no_double(centre: Centre) -> None:
    other = add_client(centre, name="例田 二郎", sex=Sex.MALE)
    add_contact(centre, 1, ON, **WHOLE)
    add_contact(centre, other.id, ON, **WHOLE)
    add_contact(centre, 1, ON + timedelta(1), **WHOLE)
    assert found(centre) == {}


def test_of_three_equal_contacts_the_later_two_are_found(centre: Centre) -> None:
    ids = [add_contact(centre, 1, ON, **WHOLE).id for _time in range(3)]
    assert found(centre) == {CheckKind.DOUBLE_ENTRY: ids[1:]}


def test_a_contact_after_the_closing_of_the_record_is_found_and_one_on_the_day_is_not(centre: Centre) -> None:
    add_contact(centre, 1, ON, **WHOLE)
    closing.close(centre, 1, ClosingDraft(on=ON, reason="settled"))
    late = add_contact(centre, 1, ON + timedelta(1), **WHOLE)
    assert found(centre) == {CheckKind.CONTACT_AFTER_CLOSING: [late.id]}
    assert finding(centre, CheckKind.CONTACT_AFTER_CLOSING).closed_on == ON


def test_a_contact_after_the_record_was_opened_again_is_not_found(centre: Centre) -> None:
    closing.close(centre, 1, ClosingDraft(on=ON, reason="settled"))
    closing.reopen(centre, 1, "また来られた")
    add_contact(centre, 1, TODAY, **WHOLE)
    assert found(centre) == {}


def test_a_record_that_a_ledger_closed_is_closed_too(centre: Centre) -> None:
    contact = add_contact(centre, 1, ON, **WHOLE)
    change(centre, "UPDATE client SET closed_on = '2026-10-01'")
    assert found(centre) == {CheckKind.CONTACT_AFTER_CLOSING: [contact.id]}
    assert finding(centre, CheckKind.CONTACT_AFTER_CLOSING).closed_on == date(2026, 10, 1)


# --- referrals --------------------------------------------------------------------------------------------------------


def test_outcomes_not_checked_or_unknown_are_found(centre: Centre) -> None:
    ids = {each: add_referral(centre, 1, 1, on=ON, outcome=each, outcome_on=ON).id for each in Outcome}
    assert found(centre) == {CheckKind.OUTCOME_UNKNOWN: [ids[Outcome.NOT_YET_CHECKED], ids[Outcome.UNKNOWN]]}


def test_the_share_of_unknowns_is_the_tallys_own(centre: Centre) -> None:
    for outcome in (Outcome.UNKNOWN, Outcome.NOT_YET_CHECKED, Outcome.NO_SHOW, Outcome.GOT_HELP):
        add_referral(centre, 1, 1, on=ON, outcome=outcome, outcome_on=ON)
    add_referral(centre, 1, 1, NOT_YET, on=ON)
    add_referral(centre, 1, 1, on=ON, status=ReferralStatus.DRAFT)
    summed = quality.summary(centre, NOVEMBER)
    assert (summed.unknown, summed.handed_over, summed.unknown_share) == (2, 4, 50.0)
    assert summed.unknown_share == tallies.tally(centre, NOVEMBER).outcomes.unchecked_share
    quality.set_aside(centre, finding(centre, CheckKind.OUTCOME_UNKNOWN), NOVEMBER)
    assert quality.summary(centre, NOVEMBER).unknown_share == 50.0


def test_attended_without_a_date_and_an_outcome_after_today_are_found(centre: Centre) -> None:
    undated = add_referral(centre, 1, 1, on=ON, outcome=Outcome.CONTINUING)
    future = add_referral(centre, 1, 1, on=ON, outcome=Outcome.GOT_HELP, outcome_on=TODAY + timedelta(1))
    add_referral(centre, 1, 1, on=ON, outcome=Outcome.GOT_HELP, outcome_on=TODAY)
    add_referral(centre, 1, 1, on=ON, outcome=Outcome.NO_SHOW)
    assert found(centre) == {
        CheckKind.ATTENDED_WITHOUT_DATE: [undated.id],
        CheckKind.OUTCOME_AFTER_TODAY: [future.id],
    }


@pytest.mark.parametrize(("due", "is_found"), [(TODAY - timedelta(1), True), (TODAY, False)])
def test_a_follow_up_whose_day_is_over_is_found(centre: Centre, due: date, is_found: bool) -> None:
    referral = add_referral(centre, 1, 1, on=ON, follow_up_on=due, outcome=Outcome.WAITLISTED, outcome_on=ON)
    assert found(centre) == ({CheckKind.FOLLOW_UP_OVERDUE: [referral.id]} if is_found else {})
    if is_found:
        assert finding(centre, CheckKind.FOLLOW_UP_OVERDUE).due_on == due
        followups.postpone(centre, followups.of_referral(centre, referral.id)[0].id, TODAY)
        assert found(centre) == {}


def test_a_handoff_to_come_is_found_once_its_day_is_over(centre: Centre) -> None:
    over = add_referral(centre, 1, 1, NOT_YET, on=ON, follow_up_on=TODAY - timedelta(1))
    add_referral(centre, 1, 1, NOT_YET, on=ON, follow_up_on=TODAY)
    undated = add_referral(centre, 1, 1, NOT_YET, on=ON + timedelta(1))
    add_referral(centre, 1, 1, NOT_YET, on=TODAY)
    given_up = add_referral(centre, 1, 1, NOT_YET, on=ON, follow_up_on=ON)
    referrals.set_status(centre, given_up.id, ReferralStatus.CANCELLED, "本人の希望")
    assert found(centre) == {CheckKind.HANDOFF_OVERDUE: [over.id, undated.id]}
    referrals.record_handoff(centre, undated.id, CALL, TODAY)
    assert found(centre)[CheckKind.HANDOFF_OVERDUE] == [over.id]


def test_a_referral_that_stands_requested_for_over_thirty_days_is_found(centre: Centre) -> None:
    october = Period.month(2026, 10)
    attended = {"outcome": Outcome.NO_SHOW, "outcome_on": TODAY}
    long = add_referral(centre, 1, 1, on=TODAY - timedelta(31), **attended)
    add_referral(centre, 1, 1, on=TODAY - timedelta(30), **attended)
    add_referral(centre, 1, 1, on=TODAY - timedelta(31), status=ReferralStatus.ACCEPTED, **attended)
    assert found(centre, october) == {CheckKind.REQUESTED_LONG: [long.id]}


def test_a_referral_without_a_note_of_consent_is_found(centre: Centre) -> None:
    told = {"on": ON, "outcome": Outcome.NO_SHOW, "outcome_on": ON, "consent": None}
    without = add_referral(centre, 1, 1, LETTER, **told)
    add_referral(centre, 1, 1, LEAFLET, **told)  # nothing was told to the receiver
    assert found(centre) == {CheckKind.CONSENT_MISSING: [without.id]}
    add_consent(centre)
    assert found(centre) == {}


# --- clients ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", [{"sex": None}, {"birth": None}])
def test_who_is_counted_without_sex_or_birth_date_is_found(centre: Centre, missing: dict[str, None]) -> None:
    client = add_client(centre, **{"sex": Sex.MALE, **missing})
    assert found(centre) == {}
    add_referral(centre, client.id, 1, on=ON, outcome=Outcome.NO_SHOW, outcome_on=ON)
    assert found(centre) == {CheckKind.PERSON_INCOMPLETE: [client.id]}


def test_who_comes_without_a_name_need_not_tell_sex_and_age(centre: Centre) -> None:
    client = add_client(centre, anonymous=True, birth=None)
    add_contact(centre, client.id, ON, **WHOLE)
    assert found(centre) == {}


def test_who_has_still_not_been_met_is_found_softly(centre: Centre) -> None:
    with_mother = {**WHOLE, "spoke_with": SpokeWith.FAMILY, "client_unmet": True}
    add_contact(centre, 1, ON, **with_mother)
    assert found(centre) == {CheckKind.CLIENT_UNMET: [1]}
    assert found(centre, Period.month(2026, 10)) == {}
    add_contact(centre, 1, TODAY, **WHOLE)
    assert found(centre) == {}


def test_the_checks_agree_with_plain_python_over_random_contacts(centre: Centre) -> None:
    chance = random.Random(7)
    people = [add_client(centre, name=f"例田 {number}", sex=Sex.MALE) for number in range(4)]
    stored = []
    for _time in range(120):
        client = chance.choice(people)
        draft = {
            "service": chance.choice(list(ContactService)[:2]),
            "category": chance.choice(["older_age", "alcohol", "other"]),
            "spoke_with": chance.choice([None, SpokeWith.CLIENT, SpokeWith.FAMILY]),
            "minutes": chance.choice([None, 20]),
            "note": chance.choice(["", "見本", "べつ"]),
        }
        draft["client_unmet"] = draft["spoke_with"] is SpokeWith.FAMILY and chance.random() < 0.5
        stored.append(add_contact(centre, client.id, date(2026, 11, chance.randint(1, 8)), **draft))

    def double(later: object) -> bool:
        return any(
            (a.client_id, a.on, a.service) == (later.client_id, later.on, later.service)
            and a.id < later.id
            and (a.note == later.note or not a.note or not later.note)
            and (a.spoke_with is None or later.spoke_with is None or a.spoke_with is later.spoke_with)
            for a in stored
        )

    expected: dict[CheckKind, Callable[[object], bool]] = {
        CheckKind.DOUBLE_ENTRY: double,
        CheckKind.CATEGORY_AGE: lambda each: each.category == "older_age",
        CheckKind.CATEGORY_OTHER: lambda each: each.category == "other",
        CheckKind.CONTACT_INCOMPLETE: lambda each: each.spoke_with is None or each.minutes is None,
    }
    counts = {each.kind: each.count for each in quality.summary(centre, NOVEMBER).counts}
    assert {kind: counts[kind] for kind in expected} == {
        kind: sum(1 for each in stored if rule(each)) for kind, rule in expected.items()
    }
    newest_first = sorted(stored, key=lambda each: (each.on, each.id), reverse=True)
    unmet = {
        client.id for client in people if not_yet_met([each for each in newest_first if each.client_id == client.id])
    }
    assert set(found(centre).get(CheckKind.CLIENT_UNMET, [])) == unmet


# --- setting aside ----------------------------------------------------------------------------------------------------


def doubled(centre: Centre) -> Finding:
    for _time in range(2):
        add_contact(centre, 1, ON, **WHOLE)
    return finding(centre, CheckKind.DOUBLE_ENTRY)


def test_what_is_set_aside_is_found_no_more_until_it_is_taken_up_again(centre: Centre) -> None:
    twice = doubled(centre)
    waiver = quality.set_aside(centre, twice, NOVEMBER, reason=" 午前と午後 ").record
    assert (waiver.staff_name, waiver.reason, waiver.year, waiver.month) == ("見本 みどり", "午前と午後", 2026, 11)
    assert found(centre) == found(centre, Period.fiscal_year(2026)) == {}
    listed = quality.checks(centre, NOVEMBER)
    assert listed.summary == quality.summary(centre, NOVEMBER)
    assert [(row.waiver, row.client_name) for row in listed.waived] == [(waiver, "見本 花子")]
    assert listed.summary.set_aside == 1
    quality.take_up_again(centre, waiver.id)
    assert found(centre) == {CheckKind.DOUBLE_ENTRY: [twice.record_id]}
    with pytest.raises(NotFound):
        quality.take_up_again(centre, waiver.id)


def test_only_what_was_set_aside_stays_so_not_another_point_of_the_same_record(centre: Centre) -> None:
    quality.set_aside(centre, doubled(centre), NOVEMBER)
    change(centre, "UPDATE contact SET minutes = NULL WHERE id = 2")
    assert found(centre) == {CheckKind.CONTACT_INCOMPLETE: [2]}


def test_a_client_is_set_aside_for_one_month_only(centre: Centre) -> None:
    client = add_client(centre, sex=None)
    for month in (10, 11):
        add_contact(centre, client.id, date(2026, month, 5), **WHOLE)
    quality.set_aside(centre, finding(centre, CheckKind.PERSON_INCOMPLETE), NOVEMBER)
    assert found(centre) == {}
    assert found(centre, Period.month(2026, 10)) == {CheckKind.PERSON_INCOMPLETE: [client.id]}


def test_a_later_contact_that_got_the_id_of_one_taken_out_is_looked_at_anew(centre: Centre) -> None:
    twice = doubled(centre)
    quality.set_aside(centre, twice, NOVEMBER)
    contacts.remove(centre, twice.record_id, reason="二重")
    again = add_contact(centre, 1, ON, **WHOLE)
    assert again.id == twice.record_id
    assert found(centre) == {CheckKind.DOUBLE_ENTRY: [again.id]}


def test_what_is_gone_or_has_too_long_a_reason_is_not_set_aside(centre: Centre) -> None:
    twice = doubled(centre)
    with pytest.raises(Rejected):
        quality.set_aside(centre, twice, NOVEMBER, reason="あ" * 501)
    contacts.remove(centre, twice.record_id, reason="二重")
    with pytest.raises(NotPossible):
        quality.set_aside(centre, twice, NOVEMBER)
    assert quality.checks(centre, NOVEMBER).waived == ()


def test_what_was_set_aside_goes_along_with_a_merge_and_back(centre: Centre) -> None:
    other = add_client(centre, name="見本 花子", sex=Sex.FEMALE)
    for _time in range(2):
        add_contact(centre, other.id, ON, **WHOLE)
    quality.set_aside(centre, finding(centre, CheckKind.DOUBLE_ENTRY), NOVEMBER)
    merge = merging.merge(centre, 1, other.id, {}).record
    assert found(centre) == {}
    assert [row.waiver.client_id for row in quality.checks(centre, NOVEMBER).waived] == [1]
    merging.undo(centre, merge.id)
    assert found(centre) == {}
    assert [row.waiver.client_id for row in quality.checks(centre, NOVEMBER).waived] == [other.id]


# --- restricted clients, long lists -----------------------------------------------------------------------------------


def test_a_restricted_client_is_counted_and_not_shown(centre: Centre) -> None:
    quality.set_aside(centre, doubled(centre), NOVEMBER)
    add_contact(centre, 1, ON, **WHOLE)
    change(centre, "INSERT INTO client_restriction VALUES (1, '2026-11-01', 'somebody')")
    listed: QualityList = quality.checks(centre, NOVEMBER)
    (group,) = listed.groups
    assert (group.counted.count, group.counted.not_shown, group.findings, group.left_out) == (1, 1, (), 0)
    assert listed.waived == ()
    hidden = Finding(CheckKind.DOUBLE_ENTRY, 3, 1, "", "", "", None, None, ON)
    assert hidden.record is RecordKind.CONTACT
    with pytest.raises(NotAllowed):
        quality.set_aside(centre, hidden, NOVEMBER)


def test_of_a_long_list_the_first_are_read_and_the_rest_is_told(centre: Centre) -> None:
    for day in range(1, 8):
        add_contact(centre, 1, date(2026, 11, day), **WHOLE, category="other")
    (group,) = quality.checks(centre, NOVEMBER, limit=3).groups
    assert [each.on for each in group.findings] == [date(2026, 11, day) for day in (1, 2, 3)]
    assert (group.counted.count, group.left_out) == (7, 4)
