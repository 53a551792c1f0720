"""A journey with a mark in every field, through the services and the command line.

Run as ``python -m tests.safety.journey.records DATA SAVED``; what a person asks to see or saves goes into SAVED.
"""

from __future__ import annotations

import io
import signal
import sys
from collections.abc import Callable
from contextlib import closing, redirect_stderr, redirect_stdout, suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import text

from referral_desk.cli import run as command_line
from referral_desk.cli.invocation import Invocation
from referral_desk.db import vault
from referral_desk.db.errors import WrongPassword
from referral_desk.db.queries.institution_exchange import mark_defunct
from referral_desk.domain.access import Action, Role
from referral_desk.domain.centre import KindDraft, StaffMember
from referral_desk.domain.codes import Channel, ConsentKind, ContactService
from referral_desk.domain.contact import ContactDraft
from referral_desk.domain.engagement import EngagementDraft
from referral_desk.domain.errors import Rejected
from referral_desk.domain.handoff import HandoffFacts
from referral_desk.domain.institution_parts import (
    InstitutionPerson,
    InstitutionPhone,
    InstitutionPlace,
    InstitutionService,
    ServedArea,
)
from referral_desk.domain.referral import ReferralDraft
from referral_desk.domain.schedule_text import parse_schedule
from referral_desk.domain.users import UserDraft
from referral_desk.services import (
    audit,
    clients,
    contacts,
    documents,
    drafts,
    engagements,
    followups,
    institutions,
    referrals,
    restrictions,
    users,
)
from referral_desk.services.centre import Centre, add_kind, open_centre, save_settings
from tests.making import CHEAP, client_draft, institution_draft
from tests.safety.journey import letters_and_directory, whole_record
from tests.safety.journey.marks import KANA, OTHER_PASSWORD, PASSWORD, PHONE, TEXT, WRONG_PASSWORD

LOGIN = "midori"
OTHER = "akane"
DAY = date(2026, 11, 2)

LEDGER = f"""利用者番号,氏名,フリガナ,住所,電話番号,連絡時の注意,備考
{TEXT[:20]}-1,{TEXT},{KANA},{TEXT},{PHONE},{TEXT},{TEXT}
"""
BAD_LEDGER = f"""利用者番号,氏名,フリガナ,生年月日,性別
{TEXT[:20]}-2,{TEXT},{KANA},{TEXT},{TEXT}
"""


class NoWindows:
    """Stands for the windows, which the command line of this journey does not open."""

    def centre(self, _invocation: Invocation) -> int:
        """Open nothing."""
        return 1

    def demo(self, _invocation: Invocation) -> int:
        """Open nothing."""
        return 1

    def screenshots(self, _folder: Path) -> int:
        """Save nothing."""
        return 1


class Journey:
    """One data folder, and the folder of what the user saves."""

    def __init__(self, data: Path, saved: Path) -> None:
        self.data, self.saved = data, saved
        self.password_file = saved / "password"
        self.password_file.write_text(PASSWORD, encoding="utf-8")

    def call(self, *words: str | Path, status: int = 0) -> None:
        """Call the command line; what it says is kept for the search."""
        given = ["--data", str(self.data), "--user", LOGIN, "--password-file", str(self.password_file)]
        got = command_line.run([*given, *map(str, words)], NoWindows(), cost=CHEAP, minimum=CHEAP)
        assert got == status, (words, got)

    def show(self, name: str, *words: str | Path, status: int = 0) -> None:
        """Call it for what it shows, which the person keeps."""
        shown = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        with redirect_stdout(shown), redirect_stderr(shown):
            self.call(*words, status=status)
        shown.flush()
        (self.saved / name).write_bytes(shown.buffer.getvalue())  # type: ignore[attr-defined]  # it is a BytesIO

    def open(self, password: str = PASSWORD) -> Centre:
        """Open the centre as a window does."""
        return open_centre(self.data, LOGIN, password, minimum=CHEAP)


