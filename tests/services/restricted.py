"""A centre with a restricted client whose records say words of their own, and every service that could tell them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pypdfium2
from sqlalchemy import text

from referral_desk.db.queries import closings
from referral_desk.domain.access import Role
from referral_desk.domain.audit import AuditFilter
from referral_desk.domain.benefit import BenefitDraft
from referral_desk.domain.calendar import Period
from referral_desk.domain.client import Client
from referral_desk.domain.closing import ClosingDraft
from referral_desk.domain.codes import (
    Answer,
    ConsentKind,
    EngagementState,
    Goal,
    LegalBasis,
    Outcome,
    ReferralStatus,
    Reporter,
    SbirtsStep,
    StepResult,
)
from referral_desk.domain.conference import Attendee, ConferenceEntry, TaskDraft, TaskLine
from referral_desk.domain.contact import ContactDraft
from referral_desk.domain.disclosure import DisclosureDraft
from referral_desk.domain.documents.figure_list import ListPaper
from referral_desk.domain.engagement import EngagementDraft
from referral_desk.domain.fax import FaxDraft
from referral_desk.domain.followup import OutcomeReport
from referral_desk.domain.form_filling import FilledForm
from referral_desk.domain.household import Household, HouseholdDraft, MemberDraft
from referral_desk.domain.inbound import InboundDraft
from referral_desk.domain.issued import RegisterFilter, Revocation
from referral_desk.domain.ledger import LedgerKind, OnDuplicate
from referral_desk.domain.quality import Finding
from referral_desk.domain.reply import ReceiverReply
from referral_desk.domain.sbirts import InterventionDraft, MeetingPlan, PathDraft
from referral_desk.domain.screening import ScreeningDraft
from referral_desk.domain.supporter import SupporterDraft
from referral_desk.domain.tally import Figure, FigureKind, FormCell
from referral_desk.domain.users import UserDraft
from referral_desk.i18n import Language
from referral_desk.services import (
    access_request,
    audit,
    audit_report,
    benefits,
    clients,
    closed_months,
    closing,
    conference_papers,
    conferences,
    consent_papers,
    consents,
    contacts,
    course,
    disclosures,
    disposal,
    document_register,
    documents,
    drafts,
    ecomap,
    engagements,
    fax,
    figure_lists,
    followups,
    households,
    imports,
    inbound,
    institutions,
    late_entries,
    likeness,
    lookup,
    merging,
    postage,
    quality,
    referrals,
    replies,
    report_form_files,
    report_forms,
    report_profiles,
    restrictions,
    retiring,
    sbirts,
    screenings,
    supporters,
    tallies,
    tally_appendix,
    tally_tables,
    tasks,
    users,
)
from referral_desk.services import month_letters as month_letters_service
from referral_desk.services.access_request import HeldFile, HeldFormat
from referral_desk.services.centre import Centre, open_centre
from referral_desk.services.correction_paper import correction_sheet
from referral_desk.services.exports import ExportFormat, export, fhir, one_record
from referral_desk.services.genogram_paper import genogram_page
from referral_desk.services.goal_paper import goal_sheet
from referral_desk.services.handover_sheet import handover_sheet
from referral_desk.services.outgoing import outgoing
from referral_desk.services.phone_sheet import phone_sheet
from tests.making import (
    CALL,
    CHEAP,
    LOGIN,
    NOT_YET,
    TODAY,
    add_client,
    add_consent,
    add_contact,
    add_institution,
    add_referral,
    client_draft,
    consent_draft,
    contact_draft,
)
from tests.services.ledger_files import written

NAMED, OUTSIDE = "named", "outside"
PASSWORD = "べつのみほんの長い合言葉。"
MARKERS = ("秘印", "ヒインノメジルシ", "ひいんのめじるし", "090-9876-5432")
"""What the restricted record says, field by field; everything else of the centre says other things."""

LATER = date(2027, 1, 12)
MONTH = Period.month(TODAY.year, TODAY.month)


@dataclass(frozen=True)
class Stage:
    """A centre with a restricted client and her records, as a named and as another manager have it open."""

    named: Centre
    outside: Centre
    client: int
    institution: int
    referral: int
    second: int
    contact: int
    engagement: int
    document: int
    follow_up: int
    files: Path
    other: int = 0
    supporter: int = 0
    benefit: int = 0
    sent: int = 0
    conference: int = 0
    task: int = 0
    screening: int = 0
    path: int = 0
    new_path: int = 0
    intervention: int = 0
    step: int = 0
    """The supporter is hers; the other client, whom everybody may see, is in one household with her."""


def log_in(centre: Centre, login: str) -> Centre:
    return open_centre(centre.folder, login, PASSWORD, minimum=CHEAP, today=centre.today)


@contextmanager
def staged(centre: Centre, files: Path) -> Iterator[Stage]:
    """Give ``centre`` with two managers more, one of whom may see the restricted client."""
    for login in (NAMED, OUTSIDE):
        users.add_user(centre, UserDraft(login=login, role=Role.MANAGER, name=f"例田 {login}"), PASSWORD, cost=CHEAP)
    other, place = add_client(centre, name="見本 花子", phone=""), add_institution(centre, address="架空市例町2-2")
    add_referral(centre, other.id, place.id)
    add_contact(centre, other.id, on=TODAY)
    said_of_her = {"address": "秘印町", "note": "秘印", "contact_caution": "秘印", "phone": "090-9876-5432"}
    hers = client_draft(name="秘印 某", kana="ヒインノメジルシ", **said_of_her)
    client = clients.save(centre, hers).record
    call = replace(CALL, receiver_name="秘印")
    referral = add_referral(centre, client.id, place.id, call, request="秘印", follow_up_on=TODAY)
    second = add_referral(centre, client.id, place.id, NOT_YET, request="秘印")
    contact = add_contact(centre, client.id, on=TODAY, note="秘印")
    engaged = engagements.mark(
        centre, EngagementDraft(client_id=client.id, institution_id=place.id, note="秘印")
    ).record
    mother = MemberDraft(client_id=client.id, relation="mother", note="秘印")
    together = HouseholdDraft(members=(mother, MemberDraft(client_id=other.id, relation="self")))
    households.save(centre, other.id, together)
    supporter = supporters.save(
        centre, SupporterDraft(client_id=client.id, kind="friend", name="秘印", note="秘印")
    ).record
    documents.letter(centre, referral.id)
    everything = tuple(item.code for item in centre.codes.disclosure_items.items)
    add_consent(centre, client.id, place.id, items=everything, kind=ConsentKind.ORAL, heard_by="秘印", note="秘印")
    followups.log_attempt(centre, followups.of_referral(centre, referral.id)[0].id, note="秘印")
    with centre.read() as session:
        document = session.scalars(text("SELECT id FROM document")).one()
        follow_up = session.scalars(text("SELECT min(id) FROM follow_up")).one()
    held = benefits.save(
        centre, BenefitDraft(client_id=client.id, kind="outpatient_support", until=TODAY, note="秘印")
    ).record
    asked = InboundDraft(client_id=client.id, institution_id=place.id, on=TODAY, request="秘印", reply_due_on=TODAY)
    sent = inbound.save(centre, asked).record
    table = conferences.save(
        centre,
        ConferenceEntry(
            client_id=client.id,
            kind="individual_support",
            on=TODAY,
            client_present=True,
            shared="秘印",
            attendees=(Attendee("秘印", "", place.id),),
            tasks=(TaskLine(what="秘印", due_on=TODAY),),
        ),
    ).record
    path = sbirts.save_path(
        centre, PathDraft(client_id=client.id, target="alcohol", started_on=TODAY, note="秘印")
    ).record
    new = sbirts.save_path(centre, PathDraft(client_id=client.id, target="drugs", started_on=TODAY)).record
    step = sbirts.take_step(centre, path.id, SbirtsStep.SCREENING, StepResult.POSTPONED, note="秘印").record
    screened = ScreeningDraft(client_id=client.id, on=TODAY, tool="phq_9", total=12, note="秘印")
    screening = screenings.save(centre, screened).record
    intervention = sbirts.save_intervention(centre, agreed(client.id)).record
    sbirts.plan_meeting(centre, MeetingPlan(referral_id=referral.id, on=TODAY, companion="秘印"))
    restrictions.restrict(centre, client.id, [NAMED])
    named, outside = log_in(centre, NAMED), log_in(centre, OUTSIDE)
    drafts.keep(outside, "contact", f"c-{client.id}", "秘印")
    yield Stage(
        named,
        outside,
        client.id,
        place.id,
        referral.id,
        second.id,
        contact.id,
        engaged.id,
        document,
        follow_up,
        files,
        other.id,
        supporter.id,
        benefit=held.id,
        sent=sent.id,
        conference=table.id,
        task=table.tasks[0].id,
        screening=screening.id,
        path=path.id,
        new_path=new.id,
        intervention=intervention.id,
        step=step.id,
    )
    outside.close()
    named.close()


def agreed(client_id: int, **changes: Any) -> InterventionDraft:
    draft = InterventionDraft(
        client_id=client_id, on=TODAY, target="alcohol", goal=Goal.LESS, what_helps="秘印", look_again_on=LATER
    )
    return replace(draft, **changes)


def point(stage: Stage) -> Finding:
    """Return a finding of the checks about the restricted client's contact."""
    found = quality.checks(stage.named, MONTH)
    return next(each for group in found.groups for each in group.findings if each.client_id == stage.client)


