"""Exported ledgers: canonical Japanese tables that import again to the same, and JSON that holds everything."""

from __future__ import annotations

import errno
import io
import json
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from referral_desk.domain.codes import Channel, ReferralStatus
from referral_desk.domain.contact import draft_of
from referral_desk.domain.errors import NotPossible
from referral_desk.domain.handoff import HandoffFacts
from referral_desk.domain.ledger import LEDGERS, LedgerKind, OnDuplicate
from referral_desk.i18n import render
from referral_desk.services import contacts, followups, institutions, lookup, referrals
from referral_desk.services.centre import Centre
from referral_desk.services.exports import ExportCancelled, ExportFormat, export, one_record, xlsx_file
from referral_desk.services.imports import execute, plan
from tests.making import (
    CALL,
    LETTER,
    NOT_YET,
    TODAY,
    NewCentre,
    add_client,
    add_contact,
    add_institution,
    add_referral,
    institution_draft,
)
from tests.services.ledger_files import CLIENT_HEADER, exported, fill, lines, rows, taken, written

TABLES = (ExportFormat.CSV, ExportFormat.XLSX)


@pytest.fixture
def other(centre_pattern: NewCentre, tmp_path: Path) -> Iterator[Centre]:
    """Another empty centre."""
    opened = centre_pattern.copied_to(tmp_path / "other").open()
    yield opened
    opened.close()


# --- what is written ------------------------------------------------------------------------------------------------


def test_tables_are_japanese_canonical_and_in_order(centre: Centre) -> None:
    fill(centre)
    text = exported(centre, LedgerKind.CLIENTS)
    assert text.startswith(b"\xef\xbb\xbf")
    assert text.decode("utf-8-sig").split("\r\n")[0] == ",".join(CLIENT_HEADER)
    assert list(map(",".join, rows(text))) == [
        "00001,見本　花子,ミホン　ハナコ,1980-03-01,女,510-0088,架空市見本町1-1,059-000-0001,,受給中,利用中,2級,"
        '一行目\r\n二行目, "引用" ',
        "00002,﨑例　太郎,サキレイ　タロウ,1961-08-05,男,510-0088,架空市見本町1-2,090-0000-0002,"
        "平日昼のみ,なし,なし,なし,'=SUM(A1:A9)",
        "00003,例田　一朗,レイタ　イチロウ,1990,その他,,,,,,,不明,",
    ]
    assert [row[:3] for row in rows(exported(centre, LedgerKind.REFERRALS))] == [
        ["00002", "架空市福祉事務所", "2026-03-31"],
        ["00001", "架空市福祉事務所", "2026-04-01"],
        ["00001", "架空断酒会", "2026-04-02"],
        ["00002", "架空断酒会", "2026-09-12"],
    ]
    assert [row[4] for row in rows(exported(centre, LedgerKind.ENGAGEMENTS))] == ["", "2025-11-26", "2026-04-24"]


def test_institutions_come_by_number_and_clients_as_people_count(centre: Centre) -> None:
    for number in ("10", "9", "A-1"):
        add_client(centre, number=number)
    for name in ("乙", "甲"):
        institutions.save(centre, institution_draft(name=name))
    assert [row[0] for row in rows(exported(centre, LedgerKind.CLIENTS))] == ["9", "10", "A-1"]
    assert [row[0] for row in rows(exported(centre, LedgerKind.INSTITUTIONS))] == ["乙", "甲"]


def test_contacts_of_one_day_come_in_the_order_of_entry(centre: Centre) -> None:
    client = add_client(centre)
    for note in ("二番", "一番", "三番"):
        add_contact(centre, client.id, note=note)
    add_contact(centre, client.id, date(2026, 1, 5), note="前")
    assert [row[6] for row in rows(exported(centre, LedgerKind.CONTACTS))] == ["前", "二番", "一番", "三番"]


def test_an_empty_ledger_is_its_header(centre: Centre) -> None:
    for kind in LedgerKind:
        header = ",".join(column.ja for column in LEDGERS[kind].columns)
        assert exported(centre, kind) == b"\xef\xbb\xbf" + header.encode() + b"\r\n"


def test_no_cell_of_a_csv_file_can_be_a_formula(centre: Centre) -> None:
    for start in "=+-@\t\r\n＝＋－＠":
        add_client(centre, name=f"{start}見本", note=f"''{start}1")
    for row in rows(exported(centre, LedgerKind.CLIENTS)):
        assert row[1].startswith("'")
        assert row[12].startswith("'''")
        assert not any(re.match(r"[=+\-@\t\r\n＝＋－＠]", cell) for cell in row)


