"""Draws a report form on A4, upright or on its side: the head with its fields, the form in hairlines, the notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from referral_desk.domain.documents.report_form_page import PaperLine, ReportFormPage
from referral_desk.domain.form_filling import LineKind
from referral_desk.reports import styles
from referral_desk.reports.drawing import HAIRLINE, HEAVY, Info, Rule, paint
from referral_desk.reports.fonts import Face
from referral_desk.reports.layout import Align, Line, figures, single_line
from referral_desk.reports.page import Flow, baseline, fitted, foot_line, placed, set_text
from referral_desk.reports.styles import Style

_UPRIGHT = styles.TABLE_FRAME
_WIDE = replace(_UPRIGHT, width=_UPRIGHT.height, height=_UPRIGHT.width)
_PAD = 3.5
_ROW_WHITE, _ROW_WHITE_LEAST = 3.3, 0.7
_LABEL_SHARE = 0.22
_LABEL_LEAST, _LABEL_MOST = 92.0, 170.0
_FIELD_WIDTH, _FIELD_LABEL, _FIELD_HEIGHT = 212.0, 72.0, 16.0
_SMALLEST = 4.5
_ON_ONE_LINE = 0.8
_TEXT, _BOLD = styles.TABLE_TEXT.but(leading=11.5), styles.TABLE_TOTAL.but(leading=11.5)
_HEAD = styles.TABLE_HEAD.but(align=Align.CENTRE, grey=0.0)
_AGAIN_GAP = 5.0
_NOTES_GAP = 6.0
_SAFE = 1.0
_MARK = "・"


def report_form_pdf(page: ReportFormPage) -> bytes:
    """Return a filled form as PDF; raises MissingGlyphs."""
    flow = Flow(_WIDE if page.wide else _UPRIGHT)
    _head(flow, page)
    notes = sum(len(_note_lines(flow, note)) for note in page.notes) * styles.TABLE_HEAD.leading + _NOTES_GAP
    _Form(flow, page, notes).draw()
    flow.space(_NOTES_GAP)
    for note in page.notes:
        _note(flow, note)
    foot = foot_line(flow.frame, styles.FOOT, f"{page.centre}\u3000{page.title}", page.made_on)
    return paint(flow.finish(foot), Info(page.about.title, page.about.author, page.about.language, Face.GOTHIC))


def _head(flow: Flow, page: ReportFormPage) -> None:
    """Set title, period, centre and state at the left, the fields to be filled in at the right."""
    top = flow.y
    width = flow.frame.measure - _FIELD_WIDTH - 18
    flow.text(page.title, styles.TITLE.but(size=13, leading=18), width=width)
    flow.space(2)
    flow.text(page.period, _BOLD.but(size=11, leading=16), width=width)
    flow.text(page.centre, _TEXT, width=width)
    flow.text(page.state, _TEXT, width=width)
    low = flow.y
    x, right = flow.frame.left + flow.frame.measure - _FIELD_WIDTH, flow.frame.left + flow.frame.measure
    marks = flow.sheet.marks
    y = top
    for label, words in page.fields:
        y -= _FIELD_HEIGHT
        for text, left, room in (
            (label, x + _PAD, _FIELD_LABEL - 2 * _PAD),
            (words, x + _FIELD_LABEL + _PAD, _FIELD_WIDTH - _FIELD_LABEL - 2 * _PAD),
        ):
            line, style = fitted(text, room, styles.TABLE_HEAD.but(grey=0.0), _SMALLEST)
            marks.append(placed(line, left, y + 4.6, room, style))
        marks.append(Rule(x, y, right, y, HAIRLINE))
    marks.append(Rule(x, top, right, top, HAIRLINE))
    marks.extend(Rule(each, top, each, y, HAIRLINE) for each in (x, x + _FIELD_LABEL, right))
    flow.y = min(low, y) - 10


def _note_lines(flow: Flow, text: str) -> list[Line]:
    style = styles.TABLE_HEAD
    return set_text(text, flow.frame.measure - single_line(_MARK, style.face, style.size).width, style)


def _note(flow: Flow, text: str) -> None:
    style = styles.TABLE_HEAD
    mark = single_line(_MARK, style.face, style.size)
    lines = _note_lines(flow, text)
    flow.keep(len(lines) * style.leading)
    flow.sheet.marks.append(placed(mark, flow.frame.left, baseline(flow.y - style.leading, style), mark.width, style))
    flow.lines(lines, style, left=mark.width, width=flow.frame.measure - mark.width)


class _Form:
    """The form itself: every cell between hairlines, totals between heavier ones, its head again on every page.

    Where less white in the rows lets form and notes (``notes`` points high) stand on one page, it has less.
    """

    def __init__(self, flow: Flow, page: ReportFormPage, notes: float) -> None:
        self._flow = flow
        self._page = page
        measure = flow.frame.measure
        label = min(_LABEL_MOST, max(_LABEL_LEAST, measure * _LABEL_SHARE))
        self._label = label
        self._widths = (measure - label) / len(page.columns)
        self._left = flow.frame.left
        self._right = self._left + measure
        self._figure_size = self._common_size()
        self._white = _ROW_WHITE
        self._white = self._fitting_white(notes)

    def _fitting_white(self, notes: float) -> float:
        """Return the white above and below a row's text at which all fits this page; the usual one where none does."""
        again = any(line.kind is LineKind.AGAIN for line in self._page.lines)
        rows = len(self._page.lines) + 2 + again
        height = self._head_height() + sum(self._height(line) for line in self._page.lines) + notes
        if again:
            height += _AGAIN_GAP + len(self._again_lines()) * styles.TABLE_HEAD.leading + 2 * self._white
        less = self._white - max(0.0, height + _SAFE - self._flow.room) / (2 * rows)
        return less if less >= _ROW_WHITE_LEAST else _ROW_WHITE

    def _again_lines(self) -> list[Line]:
        return set_text(self._page.again, self._flow.frame.measure - 2 * _PAD, styles.TABLE_HEAD)

    def _head_height(self) -> float:
        upper, lower = self._head_heights()
        return upper + lower

    def _head_heights(self) -> tuple[float, float]:
        """Return the heights of the heads over several columns (0 for none) and of the columns' own."""
        page = self._page
        groups = [self._head_lines(head.words, head.count * self._widths)[0] for head in page.heads]
        labels = [self._head_lines(text, self._widths)[0] for text in page.columns]
        upper, lower = (
            max((len(lines) for lines in each), default=1) * _HEAD.leading + 2 * self._white
            for each in (groups, labels)
        )
        return (upper if any(head.words for head in page.heads) else 0.0), lower

    def _x(self, place: int) -> float:
        """Return where column ``place`` begins."""
        return self._left + self._label + place * self._widths

    def _common_size(self) -> float:
        """Return the size at which the widest figure fits its cell: all figures of a form are of one size."""
        texts = [text for line in self._page.lines for text in line.figures] or ["0"]
        widest = max(figures(text, _BOLD.face, _TEXT.size).width for text in texts)
        room = self._widths - 2 * _PAD
        return _TEXT.size if widest <= room else max(_SMALLEST, _TEXT.size * room / widest)

    def draw(self) -> None:
        """Draw the head and every line."""
        lines = self._page.lines
        self._columns_head()
        body = [line for line in lines if line.kind is not LineKind.AGAIN]
        again = [line for line in lines if line.kind is LineKind.AGAIN]
        for line in body:
            self._line(line)
        self._rule(self._flow.y, HEAVY)
        if again:
            self._again(again)

    def _again(self, lines: Sequence[PaperLine]) -> None:
        """Draw the rows of factors apart, under their own heading."""
        heading = self._again_lines()
        height = len(heading) * styles.TABLE_HEAD.leading + 2 * self._white
        if _AGAIN_GAP + height + self._height(lines[0]) > self._flow.room:
            self._flow.new_page()
            self._columns_head()
        self._flow.y -= _AGAIN_GAP
        top = self._flow.y
        self._rule(top, HEAVY)
        self._words(heading, styles.TABLE_HEAD, self._left + _PAD, top, height, self._flow.frame.measure - 2 * _PAD)
        self._flow.y -= height
        self._sides(top, self._flow.y)
        self._rule(self._flow.y, HAIRLINE)
        for line in lines:
            self._line(line)
        self._rule(self._flow.y, HEAVY)

    def _columns_head(self) -> None:
        page, flow = self._page, self._flow
        groups = [self._head_lines(head.words, head.count * self._widths) for head in page.heads]
        labels = [self._head_lines(text, self._widths) for text in page.columns]
        upper, lower = self._head_heights()
        top = flow.y
        middle, low = top - upper, top - upper - lower
        self._rule(top, HEAVY)
        corner, style = self._head_lines(page.corner, self._label)
        self._words(corner, style, self._left + _PAD, top, top - low, self._label - 2 * _PAD)
        for head, (lines, style) in zip(page.heads, groups, strict=True):
            x, width = self._x(head.first), head.count * self._widths
            flow.sheet.marks.append(Rule(x, top, x, low, HAIRLINE))
            if head.words:
                self._words(lines, style, x + _PAD, top, upper, width - 2 * _PAD)
                flow.sheet.marks.append(Rule(x, middle, x + width, middle, HAIRLINE))
            for place in range(head.first + 1, head.first + head.count):
                flow.sheet.marks.append(Rule(self._x(place), middle, self._x(place), low, HAIRLINE))
            for place in range(head.first, head.first + head.count):
                words, label_style = labels[place]
                begin = middle if head.words else top
                self._words(words, label_style, self._x(place) + _PAD, begin, begin - low, self._widths - 2 * _PAD)
        flow.y = low
        self._sides(top, low)
        self._rule(low, HEAVY)

    def _head_lines(self, text: str, width: float) -> tuple[list[Line], Style]:
        """Return a head's lines, set smaller where its longest word would be broken, or it nearly fits one line."""
        room, style = width - 2 * _PAD, _HEAD
        longest = max(
            (single_line(word, style.face, style.size).width for word in text.split() if word.isascii()), default=0.0
        )
        whole = single_line(text, style.face, style.size).width
        wanted = whole if room < whole <= room / _ON_ONE_LINE else longest
        if wanted > room:
            style = style.but(size=max(_SMALLEST, style.size * room / wanted))
        return set_text(text, room, style), style

    def _height(self, line: PaperLine) -> float:
        return len(self._label_lines(line)) * _TEXT.leading + 2 * self._white

    def _label_lines(self, line: PaperLine) -> list[Line]:
        style = _BOLD if line.kind is LineKind.TOTAL else _TEXT
        return set_text(line.label, self._label - 2 * _PAD, style)

    def _line(self, line: PaperLine) -> None:
        flow, total = self._flow, line.kind is LineKind.TOTAL
        height = self._height(line)
        if height > flow.room:
            self._rule(flow.y, HEAVY)
            flow.new_page()
            self._columns_head()
        top = flow.y
        if total:
            self._rule(top, HEAVY)
        self._words(
            self._label_lines(line), _BOLD if total else _TEXT, self._left + _PAD, top, height, self._label - 2 * _PAD
        )
        for place, text in enumerate(line.figures):
            bold = total or self._page.totals[place]
            style = (_BOLD if bold else _TEXT).but(align=Align.RIGHT, size=self._figure_size)
            drawn = figures(text, style.face, style.size)
            self._words([drawn], style, self._x(place) + _PAD, top, height, self._widths - 2 * _PAD)
            flow.sheet.marks.append(Rule(self._x(place), top, self._x(place), top - height, HAIRLINE))
        flow.y = top - height
        self._sides(top, flow.y)
        self._rule(flow.y, HAIRLINE)

    def _words(self, lines: Sequence[Line], style: Style, x: float, top: float, height: float, width: float) -> None:
        """Set lines in the middle of a cell's height."""
        y = top - (height - len(lines) * style.leading) / 2
        for line in lines:
            y -= style.leading
            self._flow.sheet.marks.append(placed(line, x, baseline(y, style), width, style))

    def _rule(self, y: float, thickness: float) -> None:
        self._flow.sheet.marks.append(Rule(self._left, y, self._right, y, thickness))

    def _sides(self, top: float, low: float) -> None:
        for x in (self._left, self._right):
            self._flow.sheet.marks.append(Rule(x, top, x, low, HEAVY))
