"""One way from a frozen document to PDF bytes, and the encryption of what is carried out of the house."""

from __future__ import annotations

import io

import pikepdf

from referral_desk.domain.documents.audit_report import AuditReport
from referral_desk.domain.documents.card import Card, CardSheet
from referral_desk.domain.documents.conference_sheet import ConferenceSheet
from referral_desk.domain.documents.consent_form import ConsentForm
from referral_desk.domain.documents.correction_sheet import CorrectionSheet
from referral_desk.domain.documents.directory_pages import DirectoryPages
from referral_desk.domain.documents.disclosure_log import DisclosureLog
from referral_desk.domain.documents.ecomap_page import EcoMapPage
from referral_desk.domain.documents.fax_cover import FaxCover
from referral_desk.domain.documents.genogram_page import GenogramPage
from referral_desk.domain.documents.goal_sheet import GoalSheet
from referral_desk.domain.documents.handover_sheet import HandoverSheet
from referral_desk.domain.documents.held_record import HeldPaper
from referral_desk.domain.documents.letter import Letter
from referral_desk.domain.documents.meeting_calendar import MeetingCalendar
from referral_desk.domain.documents.phone_sheet import PhoneSheet
from referral_desk.domain.documents.place_list import PlaceList
from referral_desk.domain.documents.postage import Envelope, LabelSheets, PlacementTest
from referral_desk.domain.documents.recovery_sheet import RecoverySheet
from referral_desk.domain.documents.register import Register
from referral_desk.domain.documents.report_form_page import ReportFormPage
from referral_desk.domain.documents.summary import ClientSummary
from referral_desk.domain.documents.tally_page import TallyPage
from referral_desk.reports.audit_report import audit_report_pdf
from referral_desk.reports.card import card_pdf, card_sheet_pdf
from referral_desk.reports.conference_sheet import conference_sheet_pdf
from referral_desk.reports.consent_form import consent_form_pdf
from referral_desk.reports.correction_sheet import correction_sheet_pdf
from referral_desk.reports.directory_pages import directory_pages_pdf
from referral_desk.reports.disclosure_log import disclosure_log_pdf
from referral_desk.reports.ecomap import ecomap_pdf
from referral_desk.reports.fax_cover import fax_cover_pdf
from referral_desk.reports.genogram import genogram_pdf
from referral_desk.reports.goal_sheet import goal_sheet_pdf
from referral_desk.reports.handover_sheet import handover_sheet_pdf
from referral_desk.reports.held_record import held_record_pdf
from referral_desk.reports.letter import letter_pdf
from referral_desk.reports.meeting_calendar import meeting_calendar_pdf
from referral_desk.reports.phone_sheet import phone_sheet_pdf
from referral_desk.reports.place_list import place_list_pdf
from referral_desk.reports.postage import envelope_pdf, labels_pdf, placement_test_pdf
from referral_desk.reports.recovery_sheet import recovery_sheet_pdf
from referral_desk.reports.registers import register_pdf
from referral_desk.reports.report_form import report_form_pdf
from referral_desk.reports.summary import summary_pdf
from referral_desk.reports.tally import tally_pdf

Document = (
    Letter
    | Card
    | CardSheet
    | ClientSummary
    | TallyPage
    | RecoverySheet
    | AuditReport
    | Register
    | ConferenceSheet
    | ConsentForm
    | CorrectionSheet
    | DirectoryPages
    | DisclosureLog
    | EcoMapPage
    | GenogramPage
    | GoalSheet
    | HandoverSheet
    | HeldPaper
    | MeetingCalendar
    | PhoneSheet
    | PlaceList
    | Envelope
    | FaxCover
    | LabelSheets
    | PlacementTest
    | ReportFormPage
)


def render(document: Document) -> bytes:
    """Return a document as PDF: fonts embedded, the same document always the same bytes.

    Raises MissingGlyphs, and draws nothing, where a character is in no font. May be called from any thread; one
    document is drawn at a time.
    """
    match document:
        case Letter():
            return letter_pdf(document)
        case ConferenceSheet():
            return conference_sheet_pdf(document)
        case ConsentForm():
            return consent_form_pdf(document)
        case CorrectionSheet():
            return correction_sheet_pdf(document)
        case DirectoryPages():
            return directory_pages_pdf(document)
        case DisclosureLog():
            return disclosure_log_pdf(document)
        case GoalSheet():
            return goal_sheet_pdf(document)
        case MeetingCalendar():
            return meeting_calendar_pdf(document)
        case PhoneSheet():
            return phone_sheet_pdf(document)
        case PlaceList():
            return place_list_pdf(document)
        case Envelope():
            return envelope_pdf(document)
        case FaxCover():
            return fax_cover_pdf(document)
        case LabelSheets():
            return labels_pdf(document)
        case PlacementTest():
            return placement_test_pdf(document)
        case CardSheet():
            return card_sheet_pdf(document)
        case Card():
            return card_pdf(document)
        case ClientSummary():
            return summary_pdf(document)
        case TallyPage():
            return tally_pdf(document)
        case RecoverySheet():
            return recovery_sheet_pdf(document)
        case AuditReport():
            return audit_report_pdf(document)
        case EcoMapPage():
            return ecomap_pdf(document)
        case GenogramPage():
            return genogram_pdf(document)
        case Register():
            return register_pdf(document)
        case HandoverSheet():
            return handover_sheet_pdf(document)
        case HeldPaper():
            return held_record_pdf(document)
        case ReportFormPage():
            return report_form_pdf(document)


def joined(first: bytes, *more: bytes) -> bytes:
    """Return documents one after the other in one PDF, which is called what the first is called.

    The others stand in the bookmarks by their titles. The structure trees would contradict each other: the text is read
    in the order in which it was drawn.
    """
    stream = io.BytesIO()
    with pikepdf.open(io.BytesIO(first)) as whole:
        with whole.open_outline() as outline:
            for each in more:
                with pikepdf.open(io.BytesIO(each)) as opened:
                    outline.root.append(pikepdf.OutlineItem(str(opened.docinfo["/Title"]), len(whole.pages)))
                    whole.pages.extend(opened.pages)
        for page in whole.pages:
            del page.obj["/StructParents"]
        del whole.Root["/StructTreeRoot"], whole.Root["/MarkInfo"]
        whole.save(stream, deterministic_id=True)  # while it is open: a closed one has lost its pages' content
    return stream.getvalue()


def page_count(pdf: bytes) -> int:
    """Return how many pages a PDF has."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def encrypt(pdf: bytes, password: str) -> bytes:
    """Return the PDF encrypted with AES-256; ``password`` opens it, and nothing but it gives any right.

    ValueError for an empty password.
    """
    if not password:
        raise ValueError("a PDF is not encrypted with an empty password")
    stream = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(stream, encryption=pikepdf.Encryption(user=password, owner=password, R=6))
    return stream.getvalue()
