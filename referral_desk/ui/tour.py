"""Every page and every dialog, opened with the records of a filled centre: for the pictures, and for the tests that
read their words in both languages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from PySide6.QtWidgets import QDialog

from referral_desk import resources
from referral_desk.domain.access import Role
from referral_desk.domain.benefit import PUBLIC_ASSISTANCE
from referral_desk.domain.calendar import Period
from referral_desk.domain.codes import Paper
from referral_desk.domain.conference import Conference
from referral_desk.domain.disclosing import NO_CONSENT
from referral_desk.domain.errors import NotPossible
from referral_desk.domain.institution import Institution
from referral_desk.domain.quality import CheckKind, Finding
from referral_desk.domain.referral import Referral, ReferralRow
from referral_desk.domain.restriction import Restriction
from referral_desk.domain.schedule_text import parse_schedule
from referral_desk.domain.tally import Figure, FigureKind
from referral_desk.domain.users import User, UserState
from referral_desk.i18n import render
from referral_desk.services import (
    backups,
    clients,
    conferences,
    consents,
    contacts,
    documents,
    followups,
    institutions,
    month_end,
    recovery,
    referrals,
    report_profiles,
    tallies,
)
from referral_desk.services.centre import Centre
from referral_desk.services.clients import ClientPage
from referral_desk.services.correction_paper import correction_sheet
from referral_desk.services.outgoing import Outgoing, outgoing
from referral_desk.services.report_profiles import KnownProfile
from referral_desk.ui.desk import DeskWindow
from referral_desk.ui.dialogs.access import AccessDialog
from referral_desk.ui.dialogs.audit_report import AuditReportDialog
from referral_desk.ui.dialogs.basis import BasisDialog
from referral_desk.ui.dialogs.benefit import BenefitDialog
from referral_desk.ui.dialogs.card import CardDialog
from referral_desk.ui.dialogs.centre import CentreDialog, KindDialog, StaffDialog
from referral_desk.ui.dialogs.change_password import ChangePasswordDialog
from referral_desk.ui.dialogs.check import CheckDialog
from referral_desk.ui.dialogs.client import ClientDialog
from referral_desk.ui.dialogs.close_month import CloseMonthDialog
from referral_desk.ui.dialogs.closing import CloseDialog, ReopenDialog
from referral_desk.ui.dialogs.closings import ClosingsDialog, ReopenMonthDialog
from referral_desk.ui.dialogs.conference import ConferenceDialog
from referral_desk.ui.dialogs.conference_sheet import ConferenceSheetDialog
from referral_desk.ui.dialogs.consent import ConsentDialog, WithdrawDialog
from referral_desk.ui.dialogs.contact import ContactDialog
from referral_desk.ui.dialogs.contact_correction import ContactCorrectionDialog
from referral_desk.ui.dialogs.disclosure import DisclosureDialog, StrikeDialog
from referral_desk.ui.dialogs.disposal import DisposalDialog
from referral_desk.ui.dialogs.engagement import EngagementDialog
from referral_desk.ui.dialogs.envelope import EnvelopeDialog
from referral_desk.ui.dialogs.export_files import ExportDialog
from referral_desk.ui.dialogs.fax import FaxDialog
from referral_desk.ui.dialogs.handoff import HandoffDialog
from referral_desk.ui.dialogs.help import HelpDialog
from referral_desk.ui.dialogs.household import HouseholdDialog
from referral_desk.ui.dialogs.import_files import ImportDialog
from referral_desk.ui.dialogs.inbound import InboundDialog, ReplyDialog
from referral_desk.ui.dialogs.institution import InstitutionDialog
from referral_desk.ui.dialogs.labels import LabelsDialog
from referral_desk.ui.dialogs.late_entries import LateEntriesDialog
from referral_desk.ui.dialogs.licences import LicencesDialog
from referral_desk.ui.dialogs.likely_doubles import LikelyDoublesDialog
from referral_desk.ui.dialogs.meeting_calendar import MeetingCalendarDialog
from referral_desk.ui.dialogs.meeting_times import MeetingTimesDialog
from referral_desk.ui.dialogs.merge import MergeDialog
from referral_desk.ui.dialogs.merge_institutions import MergeInstitutionsDialog
from referral_desk.ui.dialogs.month_letters import MonthLettersDialog
from referral_desk.ui.dialogs.outcome import OutcomeDialog
from referral_desk.ui.dialogs.outgoing import OutgoingDialog
from referral_desk.ui.dialogs.pdf_password import PdfPasswordDialog
from referral_desk.ui.dialogs.period import PeriodDialog
from referral_desk.ui.dialogs.pin import PinDialog
from referral_desk.ui.dialogs.postpone import PostponeDialog
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.dialogs.print_font import PrintFontDialog
from referral_desk.ui.dialogs.receiver_reply import ReceiverReplyDialog
from referral_desk.ui.dialogs.recovery_code import RecoveryCodeDialog
from referral_desk.ui.dialogs.referral_texts import ReferralTextsDialog
from referral_desk.ui.dialogs.rekeying import RekeyDialog
from referral_desk.ui.dialogs.report_profile import ReportProfileDialog
from referral_desk.ui.dialogs.restore import RestoreDialog
from referral_desk.ui.dialogs.restrict import RestrictDialog
from referral_desk.ui.dialogs.retire import RetireDialog
from referral_desk.ui.dialogs.revoke import RevokeDialog, TypedRevocation
from referral_desk.ui.dialogs.safety_settings import SafetyDialog
from referral_desk.ui.dialogs.second_place import SecondPlaceDialog
from referral_desk.ui.dialogs.set_aside import SetAsideDialog
from referral_desk.ui.dialogs.status import StatusDialog
from referral_desk.ui.dialogs.supporter import SupporterDialog
from referral_desk.ui.dialogs.tally_print import TallyPrintDialog
from referral_desk.ui.dialogs.task import TaskDialog
from referral_desk.ui.dialogs.task_result import TaskResultDialog
from referral_desk.ui.dialogs.telling import DefectDialog
from referral_desk.ui.dialogs.told import ToldDialog
from referral_desk.ui.dialogs.user_forms import AddUserDialog, ResetPasswordDialog, RoleDialog
from referral_desk.ui.dialogs.users import UsersDialog
from referral_desk.ui.dialogs.who import AskedFigure, WhoDialog
from referral_desk.ui.forms.benefit_presenter import BenefitTask
from referral_desk.ui.forms.inbound_presenter import Sender
from referral_desk.ui.forms.institution import FURTHER
from referral_desk.ui.page import AUDIT, BENEFITS, CONFERENCES, CONSENTS, ECOMAP, HOUSEHOLD, ISSUED, SBIRTS, Place
from referral_desk.ui.pages.institution_taps import InstitutionTaps
from referral_desk.ui.pages.tally_views import CHARTS, QUALITY
from referral_desk.ui.timeline_entries import document_name
from referral_desk.ui.tour_sbirts import sbirts_dialogs
from referral_desk.ui.tour_wording import wording_dialogs

LOOKED_THROUGH = 200
EXAMPLE_CODE = "-".join(f"ABCD{number}" for number in range(1, 9))
"""Stands for a recovery code: no code of this form opens anything."""


@dataclass(frozen=True)
class Sample:
    """The records that the tour shows: a client with referrals, one of them, where it led, and the papers of them."""

    client: ClientPage
    referral: Referral
    institution: Institution
    figure: Figure
    period: Period
    outgoing: Outgoing
    letter: bytes
    card: bytes
    summary: bytes
    tally: bytes
    recovery_sheet: bytes
    backup: Path


@dataclass(frozen=True)
class Stop:
    """One dialog: how pictures call it, and how it is made."""

    name: str
    make: Callable[[], QDialog]


def sample(centre: Centre) -> Sample:
    """Choose the records to show; LookupError where the centre has no letter or no card to issue."""
    rows = referrals.rows(centre, limit=LOOKED_THROUGH)
    letter_row, seen, letter = _first_letter(centre, rows)
    card = documents.card(centre, _first_card(centre, rows).id).pdf
    today = centre.today()
    last_month = today.replace(day=1) - timedelta(days=1)
    period = Period.month(last_month.year, last_month.month)
    return Sample(
        clients.page(centre, letter_row.client_id),
        referrals.get(centre, letter_row.id),
        institutions.get(centre, letter_row.institution_id),
        Figure(FigureKind.HANDOFFS, "", "referrals"),
        period,
        seen,
        letter,
        card,
        documents.summary(centre, letter_row.client_id).pdf,
        documents.tally_pdf(centre, tallies.tally(centre, period)),
        recovery.recovery_sheet(centre, EXAMPLE_CODE),
        backups.back_up(centre).own.path,
    )


def _first_letter(centre: Centre, rows: tuple[ReferralRow, ...]) -> tuple[ReferralRow, Outgoing, bytes]:
    for row in rows:
        try:
            seen = outgoing(centre, row.id)
            if seen is not None:
                return row, seen, documents.letter(centre, row.id).pdf
        except NotPossible:  # a group, or nobody agreed to a letter
            continue
    raise LookupError("no referral of this centre may have a letter")


def _first_card(centre: Centre, rows: tuple[ReferralRow, ...]) -> ReferralRow:
    kinds = centre.codes.institution_kinds
    for row in rows:
        if kinds[row.institution_kind].paper is Paper.CARD:
            return row
    raise LookupError("no referral of this centre has a card")


def places(shown: Sample) -> tuple[tuple[str, Place], ...]:
    """Return every place of the window with the name of its picture."""
    client, institution = shown.client.client.id, shown.institution.id
    return (
        ("today", Place("today")),
        ("clients", Place("clients")),
        ("client", Place("clients", client=client)),
        ("client-conferences", Place("clients", client=1, part=CONFERENCES)),
        ("client-household", Place("clients", client=client, part=HOUSEHOLD)),
        ("client-ecomap", Place("clients", client=client, part=ECOMAP)),
        ("client-benefits", Place("clients", client=client, part=BENEFITS)),
        ("client-consents", Place("clients", client=client, part=CONSENTS)),
        ("client-sbirts", Place("clients", client=client, part=SBIRTS)),
        ("institutions", Place("institutions")),
        ("institution", Place("institutions", institution=institution)),
        ("referrals", Place("referrals")),
        ("referral", Place("referrals", referral=shown.referral.id)),
        ("new-referral", Place("new_referral", client=client, institution=institution)),
        ("issued", Place(ISSUED)),
        ("tally", Place("tally")),
        ("tally-charts", Place("tally", part=CHARTS)),
        ("tally-quality", Place("tally", part=QUALITY)),
        ("administration", Place("administration")),
        ("audit", Place(AUDIT, client=client)),
    )


def _outgoing(desk: DeskWindow, shown: Sample) -> QDialog:
    return OutgoingDialog(desk.work, shown.outgoing, shown.referral.client_name, _ignore, _ignore, desk)


def _revoke(desk: DeskWindow, shown: Sample) -> QDialog:
    paper = shown.client.documents[0]
    name = document_name(paper.kind, paper.number)
    return RevokeDialog(desk.work, TypedRevocation(paper.id, paper.client_id, name), done=_ignore, parent=desk)


def _report_profile(desk: DeskWindow, shown: Sample) -> QDialog:
    known = KnownProfile(report_profiles.profile(desk.centre, "monthly").profile)
    return ReportProfileDialog(desk.work, known, shown.period, saved=_ignore, parent=desk)


def _set_aside(desk: DeskWindow, shown: Sample) -> QDialog:
    client, on = shown.client.client, shown.referral.on
    finding = Finding(
        CheckKind.OUTCOME_UNKNOWN, shown.referral.id, client.id, client.number, client.name, client.kana, None, None, on
    )
    return SetAsideDialog(desk.work, finding, shown.period, done=_ignore, parent=desk)


def dialogs(desk: DeskWindow, shown: Sample, table: Path | None = None) -> tuple[Stop, ...]:
    """Return every dialog of an open centre; ``table`` is the file that the import reads."""
    work, centre = desk.work, desk.centre
    client, referral = shown.client.client, shown.referral
    heading = f"{client.name} → {shown.institution.name}"
    times = parse_schedule("毎週火・金 19:00-20:30（祝日休み、年末年始休み）；第2・第4土 13:30-15:00")
    tile = next((each for each in shown.client.board if each.entries), shown.client.board[0])
    last = shown.client.contacts[0] if shown.client.contacts else None

    def help_dialog() -> QDialog:
        page = desk.page()
        keys = [(desk.actions_registry.keys(spec.id), action.text()) for spec, action in desk.actions_registry.bound()]
        text = page.help_text() if page else ""
        return HelpDialog(page.title() if page else "", text, [each for each in keys if each[0]], desk)

    def code_dialog() -> QDialog:
        sheet = shown.recovery_sheet
        return RecoveryCodeDialog(desk.tasks, EXAMPLE_CODE, lambda: sheet, lambda: None, desk, example=True)

    def further() -> QDialog:
        dialog = InstitutionDialog(work, shown.institution, saved=_ignore, parent=desk)
        dialog.form.show_part(FURTHER)
        return dialog

    def client_dialog() -> QDialog:
        return ClientDialog(work, client, saved=_ignore, open_other=_ignore, parent=desk)

    return (
        Stop("client", client_dialog),
        Stop("close-record", lambda: CloseDialog(work, client, _ignore, desk)),
        Stop("open-again", lambda: ReopenDialog(work, client, _ignore, desk)),
        Stop("disposal", lambda: DisposalDialog(work, desk)),
        Stop("new-client", lambda: ClientDialog(work, None, saved=_ignore, open_other=_ignore, parent=desk)),
        *_merging_dialogs(desk, shown),
        Stop("contact", lambda: ContactDialog(work, client, last, saved=_ignore, parent=desk)),
        *_contact_dialogs(desk, shown),
        Stop(
            "engagement",
            lambda: EngagementDialog(
                work, client, tile, shown.client.engagements, marked=_ignore, removed=_ignore, parent=desk
            ),
        ),
        Stop(
            "household",
            lambda: HouseholdDialog(work, client, shown.client.household, saved=_ignore, left=_ignore, parent=desk),
        ),
        Stop(
            "supporter",
            lambda: SupporterDialog(
                work,
                client,
                shown.client.supporters,
                next(iter(shown.client.supporters), None),
                saved=_ignore,
                removed=_ignore,
                parent=desk,
            ),
        ),
        Stop("institution-further", further),
        Stop("institution", lambda: InstitutionDialog(work, shown.institution, saved=_ignore, parent=desk)),
        Stop("meeting-times", lambda: MeetingTimesDialog(work, times, _ignore, parent=desk)),
        Stop("told", lambda: ToldDialog(work, shown.institution, InstitutionTaps(work, desk), parent=desk)),
        Stop("meeting-calendar", lambda: MeetingCalendarDialog(work, desk)),
        Stop("likely-doubles", lambda: LikelyDoublesDialog(work, _ignore, desk)),
        *_institution_merging_dialogs(desk, shown),
        Stop("retire", lambda: RetireDialog(work, shown.institution, _ignore, desk)),
        Stop("handoff", lambda: HandoffDialog(work, referral.id, heading, _ignore, now="10:38", parent=desk)),
        Stop("outcome", lambda: OutcomeDialog(work, referral.id, heading, _ignore, parent=desk)),
        Stop("receiver-reply", lambda: ReceiverReplyDialog(work, referral.id, heading, _ignore, parent=desk)),
        Stop("postpone", lambda: PostponeDialog(work, referral.id, heading, centre.today(), _ignore, parent=desk)),
        Stop("status", lambda: StatusDialog(work, referral, heading, _ignore, desk)),
        Stop("month-letters", lambda: MonthLettersDialog(work, shown.referral.on.year, shown.referral.on.month, desk)),
        Stop("outgoing", lambda: _outgoing(desk, shown)),
        Stop("revoke", lambda: _revoke(desk, shown)),
        Stop("texts", lambda: ReferralTextsDialog(work, referral, heading, _ignore, desk)),
        Stop("card", lambda: CardDialog(work, referral, desk)),
        Stop("fax", lambda: FaxDialog(work, referral, ("059-000-0103",), desk)),
        Stop("envelope", lambda: EnvelopeDialog(work, referral, desk)),
        Stop("labels", lambda: LabelsDialog(work, institutions.rows(centre, "", limit=8), desk)),
        *_month_dialogs(desk, shown),
        Stop("period", lambda: PeriodDialog(shown.period, desk)),
        Stop(
            "tally-print",
            lambda: TallyPrintDialog(work, tallies.tally(centre, shown.period), file_name="tally.pdf", parent=desk),
        ),
        Stop("who", lambda: WhoDialog(work, AskedFigure(shown.period, shown.figure), desk)),
        Stop(
            "preview",
            lambda: PreviewDialog(desk.tasks, shown.letter, title=referral.number, file_name="letter.pdf", parent=desk),
        ),
        Stop("print-font", lambda: PrintFontDialog(work, saved=lambda: None, parent=desk)),
        Stop("pdf-password", lambda: PdfPasswordDialog(desk.tasks, _ignore, desk)),
        Stop("import", lambda: ImportDialog(work, desk.own_settings, table, parent=desk)),
        Stop("export", lambda: ExportDialog(work, parent=desk)),
        Stop("centre", lambda: CentreDialog(work, saved=_ignore, parent=desk)),
        Stop("staff", lambda: StaffDialog(work, saved=_ignore, parent=desk)),
        Stop("kind", lambda: KindDialog(work, saved=_ignore, parent=desk)),
        *(Stop(name, make) for name, make in wording_dialogs(desk)),
        Stop("report-form", lambda: _report_profile(desk, shown)),
        Stop("set-aside", lambda: _set_aside(desk, shown)),
        *_benefit_dialogs(desk, shown),
        *_conference_dialogs(desk),
        *_consent_dialogs(desk, shown),
        *(Stop(name, make) for name, make in sbirts_dialogs(desk)),
        *_access_dialogs(desk, shown),
        Stop("new-recovery-code", code_dialog),
        Stop("second-place", lambda: SecondPlaceDialog(work, saved=_ignore, parent=desk)),
        Stop("restore", lambda: RestoreDialog(work, parent=desk)),
        Stop("restore-where", lambda: RestoreDialog(work, file=shown.backup, parent=desk)),
        Stop("audit-report", lambda: AuditReportDialog(work, parent=desk)),
        Stop("check", lambda: CheckDialog(work, parent=desk)),
        Stop("licences", lambda: LicencesDialog(resources.path("fonts"), parent=desk)),
        Stop("help", help_dialog),
        Stop("defect", lambda: DefectDialog(RuntimeError("as an example"), desk)),
    )


def _month_dialogs(desk: DeskWindow, shown: Sample) -> tuple[Stop, ...]:
    """Return the dialogs of a month's end: the last one to be closed, the one before it closed."""
    work, centre = desk.work, desk.centre
    last = month_end.state(centre, shown.period.first.year, shown.period.first.month)
    before = shown.period.first - timedelta(days=1)
    year, month = before.year, before.month
    closed = month_end.state(centre, year, month)

    def nothing() -> None:
        """Do nothing: the samples' commands lead nowhere."""

    return (
        Stop("close-month", lambda: CloseMonthDialog(work, last, nothing, desk)),
        Stop("closings", lambda: ClosingsDialog(work, closed, reopen=nothing, printed=nothing, parent=desk)),
        Stop("reopen-month", lambda: ReopenMonthDialog(work, year, month, _ignore, desk)),
        Stop("late-entries", lambda: LateEntriesDialog(work, year, month, desk)),
        Stop("correction-sheet", lambda: _correction_sheet(desk, year, month)),
    )