def set_aside(stage: Stage) -> int:
    """Return the id of such a finding that was set aside."""
    with stage.named.read() as session:
        known = session.scalars(text("SELECT id FROM quality_waiver")).all()
    return known[0] if known else quality.set_aside(stage.named, point(stage), MONTH).record.id


def said(value: object) -> str:
    """Return every word of what a service gave back, papers and workbooks unpacked."""
    if isinstance(value, bytes):
        if value.startswith(b"%PDF"):
            with pypdfium2.PdfDocument(value) as pages:
                return "".join(page.get_textpage().get_text_range() for page in pages).replace("\r\n", "")
        if value.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(value)) as archive:
                return "".join(archive.read(name).decode(errors="replace") for name in archive.namelist())
        return value.decode(errors="replace")
    if isinstance(value, dict):
        return "".join(said(each) for pair in value.items() for each in pair)
    if isinstance(value, list | tuple | set | frozenset):
        return "".join(map(said, value))
    if hasattr(value, "__dataclass_fields__"):
        return "".join(said(getattr(value, name)) for name in value.__dataclass_fields__)
    return str(value)


def due_now(centre: Centre, stage: Stage) -> Centre:
    """Make the restricted record one that is due for disposal, proposed by somebody else; return ``centre``."""
    with stage.named.sessions.write() as session:
        for table in ("contact", "referral", "inbound", "conference"):
            session.execute(text(f"UPDATE {table} SET \"on\" = '2018-04-02' WHERE client_id = :client"), vars(stage))
        session.execute(text("UPDATE referral SET status = 'completed' WHERE client_id = :client"), vars(stage))
        session.execute(text("UPDATE task SET done_on = '2018-04-02'"))
        session.execute(text("UPDATE follow_up SET done_on = '2018-04-02'"))
        session.execute(text("UPDATE client SET closed_on = '2019-03-01' WHERE id = :client"), vars(stage))
        closings.withdraw(session, stage.client)
        closings.propose(session, stage.client, centre.clock(), LOGIN, "見本 みどり")
    return centre


