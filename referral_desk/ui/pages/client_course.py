"""The course of a client: everything that happened in one column, beside it what is still open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from referral_desk.domain.access import Action
from referral_desk.domain.course import CoursePlace, EntryGroup, EntryKind, narrowed
from referral_desk.domain.errors import NotAllowed, NotFound
from referral_desk.i18n import _, ngettext
from referral_desk.services import course
from referral_desk.services.centre import Centre
from referral_desk.services.clients import ClientPage
from referral_desk.ui.course_words import worded
from referral_desk.ui.look import px
from referral_desk.ui.page import BENEFITS, CONFERENCES, CONSENTS, SBIRTS, Place
from referral_desk.ui.pages.client_glance import ClientGlance
from referral_desk.ui.pages.client_part import ClientPart
from referral_desk.ui.pages.contact_opening import open_contact
from referral_desk.ui.pages.open_referrals import OpenReferrals
from referral_desk.ui.pages.showing import show_issued
from referral_desk.ui.permits import reason
from referral_desk.ui.tasks import LatestOnly
from referral_desk.ui.timeline_entries import TimelineEntry, group_label
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import SectionHeader
from referral_desk.ui.widgets.layouts import boxed, column, row
from referral_desk.ui.widgets.search_field import SearchField
from referral_desk.ui.widgets.side_by_side import SideBySide
from referral_desk.ui.widgets.text import Label, show_if
from referral_desk.ui.widgets.timeline import Timeline, section_words
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips
from referral_desk.ui.workplace import Workplace

_PART_OF = {
    EntryKind.CONFERENCE: CONFERENCES,
    EntryKind.TASK: CONFERENCES,
    EntryKind.SCREENING: SBIRTS,
    EntryKind.STEP: SBIRTS,
    EntryKind.DISCLOSURE: CONSENTS,
    EntryKind.CONSENT: CONSENTS,
    EntryKind.WITHDRAWAL: CONSENTS,
    EntryKind.BENEFIT: BENEFITS,
    EntryKind.BENEFIT_END: BENEFITS,
    EntryKind.INBOUND: BENEFITS,
    EntryKind.REPLY: BENEFITS,
}
"""Which part of the page holds the record behind an entry."""


@dataclass(frozen=True)
class OlderEntries:
    """A piece of the course as it comes from a reading thread, worded and ready to be searched."""

    entries: tuple[TimelineEntry, ...]
    end: CoursePlace | None
    complete: bool


def read_older(centre: Centre, client_id: int, before: CoursePlace | None) -> OlderEntries:
    """Read on below ``before``. Runs on a reading thread, where wording and search keys do not hold up the window."""
    piece = course.older(centre, client_id, before)
    entries = worded(piece.entries, centre.codes)
    for entry in entries:
        entry.key  # noqa: B018 - works it out
    return OlderEntries(entries, piece.end, piece.complete)


class ClientCourse(ClientPart):
    """The timeline with its filters and its search.

    What comes with the page is shown at once; what is older is read on behind it, until all of it is here.
    """

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self._client_id: int | None = None
        self._entries: tuple[TimelineEntry, ...] = ()
        self._complete = False
        self._reads = LatestOnly(work.tasks)
        self.kinds = ToggleChips(
            [Choice(group.value, group_label(group)) for group in EntryGroup],
            name=_("Show only"),
            exclusive=False,
            first_number=0,
        )
        self.kinds.changed.connect(self._narrow)
        self.timeline = Timeline()
        self.timeline.opened.connect(self._open_entry)
        self.search = SearchField(
            self.timeline, name=_("Search in the course"), placeholder=_("Search all years: words, names, R3.5")
        )
        self.search.searched.connect(lambda _text: self._narrow())
        self.search.accepted.connect(lambda: self.timeline.setFocus(Qt.FocusReason.OtherFocusReason))
        self.search.setMinimumWidth(px(9))
        self.year_button = Button(_("Year"), self._open_years, keys="▾")
        self.amount = Label("", "muted")
        self.nothing = Label("", "muted", wrap=True)
        self.open_referrals = OpenReferrals(work)
        self.open_referrals.referral_opened.connect(self._open_referral)
        self.open_referrals.document_opened.connect(self.show_document)
        self.glance = ClientGlance(work)
        self.glance.go.connect(self.go)
        self._put_together()

    def _put_together(self) -> None:
        finding = row(self.search, self.year_button, self.amount, gap=0.9)
        finding.setStretch(0, 1)
        self.timeline.setMinimumHeight(px(17))
        shown = column(self.kinds, boxed(finding), self.nothing, self.timeline, gap=0.45)
        shown.setStretch(3, 1)
        side = column(SectionHeader(_("Open referrals")), self.open_referrals, self.glance, gap=0.45)
        side.addStretch(1)
        self.setLayout(column(SideBySide(boxed(shown), boxed(side), stretch=(7, 4), narrow=56, gap=1.2)))

    # --- reading ----------------------------------------------------------------------------------------------------

    def show_client(self, page: ClientPage) -> None:
        newest = self._without_far_ends(worded(page.course.entries, self.work.centre.codes))
        if page.client.id == self._client_id:
            self._entries = (*newest, *self._known_below(newest))
            self._complete = self._complete or page.course.complete
        else:
            self._client_id = page.client.id
            self.kinds.set_chosen(())
            self.search.clear()
            self.timeline.show_entries((), self.work.centre.today())
            self._entries = newest
            self._complete = page.course.complete
        if page.course.complete:
            self._reads.drop()
            self._entries = newest
        self._show()
        self.open_referrals.show_referrals(page, self.work.centre.today())
        self.glance.show_client(page)
        if not page.course.complete:
            self._read_on(page.client.id, page.course.end, newest)

    def _without_far_ends(self, entries: tuple[TimelineEntry, ...]) -> tuple[TimelineEntry, ...]:
        """Leave out the ends of benefits of which Today does not yet remind either.

        They are at the very top for years, and would push what happened last out of sight; the head of the page has
        them.
        """
        centre = self.work.centre
        reminded = centre.today() + timedelta(days=centre.settings.expiry_days)
        return tuple(each for each in entries if each.kind is not EntryKind.BENEFIT_END or each.on <= reminded)

    def _known_below(self, newest: tuple[TimelineEntry, ...]) -> tuple[TimelineEntry, ...]:
        """Return what was read before of the entries below the newest ones: they stay until they are read again."""
        if not newest:
            return ()
        last = newest[-1]
        at = next((at for at, entry in enumerate(self._entries) if entry.record == last.record), None)
        if at is not None:
            return self._entries[at + 1 :]
        return tuple(entry for entry in self._entries if entry.on < last.on)

    def _read_on(self, client_id: int, before: CoursePlace | None, above: tuple[TimelineEntry, ...]) -> None:
        """Read the entries below ``before``, under those ``above``, piece by piece until nothing is left."""
        centre = self.work.centre

        def arrived(piece: OlderEntries) -> None:
            known = (*above, *piece.entries)
            if not self._complete:  # the first time, each piece shows as soon as it is here
                self._entries = known
                self.timeline.entries.append(self._matching(piece.entries))
            if piece.complete:
                changed = self._entries != known
                self._entries, self._complete = known, True
                if changed:
                    self._show()
            else:
                self._read_on(client_id, piece.end, known)
            self._say_how_many()

        self._reads.run(lambda _work: read_older(centre, client_id, before), arrived, _gone)

    # --- showing ----------------------------------------------------------------------------------------------------

    def take_focus(self) -> None:
        self.timeline.setFocus(Qt.FocusReason.OtherFocusReason)

    def _matching(self, entries: tuple[TimelineEntry, ...]) -> tuple[TimelineEntry, ...]:
        groups, text = self.kinds.chosen(), self.search.query
        return narrowed(entries, groups, text) if groups or text else entries

    def _show(self) -> None:
        self.timeline.show_entries(self._matching(self._entries), self.work.centre.today())
        self._say_how_many()

    def _narrow(self) -> None:
        """Show what matches now: from the top, or where the cursor's entry stands."""
        self._show()
        at = self.timeline.currentIndex()
        if at.isValid() and at.row() > 0:
            self.timeline.scrollTo(at)
        else:
            self.timeline.verticalScrollBar().setValue(0)

    def _say_how_many(self) -> None:
        shown, known = self.timeline.entries.rowCount(), len(self._entries)
        if not self._complete:
            self.amount.setText(_("{count} so far…").format(count=f"{known:,}"))
        elif shown == known:
            words = ngettext("{count} entry", "{count} entries", known)
            self.amount.setText(words.format(count=f"{known:,}"))
        else:
            self.amount.setText(_("{shown} of {count}").format(shown=f"{shown:,}", count=f"{known:,}"))
        if not known:
            self.nothing.setText(_("Nothing has been recorded yet. Record a contact, or refer the client."))
        elif not shown:
            self.nothing.setText(_("Nothing here matches."))
        show_if(self.nothing, not shown)
        show_if(self.amount, bool(known))
        self.year_button.setEnabled(bool(shown))

    # --- years ------------------------------------------------------------------------------------------------------

    def year_menu(self) -> QMenu:
        """Return the years on show, the newest first, each leading to its newest entry."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for section in self.timeline.sections():
            menu.addAction(section_words(section), partial(self.timeline.go_to_section, section))
        return menu

    def _open_years(self) -> None:
        self.year_menu().popup(self.year_button.mapToGlobal(QPoint(0, self.year_button.height())))

    # --- opening ----------------------------------------------------------------------------------------------------

    def _open_entry(self, entry: TimelineEntry) -> None:
        if entry.kind is EntryKind.CONTACT:
            open_contact(self.work, self, entry.record_id)
        elif entry.kind is EntryKind.DOCUMENT:
            self.show_document(entry.record_id)
        elif entry.kind in _PART_OF:
            self.go.emit(Place("clients", client=self._client_id, part=_PART_OF[entry.kind]))
        elif entry.referral_id is not None:
            self._open_referral(entry.referral_id)

    def _open_referral(self, referral_id: int) -> None:
        self.go.emit(Place("referrals", referral=referral_id))

    def show_document(self, document_id: int) -> None:
        """Show a paper exactly as it was issued."""
        if not self.work.may(Action.ISSUE_DOCUMENT):
            self.work.says.tell(reason())
            return
        show_issued(self.work, self, document_id)


def _gone(error: Exception) -> bool:
    """Whether the page tells it: the client is not there any more, or restricted meanwhile."""
    return isinstance(error, NotFound | NotAllowed)
