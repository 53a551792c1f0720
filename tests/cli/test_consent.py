"""``consent``, and letters that need a ground."""

from __future__ import annotations

from pathlib import Path

import pikepdf

from tests.cli.conftest import PASSWORD, Desk

REFER = ("refer", "00012", "見本クリニック", "--date", "2026-11-02", "--channel", "letter")


def test_the_consent_form_is_one_pdf_in_the_language_asked_for(desk: Desk, tmp_path: Path) -> None:
    for language in ("ja", "en"):
        said = desk("consent", "00012", "--out", tmp_path / f"{language}.pdf", "--lang", language)
        assert said.status == 0, said.err
        with pikepdf.open(tmp_path / f"{language}.pdf") as pdf:
            assert pdf.Root.Lang == language
            assert len(pdf.pages) == 1


def test_the_consent_form_can_be_encrypted(desk: Desk, tmp_path: Path, password_file: Path) -> None:
    out = tmp_path / "form.pdf"
    assert desk("consent", "c-1", "--out", out, "--pdf-password-file", password_file).status == 0
    with pikepdf.open(out, password=PASSWORD) as pdf:
        assert pdf.encryption.R == 6


def test_a_client_who_is_not_there_gets_no_form(desk: Desk, tmp_path: Path) -> None:
    said = desk("consent", "99999", "--out", tmp_path / "form.pdf")
    assert said.status == 3
    assert not (tmp_path / "form.pdf").exists()


def test_a_letter_without_consent_needs_another_basis_by_name(desk: Desk, tmp_path: Path) -> None:
    number = desk(*REFER).out.strip()
    out = tmp_path / "letter.pdf"
    refused = desk("letter", number, "--out", out)
    assert refused.status == 3
    assert "同意" in refused.err.splitlines()[0]
    assert not out.exists()
    assert desk("letter", number, "--out", out, "--basis", "consent").status == 3
    assert desk("letter", number, "--out", out, "--basis", "whim").status == 2
    assert desk("letter", number, "--out", out, "--basis", "by_law").status == 0
    shown = desk("show", "client", "00012", "--format", "json").json
    assert isinstance(shown, dict)
    (entry,) = shown["disclosures"]
    assert (entry["basis"]["code"], entry["receiver"], entry["method"]["code"]) == (
        "by_law",
        "見本クリニック",
        "letter",
    )


def test_consent_taken_over_with_refer_counts_for_the_least_that_a_clinic_needs(desk: Desk, tmp_path: Path) -> None:
    number = desk(*REFER, "--consent", "oral").out.strip()
    assert desk("letter", number, "--out", tmp_path / "letter.pdf").status == 0
    shown = desk("show", "client", "00012", "--format", "json").json
    assert isinstance(shown, dict)
    (entry,) = shown["disclosures"]
    assert entry["basis"]["code"] == "consent"
    assert {each["code"] for each in entry["items"]} <= {
        *("name", "birth_and_sex", "address_and_phone", "history", "health_and_treatment", "request")
    }


def test_a_months_letters_leave_out_and_list_what_may_not_go(desk: Desk, tmp_path: Path) -> None:
    without = desk(*REFER).out.strip()
    fine = desk(*REFER, "--consent", "written").out.strip()
    said = desk("letters", "--month", "2026-11", "--out", tmp_path / "out")
    assert said.status == 0
    assert [path.name for path in (tmp_path / "out").iterdir()] == [f"letter-{fine}.pdf"]
    assert without in said.err