def due_by_now(centre: Centre, stage: Stage) -> int:
    """Return the restricted client's id, due for disposal where it is her own reader who asks."""
    if centre is stage.named:
        due_now(centre, stage)
    return stage.client


def unproposed(centre: Centre, stage: Stage) -> int:
    """As :func:`due_by_now`, but nobody has proposed her yet."""
    client_id = due_by_now(centre, stage)
    if centre is stage.named:
        disposal.withdraw(centre, client_id)
    return client_id


def closed(centre: Centre, stage: Stage) -> int:
    """Return the restricted client's id, closed where it is her own reader who asks."""
    if centre is stage.named:
        closing.close(centre, stage.client, ClosingDraft(on=TODAY, reason="settled"))
    return stage.client


def figures() -> list[Figure]:
    found = [Figure(FigureKind.CONTACTS, column=column) for column in ("persons", "persons_reported", "contacts")]
    found += [Figure(FigureKind.CATEGORY, "alcohol", "contacts"), Figure(FigureKind.FACTOR, "disaster", "contacts")]
    found += [Figure(FigureKind.HANDOFFS, column=column) for column in ("referrals", "clients", "warm")]
    found += [Figure(FigureKind.MODE, "three_way_call", "referrals"), Figure(FigureKind.BENEFITS, column="clients")]
    found += [
        Figure(FigureKind.FORM, "monthly", column, FormCell("contacts", (), ("alcohol", "other")))
        for column in ("persons", "first_in_year", "contacts")
    ]
    of_office = FormCell("handoffs", (), ("welfare_office",))
    found += [Figure(FigureKind.FORM, "handoffs", column, of_office) for column in ("persons", "referrals")]
    found += [Figure(FigureKind.CONTACTS, column="first_in_year"), Figure(FigureKind.MODE, "", "unchecked")]
    found += [Figure(FigureKind.CROSS, "consultation alcohol", column) for column in ("persons", "contacts")]
    found += [Figure(kind, column="persons") for kind in (FigureKind.STAFF, FigureKind.DISTRICT)]
    found += [Figure(FigureKind.SEX, "unknown", "contacts"), Figure(FigureKind.AGE_GROUP, "40-64", "contacts")]
    found += [Figure(FigureKind.ATTENDED_AFTER, "warm", "referrals")]
    found += [Figure(FigureKind.INBOUND, column=column) for column in ("referrals", "clients", "warm")]
    found += [Figure(FigureKind.SBIRTS, code, column) for code, column in (("", "paths"), ("screening", "done"))]
    return [*found, *(Figure(FigureKind.ENGAGEMENTS, "welfare_office", each) for each in ("clients", "new", "ended"))]


def papers(centre: Centre) -> list[ListPaper]:
    """Return the lists of the month as they go onto paper, with names."""
    read = [figure_lists.read(centre, MONTH, figure) for figure in figures()]
    return [ListPaper(listed, listed.rows, with_names=True) for listed in read]


def form_of_month(centre: Centre) -> FilledForm:
    return report_forms.filled(centre, MONTH, report_profiles.profile(centre, "monthly").profile)


