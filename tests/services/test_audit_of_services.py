"""Every service leaves the entry that says what it did with whose record, and no entry holds a word that was typed."""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from referral_desk import services
from referral_desk.db.queries import restrictions
from referral_desk.domain.access import Action, Happening, Role, may
from referral_desk.domain.centre import KindDraft, StaffMember
from referral_desk.domain.codes import ReferralStatus
from referral_desk.domain.errors import NotAllowed, NotFound, Rejected
from referral_desk.domain.ledger import LedgerKind, OnDuplicate
from referral_desk.services import audit as review
from referral_desk.services import centre as centre_service
from referral_desk.services import (
    clients,
    documents,
    engagements,
    followups,
    referrals,
)
from referral_desk.services.centre import Centre
from referral_desk.services.generate import Amounts, generate
from referral_desk.services.imports import execute, plan
from tests.making import (
    CALL,
    LOGIN,
    TODAY,
    NewCentre,
    add_contact,
    client_draft,
)
from tests.services.audited import CHANGES, READS, SECOND_OF_TWO, Office, due, engagement, furnish
from tests.services.ledger_files import CLIENT_HEADER, written

MARKER = "秘密の目印SECRETMARKER"


@pytest.fixture(scope="session")
def furnished(centre_pattern: NewCentre, tmp_path_factory: pytest.TempPathFactory) -> NewCentre:
    """A closed centre with one of everything, which the tests copy."""
    pattern = centre_pattern.copied_to(tmp_path_factory.mktemp("furnished") / "centre")
    centre = pattern.open()
    furnish(centre)
    centre.close()
    return pattern


@pytest.fixture
def office(furnished: NewCentre, tmp_path: Path) -> Iterator[Office]:
    centre = furnished.copied_to(tmp_path / "centre").open()
    yield Office(centre, tmp_path)
    centre.close()


EVERY = CHANGES | READS


@pytest.mark.parametrize("service", EVERY)
def test_a_service_leaves_one_entry_that_says_what_it_did_with_whose_record(office: Office, service: str) -> None:
    call, action, client, record, detail = EVERY[service]
    before = office.length
    call(office)
    assert office.length == before + 1
    last = office.last
    assert (last.login, last.action, last.client_id, last.record) == (LOGIN, action, client, record)
    assert dict(last.detail) == detail


@pytest.mark.parametrize("service", SECOND_OF_TWO)
def test_what_needs_another_service_first_leaves_its_own_entry_behind_it(office: Office, service: str) -> None:
    call, action, client, record, detail = SECOND_OF_TWO[service]
    call(office)
    last = office.last
    assert (last.action, last.client_id, last.record, dict(last.detail)) == (action, client, record, detail)


