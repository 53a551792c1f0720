"""A long list that is read bit by bit: search field, table, how many there are, and what an empty list says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from referral_desk.i18n import _
from referral_desk.services import audit
from referral_desk.ui.settled_search import NAMED, SettledSearch
from referral_desk.ui.tasks import LatestOnly, Work
from referral_desk.ui.widgets.cards import EmptyState
from referral_desk.ui.widgets.layouts import boxed, column, row
from referral_desk.ui.widgets.record_table import Column, RecordTable
from referral_desk.ui.widgets.search_field import SearchField
from referral_desk.ui.widgets.text import Label
from referral_desk.ui.workplace import Workplace

R = TypeVar("R")
PAGE_OF_ROWS = 200


@dataclass(frozen=True)
class Slice(Generic[R]):
    """Some rows of a list from ``offset`` on, and how many the whole list holds."""

    rows: tuple[R, ...]
    offset: int
    total: int


Fetch = Callable[[str, int, int], Slice[R]]


class PagedList(QWidget, Generic[R]):
    """``fetch(text, limit, offset)`` reads off the GUI thread; only the newest question is answered.

    ``counted`` words how many were found, from (total, whether something is sought). ``beside`` stands beside the
    search field, such as a filter, ``below`` under it; ``filtered`` says whether they narrow the list. ``trail`` is
    what the audit trail calls the list; with ``person``, the id of whom or what a row speaks of, its searches are
    noted as well.
    """

    def __init__(
        self,
        work: Workplace,
        columns: Sequence[Column[R]],
        fetch: Fetch[R],
        *,
        name: str,
        placeholder: str,
        counted: Callable[[int, bool], str],
        empty: EmptyState,
        opened: Callable[[R], None],
        beside: Sequence[QWidget] = (),
        below: QWidget | None = None,
        filtered: Callable[[], bool] = lambda: False,
        row_height: float = 2.9,
        trail: str = "",
        person: Callable[[R], int] | None = None,
    ) -> None:
        super().__init__()
        self._work = work
        self._trail = trail
        self._person = person
        self._opening = False
        self.settled_search = SettledSearch(work, trail, self)
        self._fetch = fetch
        self._counted = counted
        self._opened = opened
        self._filtered = filtered
        self._searches = LatestOnly(work.tasks)
        self._shown_for = ""
        self._total = 0
        self._reading = False
        self.table: RecordTable[R] = RecordTable(columns, name=name, row_height=row_height)
        self.search = SearchField(self.table, name=_("Search"), placeholder=placeholder)
        self.count = Label("", "muted")
        self._nothing = Label("", "muted", wrap=True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._stack = QStackedWidget()
        nothing = QFrame()
        nothing.setProperty("role", "card")
        inner = column(self._nothing, margins=1.6)
        inner.addStretch(1)
        nothing.setLayout(inner)
        empty_card = QFrame()
        empty_card.setProperty("role", "card")
        empty_body = column(empty)
        empty_body.insertStretch(0, 1)
        empty_body.addStretch(2)
        empty_card.setLayout(empty_body)
        self._empty = empty_card
        self._parts = (self.table, nothing, empty_card)
        self._part: QWidget = self.table
        self._not_yet = QWidget()
        for widget in (*self._parts, self._not_yet):
            self._stack.addWidget(widget)
        line = row(self.search, *beside, self.count, gap=0.8)
        line.setStretch(0, 1)
        self._line = boxed(column(boxed(line), *((below,) if below is not None else ()), gap=0.5))
        layout = column(self._line, self._stack, gap=0.7)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.search.searched.connect(lambda _text: self.read())
        self.search.accepted.connect(self._accepted)
        self.table.opened.connect(self._open)
        self.table.end_near.connect(self._read_on)

    @property
    def empty(self) -> bool:
        """Whether the list holds nothing at all, whatever is sought."""
        return self._stack.currentWidget() is self._empty

    def open(self, *, stale: bool) -> None:
        """Come into view: note that it was opened, then show it; it is read anew if it is ``stale``."""
        if self._trail:
            self._opening = True
            self._stack.setCurrentWidget(self._not_yet)
        if stale:
            self.read()
        elif self._trail:
            total = self._total
            self._work.read(lambda: audit.listed(self._work.centre, self._trail, total), lambda _none: self._noted())

    def _noted(self) -> None:
        self._opening = False
        self._stack.setCurrentWidget(self._part)

    def read(self, *, keep: bool = False, at: int | None = None) -> None:
        """Read the list anew for what is sought; ``keep`` reads as many rows as are shown, after a change.

        ``at`` puts the cursor on the row of this number, as when one comes back to the list.
        """
        text = self.search.query
        limit = max(PAGE_OF_ROWS, self.table.records.rowCount()) if keep else PAGE_OF_ROWS
        limit = max(limit, (at or 0) + PAGE_OF_ROWS // 2)
        opening = self._opening
        self._reading = True

        def fetch(_work: Work) -> Slice[R]:
            found = self._fetch(text, limit, 0)
            if opening:
                audit.listed(self._work.centre, self._trail, found.total)
            return found

        def failed(_error: Exception) -> bool:
            self._reading = False
            return False

        def show(found: Slice[R]) -> None:
            self._show(text, found, keep=keep)
            if at is not None and found.rows:
                index = self.table.records.index(min(at, len(found.rows) - 1), 0)
                self.table.setCurrentIndex(index)
                self.table.scrollTo(index)
                self.table.setFocus(Qt.FocusReason.OtherFocusReason)

        self._searches.run(fetch, show, failed)

    def _show(self, text: str, found: Slice[R], *, keep: bool) -> None:
        self._reading = False
        self._opening = False
        if self._person is not None:
            self.settled_search.showed(text, [self._person(each) for each in found.rows[:NAMED]], found.total)
        self._shown_for = text
        self._total = found.total
        self.table.set_rows(found.rows)
        if not keep:
            self.table.scrollToTop()
        if found.rows and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.table.records.index(0, 0))
        self.count.setText(self._counted(found.total, bool(text)) if found.total else "")
        self._nothing.setText(
            _("Nothing found for “{text}”. Try a part of the name, its kana, or the number.").format(text=text)
        )
        filtered = bool(text) or self._filtered()
        self._part = self._parts[0 if found.rows else (1 if filtered else 2)]
        self._stack.setCurrentWidget(self._part)
        if not text and filtered and not found.rows:
            self._nothing.setText(_("Nothing fits what the list is narrowed to."))
        self._line.setVisible(not self.empty)

    def _read_on(self) -> None:
        shown = self.table.records.rowCount()
        if self._reading or shown >= self._total or self.search.query != self._shown_for:
            return
        self._reading = True
        text = self._shown_for

        def add(found: Slice[R]) -> None:
            self._reading = False
            if self.table.records.rowCount() == found.offset:
                self.table.append_rows(found.rows)

        def failed(_error: Exception) -> bool:
            self._reading = False
            return False

        self._searches.run(lambda _work: self._fetch(text, PAGE_OF_ROWS, shown), add, failed)

    def _accepted(self) -> None:
        rows = () if self._opening else self.table.records.rows
        if self.search.query == self._shown_for and len(rows) == 1 and not self._reading:
            self._open(rows[0])
        elif rows:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open(self, record: R) -> None:
        self.settled_search.settle()
        self._opened(record)

    def take_focus(self) -> None:
        """Put the cursor into the search field, what stands there selected; or on the empty list's button."""
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.search.selectAll()
