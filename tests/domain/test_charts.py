"""Charts: what their geometry keeps to whatever is counted, what each says, and what it does not say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from referral_desk import resources
from referral_desk.domain.calendar import Period
from referral_desk.domain.chart_attended import AttendedChart, AttendedCount, attended_chart
from referral_desk.domain.chart_categories import Beside, CategoriesChart, categories_chart
from referral_desk.domain.chart_flow import FlowChart, FlowCount, flow_chart
from referral_desk.domain.chart_outcomes import OutcomesChart, outcomes_chart
from referral_desk.domain.chart_trend import MonthOfHandoffs, TrendChart, trend_chart
from referral_desk.domain.chart_words import ChartWords, whole_percent
from referral_desk.domain.charts import (
    LEAST_WIDTH,
    Area,
    Box,
    Chart,
    Dot,
    Drawing,
    Fill,
    Ink,
    Opens,
    Shape,
    Stroke,
    Word,
)
from referral_desk.domain.codes import ATTENDED_OUTCOMES, OTHER_OUTCOMES, HandoffMode, Outcome
from referral_desk.domain.tally import Figure, FigureKind, ModeRow, ShareRow
from referral_desk.domain.tally_charts import year_up_to

CODES = resources.code_book()
WORDS = ChartWords(CODES, "ja", str)
MONTH = Period.month(2026, 10)
BEFORE = Period.month(2026, 9)
HUGE = 10**9

counts = st.one_of(st.integers(0, 12), st.integers(0, HUGE))
widths = st.floats(LEAST_WIDTH, 900)
labels = st.one_of(
    st.just("自立相談支援機関"),
    st.just("ライフステージ型住民組織（育児・介護・障害のある人の家族の会など、とても長い名前の種別）"),
    st.text(max_size=60),
)


def month(number: int) -> Period:
    return Period.month(2020 + number // 12, number % 12 + 1)


def months_of(*numbers: tuple[int, int]) -> list[MonthOfHandoffs]:
    return [MonthOfHandoffs(month(69 - len(numbers) + 1 + at), *each) for at, each in enumerate(numbers)]


@st.composite
def trends(draw: st.DrawFn) -> TrendChart:
    numbers = draw(st.lists(st.tuples(counts, counts), max_size=60))
    months = [MonthOfHandoffs(month(at), min(pair), max(pair)) for at, pair in enumerate(numbers)]
    return trend_chart(months, ChartWords(CODES, draw(st.sampled_from(["ja", "en"])), str))


@st.composite
def attendances(draw: st.DrawFn) -> AttendedChart:
    pairs = [(code, draw(counts), draw(counts)) for code in ("warm", "contact", "information")]
    rows = [AttendedCount(code, min(one, other), max(one, other)) for code, one, other in pairs]
    return attended_chart(rows, WORDS, period=MONTH)


def mode_row(mode: HandoffMode, attended: int, declined: int, unchecked: int, otherwise: int) -> ModeRow:
    base = attended + declined + unchecked + otherwise
    return ModeRow(mode, base, attended, None, unchecked, None, declined)


@st.composite
def outcomes(draw: st.DrawFn) -> OutcomesChart:
    rows = [mode_row(mode, *(draw(counts) for _part in range(4))) for mode in HandoffMode]
    return outcomes_chart(rows, WORDS, about="", period=MONTH)


@st.composite
def categories(draw: st.DrawFn) -> CategoriesChart:
    codes = [item.code for item in CODES.contact_categories.items]
    rows = [ShareRow(code, draw(counts), draw(st.one_of(st.none(), st.just(100.0)))) for code in codes]
    beside = Beside("Before", BEFORE, {code: draw(counts) for code in codes})
    return categories_chart(rows, beside, WORDS, about="", period=MONTH)


@st.composite
def flows(draw: st.DrawFn) -> FlowChart:
    drawn = draw(st.lists(st.tuples(labels, counts, counts), max_size=60))
    rows = [FlowCount(f"kind-{at}", *each) for at, each in enumerate(drawn)]
    return flow_chart(rows, WORDS, about="", period=MONTH)


charts = st.one_of(trends(), attendances(), outcomes(), categories(), flows())


def extent(shape: Shape) -> Box:
    if isinstance(shape, Area):
        return shape.box
    if isinstance(shape, Word):
        return shape.box
    if isinstance(shape, Dot):
        return Box(shape.x - shape.radius, shape.y - shape.radius, 2 * shape.radius, 2 * shape.radius)
    xs, ys = [x for x, _y in shape.points], [y for _x, y in shape.points]
    return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def inside(box: Box, drawing: Drawing) -> bool:
    edge = 1e-6
    return (
        box.left >= -edge
        and box.top >= -edge
        and box.right <= drawing.width + edge
        and box.bottom <= drawing.height + edge
    )


def overlapping(words: Sequence[Word]) -> list[tuple[str, str]]:
    edge = 0.01
    found = []
    for at, one in enumerate(words):
        for other in words[at + 1 :]:
            a, b = one.box, other.box
            across = a.left < b.right - edge and b.left < a.right - edge
            if across and a.top < b.bottom - edge and b.top < a.bottom - edge:
                found.append((one.text, other.text))
    return found


def words_of(drawing: Drawing) -> list[Word]:
    return [shape for shape in drawing.shapes if isinstance(shape, Word)]


# --- what holds for every chart -----------------------------------------------------------------------------------


@settings(max_examples=50, deadline=None)
@given(chart=charts, width=widths)
def test_everything_lies_inside_the_frame(chart: Chart, width: float) -> None:
    drawing = chart.drawn(width)
    assert drawing.width == width
    assert [extent(shape) for shape in drawing.shapes if not inside(extent(shape), drawing)] == []
    assert [mark.place for mark in drawing.marks if not inside(mark.place, drawing)] == []
    for area in (shape for shape in drawing.shapes if isinstance(shape, Area)):
        assert all(
            area.box.left - 0.001 <= x <= area.box.right + 0.001
            and area.box.top - 0.001 <= y <= area.box.bottom + 0.001
            for line in area.pattern()
            for x, y in line
        )


@settings(max_examples=50, deadline=None)
@given(chart=charts, width=widths)
def test_no_two_words_overlap(chart: Chart, width: float) -> None:
    assert overlapping(words_of(chart.drawn(width))) == []


@settings(max_examples=25, deadline=None)
@given(chart=charts, width=widths)
def test_equal_charts_are_drawn_alike_and_every_mark_can_be_told(chart: Chart, width: float) -> None:
    drawing = chart.drawn(width)
    assert chart.drawn(width) == drawing
    keys = [mark.key for mark in drawing.marks]
    assert len(set(keys)) == len(keys)
    assert all(mark.spoken and mark.opens for mark in drawing.marks)
    for row in chart.table.rows:
        assert len(row.cells) == len(row.opens) == len(chart.table.columns)


@settings(max_examples=25, deadline=None)
@given(chart=charts)
def test_amber_is_for_warm_handoffs_alone(chart: Chart) -> None:
    shapes = chart.drawn(400).shapes
    amber = [each for each in shapes if isinstance(each, Area) and each.warm]
    if isinstance(chart, CategoriesChart | FlowChart):
        assert not amber
        assert not [each for each in shapes if isinstance(each, Dot)]
    assert all(each.fill is Fill.FILLED for each in amber)


def test_a_narrower_room_than_the_least_is_laid_out_at_the_least() -> None:
    assert trend_chart([], WORDS).drawn(10).width == LEAST_WIDTH


# --- the trend ------------------------------------------------------------------------------------------------------


def line_lengths(chart: Chart) -> list[int]:
    strokes = [each for each in chart.drawn(400).shapes if isinstance(each, Stroke)]
    return [len(each.points) for each in strokes if each.ink is Ink.WARM]


def test_a_month_without_handoffs_leaves_a_gap() -> None:
    chart = trend_chart(months_of((5, 10), (6, 10), (0, 0), (7, 10), (8, 10)), WORDS)
    assert line_lengths(chart) == [2, 2]
    assert len([each for each in chart.drawn(400).shapes if isinstance(each, Dot)]) == 4
    assert [mark.key for mark in chart.drawn(400).marks][2] == "2025-08"
    assert "—" in chart.table.rows[2].cells


def test_a_month_of_few_handoffs_is_a_hollow_point() -> None:
    dots = [each for each in trend_chart(months_of((5, 9), (6, 10)), WORDS).drawn(400).shapes if isinstance(each, Dot)]
    assert [dot.hollow for dot in dots] == [True, False]


def test_each_month_has_its_count_below_where_there_is_room() -> None:
    chart = trend_chart(months_of(*((3, 30 + n) for n in range(13))), WORDS)
    words = {each.text for each in words_of(chart.drawn(400))}
    assert words >= {str(30 + n) for n in range(13)} | {"10月", "令和7年", "令和6年", "10.0%"} - {"10.0%"}
    assert "42" in {each.text for each in words_of(chart.drawn(LEAST_WIDTH))}


def test_a_click_on_a_month_opens_it() -> None:
    drawing = trend_chart(months_of((5, 10), (6, 10), (7, 10)), WORDS).drawn(400)
    last = drawing.mark_at(398, 60)
    assert last is not None
    assert last.opens == Opens(MONTH.month(2025, 10))
    assert drawing.mark_at(-1, 60) is None


def test_the_trend_says_more_only_where_the_intervals_are_apart() -> None:
    before = [(20, 100)] * 12
    assert "more than in the 12 months before (20%)" in trend_chart(months_of(*before, (80, 100)), WORDS).says.title
    assert "less than" in trend_chart(months_of(*before, (1, 100)), WORDS).says.title
    assert "no clear difference" in trend_chart(months_of(*before, (22, 100)), WORDS).says.title


@pytest.mark.parametrize("months", [[], [(5, 10)], [(20, 100), (5, 9)], [(1, 9), (50, 100)], [(20, 100), (0, 0)]])
def test_the_trend_says_nothing_of_few(months: list[tuple[int, int]]) -> None:
    assert trend_chart(months_of(*months), WORDS).says.title == ""


# --- attended -------------------------------------------------------------------------------------------------------


def attended(warm: tuple[int, int], contact: tuple[int, int], information: tuple[int, int]) -> AttendedChart:
    rows = [
        AttendedCount("warm", *warm),
        AttendedCount("contact", *contact),
        AttendedCount("information", *information, unchecked=4),
    ]
    return attended_chart(rows, WORDS, about="", period=MONTH)


def test_the_title_compares_warm_with_information_only() -> None:
    chart = attended((149, 188), (44, 96), (63, 203))
    assert chart.says.title == "79% attended after a warm handoff (31% after information only)"


def test_intervals_that_meet_are_no_difference() -> None:
    assert attended((8, 12), (0, 0), (6, 12)).says.title.endswith("no clear difference")


@pytest.mark.parametrize("few", [(3, 9), (0, 0)])
def test_nothing_is_compared_with_few(few: tuple[int, int]) -> None:
    assert attended((149, 188), (44, 96), few).says.title == ""
    assert attended(few, (44, 96), (63, 203)).says.title == ""


def test_bars_differ_by_pattern_and_only_warm_is_amber() -> None:
    areas = [each for each in attended((149, 188), (44, 96), (63, 203)).drawn(400).shapes if isinstance(each, Area)]
    assert [(each.fill, each.warm) for each in areas] == [
        (Fill.FILLED, True),
        (Fill.HATCHED, False),
        (Fill.HOLLOW, False),
    ]
    assert len(areas[1].pattern()) > 5


def test_too_few_have_a_whisker_without_a_bar_and_no_percentage() -> None:
    chart = attended((149, 188), (5, 9), (0, 0))
    drawing = chart.drawn(400)
    assert len([each for each in drawing.shapes if isinstance(each, Area)]) == 1
    words = [each.text for each in words_of(drawing)]
    assert "n=9, too few to read" in words
    assert "56%" not in words
    whiskers = [each for each in drawing.shapes if isinstance(each, Stroke) and each.ink is Ink.PAPER]
    assert len(whiskers) == 2 * 3  # each a line with two ends
    assert "too few to read" in drawing.marks[1].spoken


def test_the_whisker_spans_the_interval_of_the_table() -> None:
    chart = attended((149, 188), (44, 96), (63, 203))
    drawing = chart.drawn(400)
    bar = next(each for each in drawing.shapes if isinstance(each, Area))
    hundred = bar.box.width * 188 / 149
    line = next(each for each in drawing.shapes if isinstance(each, Stroke) and each.ink is Ink.PAPER)
    ends = [round(100 * (x - bar.box.left) / hundred, 1) for x, _y in line.points]
    assert chart.table.rows[0].cells[4] == f"{ends[0]}–{ends[1]}%" == "72.9–84.4%"


def test_a_bar_opens_those_who_attended() -> None:
    mark = attended((149, 188), (44, 96), (63, 203)).drawn(400).marks[1]
    assert mark.opens == Opens(MONTH, Figure(FigureKind.ATTENDED_AFTER, "contact", "attended"))
    assert attended_chart([AttendedCount("warm", 1, 2)], WORDS).drawn(400).marks[0].opens is None


# --- outcomes -------------------------------------------------------------------------------------------------------


def test_the_parts_of_a_mode_fill_its_bar_and_open_their_names() -> None:
    row = mode_row(HandoffMode.THREE_WAY_CALL, 5, 2, 4, 9)
    drawing = outcomes_chart([row], WORDS, about="", period=MONTH).drawn(400)
    areas = [each for each in drawing.shapes if isinstance(each, Area)][5:]
    assert [each.fill for each in areas] == [Fill.FILLED, Fill.HATCHED, Fill.CROSSED, Fill.HOLLOW]
    assert [each.warm for each in areas] == [True, False, False, False]
    total = sum(each.box.width for each in areas)
    assert [round(each.box.width / total, 2) for each in areas] == [0.25, 0.45, 0.1, 0.2]
    opened = [mark.opens.figure for mark in drawing.marks if mark.opens]
    assert [figure.column for figure in opened if figure] == ["attended", "otherwise", "declined", "unchecked"]


def test_a_part_that_nobody_had_is_not_there() -> None:
    row = mode_row(HandoffMode.LETTER_ONLY, 5, 0, 0, 0)
    assert len(outcomes_chart([row], WORDS, about="", period=MONTH).drawn(400).marks) == 1


def test_every_outcome_belongs_to_one_part() -> None:
    rest = {Outcome.CLIENT_DECLINED, Outcome.NOT_YET_CHECKED, Outcome.UNKNOWN}
    assert sorted([*ATTENDED_OUTCOMES, *OTHER_OUTCOMES, *rest]) == sorted(Outcome)


def test_the_outcomes_say_how_many_nobody_knows() -> None:
    rows = [mode_row(HandoffMode.ACCOMPANIED, 18, 2, 7, 7)]
    title = outcomes_chart(rows, WORDS, about="", period=MONTH).says.title
    assert title == "Of 34 handed over 18 attended; of 7 (21%) the outcome is not known"
    known = outcomes_chart([mode_row(HandoffMode.ACCOMPANIED, 18, 2, 0, 7)], WORDS, about="", period=MONTH)
    assert known.says.title.endswith("every outcome is known")
    few = [mode_row(HandoffMode.ACCOMPANIED, 9, 0, 0, 0)]
    assert outcomes_chart(few, WORDS, about="", period=MONTH).says.title == ""


# --- categories -----------------------------------------------------------------------------------------------------


def about(now: dict[str, int], before: dict[str, int]) -> CategoriesChart:
    rows = [ShareRow(item.code, now.get(item.code, 0), None) for item in CODES.contact_categories.items]
    return categories_chart(rows, Beside("Month before", BEFORE, before), WORDS, about="", period=MONTH)


def test_the_most_frequent_category_stands_first_and_is_named() -> None:
    chart = about({"alcohol": 30, "gaming": 70}, {"gaming": 5, "alcohol": 15})
    assert [each.code for each in chart.bars][:3] == ["gaming", "alcohol", "older_age"]
    assert chart.says.title == "Most often: ゲーム, 70% of all contacts (Month before: 25%)"


def test_a_tie_or_few_contacts_name_no_category() -> None:
    assert about({"alcohol": 30, "gaming": 30}, {}).says.title == ""
    assert about({"alcohol": 9}, {}).says.title == ""
    assert about({"alcohol": 30}, {"alcohol": 9}).says.title == "Most often: アルコール, 100% of all contacts"


def test_the_month_before_is_a_thin_mark_at_its_count() -> None:
    chart = about({"alcohol": 40}, {"alcohol": 10})
    drawing = chart.drawn(400)
    bar = [each for each in drawing.shapes if isinstance(each, Area)][-1]
    thin = [each for each in drawing.shapes if isinstance(each, Stroke) and each.ink is Ink.INK][-1]
    assert thin.points[0][0] == pytest.approx(bar.box.left + bar.box.width / 4)
    assert chart.table.rows[0].opens[3] == Opens(BEFORE, Figure(FigureKind.CATEGORY, "alcohol", "contacts"))


# --- flow -----------------------------------------------------------------------------------------------------------


def flow(*counts: tuple[str, int, int]) -> FlowChart:
    return flow_chart([FlowCount(name, name, *each) for name, *each in counts], WORDS, about="", period=MONTH)


def test_out_goes_to_the_right_and_in_to_the_left_at_one_scale() -> None:
    drawing = flow(("clinic", 30, 15), ("group", 10, 0), ("office", 0, 0)).drawn(400)
    areas = [each for each in drawing.shapes if isinstance(each, Area)]
    assert [each.fill for each in areas] == [Fill.HATCHED, Fill.FILLED, Fill.FILLED]
    assert areas[0].box.right == pytest.approx(areas[1].box.left)
    assert areas[1].box.width == pytest.approx(2 * areas[0].box.width)
    assert [mark.key for mark in drawing.marks] == ["clinic in", "clinic out", "group out"]
    kinds = [mark.opens.figure.kind for mark in drawing.marks if mark.opens and mark.opens.figure]
    assert kinds == [FigureKind.INBOUND, FigureKind.HANDOFFS, FigureKind.HANDOFFS]


def test_without_referrals_from_outside_there_is_no_left_side() -> None:
    words = [each.text for each in words_of(flow(("clinic", 30, 0)).drawn(400))]
    assert "← Referrals in" not in words
    assert "Referrals out →" in words


def test_the_flow_names_where_most_went() -> None:
    assert flow(("clinic", 30, 0), ("group", 10, 5)).says.title == "Most referrals went to: clinic, 30 of 40 (75%)"
    assert flow(("clinic", 20, 0), ("group", 20, 5)).says.title == ""
    assert flow(("clinic", 9, 50)).says.title == ""


def test_whole_percent_rounds_half_up() -> None:
    assert [whole_percent(part, base) for part, base in ((1, 200), (1, 201), (5, 200), (0, 0))] == [
        "1%",
        "0%",
        "3%",
        "—",
    ]


# --- the year they look back over -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "today", "first", "last"),
    [
        (Period.month(2026, 10), date(2026, 11, 26), (2025, 11), (2026, 10)),
        (Period.month(2026, 12), date(2027, 1, 5), (2026, 1), (2026, 12)),
        (Period.fiscal_year(2026), date(2026, 11, 26), (2025, 12), (2026, 11)),
        (Period.month(2027, 3), date(2026, 11, 26), (2026, 4), (2027, 3)),
    ],
)
def test_charts_look_back_a_year_but_not_at_months_to_come(
    period: Period, today: date, first: tuple[int, int], last: tuple[int, int]
) -> None:
    assert year_up_to(period, today) == Period.months(first, last)