def _correction_sheet(desk: DeskWindow, year: int, month: int) -> QDialog:
    pdf = correction_sheet(desk.centre, year, month).pdf
    return PreviewDialog(desk.tasks, pdf, title="", file_name="corrections.pdf", parent=desk)


def _benefit_dialogs(desk: DeskWindow, shown: Sample) -> tuple[Stop, ...]:
    """Return the dialogs of benefits and of who sent a client, about somebody whose benefit runs out."""
    work = desk.work
    expiring = followups.desk(desk.centre).expiring
    page = clients.page(desk.centre, expiring[0].benefit.client_id) if expiring else shown.client
    held = page.benefits[0] if page.benefits else None

    def benefit(task: BenefitTask) -> QDialog:
        return BenefitDialog(
            work, page.client, page.benefits, task, saved=_ignore, renewed=_ignore, removed=_ignore, parent=desk
        )

    def inbound() -> QDialog:
        sender = Sender(shown.institution.id, shown.institution.name)
        return InboundDialog(work, page.client, (), None, saved=_ignore, removed=_ignore, sender=sender, parent=desk)

    return (
        Stop("new-benefit", lambda: benefit(BenefitTask(kind=PUBLIC_ASSISTANCE))),
        Stop("benefit", lambda: benefit(BenefitTask(benefit=held))),
        Stop("renew-benefit", lambda: benefit(BenefitTask(renews=held))),
        Stop("inbound", inbound),
        Stop("reply", lambda: ReplyDialog(work, page.client.id, 1, page.client.name, _ignore, parent=desk)),
    )


