"""The ledgers' columns and cells: what is read, what is written, what is refused and where."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_desk.domain.calendar import PartialDate
from referral_desk.domain.codes import Channel, ConsentKind, Outcome, ReferralStatus, Sex
from referral_desk.domain.handoff import Handoff
from referral_desk.domain.ledger import LEDGERS, LedgerKind, OnDuplicate, RowReading, read_header, read_row, write_row
from referral_desk.domain.ledger_cells import Reading, quoted, unquoted
from referral_desk.domain.ledger_entries import (
    ClientEntry,
    ContactEntry,
    EngagementEntry,
    InstitutionEntry,
    ReferralEntry,
    counting_handoff,
    number_order,
)
from referral_desk.resources import code_book

TODAY = date(2026, 11, 24)
READING = Reading(code_book(), TODAY)
ENTRIES = {
    LedgerKind.CLIENTS: ClientEntry,
    LedgerKind.INSTITUTIONS: InstitutionEntry,
    LedgerKind.ENGAGEMENTS: EngagementEntry,
    LedgerKind.CONTACTS: ContactEntry,
    LedgerKind.REFERRALS: ReferralEntry,
}


def read(kind: LedgerKind, **cells: str) -> RowReading:
    """Read a row of the cells named by their Japanese headers."""
    return read_row(read_header(LEDGERS[kind], tuple(cells)), tuple(cells.values()), READING)


def bad_columns(kind: LedgerKind, **cells: str) -> list[str]:
    return [problem.title for problem in read(kind, **cells).problems]


def client(**cells: str) -> ClientEntry:
    entry = read(LedgerKind.CLIENTS, **{"氏名": "見本 花子", "フリガナ": "ミホン ハナコ", **cells}).entry
    assert isinstance(entry, ClientEntry)
    return entry


REFERRAL = {"利用者番号": "00001", "機関名": "架空市福祉事務所", "依頼日": "2026-10-01"}


# --- columns --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", LedgerKind)
def test_an_entry_has_exactly_the_columns_of_its_ledger(kind: LedgerKind) -> None:
    assert [each.name for each in fields(ENTRIES[kind])] == [column.field for column in LEDGERS[kind].columns]


@pytest.mark.parametrize("kind", LedgerKind)
def test_no_two_columns_of_a_ledger_share_a_header(kind: LedgerKind) -> None:
    assert len(LEDGERS[kind].by_header) == 2 * len(LEDGERS[kind].columns)


def test_columns_come_in_any_order_and_either_language() -> None:
    header = read_header(LEDGERS[LedgerKind.CLIENTS], ("フリガナ", " KANA", "Name"))
    assert [column and column.field for column in header.columns] == ["kana", None, "name"]
    assert [problem.title for problem in header.problems] == ["KANA"]


def test_unknown_and_missing_columns_are_named() -> None:
    header = read_header(LEDGERS[LedgerKind.CLIENTS], ("利用者番号", "氏名", "血液型"))
    assert [problem.title for problem in header.problems] == ["血液型", "フリガナ"]


def test_engagements_need_a_column_for_institution_or_kind() -> None:
    ledger = LEDGERS[LedgerKind.ENGAGEMENTS]
    assert [each.title for each in read_header(ledger, ("利用者番号", "状態")).problems] == ["機関名"]
    assert not read_header(ledger, ("利用者番号", "状態", "種別")).problems


def test_updating_needs_a_key_and_adding_needs_none() -> None:
    assert [kind for kind in LedgerKind if LEDGERS[kind].allows(OnDuplicate.UPDATE)] == ["clients", "institutions"]
    assert [kind for kind in LedgerKind if LEDGERS[kind].allows(OnDuplicate.ADD)] == [
        "engagements",
        "contacts",
        "referrals",
    ]


# --- cells ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "born"),
    [
        ("S55.3.1", PartialDate(date(1980, 3, 1), exact=True)),
        ("昭和５５年３月１日", PartialDate(date(1980, 3, 1), exact=True)),
        ("１９８０／３／１", PartialDate(date(1980, 3, 1), exact=True)),
        ("1980", PartialDate(date(1980, 1, 1), exact=False)),
        ("昭和55年", PartialDate(date(1980, 1, 1), exact=False)),
        ("大正15年12月25日", PartialDate(date(1926, 12, 25), exact=True)),
        ("昭和元年12月25日", PartialDate(date(1926, 12, 25), exact=True)),
    ],
)
def test_a_birth_date_is_read_in_every_form(typed: str, born: PartialDate) -> None:
    assert client(生年月日=typed).birth_date == born


@pytest.mark.parametrize("typed", ["2026-11-25", "2027", "昭和64年1月8日", "1990-02-30", "きのう"])
def test_a_birth_date_after_today_or_outside_its_era_is_bad(typed: str) -> None:
    assert bad_columns(LedgerKind.CLIENTS, 氏名="見本", フリガナ="ミホン", 生年月日=typed) == ["生年月日"]


def test_other_future_dates_only_warn() -> None:
    row = read(LedgerKind.CONTACTS, 利用者番号="1", 日付="2026-12-01", 方法="相談", 相談内容="アルコール")
    assert row.entry is not None
    assert [warning.title for warning in row.warnings] == ["日付"]


def test_the_date_of_a_contact_is_not_just_a_year() -> None:
    assert bad_columns(LedgerKind.CONTACTS, 利用者番号="1", 日付="2026", 方法="相談", 相談内容="アルコール") == ["日付"]


def test_cells_hold_labels_or_codes() -> None:
    assert client(性別="女").sex is client(性別="female").sex is client(性別=" Ｆｅｍａｌｅ").sex is Sex.FEMALE


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("はい", True),
        ("○", True),
        ("１", True),
        ("YES", True),
        ("いいえ", False),
        ("×", False),
        ("0", False),
        ("", False),
    ],
)
def test_yes_and_no_are_written_in_many_ways(typed: str, meant: bool) -> None:
    entry = read(LedgerKind.REFERRALS, **REFERRAL, 本人同席=typed).entry
    assert isinstance(entry, ReferralEntry)
    assert entry.client_present is meant


def test_factors_take_either_semicolon_and_follow_the_order_of_the_list() -> None:
    cells = {"利用者番号": "1", "日付": "2026-10-01", "方法": "相談", "相談内容": "アルコール"}
    entry = read(LedgerKind.CONTACTS, **cells, 要因="災害;ひきこもり；災害；").entry
    assert isinstance(entry, ContactEntry)
    assert entry.factors == ("social_withdrawal", "disaster")
    assert bad_columns(LedgerKind.CONTACTS, **cells, 要因="災害；不登校") == ["要因"]


def test_kana_phones_and_post_codes_have_one_form() -> None:
    entry = client(フリガナ="ﾐﾎﾝ はなこ", 電話番号="０９０－００００－0962", 郵便番号="〒5100088")
    assert (entry.kana, entry.phone, entry.postal_code) == ("ミホン　ハナコ", "090-0000-0962", "510-0088")


def test_a_number_is_exact_text() -> None:
    assert client(利用者番号=" 00012 ").client_no == "00012"
    assert client(利用者番号="12").client_no == "12"


def test_name_address_and_notes_stay_as_typed() -> None:
    typed = " 神\u3000𠮷葛\U000e0100\r\n=1+1 "
    assert client(備考=typed, 住所=typed).note == typed


def test_a_character_that_is_no_text_is_refused() -> None:
    assert bad_columns(LedgerKind.CLIENTS, 氏名="見\0本", フリガナ="ミホン", 備考="\0") == ["氏名", "備考"]


def test_every_bad_cell_of_a_row_is_named_once() -> None:
    assert bad_columns(LedgerKind.CLIENTS, 氏名=" ", フリガナ="", 生年月日="?", 電話番号="?") == [
        "氏名",
        "フリガナ",
        "生年月日",
        "電話番号",
    ]


def test_a_short_row_has_blank_cells_and_a_long_one_is_bad() -> None:
    header = read_header(LEDGERS[LedgerKind.CLIENTS], ("氏名", "フリガナ", "備考"))
    assert read_row(header, ("見本", "ミホン"), READING).entry is not None
    assert [each.title for each in read_row(header, ("見本",), READING).problems] == ["フリガナ"]
    assert read_row(header, ("見本", "ミホン", "", "", ""), READING).entry is not None
    assert [each.title for each in read_row(header, ("見本", "ミホン", "", "x"), READING).problems] == [""]


def test_a_cell_below_a_blank_header_is_bad() -> None:
    header = read_header(LEDGERS[LedgerKind.CLIENTS], ("氏名", "フリガナ", ""))
    assert not header.problems
    assert [each.title for each in read_row(header, ("見本", "ミホン", "x"), READING).problems] == [""]


# --- rules of a row -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cells",
    [
        {"本人同席": "はい", "相手と直接": "はい", "経路": "文書"},
        {"本人同席": "はい", "相手と直接": "はい", "経路": "資料"},
        {"本人同席": "はい", "相手と直接": "はい"},
        {"相手と直接": "はい", "経路": "同行"},
        {"経路": "同行"},
        {"本人同席": "はい", "経路": "未実施"},
        {"相手の氏名": "見本 一郎", "経路": "未実施"},
    ],
)
def test_contradicting_facts_are_bad_at_the_channel(cells: dict[str, str]) -> None:
    assert bad_columns(LedgerKind.REFERRALS, **REFERRAL, **cells) == ["経路"]


def test_a_fact_that_cannot_be_read_does_not_accuse_the_channel() -> None:
    assert bad_columns(LedgerKind.REFERRALS, **REFERRAL, 本人同席="たぶん", 経路="同行") == ["本人同席"]


def test_a_status_that_asks_for_a_reason_is_bad_without_one() -> None:
    assert bad_columns(LedgerKind.REFERRALS, **REFERRAL, 状態="受入不可") == ["理由"]
    assert bad_columns(LedgerKind.REFERRALS, **REFERRAL, 状態="受入不可", 理由="満員のため") == []


def test_an_outcome_before_the_referral_is_bad_at_its_date() -> None:
    assert bad_columns(LedgerKind.REFERRALS, **REFERRAL, 結果="継続", 結果日="2026-09-30") == ["結果日"]
    unreadable = {**REFERRAL, "依頼日": "?"}
    assert bad_columns(LedgerKind.REFERRALS, **unreadable, 結果="継続", 結果日="2026-09-30") == ["依頼日"]


def test_blank_status_and_outcome_are_requested_and_not_yet_checked() -> None:
    entry = read(LedgerKind.REFERRALS, **REFERRAL, 状態="", 結果="").entry
    assert isinstance(entry, ReferralEntry)
    assert (entry.status, entry.outcome) == (ReferralStatus.REQUESTED, Outcome.NOT_YET_CHECKED)


@pytest.mark.parametrize(
    ("institution", "kind", "bad"),
    [
        ("架空市福祉事務所", "", []),
        ("", "医療機関", []),
        ("", "", ["機関名"]),
        ("架空市福祉事務所", "福祉事務所", ["種別"]),
        ("架空市福祉事務所", "役所", ["種別"]),
    ],
)
def test_an_engagement_names_an_institution_or_a_kind(institution: str, kind: str, bad: list[str]) -> None:
    cells = {"利用者番号": "1", "機関名": institution, "種別": kind, "状態": "関わりあり"}
    assert bad_columns(LedgerKind.ENGAGEMENTS, **cells) == bad


def test_an_engagement_ends_after_it_began() -> None:
    cells = {"利用者番号": "1", "種別": "医療機関", "状態": "終了", "開始日": "2026-10-02", "終了日": "2026-10-01"}
    assert bad_columns(LedgerKind.ENGAGEMENTS, **cells) == ["終了日"]


def test_a_contact_needs_service_and_category() -> None:
    assert bad_columns(LedgerKind.CONTACTS, 利用者番号="1", 日付="2026-10-01", 方法="", 相談内容="") == [
        "方法",
        "相談内容",
    ]


# --- writing --------------------------------------------------------------------------------------------------------


def test_a_row_is_written_in_japanese_and_canonical() -> None:
    row = {"client_no": "00001", "institution": "架空会", "date": "R8.10.1", "client_present": "yes"}
    header = read_header(LEDGERS[LedgerKind.REFERRALS], (*row, "receiver_live", "channel", "consent"))
    entry = read_row(header, (*row.values(), "1", "telephone", "oral"), READING).entry
    assert isinstance(entry, ReferralEntry)
    assert (entry.channel, entry.consent) == (Channel.TELEPHONE, ConsentKind.ORAL)
    written = write_row(LEDGERS[LedgerKind.REFERRALS], entry, READING.codes)
    assert written == (
        *("00001", "架空会", "2026-10-01", "はい", "はい", "電話", "", "口頭", "依頼済", "未確認"),
        *("", "", ""),
    )


def test_the_year_of_birth_is_written_as_a_year() -> None:
    cells = write_row(LEDGERS[LedgerKind.CLIENTS], client(生年月日="昭和55年"), READING.codes)
    assert cells[3] == "1980"


@pytest.mark.parametrize("text", ["=1+1", "+81", "-", "@x", "\tx", "\rx", "\nx", "＝1", "＋", "－", "＠", "'=1", "''@"])
def test_what_may_be_a_formula_gets_one_quote(text: str) -> None:
    assert quoted(text) == "'" + text
    assert unquoted(quoted(text)) == text


@pytest.mark.parametrize("text", ["", "x", "'x", "'", " =1", "00012", "1-1", "'見本'"])
def test_other_cells_keep_their_quotes(text: str) -> None:
    assert quoted(text) == text
    assert unquoted(text) == text


def test_a_formula_typed_without_a_quote_stays() -> None:
    assert unquoted("=SUM(A1:A9)") == "=SUM(A1:A9)"


@given(st.text(st.sampled_from("'=+-@\t\r\n＝＋－＠a"), max_size=8))
def test_quoting_can_always_be_undone(text: str) -> None:
    assert unquoted(quoted(text)) == text


def test_numbers_are_ordered_as_people_count() -> None:
    numbers = ["A-10", "00010", "2", "A-2", "10", "00009", ""]
    assert sorted(numbers, key=number_order) == ["", "2", "00009", "00010", "10", "A-2", "A-10"]


def test_of_several_handoffs_the_first_of_the_warmest_is_written() -> None:
    def handoff(number: int, day: int, present: bool, channel: Channel) -> Handoff:
        live = channel in (Channel.TELEPHONE, Channel.IN_PERSON)
        return Handoff(
            id=number,
            referral_id=1,
            on=date(2026, 10, day),
            staff_name="",
            client_present=present,
            receiver_live=live,
            channel=channel,
        )

    letter = handoff(1, 1, False, Channel.LETTER)
    later = handoff(2, 9, True, Channel.TELEPHONE)
    earlier = handoff(3, 5, True, Channel.TELEPHONE)
    to_come = handoff(4, 1, False, Channel.NOT_YET)
    assert counting_handoff([letter, later, earlier, to_come]) is earlier
    assert counting_handoff([to_come]) is to_come
    assert counting_handoff([]) is None