def main() -> None:
    """Go the whole way."""
    journey = Journey(Path(sys.argv[1]), Path(sys.argv[2]))
    journey.call("init", "--center", TEXT, "--admin", LOGIN)
    with closing(journey.open()) as centre:
        _fill(centre)
    for tried in (WRONG_PASSWORD, PASSWORD[:-1]):
        with suppress(WrongPassword):
            journey.open(tried)
        with suppress(WrongPassword):  # into the wrong field
            open_centre(journey.data, tried, PASSWORD, minimum=CHEAP)
    _command_line(journey)
    with closing(journey.open()) as centre:
        _mistakes(centre)
    _defects(journey)
    _killed(journey)


def _fill(centre: Centre) -> None:
    me = replace(centre.settings.staff[0], name=TEXT, job_title=TEXT)
    settings = replace(
        centre.settings,
        **dict.fromkeys(("name", "department", "address", "sender_title", "sender_name", "document_prefix"), TEXT),
        phone=PHONE,
        extension=TEXT,
        fax=PHONE,
        staff=(me, StaffMember(name=f"{TEXT}二", job_title=TEXT)),
    )
    save_settings(centre, settings)
    kind = add_kind(centre, KindDraft(ja=TEXT, en=TEXT, domain="other")).record.code
    newcomer = UserDraft(login=OTHER, name=TEXT, job_title=TEXT, role=Role.STAFF)
    users.add_user(centre, newcomer, OTHER_PASSWORD, cost=CHEAP)
    given = {"name": TEXT, "kana": KANA, "address": TEXT, "phone": PHONE, "note": TEXT}
    client = clients.save(
        centre, client_draft(number=TEXT, contact_caution=TEXT, household=TEXT, in_charge=TEXT, district=TEXT, **given)
    ).record
    at = {"contact_name": TEXT, "contact_hours": TEXT, "venue": TEXT, "handoff_note": TEXT}
    at |= dict.fromkeys(("fee", "operated_by", "access", "email", "website", "first_words", "meet_at"), TEXT)
    at |= {"capacity_note": TEXT, "verified_on": DAY, "verified_with": TEXT}
    parts = {
        "places": (InstitutionPlace(name=TEXT, address=TEXT, access=TEXT),),
        "services": (InstitutionService(name=TEXT, eligibility=TEXT, fee=TEXT, note=TEXT),),
        "people": (InstitutionPerson(name=TEXT, kana=KANA, phone=PHONE, hours=TEXT, note=TEXT),),
        "phones": (InstitutionPhone(number=PHONE, note=TEXT),),
        "areas": (ServedArea(name=TEXT),),
    }
    office = institutions.save(centre, institution_draft(**given, **at, **parts)).record
    times = tuple(replace(each, venue=TEXT, note=TEXT) for each in parse_schedule("毎週火 19:00-21:00"))
    meeting = {"kind": "self_help_group", "schedule": times, "listed": False, "unlisted_reason": TEXT}
    group = institutions.save(centre, institution_draft(**given | at | meeting | {"name": f"{TEXT}会"})).record
    gone = institutions.save(centre, institution_draft(name=f"{TEXT}旧")).record
    with centre.sessions.write() as session:
        mark_defunct(session, [(gone.id, DAY, TEXT, office.id)])
    contacts.add(
        centre,
        ContactDraft(client_id=client.id, on=DAY, service=ContactService.CONSULTATION, category="alcohol", note=TEXT),
    )
    engagements.mark(
        centre, EngagementDraft(client_id=client.id, institution_id=office.id, contact_person=TEXT, note=TEXT)
    )
    engagements.mark(centre, EngagementDraft(client_id=client.id, kind=kind, note=TEXT))
    facts = HandoffFacts(
        client_present=True,
        receiver_live=True,
        channel=Channel.TELEPHONE,
        receiver_name=TEXT,
        accompanied_by=TEXT,
        at="10:38",
        note=TEXT,
    )
    for institution in (office, group):
        draft = ReferralDraft(
            client_id=client.id,
            institution_id=institution.id,
            on=DAY,
            consent=ConsentKind.ORAL,
            consent_by=TEXT,
            request=TEXT,
            background=TEXT,
        )
        made = referrals.refer(centre, draft, facts, follow_up_on=DAY + timedelta(days=7), follow_up_note=TEXT).record
        (due,) = followups.of_referral(centre, made.id)
        followups.log_attempt(centre, due.id, TEXT)
        followups.postpone(centre, made.id, centre.today() + timedelta(days=3), TEXT)
    whole_record.fill(centre, client.id, office.id, DAY)
    letters_and_directory.fill(centre, 1, office.id)
    documents.card(centre, 2, nickname=TEXT)
    documents.summary(centre, client.id)
    drafts.keep(centre, "client", "~form", TEXT * 50)
    restrictions.restrict(centre, client.id, [LOGIN, OTHER])
    audit.searched(centre, "clients", [client.id], 1)