def test_what_fills_an_empty_centre_leaves_one_entry(new_folder: NewCentre) -> None:
    centre = new_folder.open()
    filled = Office(centre, new_folder.folder)
    generate(centre, Amounts(clients=3, referrals=3, contacts=3), seed="1", today=TODAY)
    assert [row.action for row in filled.trail()] == [Action.GENERATE]
    centre.close()


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
    "clients.districts": "parts of the area, and no persons",
    "clients.rows": "a list is noted when it is opened or a search has settled, by who shows it",
    "clients.suggestions": "as rows",
    "closed_months.closed_month": "no persons",
    "closed_months.freeze": "inside the unit of work that closes a month, which is noted",
    "demo_months.close_month_before_last": "only for the demo",
    "demo_months.tell_contacts": "only for the demo",
    "late_entries.corrections": "numbers without names; the paper made of them is noted",
    "late_entries.counted": "how many, without names",
    "meeting_calendar.meeting_calendar": "no client is on it; that it is printed or saved is noted by who shows it",
    "meeting_calendar.offered": "no persons",
    "month_end.state": "as counted",
    "months_due.due": "no persons",
    "disposal.certificates": "numbers of what is gone, no persons",
    "document_register.count": "a number",
    "document_register.rows": "a list, noted by its page",
    "documents.letters_of_month": "each letter is noted",
    "documents.tally_pdf": "figures without names",
    "ecomap.speech": "words, no persons",
    "exports.ledgers.write_export": "called by export",
    "figure_lists.figure_words": "words, no persons",
    "figure_lists.narrowed_sentence": "words, no persons",
    "figure_lists.to_csv": "a list that was noted when it was read, and is when it goes out",
    "figure_lists.to_pdf": "as to_csv",
    "figure_lists.to_xlsx": "as to_csv",
    "followups.desk": "a list, noted by the page Today",
    "followups.of_referral": "part of the referral's page, which is noted",
    "followups.rows": "a list",
    "fax.numbers": "of the directory, no client",
    "postage.placement_test": "frames and a cross, no records",
    "imports.planning.read_file": "reads a file, not the records",
    "imports.storing.plan": "reads a file",
    "finding.find": "no persons",
    "finding.others_with_room": "no persons",
    "institutions.count": "no persons",
    "institutions.directory": "no persons",
    "institutions.municipalities": "no persons",
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
    "likeness.likely_same": "a look at a list; who shows it notes whom it shows",
    "merging.of_client": "which records were merged into one whose page is noted",
    "likeness.likely_duplicates": "as likely_same",
    "tallies.tally": "figures without names",
    "tallies.warm_rates": "figures without names",
    "tally_charts.chart_facts": "figures without names",
    "audit.client_id": "a number to an id",
    "quality.summary": "numbers without names",
    "audit.people": "staff, no clients",
    "rekeying.due": "no records",
    "report_forms.counted": "keys and codes without names",
    "report_forms.filled": "figures without names",
    "report_forms.filled_beside": "figures without names",
    "report_form_files.form_pdf": "as filled",
    "letter_wordings.known": "wording, no records",
    "letter_wordings.preview": "a letter about nobody",
    "letter_wordings.rows": "wording, no records",
    "report_profiles.first_of": "forms, no records",
    "report_profiles.profile": "forms, no records",
    "report_profiles.profiles": "forms, no records",
    "restrictions.restricted": "numbers without names",
    "restrictions.who_may_see": "staff, of a client whose page is noted",
    "users.own_words": "staff",
    "users.users": "staff",
    "rekeying.rekey": "tested in test_rekeying.py",
    "recovery.confirm_code": "tested in test_recovery.py",
    "recovery.may_be_known": "no records",
    "recovery.recovery_sheet": "no persons; kept nowhere",
    "users.draft_recovery_code": "kept nowhere; put in force it is noted",
    "sbirts.add_referral_step": "inside the unit of work that stores the referral, which is noted",
    "sbirts.add_step": "inside a unit of work that is noted",
    "sbirts.plan_of": "a day and a place, shown with its referral, which is noted",
    "tasks.rows": "a list",
    "demo.fill": "only for the demo",
    "drafts.forget": "a person's own form in work, no record yet",
    "drafts.keep": "as forget",
    "drafts.keep_all": "as forget",
    "drafts.of_person": "as forget; what is opened again is read like any record",
    "locking.lock": "tested in test_locking.py",
    "institution_merging.likely_doubles": "entries of the directory, no clients",
    "institution_merging.likely_same": "as likely_doubles",
    "institution_merging.preview": "entries of the directory, and numbers",
    "institution_history.keep": "inside the unit of work that changes the entry, which is noted",
    "institution_history.update_all": "inside the import, which is noted",
    "imports.directory.store_directory": "as institution_history.update_all",
    "revisions.keep": "inside the unit of work of the record's own service, which is noted",
    "locking.set_pin": "changes no record; each unlocking is noted",
    "generate.generate": "tested above",
}
"""Services that leave no entry of their own, and why."""


def test_of_every_service_is_known_what_it_leaves() -> None:
    """A new service belongs into one of the tables above, so that nobody forgets to note what it does."""
    known = {name.split()[0] for name in (*CHANGES, *READS, *SECOND_OF_TWO)} | set(QUIET)
    found = set()
    for module in pkgutil.walk_packages(services.__path__, f"{services.__name__}."):
        loaded = importlib.import_module(module.name)
        for name, function in vars(loaded).items():
            own = inspect.isfunction(function) and function.__module__ == module.name and not name.startswith("_")
            if own and next(iter(inspect.signature(function).parameters), "") == "centre":
                found.add(f"{module.name.removeprefix(services.__name__ + '.')}.{name}")
    assert found - known == set()
    assert set(QUIET) - found == set()


@pytest.mark.parametrize("service", CHANGES)
def test_where_the_entry_cannot_be_written_nothing_is_stored_or_handed_out(office: Office, service: str) -> None:
    call = CHANGES[service][0]
    if service == "followups.log_attempt":
        follow_up = due(office)
        call = lambda o: followups.log_attempt(o.centre, follow_up, "")  # noqa: E731
    refuse_entries(office.centre)
    before = contents(office.centre)
    with pytest.raises(Exception, match="no entry"):
        call(office)
    assert contents(office.centre) == before


@pytest.mark.parametrize("service", READS)
def test_where_the_entry_cannot_be_written_no_record_is_read(office: Office, service: str) -> None:
    refuse_entries(office.centre)
    with pytest.raises(Exception, match="no entry"):
        READS[service][0](office)


def refuse_entries(centre: Centre) -> None:
    with centre.sessions.write() as session:
        session.execute(text("CREATE TRIGGER refuse BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no entry'); END"))


