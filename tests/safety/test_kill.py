"""kill -9 in the middle of saves and imports: nothing acknowledged is lost, every change is whole."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

from referral_desk.db import soundness
from referral_desk.domain.codes import HandoffMode, Outcome
from referral_desk.domain.followup import FollowUpKind
from referral_desk.services import clients, followups, lookup, referrals
from referral_desk.services.centre import Centre
from tests.making import NewCentre, add_client, add_institution, client_draft
from tests.safety.killing import WarmParent

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 and fork")

IMPORTED = 400


@pytest.fixture
def prepared(new_folder: NewCentre) -> NewCentre:
    """A closed centre with one institution, to which children refer."""
    centre = new_folder.open()
    add_institution(centre)
    centre.close()
    return new_folder


def check_everything(centre: Centre, acknowledged: list[str]) -> None:
    """Check that all that was acknowledged is there, and that what is there is whole."""
    for word in acknowledged:
        what, _, number = word.partition(" ")
        match what:
            case "client":
                assert lookup.client_id(centre, number)
            case "referral":
                assert lookup.referral_id(centre, number)
            case "outcome":
                stored = referrals.get(centre, lookup.referral_id(centre, number))
                assert stored.outcome is Outcome.WAITLISTED
            case "contact":
                assert len(clients.page(centre, int(number)).contacts) == 1
    rows = clients.rows(centre, limit=10_000)
    assert {row.id for row in clients.rows(centre, "みほん", limit=10_000)} == {row.id for row in rows}
    for row in rows:
        for contact in clients.page(centre, row.id).contacts:
            assert set(contact.factors) == {"disaster", "developmental"}
    due = {row.referral_id: row for row in followups.rows(centre, limit=10_000)}
    for referral in referrals.rows(centre, limit=10_000):
        stored = referrals.get(centre, referral.id)
        assert [handoff.receiver_name for handoff in stored.handoffs] == ["例田 一朗"]
        assert stored.mode is HandoffMode.THREE_WAY_CALL
        answered = stored.outcome is Outcome.WAITLISTED
        assert due[referral.id].kind is FollowUpKind.OUTCOME
        assert (due[referral.id].days_over == 0) is not answered


def check_sound(new_centre: NewCentre) -> None:
    findings = soundness.check(new_centre.folder, new_centre.key, deep=True)
    assert [finding for finding in findings if finding.severity is soundness.Severity.DAMAGE] == []


@pytest.mark.rounds(20, 2_000)
def test_a_process_killed_while_saving_loses_nothing_it_acknowledged(
    prepared: NewCentre, warm_parent: WarmParent, round_number: int
) -> None:
    choose = random.Random(round_number)
    child = warm_parent.child(prepared, "save", "甲")
    child.read_until(choose.randint(1, 12))
    child.read(choose.uniform(0, 0.02))
    acknowledged = child.kill()
    assert acknowledged
    assert "done" not in acknowledged
    assert not any(word.startswith("failed") for word in acknowledged), acknowledged
    centre = prepared.open()
    check_everything(centre, acknowledged)
    add_client(centre, number="後")
    centre.close()
    check_sound(prepared)


@pytest.mark.rounds(10, 1_000)
def test_an_import_that_is_killed_is_there_whole_or_not_at_all(
    prepared: NewCentre, warm_parent: WarmParent, tmp_path: Path, round_number: int
) -> None:
    choose = random.Random(round_number)
    ledger = tmp_path / "clients.csv"
    lines = [f"{number:05},見本 {number},ミホン" for number in range(1, IMPORTED + 1)]
    ledger.write_text("\n".join(["利用者番号,氏名,フリガナ", *lines]) + "\n", encoding="utf-8")
    child = warm_parent.child(prepared, "import", str(ledger))
    child.read_until(1)
    child.read(choose.uniform(0, 0.15))
    acknowledged = child.kill()
    assert acknowledged[0] == "planned"
    centre = prepared.open()
    count = clients.count(centre)
    assert count == clients.count(centre, "みほん")
    assert count in ((IMPORTED,) if "imported" in acknowledged else (0, IMPORTED))
    add_client(centre, number="後")
    centre.close()
    check_sound(prepared)


def test_two_processes_that_save_at_once_lose_nothing(prepared: NewCentre, warm_parent: WarmParent) -> None:
    children = [warm_parent.child(prepared, "save", name, turns=10) for name in ("甲", "乙")]
    centre = prepared.open()
    for turn in range(10):
        clients.save(centre, client_draft(number=f"丙-{turn}"))
    acknowledged = [word for child in children for word in child.read_to_end()]
    assert acknowledged.count("done") == 2
    assert clients.count(centre) == 30
    assert sorted(row.number for row in referrals.rows(centre)) == [f"2026-{number:05}" for number in range(1, 21)]
    check_everything(centre, acknowledged)
    centre.close()
    check_sound(prepared)


@pytest.mark.rounds(3, 100)
def test_a_process_killed_while_another_saves_hinders_nobody(
    prepared: NewCentre, warm_parent: WarmParent, round_number: int
) -> None:
    choose = random.Random(round_number)
    first = warm_parent.child(prepared, "save", "甲")
    second = warm_parent.child(prepared, "save", "乙", turns=8)
    first.read_until(choose.randint(1, 8))
    acknowledged = first.kill()
    acknowledged += second.read_to_end()
    assert "done" in acknowledged
    centre = prepared.open()
    check_everything(centre, acknowledged)
    centre.close()
    check_sound(prepared)