def _contact_dialogs(desk: DeskWindow, shown: Sample) -> tuple[Stop, ...]:
    """Return the long form of a contact, and one that was corrected, of the first client."""
    work, centre = desk.work, desk.centre
    page = clients.page(centre, 1)

    def long_form() -> QDialog:
        dialog = ContactDialog(work, shown.client.client, None, saved=_ignore, parent=desk)
        dialog.turn()
        return dialog

    def correction() -> QDialog:
        opened = contacts.opened(centre, page.contacts[0].id)
        return ContactCorrectionDialog(work, opened, corrected=_ignore, removed=_ignore, parent=desk)

    return Stop("contact-long", long_form), Stop("contact-correction", correction)


def _conference_dialogs(desk: DeskWindow) -> tuple[Stop, ...]:
    """Return the dialogs of conferences and tasks, about the first client, who has had one."""
    work = desk.work
    client = clients.get(desk.centre, 1)
    read = conferences.of_client(desk.centre, 1)
    held, task = read.conferences[0], next(task for task in read.tasks if task.done_on is None)

    def conference(stored: Conference | None) -> QDialog:
        return ConferenceDialog(work, client, stored, saved=_ignore, removed=_ignore, parent=desk)

    def sheet(which: str) -> QDialog:
        dialog = ConferenceSheetDialog(work, held, parent=desk)
        dialog.choose(which)
        return dialog

    return (
        Stop("new-conference", lambda: conference(None)),
        Stop("conference", lambda: conference(held)),
        Stop("conference-sheet", lambda: sheet("full")),
        Stop("conference-without-names", lambda: sheet("without")),
        Stop("new-task", lambda: TaskDialog(work, client.id, None, saved=_ignore, heading=client.name, parent=desk)),
        Stop("task", lambda: TaskDialog(work, client.id, task, saved=_ignore, removed=_ignore, parent=desk)),
        Stop("task-result", lambda: TaskResultDialog(work, task, client.name, _ignore, parent=desk)),
    )


