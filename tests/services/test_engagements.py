"""Marking on the engagement board, and taking a mark back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from referral_desk.domain.changes import Kind
from referral_desk.domain.codes import EngagementState, Reporter
from referral_desk.domain.engagement import BoardState, EngagementDraft
from referral_desk.domain.errors import NotFound, Rejected
from referral_desk.services import clients, engagements
from referral_desk.services.centre import Centre
from tests.making import TODAY, add_client, add_institution


def test_a_mark_is_read_back_with_the_name_and_kind_of_its_institution(centre: Centre) -> None:
    client, office = add_client(centre), add_institution(centre)
    draft = EngagementDraft(
        client_id=client.id,
        institution_id=office.id,
        state=EngagementState.ENDED,
        since=date(2026, 4, 1),
        until=date(2026, 9, 30),
        reported_by=Reporter.FAMILY,
        note="母より",
    )
    saved = engagements.mark(centre, draft)
    assert engagements.of_client(centre, client.id) == (saved.record,)
    assert (saved.record.institution_name, saved.record.kind) == ("架空市福祉事務所", "welfare_office")
    assert saved.changes.touches_record(Kind.CLIENT, client.id)
    assert saved.changes.touches_record(Kind.ENGAGEMENT, saved.record.id)


def test_a_kind_is_enough_where_the_name_is_not_known(centre: Centre) -> None:
    client = add_client(centre)
    stored = engagements.mark(centre, EngagementDraft(client_id=client.id, kind="visiting_nurse")).record
    assert (stored.institution_id, stored.institution_name, stored.kind) == (None, "", "visiting_nurse")


def test_the_kind_follows_the_institution_when_that_changes(centre: Centre) -> None:
    client, office = add_client(centre), add_institution(centre)
    wrong = EngagementDraft(client_id=client.id, institution_id=office.id, kind="other")
    assert engagements.mark(centre, wrong).record.kind == "welfare_office"


def test_a_mark_can_be_changed(centre: Centre) -> None:
    client, office = add_client(centre), add_institution(centre)
    first = engagements.mark(centre, EngagementDraft(client_id=client.id, institution_id=office.id)).record
    ended = EngagementDraft(
        client_id=client.id, institution_id=office.id, state=EngagementState.ENDED, until=TODAY - timedelta(days=1)
    )
    changed = engagements.mark(centre, ended, engagement_id=first.id).record
    assert (changed.id, changed.state) == (first.id, EngagementState.ENDED)
    assert engagements.of_client(centre, client.id) == (changed,)


def test_a_mark_stays_with_its_client(centre: Centre) -> None:
    client, other = add_client(centre), add_client(centre, name="例田 一朗", kana="レイタ イチロウ")
    first = engagements.mark(centre, EngagementDraft(client_id=client.id, kind="visiting_nurse")).record
    with pytest.raises(Rejected) as refused:
        engagements.mark(centre, EngagementDraft(client_id=other.id, kind="visiting_nurse"), engagement_id=first.id)
    assert [problem.field for problem in refused.value.problems] == ["client_id"]
    assert engagements.of_client(centre, client.id) == (first,)


def test_what_is_taken_back_can_be_marked_again_as_it_was(centre: Centre) -> None:
    client = add_client(centre)
    draft = EngagementDraft(client_id=client.id, kind="other", note="間違い", since=TODAY)
    marked = engagements.mark(centre, draft).record
    removed = engagements.remove(centre, marked.id).record
    assert removed == marked
    assert engagements.of_client(centre, client.id) == ()
    again = engagements.mark(centre, EngagementDraft(**{name: getattr(removed, name) for name in vars(draft)})).record
    assert (again.kind, again.note, again.since) == (marked.kind, marked.note, marked.since)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, "institution_id"),
        ({"kind": "shop"}, "kind"),
        ({"kind": "other", "since": TODAY, "until": TODAY - timedelta(days=1)}, "until"),
    ],
)
def test_a_mark_that_breaks_a_rule_is_refused_by_name(centre: Centre, changes: dict[str, object], field: str) -> None:
    client = add_client(centre)
    with pytest.raises(Rejected) as refused:
        engagements.mark(centre, EngagementDraft(client_id=client.id, **changes))  # type: ignore[arg-type]
    assert [problem.field for problem in refused.value.problems] == [field]
    assert engagements.of_client(centre, client.id) == ()


def test_a_client_institution_or_mark_that_is_gone_is_said_to_be_gone(centre: Centre) -> None:
    client = add_client(centre)
    for draft in (
        EngagementDraft(client_id=99, kind="other"),
        EngagementDraft(client_id=client.id, institution_id=99),
    ):
        with pytest.raises(NotFound):
            engagements.mark(centre, draft)
    with pytest.raises(NotFound):
        engagements.mark(centre, EngagementDraft(client_id=client.id, kind="other"), engagement_id=99)
    with pytest.raises(NotFound):
        engagements.remove(centre, 99)


def test_a_mark_shows_on_the_board_at_once(centre: Centre) -> None:
    client, office = add_client(centre), add_institution(centre)
    assert clients.page(centre, client.id).board[0].state is BoardState.NOT_YET
    engagements.mark(centre, EngagementDraft(client_id=client.id, institution_id=office.id))
    assert clients.page(centre, client.id).board[0].state is BoardState.ENGAGED
