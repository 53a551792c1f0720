"""Administration: the centre's particulars and habits, its staff and kinds, its files and records."""

from __future__ import annotations

import platform
from collections.abc import Callable

from PySide6.QtCore import QUrl, qVersion
from PySide6.QtGui import QDesktopServices

from referral_desk import __version__, resources
from referral_desk.domain.access import Action
from referral_desk.domain.centre import OWN_PREFIX, CentreSettings
from referral_desk.domain.changes import ChangeSet, Kind
from referral_desk.domain.codes import InstitutionKind, Paper
from referral_desk.domain.drafts import Draft, read_draft
from referral_desk.i18n import Language, _, language
from referral_desk.print_font import print_font
from referral_desk.ui.backup_watch import BackupWatch
from referral_desk.ui.dialogs.centre import CentreDialog, KindDialog, StaffDialog
from referral_desk.ui.dialogs.check import CheckDialog
from referral_desk.ui.dialogs.disposal import DisposalDialog
from referral_desk.ui.dialogs.letter_wording import LetterWordingDialog
from referral_desk.ui.dialogs.letter_wordings import LetterWordingsDialog, edit_wording
from referral_desk.ui.dialogs.licences import LicencesDialog
from referral_desk.ui.dialogs.print_font import PrintFontDialog
from referral_desk.ui.forms.centre import LANGUAGE_NAMES
from referral_desk.ui.forms.wording_presenter import TypedWording
from referral_desk.ui.page import AUDIT, Page, Place
from referral_desk.ui.pages.access_cards import LockingCard, RestrictedCard, UsersCard
from referral_desk.ui.pages.backup_card import BackupCard
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import Card, PageHeader, SectionHeader
from referral_desk.ui.widgets.facts import Fact, Facts
from referral_desk.ui.widgets.layouts import FlowBox, boxed, column
from referral_desk.ui.widgets.side_by_side import SideBySide
from referral_desk.ui.widgets.text import Label
from referral_desk.ui.workplace import Workplace


