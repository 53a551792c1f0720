"""Report forms over stored records: filled from live and frozen months, the names behind them, and files."""

from __future__ import annotations

import csv
import io
import json
import random
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pypdfium2
import pytest

from referral_desk.domain.calendar import Period, fiscal_year_of
from referral_desk.domain.codes import ContactService
from referral_desk.domain.form_filling import FilledForm, LineKind
from referral_desk.domain.report_form import FormColumn, FormRow, Measure, ReportProfile, Words
from referral_desk.domain.tally import Figure
from referral_desk.i18n import Language
from referral_desk.services import clients, closed_months, report_form_files, report_forms, report_profiles, tallies
from referral_desk.services.centre import Centre
from tests.making import CALL, LEAFLET, NOT_YET, add_client, add_contact, add_institution, add_referral

OCTOBER = Period.month(2026, 10)
SEPTEMBER_ON = Period.months((2026, 9), (2026, 10))
FIRST = date(2026, 8, 1)


def form(centre: Centre, code: str = "monthly", period: Period = OCTOBER) -> FilledForm:
    return report_forms.filled(centre, period, report_profiles.profile(centre, code).profile)


def behind(centre: Centre, made: FilledForm, figure: Figure) -> int:
    return len(tallies.names_behind(centre, Period(made.first, made.last), figure))


@pytest.fixture
def busy(centre: Centre) -> Centre:
    """Six people, ninety contacts over three months, some with factors; and referrals."""
    dice = random.Random(7)
    people = [add_client(centre, name=f"見本 {number}", kana="ミホン") for number in range(6)]
    factors = [item.code for item in centre.codes.factors.items]
    for _ in range(90):
        add_contact(
            centre,
            dice.choice(people).id,
            FIRST + timedelta(days=dice.randrange(92)),
            service=dice.choice(list(ContactService)),
            category=dice.choice(centre.codes.contact_categories.items).code,
            factors=tuple(dice.sample(factors, dice.choice((0, 0, 1, 2)))),
        )
    office, group = add_institution(centre), add_institution(centre, name="架空断酒会", kind="self_help_group")
    for person, place, facts in zip(
        people, (office, group, office, group), (CALL, LEAFLET, NOT_YET, CALL), strict=False
    ):
        add_referral(centre, person.id, place.id, facts, on=date(2026, 10, 9))
    return centre


@pytest.mark.parametrize("period", [OCTOBER, SEPTEMBER_ON])
@pytest.mark.parametrize("code", ["monthly", "community_11", "handoffs"])
def test_every_figure_that_counts_opens_as_many_names(busy: Centre, code: str, period: Period) -> None:
    made = form(busy, code, period)
    figures = [
        (value, made.figure(line, place))
        for line in made.lines
        for place, value in enumerate(line.cells)
        if value and not made.profile.columns[place].measure.percent
    ]
    assert len(figures) > 10
    for value, figure in random.Random(3).sample(figures, 11):
        assert behind(busy, made, figure) == value, figure


def test_the_form_agrees_with_the_tally(busy: Centre) -> None:
    made, tally = form(busy, "community_12"), tallies.tally(busy, OCTOBER)
    (total,) = made.of(LineKind.TOTAL)
    assert total.cells[-2:] == (tally.persons_reported, tally.contacts)
    assert [line.cells[-1] for line in made.of(LineKind.ROW)] == [row.contacts for row in tally.by_category]
    assert [line.cells[-1] for line in made.of(LineKind.AGAIN)] == [row.contacts for row in tally.by_factor]
    services = {row.code: row for row in tally.by_service}
    assert total.cells[:2] == (services["consultation"].persons, services["consultation"].contacts)


def test_the_handoff_form_agrees_with_the_tally(busy: Centre) -> None:
    made, handoffs = form(busy, "handoffs"), tallies.tally(busy, OCTOBER).handoffs
    (total,) = made.of(LineKind.TOTAL)
    assert total.cells[:2] == (handoffs.referrals, handoffs.clients)
    assert total.cells[2:8] == tuple(handoffs.by_mode.values())
    assert total.cells[8:] == (handoffs.not_yet_handed_over, handoffs.warm, handoffs.warm_rate)


def test_new_persons_of_the_months_add_up_to_the_persons_of_the_year(busy: Centre) -> None:
    by_month: Counter[tuple[str, int]] = Counter()
    year = form(busy, period=Period.fiscal_year(2026))
    new = next(i for i, column in enumerate(year.profile.columns) if column.measure is Measure.FIRST_IN_YEAR)
    for month in year.first.__class__(2026, 4, 1), *(date(2026, number, 1) for number in range(5, 13)):
        for line in form(busy, period=Period.month(month.year, month.month)).lines:
            by_month[line.words.ja, 0] += int(line.cells[new] or 0)
    for line in year.lines:
        assert by_month[line.words.ja, 0] == line.cells[new] == line.cells[new - 1]


def test_a_closed_month_keeps_its_form_whatever_is_entered_later(busy: Centre) -> None:
    before = form(busy)
    closed_months.close_month(busy, 2026, 10)
    late = add_client(busy, name="例田 遅", kana="レイタ")
    add_contact(busy, late.id, date(2026, 10, 30), factors=("disaster",))
    assert form(busy) == replace(before, closed=True)
    row = before.lines[0]
    place = next(i for i, column in enumerate(before.profile.columns) if column.measure is Measure.CONTACTS)
    assert behind(busy, before, before.figure(row, place)) == row.cells[place]


