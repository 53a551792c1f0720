"""``export client``: everything held about one person."""

from __future__ import annotations

import json
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from tests.cli.conftest import PASSWORD, Desk


def test_everything_held_about_a_client_is_one_json_document(desk: Desk, tmp_path: Path) -> None:
    out = tmp_path / "held.json"
    said = desk("export", "client", "00012", "--format", "json", "--out", out)
    assert said.status == 0, said.err
    held = json.loads(out.read_text(encoding="utf-8"))
    assert list(held)[:4] == ["made_on", "made_by", "centre", "client"]
    assert list(held)[-1] == "third_party"
    assert held["client"]["number"] == "00012"
    on_output = desk("export", "client", "c-1", "--format", "json").json
    assert isinstance(on_output, dict)
    assert [each["method"]["code"] for each in on_output["disclosures"]] == ["access_request"]


@pytest.mark.parametrize(("language", "word"), [("ja", "第1部"), ("en", "Part 1")])
def test_the_paper_speaks_the_language_asked_for(desk: Desk, tmp_path: Path, language: str, word: str) -> None:
    out = tmp_path / "held.pdf"
    assert desk("export", "client", "00012", "--format", "pdf", "--out", out, "--lang", language).status == 0
    with pypdfium2.PdfDocument(out) as pages:
        assert word in pages[0].get_textpage().get_text_range()


def test_the_paper_can_be_encrypted_and_json_cannot(desk: Desk, tmp_path: Path, password_file: Path) -> None:
    out = tmp_path / "held.pdf"
    secret = ("--pdf-password-file", password_file)
    assert desk("export", "client", "00012", "--format", "pdf", "--out", out, *secret).status == 0
    with pikepdf.open(out, password=PASSWORD) as pdf:
        assert pdf.encryption.R == 6
    assert desk("export", "client", "00012", "--format", "json", "--out", out, *secret).status == 2


def test_what_is_of_others_is_counted_and_can_be_left_out(desk: Desk, tmp_path: Path) -> None:
    ledger = tmp_path / "contacts.csv"
    ledger.write_text(
        "利用者番号,日付,方法,相談内容,相談者,記録\n00012,2026-10-01,電話相談,アルコール,家族,母の話の印\n",
        encoding="utf-8",
    )
    assert desk("import", "contacts", ledger).status == 0
    whole = desk("export", "client", "00012", "--format", "json")
    assert "母の話の印" in whole.out
    assert "1件" in whole.err
    without = desk("export", "client", "00012", "--format", "json", "--without-third-party")
    assert "母の話の印" not in without.out
    assert without.err == ""


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("client", "99999", "--format", "json"), 3),
        (("client", "00012", "--format", "csv"), 2),
        (("client", "--format", "json"), 2),
        (("clients", "00012", "--format", "json"), 2),
        (("clients", "--format", "pdf"), 2),
        (("clients", "--format", "csv", "--without-third-party"), 2),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    desk: Desk, tmp_path: Path, arguments: tuple[str, ...], status: int
) -> None:
    out = tmp_path / "held"
    said = desk("export", *arguments, "--out", out)
    assert said.status == status
    assert said.err
    assert not out.exists()


def test_where_it_cannot_be_written_nothing_is_logged(desk: Desk, tmp_path: Path) -> None:
    assert desk("export", "client", "00012", "--format", "pdf", "--out", tmp_path / "gone" / "held.pdf").status == 3
    held = desk("export", "client", "00012", "--format", "json").json
    assert isinstance(held, dict)
    assert held["disclosures"] == []