def _consent_dialogs(desk: DeskWindow, shown: Sample) -> tuple[Stop, ...]:
    """Return the dialogs of what may be told, and of what was."""
    work, client = desk.work, shown.client.client
    page = consents.page(desk.centre, client.id)
    given = page.consents[0] if page.consents else None

    def basis_dialog() -> QDialog:
        return BasisDialog(desk.centre.codes, render(NO_CONSENT), _ignore, lambda: None, desk)

    return (
        Stop("access", lambda: AccessDialog(work, client, parent=desk)),
        Stop(
            "consent",
            lambda: ConsentDialog(work, client, in_question=page.in_question, saved=_ignore, parent=desk),
        ),
        Stop("consent-correction", lambda: ConsentDialog(work, client, given, saved=_ignore, parent=desk)),
        Stop("consent-withdrawal", lambda: WithdrawDialog(work, client, given, done=_ignore, parent=desk)),
        Stop("disclosure", lambda: DisclosureDialog(work, client, saved=_ignore, parent=desk)),
        Stop("disclosure-strike", lambda: StrikeDialog(work, client, 1, done=_ignore, parent=desk)),
        Stop("basis", basis_dialog),
    )


def _merging_dialogs(desk: DeskWindow, shown: Sample) -> tuple[Stop, ...]:
    """Return the form of merging two records, before and after the other one is chosen."""
    work, client = desk.work, shown.client.client
    other = clients.rows(work.centre, "", limit=2)
    another = next(row.id for row in other if row.id != client.id)
    return (
        Stop("merge", lambda: MergeDialog(work, client, _ignore, desk)),
        Stop("merge-compare", lambda: MergeDialog(work, client, _ignore, desk, other=another)),
    )


