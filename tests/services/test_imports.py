"""Importing ledgers: everything wrong is named, and all of it is written or nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from referral_desk.domain.codes import HandoffMode, Outcome, ReferralStatus
from referral_desk.domain.errors import NotFound, NotPossible
from referral_desk.domain.ledger import LedgerKind, OnDuplicate
from referral_desk.services import clients, engagements, institutions, lookup, referrals
from referral_desk.services.centre import Centre
from referral_desk.services.imports import (
    ImportCancelled,
    ImportCounts,
    ImportRefused,
    WrongUsage,
    execute,
    plan,
    problem_lines,
)
from tests.making import NewCentre, add_client, add_institution
from tests.services.ledger_files import CLIENT_HEADER, GOOD, exported, fill, lines, rows, taken, written, wrong

NAMES = ("利用者番号", "氏名", "フリガナ")
CONTACT = ("利用者番号", "日付", "方法", "相談内容", "記録")


def numbers(centre: Centre) -> list[str]:
    return [row[0] for row in rows(exported(centre, LedgerKind.CLIENTS))]


def contact_notes(centre: Centre) -> list[str]:
    return [row[6] for row in rows(exported(centre, LedgerKind.CONTACTS))]


# --- what is stored -------------------------------------------------------------------------------------------------


def test_a_cp932_ledger_with_cells_of_several_lines_is_read(centre: Centre) -> None:
    assert taken(centre, LedgerKind.CLIENTS, GOOD[LedgerKind.CLIENTS]) == ImportCounts(new=3)
    client = clients.get(centre, lookup.client_id(centre, "00001"))
    assert (client.name, client.kana, client.birth) == ("見本　花子", "ミホン　ハナコ", date(1980, 3, 1))
    assert client.note == '一行目\r\n二行目, "引用" '
    assert client.phone == "059-000-0001"
    assert client.registered_on is None


def test_imported_clients_are_found_like_any_other(centre: Centre) -> None:
    fill(centre)
    assert [row.number for row in clients.rows(centre, "ｲﾁﾛｳ")] == ["00003"]
    assert [row.number for row in clients.rows(centre, "09000000002")] == ["00002"]
    assert [row.number for row in clients.rows(centre, "00003")] == ["00003"]


def test_institutions_keep_their_meeting_times_and_are_numbered_on(centre: Centre) -> None:
    add_institution(centre, name="架空家族会", kind="family_group")
    taken(centre, LedgerKind.INSTITUTIONS, GOOD[LedgerKind.INSTITUTIONS])
    group = institutions.get(centre, lookup.institution_id(centre, "架空断酒会"))
    assert group.number == "0003"
    assert len(group.schedule) == 2


def test_a_referral_comes_with_its_handoff_and_mode_and_the_number_of_its_fiscal_year(centre: Centre) -> None:
    fill(centre)
    found = {row.number: referrals.get(centre, row.id) for row in referrals.rows(centre)}
    assert sorted(found) == ["2025-00001", "2026-00001", "2026-00002", "2026-00003"]
    warm = found["2026-00001"]
    assert (warm.mode, warm.outcome, warm.status) == (
        HandoffMode.THREE_WAY_CALL,
        Outcome.FIRST_ATTENDED,
        ReferralStatus.IN_PROGRESS,
    )
    assert [(each.on, each.receiver_name, each.staff_name) for each in warm.handoffs] == [
        (date(2026, 4, 2), "見本 世話人", "")
    ]
    assert found["2025-00001"].mode is HandoffMode.LETTER_ONLY
    assert (found["2026-00002"].mode, len(found["2026-00002"].handoffs)) == (None, 1)


def test_an_engagement_names_its_institution_or_only_a_kind(centre: Centre) -> None:
    fill(centre)
    first = engagements.of_client(centre, lookup.client_id(centre, "00001"))
    assert {(each.institution_name, each.kind) for each in first} == {
        ("架空市福祉事務所", "welfare_office"),
        ("架空断酒会", "self_help_group"),
    }
    assert [each.kind for each in engagements.of_client(centre, lookup.client_id(centre, "00002"))] == [
        "medical_institution"
    ]


def test_a_formula_is_taken_as_typed_and_its_quote_dropped(centre: Centre) -> None:
    fill(centre)
    assert clients.get(centre, lookup.client_id(centre, "00002")).note == "=SUM(A1:A9)"
    assert "-" in {each.note for each in engagements.of_client(centre, lookup.client_id(centre, "00001"))}


# --- numbers --------------------------------------------------------------------------------------------------------


def test_a_blank_number_follows_the_highest_of_file_and_centre(centre: Centre, tmp_path: Path) -> None:
    add_client(centre, number="00041")
    add_client(centre, number="A-900")
    table = written(
        tmp_path / "c.csv", NAMES, ("", "一", "イ"), ("70", "二", "ニ"), ("", "三", "サン"), ("9" * 20, "四", "シ")
    )
    assert taken(centre, LedgerKind.CLIENTS, table).new == 4
    assert numbers(centre) == ["00041", "70", "00071", "00072", "9" * 20, "A-900"]
    assert [row.number for row in clients.rows(centre, "00072")] == ["00072"]


def test_numbers_are_compared_as_exact_text(centre: Centre, tmp_path: Path) -> None:
    add_client(centre, number="00012")
    table = written(tmp_path / "c.csv", NAMES, ("12", "一", "イ"))
    assert taken(centre, LedgerKind.CLIENTS, table).new == 1
    contact = written(tmp_path / "k.csv", CONTACT, ("012", "2026-10-01", "相談", "アルコール", ""))
    assert wrong(centre, LedgerKind.CONTACTS, contact) == ["2 利用者番号"]


# --- what is wrong is named -----------------------------------------------------------------------------------------


def test_every_bad_row_is_named_at_the_line_where_it_begins(centre: Centre, tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_bytes(
        "氏名,フリガナ,備考,性別\r\n"
        "見本,ミホン,\"二\r\n行\",?\r\n"
        "\r\n"
        "見本,ミホン,,女\r\n"
        ",ミホン,,男子\r\n"
        '見本,ミホン,"閉じ"ない,\r\n'
        "見本,,,\r\n".encode()
    )  # fmt: skip
    assert wrong(centre, LedgerKind.CLIENTS, path) == ["2 性別", "6 氏名", "6 性別", "7 ", "8 フリガナ"]


def test_columns_are_named_as_the_file_has_them(centre: Centre, tmp_path: Path) -> None:
    path = written(tmp_path / "c.csv", ("Name ", "KANA", "sex"), ("", "ミホン", "?"))
    assert wrong(centre, LedgerKind.CLIENTS, path) == ["2 Name", "2 sex"]


def test_the_same_key_twice_is_bad_at_the_second_row_even_if_the_first_is_bad(centre: Centre, tmp_path: Path) -> None:
    path = written(tmp_path / "c.csv", NAMES, ("7", "", "イ"), ("7", "二", "ニ"), ("", "三", "サン"), ("", "四", "シ"))
    assert wrong(centre, LedgerKind.CLIENTS, path) == ["2 氏名", "3 利用者番号"]
    path = written(tmp_path / "i.csv", ("機関名", "種別"), ("甲", "その他"), ("甲", "その他"))
    assert wrong(centre, LedgerKind.INSTITUTIONS, path) == ["3 機関名"]


def test_unknown_clients_and_institutions_are_named(centre: Centre, tmp_path: Path) -> None:
    add_client(centre, number="00001")
    header = ("利用者番号", "機関名", "依頼日")
    path = written(tmp_path / "r.csv", header, ("00001", "ない所", "2026-10-01"), ("9", "ない所", "2026-10-01"))
    assert wrong(centre, LedgerKind.REFERRALS, path) == ["2 機関名", "3 利用者番号", "3 機関名"]


def test_an_institution_with_a_blank_around_its_name_is_the_one_recorded(centre: Centre, tmp_path: Path) -> None:
    add_client(centre, number="00001")
    add_institution(centre, name="架空市福祉事務所")
    table = ("利用者番号", "機関名", "依頼日"), ("00001", " 架空市福祉事務所　", "2026-10-01")
    path = written(tmp_path / "r.csv", *table)
    assert taken(centre, LedgerKind.REFERRALS, path).new == 1
    assert taken(centre, LedgerKind.REFERRALS, path, OnDuplicate.SKIP).skipped == 1


def test_unknown_columns_do_not_hide_bad_rows(centre: Centre, tmp_path: Path) -> None:
    path = written(tmp_path / "c.csv", (*NAMES, "血液型"), ("1", "", "イ", "A"))
    assert wrong(centre, LedgerKind.CLIENTS, path) == ["1 血液型", "2 氏名"]


def test_a_missing_column_is_named_once(centre: Centre, tmp_path: Path) -> None:
    path = written(tmp_path / "c.csv", ("利用者番号", "氏名"), ("1", "見本"), ("2", "例田"))
    assert wrong(centre, LedgerKind.CLIENTS, path) == ["1 フリガナ"]


def test_referrals_without_the_column_of_the_institution_are_told_of_that(centre: Centre, tmp_path: Path) -> None:
    add_client(centre, number="00001")
    path = written(tmp_path / "r.csv", ("利用者番号", "依頼日"), ("00001", "2026-10-01"))
    assert wrong(centre, LedgerKind.REFERRALS, path) == ["1 機関名"]


def test_future_dates_warn_and_are_taken(centre: Centre, tmp_path: Path) -> None:
    add_client(centre, number="00001")
    path = written(tmp_path / "k.csv", CONTACT, ("00001", "2026-12-01", "相談", "アルコール", ""))
    planned = plan(centre, LedgerKind.CONTACTS, path)
    assert [(each.line, each.column, each.value) for each in planned.warnings] == [(2, "日付", "2026-12-01")]
    assert planned.possible
    assert planned.counts == ImportCounts(new=1)


def test_nothing_is_written_by_planning_nor_when_one_row_is_bad(centre: Centre, tmp_path: Path) -> None:
    path = written(tmp_path / "c.csv", NAMES, ("1", "見本", "ミホン"), ("2", "", "ミホン"))
    planned = plan(centre, LedgerKind.CLIENTS, path)
    with pytest.raises(ImportRefused):
        execute(centre, planned)
    plan(centre, LedgerKind.CLIENTS, GOOD[LedgerKind.CLIENTS])
    assert numbers(centre) == []


def test_no_message_of_an_exception_holds_a_cell(centre: Centre, tmp_path: Path) -> None:
    path = written(tmp_path / "c.csv", (*NAMES, "性別"), ("1", "秘密", "ヒミツ", "秘密"))
    planned = plan(centre, LedgerKind.CLIENTS, path)
    with pytest.raises(ImportRefused) as refusal:
        execute(centre, planned)
    assert "秘密" not in str(refusal.value)
    assert "ヒミツ" not in repr(planned)


# --- rows that are there already ------------------------------------------------------------------------------------


def test_a_key_that_exists_is_bad_unless_told_otherwise(centre: Centre) -> None:
    fill(centre)
    assert wrong(centre, LedgerKind.INSTITUTIONS, GOOD[LedgerKind.INSTITUTIONS]) == ["2 name", "3 name"]
    skipped = taken(centre, LedgerKind.INSTITUTIONS, GOOD[LedgerKind.INSTITUTIONS], OnDuplicate.SKIP)
    assert skipped == ImportCounts(skipped=2)


def test_updating_overwrites_only_cells_that_are_not_blank(centre: Centre, tmp_path: Path) -> None:
    client = add_client(centre, number="00001", address="架空市見本町1-1", may_call=False, household="8050")
    header = ("利用者番号", "氏名", "フリガナ", "住所", "電話番号", "備考")
    row = ("00001", "見本 花子", "みほん はなこ", " ", "059-000-0009", "新しい備考")
    path = written(tmp_path / "c.csv", header, row, ("00002", "例田", "レイタ", "", "", ""))
    assert taken(centre, LedgerKind.CLIENTS, path, OnDuplicate.UPDATE) == ImportCounts(new=1, updated=1)
    after = clients.get(centre, client.id)
    assert (after.address, after.phone, after.note) == ("架空市見本町1-1", "059-000-0009", "新しい備考")
    assert (after.may_call, after.household, after.birth) == (False, "8050", client.birth)
    assert (after.registered_on, after.version) == (client.registered_on, client.version + 1)
    assert [found.number for found in clients.rows(centre, "0590000009")] == ["00001"]


def test_updating_with_what_is_stored_changes_nothing(centre: Centre) -> None:
    fill(centre)
    before = clients.get(centre, lookup.client_id(centre, "00001"))
    counts = taken(centre, LedgerKind.INSTITUTIONS, GOOD[LedgerKind.INSTITUTIONS], OnDuplicate.UPDATE)
    assert counts == ImportCounts(unchanged=2)
    assert clients.get(centre, before.id) == before


def test_an_updated_institution_is_found_by_its_new_kind(centre: Centre, tmp_path: Path) -> None:
    fill(centre)
    path = written(tmp_path / "i.csv", ("機関名", "種別", "電話番号"), ("架空断酒会", "家族会", "059-000-0777"))
    assert taken(centre, LedgerKind.INSTITUTIONS, path, OnDuplicate.UPDATE).updated == 1
    assert [row.name for row in institutions.rows(centre, "家族会")] == ["架空断酒会"]
    group = institutions.get(centre, lookup.institution_id(centre, "架空断酒会"))
    assert (group.phone, group.venue) == ("059-000-0777", "見本公民館")


def test_two_equal_rows_need_two_equal_records(centre: Centre, tmp_path: Path) -> None:
    fill(centre)
    assert contact_notes(centre).count("経過良好。") == 2
    again = written(
        tmp_path / "k.csv",
        ("記録", "相談者", "要因", "相談内容", "方法", "日付", "利用者番号"),
        *[("経過良好。", "本人", "災害；ひきこもり", "老人精神保健", "訪問指導", "2026/3/22", "00001")] * 3,
        ("経過良好。", "", "災害；ひきこもり", "老人精神保健", "訪問指導", "2026/3/22", "00001"),
    )
    assert wrong(centre, LedgerKind.CONTACTS, again) == ["2 ", "3 "]
    assert taken(centre, LedgerKind.CONTACTS, again, OnDuplicate.SKIP) == ImportCounts(new=2, skipped=2)
    assert contact_notes(centre).count("経過良好。") == 4
    assert taken(centre, LedgerKind.CONTACTS, again, OnDuplicate.SKIP) == ImportCounts(skipped=4)
    assert taken(centre, LedgerKind.CONTACTS, again, OnDuplicate.ADD) == ImportCounts(new=4)
    assert contact_notes(centre).count("経過良好。") == 8


@pytest.mark.parametrize("kind", [LedgerKind.ENGAGEMENTS, LedgerKind.CONTACTS, LedgerKind.REFERRALS])
def test_a_growing_ledger_brings_only_its_new_rows(centre: Centre, kind: LedgerKind, tmp_path: Path) -> None:
    fill(centre)
    before = exported(centre, kind)
    longer = tmp_path / "longer.csv"
    text = GOOD[kind].read_text(encoding="utf-8")
    longer.write_text(text + text.splitlines()[1] + "\n", encoding="utf-8")
    assert len(wrong(centre, kind, longer)) == len(text.splitlines()) - 1
    assert taken(centre, kind, longer, OnDuplicate.SKIP).new == 1
    assert len(rows(exported(centre, kind))) == len(rows(before)) + 1


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        (LedgerKind.CLIENTS, OnDuplicate.ADD),
        (LedgerKind.INSTITUTIONS, OnDuplicate.ADD),
        (LedgerKind.CONTACTS, OnDuplicate.UPDATE),
        (LedgerKind.REFERRALS, OnDuplicate.UPDATE),
        (LedgerKind.ENGAGEMENTS, OnDuplicate.UPDATE),
    ],
)
def test_a_rule_that_makes_no_sense_is_wrong_usage(centre: Centre, kind: LedgerKind, rule: OnDuplicate) -> None:
    with pytest.raises(WrongUsage):
        plan(centre, kind, Path("there is no such file.csv"), rule)


# --- another window, and stopping -----------------------------------------------------------------------------------


def test_a_key_that_another_window_took_meanwhile_is_refused(
    centre: Centre, new_folder: NewCentre, tmp_path: Path
) -> None:
    path = written(tmp_path / "c.csv", NAMES, ("1", "一", "イ"), ("2", "二", "ニ"))
    planned = plan(centre, LedgerKind.CLIENTS, path)
    other = new_folder.open()
    add_client(other, number="2")
    with pytest.raises(ImportRefused) as refusal:
        execute(centre, planned)
    assert lines(refusal.value.plan) == ["3 利用者番号"]
    assert numbers(centre) == ["2"]
    other.close()


def test_a_number_that_another_window_gave_meanwhile_is_not_given_again(
    centre: Centre, new_folder: NewCentre, tmp_path: Path
) -> None:
    planned = plan(centre, LedgerKind.CLIENTS, written(tmp_path / "c.csv", NAMES, ("", "一", "イ")))
    other = new_folder.open()
    assert add_client(other).number == "00001"
    other.close()
    execute(centre, planned)
    assert numbers(centre) == ["00001", "00002"]


def test_stopping_before_the_end_writes_nothing(centre: Centre) -> None:
    with pytest.raises(ImportCancelled):
        plan(centre, LedgerKind.CLIENTS, GOOD[LedgerKind.CLIENTS], cancelled=lambda: True)
    planned = plan(centre, LedgerKind.CLIENTS, GOOD[LedgerKind.CLIENTS])
    with pytest.raises(ImportCancelled):
        execute(centre, planned, cancelled=lambda: True)
    assert numbers(centre) == []


def test_progress_runs_up_to_the_end(centre: Centre) -> None:
    told: list[tuple[int, int]] = []
    planned = plan(centre, LedgerKind.CLIENTS, GOOD[LedgerKind.CLIENTS], progress=lambda *step: told.append(step))
    assert all(0 < done <= total for done, total in told)
    told.clear()
    execute(centre, planned, progress=lambda *step: told.append(step))
    assert told[-1] == (3, 3)


def test_a_defect_while_writing_leaves_nothing(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    from referral_desk.db.queries.bulk import BulkWriter

    fill(centre)
    before = exported(centre, LedgerKind.CONTACTS)
    planned = plan(centre, LedgerKind.CONTACTS, GOOD[LedgerKind.CONTACTS], OnDuplicate.ADD)
    whole = BulkWriter.contacts

    def half(writer: BulkWriter, entries: list[object]) -> None:
        whole(writer, entries[:1])  # type: ignore[arg-type]
        raise OSError("the plug was pulled")

    monkeypatch.setattr(BulkWriter, "contacts", half)
    with pytest.raises(OSError, match="plug"):
        execute(centre, planned)
    assert exported(centre, LedgerKind.CONTACTS) == before


# --- files that cannot be had ---------------------------------------------------------------------------------------


def test_a_file_that_is_not_there_is_not_found(centre: Centre, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        plan(centre, LedgerKind.CLIENTS, tmp_path / "none.csv")
    with pytest.raises(NotPossible):
        plan(centre, LedgerKind.CLIENTS, tmp_path)


def test_a_header_alone_is_an_empty_ledger(centre: Centre, tmp_path: Path) -> None:
    assert taken(centre, LedgerKind.CLIENTS, written(tmp_path / "c.csv", CLIENT_HEADER)) == ImportCounts()


def test_problems_come_in_the_order_of_lines_and_columns(centre: Centre, tmp_path: Path) -> None:
    header = ("電話番号", "フリガナ", "氏名")
    path = written(tmp_path / "c.csv", header, ("?", "", "見本"), ("", "", ""), ("", "ミホン", ""))
    planned = plan(centre, LedgerKind.CLIENTS, path)
    assert [(each.line, each.column) for each in problem_lines(planned)] == [
        (2, "電話番号"),
        (2, "フリガナ"),
        (4, "氏名"),
    ]
