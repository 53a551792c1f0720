"""What each service leaves in the audit trail, and a small office to try it in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from referral_desk.db import audit
from referral_desk.domain.access import Action, Role
from referral_desk.domain.audit import AuditFilter, AuditRow, Handout
from referral_desk.domain.benefit import BenefitDraft
from referral_desk.domain.calendar import Period
from referral_desk.domain.centre import KindDraft, SafetySettings
from referral_desk.domain.changes import Saved
from referral_desk.domain.closing import ClosingDraft
from referral_desk.domain.codes import (
    Answer,
    Capacity,
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
from referral_desk.domain.disclosure import DisclosureDraft
from referral_desk.domain.documents.letter_versions import KnownWording
from referral_desk.domain.engagement import EngagementDraft
from referral_desk.domain.fax import FaxDraft
from referral_desk.domain.followup import OutcomeReport
from referral_desk.domain.household import HouseholdDraft, MemberDraft
from referral_desk.domain.inbound import InboundDraft
from referral_desk.domain.institution import Told
from referral_desk.domain.ledger import LedgerKind, OnDuplicate
from referral_desk.domain.quality import CheckKind, Finding
from referral_desk.domain.reply import ReceiverReply
from referral_desk.domain.report_form import Words
from referral_desk.domain.retiring import Retirement
from referral_desk.domain.sbirts import InterventionDraft, MeetingPlan, PathDraft
from referral_desk.domain.screening import ScreeningDraft
from referral_desk.domain.supporter import SupporterDraft
from referral_desk.domain.tally import Figure, FigureKind
from referral_desk.domain.users import UserDraft
from referral_desk.i18n import Language
from referral_desk.services import (
    access_request,
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
    ecomap,
    engagements,
    fax,
    figure_lists,
    finding,
    followups,
    households,
    inbound,
    institution_merging,
    institutions,
    late_entries,
    letter_wordings,
    merging,
    postage,
    quality,
    referrals,
    replies,
    report_profiles,
    restrictions,
    retiring,
    sbirts,
    screenings,
    supporters,
    tallies,
    tally_appendix,
    tasks,
    users,
)
from referral_desk.services import audit as review
from referral_desk.services import centre as centre_service
from referral_desk.services.access_request import HeldFile, HeldFormat
from referral_desk.services.audit_report import audit_report
from referral_desk.services.centre import Centre, open_centre
from referral_desk.services.correction_paper import correction_sheet
from referral_desk.services.directory_pages import directory_pages
from referral_desk.services.exports import ExportFormat, export, fhir, hsds, one_record
from referral_desk.services.genogram_paper import genogram_page
from referral_desk.services.goal_paper import goal_sheet
from referral_desk.services.handover_sheet import handover_sheet
from referral_desk.services.imports import execute, plan
from referral_desk.services.month_letters import month_letters
from referral_desk.services.outgoing import outgoing
from referral_desk.services.phone_sheet import phone_sheet
from referral_desk.services.research_data import research_data
from tests.making import (
    CALL,
    CHEAP,
    LETTER,
    LOGIN,
    NOT_YET,
    PASSWORD,
    TODAY,
    add_client,
    add_consent,
    add_contact,
    add_institution,
    add_referral,
    client_draft,
    consent_draft,
    contact_draft,
    institution_draft,
    referral_draft,
)
from tests.services.ledger_files import CLIENT_HEADER, written

OCTOBER = Period.month(2026, 10)
NOVEMBER = Period.month(2026, 11)


@dataclass(frozen=True)
class Office:
    """A centre with a client (1, 2), an institution (1), referrals (1 handed over, 2 not yet), a contact, a letter."""

    centre: Centre
    place: Path

    @property
    def last(self) -> AuditRow:
        return self.trail(1)[0]

    def trail(self, limit: int = 10_000) -> tuple[AuditRow, ...]:
        with self.centre.read() as session:
            return audit.rows(session, AuditFilter(), limit=limit)

    @property
    def length(self) -> int:
        with self.centre.read() as session:
            return audit.head(session).number


def october_closed(office: Office) -> Centre:
    """Close October and return the centre."""
    closed_months.close_month(office.centre, 2026, 10)
    return office.centre


def furnish(centre: Centre, word: str = "見本") -> None:
    client = add_client(centre, name=word, kana="ミホン", address=word, note=word, contact_caution=word)
    add_client(centre, name="例田 一朗", kana="レイダ イチロウ")
    office = add_institution(centre, name=f"{word}福祉事務所", address=word, handoff_note=word, note=word)
    add_referral(centre, client.id, office.id, replace(LETTER, note=word), follow_up_on=TODAY, request=word)
    add_referral(centre, client.id, office.id, NOT_YET, background=word)
    add_contact(centre, client.id, note=word)
    documents.letter(centre, 1)
    engagements.mark(centre, engagement(note=word))
    benefits.save(centre, benefit(note=word, caseworker=word))
    inbound.save(centre, sent(sender=word, request=word))
    conferences.save(centre, conference(shared=word, tasks=(TaskLine(what=word),)))
    sbirts.save_path(centre, sbirts_path(note=word))
    sbirts.save_intervention(centre, agreed(what_helps=word))
    screenings.save(centre, screened(note=word))


def sbirts_path(**changes: Any) -> PathDraft:
    return replace(PathDraft(client_id=1, target="alcohol", started_on=TODAY), **changes)


def screened(**changes: Any) -> ScreeningDraft:
    return replace(ScreeningDraft(client_id=1, on=TODAY, tool="phq_9", total=12), **changes)


def agreed(**changes: Any) -> InterventionDraft:
    return replace(InterventionDraft(client_id=1, on=TODAY, target="alcohol", goal=Goal.LESS), **changes)


def engagement(**changes: object) -> EngagementDraft:
    draft = EngagementDraft(client_id=1, institution_id=1, state=EngagementState.ENGAGED)
    return replace(draft, **changes)  # type: ignore[arg-type]


def benefit(**changes: object) -> BenefitDraft:
    draft = BenefitDraft(client_id=1, kind="outpatient_support", until=TODAY)
    return replace(draft, **changes)  # type: ignore[arg-type]


def conference(**changes: object) -> ConferenceEntry:
    entry = ConferenceEntry(
        client_id=1,
        kind="individual_support",
        on=TODAY,
        client_present=True,
        attendees=(Attendee("例田 一朗", "相談員", 1),),
    )
    return replace(entry, **changes)  # type: ignore[arg-type]


def point() -> Finding:
    """Return what the checks find of the first referral."""
    return Finding(CheckKind.OUTCOME_UNKNOWN, 1, 1, "1", "見本", "ミホン", None, None, on=TODAY)


def sent(**changes: object) -> InboundDraft:
    draft = InboundDraft(client_id=1, sender="架空町駐在所", on=TODAY, reply_due_on=TODAY)
    return replace(draft, **changes)  # type: ignore[arg-type]


def household() -> HouseholdDraft:
    members = (MemberDraft(client_id=1, relation="self"), MemberDraft(client_id=2, relation="mother"))
    return HouseholdDraft(members=members)


def supporter() -> SupporterDraft:
    return SupporterDraft(client_id=1, kind="friend", name="例田 三郎")


def disclosure(**changes: object) -> DisclosureDraft:
    draft = DisclosureDraft(
        client_id=1, on=TODAY, institution_id=1, method="telephone", items=("name",), basis=LegalBasis.BY_LAW
    )
    return replace(draft, **changes)  # type: ignore[arg-type]


def report(on: date = TODAY) -> OutcomeReport:
    return OutcomeReport(Outcome.FIRST_ATTENDED, on, Reporter.CLIENT)


def due(office: Office) -> int:
    (row,) = followups.desk(office.centre).due_today
    assert row.follow_up_id is not None
    return row.follow_up_id


def undone(office: Office) -> object:
    return followups.undo(office.centre, followups.report_outcome(office.centre, 1, report()).record)


def imported(office: Office) -> object:
    path = written(office.place / "new.csv", CLIENT_HEADER, ("00900", "架空 月子", "カクウ ツキコ", *[""] * 10))
    return execute(office.centre, plan(office.centre, LedgerKind.CLIENTS, path, OnDuplicate.REFUSE))


OTHER_PASSWORD = "例町の川べりを歩くときの歌"


def institutions_unmerged(office: Office) -> object:
    other = add_institution(office.centre, name="別の登録")
    return institution_merging.undo(office.centre, institution_merging.merge(office.centre, 1, other.id, {}).record.id)


def institution_taken_back(office: Office) -> object:
    retiring.retire(office.centre, 1, Retirement(TODAY, "閉院"))
    return retiring.take_back(office.centre, 1)


def closed(office: Office, client_id: int = 2, on: date = TODAY) -> object:
    return closing.close(office.centre, client_id, ClosingDraft(on=on, reason="settled"))


def proposed(office: Office) -> object:
    closed(office, on=date(2019, 6, 1))
    return disposal.propose(office.centre, 2)


def disposed(office: Office) -> object:
    """Let somebody else propose what the person of the office agrees to."""
    users.add_user(
        office.centre, UserDraft(login="akane", role=Role.MANAGER, name="例田 茜"), OTHER_PASSWORD, cost=CHEAP
    )
    akane = open_centre(office.centre.folder, "akane", OTHER_PASSWORD, minimum=CHEAP, today=office.centre.today)
    proposed(replace(office, centre=akane))
    akane.close()
    return disposal.dispose(office.centre, 2)


def new_user(office: Office) -> str:
    draft = UserDraft(login="ichiro", role=Role.STAFF, name="例田 一朗")
    return users.add_user(office.centre, draft, OTHER_PASSWORD + "。", cost=CHEAP).record.login


CHECKED_FAX = FaxDraft(number="059-000-0103", last_digits="0103")
Leaves = tuple[Callable[[Office], object], Action, int | None, str, dict[str, object]]


def change_wording(centre: Centre) -> Saved[KnownWording]:
    """Give letters to welfare offices a greeting of the centre's own."""
    known = letter_wordings.known(centre, "welfare_office", Language.JA)
    draft = known.draft.with_text("opening", "平素よりお世話になっております。")
    return letter_wordings.save(centre, "welfare_office", Language.JA, draft, number=known.number, note="見本")


