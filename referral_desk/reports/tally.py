"""Draws the tally's form on A4: services and categories side by side, then handoffs, the rest, and the charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from referral_desk.domain.documents.tally_page import Figures, TallyPage
from referral_desk.reports import styles
from referral_desk.reports.charts import set_charts
from referral_desk.reports.drawing import HAIRLINE, HEAVY, Box, Info, paint
from referral_desk.reports.fonts import Face
from referral_desk.reports.layout import Align, Line, figures, single_line
from referral_desk.reports.page import Cell, Flow, Grid, Row, foot_line, set_text
from referral_desk.reports.styles import Style

_FRAME = styles.TABLE_FRAME
_GAP = 18.0
_HALF = (_FRAME.measure - _GAP) / 2
_PADDING = 1.9
_FIGURE = 46.0
_SHARE_MORE = 9.0
_HEADING_HEIGHT = 26.0


@dataclass(frozen=True)
class _Table:
    """A table laid out: the rows in their columns, the lines of the note below."""

    heading: str
    columns: tuple[float, ...]
    head: Row
    rows: Sequence[Row]
    note: Sequence[Line]

    @property
    def height(self) -> float:
        """The height with heading and note, in points."""
        rows = sum(row.height + 2 * _PADDING for row in (self.head, *self.rows))
        return _HEADING_HEIGHT + rows + len(self.note) * styles.TABLE_HEAD.leading + 3


def tally_pdf(page: TallyPage) -> bytes:
    """Return the form as PDF; raises MissingGlyphs."""
    flow = Flow(_FRAME)
    _head(flow, page)
    _side_by_side(flow, [page.services, page.factors], [page.categories])
    _wide(flow, page.handoffs, label=112.0)
    _wide(flow, page.modes, label=130.0)
    _side_by_side(flow, [page.engagements], [page.benefits])
    if page.charts:
        _charts(flow, page)
    foot = foot_line(_FRAME, styles.FOOT, f"{page.centre}\u3000{page.title}", page.made_on)
    return paint(flow.finish(foot), Info(page.about.title, page.about.author, page.about.language, Face.GOTHIC))


def _head(flow: Flow, page: TallyPage) -> None:
    flow.text(page.title, styles.TITLE)
    flow.text(f"{page.centre}\u3000\u3000{page.state}", styles.TABLE_TEXT)
    for closing in page.closings:
        flow.text(closing, styles.TABLE_HEAD)
    if page.warning:
        _warning(flow, page.warning)
    flow.space(4)
    flow.rule(thickness=1.2, grey=0.0)


def _warning(flow: Flow, text: str) -> None:
    """Set a sentence in a frame, so that narrowed figures are not taken for the ones to be submitted."""
    style, white = styles.TABLE_TOTAL, 6.0
    lines = set_text(text, _FRAME.measure - 2 * white, style)
    height = len(lines) * style.leading + white
    flow.space(4)
    flow.sheet.marks.append(Box(_FRAME.left, flow.y - height, _FRAME.measure, height, thickness=1.2, stroke=0.0))
    flow.y -= white / 2
    flow.lines(lines, style, left=white, width=_FRAME.measure - 2 * white)
    flow.y -= white / 2


def _charts(flow: Flow, page: TallyPage) -> None:
    """Set the charts on pages of their own, and their figures behind them."""
    trend, attended, outcomes, categories, institutions = page.charts
    flow.new_page()
    flow.text(page.charts_title, styles.TITLE)
    flow.space(6)
    set_charts(flow, [[trend], [attended], [outcomes], [categories, institutions]])
    months, groups, modes, contents, kinds = page.chart_tables
    for table in (groups, modes):
        _wide(flow, table, label=150.0)
    _side_by_side(flow, [months, contents], [kinds])


def _heading(flow: Flow, text: str, following: float, left: float = 0.0, width: float | None = None) -> None:
    flow.space(_HEADING_HEIGHT - styles.HEADING.leading - 2)
    flow.keep(styles.HEADING.leading + 2 + following)
    flow.text(text, styles.HEADING, left=left, width=width)
    flow.space(2)


def _side_by_side(flow: Flow, left: Sequence[Figures], right: Sequence[Figures]) -> None:
    """Set two columns of tables on one page; tables too long for that stand below each other."""
    columns = [[_built(table, _HALF, _FIGURE) for table in tables] for tables in (left, right)]
    height = max(sum(table.height for table in column) for column in columns)
    if height > _FRAME.height - _FRAME.top - _FRAME.bottom:
        for table in (*left, *right):
            _set(flow, _built(table, _FRAME.measure, _FIGURE), 0.0)
        return
    flow.keep(height)
    top = flow.y
    lows = []
    for column, offset in zip(columns, (0.0, _HALF + _GAP), strict=True):
        flow.y = top
        for built in column:
            _set(flow, built, offset)
        lows.append(flow.y)
    flow.y = min(lows)


def _wide(flow: Flow, table: Figures, label: float) -> None:
    figure = (_FRAME.measure - label) / (len(table.columns) - 1)
    _set(flow, _built(table, _FRAME.measure, figure, label), 0.0)


def _built(table: Figures, width: float, figure: float, label: float | None = None) -> _Table:
    """Return a table's rows; its figure columns are ``figure`` wide, the name has the rest or ``label``."""
    count = len(table.columns) - 1
    if label is None and count > 2:
        figure -= 4.0
    name = width - count * figure if label is None else label
    printed = [*table.rows, *([table.total] if table.total else [])]
    are_shares = [any(row[number].endswith(("%", "—")) for row in printed[-1:]) for number in range(1, count + 1)]
    wider = [figure + _SHARE_MORE if is_share else figure for is_share in are_shares]
    less = (name + sum(wider) - width) if label is None else 0.0
    fit = 1.0 if label is None else (width - name) / sum(wider)
    columns = (name - less, *(each * fit for each in wider))
    rows = [_row(row, columns, styles.TABLE_TEXT) for row in table.rows]
    if table.total:
        if rows:
            rows[-1] = Row(rows[-1].cells, splits=False, rule=HEAVY)
        rows.append(_row(table.total, columns, styles.TABLE_TOTAL))
    head = _row(table.columns, columns, styles.TABLE_HEAD, words=True)
    note = set_text(table.note, width, styles.TABLE_HEAD) if table.note else []
    return _Table(table.heading, columns, head, rows, note)