class AdministrationPage(Page):
    """The page *Administration*; ``import_files`` and ``export_files`` open the windows that do so."""

    def __init__(
        self,
        work: Workplace,
        import_files: Callable[[], None],
        export_files: Callable[[], None],
        backups: BackupWatch,
    ) -> None:
        super().__init__()
        self._work = work
        self.backups = BackupCard(work, backups)
        self.particulars = Facts(name=_("The centre"))
        self.letters = Facts(name=_("On letters"))
        self.habits = Facts(name=_("Habits"))
        self.staff = Facts(name=_("Staff"))
        self.kinds = Facts(name=_("Own kinds of institution"))
        self.records = Facts(name=_("Records"))
        self.program = Facts(name=_("Program"))
        self.change_button = Button(_("Change…"), self.change_centre, icon="edit", compact=True)
        self.wording_button = Button(_("Wording of letters…"), self.change_wording, icon="document", compact=True)
        self.staff_button = Button(_("Change…"), self.change_staff, icon="edit", compact=True)
        self.staff_button.setAccessibleName(_("Change the staff"))
        self.kind_button = Button(_("Add…"), self.add_kind, icon="add", compact=True)
        self.kind_button.setAccessibleName(_("Add a kind of institution"))
        self.import_button = Button(_("Import from Excel or CSV…"), import_files, icon="import")
        self.export_button = Button(_("Export…"), export_files, icon="export")
        self.check_button = Button(_("Check the records"), self.check_records, icon="check")
        self.audit_button = Button(_("Audit trail"), self.open_audit, icon="people")
        self.disposal_button = Button(_("Due for disposal…"), self.show_due, icon="document")
        self.folder_button = Button(_("Show the folder"), self.show_folder, icon="folder")
        self.font_button = Button(_("Font for rare characters…"), self.choose_font, icon="print", compact=True)
        self.licences_button = Button(_("Licences"), self.show_licences, icon="document", compact=True)
        self.users = UsersCard(work)
        self.locking = LockingCard(work)
        self.restricted = RestrictedCard(work)
        work.permit(Action.CHANGE_CENTRE, self.change_button, self.staff_button, self.kind_button)
        work.permit(Action.CHANGE_WORDING, self.wording_button)
        work.permit(Action.REVIEW_AUDIT, self.audit_button)
        work.permit(Action.ISSUE_DOCUMENT, self.font_button)
        work.permit(Action.PROPOSE_DISPOSAL, self.disposal_button)
        work.permit(Action.IMPORT_LEDGER, self.import_button)
        work.permit(Action.EXPORT_LEDGER, self.export_button)
        self._put_together()
        self._show()

    def _put_together(self) -> None:
        centre_head = SectionHeader(_("The centre"), _("printed at the head of letters"))
        centre_head.add(self.change_button)
        staff_head = SectionHeader(_("Staff"))
        staff_head.add(self.staff_button)
        kinds_head = SectionHeader(_("Own kinds of institution"), _("after “Other”"))
        kinds_head.add(self.kind_button)
        letters_head = SectionHeader(_("On letters"))
        letters_head.add(self.wording_button)
        program_head = SectionHeader(_("Program"))
        program_head.add(self.font_button)
        program_head.add(self.licences_button)
        left = column(
            centre_head,
            Card(self.particulars),
            letters_head,
            Card(self.letters),
            SectionHeader(_("Habits")),
            Card(self.habits),
            self.locking,
        )
        left.addStretch(1)
        files = Card(
            Label(_("Take over ledgers kept in Excel, or write what is here as files."), "muted", wrap=True),
            FlowBox(self.import_button, self.export_button),
        )
        commands = FlowBox(self.check_button, self.audit_button, self.disposal_button, self.folder_button)
        right = column(
            staff_head,
            Card(self.staff),
            self.users,
            self.restricted,
            SectionHeader(_("Import and export")),
            files,
            kinds_head,
            Card(self.kinds),
            self.backups,
            SectionHeader(_("Records")),
            Card(self.records, commands, gap=0.8),
            program_head,
            Card(self.program),
        )
        right.addStretch(1)
        body = SideBySide(boxed(left), boxed(right), stretch=(1, 1), narrow=60, gap=1.6)
        whole = column(PageHeader(_("Administration")), body, margins=(1.7, 1.1, 1.7, 1.4), gap=0.5)
        whole.addStretch(1)
        self.setLayout(whole)

    # --- the page -----------------------------------------------------------------------------------------------

    def title(self) -> str:
        return _("Administration")

    def help_text(self) -> str:
        return _(
            "What differs from office to office is set here: name and address as they stand on letters, after how "
            "many days you are reminded, when the monthly tally is due, the language.\n\nThe staff list gives the "
            "names in records and on letters. Kinds of institution that are missing can be added after “Other”.\n\n"
            "Ledgers kept in Excel are taken over with “Import”; you see what would happen before anything does. "
            "“Export” writes files that can be imported again.\n\n"
            "Backups are made by themselves: every half hour while something changes, and when you close the window. "
            "Choose a second place for them on another disk. “Restore” leads from a backup to a folder of its own; "
            "what is there now is not touched.\n\n“Check the records” looks at every page of the encrypted file."
        )

    def open_place(self, place: Place) -> None:  # noqa: ARG002
        self._show()
        self.restricted.read()
        self.backups.read()

    def refresh(self, changes: ChangeSet, initiator: object) -> None:  # noqa: ARG002
        if changes.touches(Kind.CENTRE):
            self._show()
            self.restricted.read()

    def take_focus(self) -> None:
        (self.change_button if self.change_button.isEnabled() else self.users.password_button).setFocus()

    # --- showing ------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        own, codes = self._work.centre.settings, self._work.centre.codes
        self._show_centre(own)
        self.staff.show_facts(*(Fact(each.name, each.job_title) for each in own.staff))
        self.users.show_settings()
        self.locking.show_settings()
        added = [kind for kind in codes.institution_kinds.items if kind.code.startswith(OWN_PREFIX)]
        self.kinds.show_facts(*(Fact(kind.label(language()), self._kind_words(kind)) for kind in added))
        if not added:
            self.kinds.show_facts(Fact(_("None yet"), _("Add one where the shipped kinds do not fit your town.")))
        self.records.show_facts(
            Fact(_("Data folder"), str(self._work.centre.folder)),
            Fact(_("Kept as"), _("one encrypted file; only your password and the recovery code open it")),
        )
        self.program.show_facts(
            Fact(_("Version"), f"Referral Desk {__version__}"),
            Fact(_("Runs on"), f"Python {platform.python_version()}, Qt {qVersion()}, {platform.system()}"),
            Fact(_("Font for rare characters"), str(print_font() or _("none named"))),
            Fact(_("Network"), _("none: nothing leaves this PC by itself")),
        )

    def _show_centre(self, own: CentreSettings) -> None:
        phone = own.phone
        if phone and own.extension:
            phone = _("{phone} (extension {extension})").format(phone=phone, extension=own.extension)
        self.particulars.show_facts(
            Fact(_("Name of the centre"), own.name),
            Fact(_("Department"), own.department),
            Fact(_("Address"), "  ".join(part for part in (own.postal_code, own.address) if part)),
            Fact(_("Telephone"), phone),
            Fact(_("Fax"), own.fax),
        )
        self.letters.show_facts(
            Fact(_("Sender"), "  ".join(part for part in (own.sender_title, own.sender_name) if part)),
            Fact(_("Document sign"), own.document_prefix),
            Fact(_("Official seal"), _("“(公印省略)” is printed") if own.seal_omitted else _("a place for the seal")),
        )
        self.habits.show_facts(
            Fact(_("Follow up after"), _in_days(own.follow_up_days)),
            Fact(_("Quiet after"), _in_days(own.quiet_days)),
            Fact(_("Verify institutions after"), _in_days(own.verify_after_days)),
            Fact(_("Benefits come up before"), _in_days(own.expiry_days)),
            Fact(_("Closed records are kept"), _kept_for(own)),
            Fact(
                _("8050 household"),
                _("parent {elder}, child {child} or older").format(elder=own.elder_from, child=own.child_from),
            ),
            Fact(_("Tally due on day"), _("{day} of the next month").format(day=own.submission_day)),
            Fact(_("Language"), LANGUAGE_NAMES.get(Language(own.language), own.language)),
        )

    def _kind_words(self, kind: InstitutionKind) -> str:
        domain = self._work.centre.codes.life_domains.label(kind.domain, language())
        paper = _("card") if kind.paper is Paper.CARD else _("letter")
        return _("{domain}, {paper}").format(domain=domain, paper=paper)

    # --- doing --------------------------------------------------------------------------------------------------

    def resume(self, draft: Draft) -> None:
        if draft.form == LetterWordingDialog.draft_form:
            kept = read_draft(TypedWording, draft.content).draft
            edit_wording(self._work, kept.template, Language(kept.language), self.window(), draft)
            return
        asks = {
            CentreDialog.draft_form: self.change_centre,
            StaffDialog.draft_form: self.change_staff,
            KindDialog.draft_form: self.add_kind,
        }
        asks[draft.form](draft)

    def change_centre(self, draft: Draft | None = None) -> None:
        """Open the form of particulars and habits."""
        CentreDialog(self._work, saved=self._saved, parent=self.window(), draft=draft).open()

    def change_wording(self) -> None:
        """Open the list of wordings of letters."""
        LetterWordingsDialog(self._work, parent=self.window()).open()

    def change_staff(self, draft: Draft | None = None) -> None:
        """Open the list of staff."""
        StaffDialog(self._work, saved=self._saved, parent=self.window(), draft=draft).open()

    def add_kind(self, draft: Draft | None = None) -> None:
        """Open the form of a kind of institution."""

        def saved(kind: InstitutionKind) -> None:
            self._work.says.saved(_("Added the kind {name}.").format(name=kind.label(language())))

        KindDialog(self._work, saved=saved, parent=self.window(), draft=draft).open()

    def check_records(self) -> None:
        """Check the data folder, page by page."""
        CheckDialog(self._work, parent=self.window()).open()

    def open_audit(self) -> None:
        """Open the page that shows who did what."""
        self.go.emit(Place(AUDIT))

    def show_due(self) -> None:
        """Open the list of closed records whose time of keeping is over."""
        DisposalDialog(self._work, parent=self.window()).open()

    def show_folder(self) -> None:
        """Show the data folder in the system's own window."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._work.centre.folder)))

    def choose_font(self) -> None:
        """Name a font for characters that the bundled ones lack."""
        PrintFontDialog(self._work, saved=self._show, parent=self.window()).open()

    def show_licences(self) -> None:
        """Show under which licences the program's parts are used."""
        LicencesDialog(resources.path("fonts"), parent=self.window()).open()

    def _saved(self, _settings: CentreSettings) -> None:
        self._work.says.saved(_("Saved the centre’s particulars."))


def _kept_for(own: CentreSettings) -> str:
    words = (
        _("{years} years from 1 April after closing") if own.retention_from_april else _("{years} years from closing")
    )
    return words.format(years=own.retention_years)


def _in_days(days: int) -> str:
    return _("{count} days").format(count=days)
