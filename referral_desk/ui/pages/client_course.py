"""The course of a client: everything that happened in one column, beside it what is still open."""

from __future__ import annotations

from PySide6.QtCore import Qt

from referral_desk.domain.access import Action
from referral_desk.i18n import _
from referral_desk.services.clients import ClientPage
from referral_desk.ui.look import px
from referral_desk.ui.page import Place
from referral_desk.ui.pages.client_part import ClientPart
from referral_desk.ui.pages.contact_opening import open_contact
from referral_desk.ui.pages.open_referrals import OpenReferrals
from referral_desk.ui.pages.showing import show_issued
from referral_desk.ui.permits import reason
from referral_desk.ui.timeline_entries import EntryKind, TimelineEntry, kind_label, narrowed, timeline
from referral_desk.ui.widgets.cards import SectionHeader
from referral_desk.ui.widgets.layouts import boxed, column, row
from referral_desk.ui.widgets.search_field import SearchField
from referral_desk.ui.widgets.side_by_side import SideBySide
from referral_desk.ui.widgets.text import Label, show_if
from referral_desk.ui.widgets.timeline import Timeline
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips
from referral_desk.ui.workplace import Workplace


class ClientCourse(ClientPart):
    """The timeline with its filters and its search."""

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self._client_id: int | None = None
        self._entries: tuple[TimelineEntry, ...] = ()
        self.kinds = ToggleChips(
            [Choice(kind.value, kind_label(kind)) for kind in EntryKind],
            name=_("Show only"),
            exclusive=False,
            first_number=0,
        )
        self.kinds.changed.connect(self._narrow)
        self.timeline = Timeline()
        self.timeline.opened.connect(self._open_entry)
        self.search = SearchField(self.timeline, name=_("Search in the course"), placeholder=_("Search here"))
        self.search.searched.connect(lambda _text: self._narrow())
        self.search.accepted.connect(lambda: self.timeline.setFocus(Qt.FocusReason.OtherFocusReason))
        self.search.setMinimumWidth(px(9))
        self.search.setMaximumWidth(px(15))
        self.nothing = Label("", "muted", wrap=True)
        self.open_referrals = OpenReferrals(work)
        self.open_referrals.referral_opened.connect(self._open_referral)
        self.open_referrals.document_opened.connect(self.show_document)
        heading = row(self.kinds, self.search, gap=0.9)
        heading.setStretch(0, 1)
        self.timeline.setMinimumHeight(px(17))
        course = column(boxed(heading), self.nothing, self.timeline, gap=0.45)
        course.setStretch(2, 1)
        side = column(SectionHeader(_("Open referrals")), self.open_referrals, gap=0.45)
        side.addStretch(1)
        self.setLayout(column(SideBySide(boxed(course), boxed(side), stretch=(7, 4), narrow=56, gap=1.2)))

    def show_client(self, page: ClientPage) -> None:
        if page.client.id != self._client_id:
            self._client_id = page.client.id
            self.kinds.set_chosen(())
            self.search.clear()
        self._entries = timeline(page, self.work.centre.codes)
        self._narrow()
        self.open_referrals.show_referrals(page, self.work.centre.today())

    def take_focus(self) -> None:
        self.timeline.setFocus(Qt.FocusReason.OtherFocusReason)

    def _narrow(self) -> None:
        entries = narrowed(self._entries, self.kinds.chosen(), self.search.query)
        self.timeline.show_entries(entries)
        if not self._entries:
            self.nothing.setText(_("Nothing has been recorded yet. Record a contact, or refer the client."))
        elif not entries:
            self.nothing.setText(_("Nothing here matches."))
        show_if(self.nothing, not entries)

    def _open_entry(self, entry: TimelineEntry) -> None:
        if entry.kind is EntryKind.DOCUMENT:
            self.show_document(entry.record_id)
        elif entry.kind in (EntryKind.REFERRAL, EntryKind.OUTCOME):
            self._open_referral(entry.record_id)
        elif entry.kind is EntryKind.CONTACT:
            open_contact(self.work, self, entry.record_id)

    def _open_referral(self, referral_id: int) -> None:
        self.go.emit(Place("referrals", referral=referral_id))

    def show_document(self, document_id: int) -> None:
        """Show a paper exactly as it was issued."""
        if not self.work.may(Action.ISSUE_DOCUMENT):
            self.work.says.tell(reason())
            return
        show_issued(self.work, self, document_id)
