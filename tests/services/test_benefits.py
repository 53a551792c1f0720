"""Benefits: stored, renewed in one step, settled, taken back; whose case number it is; what comes up on Today."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import insert

from referral_desk.db.models import HouseholdMemberTable, HouseholdTable
from referral_desk.db.queries import restrictions as restriction_queries
from referral_desk.domain.access import Action
from referral_desk.domain.benefit import Benefit, BenefitDraft, runs_out
from referral_desk.domain.changes import Kind
from referral_desk.domain.codes import DisabilityCertificate, OutpatientSupport, PublicAssistance
from referral_desk.domain.errors import NotFound, Rejected
from referral_desk.services import benefits, clients, documents, followups
from referral_desk.services.centre import Centre, save_settings
from tests.making import TODAY, add_client, add_institution
from tests.services.restricted import said

CERTIFICATE = BenefitDraft(
    client_id=1, kind="disability_certificate", grade="2級", since=date(2024, 12, 1), until=date(2026, 11, 30)
)
ASSISTANCE = BenefitDraft(client_id=1, kind="public_assistance", since=date(2025, 6, 1), case_number="第1234号")


@pytest.fixture
def client(centre: Centre) -> int:
    return add_client(centre).id


def add(centre: Centre, draft: BenefitDraft = CERTIFICATE, **changes: object) -> Benefit:
    return benefits.save(centre, replace(draft, **changes)).record  # type: ignore[arg-type]


def household(centre: Centre, *members: int, case_number: str = "") -> int:
    """Store a household of clients."""
    with centre.write(Action.SAVE_HOUSEHOLD) as session:
        row = HouseholdTable(name="見本家", case_number=case_number, note="")
        session.add(row)
        session.flush()
        blank = {"name": "", "kana": "", "relation": "", "phone": "", "note": "", "birth_exact": True}
        flags = {"deceased": False, "lives_together": True, "household_id": row.id}
        for place, member in enumerate(members):
            session.execute(insert(HouseholdMemberTable).values(client_id=member, position=place, **blank, **flags))
        return row.id


# --- storing --------------------------------------------------------------------------------------------------------


def test_a_benefit_is_read_back_as_it_was_entered(centre: Centre, client: int) -> None:
    office = add_institution(centre)
    stored = add(centre, ASSISTANCE, institution_id=office.id, caseworker="𠮷田<b>&", note="世帯分離")
    assert benefits.of_client(centre, client) == (stored,)
    assert benefits.draft_of(stored) == replace(
        ASSISTANCE, institution_id=office.id, caseworker="𠮷田<b>&", note="世帯分離"
    )
    assert stored.institution_name == office.name


def test_what_the_rules_refuse_is_not_stored(centre: Centre, client: int) -> None:
    with pytest.raises(Rejected) as refused:
        add(centre, grade="", until=date(2020, 1, 1))
    assert [problem.field for problem in refused.value.problems] == ["grade", "until"]
    assert benefits.of_client(centre, client) == ()


def test_a_benefit_stays_with_its_client(centre: Centre, client: int) -> None:
    other = add_client(centre, name="例田 一朗")
    stored = add(centre)
    with pytest.raises(Rejected):
        benefits.save(centre, replace(CERTIFICATE, client_id=other.id), benefit_id=stored.id)


def test_what_another_window_changed_is_not_written_over(centre: Centre, client: int) -> None:
    stored = add(centre)
    benefits.save(centre, replace(CERTIFICATE, grade="1級"), benefit_id=stored.id, version=stored.version)
    with pytest.raises(Rejected):
        benefits.save(centre, CERTIFICATE, benefit_id=stored.id, version=stored.version)
    with pytest.raises(Rejected):
        benefits.renew(centre, stored.id, version=stored.version)


def test_who_or_what_is_gone_is_told(centre: Centre, client: int) -> None:
    with pytest.raises(NotFound):
        add(centre, client_id=99)
    with pytest.raises(NotFound):
        add(centre, institution_id=99)
    with pytest.raises(NotFound):
        benefits.renew(centre, 99)


def test_a_removed_entry_can_be_put_back(centre: Centre, client: int) -> None:
    stored = add(centre)
    removed = benefits.remove(centre, stored.id)
    assert benefits.of_client(centre, client) == ()
    assert removed.changes.touches_record(Kind.CLIENT, client)
    again = benefits.save(centre, benefits.draft_of(removed.record)).record
    assert benefits.draft_of(again) == CERTIFICATE


# --- the case number belongs to the household -------------------------------------------------------------------------


def test_the_case_number_of_one_member_is_that_of_all(centre: Centre, client: int) -> None:
    other = add_client(centre, name="例田 一朗").id
    household_id = household(centre, client, other)
    theirs = add(centre, ASSISTANCE, client_id=other, case_number="")
    saved = benefits.save(centre, ASSISTANCE)
    assert saved.record.case_number == "第1234号"
    assert [each.case_number for each in benefits.of_client(centre, other)] == ["第1234号"]
    assert saved.changes.touches_record(Kind.HOUSEHOLD, household_id)
    assert saved.changes.touches_record(Kind.CLIENT, other)
    changed = benefits.save(centre, replace(ASSISTANCE, client_id=other, case_number=""), benefit_id=theirs.id)
    assert changed.record.case_number == ""
    assert [each.case_number for each in benefits.of_client(centre, client)] == [""]


def test_without_a_household_the_number_stands_with_the_benefit(centre: Centre, client: int) -> None:
    add(centre, ASSISTANCE)
    (stored,) = benefits.of_client(centre, client)
    assert stored.case_number == "第1234号"
    household(centre, client, case_number="")
    assert benefits.of_client(centre, client)[0].case_number == "第1234号"


def test_only_a_kind_with_a_case_number_has_one(centre: Centre, client: int) -> None:
    household(centre, client, case_number="第1234号")
    assert add(centre, case_number="999").case_number == ""


# --- renewing and settling ------------------------------------------------------------------------------------------


def test_renewing_ends_the_old_one_and_starts_the_next(centre: Centre, client: int) -> None:
    stored = add(centre)
    done = benefits.renew(centre, stored.id, version=stored.version).record
    old, new = benefits.of_client(centre, client)
    assert (old.until, old.settled) == (date(2026, 11, 30), True)
    assert (new.since, new.until, new.grade, new.settled) == (date(2026, 12, 1), date(2028, 11, 30), "2級", False)
    assert done.follows == new
    assert not runs_out(old, (old, new), date(2027, 1, 1))


def test_a_renewal_can_have_dates_and_a_grade_of_its_own(centre: Centre, client: int) -> None:
    stored = add(centre)
    following = replace(CERTIFICATE, grade="1級", since=date(2026, 10, 1), until=date(2028, 9, 30))
    benefits.renew(centre, stored.id, following)
    old, new = benefits.of_client(centre, client)
    assert (old.until, new.since, new.grade) == (date(2026, 9, 30), date(2026, 10, 1), "1級")


def test_a_renewal_of_another_kind_or_of_an_earlier_day_is_refused(centre: Centre, client: int) -> None:
    stored = add(centre)
    for changes in ({"kind": "outpatient_support", "grade": ""}, {"since": date(2024, 1, 1)}, {"since": None}):
        with pytest.raises(Rejected):
            benefits.renew(centre, stored.id, replace(CERTIFICATE, **{"since": date(2026, 12, 1), **changes}))
    assert benefits.of_client(centre, client) == (stored,)


def test_a_renewal_taken_back_leaves_what_was_before(centre: Centre, client: int) -> None:
    stored = add(centre)
    done = benefits.renew(centre, stored.id).record
    benefits.take_back(centre, done)
    (left,) = benefits.of_client(centre, client)
    assert benefits.draft_of(left) == CERTIFICATE
    with pytest.raises(NotFound):
        benefits.take_back(centre, done)


def test_a_renewal_that_somebody_changed_since_is_not_taken_back(centre: Centre, client: int) -> None:
    done = benefits.renew(centre, add(centre).id).record
    benefits.save(centre, replace(benefits.draft_of(done.follows), grade="3級"), benefit_id=done.follows.id)
    with pytest.raises(Rejected):
        benefits.take_back(centre, done)
    assert len(benefits.of_client(centre, client)) == 2


# --- Today ----------------------------------------------------------------------------------------------------------


def expiring(centre: Centre) -> list[tuple[str, date, int]]:
    return [(each.benefit.kind, each.until, each.days_over) for each in followups.desk(centre).expiring]


def test_what_runs_out_within_the_centres_days_comes_up_what_has_run_out_first(centre: Centre, client: int) -> None:
    add(centre)
    add(centre, kind="outpatient_support", grade="", until=TODAY - timedelta(days=200))
    add(centre, kind="housing_security", grade="", until=TODAY + timedelta(days=60))
    add(centre, kind="disability_services", grade="", until=TODAY + timedelta(days=61))
    add(centre, ASSISTANCE)
    assert expiring(centre) == [
        ("outpatient_support", TODAY - timedelta(days=200), 200),
        ("disability_certificate", date(2026, 11, 30), -6),
        ("housing_security", TODAY + timedelta(days=60), -60),
    ]
    save_settings(centre, replace(centre.settings, expiry_days=7))
    assert len(expiring(centre)) == 2


def test_it_stays_until_it_is_renewed_or_settled(centre: Centre, client: int) -> None:
    stored = add(centre, until=TODAY - timedelta(days=400))
    assert len(expiring(centre)) == 1
    benefits.settle(centre, stored.id)
    assert expiring(centre) == []
    benefits.settle(centre, stored.id, settled=False)
    assert len(expiring(centre)) == 1
    done = benefits.renew(centre, stored.id, replace(CERTIFICATE, since=TODAY, until=None)).record
    assert expiring(centre) == []
    benefits.take_back(centre, done)
    assert len(expiring(centre)) == 1


def test_the_desk_shows_what_the_rule_says(centre: Centre, client: int) -> None:
    ends = [None, TODAY - timedelta(days=30), TODAY, TODAY + timedelta(days=59), TODAY + timedelta(days=90)]
    for kind in ("outpatient_support", "other"):
        for end in (*ends, TODAY):
            add(centre, kind=kind, grade="", until=end)
    add(centre, kind="long_term_care", grade="", until=TODAY, settled=True)
    held = benefits.of_client(centre, client)
    wanted = {each.id for each in held if runs_out(each, held, TODAY + timedelta(days=60))}
    assert {each.benefit.id for each in followups.desk(centre).expiring} == wanted
    assert len(wanted) == 4


def test_a_closed_record_asks_nobody_to_renew(centre: Centre, client: int) -> None:
    add(centre)
    from sqlalchemy import text

    with centre.write(Action.CLOSE_CLIENT) as session:
        session.execute(text("UPDATE client SET closed_on = '2026-11-01'"))
    assert expiring(centre) == []


def test_a_restricted_clients_benefit_comes_up_only_for_those_who_are_named(centre: Centre, client: int) -> None:
    add(centre, note="秘印")
    with centre.write(Action.RESTRICT_CLIENT) as session:
        restriction_queries.restrict(session, client, ("somebody",), centre.clock(), centre.login)
    assert "秘印" not in said(followups.desk(centre))
    assert expiring(centre) == []


# --- what papers say ------------------------------------------------------------------------------------------------


def test_the_summary_says_what_holds_today(centre: Centre, client: int) -> None:
    stated = clients.get(centre, client)
    assert stated.disability_certificate is None
    add(centre, grade="1級")
    add(centre, kind="outpatient_support", grade="", until=TODAY - timedelta(days=1))
    words = said(documents.summary(centre, client).pdf)
    assert centre.codes.disability_certificates.label(DisabilityCertificate.GRADE_1, "ja") in words
    assert centre.codes.outpatient_support.label(OutpatientSupport.NONE, "ja") in words
    assert centre.codes.public_assistance.label(PublicAssistance.RECEIVING, "ja") not in words
