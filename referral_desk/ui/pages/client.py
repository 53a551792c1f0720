"""One client: who she is and how to reach her, the engagement board, what has happened, what is still open."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.changes import ChangeSet, Kind
from referral_desk.domain.client import Client
from referral_desk.domain.contact import Contact
from referral_desk.domain.drafts import Draft, read_draft
from referral_desk.domain.engagement import BoardTile, Engagement
from referral_desk.domain.errors import NotAllowed, NotFound
from referral_desk.i18n import Language, _, language, ngettext, render
from referral_desk.services import clients, contacts, engagements
from referral_desk.services.clients import ClientPage
from referral_desk.services.documents import summary
from referral_desk.ui.benefit_words import flags as benefit_flags
from referral_desk.ui.client_words import contact_rules, identity_words
from referral_desk.ui.dates import short_date
from referral_desk.ui.dialogs.access import AccessDialog
from referral_desk.ui.dialogs.client import ClientDialog
from referral_desk.ui.dialogs.contact import ContactDialog
from referral_desk.ui.dialogs.contact_correction import ContactCorrectionDialog
from referral_desk.ui.dialogs.engagement import EngagementDialog, engagement_name
from referral_desk.ui.forms.engagement_presenter import MarkedTile, draft_of
from referral_desk.ui.forms.inbound_presenter import Sender
from referral_desk.ui.household_words import flag_words
from referral_desk.ui.page import AUDIT, BENEFITS, HOUSEHOLD, ISSUED, Place
from referral_desk.ui.pages.client_benefits import ClientBenefits
from referral_desk.ui.pages.client_consents import print_consent_form
from referral_desk.ui.pages.client_course import ClientCourse
from referral_desk.ui.pages.client_household import print_genogram
from referral_desk.ui.pages.client_part import ClientPart
from referral_desk.ui.pages.client_parts import COURSE, PARTS
from referral_desk.ui.pages.closing_commands import ClosingCommands
from referral_desk.ui.pages.contact_opening import open_correction_again
from referral_desk.ui.pages.merging_commands import MergingCommands
from referral_desk.ui.pages.restricting import Restricting
from referral_desk.ui.pages.returning import Returning
from referral_desk.ui.pages.showing import show_paper
from referral_desk.ui.permits import reason
from referral_desk.ui.tasks import LatestOnly
from referral_desk.ui.timeline_entries import document_name
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import Flag, SectionHeader, WarningPanel
from referral_desk.ui.widgets.current_only import CurrentOnly
from referral_desk.ui.widgets.engagement_board import EngagementBoard
from referral_desk.ui.widgets.layouts import FlowBox, boxed, column
from referral_desk.ui.widgets.side_by_side import SideBySide
from referral_desk.ui.widgets.text import Label, set_tooltip, show_if
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips
from referral_desk.ui.workplace import Workplace

_PAPERS_IN_MENU = 8
_LONGEST_FLAG = 36


class ClientView(QWidget):
    """The page of one client; ``go`` asks the window to open a place."""

    go = Signal(object)
    state_changed = Signal()

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._work = work
        self._reads = LatestOnly(work.tasks)
        self._client_id: int | None = None
        self._page: ClientPage | None = None
        self.returning = Returning(self, self._open_again)
        self.gone = WarningPanel()
        self.kana = Label("", "kana", wrap=True)
        self.name = Label("", "title", wrap=True)
        self.identity = Label("", "muted", wrap=True)
        self.contact_button = Button(_("Record a contact"), self.record_contact, icon="edit", keys="Ctrl N")
        self.refer_button = Button(_("Refer"), self.refer, kind="primary", icon="referrals", keys="Ctrl R")
        self.print_button = Button(_("Print"), self._open_print_menu, icon="print", keys="▾")
        self.edit_button = Button(_("Change"), self.edit)
        self.restricting = Restricting(work, self)
        self.closing = ClosingCommands(work, self)
        self.merging = MergingCommands(work, self)
        self.sent_button = Button(_("Note who sent the client…"), self.record_sent, kind="quiet")
        self.looked_button = Button(_("Who looked at it?"), self.show_who_looked, icon="people", kind="quiet")
        show_if(self.looked_button, work.may(Action.REVIEW_AUDIT))
        work.permit(Action.SAVE_CONTACT, self.contact_button)
        work.permit(Action.SAVE_REFERRAL, self.refer_button)
        work.permit(Action.ISSUE_DOCUMENT, self.print_button)
        work.permit(Action.SAVE_CLIENT, self.edit_button)
        work.permit(Action.SAVE_INBOUND, self.sent_button)
        self.flags = FlowBox(gap=0.55)
        self.caution = WarningPanel(danger=True, icon="phone")
        self.board = EngagementBoard(work.centre.codes)
        self.board.opened.connect(self.open_tile)
        self.chosen_part = ToggleChips(
            [Choice(part.id, part.label()) for part in PARTS],
            name=_("Show below"),
            keep_one=True,
            first_number=0,
            chosen=[COURSE],
        )
        self.chosen_part.changed.connect(self._show_part)
        self._parts: dict[str, ClientPart] = {}
        self._below = CurrentOnly()
        self._put_together()

    def _put_together(self) -> None:
        names = column(self.kana, self.name, self.identity, gap=0.1)
        commands = (self.contact_button, self.refer_button, self.print_button, self.edit_button)
        leading = (self.restricting.button, self.merging.button, self.looked_button)
        rarer = FlowBox(self.sent_button, self.closing.button, *leading)
        buttons = column(FlowBox(*commands), rarer, gap=0.1)
        head = SideBySide(boxed(names), boxed(buttons), stretch=(1, 0), narrow=58, gap=0.8)
        how = _("Click or press Enter to mark one") if self._work.may(Action.SAVE_ENGAGEMENT) else ""
        board = SectionHeader(_("Institutions in the client’s life"), how)
        inner = column(head, self.caution, self.flags, board, self.board, self.chosen_part, self._below, gap=0.55)
        inner.setStretch(6, 1)
        self.body = boxed(inner)
        whole = column(self.gone, self.body, margins=(1.7, 1.0, 1.7, 1.0), gap=0.5)
        whole.setStretch(1, 1)
        whole.setAlignment(self.gone, Qt.AlignmentFlag.AlignTop)
        self.setLayout(whole)
        self.body.hide()

    # --- reading ------------------------------------------------------------------------------------------------

    @property
    def client(self) -> Client | None:
        """The client in view."""
        return self._page.client if self._page else None

    def title(self) -> str:
        """Return the client's name once it is read."""
        return self._page.client.name if self._page else _("Client")

    def help_text(self) -> str:
        """Return what F1 explains here."""
        course = _(
            "Everything about one client. What is in a red frame must be heeded before calling.\n\n"
            "The board shows which institutions are part of the client’s life: first the three to check with everyone, "
            "then the domains of life. Tab enters it, the arrows go from tile to tile, Enter opens one to mark it. "
            "A filled circle is engaged, a half one being referred, a hollow one not yet, a cross declined, "
            "a dash ended.\n\n"
            "Ctrl+R begins a referral of this client, Ctrl+N records a contact, Ctrl+P prints the summary.\n\n"
            "The course holds everything that happened, the newest first. The chips narrow it, the field searches "
            "all years, “Year” leads to one. Enter opens what an entry tells of: a contact, a referral, a paper as it "
            "was issued, or the part of this page that holds it."
        )
        others = _(
            "The other chips show the eco-map, household and supporters, benefits and who sent the client, consents "
            "and what was told to whom, conferences and tasks. Where nothing is recorded yet, each says what to do "
            "first.\n\n"
            "The small commands at the top close the record and open it again, limit who may read it, and merge two "
            "records of the same person; a merge can be undone."
        )
        return f"{course}\n\n{others}"

    def open_client(self, client_id: int, part: str = "") -> None:
        """Show a client, and one part of her page; what was in view of another one before is taken away at once."""
        if client_id != self._client_id:
            self._client_id = client_id
            self._page = None
            self.returning.forget()
            self.body.hide()
            self.gone.set_text("")
            self.chosen_part.set_chosen([COURSE])
        if part:
            self.chosen_part.set_chosen([part])
        self._read()

    def refresh(self, changes: ChangeSet, initiator: object) -> None:  # noqa: ARG002 - its own changes show here too
        """Read again if ``changes`` touched this client or an institution in her life."""
        if self._client_id is None:
            return
        touched = changes.touches_record(Kind.CLIENT, self._client_id)
        if touched or changes.touches(Kind.INSTITUTION, Kind.FOLLOW_UP, Kind.DOCUMENT, Kind.CENTRE):
            self._read()

    def _read(self) -> None:
        client_id = self._client_id
        if client_id is None:
            return
        centre = self._work.centre
        self._reads.run(lambda _work: clients.page(centre, client_id), self._show, self._not_there)

    def _not_there(self, error: Exception) -> bool:
        if not isinstance(error, NotFound | NotAllowed):
            return False
        self._page = None
        self.body.hide()
        self.gone.set_text(render(error.message))
        self.state_changed.emit()
        return True

    def _show(self, page: ClientPage) -> None:
        first = self._page is None
        self._page = page
        codes, today = self._work.centre.codes, self._work.centre.today()
        client = page.client
        self.gone.set_text("")
        self.kana.setText(client.kana)
        self.name.setText(client.name)
        who = (identity_words(client, codes, today), self.merging.former_numbers(page))
        self.identity.setText(" · ".join(filter(None, who)))
        self._show_flags(client)
        self.board.show_board(page.board)
        self._show_part()
        self.body.show()
        if first:
            self.take_focus()
        self.state_changed.emit()
        self.returning.arrived()

    def _show_flags(self, client: Client) -> None:
        self.flags.clear()
        for sign in (self.closing.sign(self._page), self.restricting.sign(self._page)):
            if sign is not None:
                self.flags.add(sign)
        self.caution.set_text("")
        for rule in contact_rules(client):
            if rule.restrictive and len(rule.text) > _LONGEST_FLAG:
                self.caution.set_text(rule.text)  # too much for a flag, and it must be read whole
            else:
                self.flags.add(Flag(rule.text, danger=rule.restrictive, icon="phone"))
        if self._page is not None and self._page.unmet:
            self.flags.add(Flag(_("not yet met"), icon="people"))
        if client.phone:
            self.flags.add(Flag(client.phone))
        held = self._page.benefits if self._page else ()
        for each in benefit_flags(client, held, self._work.centre.codes, self._work.centre.today()):
            self.flags.add(Flag(each.text, danger=each.over))
        if held_consents := self._page.valid_consents if self._page else 0:
            words = ngettext("Consents: {count} valid", "Consents: {count} valid", held_consents)
            self.flags.add(Flag(words.format(count=held_consents)))
        household = self._page.household if self._page else None
        if household is not None:
            centre = self._work.centre
            words = flag_words(household, centre.settings, centre.today())
            self.flags.add(Button(words, self._show_household, icon="people", compact=True))
        elif client.household.strip():
            words = " ".join(client.household.split())
            short = words if len(words) <= _LONGEST_FLAG else words[:_LONGEST_FLAG] + "…"
            flag = Flag(_("Household: {words}").format(words=short))
            set_tooltip(flag, words)
            self.flags.add(flag)

    def _show_household(self) -> None:
        self.choose_part(HOUSEHOLD).take_focus()

    # --- the parts below the board --------------------------------------------------------------------------------

    @property
    def course(self) -> ClientCourse:
        """The part that shows what has happened."""
        course = self.part(COURSE)
        assert isinstance(course, ClientCourse)
        return course

    def part(self, part_id: str) -> ClientPart:
        """Return a part, built when it is first asked for."""
        known = self._parts.get(part_id)
        if known is None:
            spec = next(each for each in PARTS if each.id == part_id)
            known = self._parts[part_id] = spec.build(self._work)
            known.go.connect(self.go)
            self._below.addWidget(known)
        return known

    def choose_part(self, part_id: str) -> ClientPart:
        """Show a part below the board and return it."""
        self.chosen_part.set_chosen([part_id])
        self._show_part()
        return self.part(part_id)

    def _show_part(self) -> None:
        if self._page is None:
            return
        part = self.part(self.chosen_part.value() or COURSE)
        part.show_client(self._page)
        self._below.setCurrentWidget(part)

    def take_focus(self) -> None:
        """Put the cursor on the command one comes here for, or on the course."""
        if self.board.tiles and self.body.isVisible():
            if self.refer_button.isEnabled():
                self.refer_button.setFocus(Qt.FocusReason.OtherFocusReason)
            else:
                self.part(self.chosen_part.value() or COURSE).take_focus()
        else:
            self.setFocus()

    # --- commands -----------------------------------------------------------------------------------------------

    def print_action(self) -> Callable[[], None] | None:
        """Return what Ctrl+P prints: the summary."""
        return self.print_summary if self._page and self._work.may(Action.ISSUE_DOCUMENT) else None

    def show_who_looked(self) -> None:
        """Open the audit trail of this record."""
        if self._client_id is not None:
            self.go.emit(Place(AUDIT, client=self._client_id))

    def refer(self) -> None:
        """Begin a referral of this client."""
        if self._client_id is not None:
            self.go.emit(Place("new_referral", client=self._client_id))

    def _open_again(self, draft: Draft) -> None:
        if draft.form == ClientDialog.draft_form:
            self.edit(draft)
        elif draft.form == ContactDialog.draft_form:
            self.record_contact(draft)
        elif draft.form == ContactCorrectionDialog.draft_form:
            open_correction_again(self._work, self, draft)
        elif draft.form in ClosingCommands.draft_forms:
            self.closing.open_again(draft)
        elif part := next((part for part in PARTS if draft.form in part.forms), None):
            self.choose_part(part.id).open_again(draft)
        else:
            code = read_draft(MarkedTile, draft.content).draft.tile
            for tile in self._page.board if self._page else ():
                if tile.code == code:
                    self.open_tile(tile, draft)

    def edit(self, draft: Draft | None = None) -> None:
        """Open the form with what is known."""
        if self._page is None:
            return

        def saved(client: Client) -> None:
            self._work.says.saved(_("Saved {name}.").format(name=client.name))

        ClientDialog(
            self._work,
            self._page.client,
            saved=saved,
            open_other=lambda client_id: self.go.emit(Place("clients", client=client_id)),
            held=self._page.benefits,
            open_benefits=lambda: self.choose_part(BENEFITS).take_focus(),
            parent=self.window(),
            draft=draft,
        ).open()

    def record_contact(self, draft: Draft | None = None) -> None:
        """Open the quick form of a contact."""
        if self._page is None:
            return
        last = self._page.contacts[0] if self._page.contacts else None
        ContactDialog(
            self._work, self._page.client, last, saved=self._contact_saved, parent=self.window(), draft=draft
        ).open()

    def _contact_saved(self, contact: Contact) -> None:
        work = self._work
        name = self._page.client.name if self._page else ""

        def undo() -> None:
            work.write(
                lambda: contacts.take_back(work.centre, contact.id),
                lambda _removed: work.says.saved(_("The contact was taken back.")),
            )

        work.says.saved(_("Recorded a contact of {name}.").format(name=name), undo)

    def record_sent(self, sender: Sender | None = None) -> None:
        """Open the form of who sent the client to us, from ``sender`` where one is known."""
        part = self.choose_part(BENEFITS) if self._page else None
        if isinstance(part, ClientBenefits):
            part.who_sent.record(sender)

    # --- the board ----------------------------------------------------------------------------------------------

    def open_tile(self, tile: BoardTile, draft: Draft | None = None) -> None:
        """Open the chooser behind a tile."""
        if self._page is None:
            return
        if not self._work.may(Action.SAVE_ENGAGEMENT):
            self._work.says.tell(reason())
            return
        EngagementDialog(
            self._work,
            self._page.client,
            tile,
            self._page.engagements,
            marked=self._marked,
            removed=self._removed,
            sent=self.record_sent,
            parent=self.window(),
            draft=draft,
        ).open()

    def _marked(self, stored: Engagement, before: Engagement | None) -> None:
        work = self._work
        codes = work.centre.codes
        words = _("Marked {institution}: {state}.").format(
            institution=engagement_name(stored, codes),
            state=codes.engagement_states.label(stored.state, language()),
        )

        def undo() -> None:
            if before is None:
                work.write(lambda: engagements.remove(work.centre, stored.id), self._undone)
            else:
                draft = draft_of(before)
                work.write(lambda: engagements.mark(work.centre, draft, engagement_id=stored.id), self._undone)

        work.says.saved(words, undo)

    def _removed(self, removed: Engagement) -> None:
        work = self._work
        name = engagement_name(removed, work.centre.codes)
        draft = draft_of(removed)

        def undo() -> None:
            work.write(lambda: engagements.mark(work.centre, draft), self._undone)

        work.says.saved(_("Removed {institution} from the board.").format(institution=name), undo)

    def _undone(self, _engagement: Engagement) -> None:
        self._work.says.saved(_("The board is as it was before."))

    # --- papers and places --------------------------------------------------------------------------------------

    def print_summary(self) -> None:
        """Show the client's summary, to be printed or saved."""
        if self._page is None:
            return
        centre, client = self._work.centre, self._page.client
        show_paper(
            self._work,
            self,
            lambda: summary(centre, client.id, language=Language(language())),
            _("Summary of client {number}").format(number=client.number),
            f"summary-{client.id}.pdf",
        )

    def print_menu(self) -> QMenu:
        """Return what can be printed: the summary, and the papers issued so far, newest first."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Summary of the client") + "\tCtrl P", self.print_summary)
        if self._page is not None:
            menu.addAction(_("Consent form to be signed"), partial(self._print_consent_form, self._page.client.id))
            if self._page.household is not None:
                menu.addAction(
                    _("Genogram of the household"), partial(print_genogram, self._work, self, self._page.client)
                )
            if self._work.may(Action.GIVE_ACCESS):
                menu.addAction(_("Everything, for the person herself…"), self.give_access)
        papers = self._page.documents[:_PAPERS_IN_MENU] if self._page else ()
        if papers:
            menu.addSection(_("Print again as issued"))
        receivers = {each.id: each.institution_name for each in self._page.referrals} if self._page else {}
        for paper in papers:
            name, state = document_name(paper.kind, paper.number), _("Revoked") if paper.revocation else ""
            parts = (name, receivers.get(paper.referral_id or 0), short_date(paper.issued_on), state)
            words = "  ".join(part for part in parts if part)
            menu.addAction(words.replace("&", "&&"), partial(self.course.show_document, paper.id))
        if papers:
            menu.addAction(_("All papers issued…"), self.show_issued)
        return menu

    def show_issued(self) -> None:
        """Open the register of issued papers at those about this client."""
        if self._client_id is not None:
            self.go.emit(Place(ISSUED, client=self._client_id))

    def give_access(self) -> None:
        """Open the dialog that gives the person everything held about her."""
        if self._page is not None:
            AccessDialog(self._work, self._page.client, parent=self.window()).open()

    def _print_consent_form(self, client_id: int) -> None:
        print_consent_form(self._work, self, client_id)

    def _open_print_menu(self) -> None:
        below = self.print_button.mapToGlobal(QPoint(0, self.print_button.height()))
        self.print_menu().popup(below)
