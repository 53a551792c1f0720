"""The names behind the figures of a closed month, and what narrows them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from referral_desk.db.models import RestrictionTable
from referral_desk.db.queries import closings
from referral_desk.domain.calendar import Period
from referral_desk.domain.codes import HandoffMode, Outcome, Reporter, Sex
from referral_desk.domain.followup import OutcomeReport
from referral_desk.domain.merging import Keep
from referral_desk.domain.tally import Figure, FigureKind
from referral_desk.domain.tally_filter import NOBODY, TallyFilter
from referral_desk.services import clients, closed_months, followups, merging, tallies
from referral_desk.services.centre import Centre
from tests.making import CALL, add_client, add_contact, add_institution, add_referral, client_draft

OCTOBER = Period.month(2026, 10)
PERSONS = Figure(FigureKind.CONTACTS, "", "persons")
CONTACTS = Figure(FigureKind.CONTACTS, "", "contacts")
REFERRALS = Figure(FigureKind.HANDOFFS, "", "referrals")


@pytest.fixture
def closed(centre: Centre) -> Centre:
    """Two clients with a contact and a referral each in a closed October."""
    office = add_institution(centre)
    for name, kana, district in (("見本 花子", "ミホン ハナコ", "北部"), ("例田 一朗", "レイタ イチロウ", "南部")):
        client = add_client(centre, name=name, kana=kana, district=district, sex=Sex.FEMALE)
        add_contact(centre, client.id, on=date(2026, 10, 5))
        add_referral(centre, client.id, office.id, CALL, on=date(2026, 10, 6))
    closed_months.close_month(centre, 2026, 10)
    return centre


def names(centre: Centre, figure: Figure, narrowed: TallyFilter | None = None) -> list[str]:
    behind = tallies.names_behind(centre, OCTOBER, figure, narrowed or TallyFilter())
    return sorted(row.client_name for row in behind)


def test_a_late_contact_is_not_behind_the_figure(closed: Centre) -> None:
    late = add_client(closed, name="架空 遅子", kana="カクウ チコ")
    add_contact(closed, late.id, on=date(2026, 10, 7))
    assert names(closed, CONTACTS) == ["例田 一朗", "見本 花子"]


def test_a_disposed_person_stands_without_a_name_and_opens_nothing(closed: Centre) -> None:
    with closed.sessions.write() as session:
        closings.dispose(session, 1)
    for figure in (PERSONS, CONTACTS, REFERRALS):
        behind = tallies.names_behind(closed, OCTOBER, figure)
        assert sorted((row.client_id, row.client_name) for row in behind) == [(0, ""), (2, "例田 一朗")]
    (gone,) = (row for row in tallies.names_behind(closed, OCTOBER, REFERRALS) if row.client_id == 0)
    assert getattr(gone, "id", None) == 0
    assert getattr(gone, "mode", None) is HandoffMode.THREE_WAY_CALL


def test_a_merged_person_leads_to_the_record_that_was_kept(closed: Centre) -> None:
    merging.merge(closed, 1, 2, {"name": Keep.KEPT, "district": Keep.KEPT})
    assert tallies.tally(closed, OCTOBER).persons == 2
    for figure in (PERSONS, CONTACTS, REFERRALS):
        behind = tallies.names_behind(closed, OCTOBER, figure)
        assert [(row.client_id, row.client_name) for row in behind] == [(1, "見本 花子")] * 2


def test_a_client_restricted_to_others_is_counted_and_not_named(closed: Centre) -> None:
    with closed.sessions.write() as session:
        session.add(RestrictionTable(client_id=1, since=datetime(2026, 11, 1, tzinfo=UTC), by_login="other"))
    assert tallies.tally(closed, OCTOBER).persons == 2
    for figure in (PERSONS, CONTACTS, REFERRALS):
        assert names(closed, figure) == ["例田 一朗"]


def test_a_referral_is_told_as_it_counted(closed: Centre) -> None:
    followups.report_outcome(closed, 1, OutcomeReport(Outcome.FIRST_ATTENDED, date(2026, 11, 2), Reporter.CLIENT))
    outcomes = {getattr(row, "outcome", None) for row in tallies.names_behind(closed, OCTOBER, REFERRALS)}
    assert outcomes == {Outcome.NOT_YET_CHECKED}


def test_narrowing_a_closed_month_asks_what_was_known_then(closed: Centre) -> None:
    clients.save(closed, client_draft(district="南部", sex=Sex.MALE), client_id=1)
    north = TallyFilter(district="北部")
    assert tallies.tally(closed, OCTOBER, north).contacts == 1
    assert names(closed, CONTACTS, north) == ["見本 花子"]
    assert tallies.tally(closed, OCTOBER, TallyFilter(sex=Sex.MALE)).contacts == 0


def test_who_wrote_it_is_kept_by_id(closed: Centre) -> None:
    (member,) = closed.settings.staff
    assert tallies.tally(closed, OCTOBER, TallyFilter(staff=member.id)).contacts == 2
    assert tallies.tally(closed, OCTOBER, TallyFilter(staff=NOBODY)).contacts == 0


def test_districts_in_use_are_offered_once(closed: Centre) -> None:
    add_client(closed, name="架空 三", kana="カクウ サン", district="  北部 ")
    add_client(closed, name="架空 四", kana="カクウ ヨン")
    assert clients.districts(closed) == ("北部", "南部")