def _set(flow: Flow, table: _Table, left: float) -> None:
    width = sum(table.columns)
    if table.height < (_FRAME.height - _FRAME.top - _FRAME.bottom) * 0.6:
        flow.keep(table.height)
    _heading(flow, table.heading, 4 * styles.TABLE_TEXT.leading, left, width)
    flow.table(table.rows, Grid(table.columns, table.head, padding=_PADDING, left=left))
    if table.note:
        flow.space(2)
        flow.lines(table.note, styles.TABLE_HEAD, left=left, width=width)


def _with_whole_words(text: str, width: float, style: Style) -> Style:
    """Return the style, smaller if need be, at which the longest word of a heading is not broken."""
    longest = max(
        (single_line(word, style.face, style.size).width for word in text.split() if word.isascii()), default=0.0
    )
    return style.but(size=max(5.5, style.size * width / longest)) if longest > width else style


def _row(texts: Sequence[str], columns: Sequence[float], style: Style, *, words: bool = False) -> Row:
    right = style.but(align=Align.RIGHT)
    name = Cell(set_text(texts[0], columns[0] - 6, style), style)
    cells = [name]
    for text, width in zip(texts[1:], columns[1:], strict=True):
        lines = (
            set_text(text, width - 4, _with_whole_words(text, width - 4, right))
            if words
            else [figures(text, style.face, style.size)]
        )
        if not words and lines[0].width > width - 2:
            small = style.size * (width - 2) / lines[0].width
            lines = [single_line(text, style.face, small)]
        cells.append(Cell(lines, right))
    return Row(cells, splits=False, rule=HAIRLINE)
