"""Referrals: the searchable list with its filter by status, and the page of the one that is opened from it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QStackedWidget

from referral_desk.domain.access import Action
from referral_desk.domain.changes import ChangeSet, Kind
from referral_desk.domain.codes import Outcome, ReferralStatus
from referral_desk.domain.drafts import Draft
from referral_desk.domain.referral import OPEN, ReferralRow
from referral_desk.i18n import _, language, ngettext
from referral_desk.services import referrals
from referral_desk.ui.dates import list_date
from referral_desk.ui.forms.handoff_words import mode_word, warmness
from referral_desk.ui.page import ISSUED, NEW_REFERRAL, Page, Place
from referral_desk.ui.pages.referral import ReferralView
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import EmptyState, PageHeader
from referral_desk.ui.widgets.cell import Tone
from referral_desk.ui.widgets.layouts import FlowBox, boxed, column, row, scrolled
from referral_desk.ui.widgets.paged_list import PagedList, Slice
from referral_desk.ui.widgets.record_table import Column
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips
from referral_desk.ui.workplace import Workplace

PAGE = "referrals"
ALL_OPEN = "open"
ENDED = "ended"
FILTERS: dict[str, tuple[ReferralStatus, ...]] = {
    ALL_OPEN: OPEN,
    "requested": (ReferralStatus.REQUESTED, ReferralStatus.DRAFT),
    "in-progress": (ReferralStatus.ACCEPTED, ReferralStatus.IN_PROGRESS),
    "on-hold": (ReferralStatus.ON_HOLD,),
    ENDED: tuple(status for status in ReferralStatus if status not in OPEN),
}
"""The chips over the list, and the statuses behind each."""


class ReferralsPage(Page):
    """``Place("referrals")`` is the list, ``Place("referrals", referral=…)`` one referral."""

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self._work = work
        self._stale = True
        header = PageHeader(_("Referrals"), _("the newest first"))
        new = Button(_("New referral"), self.new_referral, kind="primary", icon="add", keys="Ctrl R")
        self.issued_button = Button(_("Issued papers"), self.show_issued, icon="document")
        self.letters_button = Button(_("Letters of a month…"), self.show_letters, icon="letter")
        header.add(new)
        empty = EmptyState(
            _("No referral has been recorded yet"),
            _("Refer a client to an institution, and say how warmly: the list grows from there."),
            _("New referral"),
            self.new_referral,
            icon="referrals",
            keys="Ctrl R",
        )
        work.permit(Action.SAVE_REFERRAL, new, empty.button)
        work.permit(Action.ISSUE_DOCUMENT, self.letters_button)
        self.filter = ToggleChips(self._filters(), name=_("Show only"), first_number=0)
        self.list: PagedList[ReferralRow] = PagedList(
            work,
            self._columns(),
            self._fetch,
            name=_("Referrals"),
            placeholder=_("Client, institution or number"),
            counted=_counted,
            empty=empty,
            opened=lambda row: self.go.emit(Place(PAGE, referral=row.id, client=row.client_id)),
            filtered=lambda: self.filter.value() is not None,
            trail="referrals",
            person=lambda row: row.id,
        )
        self.filter.changed.connect(self.list.read)
        line = row(self.filter, FlowBox(self.letters_button, self.issued_button), gap=0.5)
        line.setStretch(0, 1)
        whole = column(header, boxed(line), self.list, margins=(1.7, 1.1, 1.7, 1.1), gap=0.7)
        whole.setStretch(2, 1)
        # At 200 % the list has less room than it needs: then it scrolls as a whole.
        self._list_view = scrolled(boxed(whole))
        self.referral = ReferralView(work)
        self.referral.go.connect(self.go)
        self.referral.state_changed.connect(self.state_changed)
        self._scroll = scrolled(self.referral)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._list_view)
        self._stack.addWidget(self._scroll)
        self.setLayout(column(self._stack))

    @property
    def showing_referral(self) -> bool:
        """Whether one referral is in view, not the list."""
        return self._stack.currentWidget() is self._scroll

    # --- the page -----------------------------------------------------------------------------------------------

    def title(self) -> str:
        return self.referral.title() if self.showing_referral else _("Referrals")

    def help_text(self) -> str:
        if self.showing_referral:
            return self.referral.help_text()
        return _(
            "Every referral of the centre, the newest first. Type a part of the client’s or the institution’s name, or "
            "the number; the chips show only what is still open, on hold, or over.\n\n"
            "Down goes to the list, Enter opens the referral under the cursor.\n\n"
            "“Letters of a month” issues and prints the letters of a month’s referrals in one go. “Issued papers” "
            "lists every letter and card that was issued, and revokes one that must not be used."
        )

    def open_place(self, place: Place) -> None:
        if place.referral is None:
            self._stack.setCurrentWidget(self._list_view)
            self.list.open(stale=self._stale)
            self._stale = False
        else:
            self._stack.setCurrentWidget(self._scroll)
            self._scroll.verticalScrollBar().setValue(0)
            self.referral.open_referral(place.referral)

    def refresh(self, changes: ChangeSet, initiator: object) -> None:
        if changes.touches(Kind.REFERRAL, Kind.FOLLOW_UP, Kind.CLIENT, Kind.INSTITUTION):
            self._stale = self.showing_referral
            if not self.showing_referral:
                self.list.read(keep=True)
        self.referral.refresh(changes, initiator)

    def print_action(self) -> Callable[[], None] | None:
        return self.referral.print_action() if self.showing_referral else None

    def take_focus(self) -> None:
        if self.showing_referral:
            self.referral.take_focus()
        else:
            self.list.take_focus()

    def resume(self, draft: Draft) -> None:
        if self.showing_referral:
            self.referral.returning.expect(draft)

    def show_letters(self) -> None:
        """Open the letters of this month."""
        from referral_desk.ui.dialogs.month_letters import MonthLettersDialog  # noqa: PLC0415 - ReportLab

        today = self._work.centre.today()
        dialog = MonthLettersDialog(self._work, today.year, today.month, self.window())
        dialog.go.connect(self.go)
        dialog.open()

    def show_issued(self) -> None:
        """Open the register of issued papers."""
        self.go.emit(Place(ISSUED))

    def new_referral(self) -> None:
        """Open the pane of a new referral."""
        self.go.emit(Place(NEW_REFERRAL))

    # --- the list -----------------------------------------------------------------------------------------------

    def _filters(self) -> tuple[Choice, ...]:
        statuses = self._work.centre.codes.referral_statuses
        words = {ALL_OPEN: _("All open"), ENDED: _("Ended")}
        return tuple(Choice(code, words.get(code) or statuses.label(code, language())) for code in FILTERS)

    def _fetch(self, text: str, limit: int, offset: int) -> Slice[ReferralRow]:
        centre = self._work.centre
        status = FILTERS.get(self.filter.value() or "", ())
        rows = referrals.rows(centre, text, status=status, limit=limit, offset=offset)
        whole = offset + len(rows) if len(rows) < limit else referrals.count(centre, text, status=status)
        return Slice(rows, offset, whole)

    def _columns(self) -> tuple[Column[ReferralRow], ...]:
        codes, today = self._work.centre.codes, self._work.centre.today

        def outcome_tone(row: ReferralRow) -> Tone:
            return "muted" if row.outcome is Outcome.NOT_YET_CHECKED else ""

        def check_tone(row: ReferralRow) -> Tone:
            return "danger" if row.follow_up_on and row.follow_up_on < today() else ""

        return (
            Column("number", _("No."), lambda row: row.number, width=9.3, tone=lambda _row: "muted"),
            Column("on", _("Date"), lambda row: list_date(row.on), width=9),
            Column(
                "client",
                _("Client"),
                lambda row: row.client_name,
                over=lambda row: row.client_kana,
                width=9.5,
                stretch=True,
            ),
            Column("institution", _("Institution"), lambda row: row.institution_name, width=11.5, stretch=True),
            Column(
                "mode",
                _("Handoff"),
                lambda row: mode_word(row.mode),
                badge=lambda row: warmness(row.mode),
                width=9.2,
            ),
            Column("status", _("Status"), lambda row: codes.referral_statuses.label(row.status, language()), width=5.8),
            Column(
                "consent",
                _("Consent"),
                lambda row: codes.consents.label(row.consent, language()) if row.consent else "—",
                width=4.6,
            ),
            Column(
                "outcome",
                _("Outcome"),
                lambda row: codes.outcomes.label(row.outcome, language()),
                width=8.2,
                tone=outcome_tone,
            ),
            Column(
                "follow_up",
                _("Next check"),
                lambda row: list_date(row.follow_up_on) if row.follow_up_on else "—",
                width=9,
                tone=check_tone,
            ),
        )


def _counted(total: int, sought: bool) -> str:
    if sought:
        return ngettext("{count} found", "{count} found", total).format(count=f"{total:,}")
    return ngettext("{count} referral", "{count} referrals", total).format(count=f"{total:,}")