def contents(centre: Centre) -> dict[str, list[tuple[object, ...]]]:
    with centre.read() as session:
        names = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")).all()
        return {name: [tuple(row) for row in session.execute(text(f'SELECT * FROM "{name}"'))] for name in names}


def test_a_change_that_was_refused_or_failed_leaves_no_entry_of_a_change(office: Office) -> None:
    before = office.length
    with pytest.raises(Rejected):
        clients.save(office.centre, client_draft(name=""))
    with pytest.raises(NotFound):
        referrals.record_handoff(office.centre, 99, CALL, TODAY)
    assert office.length == before


def test_no_entry_holds_a_name_or_anything_that_was_typed(centre: Centre, tmp_path: Path) -> None:
    office = Office(centre, tmp_path)
    furnish(centre, MARKER)
    staff = (*centre.settings.staff, StaffMember(name=MARKER, job_title=MARKER))
    centre_service.save_settings(centre, replace(centre.settings, name=MARKER, address=MARKER, staff=staff))
    centre_service.add_kind(centre, KindDraft(ja=MARKER, en=MARKER, domain="work"))
    clients.save(centre, client_draft(number="SECRETMARKER", name=MARKER, kana="ミホン", address=MARKER))
    followups.log_attempt(centre, due(office), MARKER)
    followups.postpone(centre, 1, TODAY, MARKER)
    referrals.record_handoff(centre, 2, replace(CALL, receiver_name=MARKER, note=MARKER), TODAY)
    referrals.set_status(centre, 2, ReferralStatus.CANCELLED, MARKER)
    add_contact(centre, 1, note=MARKER)
    engagements.mark(centre, engagement(client_id=2, note=MARKER))
    documents.card(centre, 1, nickname=MARKER)
    path = written(tmp_path / f"{MARKER}.csv", CLIENT_HEADER, ("", MARKER, "ミホン", *[""] * 10))
    execute(centre, plan(centre, LedgerKind.CLIENTS, path, OnDuplicate.REFUSE))
    for call, *_expected in (*READS.values(), CHANGES["documents.summary"], CHANGES["documents.reprint"]):
        call(office)
    with pytest.raises(NotFound):
        clients.get(centre, 99)
    review.searched(centre, "clients", [row.id for row in clients.rows(centre, MARKER)], clients.count(centre, MARKER))
    said = json.dumps([[row.login, row.action, row.record, dict(row.detail)] for row in office.trail()])
    assert len(office.trail()) > 30
    assert [part for part in ("SECRETMARKER", "secretmarker", "u79d8", "u898b") if part in said] == []


# --- what was refused -----------------------------------------------------------------------------------------------

REFUSED: dict[str, tuple[Callable[[Office], object], str, dict[str, object]]] = {
    "a look": (lambda o: clients.page(o.centre, 1), "clients.page", {}),
    "a look at a referral": (lambda o: referrals.get(o.centre, 1), "referrals.get", {}),
    "a document": (lambda o: documents.reprint(o.centre, 1), "documents.reprint", {}),
    "a change": (
        lambda o: clients.save(o.centre, client_draft(), client_id=1),
        "clients.save",
        {"action": "save_client"},
    ),
    "a letter": (lambda o: documents.letter(o.centre, 1), "documents.letter", {"action": "issue_document"}),
}


@pytest.mark.parametrize("asked", REFUSED)
def test_who_asks_for_a_restricted_record_is_noted_with_whose_it_is(office: Office, asked: str) -> None:
    call, _service, detail = REFUSED[asked]
    with office.centre.sessions.write() as session:
        restrictions.restrict(session, 1, ("somebody-else",), datetime(2026, 11, 24, tzinfo=UTC), LOGIN)
    before = office.length
    with pytest.raises(NotAllowed):
        call(office)
    assert office.length == before + 1
    last = office.last
    assert (last.login, last.action, last.client_id, dict(last.detail)) == (LOGIN, Happening.REFUSED, 1, detail)


@pytest.mark.parametrize("service", [name for name, leaves in CHANGES.items() if not may(Role.READ_ONLY, leaves[1])])
def test_what_a_role_does_not_allow_is_noted_and_not_done(office: Office, service: str) -> None:
    call, action, *_ = CHANGES[service]
    if service == "followups.log_attempt":
        follow_up = due(office)
        call = lambda o: followups.log_attempt(o.centre, follow_up, "")  # noqa: E731
    set_role(office.centre, Role.READ_ONLY)
    before = office.length
    with pytest.raises(NotAllowed):
        call(office)
    assert office.length == before + 1
    assert (office.last.action, dict(office.last.detail)) == (Happening.REFUSED, {"action": action.value})


def set_role(centre: Centre, role: Role) -> None:
    with centre.sessions.write() as session:
        session.execute(text("UPDATE staff SET role = :role"), {"role": role.value})
    centre.refresh()
