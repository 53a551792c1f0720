"""Retiring an institution: out of every choice, readable where it is named, and back again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from referral_desk.db.queries import restrictions
from referral_desk.domain.codes import EngagementState, ReferralStatus
from referral_desk.domain.engagement import EngagementDraft
from referral_desk.domain.errors import NotFound, NotPossible, Rejected
from referral_desk.domain.finding import Wish
from referral_desk.domain.institution import Institution
from referral_desk.domain.ledger import LedgerKind, OnDuplicate
from referral_desk.domain.referral import ReferralDraft
from referral_desk.domain.retiring import Retirement
from referral_desk.domain.schedule_text import parse_schedule
from referral_desk.services import (
    clients,
    engagements,
    finding,
    followups,
    institutions,
    referrals,
    retiring,
)
from referral_desk.services.centre import Centre
from referral_desk.services.exports import ExportFormat, export
from referral_desk.services.imports import execute, plan
from tests.making import (
    CALL,
    TODAY,
    add_client,
    add_institution,
    add_referral,
    institution_draft,
    referral_draft,
)

MORNING = datetime.combine(TODAY, time(9))
CLOSED = Retirement(TODAY, "閉院")


@pytest.fixture
def group(centre: Centre) -> Institution:
    return add_institution(
        centre,
        name="架空断酒会",
        kana="カクウダンシュカイ",
        kind="self_help_group",
        target="alcohol",
        schedule=parse_schedule("毎週火 19:00-21:00"),
    )


def retire(centre: Centre, institution: Institution, retirement: Retirement = CLOSED) -> Institution:
    return retiring.retire(centre, institution.id, retirement, version=institution.version).record


def chosen_from(centre: Centre) -> dict[str, list[str]]:
    """Return what every list offers to choose from."""
    wish = Wish(target="alcohol")
    return {
        "list": [row.name for row in institutions.rows(centre)],
        "counted": ["x"] * institutions.count(centre),
        "typed": [row.name for row in institutions.suggestions(centre, "kakuu", limit=9)],
        "found": [match.institution.name for match in finding.find(centre, wish, MORNING)],
        "today": [each.institution_name for each in followups.desk(centre).meetings],
        "to verify": [each.institution_name for each in followups.desk(centre).stale],
    }


def test_it_is_out_of_every_choice_and_stays_readable(centre: Centre, group: Institution) -> None:
    client = add_client(centre)
    referral = add_referral(centre, client.id, group.id)
    assert all(chosen_from(centre).values())
    stored = retire(centre, group)
    assert (stored.defunct_on, stored.defunct_reason, stored.successor_id) == (TODAY, "閉院", None)
    assert {name: offered for name, offered in chosen_from(centre).items() if offered} == {}
    assert [row.name for row in institutions.rows(centre, retired=True)] == [group.name]
    assert institutions.count(centre, retired=True) == 1
    assert [row.name for row in institutions.suggestions(centre, "kakuu", limit=9, retired=True)] == [group.name]
    assert referrals.get(centre, referral.id).institution_name == group.name
    assert institutions.page(centre, group.id).institution == stored
    assert clients.page(centre, client.id).referrals[0].institution_name == group.name


def test_nobody_is_referred_there_any_more_neither_newly_nor_by_a_change(centre: Centre, group: Institution) -> None:
    client, other = add_client(centre), add_institution(centre)
    referral = add_referral(centre, client.id, other.id)
    retire(centre, group)
    draft = ReferralDraft(**{name: getattr(referral, name) for name in ReferralDraft.__dataclass_fields__})
    for refer in (
        lambda: referrals.refer(centre, referral_draft(client.id, group.id), CALL),
        lambda: referrals.edit(centre, referral.id, replace(draft, institution_id=group.id)),
    ):
        with pytest.raises(Rejected) as refused:
            refer()
        assert [problem.field for problem in refused.value.problems] == ["institution_id"]


def test_a_referral_that_is_there_already_goes_on(centre: Centre, group: Institution) -> None:
    referral = add_referral(centre, add_client(centre).id, group.id)
    retire(centre, group)
    assert referrals.set_status(centre, referral.id, ReferralStatus.COMPLETED).record.status is ReferralStatus.COMPLETED


def test_one_that_will_close_can_be_chosen_until_then(centre: Centre, group: Institution) -> None:
    retire(centre, group, replace(CLOSED, on=TODAY + timedelta(days=1)))
    assert {name for name, offered in chosen_from(centre).items() if not offered} == {"to verify"}
    referrals.refer(centre, referral_draft(add_client(centre).id, group.id), CALL)


def test_who_is_left_there_is_named_before(centre: Centre, group: Institution) -> None:
    hanako, ichiro = add_client(centre), add_client(centre, name="例田 一朗", kana="レイダ イチロウ")
    hidden = add_client(centre, name="試山 月子", kana="タメヤマ ツキコ")
    opened = add_referral(centre, hanako.id, group.id)
    over = add_referral(centre, ichiro.id, group.id)
    referrals.set_status(centre, over.id, ReferralStatus.COMPLETED)
    since = date(2026, 4, 1)
    for client in (ichiro, hidden):
        engagements.mark(centre, EngagementDraft(client_id=client.id, institution_id=group.id, since=since))
    ended = EngagementDraft(client_id=hanako.id, institution_id=group.id, state=EngagementState.ENDED)
    engagements.mark(centre, ended)
    with centre.sessions.write() as session:
        restrictions.restrict(session, hidden.id, (), centre.clock(), "somebody")
    before = retiring.before_retiring(centre, group.id)
    assert [row.id for row in before.referrals] == [opened.id]
    assert [(each.client_name, each.since) for each in before.engaged] == [("例田 一朗", since)]
    assert before.unseen == 1


def test_it_is_taken_back_as_it_was_and_the_history_tells_both(centre: Centre, group: Institution) -> None:
    other = add_institution(centre)
    stored = retire(centre, group, replace(CLOSED, successor_id=other.id))
    again = retiring.take_back(centre, group.id, version=stored.version).record
    assert replace(again, version=group.version) == group
    page = institutions.page(centre, group.id)
    newest, oldest = page.history
    assert {each.field: (each.before, each.after) for each in oldest.changes} == {
        "defunct_on": (None, TODAY),
        "defunct_reason": ("", "閉院"),
        "successor_id": (None, other.id),
    }
    assert {each.field for each in newest.changes} == {"defunct_on", "defunct_reason", "successor_id"}
    assert page.names == {other.id: other.name}


def test_what_another_window_changed_meanwhile_is_not_marked(centre: Centre, group: Institution) -> None:
    institutions.save(centre, institution_draft(name=group.name, note="別"), institution_id=group.id)
    with pytest.raises(Rejected):
        retire(centre, group)
    assert institutions.get(centre, group.id).defunct_on is None


def test_it_is_marked_once_and_taken_back_once(centre: Centre, group: Institution) -> None:
    with pytest.raises(NotPossible):
        retiring.take_back(centre, group.id)
    retire(centre, group)
    with pytest.raises(NotPossible):
        retiring.retire(centre, group.id, CLOSED)


def test_an_institution_that_is_not_there_cannot_take_its_place(centre: Centre, group: Institution) -> None:
    with pytest.raises(Rejected) as refused:
        retire(centre, group, replace(CLOSED, successor_id=99))
    assert [problem.field for problem in refused.value.problems] == ["successor"]
    with pytest.raises(NotFound):
        retiring.retire(centre, 99, CLOSED)


def test_a_file_brings_no_new_referral_there_but_what_is_stored_comes_in_again(
    centre: Centre, group: Institution, tmp_path: Path
) -> None:
    add_referral(centre, add_client(centre).id, group.id)
    path = tmp_path / "referrals.csv"
    path.write_bytes(export(centre, LedgerKind.REFERRALS, ExportFormat.CSV).content)
    retire(centre, group)
    found = plan(centre, LedgerKind.REFERRALS, path, OnDuplicate.SKIP)
    assert (found.errors, found.counts.skipped) == ((), 1)
    execute(centre, found)
    assert [each.column for each in plan(centre, LedgerKind.REFERRALS, path, OnDuplicate.ADD).errors] == ["機関名"]
