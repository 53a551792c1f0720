"""Import, export and the tally."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import CLIENTS, Desk

BAD_CLIENTS = """利用者番号,氏名,フリガナ,生年月日,性別
00030,試山　譲,タメシヤマ　ジョウ,1990-02-30,男
00031,,カリヤマ,1980-01-01,女?
00032,仮山　八重,カリヤマ　ヤエ,1980-01-01,女
"""


def test_one_bad_row_and_nothing_is_written_and_every_bad_cell_is_named(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(BAD_CLIENTS, encoding="cp932")
    before = desk("export", "clients", "--format", "csv").out
    said = desk("import", "clients", file)
    assert said.status == 3
    assert said.out == ""
    lines = said.err.splitlines()
    assert [line.split()[:3] for line in lines[1:]] == [
        ["行", "2", "生年月日"],
        ["行", "3", "氏名"],
        ["行", "3", "性別"],
    ]
    assert "1990-02-30" in lines[1]
    assert desk("export", "clients", "--format", "csv").out == before


def test_a_place_is_named_in_english_too(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(BAD_CLIENTS, encoding="utf-8-sig")
    assert "\nline 2  生年月日  " in desk("--lang", "en", "import", "clients", file).err


def test_a_dry_run_says_what_would_happen_and_writes_nothing(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "new.csv"
    file.write_text("氏名,フリガナ\n試山　譲,タメシヤマ　ジョウ\n", encoding="utf-8")
    said = desk("import", "clients", file, "--dry-run")
    assert said.status == 0
    assert "1" in said.out
    assert len(desk("list", "clients", "--format", "json").json) == 3
    assert desk("import", "clients", file).status == 0
    assert len(desk("list", "clients", "--format", "json").json) == 4


def test_rows_that_are_there_already_are_refused_skipped_or_updated(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "again.csv"
    file.write_text(CLIENTS, encoding="utf-8")
    assert desk("import", "clients", file).status == 3
    assert desk("import", "clients", file, "--on-duplicate", "skip").status == 0
    assert desk("import", "clients", file, "--on-duplicate", "update").status == 0
    assert len(desk("list", "clients", "--format", "json").json) == 3


@pytest.mark.parametrize("content", [None, b"", b"\x00\xff\xfe\x00", b"PK\x03\x04broken", b"<html></html>"])
def test_a_file_that_is_no_table_is_bad_input(desk: Desk, tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "clients.csv"
    if content is not None:
        file.write_bytes(content)
    said = desk("import", "clients", file)
    assert said.status == 3
    assert "Traceback" not in said.err


def test_an_export_is_imported_to_the_same(desk: Desk, nowhere: Desk, tmp_path: Path) -> None:
    assert nowhere("init", "--center", "架空市保健所", "--admin", "mihon").status == 0
    for kind in ("clients", "institutions", "contacts"):
        first, second = tmp_path / f"{kind}.csv", tmp_path / f"{kind}-2.csv"
        assert desk("export", kind, "--format", "csv", "--out", first).status == 0
        assert nowhere("import", kind, first).status == 0
        assert nowhere("export", kind, "--format", "csv", "--out", second).status == 0
        assert first.read_bytes() == second.read_bytes()
    assert b"\r\n00020,'=" in (tmp_path / "clients.csv").read_bytes()


def test_an_export_goes_to_standard_output_or_to_a_file(desk: Desk, tmp_path: Path) -> None:
    assert "見本　花子" in desk("export", "clients", "--format", "csv").out
    assert desk("export", "clients", "--format", "json").json["clients"][0]["number"] == "00012"
    out = tmp_path / "clients.xlsx"
    said = desk("export", "clients", "--format", "xlsx", "--out", out)
    assert (said.status, said.out) == (0, "")
    assert openpyxl.load_workbook(out).active["A2"].value == "00012"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_workbook_is_not_thrown_at_a_terminal(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    assert desk("export", "clients", "--format", "xlsx").status == 2


def test_a_file_is_replaced_whole_or_left_as_it_was(desk: Desk, tmp_path: Path) -> None:
    out = tmp_path / "clients.csv"
    out.write_text("old")
    assert desk("export", "clients", "--format", "csv", "--out", out).status == 0
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    assert desk("export", "clients", "--format", "csv", "--out", tmp_path).status == 3
    assert desk("export", "clients", "--format", "csv", "--out", out / "below").status == 3
    assert desk("export", "clients", "--format", "csv", "--out", tmp_path / "none" / "x.csv").status == 3


def test_the_tally_counts_a_month_a_range_and_a_fiscal_year(desk: Desk) -> None:
    def contacts(*words: str) -> int:
        said = desk("tally", *words, "--format", "json")
        assert said.status == 0
        assert said.err == ""
        return said.json["services"]["contacts"]

    assert contacts("2026-10") == 2
    assert contacts("令和8年10月", "--until", "2026-11") == 3
    assert contacts("--fiscal-year", "2026") == 3
    assert contacts("--fiscal-year", "2025") == 0


def test_the_tally_speaks_the_language_that_was_asked_for(desk: Desk) -> None:
    japanese = desk("tally", "2026-10", "--format", "json").json
    english = desk("--lang", "en", "tally", "2026-10", "--format", "json").json
    assert japanese["services"]["by_service"][0]["label"] == "相談"
    assert english["services"]["by_service"][0]["label"] == "Consultation"


@pytest.mark.parametrize(
    ("form", "begin"), [("text", b"\xe4"), ("json", b"{"), ("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK"), ("pdf", b"%PDF")]
)
def test_every_form_of_the_tally_can_be_a_file(desk: Desk, tmp_path: Path, form: str, begin: bytes) -> None:
    out = tmp_path / f"tally.{form}"
    said = desk("tally", "2026-10", "--format", form, "--out", out)
    assert (said.status, said.out) == (0, ""), said.err
    assert out.read_bytes().startswith(begin)
    newest = desk("audit", "--format", "json", "--limit", "5").json
    saved = [row for row in newest if row["action"] == "save_document"]
    assert [row["detail"] for row in saved] == [{"kind": "tally"}]
    if form == "json":
        assert json.loads(out.read_text(encoding="utf-8"))["period"]["from"] == "2026-10-01"


def test_a_tally_whose_place_cannot_be_written_is_not_noted_as_saved(desk: Desk, tmp_path: Path) -> None:
    said = desk("tally", "2026-10", "--format", "csv", "--out", tmp_path / "missing" / "tally.csv")
    assert said.status == 3, said.err
    assert "save_document" not in [row["action"] for row in desk("audit", "--format", "json").json]


def test_a_month_is_closed_once_and_only_when_it_is_over(desk: Desk) -> None:
    before = desk("tally", "2026-09", "--format", "json").json
    assert desk("close-month", "2026-09").status == 0
    after = desk("tally", "2026-09", "--format", "json").json
    assert (before["period"]["closed"], after["period"]["closed"]) == (False, True)
    assert {**after, "period": before["period"]} == before
    assert desk("close-month", "2026-09").status == 3
    assert desk("close-month", "2099-01").status == 3
    assert desk("close-month", "September").status == 2


def test_a_closed_month_is_opened_again_with_a_reason(desk: Desk) -> None:
    assert desk("close-month", "2026-09", "--reopen", "転記もれ").status == 3
    assert desk("close-month", "2026-09").status == 0
    assert desk("close-month", "2026-09", "--reopen", " ").status == 3
    assert desk("close-month", "2026-09", "--reopen", "転記もれ").status == 0
    assert desk("tally", "2026-09", "--format", "json").json["period"]["closed"] is False
    verified = desk("audit", "--verify", "--format", "json").json
    assert (verified["whole"], verified["closings"]) == (True, 1)


def test_a_month_in_a_report_form(desk: Desk, tmp_path: Path) -> None:
    made = desk("tally", "2026-10", "--form", "community_12", "--format", "json").json
    by_label = {line["label"]: line["figures"] for line in made["lines"]}
    assert made["form"]["id"] == "community_12"
    assert by_label["アルコール"][:2] == [1, 1]
    assert by_label["計"][-2:] == [1, 2]
    assert by_label["ひきこもり"][-1] == 1
    text = desk("--lang", "en", "tally", "2026-10", "--form", "community_12").out
    assert "Consultation Persons" in text
    for ending, begin in (("pdf", b"%PDF"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf")):
        out = tmp_path / f"form.{ending}"
        desk("tally", "2026-10", "--form", "handoffs", "--format", ending, "--out", out)
        assert out.read_bytes().startswith(begin)


def test_a_report_form_that_is_not_there_says_so(desk: Desk) -> None:
    said = desk("tally", "2026-10", "--form", "own_9")
    assert said.status != 0
    assert "own_9" in said.err


def test_the_tally_is_narrowed_and_says_so(desk: Desk) -> None:
    everything = desk("tally", "2026-10", "--format", "json").json
    assert "filter" not in everything
    said = desk("tally", "2026-10", "--format", "json", "--category", "アルコール", "--sex", "女", "--age-group", "75-")
    assert said.status == 0, said.err
    assert said.err.count("\n") == 1
    narrowed = said.json
    assert (everything["services"]["contacts"], narrowed["services"]["contacts"]) == (2, 0)
    asked = narrowed["filter"]
    assert (asked["category"], asked["sex"], asked["age_group"]) == ("alcohol", "female", "75-")
    assert asked["not_narrowed"] == ["handoffs", "inbound", "engagements", "benefits"]


@pytest.mark.parametrize(
    ("option", "value", "status"),
    [
        ("--staff", "だれか", 3),
        ("--district", "どこか", 3),
        ("--institution", "i-999", 3),
        ("--category", "x", 2),
        ("--sex", "x", 2),
        ("--age-group", "41", 2),
    ],
)
def test_what_is_not_there_narrows_nothing(desk: Desk, option: str, value: str, status: int) -> None:
    said = desk("tally", "2026-10", "--format", "json", option, value)
    assert (said.status, said.out) == (status, "")
    assert value in said.err


def test_staff_are_named_by_login_or_name(desk: Desk) -> None:
    by_login = desk("tally", "2026-10", "--format", "json", "--all-figures", "--staff", "mihon")
    assert by_login.status == 0, by_login.err
    staff_id = by_login.json["filter"]["staff_id"]
    row = next(each for each in by_login.json["services"]["by_staff"] if each["code"] == str(staff_id))
    by_name = desk("tally", "2026-10", "--format", "json", "--all-figures", "--staff", row["label"])
    assert by_name.json == by_login.json


def test_a_report_form_is_never_narrowed(desk: Desk) -> None:
    assert desk("tally", "2026-10", "--form", "community_12", "--sex", "female").status == 2


def test_json_has_the_agreed_keys_alone_and_every_figure_on_request(desk: Desk) -> None:
    agreed = desk("tally", "2026-10", "--format", "json").json
    assert list(agreed) == ["period", "services", "handoffs", "engagements", "benefits"]
    assert list(agreed["services"]) == [
        "persons",
        "persons_reported",
        "contacts",
        "by_service",
        "by_category",
        "by_factor",
    ]
    assert list(agreed["engagements"]["by_kind"][0]) == ["code", "label", "clients"]
    everything = desk("tally", "2026-10", "--format", "json", "--all-figures").json
    assert "inbound" in everything
    assert everything["services"]["persons"] == agreed["services"]["persons"]
