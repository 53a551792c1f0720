"""Listing and showing records, recording a referral, printing it."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from referral_desk.domain.retiring import Retirement
from referral_desk.i18n import Language
from referral_desk.services import letter_wordings, merging, retiring
from referral_desk.services.centre import open_centre
from tests.cli.conftest import CHEAP, PASSWORD, Desk

WARM = ("--client-present", "yes", "--receiver-live", "はい", "--channel", "電話", "--consent", "oral")


def refer(desk: Desk, client: str, institution: str, *more: str) -> str:
    said = desk("refer", client, institution, "--date", "R8.11.20", *more)
    assert said.status == 0, said.err
    return said.out.strip()


def test_a_list_as_json_is_an_array_with_ids_and_numbers(desk: Desk) -> None:
    rows = desk("list", "clients", "--format", "json").json
    assert [(row["id"], row["number"]) for row in rows] == [("c-1", "00012"), ("c-2", "00013"), ("c-3", "00020")]
    assert rows[0]["name"] == "見本　花子"
    assert desk("list", "institutions", "--format", "json").json[0].keys() >= {"id", "number", "name", "kind"}


def test_a_list_as_json_names_the_numbers_that_a_client_had_before_a_merge(desk: Desk) -> None:
    centre = open_centre(desk.folder, "mihon", PASSWORD, minimum=CHEAP)
    merging.merge(centre, 1, 2, {})
    centre.close()
    first, second = desk("list", "clients", "--format", "json").json
    assert (first["former_numbers"], second["former_numbers"]) == (["00013"], [])


def test_a_list_shows_no_institution_that_is_no_longer_there_and_show_still_does(desk: Desk) -> None:
    first, *others = (row["id"] for row in desk("list", "institutions", "--format", "json").json)
    centre = open_centre(desk.folder, "mihon", PASSWORD, minimum=CHEAP)
    retiring.retire(centre, int(first.removeprefix("i-")), Retirement(centre.today(), "閉院"))
    centre.close()
    assert [row["id"] for row in desk("list", "institutions", "--format", "json").json] == others
    assert desk("show", "institution", first, "--format", "json").status == 0


def test_a_list_finds_by_any_spelling_and_stops_at_its_limit(desk: Desk) -> None:
    for search in ("みほん", "mihon", "ﾐﾎﾝ", "見本", "00012", "S60.4.12"):
        assert [row["id"] for row in desk("list", "clients", "--search", search, "--format", "json").json] == ["c-1"]
    assert len(desk("list", "clients", "--limit", "２", "--format", "json").json) == 2
    assert desk("list", "clients", "--limit", "0", "--format", "json").json == []


def test_a_search_for_signs_alone_finds_nothing(desk: Desk) -> None:
    for what in ("clients", "institutions", "referrals", "follow-ups"):
        assert desk("list", what, "--search", "%_'", "--format", "json").json == []


def test_a_list_as_text_has_a_line_for_each_record(desk: Desk) -> None:
    said = desk("list", "institutions")
    assert said.status == 0
    assert "架空断酒会 中央支部" in said.out
    assert len(said.out.splitlines()) == 2 + 3


def test_a_number_is_compared_as_text_and_an_id_is_never_a_number(desk: Desk) -> None:
    assert desk("show", "client", "00012").json["id"] == "c-1"
    assert desk("show", "client", "c-1").json["number"] == "00012"
    for unknown in ("12", "1", "c-9", "i-1", "ｃ－1"):
        said = desk("show", "client", unknown)
        assert said.status == 3
        assert unknown in said.err


def test_a_client_is_shown_with_what_belongs_to_her(desk: Desk) -> None:
    number = refer(desk, "00012", "架空断酒会 中央支部", *WARM)
    shown = desk("show", "client", "00012").json
    assert [contact["on"] for contact in shown["contacts"]] == ["2026-10-20", "2026-10-05"]
    assert [referral["number"] for referral in shown["referrals"]] == [number]
    assert shown["public_assistance"] == {"code": "receiving", "label": "受給中"}
    institution = desk("show", "institution", "架空断酒会 中央支部").json
    assert institution["schedule"] == "毎週火 19:00-20:30"


def test_a_warm_referral_is_recorded_and_its_number_printed(desk: Desk) -> None:
    number = refer(
        desk, "c-1", "i-2", *WARM, "--receiver", "支部長", "--request", "入口で待つ", "--follow-up", "2026/11/25"
    )
    assert number == "2026-00001"
    shown = desk("show", "referral", number).json
    assert shown["warm"] is True
    assert shown["mode"]["code"] == "three_way_call"
    assert shown["handoffs"][0]["receiver_name"] == "支部長"
    assert shown["consent_by"] == "mihon"
    assert shown["request"] == "入口で待つ"
    assert shown["follow_ups"][0]["due_on"] == "2026-11-25"
    due = desk("list", "follow-ups", "--format", "json").json
    assert [(row["id"], row["number"], row["due_on"]) for row in due] == [("r-1", number, "2026-11-25")]
    assert desk("list", "follow-ups", "--search", "けんじ", "--format", "json").json == []


def test_a_referral_without_facts_is_information_only(desk: Desk) -> None:
    shown = desk("show", "referral", refer(desk, "00012", "見本クリニック")).json
    assert shown["mode"]["code"] == "information_only"
    assert shown["consent"] is None


def test_a_second_referral_to_the_same_place_is_recorded_with_a_note(desk: Desk) -> None:
    first = refer(desk, "00012", "見本クリニック")
    said = desk("refer", "00012", "見本クリニック", "--date", "2026-11-21")
    assert said.status == 0
    assert first in said.err


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["00099", "見本クリニック", "--date", "2026-11-02"], "00099"),
        (["00012", "なし", "--date", "2026-11-02"], "なし"),
        (["00012", "見本クリニック", "--date", "1990-02-30"], "--date"),
        (["00012", "見本クリニック", "--date", "2026"], "--date"),
        (["00012", "見本クリニック", "--date", "2026-11-02", "--follow-up", "2026-11-01"], "--follow-up"),
        (["00012", "見本クリニック", "--date", "2026-11-02", "--receiver-live", "yes"], "--channel"),
        (
            ["00012", "見本クリニック", "--date", "2026-11-02", "--receiver-live", "yes", "--channel", "letter"],
            "--channel",
        ),
        (["00012", "見本クリニック", "--date", "2026-11-02", "--channel", "going_along"], "--channel"),
        (
            ["00012", "見本クリニック", "--date", "2026-11-02", "--channel", "not_yet", "--client-present", "yes"],
            "--channel",
        ),
    ],
)
def test_bad_input_ends_with_3_names_its_place_and_writes_nothing(desk: Desk, words: list[str], named: str) -> None:
    said = desk("refer", *words)
    assert said.status == 3
    assert named in said.err.splitlines()[0]
    assert said.out == ""
    assert desk("list", "referrals", "--format", "json").json == []


def test_an_unknown_channel_is_answered_with_all_channels(desk: Desk) -> None:
    said = desk("refer", "00012", "見本クリニック", "--date", "2026-11-02", "--channel", "鳩")
    assert said.status == 2
    assert "telephone" in said.err


def test_a_letter_is_written_and_written_again_as_it_was(desk: Desk, tmp_path: Path) -> None:
    number = refer(desk, "00013", "架空市福祉事務所", "--channel", "letter", "--consent", "written")
    first, again = tmp_path / "first.pdf", tmp_path / "again.pdf"
    assert desk("letter", number, "--out", first).status == 0
    assert desk("letter", number, "--out", again).status == 0
    assert first.read_bytes() == again.read_bytes()
    text = pypdfium2.PdfDocument(first)[0].get_textpage().get_text_range()
    assert "𠮷例" in text


def test_a_letter_has_the_wording_that_the_centre_gave_it(desk: Desk, tmp_path: Path) -> None:
    centre = open_centre(desk.folder, "mihon", PASSWORD, minimum=CHEAP)
    known = letter_wordings.known(centre, "welfare_office", Language.JA)
    draft = known.draft.with_text("opening", "{センター名}の独自の前文。")
    letter_wordings.save(centre, "welfare_office", Language.JA, draft, number=known.number)
    centre.close()
    number = refer(desk, "00013", "架空市福祉事務所", "--channel", "letter", "--consent", "written")
    assert desk("letter", number, "--out", tmp_path / "letter.pdf").status == 0
    with pypdfium2.PdfDocument(tmp_path / "letter.pdf") as paper:
        assert "架空市保健所の独自の前文。" in paper[0].get_textpage().get_text_range()


def test_a_group_gets_a_card_and_no_letter(desk: Desk, tmp_path: Path) -> None:
    number = refer(desk, "00012", "架空断酒会 中央支部", *WARM)
    out = tmp_path / "letter.pdf"
    assert desk("letter", number, "--out", out).status == 3
    assert not out.exists()
    assert desk("card", number, "--out", out).status == 0
    assert out.read_bytes().startswith(b"%PDF")


def test_without_consent_a_letter_needs_a_legal_basis(desk: Desk, tmp_path: Path) -> None:
    number = refer(desk, "00012", "架空市福祉事務所")
    out = tmp_path / "letter.pdf"
    assert desk("letter", number, "--out", out).status == 3
    assert desk("letter", number, "--out", out, "--basis", "nonsense").status == 2
    assert desk("letter", number, "--out", out, "--basis", "public_body").status == 0


def test_a_summary_can_be_encrypted(desk: Desk, tmp_path: Path) -> None:
    out = tmp_path / "summary.pdf"
    assert desk("summary", "00013", "--out", out, "--pdf-password-file", desk.password_file).status == 0
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(out)
    assert len(pypdfium2.PdfDocument(out, password=PASSWORD)) >= 1
    empty = tmp_path / "empty"
    empty.write_bytes(b"\n")
    assert desk("summary", "00013", "--out", out, "--pdf-password-file", empty).status == 3


def test_a_months_letters_are_written_and_the_others_listed(desk: Desk, tmp_path: Path) -> None:
    sent = refer(desk, "00013", "架空市福祉事務所", "--consent", "written")
    kept = refer(desk, "00012", "架空断酒会 中央支部", *WARM)
    folder = tmp_path / "letters" / "2026-11"
    said = desk("letters", "--month", "令和8年11月", "--out", folder)
    assert said.status == 0
    assert [path.name for path in folder.iterdir()] == [f"letter-{sent}.pdf"]
    assert kept in said.err
    assert sent not in said.err


@pytest.mark.parametrize("place", ["", "missing/letter.pdf"])
def test_an_impossible_place_for_a_paper_is_refused_before_it_is_issued(desk: Desk, tmp_path: Path, place: str) -> None:
    number = refer(desk, "00013", "架空市福祉事務所", "--consent", "written")
    said = desk("letter", number, "--out", tmp_path / place)
    assert said.status == 3
    assert str(tmp_path) in said.err
    assert desk("show", "referral", number).json["documents"] == []
