"""Figures and their lists: every figure of the tally against its list, live and closed; lists on paper and in files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pypdfium2
import pytest
from openpyxl import load_workbook

from referral_desk.db import audit
from referral_desk.db.queries import behind, figures, restrictions
from referral_desk.domain.access import Action
from referral_desk.domain.audit import AuditFilter
from referral_desk.domain.calendar import Period
from referral_desk.domain.codes import ContactService, Sex
from referral_desk.domain.documents.figure_list import ListPaper
from referral_desk.domain.documents.tally_appendix import figures_on_page
from referral_desk.domain.figure_list import LIST_LIMIT, FigureList, Order
from referral_desk.domain.tally import Figure, FigureKind, Tally
from referral_desk.domain.tally_figures import counts_people, figures_of, value_of
from referral_desk.domain.tally_filter import EVERYTHING, TallyFilter
from referral_desk.services import closed_months, figure_lists, tallies, tally_appendix
from referral_desk.services.centre import Centre
from referral_desk.services.demo import DemoCentre, demo_centre
from tests.making import CALL, LEAFLET, LOGIN, NOT_YET, add_client, add_contact, add_institution, add_referral

OCTOBER = Period.month(2026, 10)
CONTACTS = Figure(FigureKind.CONTACTS, "", "contacts")
PERSONS = Figure(FigureKind.CONTACTS, "", "persons")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoCentre]:
    """The demo centre, of which October is closed from the first test of closed months on."""
    centre = demo_centre(date(2026, 11, 23), parent=tmp_path_factory.mktemp("demo"))
    yield centre
    centre.close()


def disagreeing(
    centre: Centre, period: Period, narrowed: TallyFilter = EVERYTHING, *, zeros: bool = False
) -> tuple[list[Figure], Tally]:
    """Return the figures whose list is longer or shorter than they say, or names somebody twice.

    ``zeros``: those that are 0 as well, whose lists must be empty.
    """
    tally = tallies.tally(centre, period, narrowed)
    wrong = []
    with centre.read() as session:
        for figure, value in figures_of(tally):
            if not value and not zeros:
                continue
            rows = behind.behind(session, period, figure, narrowed, centre.codes)
            listed = FigureList(figure, period, rows, value, narrowed)
            if len(rows) != value or (counts_people(figure) and listed.persons != value):
                wrong.append(figure)
    return wrong, tally


def test_every_figure_of_a_live_month_has_as_many_entries_in_its_list(demo: DemoCentre) -> None:
    wrong, tally = disagreeing(demo, Period.month(2026, 11), zeros=True)
    assert wrong == []
    assert tally.closed is False
    assert sum(1 for _figure, value in figures_of(tally) if value) > 150


def test_narrowed_figures_agree_with_their_narrowed_lists(demo: DemoCentre) -> None:
    whole = tallies.tally(demo, OCTOBER)
    narrowed = TallyFilter(sex=Sex.FEMALE, category="alcohol")
    wrong, tally = disagreeing(demo, OCTOBER, narrowed)
    assert wrong == []
    assert 0 < tally.contacts < whole.contacts


def closed(demo: DemoCentre) -> dict[Figure, int]:
    """Close October if it is open; return its figures as they were submitted."""
    if closed_months.closed_month(demo, 2026, 10) is None:
        closed_months.close_month(demo, 2026, 10)
    return dict(figures_of(tallies.tally(demo, OCTOBER)))


def test_every_figure_of_a_closed_month_agrees_and_stays(demo: DemoCentre) -> None:
    before = closed(demo)
    add_contact(demo, 1, date(2026, 10, 7), service=ContactService.TELEPHONE)
    wrong, tally = disagreeing(demo, OCTOBER)
    assert wrong == []
    assert tally.closed
    assert dict(figures_of(tally)) == before


def test_figures_of_days_in_two_fiscal_years_with_a_closed_month_agree_with_their_lists(demo: DemoCentre) -> None:
    closed(demo)
    wrong, tally = disagreeing(demo, Period(date(2026, 3, 20), date(2026, 11, 10)))
    assert wrong == []
    assert not tally.closed
    assert tally.persons < tally.contacts


def test_the_value_of_a_figure_is_the_one_it_was_listed_with(demo: DemoCentre) -> None:
    tally = tallies.tally(demo, Period.fiscal_year(2026))
    for figure, value in figures_of(tally):
        assert value_of(tally, figure) == value
    assert value_of(tally, Figure(FigureKind.FORM, "monthly", "contacts")) is None
    assert value_of(tally, Figure(FigureKind.HANDOFFS, "no_such_kind", "referrals")) is None


# --- paper and files --------------------------------------------------------------------------------------------------


@pytest.fixture
def busy(centre: Centre) -> Centre:
    """Two clients, one of whom has a name that a spreadsheet would take for a formula."""
    hanako = add_client(centre)
    formula = add_client(centre, name="=1+1 <b>&𠮷", kana="シキ")
    group = add_institution(centre, name="架空断酒会", kind="self_help_group")
    for day in (5, 6, 6):
        add_contact(centre, hanako.id, date(2026, 10, day))
    add_contact(centre, formula.id, date(2026, 10, 7))
    add_referral(centre, hanako.id, group.id, CALL, on=date(2026, 10, 5))
    add_referral(centre, formula.id, group.id, LEAFLET, on=date(2026, 10, 6))
    add_referral(centre, formula.id, group.id, NOT_YET, on=date(2026, 10, 7))
    return centre


def paper(centre: Centre, figure: Figure = CONTACTS, *, with_names: bool) -> ListPaper:
    listed = figure_lists.read(centre, OCTOBER, figure)
    return ListPaper(listed, listed.found("", Order.COUNTED), with_names)


def words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return text


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_list_by_number_bears_no_name_on_paper_or_in_files(busy: Centre) -> None:
    for figure in (CONTACTS, PERSONS, Figure(FigureKind.HANDOFFS, "", "referrals")):
        content = paper(busy, figure, with_names=False)
        sheet = "\n".join(str(cell.value) for row in _sheet(figure_lists.to_xlsx(busy, content)) for cell in row)
        for text in (words(figure_lists.to_pdf(busy, content)), figure_lists.to_csv(busy, content).decode(), sheet):
            assert "00001" in text
            assert not any(mark in text for mark in ("花子", "ハナコ", "1+1", "シキ", "取扱注意"))


def test_a_list_holds_as_many_entries_as_are_read() -> None:
    assert figures.LIMIT == LIST_LIMIT


def test_a_list_that_is_cut_says_so_and_not_that_others_only_may_see_the_rest(busy: Centre) -> None:
    listed = replace(figure_lists.read(busy, OCTOBER, CONTACTS), counted=LIST_LIMIT + 5)
    assert listed.left_out == 0
    text = words(figure_lists.to_pdf(busy, ListPaper(listed, listed.rows, with_names=False)))
    assert "一覧には4件まで出ています" in text


def test_a_figure_that_nobody_told_is_counted_where_somebody_may_not_be_listed(busy: Centre) -> None:
    assert figure_lists.read(busy, OCTOBER, CONTACTS).counted is None
    with busy.write(Action.RESTRICT_CLIENT) as session:
        restrictions.restrict(session, 1, ("somebody-else",), datetime(2026, 11, 24, 3, tzinfo=UTC), LOGIN)
    listed = figure_lists.read(busy, OCTOBER, CONTACTS)
    assert (listed.counted, len(listed.rows), listed.left_out) == (4, 1, 3)


def test_a_list_with_names_is_marked_on_paper(busy: Centre) -> None:
    text = words(figure_lists.to_pdf(busy, paper(busy, with_names=True)))
    assert "取扱注意" in text
    assert "=1+1 <b>&𠮷" in text
    assert "相談等の全体の延人員 4件、令和8年10月" in text


def _sheet(content: bytes) -> Iterator[tuple[object, ...]]:
    return iter(load_workbook(io.BytesIO(content)).active.iter_rows())  # type: ignore[union-attr]


def test_no_cell_of_a_file_is_a_formula(busy: Centre) -> None:
    content = paper(busy, with_names=True)
    table = rows_of(figure_lists.to_csv(busy, content))
    assert table[0] == ["日付", "利用者番号", "氏名", "フリガナ", "方法", "相談内容"]
    assert table[-1][:3] == ["2026-10-07", "00002", "'=1+1 <b>&𠮷"]
    cells = [cell for row in _sheet(figure_lists.to_xlsx(busy, content)) for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}  # type: ignore[attr-defined]
    assert "=1+1 <b>&𠮷" in [cell.value for cell in cells]  # type: ignore[attr-defined]


def test_a_part_of_a_list_says_that_it_is_one(busy: Centre) -> None:
    listed = figure_lists.read(busy, OCTOBER, CONTACTS, counted=6)
    text = words(figure_lists.to_pdf(busy, ListPaper(listed, listed.found("00002", Order.COUNTED), with_names=False)))
    assert "全4件中 1件" in text
    assert "このうち2件は、閲覧を限られた利用者のため" in text
    assert "相談等の全体の延人員 6件" in text


def test_making_a_long_list_can_be_stopped(busy: Centre) -> None:
    listed = figure_lists.read(busy, OCTOBER, CONTACTS)
    long = ListPaper(listed, listed.rows * 500, with_names=True)
    seen: list[tuple[int, int]] = []

    class Stopped(Exception):
        pass

    def stop(done: int, total: int) -> None:
        seen.append((done, total))
        if done:
            raise Stopped

    for make in (figure_lists.to_pdf, figure_lists.to_csv, figure_lists.to_xlsx):
        seen.clear()
        with pytest.raises(Stopped):
            make(busy, long, progress=stop)
        assert seen[-1][0] > 0
        assert seen[-1][1] == 2_000


# --- the appendix -----------------------------------------------------------------------------------------------------


def appendix(centre: Centre, tally: Tally, *, with_names: bool) -> str:
    return words(
        tally_appendix.tally_with_lists(centre, tally, with_names=with_names, progress=lambda _done, _total: None)
    )


def test_the_appendix_stands_behind_the_page_and_names_nobody(busy: Centre) -> None:
    text = appendix(busy, tallies.tally(busy, OCTOBER), with_names=False)
    assert text.index("令和8年10月　月報") < text.index("別紙 明細 令和8年10月")
    assert "00001×3、00002" in text
    assert not any(mark in text for mark in ("花子", "1+1", "取扱注意"))


def test_the_appendix_with_names_is_marked(busy: Centre) -> None:
    text = appendix(busy, tallies.tally(busy, OCTOBER), with_names=True)
    assert "取扱注意" in text
    assert "00001 見本 花子×3" in text


def test_the_appendix_lists_what_stands_on_the_page_and_nothing_that_is_0(busy: Centre) -> None:
    tally = tallies.tally(busy, OCTOBER)
    wanted = figures_on_page(tally)
    assert all(value for _figure, value in wanted)
    assert (CONTACTS, 4) in wanted
    assert (Figure(FigureKind.HANDOFFS, "self_help_group", "not_yet_handed_over"), 1) in wanted
    assert not [figure for figure, _value in wanted if figure.kind in (FigureKind.CROSS, FigureKind.STAFF)]


def test_the_lists_of_all_figures_are_noted_once(busy: Centre) -> None:
    tally = tallies.tally(busy, OCTOBER)
    appendix(busy, tally, with_names=False)
    with busy.read() as session:
        noted = audit.rows(session, AuditFilter(actions=("read_figures",)))
    assert [dict(row.detail) for row in noted] == [{"figure": "every", "from": "2026-10-01", "to": "2026-10-31"}]


def test_making_the_appendix_can_be_stopped(busy: Centre) -> None:
    class Stopped(Exception):
        pass

    def stop(done: int, total: int) -> None:
        assert 0 <= done < total
        if done > 5:
            raise Stopped

    with pytest.raises(Stopped):
        tally_appendix.tally_with_lists(busy, tallies.tally(busy, OCTOBER), with_names=False, progress=stop)


def test_an_empty_month_has_an_appendix_that_says_so(centre: Centre) -> None:
    assert "この期間に数えた人はいません。" in appendix(centre, tallies.tally(centre, OCTOBER), with_names=False)


def test_a_narrowed_tally_says_so_on_the_page_and_in_the_appendix(busy: Centre) -> None:
    tally = tallies.tally(busy, OCTOBER, TallyFilter(category="alcohol"))
    text = appendix(busy, tally, with_names=False).replace("\r\n", "")
    assert text.count("絞り込み中(相談内容:アルコール)。提出する数字ではありません。") == 2
