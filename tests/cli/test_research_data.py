"""The anonymised data set on the command line."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Desk


def test_it_writes_a_workbook_for_exactly_one_period(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "research.xlsx"
    assert desk("research-data", "--fiscal-year", "2026", "--out", target).status == 0
    assert target.read_bytes().startswith(b"PK")
    assert desk("research-data", "--out", target).status == 2
    assert desk("research-data", "2026-10", "--fiscal-year", "2026", "--out", target).status == 2
