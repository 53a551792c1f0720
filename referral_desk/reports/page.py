"""Flowing text and tables over as many pages as they need.

A :class:`Flow` keeps where the next line goes and opens a new page when there is no room; the foot, which needs to
know how many pages there are, is set at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from referral_desk.reports.drawing import HAIRLINE, HEAVY, SOFT_INK, Rule, Sheet, TextMark
from referral_desk.reports.layout import Align, Line, single_line, text_lines
from referral_desk.reports.structure import Role
from referral_desk.reports.styles import Frame, Style


def placed(line: Line, x: float, y: float, width: float, style: Style, block: object | None = None) -> TextMark:
    """Return a line at its place in a column that begins at ``x`` and is ``width`` wide; ``block``: its paragraph."""
    room = width - line.width
    offset = {Align.RIGHT: room, Align.CENTRE: room / 2}.get(style.align, 0.0)
    return TextMark(x + offset, y, line, style.grey, style.role, block)


def baseline(foot: float, style: Style) -> float:
    """Return where the baseline lies in a line whose lower edge is at ``foot``."""
    return foot + (style.leading - style.size) / 2 + 0.12 * style.size


def set_text(text: str, width: float, style: Style) -> list[Line]:
    """Return a text's lines in a style."""
    return text_lines(text, width, style.face, style.size, align=style.align, first_indent=style.indent * style.size)


def fitted(text: str, width: float, style: Style, smallest: float) -> tuple[Line, Style]:
    """Return a text as one line that fits ``width``, set smaller if need be, down to ``smallest`` points."""
    size = style.size
    line = single_line(text, style.face, size)
    if line.width > width:
        size = max(smallest, size * width / line.width)
        line = single_line(text, style.face, size)
    return line, style.but(size=size)


@dataclass(frozen=True)
class Cell:
    """Lines in one column of a row; ``block`` stands for the paragraph, also where it goes on on the next page."""

    lines: Sequence[Line]
    style: Style
    block: object = field(default_factory=object, compare=False)

    @property
    def height(self) -> float:
        """The height of the lines in points."""
        return len(self.lines) * self.style.leading

    def part(self, start: int, end: int | None = None) -> Cell:
        """Return some of the lines as a cell of the same paragraph."""
        return Cell(self.lines[start:end], self.style, self.block)

    def repeated(self) -> Cell:
        """Return this cell as one that says again what was said."""
        return Cell(self.lines, self.style.but(role=Role.REPEATED))


@dataclass(frozen=True)
class Row:
    """Cells side by side; a row that does not fit is continued on the next page if ``splits``.

    ``rule`` is the thickness of the line under it, ``above`` the extra white at its top, both in points;
    ``continued`` are the first cells of the part that goes on on the next page.
    """

    cells: Sequence[Cell]
    splits: bool = True
    rule: float = HAIRLINE
    above: float = 0.0
    continued: Sequence[Cell] = ()

    @property
    def height(self) -> float:
        """The height of the highest cell in points."""
        return max(cell.height for cell in self.cells)


@dataclass(frozen=True)
class Grid:
    """A table's columns (widths in points), its head, and the white: above and below a row, right of a figure."""

    columns: Sequence[float]
    head: Row | None = None
    padding: float = 4.0
    left: float = 0.0
    gap: float = 0.0

    @property
    def width(self) -> float:
        """The width of all columns."""
        return sum(self.columns)

    @property
    def head_height(self) -> float:
        """The height of the head with its white, 0 without one."""
        return self.head.height + 2 * self.padding if self.head else 0.0


