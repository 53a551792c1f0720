"""The desk: the window put together for one open centre, its six pages, its finder and its commands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QSettings, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout

from referral_desk.domain.access import Action
from referral_desk.domain.centre import CentreSettings
from referral_desk.domain.changes import ChangeSet, Kind
from referral_desk.domain.client import Client
from referral_desk.domain.institution import Institution
from referral_desk.i18n import _
from referral_desk.services import clients, institutions
from referral_desk.services.centre import Centre
from referral_desk.ui.backup_watch import BackupWatch
from referral_desk.ui.backup_words import moment
from referral_desk.ui.change_bus import ChangeBus
from referral_desk.ui.dialogs.telling import ask
from referral_desk.ui.drafts import DraftKeeper, open_again
from referral_desk.ui.files import dropped_table
from referral_desk.ui.main_window import MainWindow
from referral_desk.ui.page import ISSUED, Page, PageSpec, Place
from referral_desk.ui.settled_search import SettledSearch
from referral_desk.ui.tasks import LatestOnly, Tasks, Work
from referral_desk.ui.theme import Theme
from referral_desk.ui.widgets.cards import IconMark
from referral_desk.ui.widgets.layouts import row
from referral_desk.ui.widgets.suggestion_list import Suggestion
from referral_desk.ui.widgets.text import ElidedLabel
from referral_desk.ui.workplace import Workplace

CLIENTS_FOUND = 6
INSTITUTIONS_FOUND = 4


def open_desk(
    app: QApplication,  # noqa: ARG001 - a window needs the application to be there
    theme: Theme,
    settings: QSettings,
    centre: Centre,
    *,
    demo: bool = False,
) -> DeskWindow:
    """Return the window of ``centre`` with Today in view, not shown yet; closing it closes the centre."""
    window = DeskWindow(theme, settings, centre, demo=demo)
    window.go(Place("today"))
    return window


class DeskWindow(MainWindow):
    """The main window of one open centre. It owns the centre: closing the window closes it.

    ``lock_wanted`` and ``pin_wanted`` come from its commands, ``safety_changed`` when how it locks was changed,
    ``closed`` when it was closed for good. Once ``backups`` is started, what changed is backed up after it closed.
    """

    closed = Signal()
    lock_wanted = Signal()
    pin_wanted = Signal()
    safety_changed = Signal()

    def __init__(self, theme: Theme, settings: QSettings, centre: Centre, *, demo: bool = False) -> None:
        bus = ChangeBus()
        own = centre.settings
        super().__init__(
            theme,
            Tasks(),
            bus,
            settings,
            centre_name=_title(own, centre.restored_lately),
            user_name=_user(centre),
            today=lambda: centre.today(),  # noqa: PLW0108 - the centre may be opened after the window is built
        )
        bus.setParent(self)
        self.tasks.setParent(self)
        self.centre = centre
        self._demo = demo
        self.own_settings = settings
        self._codes = centre.codes
        self.drafts = DraftKeeper(centre, self.tasks, self)
        self.drafts.not_kept.connect(self._say_not_kept)
        self.drafts.opening.connect(lambda draft: open_again(self, draft))
        self.work = Workplace(centre, self.tasks, bus, self, self.drafts, settings)
        self.backups = BackupWatch(centre, self.tasks, self, self)
        self._searches = LatestOnly(self.tasks)
        self.client_search = SettledSearch(self.work, "clients", self)
        self.header.search.chosen_changed.connect(lambda _row: self.client_search.settle())
        self._register_pages()
        self.set_finder(self._find_records)
        self._bind_commands()
        self.setAcceptDrops(True)
        bus.changed.connect(self._centre_changed)
        if demo:
            self._say_demo()

    # --- pages --------------------------------------------------------------------------------------------------

    def _register_pages(self) -> None:
        for page_id, section, build, scrolls in (
            ("today", "today", self._today_page, True),
            ("clients", "clients", self._clients_page, False),
            ("institutions", "institutions", self._institutions_page, False),
            ("referrals", "referrals", self._referrals_page, False),
            ("tally", "tally", self._tally_page, True),
            ("administration", "administration", self._administration_page, True),
            ("new_referral", "referrals", self._new_referral_page, False),
            ("issued", "referrals", self._issued_page, False),
            ("audit", "administration", self._audit_page, True),
        ):
            self.register(PageSpec(page_id, section, build, scrolls))

    # Each page is loaded when it is first opened: the start waits for Today alone.

    def _today_page(self) -> Page:
        from referral_desk.ui.pages.today import TodayPage  # noqa: PLC0415

        return TodayPage(self.work, lambda count: self.set_count("today", count), self.backups)

    def _clients_page(self) -> Page:
        from referral_desk.ui.pages.clients import ClientsPage  # noqa: PLC0415

        return ClientsPage(self.work, self.import_files)

    def _institutions_page(self) -> Page:
        from referral_desk.ui.pages.institutions import InstitutionsPage  # noqa: PLC0415

        return InstitutionsPage(self.work)

    def _referrals_page(self) -> Page:
        from referral_desk.ui.pages.referrals import ReferralsPage  # noqa: PLC0415

        return ReferralsPage(self.work)

    def _tally_page(self) -> Page:
        from referral_desk.ui.pages.tally import TallyPage  # noqa: PLC0415

        return TallyPage(self.work, self.own_settings)

    def _administration_page(self) -> Page:
        from referral_desk.ui.pages.administration import AdministrationPage  # noqa: PLC0415

        return AdministrationPage(self.work, self.import_files, self.export_files, self.backups)

    def _new_referral_page(self) -> Page:
        from referral_desk.ui.pages.new_referral import NewReferralPage  # noqa: PLC0415

        return NewReferralPage(self.work)

    def _issued_page(self) -> Page:
        from referral_desk.ui.pages.issued import IssuedPage  # noqa: PLC0415

        return IssuedPage(self.work)

    def _audit_page(self) -> Page:
        from referral_desk.ui.pages.audit import AuditPage  # noqa: PLC0415

        return AuditPage(self.work)

    # --- commands -----------------------------------------------------------------------------------------------

    def _bind_commands(self) -> None:
        bind = self.actions_registry.bind
        permit = self.work.permit
        permit(Action.SAVE_REFERRAL, bind("new_referral", self.new_referral))
        permit(Action.SAVE_CONTACT, bind("record_contact", self.record_contact, self._client_in_view))
        permit(Action.SAVE_CLIENT, bind("new_client", self.new_client))
        permit(Action.SAVE_INSTITUTION, bind("new_institution", self.new_institution))
        bind("issued_papers", self.show_issued)
        permit(Action.IMPORT_LEDGER, bind("import_files", self.import_files))
        permit(Action.EXPORT_LEDGER, bind("export_files", self.export_files))
        if not self._demo:  # nothing to lock, and no password to unlock with
            bind("lock", self.lock_wanted.emit)
            bind("set_pin", self.pin_wanted.emit, lambda: self.centre.safety.quick_unlock)

    def show_issued(self) -> None:
        """Open the register of issued papers."""
        self.go(Place(ISSUED))

    def new_referral(self) -> None:
        """Open the pane of a new referral, filled with the client or institution in view."""
        from referral_desk.ui.pages.new_referral import new_referral_place  # noqa: PLC0415

        self.go(new_referral_place(self.place))

    def record_contact(self) -> None:
        """Open the quick form of a contact of the client in view."""
        from referral_desk.ui.pages.clients import ClientsPage  # noqa: PLC0415

        page = self.page()
        if isinstance(page, ClientsPage):
            page.record_contact()

    def _client_in_view(self) -> bool:
        return self.place is not None and self.place.page == "clients" and self.place.client is not None

    def new_client(self) -> None:
        """Open the form that logs a client; afterwards her page."""
        from referral_desk.ui.dialogs.client import ClientDialog  # noqa: PLC0415

        def saved(client: Client) -> None:
            self.saved(_("Logged {name} as number {number}.").format(name=client.name, number=client.number))
            self.go(Place("clients", client=client.id))

        def other(client_id: int) -> None:
            self.go(Place("clients", client=client_id))

        ClientDialog(self.work, None, saved=saved, open_other=other, parent=self).open()

    def new_institution(self) -> None:
        """Open the form of a new institution; afterwards its page."""
        from referral_desk.ui.dialogs.institution import InstitutionDialog  # noqa: PLC0415

        def saved(institution: Institution) -> None:
            self.saved(_("Entered {name}.").format(name=institution.name))
            self.go(Place("institutions", institution=institution.id))

        InstitutionDialog(self.work, None, saved=saved, parent=self).open()

    def import_files(self, path: Path | None = None) -> None:
        """Open the import of a ledger, of the file ``path`` if one was dropped here."""
        from referral_desk.ui.dialogs.import_files import ImportDialog  # noqa: PLC0415

        ImportDialog(self.work, self.own_settings, path, parent=self).open()

    def export_files(self) -> None:
        """Open the export of ledgers."""
        from referral_desk.ui.dialogs.export_files import ExportDialog  # noqa: PLC0415

        ExportDialog(self.work, parent=self).open()

    # --- finding ------------------------------------------------------------------------------------------------

    def _find_records(self, text: str, deliver: Callable[[Sequence[Suggestion[Place]]], None]) -> None:
        from referral_desk.ui.forms.choices import client_suggestion, institution_suggestion  # noqa: PLC0415

        centre, work = self.centre, self.work

        def find(job: Work) -> list[Suggestion[Place]]:
            today = centre.today()
            people = clients.suggestions(centre, text, limit=CLIENTS_FOUND)
            job.check()
            places = institutions.suggestions(centre, text, limit=INSTITUTIONS_FOUND, retired=True)
            found = [_placed(client_suggestion(each, today), Place("clients", client=each.id)) for each in people]
            return found + [
                _placed(institution_suggestion(work, each), Place("institutions", institution=each.id))
                for each in places
            ]

        def show(found: list[Suggestion[Place]]) -> None:
            people = [each.value.client for each in found if each.value.client is not None]
            self.client_search.showed(text if people else "", people, len(people))
            deliver(found)

        self._searches.run(find, show)

    # --- the centre itself --------------------------------------------------------------------------------------

    def _centre_changed(self, changes: ChangeSet, _initiator: object) -> None:
        if changes.touches(Kind.CENTRE):
            self.show_centre()
            self.safety_changed.emit()
            if self.centre.codes != self._codes:
                self._codes = self.centre.codes
                self._build_anew()

    def show_centre(self) -> None:
        """Show whose desk it is."""
        own = self.centre.settings
        title = _title(own, self.centre.restored_lately)
        self.header.set_centre(title)
        self.header.set_user(_user(self.centre))
        program = _("Referral Desk")
        self.setWindowTitle(f"{title} - {program}")

    def _build_anew(self) -> None:
        """Let pages that are not in view be built again: they show the code lists as they were."""
        for page_id in [each for each, page in self._pages.items() if page is not self.page() and not page.unsaved()]:
            if page_id == "today":
                continue  # it counts for the rail, in view or not
            del self._pages[page_id]
            self._stale.pop(page_id, None)
            frame = self._frames.pop(page_id)
            self._stack.removeWidget(frame)
            frame.deleteLater()

    def _say_demo(self) -> None:
        said = _("Demo with fictional people and institutions. It is gone when you close the window.")
        words = ElidedLabel(said, "note")
        line = row(IconMark("info", "note_ink", 1.1), words, margins=(1.3, 0.3, 1.3, 0.3), gap=0.5)
        line.setStretch(1, 1)
        self.demo_strip = QFrame()
        self.demo_strip.setProperty("role", "strip")
        self.demo_strip.setLayout(line)
        self.demo_strip.setAccessibleName(words.text())
        middle = self.centralWidget()
        whole = middle.layout() if middle is not None else None
        if isinstance(whole, QVBoxLayout):
            whole.insertWidget(1, self.demo_strip)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_table(event) is not None and self.work.may(Action.IMPORT_LEDGER):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = dropped_table(event)
        if path is not None and self.work.may(Action.IMPORT_LEDGER):
            event.acceptProposedAction()
            self.import_files(path)

    @property
    def who(self) -> str:
        """The person who works here, as the header shows it."""
        return _user(self.centre)

    def _say_not_kept(self) -> None:
        self.tell(
            _("The disk keeps no copy of what you are typing. Save it before you leave the desk, and free some space.")
        )

    def _may_close(self) -> bool:
        """Whether the window may close; what is in work is kept for the next start, except in the demo."""
        lost = [words for page in self._pages.values() if (words := page.unsaved())]
        if self._demo or not lost:
            return super()._may_close()
        kept = _("It is kept, and Today shows it at the next start.")
        return ask(self, _("Not finished yet"), f"{lost[0]} {kept}", _("Keep it and quit"), _("Do not quit"))

    def put_away(self) -> None:
        """Take the window apart without asking; the centre is closed already, or is now."""
        self.remember_geometry()
        self.stop()
        self.centre.close()
        self.hide()
        self.deleteLater()

    def stop(self) -> None:
        super().stop()
        self.backups.stop()
        self.drafts.stop()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        if event.isAccepted():
            self._end(self.let_go())
            self.closed.emit()

    def _end(self, last: Callable[[], None]) -> None:
        """Write what is left to write, and close the centre, after the backup that is due; behind the window's back.

        Where somebody else is writing, that takes a while. Nobody else writes where no backups are made: in the demo.
        """
        from referral_desk.ui.closing_backup import ClosingBackup, put_down  # noqa: PLC0415 - seen at the end only

        if self.backups.automatic:
            ClosingBackup(self.centre, last)
            return
        put_down(self.centre, last)
        self.centre.close()

    def let_go(self) -> Callable[[], None]:
        """Return what keeps the forms in work and notes what was sought last, on any thread; for the window's end."""
        last = [self.drafts.let_go(), *(search.let_go() for search in self.findChildren(SettledSearch))]

        def write() -> None:
            for each in last:
                each()

        return write


def _placed(suggestion: Suggestion[int], place: Place) -> Suggestion[Place]:
    return Suggestion(place, suggestion.main, suggestion.secondary, suggestion.aside, suggestion.icon)


def _title(settings: CentreSettings, restored_at: datetime | None) -> str:
    title = f"{settings.name} {settings.department}".strip()
    if restored_at is None:
        return title
    return _("Restored records ({moment})").format(moment=moment(restored_at)) + f" {title}"


def _user(centre: Centre) -> str:
    me = centre.me
    if me is None:
        return centre.staff_name
    return _("{name} ({job_title})").format(name=me.name, job_title=me.job_title) if me.job_title else me.name
