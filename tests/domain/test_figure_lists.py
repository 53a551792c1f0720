"""The list behind a figure: searched, sorted, gathered by person; and what figures and filters are called."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from referral_desk.domain.calendar import Period
from referral_desk.domain.codes import ContactService, HandoffMode, Outcome, ReferralStatus, Sex
from referral_desk.domain.figure_cells import FigureCells
from referral_desk.domain.figure_list import FigureList, Listed, Order, Shape, by_person
from referral_desk.domain.figure_words import FigureWords
from referral_desk.domain.referral import ReferralRow
from referral_desk.domain.tally import ContactBehind, Figure, FigureKind, FormCell
from referral_desk.domain.tally_filter import EVERYTHING, NOBODY, TallyFilter
from referral_desk.domain.tally_filter_words import FilterNames, filter_parts, narrowed_words
from referral_desk.i18n import Language, translator
from referral_desk.resources import code_book

OCTOBER = Period.month(2026, 10)
CONTACTS = Figure(FigureKind.CONTACTS, "", "contacts")
JA, EN = translator(Language.JA), translator(Language.EN)


def contact(number: str, name: str = "見本 花子", kana: str = "ミホン ハナコ", day: int = 1) -> ContactBehind:
    client_id = int(number) if number.isdecimal() else 1_000 + len(number)
    on = date(2026, 10, day)
    return ContactBehind(client_id, number, name, kana, on, ContactService.CONSULTATION, "alcohol")


GONE = ContactBehind(0, "", "", "", date(2026, 10, 3), ContactService.CONSULTATION, "alcohol")
REFERRAL = ReferralRow(
    id=7,
    number="R8-0007",
    on=date(2026, 10, 2),
    client_id=1,
    client_number="00001",
    client_name="𠮷田 <b>&",
    client_kana="ヨシダ",
    institution_id=3,
    institution_name="架空断酒会",
    institution_kind="self_help_group",
    mode=HandoffMode.ACCOMPANIED,
    status=ReferralStatus.REQUESTED,
    outcome=Outcome.NOT_YET_CHECKED,
    outcome_on=None,
    consent=None,
    follow_up_on=None,
)


def listed(*rows: ContactBehind | ReferralRow, counted: int | None = None) -> FigureList:
    return FigureList(CONTACTS, OCTOBER, rows, counted)


def numbers(rows: tuple[ContactBehind | ReferralRow, ...]) -> list[str]:
    return [row.client_number for row in rows]


def test_it_is_searched_by_number_name_kana_romaji_and_institution() -> None:
    one = listed(contact("00012"), contact("00003", "例田 太郎", "レイタ タロウ"), REFERRAL)
    for text, found in (
        ("", ["00012", "00003", "00001"]),
        ("00003", ["00003"]),
        ("花子", ["00012"]),
        ("れいた", ["00003"]),
        ("reita", ["00003"]),
        ("断酒会", ["00001"]),
        ("R8-0007", ["00001"]),
        ("吉田", ["00001"]),
        ("花子 太郎", []),
    ):
        assert numbers(one.found(text, Order.COUNTED)) == found, text


def test_numbers_are_sorted_by_their_value_and_who_is_gone_comes_last() -> None:
    one = listed(contact("100"), GONE, contact("A-7"), contact("00020"), contact("3"))
    assert numbers(one.found("", Order.NUMBER)) == ["3", "00020", "100", "A-7", ""]
    assert numbers(one.found("", Order.NUMBER, descending=True)) == ["", "A-7", "100", "00020", "3"]


def test_it_is_sorted_by_date_and_by_kana_and_keeps_its_order_among_equals() -> None:
    rows = (contact("1", kana="タ", day=9), contact("2", kana="ア", day=9), contact("3", kana="カ", day=2))
    one = listed(*rows)
    assert numbers(one.found("", Order.DATE)) == ["3", "1", "2"]
    assert numbers(one.found("", Order.DATE, descending=True)) == ["1", "2", "3"]
    assert numbers(one.found("", Order.KANA)) == ["2", "3", "1"]
    assert numbers(one.found("", Order.COUNTED, descending=True)) == ["3", "2", "1"]


def test_a_list_gathered_by_person_adds_up_to_its_figure() -> None:
    rows = (contact("12"), GONE, contact("3"), contact("12"), GONE)
    gathered = by_person(rows)
    assert [(each.number, each.count) for each in gathered] == [("3", 1), ("12", 2), ("", 2)]
    assert sum(each.count for each in gathered) == len(rows)
    assert gathered[0] == Listed("3", "見本 花子", 1)


def test_each_of_those_whose_record_is_gone_is_a_person_of_her_own() -> None:
    assert listed(contact("12"), contact("12"), GONE, GONE).persons == 3


def test_what_may_not_be_listed_is_told_as_a_number() -> None:
    assert listed(contact("1"), counted=3).left_out == 2
    assert listed(contact("1")).left_out == 0


def test_the_shape_follows_from_the_rows() -> None:
    assert listed(REFERRAL).shape is Shape.REFERRALS
    assert listed(contact("1")).shape is Shape.CONTACTS
    assert listed(replace(contact("1"), service=None, category="")).shape is Shape.INBOUND
    assert listed(replace(contact("1"), on=None, service=None, category="")).shape is Shape.PEOPLE
    assert listed().shape is Shape.PEOPLE


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize("with_names", [True, False])
def test_every_row_has_a_cell_for_every_column_and_names_only_where_wanted(shape: Shape, with_names: bool) -> None:
    cells = FigureCells(shape, with_names, code_book(), "ja", JA)
    row = cells.row(REFERRAL if shape is Shape.REFERRALS else contact("12"), lambda day: day.isoformat())
    assert len(row) == len(cells.columns())
    assert any("田" in cell or "花" in cell for cell in row) is with_names
    gone = cells.row(GONE, lambda day: day.isoformat())
    assert "(廃棄済み)" in gone


# --- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (Figure(FigureKind.CATEGORY, "alcohol", "contacts"), "相談(アルコール)の延人員"),
        (Figure(FigureKind.CONTACTS, "home_visit", "persons"), "訪問指導の実人員"),
        (Figure(FigureKind.CONTACTS, "", "persons_reported"), "相談等の全体の実人員(報告分)"),
        (Figure(FigureKind.CROSS, "telephone drugs", "contacts"), "電話相談(薬物)の延人員"),
        (Figure(FigureKind.STAFF, "4", "contacts"), "相談(担当:見本 みどり)の延人員"),
        (Figure(FigureKind.STAFF, "", "contacts"), "相談(担当:職員名簿にない人)の延人員"),
        (Figure(FigureKind.DISTRICT, "", "persons"), "相談(地区:記録なし)の実人員"),
        (Figure(FigureKind.HANDOFFS, "self_help_group", "accompanied"), "自助グループへのつなぎの同行"),
        (Figure(FigureKind.HANDOFFS, "", "referrals"), "つなぎ全体の件数"),
        (Figure(FigureKind.MODE, "letter_only", "declined"), "つなぎ(文書のみ)の本人辞退"),
        (Figure(FigureKind.ATTENDED_AFTER, "warm", "attended"), "紹介(ウォームハンドオフの後)の参加"),
        (Figure(FigureKind.ENGAGEMENTS, "medical_institution", "clients"), "医療機関との関わりの実人員(末日)"),
        (Figure(FigureKind.BENEFITS, "", "public_assistance"), "利用者全体の生活保護受給者"),
        (
            Figure(FigureKind.FORM, "monthly", "contacts", FormCell("contacts", ("telephone",), ("alcohol", "drugs"))),
            "報告様式(アルコール、薬物・電話相談)の延人員",
        ),
    ],
)
def test_figures_are_called_by_what_they_are_of_and_what_they_count(figure: Figure, words: str) -> None:
    assert FigureWords(code_book(), "ja", JA, {"4": "見本 みどり"}).name(figure) == words


def test_numbers_have_their_unit() -> None:
    ja, en = FigureWords(code_book(), "ja", JA), FigureWords(code_book(), "en", EN)
    persons = replace(CONTACTS, column="persons")
    assert ja.number(CONTACTS, 1087) == "1,087件"
    assert ja.number(persons, 12) == "12人"
    assert [en.number(persons, count) for count in (1, 2)] == ["1 person", "2 persons"]


def test_a_filter_is_told_condition_by_condition() -> None:
    codes = code_book()
    narrowed = TallyFilter(
        staff=NOBODY,
        district="",
        institution_id=3,
        category="drugs",
        sex=Sex.FEMALE,
        age_group=codes.age_groups.items[0],
    )
    parts = filter_parts(narrowed, FilterNames("", "架空断酒会"), codes, "ja", JA)
    assert parts[:4] == ("担当:職員名簿にない人", "地区:記録なし", "機関:架空断酒会", "相談内容:薬物")
    assert len(parts) == 6


def test_narrowed_figures_say_that_they_are_not_to_be_submitted_and_what_is_left_whole() -> None:
    codes = code_book()
    assert narrowed_words(EVERYTHING, FilterNames(), codes, "ja", JA) == ""
    words = narrowed_words(TallyFilter(sex=Sex.MALE), FilterNames(), codes, "ja", JA)
    assert "提出する数字ではありません" in words
    assert "絞り込めていない" not in words
    by_category = narrowed_words(TallyFilter(category="drugs"), FilterNames(), codes, "ja", JA)
    assert "絞り込めていないもの:つなぎ、当所への紹介、関わり、制度" in by_category