def month_letters(centre: Centre, stage: Stage) -> object:
    letters: list[object] = []
    skipped = documents.letters_of_month(centre, TODAY.year, TODAY.month, letters.append)
    return letters, skipped


def planned(centre: Centre, stage: Stage) -> object:
    number = clients.get(stage.named, stage.client).number
    plans = []
    for kind, table in (
        (LedgerKind.CLIENTS, (("利用者番号", "氏名", "フリガナ"), (number, "見本 別人", "ミホン"))),
        (LedgerKind.CONTACTS, (("利用者番号", "日付", "方法", "相談内容"), (number, "2026-11-24", "相談", "薬物"))),
        (LedgerKind.REFERRALS, (("利用者番号", "機関名", "依頼日"), (number, "架空市福祉事務所", "2026-11-24"))),
    ):
        path = written(stage.files / f"{kind}.csv", *table)
        choices = [OnDuplicate.REFUSE, OnDuplicate.SKIP]
        choices.append(OnDuplicate.UPDATE if kind is LedgerKind.CLIENTS else OnDuplicate.ADD)
        plans += [imports.plan(centre, kind, path, choice) for choice in choices]
    return plans


CHECKED_FAX = FaxDraft(number="059-000-0103", last_digits="0103")

Call = Callable[[Centre, Stage], object]

