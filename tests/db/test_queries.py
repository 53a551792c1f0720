"""That the database answers from its indexes, so that a month costs the same after ten years."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.orm import Session

from referral_desk.db.queries import bulk, clients, figures, follow_ups, referrals, tallies
from referral_desk.db.queries.tally_rows import tally_rows
from referral_desk.db.session import Sessions

DAY = date(2026, 11, 24)
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Sessions(engine).read() as opened:
        yield opened


def plans(session: Session, ask: object) -> list[str]:
    """Return how the database goes about each statement of a question."""
    statements: list[tuple[str, tuple[str, ...]]] = []
    engine = session.get_bind()

    def note(_connection: object, _cursor: object, statement: str, values: tuple[str, ...], *_others: object) -> None:
        statements.append((statement, values))

    event.listen(engine, "before_cursor_execute", note)
    assert callable(ask)
    ask()
    event.remove(engine, "before_cursor_execute", note)
    cursor = session.connection().connection.cursor()
    lines = []
    for statement, values in statements:
        if statement.lstrip().startswith("SELECT"):
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", values)
            lines += [str(row[3]) for row in cursor.fetchall()]
    assert lines
    return lines


def test_a_months_contacts_and_referrals_are_counted_from_covering_indexes(session: Session) -> None:
    lines = plans(session, lambda: tallies.counts(session, FIRST, LAST))
    of_contacts = [line for line in lines if " contact " in f"{line} " or "contact_factor" in line]
    of_referrals = [line for line in lines if " referral " in f"{line} "]
    assert of_contacts
    assert of_referrals
    assert {line for line in of_contacts if "USING COVERING INDEX ix_contact" not in line} == set()
    assert {line for line in of_referrals if "USING COVERING INDEX ix_referral_tally" not in line} == set()


def test_current_engagements_are_counted_from_a_covering_index(session: Session) -> None:
    lines = plans(session, lambda: tallies.counts(session, FIRST, LAST))
    assert any("engagement USING COVERING INDEX ix_engagement_tally" in line for line in lines)


@pytest.mark.parametrize(
    "ask",
    [
        clients.next_number,
        lambda session: referrals.next_number(session, DAY),
        lambda session: clients.id_of_number(session, "00012"),
        lambda session: referrals.of_client(session, 1, 200),
        lambda session: referrals.open_of_client(session, 1),
        lambda session: follow_ups.dated(session, DAY),
        lambda session: follow_ups.open_of(session, 1),
        lambda session: figures.contacts(session, tally_rows(session, FIRST, LAST), category="alcohol"),
    ],
    ids=["next client", "next referral", "number", "referrals", "open referrals", "due", "follow-ups", "behind"],
)
def test_what_is_asked_at_every_turn_scans_no_table(session: Session, ask: object) -> None:
    assert callable(ask)
    lines = plans(session, lambda: ask(session))
    # looked through once a question, and mostly empty
    few = ("SCAN client_restriction", "SCAN client_reader", "SCAN merge", "SCAN disposal", "SCAN closed_month")
    assert [line for line in lines if line.startswith("SCAN") and "CONSTANT" not in line and line not in few] == []


def test_emptying_a_centre_leaves_its_particulars_and_nothing_else(engine: Engine) -> None:
    kept = {"centre", "staff", "institution_kind", "alembic_version", "audit", "audit_key", "draft", "report_profile"}
    kept |= {"letter_wording"}
    with_clients = {"client_restriction", "client_reader"}
    sessions = Sessions(engine)
    with sessions.write() as session:
        bulk.empty(session)
        assert not bulk.has_records(session)
    with sessions.read() as session:
        names = session.scalars(text("SELECT name FROM sqlite_schema WHERE type = 'table'")).all()
        emptied = {table.name for table in (model.__table__ for model in bulk._DEPENDENTS_FIRST)}  # type: ignore[attr-defined]
    assert {name for name in names if not name.startswith("sqlite_")} == kept | emptied | with_clients