def change_form(centre: Centre, known: report_profiles.KnownProfile) -> None:
    """Drop the last row of one of the centre's own forms."""
    assert known.id is not None
    assert known.version is not None
    draft = replace(known.profile, rows=known.profile.rows[:-1])
    report_profiles.save(centre, draft, profile_id=known.id, version=known.version)


CHANGES: dict[str, Leaves] = {
    "fax.faxed": (
        lambda o: fax.faxed(o.centre, 1, CHECKED_FAX),
        Action.RECORD_DISCLOSURE,
        1,
        "",
        {"new": True},
    ),
    "replies.record": (
        lambda o: replies.record(o.centre, 1, ReceiverReply(answer=Answer.NO_CAPACITY, on=TODAY, remark="見本")),
        Action.SAVE_OUTCOME,
        1,
        "r-1",
        {"reply": "no_capacity"},
    ),
    "merging.merge": (
        lambda o: merging.merge(o.centre, 1, 2, {}),
        Action.MERGE_CLIENTS,
        1,
        "",
        {"merged": [2], "moved": 0},
    ),
    "retiring.retire": (
        lambda o: retiring.retire(o.centre, 1, Retirement(TODAY, "閉院")),
        Action.RETIRE_INSTITUTION,
        None,
        "i-1",
        {"retired": True},
    ),
    "clients.save": (lambda o: clients.save(o.centre, client_draft()), Action.SAVE_CLIENT, 3, "", {"new": True}),
    "clients.save again": (
        lambda o: clients.save(o.centre, client_draft(), client_id=1),
        Action.SAVE_CLIENT,
        1,
        "",
        {"new": False},
    ),
    "benefits.save": (
        lambda o: benefits.save(o.centre, benefit(client_id=2)),
        Action.SAVE_BENEFIT,
        2,
        "",
        {"new": True},
    ),
    "benefits.remove": (lambda o: benefits.remove(o.centre, 1), Action.SAVE_BENEFIT, 1, "", {"removed": True}),
    "benefits.settle": (lambda o: benefits.settle(o.centre, 1), Action.SAVE_BENEFIT, 1, "", {"new": False}),
    "benefits.renew": (lambda o: benefits.renew(o.centre, 1), Action.SAVE_BENEFIT, 1, "", {"renewed": True}),
    "inbound.save": (lambda o: inbound.save(o.centre, sent(client_id=2)), Action.SAVE_INBOUND, 2, "", {"new": True}),
    "inbound.reply": (
        lambda o: inbound.reply(o.centre, 1, TODAY, "見本"),
        Action.SAVE_INBOUND,
        1,
        "",
        {"replied": True},
    ),
    "conferences.save": (
        lambda o: conferences.save(o.centre, conference(client_id=2)),
        Action.SAVE_CONFERENCE,
        2,
        "m-2",
        {"new": True},
    ),
    "conferences.save again": (
        lambda o: conferences.save(o.centre, conference(plan="別"), conference_id=1),
        Action.SAVE_CONFERENCE,
        1,
        "m-1",
        {"new": False},
    ),
    "conferences.remove": (
        lambda o: conferences.remove(o.centre, 1, "見本"),
        Action.SAVE_CONFERENCE,
        1,
        "m-1",
        {"removed": True},
    ),
    "screenings.save": (
        lambda o: screenings.save(o.centre, screened(), path_id=1),
        Action.SAVE_SCREENING,
        1,
        "sc-2",
        {"new": True},
    ),
    "screenings.save again": (
        lambda o: screenings.save(o.centre, screened(total=2), screening_id=1),
        Action.SAVE_SCREENING,
        1,
        "sc-1",
        {"new": False},
    ),
    "screenings.remove": (
        lambda o: screenings.remove(o.centre, 1, "見本"),
        Action.SAVE_SCREENING,
        1,
        "sc-1",
        {"removed": True},
    ),
    "sbirts.save_path": (
        lambda o: sbirts.save_path(o.centre, sbirts_path(client_id=2)),
        Action.SAVE_PATH,
        2,
        "p-2",
        {"new": True},
    ),
    "sbirts.save_path again": (
        lambda o: sbirts.save_path(o.centre, sbirts_path(for_family=True), path_id=1),
        Action.SAVE_PATH,
        1,
        "p-1",
        {"new": False},
    ),
    "sbirts.remove_path": (
        lambda o: sbirts.remove_path(o.centre, 1),
        Action.SAVE_PATH,
        1,
        "p-1",
        {"removed": True},
    ),
    "sbirts.take_step": (
        lambda o: sbirts.take_step(o.centre, 1, SbirtsStep.SCREENING, StepResult.POSTPONED),
        Action.SAVE_PATH,
        1,
        "p-1",
        {"step": "screening"},
    ),
    "sbirts.save_intervention": (
        lambda o: sbirts.save_intervention(o.centre, agreed(), path_id=1),
        Action.SAVE_INTERVENTION,
        1,
        "bi-2",
        {"new": True},
    ),
    "sbirts.save_intervention again": (
        lambda o: sbirts.save_intervention(o.centre, agreed(dry_days=2), intervention_id=1),
        Action.SAVE_INTERVENTION,
        1,
        "bi-1",
        {"new": False},
    ),
    "sbirts.looked_again": (
        lambda o: sbirts.looked_again(o.centre, 1, "見本"),
        Action.SAVE_INTERVENTION,
        1,
        "bi-1",
        {"new": False},
    ),
    "sbirts.remove_intervention": (
        lambda o: sbirts.remove_intervention(o.centre, 1, "見本"),
        Action.SAVE_INTERVENTION,
        1,
        "bi-1",
        {"removed": True},
    ),
    "sbirts.plan_meeting": (
        lambda o: sbirts.plan_meeting(o.centre, MeetingPlan(referral_id=1, on=TODAY)),
        Action.PLAN_MEETING,
        1,
        "r-1",
        {},
    ),
    "tasks.save": (
        lambda o: tasks.save(o.centre, TaskDraft(client_id=2, what="見本")),
        Action.SAVE_TASK,
        2,
        "k-2",
        {"new": True},
    ),
    "tasks.done": (lambda o: tasks.done(o.centre, 1, result="見本"), Action.SAVE_TASK, 1, "k-1", {"done": True}),
    "tasks.tried": (lambda o: tasks.tried(o.centre, 1), Action.SAVE_TASK, 1, "k-1", {}),
    "tasks.postpone": (lambda o: tasks.postpone(o.centre, 1, TODAY), Action.SAVE_TASK, 1, "k-1", {}),
    "tasks.remove": (lambda o: tasks.remove(o.centre, 1), Action.SAVE_TASK, 1, "k-1", {"removed": True}),
    "conference_papers.sheet": (
        lambda o: conference_papers.sheet(o.centre, 1),
        Action.ISSUE_DOCUMENT,
        1,
        "d-2",
        {"kind": "conference_sheet"},
    ),
    "conference_papers.disclose": (
        lambda o: conference_papers.disclose(o.centre, 1, [1], ["name"]),
        Action.RECORD_DISCLOSURE,
        1,
        "",
        {"new": True},
    ),
    "inbound.remove": (lambda o: inbound.remove(o.centre, 1), Action.SAVE_INBOUND, 1, "", {"removed": True}),
    "contacts.add": (lambda o: add_contact(o.centre, 2), Action.SAVE_CONTACT, 2, "", {}),
    "contacts.correct": (
        lambda o: contacts.correct(o.centre, 1, contact_draft(1, note="訂正"), reason="聞き違い"),
        Action.CORRECT_CONTACT,
        1,
        "",
        {},
    ),
    "contacts.remove": (
        lambda o: contacts.remove(o.centre, 1, reason="別の人の記録"),
        Action.REMOVE_CONTACT,
        1,
        "",
        {},
    ),
    "contacts.take_back": (lambda o: contacts.take_back(o.centre, 1), Action.REMOVE_CONTACT, 1, "", {}),
    "closed_months.close_month": (
        lambda o: closed_months.close_month(o.centre, 2026, 10),
        Action.CLOSE_MONTH,
        None,
        "",
        {"month": "2026-10"},
    ),
    "closing.close": (closed, Action.CLOSE_CLIENT, 2, "", {}),
    "engagements.mark": (
        lambda o: engagements.mark(o.centre, engagement(client_id=2)),
        Action.SAVE_ENGAGEMENT,
        2,
        "",
        {},
    ),
    "engagements.remove": (lambda o: engagements.remove(o.centre, 1), Action.REMOVE_ENGAGEMENT, 1, "", {}),
    "households.save": (
        lambda o: households.save(o.centre, 1, household()),
        Action.SAVE_HOUSEHOLD,
        1,
        "",
        {"ids": [2]},
    ),
    "supporters.save": (
        lambda o: supporters.save(o.centre, supporter()),
        Action.SAVE_SUPPORTER,
        1,
        "",
        {"new": True},
    ),
    "institutions.save": (
        lambda o: institutions.save(o.centre, institution_draft()),
        Action.SAVE_INSTITUTION,
        None,
        "i-2",
        {"new": True},
    ),
    "institutions.note_told": (
        lambda o: institutions.note_told(o.centre, 1, Told(capacity=Capacity.FULL)),
        Action.SAVE_INSTITUTION,
        None,
        "i-1",
        {"capacity": "full"},
    ),
    "institutions.verify": (
        lambda o: institutions.verify(o.centre, 1),
        Action.SAVE_INSTITUTION,
        None,
        "i-1",
        {"verified": True},
    ),
    "referrals.refer": (
        lambda o: referrals.refer(o.centre, referral_draft(2, 1), CALL, follow_up_on=TODAY),
        Action.SAVE_REFERRAL,
        2,
        "r-3",
        {"new": True},
    ),
    "referrals.record_handoff": (
        lambda o: referrals.record_handoff(o.centre, 2, CALL, TODAY),
        Action.SAVE_HANDOFF,
        1,
        "r-2",
        {},
    ),
    "referrals.edit": (
        lambda o: referrals.edit(o.centre, 2, referral_draft(1, 1)),
        Action.SAVE_REFERRAL,
        1,
        "r-2",
        {"status": "requested"},
    ),
    "referrals.set_status": (
        lambda o: referrals.set_status(o.centre, 2, ReferralStatus.ACCEPTED),
        Action.SAVE_REFERRAL,
        1,
        "r-2",
        {"status": "accepted"},
    ),
    "followups.report_outcome": (
        lambda o: followups.report_outcome(o.centre, 1, report()),
        Action.SAVE_OUTCOME,
        1,
        "r-1",
        {},
    ),
    "followups.log_attempt": (
        lambda o: followups.log_attempt(o.centre, due(o), "not in"),
        Action.SAVE_OUTCOME,
        1,
        "r-1",
        {},
    ),
    "followups.postpone": (lambda o: followups.postpone(o.centre, 1, TODAY), Action.SAVE_OUTCOME, 1, "r-1", {}),
    "documents.letter": (
        lambda o: documents.letter(o.centre, 1, again=True),
        Action.ISSUE_DOCUMENT,
        1,
        "r-1",
        {"kind": "letter"},
    ),
    "documents.letter printed again": (
        lambda o: documents.letter(o.centre, 1),
        Action.ISSUE_DOCUMENT,
        1,
        "d-1",
        {"kind": "letter", "again": True},
    ),
    "document_register.revoke": (
        lambda o: document_register.revoke(o.centre, 1, "相手違い"),
        Action.REVOKE_DOCUMENT,
        1,
        "d-1",
        {"kind": "letter"},
    ),
    "documents.card": (lambda o: documents.card(o.centre, 1), Action.ISSUE_DOCUMENT, 1, "r-1", {"kind": "card"}),
    "consents.save": (
        lambda o: consents.save(o.centre, consent_draft(2)),
        Action.SAVE_CONSENT,
        2,
        "",
        {"new": True},
    ),
    "disclosures.record": (
        lambda o: disclosures.record(o.centre, disclosure(client_id=2)),
        Action.RECORD_DISCLOSURE,
        2,
        "",
        {"new": True},
    ),
    "access_request.hand_out": (
        lambda o: access_request.hand_out(o.centre, HeldFile(2, HeldFormat.PDF, b"", third_party=True, apart=0)),
        Action.GIVE_ACCESS,
        2,
        "",
        {"kind": "disclosure", "format": "pdf", "third_party": True},
    ),
    "disclosures.strike": (
        lambda o: disclosures.strike(o.centre, 1, "見本"),
        Action.RECORD_DISCLOSURE,
        1,
        "",
        {"struck": True},
    ),
    "consent_papers.consent_form": (
        lambda o: consent_papers.consent_form(o.centre, 1),
        Action.ISSUE_DOCUMENT,
        1,
        "",
        {"kind": "consent"},
    ),
    "consent_papers.disclosure_log": (
        lambda o: consent_papers.disclosure_log(o.centre, 1),
        Action.ISSUE_DOCUMENT,
        1,
        "",
        {"kind": "disclosure_log"},
    ),
    "ecomap.ecomap_paper": (
        lambda o: ecomap.ecomap_paper(o.centre, 1),
        Action.ISSUE_DOCUMENT,
        1,
        "",
        {"kind": "ecomap"},
    ),
    "ecomap.arrange": (
        lambda o: ecomap.arrange(o.centre, 1, "institution-1", (10.0, 20.0)),
        Action.ARRANGE_ECOMAP,
        1,
        "",
        {},
    ),
    "ecomap.arrange_all": (
        lambda o: ecomap.arrange_all(o.centre, 1, {"institution-1": (10.0, 20.0)}),
        Action.ARRANGE_ECOMAP,
        1,
        "",
        {},
    ),
    "ecomap.reset": (lambda o: ecomap.reset(o.centre, 1), Action.ARRANGE_ECOMAP, 1, "", {}),
    "documents.summary": (lambda o: documents.summary(o.centre, 1), Action.ISSUE_DOCUMENT, 1, "", {"kind": "summary"}),
    "documents.reprint": (
        lambda o: documents.reprint(o.centre, 1),
        Action.ISSUE_DOCUMENT,
        1,
        "d-1",
        {"kind": "letter", "again": True},
    ),
    "centre.save_settings": (
        lambda o: centre_service.save_settings(o.centre, replace(o.centre.settings, quiet_days=40)),
        Action.CHANGE_CENTRE,
        None,
        "",
        {},
    ),
    "report_profiles.copy": (
        lambda o: report_profiles.copy(o.centre, "community_12", "架空市の様式"),
        Action.CHANGE_FORMS,
        None,
        "own_1",
        {"new": True},
    ),
    "report_profiles.add": (
        lambda o: report_profiles.add(o.centre, replace(report_profiles.shipped(o.centre.codes)[0], name=Words("例"))),
        Action.CHANGE_FORMS,
        None,
        "own_1",
        {"new": True},
    ),
    "letter_wordings.save": (
        lambda o: change_wording(o.centre),
        Action.CHANGE_WORDING,
        None,
        "",
        {"wording": "welfare_office", "in": "ja", "edition": 1, "shipped": False},
    ),
    "report_profiles.show_first": (
        lambda o: report_profiles.show_first(o.centre, "community_11"),
        Action.CHANGE_FORMS,
        None,
        "community_11",
        {},
    ),
    "centre.add_kind": (
        lambda o: centre_service.add_kind(o.centre, KindDraft(ja="架空の窓口", en="Desk", domain="work")),
        Action.CHANGE_CENTRE,
        None,
        "",
        {},
    ),
    "centre.save_safety": (
        lambda o: centre_service.save_safety(
            o.centre, SafetySettings(lock_after_minutes=1, quick_unlock=True, second_place="/media/stick")
        ),
        Action.CHANGE_SAFETY,
        None,
        "",
        {"lock_after_minutes": [10, 1], "quick_unlock": True, "second_place": "set"},
    ),
    "quality.set_aside": (
        lambda o: quality.set_aside(o.centre, point(), NOVEMBER, reason="見本"),
        Action.SET_ASIDE_CHECK,
        1,
        "r-1",
        {"check": "outcome_unknown", "month": "2026-11"},
    ),
    "users.add_user": (new_user, Action.ADD_USER, None, "u-2", {"role": "staff"}),
    "users.change_password": (
        lambda o: users.change_password(o.centre, PASSWORD, OTHER_PASSWORD, cost=CHEAP, minimum=CHEAP),
        Action.CHANGE_PASSWORD,
        None,
        "u-1",
        {},
    ),
    "users.renew_recovery_code": (
        lambda o: users.renew_recovery_code(o.centre, cost=CHEAP),
        Action.RENEW_RECOVERY_CODE,
        None,
        "u-1",
        {},
    ),
    "restrictions.restrict": (
        lambda o: restrictions.restrict(o.centre, 1, [LOGIN]),
        Action.RESTRICT_CLIENT,
        1,
        "",
        {"before": [], "named": [1]},
    ),
}
"""What stores or hands out something: the call, and the one entry that it leaves."""