READING: dict[str, Call] = {
    "screenings.of_client": lambda c, s: screenings.of_client(c, s.client),
    "screenings.remove": lambda c, s: screenings.remove(c, s.screening, "見本"),
    "sbirts.of_client": lambda c, s: sbirts.of_client(c, s.client),
    "sbirts.plan_of": lambda c, s: sbirts.plan_of(c, s.referral),
    "sbirts.looked_again": lambda c, s: sbirts.looked_again(c, s.intervention, "見本"),
    "sbirts.undo_step": lambda c, s: sbirts.undo_step(c, s.step),
    "access_request.held": lambda c, s: access_request.held(c, s.client),
    "access_request.prepare": lambda c, s: [access_request.prepare(c, s.client, each) for each in HeldFormat],
    "benefits.of_client": lambda c, s: benefits.of_client(c, s.client),
    "benefits.remove": lambda c, s: benefits.remove(c, s.benefit),
    "benefits.settle": lambda c, s: benefits.settle(c, s.benefit),
    "benefits.renew": lambda c, s: benefits.renew(c, s.benefit),
    "conferences.of_client": lambda c, s: conferences.of_client(c, s.client),
    "conferences.proposed": lambda c, s: [conferences.proposed(c, s.client), conferences.proposed(c, s.other)],
    "conferences.remove": lambda c, s: conferences.remove(c, s.conference, "見本"),
    "tasks.rows": lambda c, s: tasks.rows(c),
    "tasks.get": lambda c, s: tasks.get(c, s.task),
    "tasks.remove": lambda c, s: tasks.remove(c, s.task),
    "conference_papers.sheet": lambda c, s: conference_papers.sheet(c, s.conference).pdf,
    "conference_papers.redacted_sheet": lambda c, s: conference_papers.redacted_sheet(c, s.conference).pdf,
    "conference_papers.doubts": lambda c, s: conference_papers.doubts(c, s.conference),
    "inbound.of_client": lambda c, s: inbound.of_client(c, s.client),
    "inbound.of_period": lambda c, s: inbound.of_period(c, TODAY, TODAY),
    "inbound.remove": lambda c, s: inbound.remove(c, s.sent),
    "inbound.reply": lambda c, s: inbound.reply(c, s.sent, TODAY),
    "closing.before_closing": lambda c, s: closing.before_closing(c, s.client),
    "closing.of_client": lambda c, s: closing.of_client(c, s.client),
    "disposal.due": lambda c, s: disposal.due(due_now(c, s)),
    "clients.get": lambda c, s: clients.get(c, s.client),
    "clients.page": lambda c, s: clients.page(c, s.client),
    "course.older": lambda c, s: course.older(c, s.client),
    "clients.rows": lambda c, s: [clients.rows(c), clients.rows(c, "ヒイン"), clients.rows(c, "090-9876")],
    "clients.suggestions": lambda c, s: clients.suggestions(c, "秘", limit=9),
    "clients.count": lambda c, s: "秘印" * clients.count(c, "ヒイン"),
    "contacts.opened": lambda c, s: contacts.opened(c, s.contact),
    "contacts.correct": lambda c, s: contacts.correct(c, s.contact, contact_draft(s.client, note="秘印 別")),
    "contacts.remove": lambda c, s: contacts.remove(c, s.contact, reason="別"),
    "consents.page": lambda c, s: consents.page(c, s.client),
    "consents.withdraw": lambda c, s: consents.withdraw(c, consent_of(s), TODAY),
    "consent_papers.consent_form": lambda c, s: consent_papers.consent_form(c, s.client, consent_id=consent_of(s)).pdf,
    "consent_papers.disclosure_log": lambda c, s: consent_papers.disclosure_log(c, s.client).pdf,
    "disclosures.allowed": lambda c, s: disclosures.allowed(c, s.client, disclosures.Told(s.institution)),
    "disclosures.recorded": lambda c, s: disclosures.recorded(c, s.client, s.institution, TODAY),
    "disclosures.strike": lambda c, s: disclosures.strike(c, 1, "別"),
    "document_register.rows": lambda c, s: [
        document_register.rows(c, RegisterFilter(text=sought)) for sought in ("", "秘印", "ヒイン")
    ],
    "document_register.count": lambda c, s: "秘印" * document_register.count(c, RegisterFilter(text="ヒイン")),
    "documents.card": lambda c, s: documents.card(c, s.referral),
    "documents.letter": lambda c, s: [
        documents.letter(c, s.referral),
        documents.letter(c, s.referral, again=True, basis=LegalBasis.CONSENT),
    ],
    "documents.letters_of_month": month_letters,
    "documents.reprint": lambda c, s: documents.reprint(c, s.document),
    "documents.summary": lambda c, s: documents.summary(c, s.client),
    "documents.tally_pdf": lambda c, s: documents.tally_pdf(c, tallies.tally(c, MONTH)),
    "report_form_files.form_pdf": lambda c, s: report_form_files.form_pdf(c, form_of_month(c)),
    "report_form_files.to_xlsx": lambda c, s: report_form_files.to_xlsx(form_of_month(c), c, Language.JA),
    "drafts.of_person": lambda c, s: drafts.of_person(c),
    "fax.fax": lambda c, s: fax.fax(c, s.referral, CHECKED_FAX).pdf,
    "postage.envelope": lambda c, s: postage.envelope(c, s.referral, postage.EnvelopeWish()).pdf,
    "month_letters.month_letters": lambda c, s: month_letters_service.month_letters(c, TODAY.year, TODAY.month),
    "outgoing.outgoing": lambda c, s: outgoing(c, s.second),
    "ecomap.ecomap_paper": lambda c, s: ecomap.ecomap_paper(c, s.client).pdf,
    "engagements.of_client": lambda c, s: engagements.of_client(c, s.client),
    "engagements.remove": lambda c, s: engagements.remove(c, s.engagement),
    "exports.fhir.bundle": lambda c, s: fhir.bundle(c, s.referral).content,
    "exports.ledgers.export": lambda c, s: [
        export(c, kind, file_format).content
        for kind in LedgerKind
        for file_format in (ExportFormat.CSV, ExportFormat.XLSX, ExportFormat.JSON)
    ],
    "exports.one_record.client_with_all": lambda c, s: one_record.client_with_all(c, s.client, "ja"),
    "exports.one_record.referral_with_all": lambda c, s: one_record.referral_with_all(c, s.referral, "ja"),
    "exports.one_record.institution_with_all": lambda c, s: one_record.institution_with_all(c, s.institution, "ja"),
    "followups.desk": lambda c, s: [followups.desk(c), followups.desk(c, date(2027, 3, 1))],
    "followups.rows": lambda c, s: followups.rows(c),
    "followups.of_referral": lambda c, s: followups.of_referral(c, s.referral),
    "goal_paper.goal_sheet": lambda c, s: goal_sheet(c, s.intervention),
    "handover_sheet.handover_sheet": lambda c, s: handover_sheet(c).pdf,
    "phone_sheet.phone_sheet": lambda c, s: phone_sheet(c, s.institution, s.client, datetime.combine(TODAY, time(9))),
    "genogram_paper.genogram_page": lambda c, s: [genogram_page(c, s.other), genogram_page(c, s.client)],
    "households.newcomer": lambda c, s: [households.newcomer(c, s.other), households.newcomer(c, s.client)],
    "households.of_client": lambda c, s: [households.of_client(c, s.other), households.of_client(c, s.client)],
    "imports.storing.plan": planned,
    "institutions.page": lambda c, s: institutions.page(c, s.institution),
    "retiring.before_retiring": lambda c, s: retiring.before_retiring(c, s.institution),
    "merging.preview": lambda c, s: merging.preview(c, s.other, s.client),
    "likeness.likely_same": lambda c, s: likeness.likely_same(c, client_draft(name="秘印 某", kana="ヒインノメジルシ")),
    "likeness.likely_duplicates": lambda c, s: likeness.likely_duplicates(c, twin(s).id),
    "lookup.client_id": lambda c, s: lookup.client_id(c, f"c-{s.client}"),
    "lookup.referral_id": lambda c, s: lookup.referral_id(c, f"r-{s.referral}"),
    "referrals.get": lambda c, s: referrals.get(c, s.referral),
    "referrals.rows": lambda c, s: [referrals.rows(c), referrals.rows(c, "秘印"), referrals.rows(c, "ヒイン")],
    "referrals.count": lambda c, s: "秘印" * referrals.count(c, "ヒイン"),
    "referrals.history": lambda c, s: referrals.history(c, s.client, s.institution),
    "referrals.open_at": lambda c, s: referrals.open_at(c, s.client, s.institution),
    "restrictions.restricted": lambda c, s: restrictions.restricted(c),
    "restrictions.who_may_see": lambda c, s: restrictions.who_may_see(c, s.client),
    "audit.rows": lambda c, s: [audit.rows(c, AuditFilter()), audit.rows(c, AuditFilter(client_id=s.client))],
    "audit.client_id": lambda c, s: audit.client_id(c, f"c-{s.client}"),
    "audit_report.audit_report": lambda c, s: audit_report.audit_report(c, (TODAY.year, TODAY.month)),
    "quality.checks": lambda c, s: quality.checks(c, MONTH),
    "tallies.names_behind": lambda c, s: [tallies.names_behind(c, MONTH, figure) for figure in figures()],
    "figure_lists.read": lambda c, s: [figure_lists.read(c, MONTH, figure) for figure in figures()],
    "figure_lists.to_csv": lambda c, s: [figure_lists.to_csv(c, paper) for paper in papers(c)],
    "figure_lists.to_pdf": lambda c, s: [figure_lists.to_pdf(c, paper) for paper in papers(c)],
    "figure_lists.to_xlsx": lambda c, s: [figure_lists.to_xlsx(c, paper) for paper in papers(c)],
    "tally_appendix.tally_with_lists": lambda c, s: tally_appendix.tally_with_lists(
        c, tallies.tally(c, MONTH), with_names=True, progress=lambda _done, _total: None
    ),
    "late_entries.entries": lambda c, s: late_entries.entries(late_in_october(c, s), 2026, 10),
    "late_entries.corrections": lambda c, s: late_entries.corrections(late_in_october(c, s), 2026, 10),
    "correction_paper.correction_sheet": lambda c, s: correction_sheet(late_in_october(c, s), 2026, 10).pdf,
    "tally_tables.to_csv": lambda c, s: tally_tables.to_csv(tallies.tally(c, MONTH), c, Language.JA),
    "tally_tables.to_xlsx": lambda c, s: tally_tables.to_xlsx(tallies.tally(c, MONTH), c, Language.JA),
}
"""Every service that gives something of a client back."""

