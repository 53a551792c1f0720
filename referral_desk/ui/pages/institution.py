"""One institution: how to hand over warmly there, when it meets, how fresh its entry is, who was referred there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.changes import ChangeSet, Kind
from referral_desk.domain.codes import Capacity
from referral_desk.domain.drafts import Draft
from referral_desk.domain.errors import NotFound
from referral_desk.domain.inbound import InboundRow
from referral_desk.domain.institution import Institution, may_be_referred_to
from referral_desk.domain.referral import ReferralRow
from referral_desk.i18n import _, language, render
from referral_desk.services import institutions
from referral_desk.services.institutions import InstitutionPage
from referral_desk.ui.dates import date_width, local_now, short_date
from referral_desk.ui.dialogs.institution import InstitutionDialog
from referral_desk.ui.dialogs.retire import RetireDialog
from referral_desk.ui.institution_words import (
    capacity_words,
    coming_meetings,
    meeting_words,
    part_lines,
    person_words,
    schedule_words,
    stale_words,
    verified_words,
)
from referral_desk.ui.look import space
from referral_desk.ui.page import BENEFITS, Place
from referral_desk.ui.pages.institution_history import InstitutionHistory
from referral_desk.ui.pages.institution_more import InstitutionStanding, MoreCommands
from referral_desk.ui.pages.institution_taps import InstitutionTaps
from referral_desk.ui.pages.phone_sheet import sheet_button, show_phone_sheet
from referral_desk.ui.pages.returning import Returning
from referral_desk.ui.pages.sent_columns import sent_columns
from referral_desk.ui.tasks import LatestOnly
from referral_desk.ui.timeline_entries import mode_words, warmness_of
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import Card, Flag, SectionHeader, WarningPanel
from referral_desk.ui.widgets.layouts import FlowBox, boxed, clear, column
from referral_desk.ui.widgets.record_table import Column, RecordTable
from referral_desk.ui.widgets.side_by_side import SideBySide
from referral_desk.ui.widgets.text import Label, show_if
from referral_desk.ui.workplace import Workplace

_MEETINGS_SHOWN = 3


class InstitutionView(QWidget):
    """The page of one institution; ``go`` asks the window to open a place."""

    go = Signal(object)
    state_changed = Signal()

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._work = work
        self._reads = LatestOnly(work.tasks)
        self._institution_id: int | None = None
        self._page: InstitutionPage | None = None
        self.returning = Returning(self, self._resume)
        self.gone = WarningPanel()
        self.kana = Label("", "kana", wrap=True)
        self.name = Label("", "title", wrap=True)
        self.identity = Label("", "muted", wrap=True)
        self.verify_button = Button(_("Verified today"), self.verify, icon="check")
        self.taps = InstitutionTaps(work, self)
        self.with_button = Button(_("Verified with…"), self.verify_with)
        self.capacities = {
            Capacity(code.code): Button(
                code.label(language()), partial(self._tell_capacity, Capacity(code.code)), compact=True
            )
            for code in work.centre.codes.capacities.items
        }
        self.capacity_told = Label("", wrap=True)
        self.words_button = Button(_("With words…"), self._tell_in_words, kind="quiet", compact=True)
        self.refer_button = Button(_("Refer here"), self.refer, kind="primary", icon="referrals", keys="Ctrl R")
        self.edit_button = Button(_("Change"), self.edit)
        work.permit(
            Action.SAVE_INSTITUTION,
            self.verify_button,
            self.with_button,
            self.edit_button,
            *self.capacities.values(),
            self.words_button,
        )
        work.permit(Action.SAVE_REFERRAL, self.refer_button)
        self.sheet_button = sheet_button(work, self.print_sheet)
        self.stale = WarningPanel()
        self.standing = InstitutionStanding(work)
        self.standing.opened.connect(lambda other: self.go.emit(Place("institutions", institution=other)))
        self.more = MoreCommands(work, self)
        self.flags = FlowBox(gap=0.55)
        self.warm = Card(tone="warm", gap=0.45)
        self.meetings = Card(gap=0.35)
        self.facts = Card(gap=0.4)
        self._grid = QGridLayout()
        space(self._grid, 0.0, 0.45)
        self._grid.setColumnStretch(1, 1)
        self.facts.add(self._grid)
        self.referrals: RecordTable[ReferralRow] = RecordTable(
            self._columns(), name=_("Referrals to this institution"), fit_rows=True, row_height=2.7
        )
        self.referrals.opened.connect(self._open_referral)
        self.sent: RecordTable[InboundRow] = RecordTable(
            sent_columns(), name=_("Sent to us from here"), fit_rows=True, row_height=2.7
        )
        self.sent.opened.connect(lambda row: self.go.emit(Place("clients", client=row.client_id, part=BENEFITS)))
        self.sent_head = SectionHeader(_("Sent to us from here"))
        self.history = InstitutionHistory(work)
        self.no_referrals = Label(_("Nobody has been referred here yet."), "muted", wrap=True)
        self._put_together()

    def _put_together(self) -> None:
        names = column(self.kana, self.name, self.identity, gap=0.1)
        buttons = FlowBox(self.verify_button, self.with_button, self.refer_button, self.edit_button, self.more.button)
        head = SideBySide(boxed(names), buttons, stretch=(1, 0), narrow=52, gap=0.8)
        handing_over = SectionHeader(_("How to hand over warmly here"))
        handing_over.add(self.sheet_button)
        left = column(
            handing_over,
            self.warm,
            SectionHeader(_("Capacity")),
            Card(self.capacity_told, FlowBox(*self.capacities.values(), self.words_button, gap=0.5), gap=0.45),
            gap=0.4,
        )
        left.addStretch(1)
        right = column(
            SectionHeader(_("Meetings")),
            self.meetings,
            SectionHeader(_("About this institution")),
            self.facts,
            gap=0.4,
        )
        right.addStretch(1)
        upper = SideBySide(boxed(left), boxed(right), stretch=(1, 1), narrow=56, gap=1.2)
        inner = column(
            head,
            self.standing,
            self.flags,
            self.stale,
            upper,
            SectionHeader(_("Referrals to this institution")),
            self.no_referrals,
            self.referrals,
            self.sent_head,
            self.sent,
            self.history,
            gap=0.55,
        )
        self.body = boxed(inner)
        whole = column(self.gone, self.body, margins=(1.7, 1.0, 1.7, 1.0), gap=0.5)
        whole.addStretch(1)
        self.setLayout(whole)
        self.body.hide()

    # --- reading ------------------------------------------------------------------------------------------------

    @property
    def institution(self) -> Institution | None:
        """The institution in view."""
        return self._page.institution if self._page else None

    def title(self) -> str:
        """Return the institution's name once it is read."""
        return self._page.institution.name if self._page else _("Institution")

    def help_text(self) -> str:
        """Return what F1 explains here."""
        return _(
            "Everything about one institution. First how to hand over warmly: who has agreed to be called, when, and "
            "how to introduce somebody here.\n\n"
            "“Verified today” notes that you have checked the entry with the institution, “Verified with…” also with "
            "whom there. Under “Capacity” one tap notes how full it is, as told today. Ctrl+R begins a referral to "
            "it; Enter on a row below opens that referral.\n\n"
            "At the end stands who changed what of the entry, and when."
        )

    def open_institution(self, institution_id: int) -> None:
        """Show an institution; what was in view before is taken away at once."""
        if institution_id != self._institution_id:
            self._institution_id = institution_id
            self._page = None
            self.returning.forget()
            self.body.hide()
            self.gone.set_text("")
        self._read()

    def refresh(self, changes: ChangeSet, initiator: object) -> None:  # noqa: ARG002 - its own changes show here too
        """Read again if ``changes`` touched this institution, or a referral or client named on its page."""
        if self._institution_id is None:
            return
        touched = changes.touches_record(Kind.INSTITUTION, self._institution_id)
        if touched or changes.touches(Kind.REFERRAL, Kind.INBOUND, Kind.CENTRE):
            self._read()

    def _read(self) -> None:
        institution_id = self._institution_id
        if institution_id is None:
            return
        centre = self._work.centre
        self._reads.run(lambda _work: institutions.page(centre, institution_id), self._show, self._not_there)

    def _not_there(self, error: Exception) -> bool:
        if not isinstance(error, NotFound):
            return False
        self._page = None
        self.body.hide()
        self.gone.set_text(render(error.message))
        self.state_changed.emit()
        return True

    def _show(self, page: InstitutionPage) -> None:
        first = self._page is None
        self._page = page
        each = page.institution
        centre = self._work.centre
        codes, lang, today = centre.codes, language(), centre.today()
        self.gone.set_text("")
        self.kana.setText(each.kana)
        show_if(self.kana, bool(each.kana))
        self.name.setText(each.name)
        kind, target = codes.institution_kinds.label(each.kind, lang), codes.targets.label(each.target, lang)
        number = _("No. {number}").format(number=each.number)
        self.identity.setText(" · ".join(part for part in (kind, target, number) if part))
        there = may_be_referred_to(each, today)
        stale = stale_words(each.verified_on, today, centre.settings.verify_after_days)
        self.stale.set_text(stale if there else "")
        self.verify_button.setEnabled(there and each.verified_on != today)
        self.with_button.setEnabled(there)
        self.refer_button.setEnabled(there)
        self.standing.show_page(page)
        self.more.show_page(page)
        self._show_capacity(each)
        self._show_flags(each)
        self._show_warm(each)
        self._show_meetings(each)
        self._show_facts(each)
        self.referrals.set_rows(page.referrals)
        show_if(self.referrals, bool(page.referrals))
        show_if(self.no_referrals, not page.referrals)
        self.sent.set_rows(page.inbound)
        show_if(self.sent, bool(page.inbound))
        show_if(self.sent_head, bool(page.inbound))
        self.history.show_page(page)
        self.body.show()
        if first:
            self.take_focus()
        self.state_changed.emit()
        self.returning.arrived()

    def _show_flags(self, each: Institution) -> None:
        codes, lang = self._work.centre.codes, language()
        self.flags.clear()
        words = []
        if each.attendees:
            words.append(_("For: {whom}").format(whom=codes.attendees.label(each.attendees, lang)))
        if each.anonymity:
            words.append(_("Names: {rule}").format(rule=codes.anonymity.label(each.anonymity, lang)))
        if each.operator:
            words.append(_("Run by: {operator}").format(operator=codes.operators.label(each.operator, lang)))
        if each.openness:
            words.append(codes.openness.label(each.openness, lang))
        residents = codes.institution_kinds[each.kind].residents if each.kind in codes.institution_kinds else ""
        if residents:
            words.append(codes.residents_types.label(residents, lang))
        if each.fee:
            words.append(_("Fee: {fee}").format(fee=each.fee))
        for text in words:
            self.flags.add(Flag(text))
        show_if(self.flags, bool(words))

    def _show_capacity(self, each: Institution) -> None:
        centre = self._work.centre
        words = capacity_words(each, centre.codes, centre.today(), centre.settings.verify_after_days)
        self.capacity_told.setText(words or _("Not asked yet. Tap what they tell you; the day is noted with it."))
        for capacity, button in self.capacities.items():
            button.set_icon("check" if capacity is each.capacity else "")

    def _show_warm(self, each: Institution) -> None:
        self.warm.clear()
        if each.contact_name:
            agreed = _("{name} has agreed to be called").format(name=each.contact_name)
            if each.contact_agreed_on:
                agreed = _("{name} has agreed to be called (since {day})").format(
                    name=each.contact_name, day=short_date(each.contact_agreed_on)
                )
            self.warm.add(Label(agreed, "strong", wrap=True))
        else:
            self.warm.add(Label(_("Nobody is entered who has agreed to be called."), "muted", wrap=True))
        if each.phone:
            phone = Label(f"☎ {each.phone}", "section", selectable=True)
            self.warm.add(phone)
        if each.contact_hours:
            self.warm.add(Label(_("Hours: {hours}").format(hours=each.contact_hours), wrap=True))
        if each.handoff_note.strip():
            self.warm.add(Label(each.handoff_note.strip(), wrap=True, selectable=True))
        if each.first_words.strip():
            self.warm.add(Label(_("Say first: {words}").format(words=each.first_words.strip()), "strong", wrap=True))
        if each.meet_at.strip():
            self.warm.add(Label(_("Meet at: {place}").format(place=each.meet_at.strip()), wrap=True))
        for person in each.people:
            self.warm.add(Label(person_words(person, self._work.centre.codes), wrap=True, selectable=True))
        if not each.contact_name or not each.handoff_note.strip():
            hint = _("Ask there whom you may call with a client in the room, and note it here.")
            self.warm.add(Label(hint, "hint", wrap=True))

    def _show_meetings(self, each: Institution) -> None:
        self.meetings.clear()
        if not each.schedule:
            self.meetings.add(Label(_("No meeting times are entered."), "muted", wrap=True))
        else:
            self.meetings.add(Label(schedule_words(each.schedule), "strong", wrap=True))
            now = local_now(self._work.centre.today())
            coming = coming_meetings(each.schedule, now, _MEETINGS_SHOWN, self._work.centre.is_holiday)
            days = [meeting_words(meeting) for meeting in coming]
            self.meetings.add(Label(_("Next: {meeting}").format(meeting=days[0] if days else "—")))
            if days[1:]:
                self.meetings.add(
                    Label(_("then {meetings}").format(meetings="  /  ".join(days[1:])), "muted", wrap=True)
                )
        if each.venue:
            self.meetings.add(Label(_("Venue: {place}").format(place=each.venue), wrap=True))

    def _show_facts(self, each: Institution) -> None:
        clear(self._grid)
        address = " ".join(part for part in (f"〒{each.postal_code}" if each.postal_code else "", each.address) if part)
        facts = (
            (_("Address"), address),
            (_("How to get there"), each.access.strip()),
            (_("E-mail"), each.email),
            (_("Website"), each.website),
            (_("Run under contract by"), each.operated_by),
            *part_lines(each, self._work.centre.codes),
            (_("Last verified"), verified_words(each.verified_on, each.verified_by, each.verified_with)),
            (_("Note"), each.note.strip()),
        )
        for line, (label, words) in enumerate((label, words) for label, words in facts if words):
            top = Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(Label(label, "muted"), line, 0, top)
            self._grid.addWidget(Label(words, wrap=True, selectable=True), line, 1, top)

    def _columns(self) -> tuple[Column[ReferralRow], ...]:
        codes = self._work.centre.codes
        lang = language()
        return (
            Column("on", _("Date"), lambda row: short_date(row.on), width=date_width()),
            Column(
                "client",
                _("Client"),
                lambda row: row.client_name,
                over=lambda row: row.client_kana,
                width=11,
                stretch=True,
            ),
            Column("mode", _("Handed over"), lambda row: mode_words(row, codes), badge=warmness_of, width=13),
            Column("status", _("State"), lambda row: codes.referral_statuses.label(row.status, lang), width=8),
            Column("outcome", _("Outcome"), lambda row: codes.outcomes.label(row.outcome, lang), width=11),
            Column(
                "next",
                _("Next check"),
                lambda row: short_date(row.follow_up_on) if row.follow_up_on else "—",
                width=date_width(),
            ),
        )

    def take_focus(self) -> None:
        """Put the cursor on the command one comes here for."""
        if self.body.isVisible():
            self.refer_button.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.setFocus()

    # --- commands -----------------------------------------------------------------------------------------------

    def refer(self) -> None:
        """Begin a referral to this institution, or to one still to be chosen where this one is no longer there."""
        if self._page is not None:
            there = may_be_referred_to(self._page.institution, self._work.centre.today())
            self.go.emit(Place("new_referral", institution=self._institution_id if there else None))

    def _resume(self, draft: Draft) -> None:
        if draft.form == RetireDialog.draft_form:
            self.more.ask(draft)
        else:
            self.edit(draft)

    def print_action(self) -> Callable[[], None] | None:
        """Return what Ctrl+P prints: the sheet for the phone; None before the entry is read."""
        return self.print_sheet if self._page is not None and self.sheet_button.isEnabled() else None

    def print_sheet(self) -> None:
        """Show the sheet for a call there."""
        if self._institution_id is not None:
            show_phone_sheet(self._work, self, self._institution_id)

    def edit(self, draft: Draft | None = None) -> None:
        """Open the form with the entry."""
        if self._page is None:
            return

        def saved(institution: Institution) -> None:
            self._work.says.saved(_("Saved {name}.").format(name=institution.name))

        InstitutionDialog(self._work, self._page.institution, saved=saved, parent=self.window(), draft=draft).open()

    def verify(self) -> None:
        """Note that the entry was checked today."""
        if self._institution_id is not None:
            self.taps.verify(self._institution_id)

    def verify_with(self) -> None:
        """Offer with whom there it was checked."""
        if self._page is not None:
            self.taps.show_with_whom(self._page.institution, self.with_button)

    def _tell_capacity(self, capacity: Capacity) -> None:
        if self._institution_id is not None:
            self.taps.tell_capacity(self._institution_id, capacity)

    def _tell_in_words(self) -> None:
        if self._institution_id is not None:
            self.taps.ask(self._institution_id)

    def _open_referral(self, row: ReferralRow) -> None:
        self.go.emit(Place("referrals", referral=row.id))
