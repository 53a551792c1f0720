"""The part of a client's page with her conferences, and beside them what is to be done."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.conference import Conference, HandoffThere, entry_of, handoffs_at
from referral_desk.domain.drafts import Draft, read_draft
from referral_desk.domain.referral import Referral
from referral_desk.i18n import _
from referral_desk.services import conferences
from referral_desk.services.clients import ClientPage
from referral_desk.services.conferences import ConferencesOfClient
from referral_desk.ui.conference_words import (
    correction_words,
    in_short,
    kind_words,
    presence_words,
    when_words,
    who_words,
)
from referral_desk.ui.dates import short_date
from referral_desk.ui.dialogs.conference import ConferenceDialog
from referral_desk.ui.dialogs.conference_sheet import ConferenceSheetDialog
from referral_desk.ui.dialogs.handoff import HandoffDialog
from referral_desk.ui.forms.conference_presenter import TypedConference
from referral_desk.ui.forms.handoff_entry import at_conference
from referral_desk.ui.forms.handoff_words import mode_word
from referral_desk.ui.pages.client_part import ClientPart
from referral_desk.ui.pages.client_tasks import ClientTasks
from referral_desk.ui.tasks import LatestOnly
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import Card, RowCard, SectionHeader
from referral_desk.ui.widgets.layouts import FlowBox, boxed, column
from referral_desk.ui.widgets.side_by_side import SideBySide
from referral_desk.ui.widgets.text import Label, show_if
from referral_desk.ui.workplace import Workplace


class ClientConferences(ClientPart):
    """Conferences at the left, the newest first; at the right the tasks."""

    draft_forms = (ConferenceDialog.draft_form, *ClientTasks.draft_forms)

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self._page: ClientPage | None = None
        self._read: ConferencesOfClient | None = None
        self._reads = LatestOnly(work.tasks)
        self._draft: Draft | None = None
        self.add_button = Button(_("Record a conference"), self.record, compact=True, icon="add")
        work.permit(Action.SAVE_CONFERENCE, self.add_button)
        self.offers = column(gap=0.4)
        self.held = RowCard()
        self.nothing = Label(
            _(
                "No conference has been recorded yet. One that is still to come can be prepared here, too: its sheet "
                "can be taken to the table."
            ),
            "muted",
            wrap=True,
        )
        self.tasks = ClientTasks(work)
        head = SectionHeader(_("Conferences"))
        head.add(self.add_button)
        self._offers = boxed(self.offers)
        left = column(head, self._offers, self.nothing, self.held, gap=0.45)
        left.addStretch(1)
        self.setLayout(column(SideBySide(boxed(left), self.tasks, stretch=(6, 5), narrow=62, gap=1.2)))
        self._clear()

    def show_client(self, page: ClientPage) -> None:
        if self._page is None or page.client.id != self._page.client.id:
            self._clear()
        self._page = page
        centre, client_id = self.work.centre, page.client.id
        self._reads.run(lambda _work: conferences.of_client(centre, client_id), self._show)

    def open_again(self, draft: Draft) -> None:
        self._draft = draft
        if self._read is not None:
            self._open_draft()

    def take_focus(self) -> None:
        self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _clear(self) -> None:
        self._read = None
        self._draft = None
        self.held.clear()
        self.tasks.clear()
        self._clear_offers()
        for widget in (self.held, self.nothing):
            show_if(widget, False)

    def _clear_offers(self) -> None:
        while (item := self.offers.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        show_if(self._offers, False)

    # --- showing ------------------------------------------------------------------------------------------------

    @property
    def shown(self) -> ConferencesOfClient | None:
        """What was read last, None until it is."""
        return self._read

    def _show(self, read: ConferencesOfClient) -> None:
        page = self._page
        if page is None:
            return
        unchanged = read == self._read
        self._read = read
        self._show_offers(page, read)
        if not unchanged:
            with self.keeping_focus():
                self._show_records(page, read)
        self._open_draft()

    def _show_records(self, page: ClientPage, read: ConferencesOfClient) -> None:
        self.held.clear()
        for conference in read.conferences:
            self.held.add_row(self._entry(conference, read))
        show_if(self.held, bool(read.conferences))
        show_if(self.nothing, not read.conferences)
        self.tasks.show_tasks(page.client, read)

    def _entry(self, conference: Conference, read: ConferencesOfClient) -> QWidget:
        codes, today = self.work.centre.codes, self.work.centre.today()
        when = when_words(conference, today)
        lines: list[QWidget] = [
            Label(when, "strong", wrap=True),
            Label(kind_words(conference, codes), wrap=True),
        ]
        who = who_words(conference.attendees)
        presence = presence_words(conference, codes)
        for text, tone in (
            (who, "muted"),
            (presence, "muted"),
            (_("Plan: {plan}").format(plan=in_short(conference.plan)) if conference.plan.strip() else "", ""),
            (correction_words(read.corrections.get(conference.id, ())), "hint"),
        ):
            if text:
                lines.append(Label(text, tone, wrap=True))
        change = Button(_("Open"), partial(self.change, conference), compact=True)
        sheet = Button(_("Sheet…"), partial(self.print_sheet, conference), compact=True, icon="print")
        for button in (change, sheet):
            button.setAccessibleName(f"{button.label} {when}")
        self.work.permit(Action.SAVE_CONFERENCE, change)
        self.work.permit(Action.ISSUE_DOCUMENT, sheet)
        lines.append(FlowBox(change, sheet, gap=0.4))
        return boxed(column(*lines, gap=0.25))

    # --- a warm handoff that may be recorded --------------------------------------------------------------------

    def _show_offers(self, page: ClientPage, read: ConferencesOfClient) -> None:
        self._clear_offers()
        offered: set[int] = set()
        for conference in read.conferences:
            for there in handoffs_at(conference, page.referrals, self.work.centre.today()):
                if there.referral.id not in offered:
                    offered.add(there.referral.id)
                    self.offers.addWidget(self._offer(conference, there))
        show_if(self._offers, bool(offered))

    def _offer(self, conference: Conference, there: HandoffThere) -> QWidget:
        words = _(
            "The client and {institution} sat together on {day}. The referral of {referred} can be recorded as "
            "introduced in person."
        ).format(
            institution=there.referral.institution_name,
            day=short_date(conference.on),
            referred=short_date(there.referral.on),
        )
        button = Button(_("Record the handoff…"), partial(self.record_handoff, conference, there), compact=True)
        self.work.permit(Action.SAVE_HANDOFF, button)
        return Card(Label(words, wrap=True), FlowBox(button), tone="accent", padding=0.7, gap=0.35)

    def record_handoff(self, conference: Conference, there: HandoffThere) -> None:
        """Open the form of a handoff, filled with what the conference says."""
        page = self._page
        if page is None:
            return

        def done(referral: Referral) -> None:
            words = _("Saved {number} ({mode})").format(number=referral.number, mode=mode_word(referral.mode))
            self.work.says.saved(words)

        HandoffDialog(
            self.work,
            there.referral.id,
            f"{page.client.name}  →  {there.referral.institution_name}",
            done,
            entry=at_conference(conference, there.receiver),
            parent=self.window(),
        ).open()

    # --- commands -----------------------------------------------------------------------------------------------

    def record(self, draft: Draft | None = None) -> None:
        """Open the form of a new conference."""
        self._open(None, draft)

    def change(self, conference: Conference, draft: Draft | None = None) -> None:
        """Open a conference, to be read or corrected."""
        self._open(conference, draft)

    def _open(self, conference: Conference | None, draft: Draft | None) -> None:
        if self._page is None:
            return
        ConferenceDialog(
            self.work,
            self._page.client,
            conference,
            saved=partial(self._saved, conference),
            removed=self._removed,
            parent=self.window(),
            draft=draft,
        ).open()

    def _saved(self, before: Conference | None, stored: Conference) -> None:
        words = _("Saved the conference of {day}.").format(day=short_date(stored.on))
        self.work.says.saved(words, None if before is not None else self._taking_back(stored))

    def _taking_back(self, stored: Conference) -> Callable[[], None]:
        centre = self.work.centre
        reason = _("Taken back right after it was recorded")

        def undo() -> None:
            self.work.write(
                lambda: conferences.remove(centre, stored.id, reason, version=stored.version),
                lambda _removed: self.work.says.saved(_("The conference was taken back.")),
            )

        return undo

    def _removed(self, removed: Conference) -> None:
        centre = self.work.centre

        def undo() -> None:
            self.work.write(
                lambda: conferences.save(centre, entry_of(removed)),
                lambda _stored: self.work.says.saved(_("The conference is there again.")),
            )

        self.work.says.saved(_("The conference was taken back."), undo)

    def print_sheet(self, conference: Conference) -> None:
        """Ask which sheet is wanted, and show it."""
        ConferenceSheetDialog(self.work, conference, parent=self.window()).open()

    def _open_draft(self) -> None:
        draft, read = self._draft, self._read
        if draft is None or read is None or self._page is None:
            return
        self._draft = None
        if draft.form in ClientTasks.draft_forms:
            self.tasks.open_again(draft)
            return
        conference_id = read_draft(TypedConference, draft.content).draft.conference_id
        known = next((each for each in read.conferences if each.id == conference_id), None)
        if known is not None or conference_id is None:
            self._open(known, draft)