SILENT = {
    "correction_paper.correction_sheet",
    "late_entries.corrections",
    "conference_papers.redacted_sheet",
    "conference_papers.doubts",
    "disclosures.strike",
    "audit.client_id",
    "closing.before_closing",
    "closing.of_client",
    "audit_report.audit_report",
    "documents.tally_pdf",
    "drafts.of_person",
    "followups.of_referral",
    "imports.storing.plan",
    "lookup.client_id",
    "lookup.referral_id",
    "restrictions.restricted",
    "postage.envelope",
    "restrictions.who_may_see",
    "tally_tables.to_csv",
    "tally_tables.to_xlsx",
    "report_form_files.form_pdf",
    "report_form_files.to_xlsx",
}
"""Those that say nothing of her even to those who may see her."""

WRITING: dict[str, Call] = {
    "quality.set_aside": lambda c, s: quality.set_aside(c, point(s), MONTH),
    "quality.take_up_again": lambda c, s: quality.take_up_again(c, set_aside(s)),
    "access_request.hand_out": lambda c, s: access_request.hand_out(
        c, HeldFile(s.client, HeldFormat.JSON, b"", third_party=True, apart=0)
    ),
    "closing.close": lambda c, s: closing.close(c, s.client, ClosingDraft(on=TODAY, reason="settled")),
    "closing.reopen": lambda c, s: closing.reopen(c, closed(c, s), "別"),
    "closing.take_back": lambda c, s: closing.take_back(c, closed(c, s)),
    "disposal.propose": lambda c, s: disposal.propose(c, unproposed(c, s)),
    "disposal.withdraw": lambda c, s: disposal.withdraw(c, due_by_now(c, s)),
    "disposal.dispose": lambda c, s: disposal.dispose(c, due_by_now(c, s)),
    "conferences.save": lambda c, s: conferences.save(
        c,
        ConferenceEntry(client_id=s.client, kind="discharge", on=TODAY, client_present=True),
        conference_id=s.conference,
    ),
    "screenings.save": lambda c, s: screenings.save(
        c, ScreeningDraft(client_id=s.client, on=TODAY, tool="phq_9", total=9), screening_id=s.screening
    ),
    "sbirts.save_path": lambda c, s: sbirts.save_path(
        c, PathDraft(client_id=s.client, target="drugs", started_on=TODAY), path_id=s.path
    ),
    "sbirts.remove_path": lambda c, s: sbirts.remove_path(c, s.new_path),
    "sbirts.take_step": lambda c, s: sbirts.take_step(c, s.path, SbirtsStep.SCREENING, StepResult.DECLINED),
    "sbirts.save_intervention": lambda c, s: sbirts.save_intervention(
        c, agreed(s.client, dry_days=2), intervention_id=s.intervention
    ),
    "sbirts.remove_intervention": lambda c, s: sbirts.remove_intervention(c, s.intervention, "見本"),
    "sbirts.plan_meeting": lambda c, s: sbirts.plan_meeting(c, MeetingPlan(referral_id=s.referral, on=TODAY)),
    "tasks.save": lambda c, s: tasks.save(c, TaskDraft(client_id=s.client, what="別"), task_id=s.task),
    "tasks.done": lambda c, s: tasks.done(c, s.task),
    "tasks.tried": lambda c, s: tasks.tried(c, s.task),
    "tasks.postpone": lambda c, s: tasks.postpone(c, s.task, date(2026, 12, 1)),
    "conference_papers.disclose": lambda c, s: conference_papers.disclose(c, s.conference, [s.institution], ["name"]),
    "benefits.save": lambda c, s: benefits.save(
        c, BenefitDraft(client_id=s.client, kind="disability_pension", grade="2級"), benefit_id=s.benefit
    ),
    "benefits.remove": lambda c, s: benefits.remove(c, s.benefit),
    "benefits.settle": lambda c, s: benefits.settle(c, s.benefit),
    "benefits.renew": lambda c, s: benefits.renew(c, s.benefit),
    "benefits.take_back": lambda c, s: benefits.take_back(c, renewal_of(c, s)),
    "inbound.save": lambda c, s: inbound.save(c, InboundDraft(client_id=s.client, sender="別", on=TODAY)),
    "inbound.remove": lambda c, s: inbound.remove(c, s.sent),
    "inbound.reply": lambda c, s: inbound.reply(c, s.sent, TODAY),
    "clients.save": lambda c, s: clients.save(c, client_draft(name="別人"), client_id=s.client),
    "contacts.add": lambda c, s: contacts.add(
        c, ContactDraft(client_id=s.client, on=TODAY, service="consultation", category="alcohol")
    ),
    "contacts.correct": lambda c, s: contacts.correct(c, s.contact, contact_draft(s.client, note="別")),
    "contacts.remove": lambda c, s: contacts.remove(c, s.contact, reason="別"),
    "contacts.take_back": lambda c, s: contacts.take_back(
        c, s.contact if c is s.outside else add_contact(c, s.client).id
    ),
    "consents.save": lambda c, s: [
        consents.save(c, consent_draft(s.client, s.institution, note="別")),
        consents.save(c, consent_draft(s.client, s.institution, note="別"), consent_id=consent_of(s)),
    ],
    "consents.withdraw": lambda c, s: consents.withdraw(c, consent_of(s), TODAY),
    "disclosures.record": lambda c, s: disclosures.record(
        c,
        DisclosureDraft(
            client_id=s.client,
            on=TODAY,
            institution_id=s.institution,
            method="telephone",
            items=("name",),
            basis=LegalBasis.BY_LAW,
        ),
    ),
    "disclosures.strike": lambda c, s: disclosures.strike(c, 1, "別"),
    "document_register.revoke": lambda c, s: document_register.revoke(c, s.document, "別"),
    "document_register.take_back": lambda c, s: document_register.take_back(c, s.document, revocation_of(c, s)),
    "ecomap.arrange": lambda c, s: ecomap.arrange(c, s.client, "institution-1", (10.0, 20.0)),
    "ecomap.arrange_all": lambda c, s: ecomap.arrange_all(c, s.client, {"institution-1": (10.0, 20.0)}),
    "ecomap.reset": lambda c, s: ecomap.reset(c, s.client),
    "engagements.mark": lambda c, s: engagements.mark(
        c, EngagementDraft(client_id=s.client, kind="other", state=EngagementState.ENDED)
    ),
    "engagements.remove": lambda c, s: engagements.remove(c, s.engagement),
    "households.save": lambda c, s: households.save(
        c,
        s.client,
        HouseholdDraft(members=(MemberDraft(client_id=s.client, relation="self"),)),
        household_id=household_of(s).id,
    ),
    "households.put_back": lambda c, s: households.put_back(c, s.client, household_of(s)),
    "households.take_back": lambda c, s: households.take_back(c, s.client),
    "households.leave": lambda c, s: households.leave(c, s.client),
    "supporters.save": lambda c, s: supporters.save(c, SupporterDraft(client_id=s.client, kind="friend", name="別")),
    "supporters.end": lambda c, s: supporters.end(c, s.supporter, TODAY),
    "supporters.remove": lambda c, s: supporters.remove(c, s.supporter),
    "followups.report_outcome": lambda c, s: followups.report_outcome(
        c, s.referral, OutcomeReport(Outcome.GOT_HELP, TODAY, Reporter.STAFF)
    ),
    "followups.log_attempt": lambda c, s: followups.log_attempt(c, s.follow_up),
    "followups.postpone": lambda c, s: followups.postpone(c, s.referral, date(2026, 12, 1)),
    "fax.faxed": lambda c, s: fax.faxed(c, s.referral, CHECKED_FAX),
    "replies.record": lambda c, s: replies.record(
        c, s.referral, ReceiverReply(answer=Answer.NO_CAPACITY, on=TODAY, remark="別")
    ),
    "merging.merge": lambda c, s: merging.merge(c, s.other, s.client, {}),
    "referrals.refer": lambda c, s: add_referral(c, s.client, s.institution),
    "referrals.edit": lambda c, s: referrals.edit(c, s.referral, replace(referral_of(s), request="別")),
    "referrals.record_handoff": lambda c, s: referrals.record_handoff(c, s.second, CALL, TODAY),
    "referrals.set_status": lambda c, s: referrals.set_status(c, s.referral, ReferralStatus.ACCEPTED),
}
"""Every service that changes something of a client."""

