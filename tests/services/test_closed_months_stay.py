"""A closed month says the same to the last figure, whatever is done later: edits, merges, imports, disposals."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from referral_desk.db.queries import closings
from referral_desk.domain.calendar import Period
from referral_desk.domain.codes import (
    ContactService,
    EngagementState,
    Outcome,
    PublicAssistance,
    ReferralStatus,
    Reporter,
    Sex,
)
from referral_desk.domain.contact import draft_of
from referral_desk.domain.engagement import EngagementDraft
from referral_desk.domain.errors import NotFound, NotPossible, Rejected
from referral_desk.domain.followup import OutcomeReport
from referral_desk.domain.ledger import LedgerKind, OnDuplicate
from referral_desk.domain.merging import MERGE_FIELDS, Keep
from referral_desk.services import (
    clients,
    closed_months,
    contacts,
    engagements,
    followups,
    institution_merging,
    institutions,
    late_entries,
    merging,
    referrals,
    tallies,
)
from referral_desk.services.centre import Centre
from referral_desk.services.tallies import as_json
from tests.making import (
    CALL,
    LEAFLET,
    NOT_YET,
    add_client,
    add_contact,
    add_institution,
    add_referral,
    client_draft,
    institution_draft,
)
from tests.services.ledger_files import taken, written

FIRST = date(2026, 7, 1)
CLOSED = Period.months((2026, 9), (2026, 10))
STEPS = 20
LOOKED_AFTER = 5
CATEGORIES = ("alcohol", "gambling", "depression")
KINDS = ("welfare_office", "self_help_group", "medical_institution")


class Life:
    """A small centre in which things happen at random, most of them on days that are closed by then."""

    def __init__(self, centre: Centre, seed: int, folder: Path) -> None:
        self.centre, self.chance, self.folder = centre, random.Random(seed), folder
        self.names = iter(range(1, 1000))
        for kind in KINDS:
            add_institution(centre, name=f"架空の機関{next(self.names)}", kind=kind)
        for _client in range(4):
            self.enter_client()
        for _entry in range(8):
            self.enter_contact()
            self.refer()
        with centre.sessions.write() as session:
            session.execute(text("UPDATE client SET registered_on = NULL"))

    def day(self) -> date:
        return FIRST + timedelta(days=self.chance.randrange(140))

    def one(self, table: str) -> int:
        with self.centre.read() as session:
            found = session.scalars(text(f"SELECT id FROM {table} ORDER BY id")).all()
        if not found:
            raise NotFound(clients.CHANGED_ELSEWHERE.message)
        return int(self.chance.choice(found))

    # --- what happens -------------------------------------------------------------------------------------------------

    def enter_client(self) -> None:
        name = f"見本{next(self.names)}"
        add_client(self.centre, name=name, kana="ミホン", sex=self.chance.choice(tuple(Sex)))

    def change_client(self) -> None:
        draft = client_draft(
            birth=date(self.chance.randrange(1940, 2010), 4, 1), public_assistance=PublicAssistance.RECEIVING
        )
        clients.save(self.centre, draft, client_id=self.one("client"))

    def enter_contact(self) -> None:
        service, category = self.chance.choice(tuple(ContactService)), self.chance.choice(CATEGORIES)
        factors = ("disaster",) if self.chance.random() < 0.5 else ()
        add_contact(self.centre, self.one("client"), on=self.day(), service=service, category=category, factors=factors)

    def correct_contact(self) -> None:
        contact = contacts.opened(self.centre, self.one("contact")).contact
        changed = replace(draft_of(contact), on=self.day(), category=self.chance.choice(CATEGORIES), factors=())
        contacts.correct(self.centre, contact.id, changed)

    def remove_contact(self) -> None:
        contacts.remove(self.centre, self.one("contact"), reason="見本の誤り")

    def refer(self) -> None:
        facts = self.chance.choice((CALL, LEAFLET, NOT_YET))
        add_referral(self.centre, self.one("client"), self.one("institution"), facts, on=self.day())

    def report(self) -> None:
        outcome = self.chance.choice((Outcome.FIRST_ATTENDED, Outcome.GOT_HELP, Outcome.NO_SHOW))
        report = OutcomeReport(outcome, date(2026, 11, 24), Reporter.CLIENT)
        followups.report_outcome(self.centre, self.one("referral"), report)

    def mark_error(self) -> None:
        referrals.set_status(self.centre, self.one("referral"), ReferralStatus.ENTERED_IN_ERROR)

    def change_institution(self) -> None:
        draft = institution_draft(name=f"架空の機関{next(self.names)}", kind=self.chance.choice(KINDS))
        institutions.save(self.centre, draft, institution_id=self.one("institution"))

    def engage(self) -> None:
        state = self.chance.choice((EngagementState.ENGAGED, EngagementState.DECLINED))
        draft = EngagementDraft(
            client_id=self.one("client"), kind=self.chance.choice(KINDS), since=self.day(), state=state
        )
        engagements.mark(self.centre, draft)

    def merge(self) -> None:
        kept, other = self.one("client"), self.one("client")
        choices = {each.name: self.chance.choice((Keep.KEPT, Keep.OTHER)) for each in MERGE_FIELDS}
        merging.merge(self.centre, kept, other, choices)

    def undo_merge(self) -> None:
        merging.undo(self.centre, self.one("merge"))

    def merge_institutions(self) -> None:
        kept, other = self.one("institution"), self.one("institution")
        institution_merging.merge(self.centre, kept, other, {"name": self.chance.choice((Keep.KEPT, Keep.OTHER))})

    def undo_merge_of_institutions(self) -> None:
        institution_merging.undo(self.centre, self.one("institution_merge"))

    def bring_a_ledger(self) -> None:
        number = clients.get(self.centre, self.one("client")).number
        rows = [(number, self.day().isoformat(), "相談", "アルコール") for _row in range(3)]
        head = ("利用者番号", "日付", "方法", "相談内容")
        ledger = written(self.folder / f"{next(self.names)}.csv", head, *rows)
        taken(self.centre, LedgerKind.CONTACTS, ledger, OnDuplicate.ADD)

    def dispose(self) -> None:
        with self.centre.sessions.write() as session:
            closings.dispose(session, self.one("client"))

    HAPPENINGS: tuple[Callable[[Life], None], ...] = (
        enter_client,
        change_client,
        enter_contact,
        correct_contact,
        remove_contact,
        refer,
        report,
        mark_error,
        change_institution,
        engage,
        merge,
        undo_merge,
        merge_institutions,
        undo_merge_of_institutions,
        bring_a_ledger,
        dispose,
    )

    def figures(self, period: Period) -> str:
        return json.dumps(as_json(tallies.tally(self.centre, period), self.centre.codes, "ja"), ensure_ascii=False)


@pytest.mark.parametrize("seed", range(3))
def test_a_closed_month_stays_whatever_happens_later(centre: Centre, tmp_path: Path, seed: int) -> None:
    life = Life(centre, seed, tmp_path)
    for month in CLOSED.each_month():
        closed_months.close_month(centre, *month)
    periods = (CLOSED, *(Period.month(*month) for month in CLOSED.each_month()))
    before = [life.figures(period) for period in periods]
    happened = []
    for step, happening in enumerate(life.chance.choices(Life.HAPPENINGS, k=STEPS), start=1):
        with suppress(NotFound, NotPossible, Rejected):
            happening(life)
            happened.append(happening.__name__)
        if step % LOOKED_AFTER == 0:
            assert [life.figures(period) for period in periods] == before, happened
    late_entries.corrections(centre, 2026, 10)
    assert len(set(happened)) >= STEPS // 4, happened


def test_every_happening_happens(centre: Centre, tmp_path: Path) -> None:
    """A happening that is always refused would prove nothing."""
    life = Life(centre, 7, tmp_path)
    for happening in Life.HAPPENINGS:
        for _try in range(20):
            with suppress(NotFound, NotPossible, Rejected):
                happening(life)
                break
        else:
            pytest.fail(happening.__name__)