SECOND_OF_TWO: dict[str, Leaves] = {
    "institution_merging.merge": (
        lambda o: institution_merging.merge(o.centre, 1, add_institution(o.centre, name="別の登録").id, {}),
        Action.MERGE_INSTITUTIONS,
        None,
        "i-1",
        {"merged": [2], "moved": 0},
    ),
    "institution_merging.undo": (
        institutions_unmerged,
        Action.UNDO_INSTITUTION_MERGE,
        None,
        "i-1",
        {"merged": [2]},
    ),
    "document_register.take_back": (
        lambda o: document_register.take_back(o.centre, 1, document_register.revoke(o.centre, 1, "誤り").record),
        Action.REVOKE_DOCUMENT,
        1,
        "d-1",
        {"kind": "letter", "in_force_again": True},
    ),
    "retiring.take_back": (
        institution_taken_back,
        Action.RETIRE_INSTITUTION,
        None,
        "i-1",
        {"retired": False},
    ),
    "closed_months.reopen_month": (
        lambda o: closed_months.reopen_month(october_closed(o), 2026, 10, "転記もれ"),
        Action.REOPEN_MONTH,
        None,
        "",
        {"month": "2026-10"},
    ),
    "late_entries.entries": (
        lambda o: late_entries.entries(october_closed(o), 2026, 10),
        Action.LIST_RECORDS,
        None,
        "late",
        {"month": "2026-10", "shown": 0},
    ),
    "correction_paper.correction_sheet": (
        lambda o: correction_sheet(october_closed(o), 2026, 10),
        Action.ISSUE_DOCUMENT,
        None,
        "",
        {"kind": "correction_sheet", "month": "2026-10"},
    ),
    "quality.take_up_again": (
        lambda o: quality.take_up_again(o.centre, quality.set_aside(o.centre, point(), NOVEMBER).record.id),
        Action.SET_ASIDE_CHECK,
        1,
        "r-1",
        {"check": "outcome_unknown", "month": "2026-11", "removed": True},
    ),
    "letter_wordings.take_back": (
        lambda o: letter_wordings.take_back(
            o.centre, "welfare_office", Language.JA, number=change_wording(o.centre).record.number
        ),
        Action.CHANGE_WORDING,
        None,
        "",
        {"wording": "welfare_office", "in": "ja", "edition": 2, "shipped": True},
    ),
    "report_profiles.save": (
        lambda o: change_form(o.centre, report_profiles.copy(o.centre, "monthly", "架空市の月報").record),
        Action.CHANGE_FORMS,
        None,
        "own_1",
        {"new": False},
    ),
    "report_profiles.remove": (
        lambda o: report_profiles.remove(
            o.centre, report_profiles.copy(o.centre, "monthly", "架空市の月報").record.id or 0
        ),
        Action.CHANGE_FORMS,
        None,
        "own_1",
        {"removed": True},
    ),
    "merging.preview": (
        lambda o: merging.preview(o.centre, 1, 2),
        Action.READ_CLIENT,
        2,
        "",
        {"part": "merging"},
    ),
    "merging.undo": (
        lambda o: merging.undo(o.centre, merging.merge(o.centre, 1, 2, {}).record.id),
        Action.UNDO_MERGE,
        1,
        "",
        {"merged": [2]},
    ),
    "disclosures.recorded": (
        lambda o: (add_consent(o.centre), disclosures.recorded(o.centre, 1, 1, TODAY)),
        Action.READ_CLIENT,
        1,
        "",
        {"part": "consents"},
    ),
    "consents.withdraw": (
        lambda o: consents.withdraw(o.centre, add_consent(o.centre).id, TODAY, "見本"),
        Action.SAVE_CONSENT,
        1,
        "",
        {"consent_withdrawn": True},
    ),
    "consents.save again": (
        lambda o: consents.save(o.centre, consent_draft(note="見本"), consent_id=add_consent(o.centre).id),
        Action.SAVE_CONSENT,
        1,
        "",
        {"new": False},
    ),
    "closing.reopen": (
        lambda o: (closed(o), closing.reopen(o.centre, 2, "見本")),
        Action.REOPEN_CLIENT,
        2,
        "",
        {},
    ),
    "closing.take_back": (lambda o: (closed(o), closing.take_back(o.centre, 2)), Action.REOPEN_CLIENT, 2, "", {}),
    "disposal.propose": (proposed, Action.PROPOSE_DISPOSAL, 2, "", {}),
    "disposal.withdraw": (
        lambda o: (proposed(o), disposal.withdraw(o.centre, 2)),
        Action.PROPOSE_DISPOSAL,
        2,
        "",
        {"withdrawn": True},
    ),
    "disposal.dispose": (
        disposed,
        Action.DISPOSE_CLIENT,
        2,
        "",
        {"certificate": 1, "contacts": 0, "documents": 0, "proposed": [2], "referrals": 0},
    ),
    "users.change_role": (
        lambda o: users.change_role(o.centre, new_user(o), Role.MANAGER),
        Action.CHANGE_ROLE,
        None,
        "u-2",
        {"role": "manager"},
    ),
    "users.reset_password": (
        lambda o: users.reset_password(o.centre, new_user(o), OTHER_PASSWORD, cost=CHEAP),
        Action.RESET_PASSWORD,
        None,
        "u-2",
        {},
    ),
    "users.remove_user": (lambda o: users.remove_user(o.centre, new_user(o)), Action.REMOVE_USER, None, "u-2", {}),
    "restrictions.lift": (
        lambda o: (restrictions.restrict(o.centre, 1, [LOGIN]), restrictions.lift(o.centre, 1)),
        Action.RESTRICT_CLIENT,
        1,
        "",
        {"before": [1], "named": []},
    ),
    "finding.place_list": (
        lambda o: finding.place_list(o.centre, [1], datetime.combine(TODAY, time(9))),
        Action.ISSUE_DOCUMENT,
        None,
        "",
        {"kind": "place_list"},
    ),
    "directory_pages.directory_pages": (
        lambda o: directory_pages(o.centre),
        Action.ISSUE_DOCUMENT,
        None,
        "",
        {"kind": "directory"},
    ),
    "handover_sheet.handover_sheet": (
        lambda o: handover_sheet(o.centre),
        Action.ISSUE_DOCUMENT,
        None,
        "",
        {"kind": "handover"},
    ),
    "phone_sheet.phone_sheet": (
        lambda o: phone_sheet(o.centre, 1, 1, datetime.combine(TODAY, time(9))),
        Action.ISSUE_DOCUMENT,
        1,
        "i-1",
        {"kind": "phone_sheet"},
    ),
    "goal_paper.goal_sheet": (
        lambda o: goal_sheet(o.centre, 1),
        Action.ISSUE_DOCUMENT,
        1,
        "",
        {"kind": "goal_sheet"},
    ),
    "genogram_paper.genogram_page": (
        lambda o: (households.save(o.centre, 1, household()), genogram_page(o.centre, 2)),
        Action.ISSUE_DOCUMENT,
        2,
        "",
        {"kind": "genogram"},
    ),
    "households.leave": (
        lambda o: (households.save(o.centre, 1, household()), households.leave(o.centre, 2)),
        Action.SAVE_HOUSEHOLD,
        2,
        "",
        {"ids": [1], "removed": True},
    ),
    "households.put_back": (
        lambda o: households.put_back(o.centre, 1, households.save(o.centre, 1, household()).record),
        Action.SAVE_HOUSEHOLD,
        1,
        "",
        {"ids": [2]},
    ),
    "households.take_back": (
        lambda o: (households.save(o.centre, 1, household()), households.take_back(o.centre, 1)),
        Action.SAVE_HOUSEHOLD,
        1,
        "",
        {"ids": [2], "removed": True},
    ),
    "supporters.end": (
        lambda o: supporters.end(o.centre, supporters.save(o.centre, supporter()).record.id, TODAY),
        Action.SAVE_SUPPORTER,
        1,
        "",
        {"new": False},
    ),
    "supporters.remove": (
        lambda o: supporters.remove(o.centre, supporters.save(o.centre, supporter()).record.id),
        Action.SAVE_SUPPORTER,
        1,
        "",
        {"removed": True},
    ),
    "followups.undo": (undone, Action.UNDO_OUTCOME, 1, "r-1", {}),
    "sbirts.undo_step": (
        lambda o: sbirts.undo_step(
            o.centre, sbirts.take_step(o.centre, 1, SbirtsStep.SCREENING, StepResult.POSTPONED).record.id
        ),
        Action.SAVE_PATH,
        1,
        "p-1",
        {"removed": True},
    ),
    "tasks.undo": (
        lambda o: tasks.undo(o.centre, tasks.done(o.centre, 1).record),
        Action.SAVE_TASK,
        1,
        "k-1",
        {"undone": True},
    ),
    "benefits.take_back": (
        lambda o: benefits.take_back(o.centre, benefits.renew(o.centre, 1).record),
        Action.SAVE_BENEFIT,
        1,
        "",
        {"removed": True},
    ),
    "exports.fhir.bundle": (
        lambda o: fhir.bundle(o.centre, 1),
        Action.ISSUE_DOCUMENT,
        1,
        "r-1",
        {"kind": "fhir"},
    ),
    "imports.storing.execute": (
        imported,
        Action.IMPORT_LEDGER,
        None,
        "clients",
        {"new": 1, "skipped": 0, "unchanged": 0, "updated": 0},
    ),
}

