"""Exchanging from the command line: the directory as HSDS, a referral as FHIR, and what an update would change."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Desk
from tests.domain.hsds_shape import violations

CHANGED = "機関名,種別,電話番号,備考\n見本クリニック,医療機関,059-000-0601,\n"


def test_the_directory_goes_out_and_in_again_and_nothing_changes(desk: Desk, tmp_path: Path) -> None:
    out = tmp_path / "d.json"
    said = desk("export", "institutions", "--format", "hsds", "--out", out)
    assert said.status == 0
    assert said.out == ""
    document = json.loads(out.read_bytes())
    assert [each for entry in document for each in violations(entry)] == []
    again = desk("--lang", "en", "import", "institutions", out, "--on-duplicate", "update")
    assert (again.status, again.out.strip()) == (0, "New: 0  changed: 0  unchanged: 3  left out: 0")
    assert desk("import", "institutions", out).status == 3


def test_a_trial_says_what_would_change_field_by_field(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "i.csv"
    path.write_text(CHANGED, encoding="utf-8")
    said = desk("--lang", "en", "import", "institutions", path, "--on-duplicate", "update", "--dry-run")
    assert said.out.splitlines()[1:] == ["0003  見本クリニック", "  Phone: 059-000-0600 → 059-000-0601"]
    same = desk("export", "institutions", "--format", "json").out
    assert "059-000-0600" in same


def test_persons_go_out_only_when_asked_for(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "i.csv"
    path.write_text("機関名,種別,担当者\n架空断酒会 中央支部,自助グループ,見本 茂\n", encoding="utf-8")
    desk("import", "institutions", path, "--on-duplicate", "update")
    plain = desk("--lang", "en", "export", "institutions", "--format", "hsds")
    assert "見本 茂" not in plain.out
    assert "others may read it" in plain.err
    assert "見本 茂" in desk("export", "institutions", "--format", "hsds", "--with-contacts").out


def test_a_bad_directory_is_refused_entry_by_entry(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "d.json"
    path.write_text(json.dumps([{"name": "a"}, {"name": ""}]), encoding="utf-8")
    said = desk("--lang", "en", "import", "institutions", path)
    assert said.status == 3
    assert "entry 2  name" in said.err


def test_a_referral_goes_out_with_consent_or_on_another_basis_only(desk: Desk, tmp_path: Path) -> None:
    desk("refer", "00012", "見本クリニック", "--date", "2026-11-02", "--consent", "oral")
    desk("refer", "00013", "見本クリニック", "--date", "2026-11-02")
    out = tmp_path / "r.json"
    assert desk("export", "referral", "r-1", "--format", "fhir", "--out", out).status == 0
    kinds = {entry["resource"]["resourceType"] for entry in json.loads(out.read_bytes())["entry"]}
    assert {"ServiceRequest", "Task", "Consent"} <= kinds
    refused = desk("export", "referral", "r-2", "--format", "fhir", "--out", tmp_path / "no.json")
    assert refused.status == 3
    assert not (tmp_path / "no.json").exists()
    allowed = desk("export", "referral", "r-2", "--format", "fhir", "--basis", "by_law")
    assert allowed.status == 0
    assert desk("export", "referral", "r-9", "--format", "fhir", "--out", out).status == 3