def _command_line(journey: Journey) -> None:
    saved = journey.saved
    for name, content in (("ledger.csv", LEDGER), ("bad.csv", BAD_LEDGER)):
        (saved / name).write_text(content, encoding="utf-8")
    journey.call("import", "clients", saved / "ledger.csv")
    journey.show("problems.txt", "import", "clients", saved / "bad.csv", status=3)
    for kind in ("clients", "institutions", "engagements", "contacts", "referrals"):
        for form in ("csv", "xlsx", "json"):
            journey.call("export", kind, "--format", form, "--out", saved / f"{kind}.{form}")
    for paper, of in (("letter", "r-1"), ("card", "r-2"), ("summary", "c-1")):
        journey.call(paper, of, "--out", saved / f"{paper}.pdf")
    for form in ("csv", "xlsx", "pdf", "json"):
        journey.call("tally", "2026-11", "--format", form, "--out", saved / f"tally.{form}")
    for kind in ("clients", "institutions", "referrals", "follow-ups"):
        journey.show(f"{kind}-list.json", "list", kind, "--search", TEXT, "--format", "json")
    journey.show("client.json", "show", "client", "c-1", "--format", "json")
    journey.call("check", "--deep")
    journey.call("backup", "--to", saved.parent / "stick")
    (backup,) = (saved.parent / "stick").glob("*.rdbackup")
    journey.call("restore", backup, "--into", journey.data.parent / "restored")
    journey.call("audit", "--verify")
    journey.show("not-found.txt", "show", "client", f"{TEXT}x", "--format", "json", status=3)


def _mistakes(centre: Centre) -> None:
    """What is refused, with the mark in what was tried."""
    for act in (
        lambda: clients.save(centre, client_draft(name=TEXT, kana=TEXT, phone=TEXT)),
        lambda: clients.save(centre, client_draft(number=TEXT, name=TEXT)),
        lambda: users.add_user(centre, UserDraft(login=TEXT * 10, name=TEXT), "short", cost=CHEAP),
        lambda: vault.change_password(centre.folder, LOGIN, WRONG_PASSWORD, PASSWORD, cost=CHEAP, minimum=CHEAP),
    ):
        _refused(act)


def _refused(act: Callable[[], object]) -> None:
    try:
        act()
    except (Rejected, WrongPassword):
        return
    raise AssertionError("it was taken")


def _defects(journey: Journey) -> None:
    """A defect of the program in the middle of a client's record: the command line reports it."""

    def broken(*_arguments: object, **_more: object) -> object:
        name = TEXT
        raise RuntimeError(f"{name} {KANA} {PHONE}")

    kept = documents.letter
    documents.letter = broken
    try:
        journey.call("letter", "r-1", "--out", journey.saved / "never.pdf", status=1)
    finally:
        documents.letter = kept


def _killed(journey: Journey) -> None:
    """The process dies while a client is being saved, as at a power cut."""
    with journey.open().write(Action.SAVE_CLIENT) as session:
        session.execute(text("UPDATE client SET note = note || :more"), {"more": TEXT * 5_000})
        session.flush()
        sys.stdout.flush()
        signal.raise_signal(signal.SIGKILL)


if __name__ == "__main__":
    main()