def test_every_cell_of_a_workbook_is_text(centre: Centre) -> None:
    add_client(centre, number="00012", name="=1+1", note="＝2")
    book = openpyxl.load_workbook(io.BytesIO(exported(centre, LedgerKind.CLIENTS, ExportFormat.XLSX)))
    sheet = book.active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert (sheet["A2"].value, sheet["B2"].value, sheet["M2"].value) == ("00012", "=1+1", "＝2")
    assert sheet["B2"].quotePrefix
    assert sheet.freeze_panes == "A2"


def test_equal_records_give_equal_files(centre: Centre) -> None:
    fill(centre)
    for kind in LedgerKind:
        for file_format in ExportFormat:
            assert exported(centre, kind, file_format) == exported(centre, kind, file_format)


def test_a_text_that_no_sheet_holds_is_refused_with_a_way_out(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    add_client(centre, note="長" * 11)
    monkeypatch.setattr(xlsx_file, "CELL_LIMIT", 10)
    with pytest.raises(NotPossible, match="CSV"):
        export(centre, LedgerKind.CLIENTS, ExportFormat.XLSX)


def test_a_workbook_leaves_nothing_in_the_temporary_folder(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(centre)
    for name in ("mkstemp", "mkdtemp", "TemporaryFile", "NamedTemporaryFile"):
        monkeypatch.setattr(tempfile, name, None)
    assert exported(centre, LedgerKind.CLIENTS, ExportFormat.XLSX)


def test_a_full_disk_is_told_as_such() -> None:
    class Full(io.BytesIO):
        def write(self, _: object) -> int:
            raise OSError(errno.ENOSPC, "no space")

    with pytest.raises(OSError, match="no space") as told:
        xlsx_file.write_xlsx(Full(), [("氏名",)], "利用者", 1)
    assert told.value.errno == errno.ENOSPC


def test_an_export_can_be_stopped(centre: Centre) -> None:
    fill(centre)
    with pytest.raises(ExportCancelled):
        export(centre, LedgerKind.CLIENTS, ExportFormat.CSV, cancelled=lambda: True)


# --- back again -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file_format", TABLES)
def test_what_was_exported_imports_to_the_same(
    centre: Centre, other: Centre, file_format: ExportFormat, tmp_path: Path
) -> None:
    fill(centre)
    for kind in LedgerKind:
        content = exported(centre, kind, file_format)
        path = tmp_path / f"{kind}.{file_format}"
        path.write_bytes(content)
        again = taken(centre, kind, path, OnDuplicate.SKIP)
        assert (again.new, again.skipped) == (0, len(rows(exported(centre, kind))))
        taken(other, kind, path)
        assert exported(other, kind, file_format) == content
        assert exported(other, kind) == exported(centre, kind)


def test_a_referral_recorded_in_the_window_comes_again_as_the_same(centre: Centre, tmp_path: Path) -> None:
    client, group = add_client(centre), add_institution(centre)
    referral = add_referral(centre, client.id, group.id, NOT_YET)
    referrals.record_handoff(centre, referral.id, CALL, TODAY)
    referrals.record_handoff(centre, referral.id, LETTER, TODAY)
    add_referral(centre, client.id, group.id, HandoffFacts(), status=ReferralStatus.DRAFT)
    path = tmp_path / "r.csv"
    path.write_bytes(exported(centre, LedgerKind.REFERRALS))
    assert taken(centre, LedgerKind.REFERRALS, path, OnDuplicate.SKIP).new == 0


@dataclass(frozen=True)
class _Two:
    """Two centres, one filled from the other's files, that the examples of a property share."""

    path: Path
    pattern: NewCentre


@pytest.fixture(scope="module")
def two(centre_pattern: NewCentre, tmp_path_factory: pytest.TempPathFactory) -> _Two:
    return _Two(tmp_path_factory.mktemp("round"), centre_pattern)


TYPED = st.text(
    st.one_of(st.sampled_from("'=+-@\t\r\n＝＋－＠\",;；_x000D 　𠮷神"), st.characters(exclude_categories=["Cs"])),
    max_size=12,
).filter(lambda text: "\0" not in text)
NAMES = TYPED.filter(lambda text: text.strip() != "")


@given(names=st.lists(st.tuples(NAMES, TYPED, TYPED), min_size=1, max_size=8))
@settings(max_examples=40)
def test_names_addresses_and_notes_come_back_to_the_character(two: _Two, names: list[tuple[str, str, str]]) -> None:
    for file_format in TABLES:
        place = two.path / f"{len(list(two.path.iterdir()))}"
        centre = two.pattern.copied_to(place).open()
        table = [("氏名", "フリガナ", "住所", "備考"), *((name, "ミホン", a, note) for name, a, note in names)]
        _quoted_and_written(place / "typed.csv", table)
        execute(centre, plan(centre, LedgerKind.CLIENTS, place / "typed.csv"))
        content = exported(centre, LedgerKind.CLIENTS, file_format)
        (place / "again").write_bytes(content)
        planned = plan(centre, LedgerKind.CLIENTS, place / "again", OnDuplicate.UPDATE)
        assert (lines(planned), planned.counts.unchanged) == ([], len(names))
        entries = [row.entry for row in planned.rows]
        assert [(each.name, each.address, each.note) for each in entries] == names  # type: ignore[union-attr]
        centre.close()


def _quoted_and_written(path: Path, table: list[tuple[str, ...]]) -> None:
    from referral_desk.services.exports.csv_file import write_csv

    with path.open("wb") as stream:
        write_csv(stream, table)


@given(bad=st.sets(st.integers(0, 19), min_size=1), names=st.lists(NAMES, min_size=20, max_size=20))
@settings(max_examples=30)
def test_one_bad_row_and_nothing_is_written(two: _Two, bad: set[int], names: list[str]) -> None:
    place = two.path / f"{len(list(two.path.iterdir()))}"
    centre = two.pattern.copied_to(place).open()
    table = [("氏名", "フリガナ", "性別")]
    table += [(re.sub(r"[\r\n]", " ", name), "ミホン", "?" if at in bad else "女") for at, name in enumerate(names)]
    table = [row for row in table if row[0].strip()]
    path = written(place / "typed.csv", *table)
    planned = plan(centre, LedgerKind.CLIENTS, path)
    assert lines(planned) == [f"{at} 性別" for at, row in enumerate(table, start=1) if row[2] == "?"]
    assert rows(exported(centre, LedgerKind.CLIENTS)) == []
    centre.close()


# --- what is left out -----------------------------------------------------------------------------------------------


def test_an_imported_ledger_leaves_nothing_out_but_the_numbers_of_referrals(centre: Centre) -> None:
    fill(centre)
    for kind in LedgerKind:
        said = export(centre, kind, ExportFormat.CSV).left_out
        assert len(said) == (kind is LedgerKind.REFERRALS)
        assert export(centre, kind, ExportFormat.JSON).left_out == ()


def test_what_a_client_has_beyond_the_columns_is_said(centre: Centre) -> None:
    add_client(centre, may_call=True, household="8050", anonymous=True)
    said = [message.text for message in export(centre, LedgerKind.CLIENTS, ExportFormat.CSV).left_out]
    assert len(said) == 4
    assert all("{count}" in text for text in said)


def test_what_a_contact_has_beyond_the_columns_is_said(centre: Centre) -> None:
    client = add_client(centre, in_charge="見本 みどり")
    assert "Who is in charge ({count})" in [
        message.text for message in export(centre, LedgerKind.CLIENTS, ExportFormat.CSV).left_out
    ]
    add_contact(centre, client.id, with_name="母", client_unmet=True, minutes=40)
    add_contact(centre, client.id)
    said = [render(message) for message in export(centre, LedgerKind.CONTACTS, ExportFormat.CSV).left_out]
    assert len(said) == 4
    assert ["1" in each for each in said[:3]] == [True] * 3
    assert "2" in said[3]


def test_json_tells_what_a_contact_said_before_and_who_is_in_charge(centre: Centre) -> None:
    client = add_client(centre, in_charge="見本 みどり")
    contact = add_contact(centre, client.id, note="父より", minutes=40)
    gone = add_contact(centre, client.id, note="別の人")
    contacts.correct(centre, contact.id, replace(draft_of(contact), note="母より"), reason="聞き違い")
    contacts.remove(centre, gone.id, reason="取り違え")
    whole = one_record.client_with_all(centre, client.id, "ja")
    assert whole["in_charge"] == "見本 みどり"
    (told,) = whole["contacts"]
    assert (told["note"], told["minutes"], told["staff_name"]) == ("母より", 40, "見本 みどり")
    (correction,) = told["corrections"]
    assert (correction["reason"], correction["before"]["note"]) == ("聞き違い", "父より")
    assert correction["before"]["service"] == {"code": "consultation", "label": "相談"}
    (removed,) = whole["removed_contacts"]
    assert (removed["reason"], removed["was"]["note"]) == ("取り違え", "別の人")
    listed = json.loads(exported(centre, LedgerKind.CONTACTS, ExportFormat.JSON))["contacts"]
    assert [each["corrections"] for each in listed] == [[correction]]


def test_an_anonymous_client_stays_anonymous(centre: Centre, other: Centre, tmp_path: Path) -> None:
    add_client(centre, name="", kana="", anonymous=True)
    path = tmp_path / "c.csv"
    path.write_bytes(exported(centre, LedgerKind.CLIENTS))
    taken(other, LedgerKind.CLIENTS, path)
    document = json.loads(exported(other, LedgerKind.CLIENTS, ExportFormat.JSON))
    assert document["clients"][0]["anonymous"] is True


def test_several_handoffs_follow_ups_and_requests_are_said(centre: Centre) -> None:
    client, group = add_client(centre), add_institution(centre)
    referral = add_referral(centre, client.id, group.id, CALL, follow_up_on=TODAY, request="同席をお願いする")
    assert "several" not in _sources(centre)
    referrals.record_handoff(centre, referral.id, LETTER, TODAY)
    said = _sources(centre)
    for word in ("several handoffs", "Follow-ups", "What is asked", "staff member"):
        assert word in said
    assert "1" in render(export(centre, LedgerKind.REFERRALS, ExportFormat.CSV).left_out[0])


def _sources(centre: Centre) -> str:
    return "\n".join(message.text for message in export(centre, LedgerKind.REFERRALS, ExportFormat.CSV).left_out)


# --- JSON -----------------------------------------------------------------------------------------------------------


def test_json_holds_every_field_with_ids_codes_and_labels(centre: Centre) -> None:
    fill(centre)
    client = json.loads(exported(centre, LedgerKind.CLIENTS, ExportFormat.JSON))["clients"][0]
    assert (client["id"], client["number"]) == (f"c-{lookup.client_id(centre, '00001')}", "00001")
    assert client["sex"] == {"code": "female", "label": "女"}
    assert {"registered_on", "closed_on", "may_call", "household", "birth_exact"} <= client.keys()
    institution = json.loads(exported(centre, LedgerKind.INSTITUTIONS, ExportFormat.JSON))["institutions"][1]
    assert institution["schedule"] == "毎週火 19:00-21:00；第2・第4土 13:30-15:00"
    contact = json.loads(exported(centre, LedgerKind.CONTACTS, ExportFormat.JSON))["contacts"][0]
    assert [factor["code"] for factor in contact["factors"]] == ["social_withdrawal", "disaster"]
    assert contact["client_number"] == "00001"


def test_json_labels_follow_the_language(centre: Centre) -> None:
    fill(centre)
    english = json.loads(export(centre, LedgerKind.CLIENTS, ExportFormat.JSON, "en").content)
    assert english["clients"][0]["sex"] == {"code": "female", "label": "Female"}


def test_a_referral_in_json_brings_handoffs_follow_ups_and_attempts(centre: Centre) -> None:
    client, group = add_client(centre), add_institution(centre)
    referral = add_referral(centre, client.id, group.id, CALL, follow_up_on=TODAY)
    row = followups.rows(centre)[0]
    assert row.follow_up_id is not None
    followups.log_attempt(centre, row.follow_up_id, "留守")
    document = json.loads(exported(centre, LedgerKind.REFERRALS, ExportFormat.JSON))["referrals"][0]
    assert document["id"] == f"r-{referral.id}"
    assert document["client_id"] == f"c-{client.id}"
    assert document["handoffs"][0]["channel"]["code"] == Channel.TELEPHONE
    assert document["mode"]["code"] == "three_way_call"
    assert [each["note"] for each in document["follow_ups"][0]["attempts"]] == ["留守"]


def test_json_is_one_utf8_document_for_every_ledger(centre: Centre) -> None:
    for kind in LedgerKind:
        assert json.loads(exported(centre, kind, ExportFormat.JSON)) == {kind.value: []}
    fill(centre)
    for kind in LedgerKind:
        content = exported(centre, kind, ExportFormat.JSON)
        assert len(json.loads(content)[kind.value]) == len(rows(exported(centre, kind)))