def test_closed_and_open_months_count_a_person_of_both_once(busy: Centre) -> None:
    before = form(busy, period=SEPTEMBER_ON)
    closed_months.close_month(busy, 2026, 9)
    assert form(busy, period=SEPTEMBER_ON) == before
    for line in before.lines[:3]:
        for place, value in enumerate(line.cells):
            if value and not before.profile.columns[place].measure.percent:
                assert behind(busy, before, before.figure(line, place)) == value


def test_grouping_agrees_with_counting_the_contacts_one_by_one(busy: Centre) -> None:
    own = ReportProfile(
        "own",
        Words("架空"),
        rows=(FormRow(Words("依存"), ("alcohol", "drugs", "gambling", "gaming")), FormRow(Words("他"), ("other",))),
        columns=(
            FormColumn(Words("実"), Measure.PERSONS, ("consultation", "telephone")),
            FormColumn(Words("延"), Measure.CONTACTS),
        ),
        again=(FormRow(Words("災害等"), ("disaster", "crime_victim")),),
    )
    made = report_forms.filled(busy, OCTOBER, own)
    every = [
        each
        for client_id in range(1, 7)
        for each in clients.page(busy, client_id).contacts
        if OCTOBER.has(each.on) and each.category in own.gathered
    ]
    for line in made.lines:
        mine = [
            each
            for each in every
            if each.category in line.along and (not line.factors or set(line.factors) & set(each.factors))
        ]
        persons = {each.client_id for each in mine if each.service in ("consultation", "telephone")}
        assert line.cells == (len(persons), len(mine))


def test_the_page_says_what_was_submitted_when_and_what_sealed_it(busy: Centre) -> None:
    closed = closed_months.close_month(busy, 2026, 10).record
    words = {}
    for language in Language:
        document = pypdfium2.PdfDocument(report_form_files.form_pdf(busy, form(busy), language=language))
        assert len(document) == 1
        words[language] = document[0].get_textpage().get_text_range().replace("\r\n", "")
        width, height = document[0].get_size()
        assert width > height
    assert all(closed.head in text for text in words.values())
    assert all(
        part in words[Language.JA] for part in ("架空市保健所", "令和8年10月", "令和8年度", "提出先", "再掲", "実人員")
    )
    assert "Submitted to" in words[Language.EN]


def test_a_narrow_form_stands_upright_and_a_long_one_runs_on_with_its_head(busy: Centre) -> None:
    codes = [item.code for item in busy.codes.contact_categories.items]
    narrow = ReportProfile(
        "own",
        Words("𠮷田<b>&の様式"),
        rows=tuple(FormRow(Words(f"行{number} " + "長い名前" * 8), (code,)) for number, code in enumerate(codes)),
        columns=(FormColumn(Words("延人員"), Measure.CONTACTS),),
        notes=tuple(Words(f"注{number} " + "とても長い注記です。" * 20) for number in range(12)),
    )
    document = pypdfium2.PdfDocument(report_form_files.form_pdf(busy, report_forms.filled(busy, OCTOBER, narrow)))
    assert document[0].get_size()[0] < document[0].get_size()[1]
    text = "".join(page.get_textpage().get_text_range() for page in document)
    assert "𠮷田<b>&の様式" in text
    assert "注11" in text


def test_csv_and_workbook_hold_the_figures_as_numbers_and_no_formulas(busy: Centre) -> None:
    own = replace(
        report_profiles.profile(busy, "monthly").profile,
        name=Words("=1+1"),
        rows=(FormRow(Words("=A1"), ("alcohol",)),),
    )
    made = report_forms.filled(busy, OCTOBER, own)
    rows = list(csv.reader(io.StringIO(report_form_files.to_csv(made, Language.JA).decode("utf-8-sig"))))
    assert rows[0][0] == "'=1+1"
    assert rows[3] == ["'=A1", *("" if cell is None else str(cell) for cell in made.lines[0].cells)]
    book = zipfile.ZipFile(io.BytesIO(report_form_files.to_xlsx(made, busy, Language.EN)))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert f"<v>{made.lines[0].cells[-2]}</v>" in sheet


def test_json_gives_every_line_with_its_figures(busy: Centre) -> None:
    made = form(busy, "community_11")
    read = json.loads(json.dumps(report_forms.as_json(made, "en")))
    assert read["form"]["id"] == "community_11"
    assert [line["figures"] for line in read["lines"]] == [list(line.cells) for line in made.lines]
    assert len(read["columns"]) == len(read["lines"][0]["figures"])
    assert read["period"] == {"from": "2026-10-01", "to": "2026-10-31", "closed": False}


def test_a_form_of_another_fiscal_year_says_so_on_paper(busy: Centre) -> None:
    old = replace(report_profiles.profile(busy, "monthly").profile, last_year=fiscal_year_of(OCTOBER.first) - 1)
    document = pypdfium2.PdfDocument(
        report_form_files.form_pdf(busy, report_forms.filled(busy, OCTOBER, old), language=Language.EN)
    )
    assert "other fiscal years" in document[0].get_textpage().get_text_range().replace("\r\n", " ")
