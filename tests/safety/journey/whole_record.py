"""The mark in every field of what belongs to a person's whole record: consents, household, conferences, closing."""

from __future__ import annotations

from contextlib import closing as closed_afterwards
from dataclasses import replace
from datetime import date, timedelta

from referral_desk.domain.access import Role
from referral_desk.domain.benefit import BenefitDraft
from referral_desk.domain.calendar import Period
from referral_desk.domain.closing import ClosingDraft
from referral_desk.domain.codes import ConsentKind, Goal, LegalBasis, SbirtsStep, SpokeWith, StepResult
from referral_desk.domain.conference import Attendee, ConferenceEntry, TaskDraft, TaskLine, entry_of
from referral_desk.domain.consent import ConsentDraft, Receiver
from referral_desk.domain.disclosure import DisclosureDraft
from referral_desk.domain.handoff import HandoffFacts
from referral_desk.domain.household import HouseholdDraft, MemberDraft
from referral_desk.domain.inbound import InboundDraft
from referral_desk.domain.referral import ReferralDraft
from referral_desk.domain.sbirts import InterventionDraft, MeetingPlan, PathDraft
from referral_desk.domain.screening import ScreeningDraft
from referral_desk.domain.supporter import SupporterDraft
from referral_desk.domain.users import UserDraft
from referral_desk.i18n import Language
from referral_desk.services import (
    benefits,
    clients,
    closed_months,
    closing,
    conference_papers,
    conferences,
    consent_papers,
    consents,
    contacts,
    disclosures,
    disposal,
    ecomap,
    households,
    inbound,
    merging,
    quality,
    referrals,
    sbirts,
    screenings,
    supporters,
    tasks,
    users,
)
from referral_desk.services.centre import Centre, open_centre
from referral_desk.services.genogram_paper import genogram_page
from referral_desk.services.goal_paper import goal_sheet
from tests.making import CHEAP, client_draft, contact_draft
from tests.safety.journey.marks import KANA, OTHER_PASSWORD, PHONE, TEXT

THIRD = "momiji"
LONG_AGO = date(2018, 1, 10)


def fill(centre: Centre, client: int, office: int, on: date) -> None:
    """Write the mark into every form of a client's record, and print what can be printed of it."""
    _contacts(centre, client, on)
    _agreed(centre, client, office)
    _around(centre, client, office)
    _table(centre, client, office)
    _path(centre, client, office)
    _merged(centre, client)
    _put_away(centre)
    _month(centre, client, office)
    for language in Language:
        consent_papers.disclosure_log(centre, client, language=language)
        ecomap.ecomap_paper(centre, client, language=language)
        genogram_page(centre, client, language=language)


def _contacts(centre: Centre, client: int, on: date) -> None:
    draft = contact_draft(client, on, note=TEXT, with_name=TEXT, spoke_with=SpokeWith.FAMILY)
    added = contacts.add(centre, draft).record
    contacts.correct(centre, added.id, replace(draft, note=f"{TEXT}二"), version=added.version, reason=TEXT)
    contacts.remove(centre, contacts.add(centre, draft).record.id, reason=TEXT)


def _agreed(centre: Centre, client: int, office: int) -> None:
    texts = ("heard_by", "purpose", "method", "representative", "representative_relation", "note")
    items = tuple(item.code for item in centre.codes.disclosure_items.items)
    draft = ConsentDraft(
        client_id=client,
        kind=ConsentKind.ORAL,
        on=centre.today(),
        receivers=(Receiver(office), Receiver(None, TEXT)),
        items=items,
        **dict.fromkeys(texts, TEXT),  # type: ignore[arg-type]  # these fields are texts
    )
    consents.save(centre, draft)
    taken_back = consents.save(centre, draft).record
    consents.withdraw(centre, taken_back.id, centre.today(), TEXT, version=taken_back.version)
    consent_papers.consent_form(centre, client, draft=draft)
    told = disclosures.record(
        centre,
        DisclosureDraft(
            client_id=client,
            on=centre.today(),
            receiver=TEXT,
            method="telephone",
            items=items,
            basis=LegalBasis.CONSENT,
            note=TEXT,
        ),
    ).record
    disclosures.strike(centre, told.id, TEXT)


def _around(centre: Centre, client: int, office: int) -> None:
    members = (
        MemberDraft(client_id=client, relation="self", note=TEXT),
        MemberDraft(name=TEXT, kana=KANA, relation="mother", phone=PHONE, calls_for=0, note=TEXT),
    )
    households.save(centre, client, HouseholdDraft(name=TEXT, case_number=TEXT, note=TEXT, members=members))
    held = {"institution_id": office, "caseworker": TEXT, "note": TEXT}
    alone = clients.save(centre, client_draft(number="", name=TEXT, kana=KANA, phone="")).record.id
    for whose, kind in ((client, "public_assistance"), (alone, "public_assistance"), (client, "outpatient_support")):
        benefits.save(
            centre,
            BenefitDraft(client_id=whose, kind=kind, case_number=TEXT, until=centre.today(), **held),  # type: ignore[arg-type]
        )
    supporters.save(
        centre,
        SupporterDraft(client_id=client, kind="friend", relation=TEXT, name=TEXT, kana=KANA, phone=PHONE, note=TEXT),
    )
    for institution in (office, None):
        sent = inbound.save(
            centre,
            InboundDraft(
                client_id=client,
                institution_id=institution,
                sender="" if institution else TEXT,
                sender_name=TEXT,
                on=centre.today(),
                request=TEXT,
                reply_due_on=centre.today(),
                note=TEXT,
            ),
        ).record
    inbound.reply(centre, sent.id, centre.today(), TEXT, version=sent.version)