def _institution_merging_dialogs(desk: DeskWindow, shown: Sample) -> tuple[Stop, ...]:
    """Return the form of merging two entries, before and after the other one is chosen."""
    work, each = desk.work, shown.institution
    likely = institutions.rows(work.centre, kinds=(each.kind,), limit=2)
    others = (row.id for row in (*likely, *institutions.rows(work.centre, limit=2)) if row.id != each.id)
    another = next(others, None)

    def merge(other: int | None) -> QDialog:
        return MergeInstitutionsDialog(work, each.id, each.name, _ignore, desk, other=other)

    return (
        Stop("merge-institutions", lambda: merge(None)),
        Stop("merge-institutions-compare", lambda: merge(another)),
    )


def _access_dialogs(desk: DeskWindow, shown: Sample) -> tuple[Stop, ...]:
    """Return the dialogs of who may do what."""
    work, client = desk.work, shown.client.client
    user = User(
        login="ichiro",
        state=UserState.WORKING,
        staff_id=0,
        name="例田 一朗",
        job_title="保健師",
        role=Role.STAFF,
    )
    restriction = Restriction(client.id, client.number, (work.centre.login,))
    return (
        Stop("users", lambda: UsersDialog(work, desk)),
        Stop("new-user", lambda: AddUserDialog(work, _ignore, desk)),
        Stop("role", lambda: RoleDialog(work, user, _ignore, desk)),
        Stop("new-password", lambda: ResetPasswordDialog(work, user, _ignore, desk)),
        Stop("change-password", lambda: ChangePasswordDialog(work, _ignore, desk)),
        Stop("rekey", lambda: RekeyDialog(work, _ignore, desk)),
        Stop("locking", lambda: SafetyDialog(work, saved=_ignore, parent=desk)),
        Stop("pin", lambda: PinDialog(desk.tasks, work.centre, _ignore, desk)),
        Stop("restrict", lambda: RestrictDialog(work, restriction, _ignore, desk)),
    )


def _ignore(*_arguments: object) -> None:
    """Do nothing: the tour only looks."""
