"""The demo centre: believable, of today, the same for the same day, and gone afterwards."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path

import pytest

from referral_desk.domain.codes import Capacity, HandoffMode, Outcome, ReferralStatus
from referral_desk.domain.followup import FollowUpKind
from referral_desk.domain.institution import InstitutionDraft
from referral_desk.services import clients, engagements, followups, institutions, referrals
from referral_desk.services.demo import DemoCentre, demo_centre, remove_stale

A_WEEK = [date(2026, 11, 23) + timedelta(days=days) for days in range(7)]


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[DemoCentre]:
    centre = demo_centre(date(2026, 11, 23), parent=tmp_path)
    yield centre
    centre.close()


def test_it_holds_sixty_clients_and_forty_institutions_of_every_kind(demo: DemoCentre) -> None:
    rows = institutions.rows(demo, limit=1000)
    assert len(rows) == 40
    assert {row.kind for row in rows} == {kind.code for kind in demo.codes.institution_kinds.items}
    people = clients.rows(demo, limit=1000)
    assert len(people) == 60
    assert len({row.name for row in people}) == 60
    names = "".join(row.name for row in people)
    assert all(kanji in names for kanji in "𠮷髙﨑濵邉")
    assert any("8050" in clients.get(demo, row.id).household for row in people)
    assert any(clients.get(demo, row.id).anonymous for row in people)


def test_its_referrals_have_every_mode_status_and_outcome(demo: DemoCentre) -> None:
    rows = referrals.rows(demo, limit=1000)
    assert {row.mode for row in rows} == {*HandoffMode, None}
    assert {row.status for row in rows} == set(ReferralStatus)
    assert {row.outcome for row in rows} == set(Outcome)
    assert (max(row.on for row in rows) - min(row.on for row in rows)).days > 450


@pytest.mark.parametrize("day", [*A_WEEK, date(2027, 1, 1), date(2027, 4, 1), date(2028, 2, 29)])
def test_every_part_of_the_desk_has_something_on_any_day(tmp_path: Path, day: date) -> None:
    centre = demo_centre(day, parent=tmp_path)
    try:
        desk = followups.desk(centre)
        assert len(desk.overdue) == 3
        assert len(desk.due_today) == 4
        assert desk.waiting
        assert len(desk.to_hand_over) >= 2
        assert desk.coming
        assert [each.days_over > 0 for each in desk.expiring].count(True) == 1
        assert len(desk.expiring) >= 3
        assert [row.days_over(day) > 0 for row in desk.owed] == [True, False]
        assert 1 <= len(desk.quiet) <= 5
        assert [meeting.starts.hour for meeting in desk.meetings if meeting.starts.hour >= 18]
        assert desk.stale_count == 4
        warm, cold = desk.warmth.attended_after_warm, desk.warmth.attended_after_information
        assert warm[0] / warm[1] > 0.6 > cold[0] / cold[1]
        assert all(row.on <= day for row in referrals.rows(centre, limit=1000))
    finally:
        centre.close()


def test_the_story_of_hanako_can_be_told(demo: DemoCentre) -> None:
    row = next(row for row in clients.rows(demo, "見本 花子") if row.name == "見本　花子")
    page = clients.page(demo, row.id)
    assert [referral.mode for referral in page.referrals] == [
        HandoffMode.THREE_WAY_CALL,
        HandoffMode.INFORMATION_ONLY,
        HandoffMode.ACCOMPANIED,
    ]
    assert len(page.contacts) >= 5
    assert len(engagements.of_client(demo, row.id)) == 3
    due = next(each for each in followups.desk(demo).overdue if each.client_id == row.id)
    assert due.kind is FollowUpKind.OUTCOME
    assert due.client_birth is not None
    assert demo.staff_name == "見本　みどり"


def test_the_same_day_gives_the_same_centre(demo: DemoCentre, tmp_path: Path) -> None:
    again = demo_centre(date(2026, 11, 23), parent=tmp_path)
    try:
        assert again.folder != demo.folder
        assert referrals.rows(again, limit=1000) == referrals.rows(demo, limit=1000)
        assert clients.rows(again, limit=1000) == clients.rows(demo, limit=1000)
    finally:
        again.close()


def test_closing_removes_the_folder(tmp_path: Path) -> None:
    centre = demo_centre(date(2026, 11, 23), parent=tmp_path)
    assert (centre.folder / "centre.db").exists()
    centre.close()
    assert list(tmp_path.iterdir()) == []


def test_what_a_crash_left_is_removed_and_what_is_open_or_strange_stays(demo: DemoCentre, tmp_path: Path) -> None:
    left = tmp_path / "referral-desk-demo-left"
    fresh = tmp_path / "referral-desk-demo-fresh"
    other = tmp_path / "somebody-elses"
    for folder in (left, fresh, other):
        (folder / "centre").mkdir(parents=True)
    target = tmp_path / "target"
    target.mkdir()
    (tmp_path / "referral-desk-demo-link").symlink_to(target)
    for folder in (left, other, demo.folder.parent):
        os.utime(folder, (1, 1))
    remove_stale(tmp_path)
    assert not left.exists()
    assert fresh.exists()
    assert other.exists()
    assert target.exists()
    assert clients.count(demo) == 60


def test_one_institution_has_everything_filled_so_that_pictures_show_it(demo: DemoCentre) -> None:
    (row,) = institutions.rows(demo, "架空断酒会 中央支部", limit=2)
    group = institutions.get(demo, row.id)
    blank = {each.name for each in fields(InstitutionDraft) if getattr(group, each.name) in ("", None, ())}
    assert blank == {"operator", "operated_by", "unlisted_reason", "external_id"}
    assert {each.capacity for each in institutions.rows(demo, limit=1000)} == set(Capacity)
