"""Closing a record and opening it again; disposing of it years later, by two people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Table, select, text

from referral_desk.db.models import Base, ClientTable
from referral_desk.db.queries.belonging import belongs, tables_of_clients
from referral_desk.domain.access import Action, Role
from referral_desk.domain.audit import AuditFilter
from referral_desk.domain.client import Client
from referral_desk.domain.closing import ClosingDraft
from referral_desk.domain.codes import Sex
from referral_desk.domain.errors import NotAllowed, NotFound, NotPossible, Rejected
from referral_desk.domain.household import HouseholdDraft, MemberDraft
from referral_desk.domain.users import UserDraft
from referral_desk.services import audit, clients, closing, disposal, documents, drafts, households, users
from referral_desk.services.centre import Centre, open_centre
from tests.making import (
    CALL,
    CHEAP,
    LETTER,
    TODAY,
    add_client,
    add_contact,
    add_institution,
    add_referral,
    client_draft,
)

LONG_AGO = date(2020, 3, 1)
SECOND = "べつのみほんの長い合言葉。"


def close(centre: Centre, client: Client, on: date = TODAY, reason: str = "settled") -> Client:
    return closing.close(centre, client.id, ClosingDraft(on=on, reason=reason)).record


@pytest.fixture
def second(centre: Centre) -> Iterator[Centre]:
    """Another manager of the same centre."""
    users.add_user(centre, UserDraft(login="akane", role=Role.MANAGER, name="例田 茜"), SECOND, cost=CHEAP)
    other = open_centre(centre.folder, "akane", SECOND, minimum=CHEAP, today=centre.today)
    yield other
    other.close()


@pytest.fixture
def old(centre: Centre) -> Client:
    """A client with a bit of everything, closed long ago."""
    client = add_client(centre, name="見本 旧子", note="秘密の記録")
    office = add_institution(centre)
    add_contact(centre, client.id, on=LONG_AGO, factors=("social_withdrawal",))
    referral = add_referral(centre, client.id, office.id, replace(LETTER, note="秘密"), on=LONG_AGO)
    documents.letter(centre, referral.id, slip=False)
    with centre.sessions.write() as session:
        session.execute(text("UPDATE referral SET status = 'completed'"))
    drafts.keep(centre, "contact", f"c-{client.id}", "{}")
    drafts.keep(centre, "new_referral", "", f'{{"draft":{{"client_id":{client.id},"client_name":"見本"}}}}')
    return close(centre, client, LONG_AGO)


# --- closing ------------------------------------------------------------------------------------------------------


def test_a_closed_record_says_when_why_and_by_whom(centre: Centre) -> None:
    client = close(centre, add_client(centre))
    (closed,) = closing.of_client(centre, client.id)
    assert (client.closed_on, closed.on, closed.reason, closed.staff_name) == (TODAY, TODAY, "settled", "見本 みどり")


def test_a_record_is_closed_once(centre: Centre) -> None:
    client = close(centre, add_client(centre))
    with pytest.raises(NotPossible):
        close(centre, client)


def test_what_is_wrong_is_refused_and_nothing_is_closed(centre: Centre) -> None:
    client = add_client(centre)
    add_contact(centre, client.id, on=TODAY)
    with pytest.raises(Rejected):
        close(centre, client, date(2026, 11, 23))
    assert clients.get(centre, client.id).closed_on is None


def test_a_record_is_opened_again_with_a_reason_and_the_closing_stays_in_its_history(centre: Centre) -> None:
    client = close(centre, add_client(centre))
    with pytest.raises(Rejected):
        closing.reopen(centre, client.id, " ")
    assert closing.reopen(centre, client.id, "再び相談があった").record.closed_on is None
    (closed,) = closing.of_client(centre, client.id)
    assert (closed.reopened_on, closed.reopened_reason) == (TODAY, "再び相談があった")
    close(centre, client, reason="moved")
    assert [each.reason for each in closing.of_client(centre, client.id)] == ["moved", "settled"]


def test_undo_of_closing_leaves_no_closing_behind(centre: Centre) -> None:
    client = close(centre, add_client(centre))
    closing.take_back(centre, client.id)
    assert closing.of_client(centre, client.id) == ()
    assert clients.get(centre, client.id).closed_on is None
    with pytest.raises(NotPossible):
        closing.take_back(centre, client.id)


def test_what_is_still_open_is_said_before_closing(centre: Centre) -> None:
    client, office = add_client(centre), add_institution(centre)
    add_referral(centre, client.id, office.id, CALL, follow_up_on=TODAY)
    before = closing.before_closing(centre, client.id)
    assert (before.still_open.referrals, before.still_open.follow_ups, before.last_entry) == (1, 1, TODAY)


# --- disposal -----------------------------------------------------------------------------------------------------


def test_only_records_whose_time_is_over_are_due(centre: Centre, old: Client) -> None:
    close(centre, add_client(centre, name="見本 新子"))
    add_client(centre, name="見本 開子")
    (due,) = disposal.due(centre)
    assert (due.client_id, due.closed_on, due.due_on, due.stays) == (old.id, LONG_AGO, date(2025, 4, 1), None)


def test_a_record_that_is_not_due_cannot_even_be_proposed(centre: Centre) -> None:
    client = close(centre, add_client(centre))
    with pytest.raises(NotPossible):
        disposal.propose(centre, client.id)


def test_nobody_disposes_of_what_she_proposed_herself(centre: Centre, second: Centre, old: Client) -> None:
    with pytest.raises(NotPossible):
        disposal.dispose(centre, old.id)
    disposal.propose(centre, old.id)
    with pytest.raises(NotPossible):
        disposal.propose(second, old.id)
    with pytest.raises(NotPossible):
        disposal.dispose(centre, old.id)
    assert disposal.dispose(second, old.id).record.proposed_by == "見本 みどり"


def test_a_proposal_can_be_taken_back_and_is_forgotten_when_the_record_opens_again(
    centre: Centre, second: Centre, old: Client
) -> None:
    disposal.propose(centre, old.id)
    disposal.withdraw(second, old.id)
    with pytest.raises(NotPossible):
        disposal.dispose(second, old.id)
    with pytest.raises(NotPossible):
        disposal.withdraw(second, old.id)
    disposal.propose(centre, old.id)
    closing.reopen(centre, old.id, "再び相談があった")
    assert disposal.due(second) == ()
    with pytest.raises(NotPossible):
        disposal.dispose(second, old.id)


def test_a_record_with_a_later_entry_or_something_open_stays(centre: Centre, second: Centre, old: Client) -> None:
    disposal.propose(centre, old.id)
    add_contact(centre, old.id, on=date(2021, 1, 1))
    (due,) = disposal.due(centre)
    assert due.stays is not None
    with pytest.raises(NotPossible):
        disposal.dispose(second, old.id)


def test_nothing_of_a_disposed_person_is_left_in_any_table(centre: Centre, second: Centre, old: Client) -> None:
    kept = add_client(centre, name="例田 一朗", kana="レイタ イチロウ")
    add_contact(centre, kept.id)
    disposal.propose(centre, old.id)
    gone = disposal.dispose(second, old.id).record
    assert gone.counts["contact"] == gone.counts["referral"] == gone.counts["document"] == 1
    with pytest.raises(NotFound):
        clients.get(centre, old.id)
    assert clients.rows(centre, "旧子") == ()
    with centre.read() as session:
        for table in tables_of_clients():
            condition = belongs(table, old.id)
            assert condition is not None
            assert session.execute(select(table).where(condition)).all() == [], table.name
        everything = [
            str(tuple(row)) for table in Base.metadata.sorted_tables for row in session.execute(select(table)).all()
        ]
        assert session.execute(text("PRAGMA foreign_key_check")).all() == []
    assert not any("旧子" in row or "秘密" in row for row in everything)
    assert clients.get(centre, kept.id).name == "例田 一朗"


def test_numbers_of_a_disposed_record_and_of_its_letters_are_not_given_again(
    centre: Centre, second: Centre, old: Client
) -> None:
    disposal.propose(centre, old.id)
    disposal.dispose(second, old.id)
    client, office = add_client(centre), add_institution(centre, name="見本クリニック")
    assert (client.id, client.number) == (old.id + 1, "00002")
    referral = add_referral(centre, client.id, office.id, LETTER)
    assert documents.letter(centre, referral.id).number.endswith("第2号")


def test_those_who_stay_in_the_household_of_a_disposed_person_are_related_to_somebody_who_is_there(
    centre: Centre, second: Centre, old: Client
) -> None:
    son, grandson = add_client(centre, sex=Sex.MALE), add_client(centre, name="例田 一朗", sex=Sex.MALE)
    members = (
        MemberDraft(client_id=old.id, relation="self"),
        MemberDraft(name="例田 文", relation="sister"),
        MemberDraft(client_id=son.id, relation="son", calls_for=3),
        MemberDraft(client_id=grandson.id, relation="grandchild", calls_for=0),
    )
    households.save(centre, son.id, HouseholdDraft(members=members))
    disposal.propose(centre, old.id)
    disposal.dispose(second, old.id)
    left = households.of_client(centre, son.id)
    assert left is not None
    assert [(each.client_id, each.relation, each.calls_for) for each in left.members[1:]] == [
        (son.id, "self", 2),
        (grandson.id, "son", None),
    ]
    households.save(centre, son.id, replace(left, note="変更"), household_id=left.id, version=left.version)


def test_the_certificate_says_who_and_how_much_and_stands_in_the_audit_trail(
    centre: Centre, second: Centre, old: Client
) -> None:
    disposal.propose(centre, old.id)
    disposal.dispose(second, old.id)
    (certificate,) = disposal.certificates(centre)
    assert (certificate.client_number, certificate.closed_on) == (old.number, LONG_AGO)
    assert (certificate.proposed_by, certificate.approved_by) == ("見本 みどり", "例田 茜")
    entry = next(row for row in audit.rows(centre, AuditFilter()).rows if row.action == Action.DISPOSE_CLIENT)
    assert (entry.login, entry.client_id) == ("akane", old.id)
    assert dict(entry.detail) == {"certificate": 1, "proposed": [1], "contacts": 1, "referrals": 1, "documents": 1}


def test_an_id_is_never_given_again(centre: Centre, second: Centre, old: Client) -> None:
    disposal.propose(centre, old.id)
    disposal.dispose(second, old.id)
    assert add_client(centre, name="別人 新子").id > old.id


def test_a_role_that_does_not_lead_sees_no_list_and_disposes_of_nothing(centre: Centre, old: Client) -> None:
    users.add_user(centre, UserDraft(login="staff", role=Role.STAFF, name="例田 職員"), SECOND, cost=CHEAP)
    staff = open_centre(centre.folder, "staff", SECOND, minimum=CHEAP, today=centre.today)
    for call in (disposal.due, disposal.certificates, lambda c: disposal.propose(c, old.id)):
        with pytest.raises(NotAllowed):
            call(staff)
    staff.close()


def test_the_register_is_printed_without_a_name_of_a_client(centre: Centre, second: Centre, old: Client) -> None:
    disposal.propose(centre, old.id)
    disposal.dispose(second, old.id)
    assert disposal.register(centre).pdf.startswith(b"%PDF")


def test_every_table_that_names_a_client_is_known_to_belong_to_one() -> None:
    known = {table.name for table in tables_of_clients()}
    for table in Base.metadata.sorted_tables:
        assert isinstance(table, Table)
        names_one = any(key.column.table is ClientTable.__table__ for key in table.foreign_keys)
        assert not names_one or table.name in known, table.name
    assert {"contact_factor", "attempt", "handoff", "consent_item", "disclosure_item", "attendee"} <= known
    assert not {"institution", "centre", "staff", "audit", "client", "disposal", "household"} & known


def test_a_new_client_after_a_closed_one_is_unharmed(centre: Centre) -> None:
    close(centre, add_client(centre))
    assert clients.save(centre, client_draft(name="別人")).record.closed_on is None
