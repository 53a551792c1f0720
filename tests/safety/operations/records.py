"""Saving, importing, bringing the tables up to date."""

from __future__ import annotations

from referral_desk.db import engine
from referral_desk.domain.codes import Outcome, Reporter
from referral_desk.domain.followup import OutcomeReport
from referral_desk.services import clients, followups, imports, referrals
from tests.making import CALL, TODAY, add_contact, client_draft, referral_draft
from tests.safety import patterns
from tests.safety.ground import Case
from tests.safety.operations.operation import Operation, Step, Window

IMPORTED = 120


def save(case: Case) -> list[Step]:
    """Save a client, a referral, a contact and an outcome, one after the other, and change the client."""
    window = Window(case)
    known: dict[str, int] = {}

    def client() -> None:
        known["client"] = clients.save(window.centre, client_draft(number="甲", note="記録" * 2_000)).record.id

    def refer() -> None:
        draft = referral_draft(known["client"], 1)
        known["referral"] = referrals.refer(window.centre, draft, CALL, follow_up_on=TODAY).record.id

    def contact() -> None:
        add_contact(window.centre, known["client"], factors=("disaster", "developmental"))

    def outcome() -> None:
        report = OutcomeReport(Outcome.WAITLISTED, TODAY, Reporter.STAFF)
        followups.report_outcome(window.centre, known["referral"], report)

    def change() -> None:
        clients.save(window.centre, client_draft(number="甲", note="変更" * 3_000), client_id=known["client"])

    steps = {"client": client, "referral": refer, "contact": contact, "outcome": outcome, "change": change}
    return window.between(*(Step(name, do) for name, do in steps.items()))


def save_unsynced(case: Case) -> list[Step]:
    """Save as the program does, but without waiting for the disk."""
    first, *rest = save(case)

    def open_unsynced() -> None:
        kept = engine._PRAGMAS
        engine._PRAGMAS = tuple(pragma.replace("synchronous = FULL", "synchronous = OFF") for pragma in kept)
        try:
            first.do()
        finally:
            engine._PRAGMAS = kept

    return [Step("open", open_unsynced), *rest]


def import_clients(case: Case) -> list[Step]:
    """Import a ledger of clients."""
    window = Window(case)
    ledger = case.place / "clients.csv"
    lines = [f"{number:05},見本 {number},ミホン" for number in range(1, IMPORTED + 1)]
    ledger.write_text("\n".join(["利用者番号,氏名,フリガナ", *lines]) + "\n", encoding="utf-8")

    def execute() -> None:
        imports.execute(window.centre, imports.plan(window.centre, imports.LedgerKind.CLIENTS, ledger))

    return window.between(Step("import", execute))


def migrate(case: Case) -> list[Step]:
    """Open a centre of the first version, which brings its tables up to date."""
    return Window(case).between()


SAVE = Operation("save", patterns.prepared, save)
IMPORT = Operation("import", patterns.prepared, import_clients)
MIGRATE = Operation("migrate", patterns.of_revision_0001, migrate)
UNSYNCED = Operation("save-unsynced", patterns.prepared, save_unsynced)
"""Not what the program does: it shows that the trials find what is lost."""