def _table(centre: Centre, client: int, office: int) -> None:
    entry = ConferenceEntry(
        client_id=client,
        kind="individual_support",
        on=centre.today(),
        at="13:30",
        attendees=(Attendee(TEXT, TEXT, office), Attendee(f"{TEXT}二", TEXT)),
        tasks=(TaskLine(who=TEXT, what=TEXT), TaskLine(who=TEXT, what=f"{TEXT}二")),
        basis=LegalBasis.BY_LAW,
        **dict.fromkeys(("place", "shared", "issues", "plan", "note"), TEXT),  # type: ignore[arg-type]
    )
    held = conferences.save(centre, entry).record
    changed = replace(entry_of(held), plan=f"{TEXT}三")
    held = conferences.save(centre, changed, conference_id=held.id, version=held.version, reason=TEXT).record
    tasks.done(centre, held.tasks[0].id, result=TEXT)
    tasks.save(centre, TaskDraft(client_id=client, who=TEXT, what=TEXT))
    conference_papers.sheet(centre, held.id)
    conference_papers.doubts(centre, held.id)
    conference_papers.redacted_sheet(centre, held.id)
    conference_papers.disclose(centre, held.id, [office], ["name"])


def _path(centre: Centre, client: int, office: int) -> None:
    """Walk a path of SBIRTS, with what was agreed corrected and taken back, and a first meeting fixed."""
    today = centre.today()
    draft = PathDraft(client_id=client, target="alcohol", started_on=today, note=TEXT)
    path = sbirts.save_path(centre, draft).record
    sbirts.take_step(centre, path.id, SbirtsStep.SCREENING, StepResult.POSTPONED, note=TEXT)
    agreed = InterventionDraft(
        client_id=client, on=today, target="alcohol", goal=Goal.OTHER, goal_words=TEXT, what_helps=TEXT, note=TEXT
    )
    kept = sbirts.save_intervention(centre, agreed, path_id=path.id).record
    sbirts.looked_again(centre, kept.id, TEXT)
    goal_sheet(centre, kept.id)
    sbirts.remove_intervention(centre, sbirts.save_intervention(centre, agreed).record.id, TEXT)
    screened = ScreeningDraft(client_id=client, on=today, tool="phq_9", total=12, note=TEXT)
    screenings.save(centre, screened, path_id=path.id)
    screenings.remove(centre, screenings.save(centre, screened).record.id, TEXT)
    plan = MeetingPlan(referral_id=0, on=today, venue=TEXT, meet_at=TEXT, companion=TEXT, note=TEXT)
    draft_of_referral = ReferralDraft(client_id=client, institution_id=office, on=today)
    referrals.refer(centre, draft_of_referral, HandoffFacts(), plan=plan, path_id=path.id)


def _merged(centre: Centre, client: int) -> None:
    """Merge one record that was entered twice and take it back, and another that stays merged."""
    for number in range(2):
        twin = client_draft(number=f"{TEXT[:20]}-双{number}", name=TEXT, kana=KANA, phone=PHONE, note=TEXT)
        merged = merging.merge(centre, client, clients.save(centre, twin).record.id, {}).record
        if number == 0:
            merging.undo(centre, merged.id)


def _put_away(centre: Centre) -> None:
    """Dispose of an old record by two people, close another one, open it again; freeze a month."""
    users.add_user(centre, UserDraft(login=THIRD, name=TEXT, role=Role.MANAGER), OTHER_PASSWORD, cost=CHEAP)
    for place in range(2):
        old = client_draft(number=f"{TEXT[:20]}-旧{place}", name=TEXT, kana=KANA, phone=PHONE, note=TEXT, district=TEXT)
        client = clients.save(centre, old).record.id
        contacts.add(centre, contact_draft(client, LONG_AGO, note=TEXT))
        closing.close(centre, client, ClosingDraft(on=LONG_AGO + timedelta(days=1), reason="other", note=TEXT))
        if place == 1:
            closing.reopen(centre, client, TEXT)
            closing.close(centre, client, ClosingDraft(on=LONG_AGO + timedelta(days=1), reason="other", note=TEXT))
        disposal.propose(centre, client)
        if place == 0:
            second = open_centre(centre.folder, THIRD, OTHER_PASSWORD, minimum=CHEAP)
            with closed_afterwards(second):
                disposal.dispose(second, client)
                disposal.register(second)
    for _ in range(2):
        closed_months.close_month(centre, LONG_AGO.year, LONG_AGO.month)
        closed_months.reopen_month(centre, LONG_AGO.year, LONG_AGO.month, TEXT)
    closed_months.close_month(centre, LONG_AGO.year, LONG_AGO.month)


def _month(centre: Centre, client: int, office: int) -> None:
    """Leave a finding of the checks as it is, and close the month before last, with everything that counts in it."""
    month = Period.month(*months_before(centre.today(), 2))
    contacts.add(centre, contact_draft(client, month.first, note=TEXT))
    inbound.save(centre, InboundDraft(client_id=client, institution_id=office, on=month.first, request=TEXT))
    referrals.refer(centre, ReferralDraft(client_id=client, institution_id=office, on=month.first), HandoffFacts())
    sbirts.save_path(centre, PathDraft(client_id=client, target="drugs", started_on=month.first))
    finding = next(group.findings[0] for group in quality.checks(centre, month).groups if group.findings)
    quality.set_aside(centre, finding, month, reason=TEXT)
    closed_months.close_month(centre, month.first.year, month.first.month)


def months_before(day: date, count: int) -> tuple[int, int]:
    """Return year and month ``count`` months before ``day``."""
    months = day.year * 12 + day.month - 1 - count
    return months // 12, months % 12 + 1