WITHOUT_CLIENTS = {
    *(
        "backups",
        "centre",
        "closed_months",
        "demo",
        "demo_months",
        "generate",
        "research_data",
        "locking",
        "recovery",
        "rekeying",
        "revisions",
        "safety",
        "users",
    ),
    *(
        "audit.handed_out",
        "clients.districts",
        "ecomap.speech",
        "audit.head",
        "audit.listed",
        "audit.month",
        "audit.people",
        "audit.searched",
        "audit.verify",
        "late_entries.counted",
        "month_end.state",
        "months_due.due",
    ),
    *("merging.of_client", "merging.undo", "tasks.undo"),
    *("drafts.forget", "drafts.keep", "drafts.keep_all", "exports.ledgers.write_export", "followups.undo"),
    "exports.hsds.directory",
    *(
        "disclosures.record_in",
        "fax.numbers",
        "outgoing.outgoing_in",
        "finding.find",
        "postage.labels",
        "postage.placement_test",
        "finding.others_with_room",
        "finding.place_list",
        "meeting_calendar.meeting_calendar",
        "meeting_calendar.offered",
        "directory_pages.directory_pages",
        "sbirts.add_referral_step",
        "sbirts.add_step",
        "imports.planning.read_file",
        "imports.storing.execute",
        "imports.directory.store_directory",
        "institution_history.keep",
        "institution_history.update_all",
        "institutions.count",
        "institutions.directory",
        "institutions.municipalities",
        "institutions.get",
        "institutions.note_told",
    ),
    *("institution_merging", "retiring.retire", "retiring.take_back"),
    *("institutions.rows", "institutions.save", "institutions.suggestions", "institutions.verify"),
    *("lookup.institution_id", "referrals.suggested_follow_up", "restrictions.lift", "restrictions.restrict"),
    *("audit.verify", "disposal.certificates", "disposal.register", "tallies.tally", "tallies.warm_rates"),
    "tally_charts.chart_facts",
    *("figure_lists.figure_words", "figure_lists.narrowed_sentence"),
    *(
        "report_forms.counted",
        "report_forms.filled",
        "report_forms.filled_beside",
        "report_profiles",
        "letter_wordings",
        "quality.summary",
    ),
}
"""Modules and services that give nothing of a client back, or only what the caller handed them."""


