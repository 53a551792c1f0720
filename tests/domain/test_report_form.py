"""Report forms: what may stand in one, and how it is filled, each rule by itself and all against counting by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from referral_desk.domain.codes import HandoffMode
from referral_desk.domain.form_filling import Counted, CountedRows, FilledForm, LineKind, fill
from referral_desk.domain.report_form import (
    NOT_YET,
    FormColumn,
    FormRow,
    Measure,
    ReportProfile,
    Source,
    Words,
    check_profile,
    column_codes,
    head_groups,
    not_gathered,
    row_codes,
    with_every_kind,
)
from referral_desk.resources import code_book
from referral_desk.services.report_profiles import shipped

CODES = code_book()
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
PERSONS = FormColumn(Words("実人員"), Measure.PERSONS, ("consultation",))
CONTACTS = FormColumn(Words("延人員"), Measure.CONTACTS)
SHARE = FormColumn(Words("構成比"), Measure.SHARE)
NEW = FormColumn(Words("新規"), Measure.FIRST_IN_YEAR)
ALCOHOL = FormRow(Words("アルコール"), ("alcohol",))
REST = FormRow(Words("その他"), ("other", "epilepsy"))
WITHDRAWAL = FormRow(Words("ひきこもり"), ("social_withdrawal", "developmental"))
FORM = ReportProfile(
    "sample", Words("見本"), rows=(ALCOHOL, REST), columns=(PERSONS, CONTACTS, SHARE), again=(WITHDRAWAL,)
)


def seen(
    person: str,
    category: str,
    service: str = "consultation",
    factors: tuple[str, ...] = (),
    count: int = 1,
    *,
    year: int = 2026,
    before: bool = False,
) -> Counted:
    return Counted(person, service, category, frozenset(factors), count, year, before)


def filled(form: ReportProfile, *rows: Counted) -> FilledForm:
    return fill(form, FIRST, LAST, CountedRows(rows, closed=False))


def figures(form: FilledForm) -> dict[str, tuple[int | float | None, ...]]:
    return {line.words.ja: line.cells for line in form.lines}


def test_a_total_of_persons_counts_each_person_once() -> None:
    made = filled(FORM, seen("1", "alcohol"), seen("1", "other"), seen("2", "other"))
    assert figures(made)["アルコール"][0] == 1
    assert figures(made)["その他"][0] == 2
    assert figures(made)["計"][0] == 2


def test_contacts_add_up_and_persons_of_a_row_that_gathers_two_categories_do_not() -> None:
    made = filled(FORM, seen("1", "other", count=2), seen("1", "epilepsy", count=3), seen("1", "alcohol"))
    assert figures(made)["その他"][:2] == (1, 5)
    assert figures(made)["計"][:2] == (1, 6)


def test_a_column_counts_only_its_services() -> None:
    made = filled(FORM, seen("1", "alcohol", "telephone"))
    assert figures(made)["アルコール"][:2] == (0, 1)


def test_factors_are_stated_again_and_never_added_to_the_total() -> None:
    made = filled(
        FORM, seen("1", "alcohol", factors=("social_withdrawal", "developmental"), count=2), seen("2", "other")
    )
    assert figures(made)["ひきこもり"][:2] == (1, 2)
    assert figures(made)["計"][:2] == (2, 3)


def test_shares_are_of_all_contacts_of_the_form_with_one_decimal_half_up() -> None:
    made = filled(FORM, seen("1", "alcohol", count=1), seen("2", "other", count=15))
    assert figures(made)["アルコール"][2] == 6.3  # 6.25
    assert figures(made)["計"][2] == 100.0


def test_a_share_without_a_base_is_none() -> None:
    assert figures(filled(FORM))["アルコール"] == (0, 0, None)


def test_what_no_row_gathers_is_left_out_of_the_total_and_said() -> None:
    made = filled(FORM, seen("1", "gambling", count=4), seen("2", "alcohol"))
    assert made.left_out == 4
    assert figures(made)["計"][1] == 1
    assert "gambling" in not_gathered(FORM, CODES)


def test_what_no_column_takes_is_left_out_too() -> None:
    narrow = replace(FORM, columns=(PERSONS, SHARE))
    assert filled(narrow, seen("1", "alcohol", "email", count=2), seen("1", "alcohol")).left_out == 2


def test_new_persons_are_those_who_were_not_in_that_cell_earlier_in_the_fiscal_year() -> None:
    form = replace(FORM, columns=(NEW,))
    made = filled(form, seen("1", "alcohol", before=True), seen("1", "alcohol"), seen("1", "other"), seen("2", "other"))
    assert figures(made) == {"アルコール": (0,), "その他": (2,), "計": (1,), "ひきこもり": (0,)}


def test_a_person_of_two_fiscal_years_is_new_in_each() -> None:
    made = filled(replace(FORM, columns=(NEW, PERSONS)), seen("1", "alcohol"), seen("1", "alcohol", year=2027))
    assert figures(made)["アルコール"] == (2, 1)


def test_a_form_without_a_total_has_none_and_keeps_its_shares() -> None:
    made = filled(replace(FORM, total=False), seen("1", "alcohol"), seen("2", "other"))
    assert not made.of(LineKind.TOTAL)
    assert figures(made)["アルコール"][2] == 50.0


HANDOFFS = ReportProfile(
    "handoffs",
    Words("紹介"),
    Source.HANDOFFS,
    rows=(FormRow(Words("福祉事務所"), ("welfare_office",)),),
    columns=(
        FormColumn(Words("件数"), Measure.REFERRALS),
        FormColumn(Words("実人員"), Measure.PERSONS),
        FormColumn(Words("未実施"), Measure.REFERRALS, (NOT_YET,)),
        FormColumn(Words("率"), Measure.WARM_RATE),
    ),
)


def test_handoffs_still_to_come_are_counted_and_stay_outside_the_warm_rate() -> None:
    made = filled(
        HANDOFFS,
        Counted("1", HandoffMode.ACCOMPANIED, "welfare_office", frozenset(), 1, 2026),
        Counted("1", NOT_YET, "welfare_office", frozenset(), 2, 2026),
        Counted("2", HandoffMode.LETTER_ONLY, "welfare_office", frozenset(), 2, 2026),
    )
    assert figures(made)["福祉事務所"] == (5, 2, 2, 33.3)


def test_a_figure_says_what_its_cell_gathers() -> None:
    made = filled(FORM, seen("1", "alcohol"))
    row, _rest, total, again = made.lines
    cell = made.figure(row, 0).cell
    assert cell is not None
    assert (cell.across, cell.along, cell.factors) == (("consultation",), ("alcohol",), ())
    assert made.figure(total, 1).cell == replace(cell, across=(), along=("alcohol", "other", "epilepsy"))
    of_factor = made.figure(again, 1).cell
    assert of_factor is not None
    assert of_factor.factors == WITHDRAWAL.codes
    warm = filled(HANDOFFS).figure(filled(HANDOFFS).lines[0], 3).cell
    assert warm is not None
    assert set(warm.across) == {mode for mode in HandoffMode if mode.warm}


def test_a_form_says_what_a_figure_counts_in_it() -> None:
    made = filled(FORM, seen("1", "alcohol", count=3))
    assert made.value(made.figure(made.lines[0], 1)) == 3
    assert made.value(made.figure(made.lines[0], 2)) is None
    assert made.value(filled(HANDOFFS).figure(filled(HANDOFFS).lines[0], 0)) is None


def test_columns_beside_each_other_share_a_head() -> None:
    group = Words("相談")
    columns = (replace(PERSONS, group=group), replace(CONTACTS, group=group), SHARE, replace(NEW, group=group))
    assert [(each.words.ja, each.first, each.count) for each in head_groups(columns)] == [
        ("相談", 0, 2),
        ("", 2, 1),
        ("相談", 3, 1),
    ]


def test_a_form_is_valid_from_its_first_to_its_last_fiscal_year() -> None:
    form = replace(FORM, first_year=2020, last_year=2024)
    assert [form.valid_in(year) for year in (2019, 2020, 2024, 2025)] == [False, True, True, False]


# --- what may stand in a form -----------------------------------------------------------------------------------------

LONG = Words("あ" * 4000)
WRONG = {
    "no name": (replace(FORM, name=Words(" ", "")), "name"),
    "too long a name": (replace(FORM, name=LONG), "name"),
    "control characters": (replace(FORM, name=Words("見本\x00")), "name"),
    "no rows": (replace(FORM, rows=()), "rows"),
    "too many rows": (replace(FORM, rows=(ALCOHOL,) * 61), "rows"),
    "a row without a label": (replace(FORM, rows=(replace(ALCOHOL, words=Words()),)), "rows"),
    "a row of nothing": (replace(FORM, rows=(replace(ALCOHOL, codes=()),)), "rows"),
    "a row of something unknown": (replace(FORM, rows=(replace(ALCOHOL, codes=("kindness",)),)), "rows"),
    "a category in two rows": (replace(FORM, rows=(ALCOHOL, replace(REST, codes=("alcohol",)))), "rows"),
    "a category twice in a row": (replace(FORM, rows=(replace(ALCOHOL, codes=("alcohol", "alcohol")),)), "rows"),
    "no columns": (replace(FORM, columns=()), "columns"),
    "too many columns": (replace(FORM, columns=(CONTACTS,) * 25), "columns"),
    "a column without a label": (replace(FORM, columns=(replace(CONTACTS, words=Words()),)), "columns"),
    "too long a head": (replace(FORM, columns=(replace(CONTACTS, group=LONG),)), "columns"),
    "a column of something unknown": (replace(FORM, columns=(replace(CONTACTS, codes=("alcohol",)),)), "columns"),
    "a measure of the other source": (
        replace(FORM, columns=(replace(CONTACTS, measure=Measure.WARM_RATE),)),
        "columns",
    ),
    "a factor that is none": (replace(FORM, again=(replace(WITHDRAWAL, codes=("alcohol",)),)), "again"),
    "factors on a form of handoffs": (replace(HANDOFFS, again=(WITHDRAWAL,)), "again"),
    "a year out of range": (replace(FORM, first_year=26), "first_year"),
    "years the wrong way round": (replace(FORM, first_year=2026, last_year=2025), "last_year"),
    "too long a note": (replace(FORM, notes=(LONG,)), "notes"),
}


def test_a_form_that_can_be_filled_has_no_problems() -> None:
    assert check_profile(FORM, CODES) == check_profile(HANDOFFS, CODES) == ()


@pytest.mark.parametrize("what", WRONG)
def test_a_form_that_cannot_be_filled_says_where_it_is_wrong(what: str) -> None:
    form, field = WRONG[what]
    assert field in {problem.field for problem in check_profile(form, CODES)}


def test_no_word_of_a_form_is_taken_for_anything_else() -> None:
    """What staff type may hold braces; the sentences that quote it must not stumble over them."""
    form = replace(FORM, rows=(FormRow(Words("𠮷田<b>&{count}"), ("{what}",)),))
    assert [problem.message.render(str) for problem in check_profile(form, CODES)] == [
        "Row 1: “{what}” is not known here."
    ]


# --- the shipped forms ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", shipped(CODES), ids=lambda form: form.id)
def test_a_shipped_form_can_be_filled_and_leaves_nothing_out(form: ReportProfile) -> None:
    assert check_profile(form, CODES) == ()
    assert not_gathered(form, CODES) == ()
    rows = [
        Counted("1", across, along, frozenset(), 1, 2026)
        for across in column_codes(form.source, CODES)
        for along in row_codes(form.source, CODES)
    ]
    assert filled(form, *rows).left_out == 0
    assert all(words.ja and words.en for words in (form.name, *(row.words for row in form.rows), *form.notes))


def test_the_form_without_depression_states_it_under_mental_wellbeing_and_says_so() -> None:
    twelve, eleven = (next(form for form in shipped(CODES) if form.id == f"community_{count}") for count in (12, 11))
    assert (len(twelve.rows), len(eleven.rows)) == (12, 11)
    assert any(set(row.codes) == {"mental_wellbeing", "depression"} for row in eleven.rows)
    assert any("うつ" in note.ja for note in eleven.notes)


def test_the_handoff_form_has_a_row_for_the_centres_own_kinds() -> None:
    form = replace(HANDOFFS, rows=HANDOFFS.rows)
    assert {code for row in with_every_kind(form, CODES).rows for code in row.codes} == set(
        row_codes(Source.HANDOFFS, CODES)
    )
    assert with_every_kind(FORM, CODES) is FORM


# --- against counting by hand -----------------------------------------------------------------------------------------

CATEGORIES = ("alcohol", "other", "epilepsy", "gambling")
SERVICES = ("consultation", "telephone", "email")
FACTORS = ("social_withdrawal", "developmental", "disaster")
CONTACT = st.tuples(
    st.sampled_from("12345"),
    st.sampled_from(SERVICES),
    st.sampled_from(CATEGORIES),
    st.frozensets(st.sampled_from(FACTORS)),
    st.sampled_from((2026, 2027)),
    st.booleans(),
)


@settings(max_examples=120, deadline=None)
@given(contacts=st.lists(CONTACT, max_size=40))
def test_a_filled_form_is_what_counting_one_contact_after_the_other_gives(
    contacts: list[tuple[str, str, str, frozenset[str], int, bool]],
) -> None:
    form = replace(FORM, columns=(PERSONS, CONTACTS, SHARE, NEW))
    made = filled(form, *(Counted(who, how, what, why, 1, year, old) for who, how, what, why, year, old in contacts))
    mine = [each for each in contacts if not each[5]]
    on_form = [each for each in mine if each[2] in form.gathered]
    for line in made.lines:
        of_line = [
            each for each in contacts if each[2] in line.along and (not line.factors or set(line.factors) & each[3])
        ]
        now, before = [each for each in of_line if not each[5]], [each for each in of_line if each[5]]
        persons = len({each[0] for each in now if each[1] == "consultation"})
        new = {(each[0], each[4]) for each in now} - {(each[0], each[4]) for each in before}
        share = None
        if on_form:
            share = float((Decimal(len(now)) * 100 / len(on_form)).quantize(Decimal("0.1"), ROUND_HALF_UP))
        assert line.cells == (persons, len(now), share, len(new))
    assert made.left_out == len(mine) - len(on_form)
