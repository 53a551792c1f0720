"""A closed month stays as it was submitted, whatever is entered, changed, removed or disposed of later."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from referral_desk.db.queries import closed_months as frozen
from referral_desk.domain.calendar import Period
from referral_desk.domain.codes import (
    ContactService,
    EngagementState,
    Outcome,
    OutpatientSupport,
    PublicAssistance,
    Reporter,
    Sex,
)
from referral_desk.domain.engagement import EngagementDraft
from referral_desk.domain.errors import NotPossible
from referral_desk.domain.followup import OutcomeReport
from referral_desk.domain.tally import Tally
from referral_desk.services import clients, closed_months, engagements, followups, institutions, tallies
from referral_desk.services.centre import Centre
from tests.making import (
    CALL,
    LEAFLET,
    NOT_YET,
    add_client,
    add_contact,
    add_institution,
    add_referral,
    client_draft,
    institution_draft,
)

SEPTEMBER, OCTOBER = Period.month(2026, 9), Period.month(2026, 10)
BOTH = Period.months((2026, 9), (2026, 10))


@pytest.fixture
def busy(centre: Centre) -> Centre:
    """A centre with two clients in two months."""
    one = add_client(
        centre,
        sex=Sex.FEMALE,
        public_assistance=PublicAssistance.RECEIVING,
        outpatient_support=OutpatientSupport.USING,
    )
    two = add_client(centre, name="例田 一朗", kana="レイタ イチロウ")
    with centre.sessions.write() as session:
        from sqlalchemy import text

        session.execute(text("UPDATE client SET registered_on = NULL"))  # as if taken over from a ledger
    office, group = add_institution(centre), add_institution(centre, name="架空断酒会", kind="self_help_group")
    for client in (one, two):
        add_contact(centre, client.id, on=date(2026, 9, 10), factors=("disaster",))
        add_contact(centre, client.id, on=date(2026, 10, 5), service=ContactService.TELEPHONE)
    add_contact(centre, one.id, on=date(2026, 10, 6), factors=("disaster", "social_withdrawal"))
    add_referral(centre, one.id, office.id, CALL, on=date(2026, 9, 10))
    add_referral(centre, one.id, group.id, LEAFLET, on=date(2026, 10, 5))
    add_referral(centre, two.id, group.id, NOT_YET, on=date(2026, 10, 7))
    engagements.mark(centre, EngagementDraft(client_id=one.id, institution_id=office.id, since=date(2026, 9, 1)))
    engagements.mark(centre, EngagementDraft(client_id=two.id, kind="medical_institution"))
    return centre


def counted(centre: Centre, period: Period) -> Tally:
    return tallies.tally(centre, period)


def as_open(tally: Tally) -> Tally:
    return replace(tally, closed=False)


@pytest.mark.parametrize("period", [SEPTEMBER, OCTOBER, BOTH, Period.fiscal_year(2026)])
@pytest.mark.parametrize("closed", [((2026, 9),), ((2026, 10),), ((2026, 9), (2026, 10))])
def test_closing_changes_no_figure(busy: Centre, period: Period, closed: tuple[tuple[int, int], ...]) -> None:
    before = counted(busy, period)
    for month in closed:
        closed_months.close_month(busy, *month)
    assert as_open(counted(busy, period)) == before


def test_a_period_is_closed_when_all_its_months_are(busy: Centre) -> None:
    closed_months.close_month(busy, 2026, 9)
    assert counted(busy, SEPTEMBER).closed
    assert not counted(busy, BOTH).closed
    closed_months.close_month(busy, 2026, 10)
    assert counted(busy, BOTH).closed
    assert not counted(busy, Period.fiscal_year(2026)).closed


def test_later_entries_and_changes_leave_a_closed_month_alone(busy: Centre) -> None:
    closed_months.close_month(busy, 2026, 10)
    before, september = counted(busy, OCTOBER), counted(busy, SEPTEMBER)
    add_contact(busy, 1, on=date(2026, 10, 8))
    add_contact(busy, 1, on=date(2026, 9, 8))
    add_referral(busy, 2, 1, CALL, on=date(2026, 10, 9))
    followups.report_outcome(busy, 2, OutcomeReport(Outcome.FIRST_ATTENDED, date(2026, 10, 20), Reporter.CLIENT))
    institutions.save(busy, institution_draft(name="架空断酒会", kind="family_group"), institution_id=2)
    clients.save(busy, client_draft(public_assistance=PublicAssistance.NONE), client_id=1)
    engagements.mark(busy, EngagementDraft(client_id=2, kind="welfare_office", state=EngagementState.ENGAGED))
    assert counted(busy, OCTOBER) == before
    assert counted(busy, SEPTEMBER).contacts == september.contacts + 1


def test_disposing_of_a_person_leaves_the_counts_of_closed_months(busy: Centre) -> None:
    closed_months.close_month(busy, 2026, 9)
    closed_months.close_month(busy, 2026, 10)
    before = counted(busy, BOTH)
    from referral_desk.db.queries import closings

    with busy.sessions.write() as session:
        closings.dispose(session, 1)
    assert counted(busy, BOTH) == before
    assert before.persons == 2


def test_a_random_key_takes_the_place_of_a_person_and_no_other(busy: Centre) -> None:
    closed_months.close_month(busy, 2026, 10)
    with busy.sessions.write() as session:
        frozen.replace_person(session, 1, "xkey")
        from sqlalchemy import select

        from referral_desk.db.models import FrozenContactTable, FrozenEngagementTable, FrozenPersonTable

        people = set(session.scalars(select(FrozenContactTable.person)))
        engaged = dict(session.execute(select(FrozenEngagementTable.kind, FrozenEngagementTable.person)).all())
        persons = set(session.scalars(select(FrozenPersonTable.person)))
        ids = session.execute(select(FrozenContactTable.person, FrozenContactTable.contact_id)).all()
    assert people == {"xkey", "2"}
    assert all((contact_id is None) == (person == "xkey") for person, contact_id in ids)
    assert engaged == {"welfare_office": "xkey", "medical_institution": "2"}
    assert persons == {"xkey", "2"}


def test_a_month_is_closed_when_it_is_over_and_once(busy: Centre) -> None:
    with pytest.raises(NotPossible):
        closed_months.close_month(busy, 2026, 11)
    closed = closed_months.close_month(busy, 2026, 10).record
    assert (closed.closed_by, closed_months.closed_month(busy, 2026, 10)) == ("見本 みどり", closed)
    assert closed_months.closed_month(busy, 2026, 9) is None
    with pytest.raises(NotPossible):
        closed_months.close_month(busy, 2026, 10)
