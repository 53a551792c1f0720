"""What each service leaves in the audit trail, and a small office to try it in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from referral_desk.db import audit
from referral_desk.domain.access import Action
from referral_desk.domain.audit import AuditFilter, AuditRow, Handout
from referral_desk.domain.calendar import Period
from referral_desk.domain.centre import KindDraft, SafetySettings
from referral_desk.domain.codes import EngagementState, Outcome, ReferralStatus, Reporter
from referral_desk.domain.engagement import EngagementDraft
from referral_desk.domain.followup import OutcomeReport
from referral_desk.domain.ledger import LedgerKind, OnDuplicate
from referral_desk.domain.tally import Figure, FigureKind
from referral_desk.services import audit as review
from referral_desk.services import centre as centre_service
from referral_desk.services import (
    clients,
    contacts,
    documents,
    engagements,
    followups,
    institutions,
    referrals,
    tallies,
)
from referral_desk.services.centre import Centre
from referral_desk.services.exports import ExportFormat, export, one_record
from referral_desk.services.imports import execute, plan
from tests.making import (
    CALL,
    LETTER,
    NOT_YET,
    TODAY,
    add_client,
    add_contact,
    add_institution,
    add_referral,
    client_draft,
    institution_draft,
    referral_draft,
)
from tests.services.ledger_files import CLIENT_HEADER, written

OCTOBER = Period.month(2026, 10)


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


def furnish(centre: Centre, word: str = "見本") -> None:
    client = add_client(centre, name=word, kana="ミホン", address=word, note=word, contact_caution=word)
    add_client(centre, name="例田 一朗", kana="レイダ イチロウ")
    office = add_institution(centre, name=f"{word}福祉事務所", handoff_note=word, note=word)
    add_referral(centre, client.id, office.id, replace(LETTER, note=word), follow_up_on=TODAY, request=word)
    add_referral(centre, client.id, office.id, NOT_YET, background=word)
    add_contact(centre, client.id, note=word)
    documents.letter(centre, 1)
    engagements.mark(centre, engagement(note=word))


def engagement(**changes: object) -> EngagementDraft:
    draft = EngagementDraft(client_id=1, institution_id=1, state=EngagementState.ENGAGED)
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


Leaves = tuple[Callable[[Office], object], Action, int | None, str, dict[str, object]]

CHANGES: dict[str, Leaves] = {
    "clients.save": (lambda o: clients.save(o.centre, client_draft()), Action.SAVE_CLIENT, 3, "", {"new": True}),
    "clients.save again": (
        lambda o: clients.save(o.centre, client_draft(), client_id=1),
        Action.SAVE_CLIENT,
        1,
        "",
        {"new": False},
    ),
    "contacts.add": (lambda o: add_contact(o.centre, 2), Action.SAVE_CONTACT, 2, "", {}),
    "contacts.remove": (lambda o: contacts.remove(o.centre, 1), Action.REMOVE_CONTACT, 1, "", {}),
    "engagements.mark": (
        lambda o: engagements.mark(o.centre, engagement(client_id=2)),
        Action.SAVE_ENGAGEMENT,
        2,
        "",
        {},
    ),
    "engagements.remove": (lambda o: engagements.remove(o.centre, 1), Action.REMOVE_ENGAGEMENT, 1, "", {}),
    "institutions.save": (
        lambda o: institutions.save(o.centre, institution_draft()),
        Action.SAVE_INSTITUTION,
        None,
        "i-2",
        {"new": True},
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
    "documents.card": (lambda o: documents.card(o.centre, 1), Action.ISSUE_DOCUMENT, 1, "r-1", {"kind": "card"}),
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
    "centre.add_kind": (
        lambda o: centre_service.add_kind(o.centre, KindDraft(ja="架空の窓口", en="Desk", domain="work")),
        Action.CHANGE_CENTRE,
        None,
        "",
        {},
    ),
    "centre.save_safety": (
        lambda o: centre_service.save_safety(o.centre, SafetySettings()),
        Action.CHANGE_SAFETY,
        None,
        "",
        {},
    ),
}
"""What stores or hands out something: the call, and the one entry that it leaves."""

SECOND_OF_TWO: dict[str, Leaves] = {
    "followups.undo": (undone, Action.UNDO_OUTCOME, 1, "r-1", {}),
    "imports.storing.execute": (
        imported,
        Action.IMPORT_LEDGER,
        None,
        "clients",
        {"new": 1, "skipped": 0, "unchanged": 0, "updated": 0},
    ),
}

READS: dict[str, Leaves] = {
    "clients.get": (lambda o: clients.get(o.centre, 2), Action.READ_CLIENT, 2, "", {}),
    "clients.page": (lambda o: clients.page(o.centre, 2), Action.READ_CLIENT, 2, "", {}),
    "engagements.of_client": (lambda o: engagements.of_client(o.centre, 2), Action.READ_CLIENT, 2, "", {}),
    "referrals.get": (lambda o: referrals.get(o.centre, 2), Action.READ_REFERRAL, 1, "r-2", {}),
    "institutions.page": (
        lambda o: institutions.page(o.centre, 1),
        Action.LIST_RECORDS,
        None,
        "i-1",
        {"shown": 2},
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
    "exports.ledgers.export": (
        lambda o: export(o.centre, LedgerKind.CONTACTS, ExportFormat.CSV),
        Action.EXPORT_LEDGER,
        None,
        "contacts",
        {"format": "csv"},
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
    "audit.rows": (
        lambda o: review.rows(o.centre, AuditFilter(client_id=2)),
        Action.REVIEW_AUDIT,
        2,
        "",
        {},
    ),
}

QUIET = {
    "audit.head": "a number and a seal",
    "centre.note_login": "tested in test_audit.py",
    "backups.anchors": "numbers and seals",
    "backups.back_up": "tested in test_backups.py",
    "backups.back_up_if_due": "as back_up",
    "backups.back_up_to": "as back_up",
    "backups.choose_second_place": "as save_safety, which it calls",
    "backups.good": "what backups say of themselves",
    "backups.same_disk": "no records",
    "backups.state": "what backups say of themselves",
    "clients.count": "a number",
    "clients.rows": "a list is noted when it is opened or a search has settled, by who shows it",
    "clients.suggestions": "as rows",
    "documents.letters_of_month": "each letter is noted",
    "documents.tally_pdf": "figures without names",
    "exports.ledgers.write_export": "called by export",
    "followups.desk": "a list, noted by the page Today",
    "followups.of_referral": "part of the referral's page, which is noted",
    "followups.rows": "a list",
    "imports.planning.read_file": "reads a file, not the records",
    "imports.storing.plan": "reads a file",
    "institutions.count": "no persons",
    "institutions.get": "no persons",
    "institutions.rows": "no persons",
    "institutions.suggestions": "no persons",
    "lookup.client_id": "a number to an id; what is then read is noted",
    "lookup.institution_id": "no persons",
    "lookup.referral_id": "a number to an id",
    "referrals.count": "a number",
    "referrals.history": "shown for a client who was found, which is noted",
    "referrals.open_at": "as history",
    "referrals.rows": "a list",
    "referrals.suggested_follow_up": "a date",
    "safety.check_open": "no records; tested in test_safety.py",
    "tallies.tally": "figures without names",
    "tallies.warm_rates": "figures without names",
    "audit.people": "staff, no clients",
    "rekeying.rekey": "tested in test_rekeying.py",
    "recovery.recovery_sheet": "no persons; kept nowhere",
    "demo.fill": "only for the demo",
    "drafts.forget": "a person's own form in work, no record yet",
    "drafts.keep": "as forget",
    "drafts.keep_all": "as forget",
    "drafts.of_person": "as forget; what is opened again is read like any record",
    "locking.lock": "tested in test_locking.py",
    "locking.set_pin": "changes no record; each unlocking is noted",
    "generate.generate": "tested above",
}
"""Services that leave no entry of their own, and why."""