def late_in_october(centre: Centre, stage: Stage) -> Centre:
    """Enter a contact of the restricted client after October was closed, and return who asks."""
    closed_months.close_month(stage.named, 2026, 10)
    add_contact(stage.named, stage.client, on=date(2026, 10, 5))
    return centre


def household_of(stage: Stage) -> Household:
    household = households.of_client(stage.named, stage.client)
    assert household is not None
    return household


def twin(stage: Stage) -> Client:
    """Log the restricted client once more, by somebody who may not see her record."""
    return add_client(stage.outside, name="秘印 某", kana="ヒインノメジルシ")


def consent_of(stage: Stage) -> int:
    with stage.named.read() as session:
        return int(session.scalars(text("SELECT min(id) FROM consent")).one())


def revocation_of(centre: Centre, stage: Stage) -> Revocation:
    """Return a revocation to take back: a real one where it is allowed, else the one that somebody could make up."""
    if centre is stage.named:
        return document_register.revoke(centre, stage.document, "別").record
    return Revocation(TODAY, "別", "別")


def renewal_of(centre: Centre, stage: Stage) -> benefits.Renewal:
    """Return a renewal to take back: a real one where it is allowed, else the one that somebody could make up."""
    if centre is stage.named:
        return benefits.renew(centre, stage.benefit).record
    (held,) = benefits.of_client(stage.named, stage.client)
    return benefits.Renewal(held, held, held)


def referral_of(stage: Stage) -> referrals.ReferralDraft:
    from referral_desk.db import records

    return referrals.ReferralDraft(**records.referral_values(referrals.get(stage.named, stage.referral)))