class Flow:
    """Pages filled from top to bottom."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.sheets: list[Sheet] = []
        self.y = 0.0
        self.new_page()

    @property
    def sheet(self) -> Sheet:
        """The page being filled."""
        return self.sheets[-1]

    @property
    def room(self) -> float:
        """The height in points that is left on this page."""
        return self.y - self.frame.bottom

    @property
    def at_top(self) -> bool:
        """Whether nothing stands on this page yet."""
        return self.y == self.frame.height - self.frame.top

    def new_page(self) -> None:
        """Go to the top of a new page."""
        self.sheets.append(Sheet(self.frame.width, self.frame.height))
        self.y = self.frame.height - self.frame.top

    def space(self, height: float) -> None:
        """Leave a gap, except at the top of a page."""
        if not self.at_top:
            self.y -= height

    def keep(self, height: float) -> None:
        """Go to a new page unless ``height`` points are left, or could never be."""
        if height > self.room and not self.at_top:
            self.new_page()

    def text(self, text: str, style: Style, *, left: float = 0.0, width: float | None = None) -> None:
        """Set a text in a column that begins ``left`` points into the measure; "" leaves a blank line."""
        measure = self.frame.measure - left if width is None else width
        lines = set_text(text, measure, style)
        self.lines(lines, style, left=left, width=measure)

    def lines(self, lines: Sequence[Line], style: Style, *, left: float = 0.0, width: float | None = None) -> None:
        """Set lines that are already broken; never one alone of several at a page's foot or head."""
        measure = self.frame.measure - left if width is None else width
        indent = style.indent * style.size
        block = object()
        for number, line in enumerate(lines):
            remaining = len(lines) - number
            wanted = 2 if (number == 0 and remaining > 1) or remaining == 2 else 1
            self.keep(wanted * style.leading)
            self.y -= style.leading
            first = number == 0 and style.align in {Align.LEFT, Align.JUSTIFIED}
            x = self.frame.left + left + (indent if first else 0.0)
            self.sheet.marks.append(placed(line, x, baseline(self.y, style), measure, style, block))

    def rule(self, thickness: float = HAIRLINE, grey: float = SOFT_INK) -> None:
        """Draw a line across the measure."""
        left = self.frame.left
        self.sheet.marks.append(Rule(left, self.y, left + self.frame.measure, self.y, thickness, grey))

    def table(self, rows: Sequence[Row], grid: Grid, *, keep_after: float = 0.0) -> None:
        """Set rows with a rule under each; a page that continues the table repeats its head.

        ``keep_after`` points will stand on the page of the last row.
        """
        if rows:
            first = min(rows[0].height, 3 * max(cell.style.leading for cell in rows[0].cells))
            self.keep(first + 2 * grid.padding + grid.head_height)
        self._head(grid)
        for number, row in enumerate(rows):
            self._row(row, grid, keep_after if number == len(rows) - 1 else 0.0)

    def _head(self, grid: Grid, *, again: bool = False) -> None:
        self._hairline(grid, HEAVY if grid.head else HAIRLINE)
        if grid.head is not None:
            self._cells([cell.repeated() if again else Cell(cell.lines, cell.style) for cell in grid.head.cells], grid)
            self._hairline(grid, HAIRLINE)

    def _hairline(self, grid: Grid, thickness: float) -> None:
        x = self.frame.left + grid.left
        self.sheet.marks.append(Rule(x, self.y, x + grid.width, self.y, thickness))

    def _row(self, row: Row, grid: Grid, after: float) -> None:
        cells = list(row.cells)
        fresh = self.at_top
        self.y -= row.above
        while max(cell.height for cell in cells) + 2 * grid.padding + after > self.room:
            cut = self._cut(cells, grid.padding) if row.splits else 0
            if cut == 0 and fresh:
                break  # it fits no page better than this one
            if cut > 0:
                self._cells([cell.part(0, cut) for cell in cells], grid)
                self._hairline(grid, HAIRLINE)
                rest = [cell.part(cut) for cell in cells]
                cells = [*(cell.repeated() for cell in row.continued), *rest[len(row.continued) :]]
            self.new_page()
            self._head(grid, again=True)
            fresh = True
        self._cells(cells, grid)
        self._hairline(grid, row.rule)

    def _cut(self, cells: Sequence[Cell], padding: float) -> int:
        """Return how many lines of a row to set here; 0: none. At least two lines stand on either page."""
        lines = max(len(cell.lines) for cell in cells)
        leading = max(cell.style.leading for cell in cells)
        fitting = min(int((self.room - 2 * padding) / leading), lines - 2)
        return fitting if lines > 5 and fitting >= 2 else 0

    def _cells(self, cells: Sequence[Cell], grid: Grid) -> None:
        """Set cells from the top of the room and move below the highest."""
        x = self.frame.left + grid.left
        top = self.y - grid.padding
        for number, (cell, width) in enumerate(zip(cells, grid.columns, strict=True)):
            y = top
            style = cell.style
            white = grid.gap if style.align is Align.RIGHT and number < len(cells) - 1 else 0.0
            for line in cell.lines:
                y -= style.leading
                self.sheet.marks.append(placed(line, x, baseline(y, style), width - white, style, cell.block))
            x += width
        self.y = top - max((cell.height for cell in cells), default=0.0) - grid.padding

    def finish(self, foot: Callable[[Sheet, int, int], None]) -> list[Sheet]:
        """Set the foot of every page, given its number and how many there are, and return the pages."""
        total = len(self.sheets)
        for number, sheet in enumerate(self.sheets, start=1):
            foot(sheet, number, total)
        return self.sheets


def foot_line(frame: Frame, style: Style, left: str, right: str) -> Callable[[Sheet, int, int], None]:
    """Return a foot: a hairline, ``left`` below it, ``right`` with the page number at the other end."""

    def draw(sheet: Sheet, number: int, total: int) -> None:
        y = frame.bottom - 14
        numbered = f"{right}   {number} / {total}" if right else f"{number} / {total}"
        end = single_line(numbered, style.face, style.size)
        start, start_style = fitted(left, frame.measure - end.width - 12, style, 5.0)
        sheet.marks.append(Rule(frame.left, y, frame.left + frame.measure, y))
        low = y - style.leading
        sheet.marks.append(TextMark(frame.left, low, start, start_style.grey, style.role))
        sheet.marks.append(TextMark(frame.left + frame.measure - end.width, low, end, style.grey, style.role))

    return draw