READS: dict[str, Leaves] = {
    "fax.fax": (lambda o: fax.fax(o.centre, 1, CHECKED_FAX), Action.ISSUE_DOCUMENT, 1, "r-1", {"kind": "fax_cover"}),
    "month_letters.month_letters": (
        lambda o: month_letters(o.centre, TODAY.year, TODAY.month),
        Action.LIST_RECORDS,
        None,
        "letters",
        {"month": f"{TODAY:%Y-%m}", "shown": 2},
    ),
    "outgoing.outgoing": (
        lambda o: outgoing(o.centre, 2),
        Action.READ_REFERRAL,
        1,
        "r-2",
        {"part": "outgoing"},
    ),
    "postage.envelope": (
        lambda o: postage.envelope(o.centre, 1, postage.EnvelopeWish()),
        Action.ISSUE_DOCUMENT,
        1,
        "r-1",
        {"kind": "envelope"},
    ),
    "postage.labels": (
        lambda o: postage.labels(o.centre, [1], postage.LabelWish()),
        Action.ISSUE_DOCUMENT,
        None,
        "",
        {"kind": "labels"},
    ),
    "screenings.of_client": (
        lambda o: screenings.of_client(o.centre, 1),
        Action.READ_CLIENT,
        1,
        "",
        {"part": "screenings"},
    ),
    "sbirts.of_client": (lambda o: sbirts.of_client(o.centre, 1), Action.READ_CLIENT, 1, "", {"part": "sbirts"}),
    "conferences.of_client": (
        lambda o: conferences.of_client(o.centre, 1),
        Action.READ_CLIENT,
        1,
        "",
        {"part": "conferences"},
    ),
    "conferences.proposed": (
        lambda o: conferences.proposed(o.centre, 1),
        Action.READ_CLIENT,
        1,
        "",
        {"part": "conferences"},
    ),
    "tasks.get": (lambda o: tasks.get(o.centre, 1), Action.READ_CLIENT, 1, "", {"part": "conferences"}),
    "conference_papers.doubts": (
        lambda o: conference_papers.doubts(o.centre, 1),
        Action.READ_CLIENT,
        1,
        "",
        {"part": "conferences"},
    ),
    "conference_papers.redacted_sheet": (
        lambda o: conference_papers.redacted_sheet(o.centre, 1),
        Action.ISSUE_DOCUMENT,
        1,
        "m-1",
        {"kind": "conference_sheet", "redacted": True},
    ),
    "benefits.of_client": (lambda o: benefits.of_client(o.centre, 1), Action.READ_CLIENT, 1, "", {"part": "benefits"}),
    "inbound.of_client": (lambda o: inbound.of_client(o.centre, 1), Action.READ_CLIENT, 1, "", {"part": "inbound"}),
    "inbound.of_period": (
        lambda o: inbound.of_period(o.centre, TODAY, TODAY),
        Action.LIST_RECORDS,
        None,
        "inbound",
        {"shown": 1},
    ),
    "consents.page": (lambda o: consents.page(o.centre, 1), Action.READ_CLIENT, 1, "", {"part": "consents"}),
    "disclosures.allowed": (
        lambda o: disclosures.allowed(o.centre, 1, disclosures.Told(1)),
        Action.READ_CLIENT,
        1,
        "",
        {"part": "consents"},
    ),
    "clients.get": (lambda o: clients.get(o.centre, 2), Action.READ_CLIENT, 2, "", {}),
    "clients.page": (lambda o: clients.page(o.centre, 2), Action.READ_CLIENT, 2, "", {}),
    "course.older": (lambda o: course.older(o.centre, 2), Action.READ_CLIENT, 2, "", {"part": "course"}),
    "contacts.opened": (
        lambda o: contacts.opened(o.centre, 1),
        Action.READ_CLIENT,
        1,
        "",
        {"part": "contact"},
    ),
    "households.newcomer": (
        lambda o: households.newcomer(o.centre, 2),
        Action.READ_CLIENT,
        2,
        "",
        {"part": "household"},
    ),
    "households.of_client": (
        lambda o: households.of_client(o.centre, 2),
        Action.READ_CLIENT,
        2,
        "",
        {"part": "household"},
    ),
    "engagements.of_client": (lambda o: engagements.of_client(o.centre, 2), Action.READ_CLIENT, 2, "", {}),
    "research_data.research_data": (
        lambda o: research_data(o.centre, OCTOBER),
        Action.EXPORT_LEDGER,
        None,
        "research",
        {"from": "2026-10-01", "to": "2026-10-31", "format": "xlsx"},
    ),
    "closing.before_closing": (
        lambda o: closing.before_closing(o.centre, 2),
        Action.READ_CLIENT,
        2,
        "",
        {"part": "closing"},
    ),
    "closing.of_client": (
        lambda o: closing.of_client(o.centre, 2),
        Action.READ_CLIENT,
        2,
        "",
        {"part": "closing"},
    ),
    "disposal.due": (lambda o: disposal.due(o.centre), Action.LIST_RECORDS, None, "due", {"shown": 0}),
    "disposal.register": (
        lambda o: disposal.register(o.centre),
        Action.ISSUE_DOCUMENT,
        None,
        "",
        {"kind": "disposals"},
    ),
    "referrals.get": (lambda o: referrals.get(o.centre, 2), Action.READ_REFERRAL, 1, "r-2", {}),
    "retiring.before_retiring": (
        lambda o: retiring.before_retiring(o.centre, 1),
        Action.LIST_RECORDS,
        None,
        "i-1",
        {"shown": 3},
    ),
    "institutions.page": (
        lambda o: institutions.page(o.centre, 1),
        Action.LIST_RECORDS,
        None,
        "i-1",
        {"shown": 2},
    ),
    "access_request.held": (
        lambda o: access_request.held(o.centre, 1),
        Action.READ_CLIENT,
        1,
        "",
        {"part": "disclosure"},
    ),
    "access_request.prepare": (
        lambda o: access_request.prepare(o.centre, 1, HeldFormat.PDF),
        Action.READ_CLIENT,
        1,
        "",
        {"part": "disclosure"},
    ),
    "exports.one_record.client_with_all": (
        lambda o: one_record.client_with_all(o.centre, 2, "ja"),
        Action.READ_CLIENT,
        2,
        "",
        {},
    ),
    "exports.one_record.institution_with_all": (
        lambda o: one_record.institution_with_all(o.centre, 1, "ja"),
        Action.LIST_RECORDS,
        None,
        "i-1",
        {"shown": 2},
    ),
    "exports.one_record.referral_with_all": (
        lambda o: one_record.referral_with_all(o.centre, 2, "ja"),
        Action.READ_REFERRAL,
        1,
        "r-2",
        {},
    ),
    "exports.hsds.directory": (
        lambda o: hsds.directory(o.centre, whole=True),
        Action.EXPORT_LEDGER,
        None,
        "institutions",
        {"format": "hsds", "with_contacts": True},
    ),
    "exports.ledgers.export": (
        lambda o: export(o.centre, LedgerKind.CONTACTS, ExportFormat.CSV),
        Action.EXPORT_LEDGER,
        None,
        "contacts",
        {"format": "csv"},
    ),
    "quality.checks": (
        lambda o: quality.checks(o.centre, OCTOBER),
        Action.READ_FIGURES,
        None,
        "",
        {"figure": "quality", "from": "2026-10-01", "to": "2026-10-31"},
    ),
    "figure_lists.read": (
        lambda o: figure_lists.read(o.centre, OCTOBER, Figure(FigureKind.HANDOFFS, column="referrals")),
        Action.READ_FIGURES,
        None,
        "",
        {"figure": "handoffs", "from": "2026-10-01", "to": "2026-10-31"},
    ),
    "tally_appendix.tally_with_lists": (
        lambda o: tally_appendix.tally_with_lists(
            o.centre, tallies.tally(o.centre, OCTOBER), with_names=True, progress=lambda _done, _total: None
        ),
        Action.READ_FIGURES,
        None,
        "",
        {"figure": "every", "from": "2026-10-01", "to": "2026-10-31"},
    ),
    "tallies.names_behind": (
        lambda o: tallies.names_behind(o.centre, OCTOBER, Figure(FigureKind.CONTACTS, column="contacts")),
        Action.READ_FIGURES,
        None,
        "",
        {"figure": "contacts", "from": "2026-10-01", "to": "2026-10-31"},
    ),
    "audit.listed": (
        lambda o: review.listed(o.centre, "clients", 200),
        Action.LIST_RECORDS,
        None,
        "clients",
        {"shown": 200},
    ),
    "audit.searched": (
        lambda o: review.searched(o.centre, "clients", [2, 1], 2),
        Action.SEARCH_RECORDS,
        None,
        "clients",
        {"found": 2, "ids": [2, 1]},
    ),
    "audit.handed_out": (
        lambda o: review.handed_out(o.centre, Action.PRINT_DOCUMENT, Handout("letter", 1, "r-1")),
        Action.PRINT_DOCUMENT,
        1,
        "r-1",
        {"kind": "letter"},
    ),
    "audit.verify": (lambda o: review.verify(o.centre), Action.REVIEW_AUDIT, None, "", {"verify": True}),
    "audit.month": (
        lambda o: review.month(o.centre, 2026, 10),
        Action.REVIEW_AUDIT,
        None,
        "",
        {"month": "2026-10", "printout": True},
    ),
    "audit_report.audit_report": (
        lambda o: audit_report(o.centre, (2026, 10)),
        Action.REVIEW_AUDIT,
        None,
        "",
        {"month": "2026-10", "printout": True},
    ),
    "audit.rows": (
        lambda o: review.rows(o.centre, AuditFilter(client_id=2)),
        Action.REVIEW_AUDIT,
        2,
        "",
        {},
    ),
}
