"""Referrals to us: stored, answered, taken back; what comes up on Today and stands at the institution."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from referral_desk.db.queries import restrictions as restriction_queries
from referral_desk.domain.access import Action
from referral_desk.domain.changes import Kind
from referral_desk.domain.codes import Channel, ConsentKind
from referral_desk.domain.errors import NotFound, Rejected
from referral_desk.domain.inbound import Inbound, InboundDraft
from referral_desk.services import clients, followups, inbound, institutions
from referral_desk.services.centre import Centre
from tests.making import TODAY, add_client, add_institution

SENT = InboundDraft(
    client_id=1,
    institution_id=1,
    sender_name="例田ケースワーカー",
    on=date(2026, 11, 10),
    channel=Channel.TELEPHONE,
    came_along=True,
    consent=ConsentKind.ORAL,
    request="近況を聞き取ってほしい。",
    reply_due_on=date(2026, 11, 20),
)


@pytest.fixture
def client(centre: Centre) -> int:
    add_institution(centre)
    return add_client(centre).id


def add(centre: Centre, **changes: object) -> Inbound:
    return inbound.save(centre, replace(SENT, **changes)).record  # type: ignore[arg-type]


def test_it_is_read_back_as_it_was_entered_with_who_recorded_it(centre: Centre, client: int) -> None:
    stored = add(centre)
    assert inbound.of_client(centre, client) == (stored,)
    assert inbound.draft_of(stored) == SENT
    assert (stored.institution_name, stored.institution_kind) == ("架空市福祉事務所", "welfare_office")
    assert stored.from_whom == "架空市福祉事務所"
    assert stored.staff_name == centre.staff_name
    assert clients.page(centre, client).inbound == (stored,)


def test_somebody_who_is_not_in_the_directory_is_named_freely(centre: Centre, client: int) -> None:
    stored = add(centre, institution_id=None, sender=" 架空町駐在所<b>& ")
    assert stored.from_whom == "架空町駐在所<b>&"
    assert stored.institution_kind == ""


def test_what_the_rules_refuse_is_not_stored(centre: Centre, client: int) -> None:
    with pytest.raises(Rejected):
        add(centre, on=TODAY + timedelta(days=1))
    with pytest.raises(NotFound):
        add(centre, client_id=99)
    with pytest.raises(NotFound):
        add(centre, institution_id=99)
    assert inbound.of_client(centre, client) == ()


def test_it_stays_with_its_client_and_is_not_written_over(centre: Centre, client: int) -> None:
    stored = add(centre)
    other = add_client(centre, name="例田 一朗").id
    with pytest.raises(Rejected):
        inbound.save(centre, replace(SENT, client_id=other), inbound_id=stored.id)
    inbound.save(centre, replace(SENT, note="電話にて"), inbound_id=stored.id, version=stored.version)
    with pytest.raises(Rejected):
        inbound.save(centre, SENT, inbound_id=stored.id, version=stored.version)


# --- the reply we owe -----------------------------------------------------------------------------------------------


def owed(centre: Centre) -> list[tuple[int, int]]:
    desk = followups.desk(centre)
    return [(row.id, row.days_over(desk.day)) for row in desk.owed]


def test_an_owed_reply_comes_up_the_first_due_first_and_stays_when_overdue(centre: Centre, client: int) -> None:
    soon = add(centre, reply_due_on=TODAY + timedelta(days=14))
    late = add(centre, on=date(2025, 1, 1), reply_due_on=date(2025, 1, 31))
    add(centre, reply_due_on=TODAY + timedelta(days=15))
    add(centre, reply_due_on=None)
    assert owed(centre) == [(late.id, (TODAY - date(2025, 1, 31)).days), (soon.id, -14)]


def test_a_reply_settles_it_and_can_be_taken_back(centre: Centre, client: int) -> None:
    stored = add(centre)
    answered = inbound.reply(centre, stored.id, TODAY, " 面接しました。 ").record
    assert (answered.replied_on, answered.reply) == (TODAY, "面接しました。")
    assert owed(centre) == []
    back = inbound.save(centre, inbound.unanswered(answered), inbound_id=stored.id, version=answered.version).record
    assert inbound.draft_of(back) == SENT
    assert len(owed(centre)) == 1


@pytest.mark.parametrize("day", [date(2026, 11, 9), TODAY + timedelta(days=1)])
def test_nobody_replies_before_the_client_was_sent_or_tomorrow(centre: Centre, client: int, day: date) -> None:
    stored = add(centre)
    with pytest.raises(Rejected) as refused:
        inbound.reply(centre, stored.id, day)
    assert [problem.field for problem in refused.value.problems] == ["replied_on"]


def test_a_removed_entry_can_be_put_back(centre: Centre, client: int) -> None:
    removed = inbound.remove(centre, add(centre).id)
    assert owed(centre) == []
    assert removed.changes.touches_record(Kind.CLIENT, client)
    assert inbound.draft_of(inbound.save(centre, inbound.draft_of(removed.record)).record) == SENT


# --- lists ----------------------------------------------------------------------------------------------------------


def test_an_institution_shows_whom_it_sent_newest_first(centre: Centre, client: int) -> None:
    other = add_client(centre, name="例田 一朗").id
    first, second = add(centre), add(centre, client_id=other, on=date(2026, 11, 20), reply_due_on=None)
    add(centre, institution_id=None, sender="架空町駐在所")
    page = institutions.page(centre, 1)
    assert [row.id for row in page.inbound] == [second.id, first.id]
    assert page.inbound[0].client_name == "例田 一朗"


def test_a_period_holds_what_came_in_from_its_first_to_its_last_day(centre: Centre, client: int) -> None:
    days = [date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 23), date(2026, 11, 24)]
    for day in days:
        add(centre, on=day, reply_due_on=None)
    found = inbound.of_period(centre, days[1], days[2])
    assert [row.on for row in found] == days[1:3]


def test_a_restricted_client_stands_in_no_list(centre: Centre, client: int) -> None:
    add(centre)
    with centre.write(Action.RESTRICT_CLIENT) as session:
        restriction_queries.restrict(session, client, ("somebody",), centre.clock(), centre.login)
    assert owed(centre) == []
    assert institutions.page(centre, 1).inbound == ()
    assert inbound.of_period(centre, date(2026, 1, 1), TODAY) == ()
