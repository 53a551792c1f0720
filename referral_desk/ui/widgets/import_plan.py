"""What an import would do, on show: how many rows, and everything that is wrong with the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from referral_desk.domain.messages import N_, Message, message
from referral_desk.i18n import _, ngettext, render
from referral_desk.services.imports import ImportCounts, ImportPlan, ImportProblem
from referral_desk.ui.widgets.cards import Card, IconMark, WarningPanel
from referral_desk.ui.widgets.layouts import FlowBox, boxed, column, row
from referral_desk.ui.widgets.record_table import Column, RecordTable
from referral_desk.ui.widgets.text import Label, show_if

MOST_LINES = 1_000
"""More problems than these nobody reads; the rest is only counted."""


class _Weight(StrEnum):
    """What a line of the table is: something wrong, to be looked at, or changed by an update."""

    ERROR = "error"
    NOTE = "note"
    CHANGE = "change"


@dataclass(frozen=True)
class _Line:
    problem: ImportProblem
    weight: _Weight


class ImportPlanView(QWidget):
    """Counts above, the table of problems below; the words of the problem under the cursor stand whole under it."""

    def __init__(self) -> None:
        super().__init__()
        self.verdict = Label("", "section", wrap=True)
        self._mark = IconMark("check", "accent_ink", 1.3)
        self._counts = FlowBox(gap=1.6)
        self.refusal = WarningPanel(danger=True)
        self.table: RecordTable[_Line] = RecordTable(_columns(), name=_("What to look at in the file"), row_height=2.2)
        self.table.current_changed.connect(self._explain)
        self.detail = Label("", "muted", wrap=True, selectable=True)
        self._entries = False
        self.detail.setAlignment(Qt.AlignmentFlag.AlignTop)
        head = row(gap=0.5)
        head.addWidget(self._mark, alignment=Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.verdict, 1)
        self._head = Card(padding=0.8, gap=0.6)
        self._head.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._head.add(head)
        self._head.add(self._counts)
        layout = column(self._head, self.refusal, self.table, self.detail, gap=0.6)
        layout.setStretch(2, 1)
        self._end = boxed(column())
        layout.addWidget(self._end, 1)
        self.setLayout(layout)

    def show_plan(self, plan: ImportPlan, errors: Sequence[ImportProblem]) -> None:
        """Show what ``plan`` would do, or the first ``errors`` that stand against it, in the order to show them in."""
        self._entries = plan.directory is not None
        lines = [_Line(each, _Weight.ERROR) for each in islice(errors, MOST_LINES)]
        if plan.possible:
            lines += [_Line(each, _Weight.CHANGE) for each in islice(_changes(plan), MOST_LINES)]
        lines += [_Line(each, _Weight.NOTE) for each in islice(plan.warnings, MOST_LINES)]
        show_if(self._head, plan.possible)
        if plan.possible:
            self.verdict.setText(_verdict(plan))
            self._show_counts(plan.counts)
        self.refusal.set_text("" if plan.possible else _refusal(len(plan.errors)))
        self.table.set_rows(lines)
        show_if(self.table, bool(lines))
        show_if(self.detail, bool(lines))
        show_if(self._end, not lines)
        self.detail.setText("")
        if lines:
            self.table.selectRow(0)

    def _show_counts(self, counts: ImportCounts) -> None:
        self._counts.clear()
        for number, words, always in (
            (counts.new, _("new"), True),
            (counts.updated, _("updated"), False),
            (counts.unchanged, _("unchanged"), False),
            (counts.skipped, _("left out"), False),
        ):
            if number or always:
                figure = row(Label(f"{number:,}", "title"), Label(words, "muted"), gap=0.4)
                self._counts.add(boxed(figure))

    def _explain(self, line: _Line | None) -> None:
        if line is None:
            self.detail.setText("")
            return
        problem = line.problem
        place = _("Entry {line}") if self._entries else _("Line {line}")
        place = place.format(line=problem.line)
        words = render(problem.message)
        value = problem.value if problem.value and problem.value not in words else ""
        parts = [place, problem.column, value, words]
        self.detail.setText("  ".join(part for part in parts if part))


def _columns() -> tuple[Column[_Line], ...]:
    return (
        Column(
            "wrong",
            "",
            lambda line: _weight_word(line.weight),
            width=5.8,
            tone=lambda line: "danger" if line.weight is _Weight.ERROR else "muted",
        ),
        Column("line", _("Line"), lambda line: str(line.problem.line), width=4.5, figure=True),
        Column("column", _("Column"), lambda line: line.problem.column, width=9),
        Column("value", _("Value"), lambda line: _shortened(line.problem.value), width=10),
        Column(
            "message",
            _("What to do, or before → after"),
            lambda line: render(line.problem.message),
            width=18,
            stretch=True,
        ),
    )


def _weight_word(weight: _Weight) -> str:
    match weight:
        case _Weight.ERROR:
            return _("Error")
        case _Weight.NOTE:
            return _("Note")
        case _Weight.CHANGE:
            return _("Change")


def _changes(plan: ImportPlan) -> Iterator[ImportProblem]:
    """Yield what an update changes, a field a line, under the institution's name as it is now."""
    for difference in plan.differences:
        for change in difference.changes:
            before, after = (
                render(each) if isinstance(each, Message) else each for each in (change.before, change.after)
            )
            told = message(N_("{before} → {after}"), before=before or _("(blank)"), after=after or _("(blank)"))
            yield ImportProblem(difference.line, render(change.label), difference.name, told)


def _shortened(value: str) -> str:
    one_line = " ".join(value.split())
    return one_line if len(one_line) <= 60 else one_line[:60] + "…"


def _verdict(plan: ImportPlan) -> str:
    if not plan.size:
        return _("The file has a header, but no rows.")
    if not plan.counts.new and not plan.counts.updated:
        return _("Everything in this file is here already. There is nothing to import.")
    words = _("The file can be imported.")
    if plan.warnings:
        count = len(plan.warnings)
        words += " " + ngettext("{count} row is worth a look.", "{count} rows are worth a look.", count).format(
            count=f"{count:,}"
        )
    return words


def _refusal(count: int) -> str:
    found = ngettext("{count} error in the file.", "{count} errors in the file.", count).format(count=f"{count:,}")
    words = _("Nothing is imported until all are mended: correct them in Excel, save, and choose the file again.")
    shown = _("The first {count} are shown.").format(count=f"{MOST_LINES:,}") if count > MOST_LINES else ""
    return " ".join(part for part in (found, words, shown) if part)
