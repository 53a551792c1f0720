"""Institutions: the directory with its search and filter, and the page of the one that is opened from it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QStackedWidget

from referral_desk.domain.access import Action
from referral_desk.domain.changes import ChangeSet, Kind
from referral_desk.domain.codes import Capacity
from referral_desk.domain.directory_filter import EVERYTHING
from referral_desk.domain.drafts import Draft
from referral_desk.domain.institution import Institution, InstitutionRow, capacity_fades, is_stale, is_there
from referral_desk.domain.institution_likeness import LikelyPair
from referral_desk.domain.schedule import next_meeting
from referral_desk.i18n import _, language, ngettext
from referral_desk.services import institutions
from referral_desk.ui.dates import date_width, list_date, local_now
from referral_desk.ui.dialogs.finding import FindingDialog
from referral_desk.ui.dialogs.institution import InstitutionDialog
from referral_desk.ui.dialogs.labels import ON_LABELS, LabelsDialog
from referral_desk.ui.dialogs.likely_doubles import LikelyDoublesDialog
from referral_desk.ui.dialogs.merge_institutions import MergeInstitutionsDialog
from referral_desk.ui.institution_words import meeting_words
from referral_desk.ui.page import NEW_REFERRAL, Page, Place
from referral_desk.ui.pages.directory_papers import DirectoryPapers
from referral_desk.ui.pages.institution import InstitutionView
from referral_desk.ui.pages.institution_filter import InstitutionFilter
from referral_desk.ui.pages.institution_merges import InstitutionMerges
from referral_desk.ui.pages.institution_taps import InstitutionTaps, new_menu
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import EmptyState, PageHeader
from referral_desk.ui.widgets.cell import Tone
from referral_desk.ui.widgets.layouts import boxed, column, scrolled
from referral_desk.ui.widgets.paged_list import PagedList, Slice
from referral_desk.ui.widgets.record_table import Column
from referral_desk.ui.widgets.text import show_if
from referral_desk.ui.workplace import Workplace

PAGE = "institutions"


class InstitutionsPage(Page):
    """``Place("institutions")`` is the directory, ``Place("institutions", institution=…)`` one entry."""

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self._work = work
        self._stale = True
        header = PageHeader(_("Institutions"), "")
        new = Button(_("New institution"), self.new_institution, kind="primary", icon="add")
        find = Button(_("Find the right place"), self.find_place, icon="search")
        self.papers = DirectoryPapers(work, self, self.print_labels, lambda: (self.list.search.query, self._narrowed))
        self.doubles_button = Button(_("Entered twice?"), self.find_doubles, kind="quiet")
        show_if(self.doubles_button, work.may(Action.MERGE_INSTITUTIONS))
        header.add(self.doubles_button)
        header.add(self.papers.button)
        header.add(find)
        header.add(new)
        empty = EmptyState(
            _("No institutions yet"),
            _(
                "Enter the welfare office, the livelihood consultation and the groups that you refer to, "
                "or import your list of institutions."
            ),
            _("New institution"),
            self.new_institution,
            icon="institutions",
        )
        work.permit(Action.SAVE_INSTITUTION, new, empty.button)
        self.filter = InstitutionFilter(work.centre)
        self.filter.setParent(self)
        self.filter.hide()
        self.filter.changed.connect(self._narrow)
        self._narrowed = EVERYTHING
        self.taps = InstitutionTaps(work, self)
        self.list: PagedList[InstitutionRow] = PagedList(
            work,
            self._columns(),
            self._fetch,
            name=_("Institutions"),
            placeholder=_("Any part of name, kana, kind, target or telephone"),
            counted=_counted,
            empty=empty,
            opened=lambda row: self.go.emit(Place(PAGE, institution=row.id)),
            beside=(self.filter.kind,),
            below=self.filter.bar,
            filtered=lambda: self.filter.narrows,
            row_height=3.1,
            trail="institutions",
        )
        self.list.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.table.customContextMenuRequested.connect(self._menu)
        whole = column(header, self.list, margins=(1.7, 1.1, 1.7, 1.1), gap=0.8)
        whole.setStretch(1, 1)
        self._list_view = scrolled(boxed(whole))
        self.institution = InstitutionView(work)
        self.institution.go.connect(self.go)
        self.institution.state_changed.connect(self.state_changed)
        self._scroll = scrolled(self.institution)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._list_view)
        self._stack.addWidget(self._scroll)
        self.setLayout(column(self._stack))

    @property
    def showing_institution(self) -> bool:
        """Whether one institution is in view, not the directory."""
        return self._stack.currentWidget() is self._scroll

    # --- the page -----------------------------------------------------------------------------------------------

    def title(self) -> str:
        return self.institution.title() if self.showing_institution else _("Institutions")

    def help_text(self) -> str:
        if self.showing_institution:
            return self.institution.help_text()
        words = _(
            "The directory of the institutions that clients are referred to. Type any part of the name, kana, kind, "
            "target or telephone, or narrow the list by kind, domain of life, municipality, capacity or weekday.\n\n"
            "The next meeting follows from the meeting times of each group. A triangle before the day of the last "
            "check, and grey words, say that the entry is old: call there and note it, on its page or in the menu of "
            "the row (right click, or Shift+F10), which also takes how full it is.\n\n"
            "Down goes to the list, Enter opens the entry under the cursor."
        )
        printed = _(
            "Ctrl+P offers what can be printed: a month’s meetings for the wall, the directory as pages, labels."
        )
        return f"{words}\n\n{printed}"

    def open_place(self, place: Place) -> None:
        if place.institution is None:
            self._stack.setCurrentWidget(self._list_view)
            if self._stale:
                self._read_municipalities()
            self.list.open(stale=self._stale)
            self._stale = False
        else:
            self._stack.setCurrentWidget(self._scroll)
            self._scroll.verticalScrollBar().setValue(0)
            self.institution.open_institution(place.institution)

    def refresh(self, changes: ChangeSet, initiator: object) -> None:
        if changes.touches(Kind.INSTITUTION):
            self._read_municipalities()
        if changes.touches(Kind.INSTITUTION, Kind.REFERRAL):
            self._stale = self.showing_institution
            if not self.showing_institution:
                self.list.read(keep=True)
        if self.showing_institution:
            self.institution.refresh(changes, initiator)

    def print_action(self) -> Callable[[], None] | None:
        return self.institution.print_action() if self.showing_institution else self.papers.print_action()

    def take_focus(self) -> None:
        if self.showing_institution:
            self.institution.take_focus()
        else:
            self.list.take_focus()

    # --- commands -----------------------------------------------------------------------------------------------

    def resume(self, draft: Draft) -> None:
        if self.showing_institution:
            self.institution.returning.expect(draft)
        else:
            self.new_institution(draft)

    def new_institution(self, draft: Draft | None = None) -> None:
        """Open the form of a new entry; afterwards its page."""

        def saved(institution: Institution) -> None:
            self._work.says.saved(_("Entered {name}.").format(name=institution.name))
            self.go.emit(Place(PAGE, institution=institution.id))

        InstitutionDialog(self._work, None, saved=saved, parent=self.window(), draft=draft).open()

    def find_doubles(self) -> None:
        """Open the list of entries that may be one institution; a pair chosen there is compared."""
        merges = InstitutionMerges(self._work)

        def compare(pair: LikelyPair) -> None:
            kept, other = pair.one, pair.other.entry.id
            MergeInstitutionsDialog(self._work, kept.id, kept.name, merges.merged, self.window(), other=other).open()

        LikelyDoublesDialog(self._work, compare, self.window()).open()

    def find_place(self) -> None:
        """Open the ranking of what suits a person; the one chosen leads to a new referral."""
        FindingDialog(
            self._work,
            lambda institution_id: self.go.emit(Place(NEW_REFERRAL, institution=institution_id)),
            parent=self.window(),
        ).open()

    def _narrow(self) -> None:
        self._narrowed = self.filter.value
        self.list.read()

    def _read_municipalities(self) -> None:
        self._work.read(lambda: institutions.municipalities(self._work.centre), self.filter.offer_municipalities)

    def print_labels(self) -> None:
        """Open the labels of the institutions that the list shows."""
        text = self.list.search.query
        self._work.read(
            lambda: self._fetch(text, ON_LABELS, 0),
            lambda found: LabelsDialog(self._work, found.rows, self.window()).open(),
        )

    def _fetch(self, text: str, limit: int, offset: int) -> Slice[InstitutionRow]:
        rows, total = institutions.directory(self._work.centre, text, self._narrowed, limit=limit, offset=offset)
        return Slice(rows, offset, total)

    def _menu(self, at: QPoint) -> None:
        """Offer what can be done with the entry under the cursor, at the mouse or the row."""
        table = self.list.table
        row = table.current()
        if row is None:
            return
        menu = new_menu(table)
        menu.setAccessibleName(row.name)
        menu.addAction(_("Open"), lambda: self.go.emit(Place(PAGE, institution=row.id)))
        refer = menu.addAction(_("Refer here"), lambda: self.go.emit(Place(NEW_REFERRAL, institution=row.id)))
        there = is_there(row.defunct_on, self._work.centre.today())
        refer.setEnabled(there)
        menu.addSeparator()
        verify = menu.addAction(_("Verified today"), lambda: self.taps.verify(row.id))
        whom = menu.addMenu(_("Verified with…"))
        self.taps.add_with_whom(whom, row.id, (row.contact_name,))
        menu.addSection(_("Capacity"))
        self.taps.add_capacities(menu, row.id)
        verify.setEnabled(there)
        self._work.permit(Action.SAVE_REFERRAL, refer)
        self._work.permit(Action.SAVE_INSTITUTION, verify)
        shown = table.visualRect(table.currentIndex())
        menu.popup(table.viewport().mapToGlobal(at if shown.top() <= at.y() <= shown.bottom() else shown.center()))

    def _columns(self) -> tuple[Column[InstitutionRow], ...]:
        centre = self._work.centre
        codes = centre.codes
        lang = language()

        def meeting(row: InstitutionRow) -> str:
            if gone(row):
                return _("No longer there")
            now = local_now(centre.today())
            upcoming = next_meeting(row.schedule, now, centre.is_holiday)
            return meeting_words(upcoming) if upcoming else ""

        def gone(row: InstitutionRow) -> bool:
            return not is_there(row.defunct_on, centre.today())

        def stale(row: InstitutionRow) -> bool:
            return not gone(row) and is_stale(row.verified_on, centre.today(), centre.settings.verify_after_days)

        def faded(row: InstitutionRow) -> Tone:
            return "muted" if gone(row) or stale(row) or not row.listed else ""

        def verified(row: InstitutionRow) -> str:
            day = list_date(row.verified_on) if row.verified_on else _("never")
            return f"△ {day}" if stale(row) else day

        def verified_under(row: InstitutionRow) -> str:
            words = (_("verify again") if stale(row) else "", row.verified_by)
            return "  ".join(part for part in words if part)

        def capacity(row: InstitutionRow) -> str:
            known = row.capacity is not Capacity.UNKNOWN
            return codes.capacities.label(row.capacity, lang) if known else "—"

        def standing(row: InstitutionRow) -> str:
            if not row.listed:
                return _("not listed")
            if row.capacity is Capacity.UNKNOWN:
                return ""
            old = capacity_fades(row.capacity_on, centre.today(), centre.settings.verify_after_days)
            day = list_date(row.capacity_on) if row.capacity_on else ""
            return _("old, ask again") if old else day

        return (
            Column(
                "name",
                _("Institution"),
                lambda row: row.name,
                over=lambda row: row.kana,
                width=9.5,
                stretch=True,
                tone=faded,
            ),
            Column(
                "kind",
                _("Kind"),
                lambda row: codes.institution_kinds.label(row.kind, lang),
                under=lambda row: codes.targets.label(row.target, lang),
                width=9,
                tone=faded,
            ),
            Column(
                "contact",
                _("Contact person"),
                lambda row: row.contact_name or row.phone or "—",
                under=lambda row: row.phone if row.contact_name else "",
                width=10.8,
                tone=faded,
            ),
            Column(
                "meeting",
                _("Next meeting"),
                meeting,
                under=lambda row: row.venue,
                width=date_width() + 3.4,
                tone=faded,
            ),
            Column("capacity", _("Capacity"), capacity, under=standing, width=8.5, tone=faded),
            Column(
                "verified",
                _("Last verified"),
                verified,
                under=verified_under,
                width=10.7,
                tone=faded,
            ),
            Column(
                "open_referrals",
                _("Under way"),
                lambda row: str(row.open_referrals or "—"),
                width=4.5,
                figure=True,
                tone=lambda row: "" if row.open_referrals else "muted",
            ),
        )


def _counted(total: int, sought: bool) -> str:
    if sought:
        return ngettext("{count} found", "{count} found", total).format(count=f"{total:,}")
    return ngettext("{count} institution", "{count} institutions", total).format(count=f"{total:,}")
