"""A filled report form as a table that looks like the form: heads over heads, hairlines, rows of factors apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QApplication, QHeaderView

from referral_desk.domain.documents.report_form_page import shown_figure
from referral_desk.domain.form_filling import FilledForm, FilledLine, LineKind
from referral_desk.domain.report_form import FormColumn, HeadGroup, head_groups
from referral_desk.i18n import _, language
from referral_desk.ui.look import colour, px
from referral_desk.ui.widgets.cell import Tone
from referral_desk.ui.widgets.record_table import Column, RecordTable

_LABEL_LEAST, _LABEL_MOST = 8.0, 19.0
_FIGURE_WIDTH = 4.4
_ROW_HEIGHT = 2.0


@dataclass(frozen=True)
class ShownLine:
    """A row of the table: a line of the form with its figures in words; without a line it is a heading."""

    label: str
    figures: tuple[str, ...]
    line: FilledLine | None = None


def shown_lines(form: FilledForm) -> tuple[ShownLine, ...]:
    """Return the rows of a form, the factors under a heading of their own."""
    lang, columns = language(), form.profile.columns
    rows: list[ShownLine] = []
    for line in form.lines:
        if line.kind is LineKind.AGAIN and not any(each.line and each.line.kind is line.kind for each in rows):
            rows.append(ShownLine(_("Stated again"), ("",) * len(columns)))
        figures = tuple(
            shown_figure(value, percent=column.measure.percent)
            for value, column in zip(line.cells, columns, strict=True)
        )
        rows.append(ShownLine(line.words.label(lang), figures, line))
    return tuple(rows)


class GroupedHeader(QHeaderView):
    """Column heads in two lines: the words of a group over the heads of its columns."""

    def __init__(self, groups: Sequence[HeadGroup]) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._groups = tuple(groups)
        self._grouped = any(not group.words.blank for group in groups)
        self.setHighlightSections(False)
        self.setSectionsClickable(False)
        self.setMinimumSectionSize(px(2))

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        line = round(QFontMetricsF(self.font()).height() + px(0.5))
        return QSize(hint.width(), line * (2 if self._grouped else 1) + px(0.2))

    def _group_of(self, section: int) -> HeadGroup | None:
        """Return the group of a section; the first section holds the labels of the rows."""
        return next(
            (group for group in self._groups if group.first + 1 <= section < group.first + 1 + group.count), None
        )

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        painter.save()
        painter.setClipRect(rect)
        painter.fillRect(rect, colour("card"))
        group = self._group_of(section)
        whole, half = QRectF(rect), rect.height() / 2
        words = group.words.label(language()) if group else ""
        line, strong = QPen(colour("line"), 1), QPen(colour("line_strong"), 1)
        if group is not None and words:
            begin = self.sectionViewportPosition(group.first + 1)
            width = sum(self.sectionSize(group.first + 1 + place) for place in range(group.count))
            over = QRectF(begin, rect.top(), width, half)
            self._write(painter, over, words)
            painter.setPen(line)
            painter.drawLine(over.bottomLeft(), over.bottomRight())
            label = QRectF(rect.left(), rect.top() + half, rect.width(), half)
            inside = group.first + 1 < section
            top = label.top() if inside else whole.top()
        else:
            label, top = whole, whole.top()
        painter.setPen(line)
        if section:
            painter.drawLine(QRectF(rect.left(), top, 1, 1).topLeft(), whole.bottomLeft())
        self._write(painter, label, str(self.model().headerData(section, Qt.Orientation.Horizontal) or ""))
        painter.setPen(strong)
        low = rect.bottom()
        painter.drawLine(rect.left(), low, rect.right(), low)
        painter.restore()

    def _write(self, painter: QPainter, rect: QRectF, text: str) -> None:
        painter.setPen(colour("muted"))
        room = rect.adjusted(px(0.3), 0, -px(0.3), 0)
        shown = QFontMetricsF(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), shown)


class FormTable(RecordTable[ShownLine]):
    """Shows a filled form; a figure that is clicked comes as ``cell_opened`` with its row and its place as text.

    Where its figures do not ``open``, none is underlined.
    """

    def __init__(self, form: FilledForm, name: str, *, opens: bool = True) -> None:
        self._columns_shown = form.profile.columns
        self._width_of_labels = _label_width(form)
        super().__init__(
            _columns(form.profile.columns, self._width_of_labels, opens=opens),
            name=name,
            fit_rows=True,
            cells=True,
            row_height=_ROW_HEIGHT,
        )
        self.setHorizontalHeader(GroupedHeader(head_groups(form.profile.columns)))
        self.setShowGrid(True)
        self.show_form(form)

    def fits(self, form: FilledForm) -> bool:
        """Whether a form has the columns of this table, so that it can be shown in it."""
        return form.profile.columns == self._columns_shown and _label_width(form) == self._width_of_labels

    def show_form(self, form: FilledForm) -> None:
        """Show other figures in the same columns."""
        self.set_rows(shown_lines(form))


def _label_width(form: FilledForm) -> float:
    """Return the width of the labels in text heights, within bounds: the longest may be cut short."""
    words = QFontMetricsF(QApplication.font())
    widest = max((words.horizontalAdvance(line.label) for line in shown_lines(form)), default=0.0)
    return min(_LABEL_MOST, max(_LABEL_LEAST, widest / px(1) + 2.2))


def _columns(columns: Sequence[FormColumn], label_width: float, *, opens: bool) -> tuple[Column[ShownLine], ...]:
    lang = language()
    words = QFontMetricsF(QApplication.font())
    alone = {group.first: group.words.label(lang) for group in head_groups(columns) if group.count == 1}

    def width(place: int) -> float:
        """Return how wide a column is: a head that stands over it alone is not cut short."""
        return max(_FIGURE_WIDTH, words.horizontalAdvance(alone.get(place, "")) / px(1) + 0.9)

    label = Column[ShownLine](
        "label", _("Item"), lambda row: row.label, width=label_width, stretch=True, tone=_label_tone
    )
    return (
        label,
        *(
            Column[ShownLine](
                str(place),
                column.words.label(lang),
                partial(_figure, place),
                width=width(place),
                figure=True,
                link=opens,
                tone=partial(_tone, column.total),
                spoken=" ".join(part for part in (column.group.label(lang), column.words.label(lang)) if part),
            )
            for place, column in enumerate(columns)
        ),
    )


def _figure(place: int, row: ShownLine) -> str:
    return row.figures[place]


def _label_tone(row: ShownLine) -> Tone:
    if row.line is None:
        return "muted"
    return "strong" if row.line.kind is LineKind.TOTAL else ""


def _tone(total: bool, row: ShownLine) -> Tone:
    return "strong" if total or (row.line is not None and row.line.kind is LineKind.TOTAL) else ""
