"""The list behind a figure of the tally: searched, sorted, opened one by one, printed and saved."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.calendar import Period
from referral_desk.domain.codes import Code
from referral_desk.domain.documents.figure_list import ListPaper, cut_words
from referral_desk.domain.documents.tally_page import period_name
from referral_desk.domain.figure_cells import FigureCells
from referral_desk.domain.figure_list import Behind, FigureList, Order, Shape, institution_of, is_gone, number_key
from referral_desk.domain.referral import ReferralRow
from referral_desk.domain.tally import Figure
from referral_desk.domain.tally_filter import EVERYTHING, TallyFilter
from referral_desk.i18n import Language, _, language, ngettext, translator
from referral_desk.services import audit, figure_lists
from referral_desk.ui.dates import date_width, short_date
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.files import ask_where, write_file
from referral_desk.ui.forms.fields import CodeBox
from referral_desk.ui.look import px
from referral_desk.ui.page import Place
from referral_desk.ui.tasks import TaskKind, Work
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import EmptyState, WarningPanel
from referral_desk.ui.widgets.handoff_badge import Warmness
from referral_desk.ui.widgets.layouts import FlowBox, boxed, column, row
from referral_desk.ui.widgets.paged_list import PagedList, Slice
from referral_desk.ui.widgets.progress_panel import ProgressPanel
from referral_desk.ui.widgets.record_table import Column
from referral_desk.ui.widgets.text import Label, show_if
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips
from referral_desk.ui.workplace import Workplace

NUMBERS, NAMES = "numbers", "names"
"""What goes onto paper and into files."""

_SHOWN = {
    Shape.PEOPLE: ("number", "name"),
    Shape.CONTACTS: ("date", "number", "name", "what"),
    Shape.INBOUND: ("date", "number", "name", "what"),
    Shape.PATHS: ("date", "number", "name", "what"),
    Shape.REFERRALS: ("date", "number", "name", "what", "mode", "outcome"),
}
"""The columns that say something of a list."""
_BY_COLUMN = {"date": Order.DATE, "number": Order.NUMBER, "name": Order.KANA, "what": Order.WHAT}


@dataclass(frozen=True)
class AskedFigure:
    """The figure whose list is wanted: what it counted (None: not known), and the line on what stands beside it."""

    period: Period
    figure: Figure
    counted: int | None = None
    narrowed: TallyFilter = EVERYTHING
    beside: str = ""


@dataclass(frozen=True)
class ListPlace:
    """Where one was in a list: what was sought, how it was sorted, and the row of the cursor."""

    text: str = ""
    order: Order = Order.COUNTED
    descending: bool = False
    row: int = 0


class WhoDialog(QDialog):
    """Lists who was counted; Enter, or a double click, opens the record.

    ``go`` carries the record's Place, and ``left`` just before it the ListPlace to come back to, as the list closes.
    """

    go = Signal(object)
    left = Signal(object)

    def __init__(
        self, work: Workplace, asked: AskedFigure, parent: QWidget | None = None, *, at: ListPlace | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(_("Names behind the figure"))
        self._work = work
        self._asked = asked
        self._at = at or ListPlace()
        self._listed: FigureList | None = None
        self._ordered: tuple[tuple[str, Order, bool], tuple[Behind, ...]] | None = None
        self._order, self._descending = self._at.order, self._at.descending
        self._words = figure_lists.figure_words(work.centre, Language(language()))
        self.heading = Label(_("Reading…"), "section", wrap=True)
        self._beside = Label(asked.beside, "muted", wrap=True)
        self.narrowed = WarningPanel()
        self.left_out = WarningPanel(icon="lock")
        self.order = CodeBox(_orders(), blank=_("As counted"), chosen=_order_code(self._at.order))
        self.order.setAccessibleName(_("Sorted by"))
        self.order.picked.connect(lambda code: self.sort_by(Order(code or Order.COUNTED)))
        self.list: PagedList[Behind] = PagedList(
            work,
            self._columns(),
            self._fetch,
            name=_("Names behind the figure"),
            placeholder=_("Number, name, kana or institution"),
            counted=self._count_words,
            empty=EmptyState(_("Nobody stands behind this figure"), _("Nothing was counted here."), icon="tally"),
            opened=self._opened,
            beside=(Label(_("Sorted by"), "muted"), self.order),
        )
        self.table = self.list.table
        self.table.horizontalHeader().sectionClicked.connect(self._header_clicked)
        layout = column(
            self.heading,
            self._beside,
            self.narrowed,
            self.left_out,
            self.list,
            ProgressPanel(work.tasks),
            self._footer(),
            margins=1.2,
            gap=0.6,
        )
        layout.setStretch(4, 1)
        self.setLayout(layout)
        show_if(self._beside, bool(asked.beside))
        QShortcut(QKeySequence(QKeySequence.StandardKey.Print), self).activated.connect(self.print_list)
        room = self.screen().availableGeometry()
        self.resize(min(px(76), room.width() - px(2)), min(px(46), room.height() - px(3)))
        self._task = work.read(self._read, self._show)
        self.finished.connect(lambda _result: self._task.cancel())

    def _footer(self) -> QWidget:
        work = self._work
        self.contents = ToggleChips(
            (
                Choice(NUMBERS, _("Numbers only")),
                Choice(NAMES, _("With their names"), _("For the office’s own file; the paper is marked")),
            ),
            name=_("On paper and in files"),
            first_number=0,
            chosen=[NUMBERS],
        )
        self.print_button = Button(_("Print"), self.print_list, icon="print", keys="Ctrl P", compact=True)
        self.excel_button = Button(_("Excel…"), lambda: self._save("xlsx"), icon="export", compact=True)
        self.csv_button = Button(_("CSV…"), lambda: self._save("csv"), compact=True)
        work.permit(Action.PRINT_DOCUMENT, self.print_button)
        work.permit(Action.SAVE_DOCUMENT, self.excel_button, self.csv_button)
        out = FlowBox(
            Label(_("On paper and in files"), "muted"),
            self.contents,
            self.print_button,
            self.excel_button,
            self.csv_button,
            gap=0.5,
        )
        open_button = Button(_("Open"), lambda: self._opened(self.table.current()), kind="primary", keys="Enter")
        close = Button(_("Close"), self.reject, keys="Esc")
        line = row(out, close, open_button, gap=0.6)
        line.setStretch(0, 1)
        return boxed(line)

    # --- reading ------------------------------------------------------------------------------------------------

    def _read(self) -> tuple[FigureList, str]:
        centre, asked, lang = self._work.centre, self._asked, Language(language())
        listed = figure_lists.read(centre, asked.period, asked.figure, asked.narrowed, counted=asked.counted)
        return listed, figure_lists.narrowed_sentence(centre, asked.narrowed, lang)

    def _show(self, read: tuple[FigureList, str]) -> None:
        self._listed, narrowed = read
        listed, words = self._listed, self._words
        counted = listed.counted if listed.counted is not None else len(listed.rows)
        period = period_name(listed.period.first, listed.period.last, language(), translator(Language(language())))
        self.heading.setText(
            _("{name} {number}, {period}").format(
                name=words.name(listed.figure), number=words.number(listed.figure, counted), period=period
            )
        )
        self.narrowed.set_text(narrowed)
        number = words.number(listed.figure, listed.left_out)
        others_only = _("{number} of it may be seen by others only, and are not listed.").format(number=number)
        missing = cut_words(listed, _) if listed.cut else others_only if listed.left_out else ""
        self.left_out.set_text(missing)
        self.table.show_columns(_SHOWN[listed.shape])
        self._mark_order()
        self.list.search.set_query(self._at.text)
        self.list.read(at=self._at.row)

    def _fetch(self, text: str, limit: int, offset: int) -> Slice[Behind]:
        rows = self.rows_shown(text)
        return Slice(rows[offset : offset + limit], offset, len(rows))

    def rows_shown(self, text: str) -> tuple[Behind, ...]:
        """Return all rows that ``text`` finds, as they are sorted; off the GUI thread, for they may be many."""
        if self._listed is None:
            return ()
        wanted = (text, self._order, self._descending)
        known = self._ordered
        if known is None or known[0] != wanted:
            known = self._ordered = (wanted, self._listed.found(text, wanted[1], descending=wanted[2]))
        return known[1]

    @property
    def listed(self) -> FigureList | None:
        """The whole list; None while it is read."""
        return self._listed

    def _count_words(self, total: int, sought: bool) -> str:
        if not sought or self._listed is None:
            return ngettext("{count} entry", "{count} entries", total).format(count=f"{total:,}")
        return _("{count} of {all}").format(count=f"{total:,}", all=f"{len(self._listed.rows):,}")

    # --- columns ------------------------------------------------------------------------------------------------

    def _columns(self) -> tuple[Column[Behind], ...]:
        cells = FigureCells(Shape.REFERRALS, True, self._work.centre.codes, language(), _)

        def what(record: Behind) -> str:
            institution = institution_of(record)
            if institution:
                return institution
            parts = (cells.service(record), cells.content(record), cells.problem(record))
            return _(" / ").join(part for part in parts if part)

        def warmness(record: Behind) -> Warmness | None:
            if not isinstance(record, ReferralRow):
                return None
            if record.mode is None:
                return Warmness.TO_COME
            return Warmness.WARM if record.mode.warm else Warmness.COLD

        def name(record: Behind) -> str:
            return _("(record disposed of)") if is_gone(record) else record.client_name

        return (
            Column("date", _("Date"), lambda record: short_date(record.on) if record.on else "", width=date_width()),
            Column("number", _("No."), lambda record: record.client_number, width=6),
            Column("name", _("Name"), name, width=12, stretch=True, over=lambda record: record.client_kana),
            Column("what", _("What"), what, width=15, stretch=True),
            Column("mode", _("Handoff"), cells.handoff, width=12, badge=warmness),
            Column("outcome", _("Outcome"), cells.outcome, width=10.5),
        )

    # --- sorting ------------------------------------------------------------------------------------------------

    def sort_by(self, order: Order, *, descending: bool = False) -> None:
        """Sort the whole list, not only the rows that are read already."""
        self._order, self._descending = order, descending
        self.order.choose(_order_code(order))
        self._mark_order()
        if self._listed is not None:
            self.list.read()

    def _header_clicked(self, section: int) -> None:
        order = _BY_COLUMN.get(self.table.records.columns[section].key)
        if order is not None:
            self.sort_by(order, descending=order is self._order and not self._descending)

    def _mark_order(self) -> None:
        header = self.table.horizontalHeader()
        columns = [each.key for each in self.table.records.columns]
        at = next((key for key, order in _BY_COLUMN.items() if order is self._order), None)
        header.setSortIndicatorShown(at is not None)
        if at is not None:
            down = Qt.SortOrder.DescendingOrder if self._descending else Qt.SortOrder.AscendingOrder
            header.setSortIndicator(columns.index(at), down)

    # --- going on -----------------------------------------------------------------------------------------------

    def _opened(self, record: Behind | None) -> None:
        if record is None:
            return
        if is_gone(record):
            self._work.says.tell(_("The record was disposed of; there is nothing to open."))
            return
        if isinstance(record, ReferralRow) and record.id:
            place = Place("referrals", referral=record.id)
        else:
            place = Place("clients", client=record.client_id)
        at = max(0, self.table.currentIndex().row())
        self.left.emit(ListPlace(self.list.search.query, self._order, self._descending, at))
        self.accept()
        self.go.emit(place)

    # --- out ----------------------------------------------------------------------------------------------------

    def _paper(self) -> tuple[FigureList, str, bool] | None:
        """Return the list, what is sought in it, and whether names go out; None while it is read."""
        if self._listed is None:
            return None
        return self._listed, self.list.search.query, self.contents.value() == NAMES

    def _content(self, listed: FigureList, text: str, *, with_names: bool) -> ListPaper:
        narrowed = figure_lists.narrowed_sentence(self._work.centre, listed.narrowed, Language(language()))
        rows = self.rows_shown(text)
        if listed.shape is Shape.PEOPLE and not with_names:
            rows = tuple(sorted(rows, key=lambda row: number_key(row.client_number)))  # nothing else is to be seen
        return ListPaper(listed, rows, with_names, narrowed)

    def print_list(self) -> None:
        """Show the list as it stands on paper, in the preview that prints it."""
        wanted = self._paper()
        if wanted is None or not self.print_button.isEnabled():
            return
        listed, text, with_names = wanted
        centre, lang = self._work.centre, Language(language())
        handout = figure_lists.handout(with_names=with_names)

        def make(work: Work) -> bytes:
            content = self._content(listed, text, with_names=with_names)
            return figure_lists.to_pdf(centre, content, language=lang, progress=work.progress)

        def made(pdf: bytes) -> None:
            PreviewDialog(
                self._work.tasks,
                pdf,
                title=_("List behind a figure of the tally"),
                file_name=self._file_name("pdf", with_names=with_names),
                parent=self,
                note=lambda action: audit.handed_out(centre, action, handout),
                kind=handout.kind,
            ).open()

        self._work.tasks.run(TaskKind.DOCUMENT, make, made, label=_("Preparing the page…"), cancellable=True)

    def _file_name(self, ending: str, *, with_names: bool) -> str:
        first, last = self._asked.period.first, self._asked.period.last
        day = "%Y-%m" if self._asked.period == Period.month(first.year, first.month) else "%Y-%m-%d"
        name = f"{first:{day}}" if day == "%Y-%m" else f"{first:{day}}_{last:{day}}"
        return f"list-{name}{'-names' if with_names else ''}.{ending}"

    def _save(self, ending: str) -> None:
        wanted = self._paper()
        if wanted is None:
            return
        listed, text, with_names = wanted
        target = ask_where(self, _("Save the list"), self._file_name(ending, with_names=with_names))
        if target is None:
            return
        centre, lang = self._work.centre, Language(language())
        to_file = figure_lists.to_xlsx if ending == "xlsx" else figure_lists.to_csv

        def make(work: Work) -> None:
            content = self._content(listed, text, with_names=with_names)
            table = to_file(centre, content, language=lang, progress=work.progress)
            audit.handed_out(centre, Action.SAVE_DOCUMENT, figure_lists.handout(with_names=with_names))
            write_file(target, table)

        self._work.tasks.run(
            TaskKind.DOCUMENT,
            make,
            lambda _done: self._work.says.saved(_("Saved as {name}").format(name=target.name)),
            label=_("Saving…"),
            cancellable=True,
        )


def _orders() -> tuple[Code, ...]:
    words = {Order.DATE: _("Date"), Order.NUMBER: _("Number"), Order.KANA: _("Kana"), Order.WHAT: _("What")}
    return tuple(Code(order.value, label, label) for order, label in words.items())


def _order_code(order: Order) -> str:
    return "" if order is Order.COUNTED else order.value
