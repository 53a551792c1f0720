"""Two records become one: everything goes along, the old number leads there, and it can be taken back to the letter."""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from referral_desk.db.models import Base, ClientTable
from referral_desk.db.queries.belonging import client_columns
from referral_desk.db.queries.merging import TREATED_APART, moved_tables
from referral_desk.domain.access import Action, Role
from referral_desk.domain.audit import AuditFilter
from referral_desk.domain.client import Client
from referral_desk.domain.engagement import EngagementDraft
from referral_desk.domain.errors import NotAllowed, NotPossible, Rejected
from referral_desk.domain.ledger import LedgerKind, OnDuplicate
from referral_desk.domain.merging import HOUSEHOLD, MERGE_FIELDS, Keep
from referral_desk.domain.users import UserDraft
from referral_desk.services import (
    audit,
    clients,
    contacts,
    documents,
    drafts,
    engagements,
    imports,
    lookup,
    merging,
    referrals,
    restrictions,
    users,
)
from referral_desk.services.centre import Centre, open_centre
from tests.making import (
    CHEAP,
    LETTER,
    LOGIN,
    TODAY,
    NewCentre,
    add_client,
    add_contact,
    add_institution,
    add_referral,
    client_draft,
)
from tests.services.ledger_files import CLIENT_HEADER, written
from tests.services.merging_rows import Filler, changed, contents, of_every_table


@pytest.fixture
def kept(centre: Centre) -> Client:
    return add_client(centre, number="00012", address="", note="先の記録")


@pytest.fixture
def other(centre: Centre, kept: Client) -> Client:
    return add_client(
        centre,
        number="00345",
        name="例田 花子",
        kana="レイダ ハナコ",
        address="架空市見本町1-1",
        phone="090-0000-0009",
        note="後の記録",
    )


def merged(centre: Centre, kept: Client, other: Client, **choices: Keep) -> int:
    return merging.merge(centre, kept.id, other.id, choices).record.id


# --- no table is forgotten --------------------------------------------------------------------------------------------


def test_every_table_that_names_a_client_is_known() -> None:
    naming = {table.name for table in Base.metadata.sorted_tables if client_columns(table)}
    assert {table.name for table in moved_tables()} | TREATED_APART == naming
    for table in moved_tables():
        assert len(client_columns(table)) == 1, table.name
        assert [column.name for column in table.primary_key] == ["id"], table.name
        assert {"created_at", "at"} & set(table.c.keys()), table.name
        column = table.c[client_columns(table)[0]]
        assert not column.unique, f"{table.name}: a client has one row at most, so it cannot just change hands"
    apart = {"audit", "merge"}  # they go on speaking of the id that was given up
    unbound = {
        table.name for table in Base.metadata.sorted_tables if "client_id" in table.c and not client_columns(table)
    }
    assert unbound == apart - {"merge"} | {"client_reader"}  # readers go with their restriction


def test_every_field_of_a_client_is_chosen_or_settled_by_a_rule() -> None:
    chosen = [name for field in MERGE_FIELDS for name in field.fields]
    assert len(chosen) == len(set(chosen))
    settled = {"id", "version", "number", "registered_on", "closed_on"}
    assert set(chosen) | settled == set(Client.__dataclass_fields__)
    derived = {"kana_key", "running", "created_at", "updated_at"}
    assert set(chosen) | settled | derived == set(ClientTable.__table__.c.keys())


# --- there and back ---------------------------------------------------------------------------------------------------


@contextmanager
def filled(pattern: NewCentre, seed: int, most: int) -> Iterator[Centre]:
    """Give a centre in which two of three clients have up to ``most`` rows of every table."""
    dice = random.Random(seed)
    with tempfile.TemporaryDirectory() as place:
        centre = pattern.copied_to(Path(place) / "centre").open()
        for number in range(3):
            add_client(centre, name=f"見本 {number}", note=f"メモ{number}", phone=f"090-0000-000{number}")
            add_institution(centre, name=f"架空機関{number}")
        with centre.sessions.write() as session:
            filler = Filler(session, dice)
            for client_id in (1, 2, 3):
                filler.fill(client_id, most)
            surroundings(session, dice)
        yield centre
        centre.close()


def surroundings(session: object, dice: random.Random) -> None:
    """Add what a client has once: a household, dragged nodes, forms in work."""
    execute = session.execute  # type: ignore[attr-defined]
    homes = dice.choice([(), (1,), (2,), (1, 2), (1, 1), (1, 1)])
    for home in sorted(set(homes)):
        execute(text(f"INSERT INTO household VALUES ({home}, '見本家{home}', '', '', 1, '2026-01-01', '2026-01-01')"))
    members = [(home, client) for home, client in zip(homes, dice.sample([1, 2], len(homes)), strict=False)]
    members += [(home, None) for home in sorted(set(homes)) for _turn in range(dice.randint(0, 2))]
    for home in sorted(set(homes)):
        of_home = dice.sample([each for each in members if each[0] == home], sum(each[0] == home for each in members))
        for place, (_home, client) in enumerate(of_home):
            calls = dice.choice([None, *range(len(of_home))])
            values = {"home": home, "place": place, "client": client, "calls": None if calls == place else calls}
            execute(
                text(
                    "INSERT INTO household_member (household_id, position, client_id, name, kana, birth_exact,"
                    " relation, deceased, lives_together, phone, calls_for, note)"
                    " VALUES (:home, :place, :client, '', '', 1, '', 0, 1, '', :calls, '')"
                ),
                values,
            )
    for client in (1, 2):
        for node in dice.sample(["i-1", "i-2", "s-1"], dice.randint(0, 3)):
            execute(text(f"INSERT INTO ecomap_place VALUES ({client}, '{node}', {dice.random()}, 0.5)"))
        for form in dice.sample(["client", "contact", "engagement"], dice.randint(0, 3)):
            content = json.dumps({"draft": {"client_id": client, "note": "途中"}}, separators=(",", ":"))
            execute(
                text("INSERT INTO draft VALUES (:login, :form, :about, :content, '2026-11-24 00:00:00.000000')"),
                {"login": LOGIN, "form": form, "about": f"c-{client}", "content": content},
            )


@settings(max_examples=25)
@given(
    st.integers(0, 10**6),
    st.integers(0, 3),
    st.lists(st.sampled_from(Keep), min_size=len(MERGE_FIELDS), max_size=len(MERGE_FIELDS)),
)
def test_a_merge_that_is_taken_back_leaves_everything_as_it_was(
    centre_pattern: NewCentre, seed: int, most: int, drawn: list[Keep]
) -> None:
    choices = {
        field.name: choice if field.joins or choice is not Keep.BOTH else Keep.OTHER
        for field, choice in zip(MERGE_FIELDS, drawn, strict=True)
    } | {HOUSEHOLD: Keep.OTHER if drawn[0] is Keep.OTHER else Keep.KEPT}
    with filled(centre_pattern, seed, most) as centre:
        before = contents(centre)
        with centre.read() as session:
            had = of_every_table(session, 2)
            third = of_every_table(session, 3)
        merge = merging.merge(centre, 1, 2, choices).record
        between = contents(centre)
        with centre.read() as session:
            assert of_every_table(session, 2) == set()
            assert had <= of_every_table(session, 1) | {"merge"}
            assert of_every_table(session, 3) == third
        assert len(between["client"]) == 2
        for table in moved_tables():
            assert len(between.get(table.name, ())) == len(before.get(table.name, ())), table.name
        undone = merging.undo(centre, merge.id).record
        assert changed(before, contents(centre)) == {}
        assert undone.changed_since == 0


def test_the_rows_of_the_property_above_are_of_every_table(centre_pattern: NewCentre) -> None:
    found: set[str] = set()
    for seed in range(6):
        with filled(centre_pattern, seed, 3) as centre, centre.read() as session:
            found |= of_every_table(session, 2)
    assert found == {table.name for table in moved_tables()} - {"merge"}


def test_merges_of_merges_are_taken_back_from_the_last_one_on(centre: Centre, kept: Client, other: Client) -> None:
    third = add_client(centre, number="00678", name="仮山 花子")
    add_contact(centre, third.id)
    before = contents(centre)
    inner = merged(centre, other, third)
    outer = merged(centre, kept, other)
    assert [lookup.client_id(centre, number) for number in ("00012", "00345", "00678", "c-3")] == [kept.id] * 4
    with pytest.raises(NotPossible):
        merging.undo(centre, inner)
    merging.undo(centre, outer)
    assert lookup.client_id(centre, "00678") == other.id
    merging.undo(centre, inner)
    assert changed(before, contents(centre)) == {}
    with pytest.raises(NotPossible):
        merging.undo(centre, inner)


# --- which words are kept ---------------------------------------------------------------------------------------------


def test_the_words_that_were_chosen_are_kept(centre: Centre, kept: Client, other: Client) -> None:
    merged(centre, kept, other, name=Keep.OTHER, address=Keep.OTHER, note=Keep.BOTH)
    now = clients.get(centre, kept.id)
    assert (now.number, now.name, now.kana) == ("00012", "例田 花子", "レイダ　ハナコ")
    assert (now.address, now.phone, now.note) == ("架空市見本町1-1", kept.phone, "先の記録\n後の記録")


def test_a_choice_that_cannot_be_is_refused(centre: Centre, kept: Client, other: Client) -> None:
    with pytest.raises(Rejected) as refused:
        merged(centre, kept, other, phone=Keep.BOTH)
    assert [problem.field for problem in refused.value.problems] == ["phone"]
    assert clients.count(centre) == 2


def test_a_record_that_was_changed_after_the_preview_is_not_merged(centre: Centre, kept: Client, other: Client) -> None:
    clients.save(centre, client_draft(note="別の窓で"), client_id=other.id)
    with pytest.raises(Rejected):
        merging.merge(centre, kept.id, other.id, {}, versions=(kept.version, other.version))


def test_a_record_is_not_merged_with_itself(centre: Centre, kept: Client) -> None:
    with pytest.raises(NotPossible):
        merging.preview(centre, kept.id, kept.id)


# --- finding ----------------------------------------------------------------------------------------------------------


def test_the_old_number_and_the_old_name_find_the_kept_record(centre: Centre, kept: Client, other: Client) -> None:
    merge = merged(centre, kept, other)
    for typed in ("00345", "例田", "れいだ", "090-0000-0009"):
        assert [row.id for row in clients.rows(centre, typed)] == [kept.id], typed
    clients.save(centre, client_draft(name="見本 月子", kana="ミホン ツキコ"), client_id=kept.id)
    assert [row.id for row in clients.suggestions(centre, "00345", limit=5)] == [kept.id]
    assert clients.page(centre, kept.id).merged[0].other_number == "00345"
    merging.undo(centre, merge)
    assert [row.id for row in clients.rows(centre, "00345")] == [other.id]
    assert clients.get(centre, kept.id).name == "見本 月子"


def test_an_old_number_is_given_to_nobody(centre: Centre, kept: Client, other: Client, tmp_path: Path) -> None:
    merged(centre, kept, other)
    for client_id in (None, kept.id):
        with pytest.raises(Rejected):
            clients.save(centre, client_draft(number="00345"), client_id=client_id)
    assert add_client(centre).number == "00346"
    path = written(tmp_path / "new.csv", CLIENT_HEADER, ("00345", "架空 月子", "カクウ ツキコ", *[""] * 10))
    for choice in (OnDuplicate.REFUSE, OnDuplicate.UPDATE):
        assert imports.plan(centre, LedgerKind.CLIENTS, path, choice).errors


def test_an_id_is_given_to_nobody_again(centre: Centre, kept: Client, other: Client, tmp_path: Path) -> None:
    merged(centre, kept, other)
    path = written(tmp_path / "new.csv", CLIENT_HEADER, ("", "架空 月子", "カクウ ツキコ", *[""] * 10))
    imports.execute(centre, imports.plan(centre, LedgerKind.CLIENTS, path, OnDuplicate.REFUSE))
    assert sorted(row.id for row in clients.rows(centre)) == [kept.id, other.id + 1]


def test_who_looked_at_the_merged_record_is_shown_for_the_kept_one(centre: Centre, kept: Client, other: Client) -> None:
    clients.page(centre, other.id)
    audit.searched(centre, "clients", [other.id, 99], 2)
    merge = merged(centre, kept, other)
    clients.page(centre, kept.id)
    of_kept = audit.rows(centre, AuditFilter(client_id=kept.id))
    seen = [(row.client_id, row.action) for row in of_kept.rows]
    assert (other.id, Action.READ_CLIENT) in seen
    assert (None, Action.SEARCH_RECORDS) in seen
    assert of_kept.names.clients[other.id].number == "00345"
    assert audit.client_id(centre, f"c-{other.id}") == kept.id
    merging.undo(centre, merge)
    seen = [(row.client_id, row.action) for row in audit.rows(centre, AuditFilter(client_id=kept.id)).rows]
    assert (other.id, Action.READ_CLIENT) not in seen
    of_other = [(row.client_id, row.action) for row in audit.rows(centre, AuditFilter(client_id=other.id)).rows]
    assert (kept.id, Action.READ_CLIENT) in of_other  # what was looked at meanwhile was of both
    assert (kept.id, Action.SAVE_CLIENT) not in of_other


# --- what was added since ---------------------------------------------------------------------------------------------


def test_what_was_added_since_stays_with_the_kept_record(centre: Centre, kept: Client, other: Client) -> None:
    hers = add_contact(centre, other.id, date(2026, 11, 1))
    merge = merged(centre, kept, other)
    since = add_contact(centre, kept.id, date(2026, 11, 2))
    merging.undo(centre, merge)
    assert [each.id for each in clients.page(centre, kept.id).contacts] == [since.id]
    assert [each.id for each in clients.page(centre, other.id).contacts] == [hers.id]


def test_what_was_added_to_something_that_goes_back_goes_along(centre: Centre, kept: Client, other: Client) -> None:
    office = add_institution(centre)
    hers = add_referral(centre, other.id, office.id, LETTER)
    merge = merged(centre, kept, other)
    documents.letter(centre, hers.id)
    merging.undo(centre, merge)
    assert len(clients.page(centre, other.id).documents) == 1
    assert clients.page(centre, kept.id).documents == ()
    assert referrals.get(centre, hers.id).client_id == other.id


def test_what_was_taken_back_since_stays_away(centre: Centre, kept: Client, other: Client) -> None:
    hers = add_contact(centre, other.id, date(2026, 11, 1))
    merge = merged(centre, kept, other)
    contacts.remove(centre, hers.id, reason="二重に記録")
    again = add_contact(centre, kept.id, date(2026, 11, 2))
    undone = merging.undo(centre, merge).record
    assert undone.changed_since == 1
    assert [each.id for each in clients.page(centre, kept.id).contacts] == [again.id]
    assert clients.page(centre, other.id).contacts == ()
    with centre.read() as session:  # what it said, and why it was taken back, goes along
        assert session.scalars(text("SELECT client_id FROM revision")).all() == [other.id]


def test_what_joins_records_of_both_stands_in_the_way(centre: Centre, kept: Client, other: Client) -> None:
    mine = add_referral(centre, kept.id, add_institution(centre).id)
    with centre.sessions.write() as session:
        Filler(session, random.Random(1)).add(Base.metadata.tables["consent"], other.id)
    merge = merged(centre, kept, other)
    with centre.sessions.write() as session:
        disclosure = Base.metadata.tables["disclosure"]
        Filler(session, random.Random(1)).add(
            disclosure, kept.id, consent_id=1, referral_id=mine.id, document_id=None, institution_id=None
        )
    before = contents(centre)
    with pytest.raises(NotPossible):
        merging.undo(centre, merge)
    assert contents(centre) == before


def test_a_household_that_was_changed_since_takes_her_back_at_its_end(
    centre: Centre, kept: Client, other: Client
) -> None:
    with centre.sessions.write() as session:
        surroundings_of(session, kept.id, other.id)
    with pytest.raises(Rejected) as refused:
        merged(centre, kept, other)
    assert [problem.field for problem in refused.value.problems] == [HOUSEHOLD]
    merge = merged(centre, kept, other, household_of=Keep.KEPT)
    with centre.sessions.write() as session:
        session.execute(
            text(
                "INSERT INTO household_member (household_id, position, name, kana, birth_exact, relation, deceased,"
                " lives_together, phone, note) VALUES (2, 0, '見本 父', '', 1, '', 0, 1, '', '')"
            )
        )
    undone = merging.undo(centre, merge).record
    assert undone.changed_since == 1
    with centre.read() as session:
        homes = session.execute(text("SELECT client_id, household_id, position FROM household_member ORDER BY 2, 3"))
        assert [tuple(row) for row in homes] == [(kept.id, 1, 0), (None, 2, 0), (other.id, 2, 1)]


def surroundings_of(session: object, *client_ids: int) -> None:
    for home, client_id in enumerate(client_ids, 1):
        for statement in (
            f"INSERT INTO household VALUES ({home}, '見本家{home}', '', '', 1, '2026-01-01', '2026-01-01')",
            "INSERT INTO household_member (household_id, position, client_id, name, kana, birth_exact, relation,"
            f" deceased, lives_together, phone, note) VALUES ({home}, 0, {client_id}, '', '', 1, '', 0, 1, '', '')",
        ):
            session.execute(text(statement))  # type: ignore[attr-defined]


def test_forms_in_work_go_on_for_the_kept_record(centre: Centre, kept: Client, other: Client) -> None:
    drafts.keep(centre, "contact", f"c-{other.id}~ab", "{}")
    drafts.keep(centre, "engagement", f"c-{other.id}", "{}")
    drafts.keep(centre, "engagement", f"c-{kept.id}", "{}")
    assert merging.preview(centre, kept.id, other.id).drafts_left == 1
    merge = merged(centre, kept, other)
    assert {each.about for each in drafts.of_person(centre)} == {f"c-{kept.id}~ab", f"c-{kept.id}"}
    merging.undo(centre, merge)
    assert {each.about for each in drafts.of_person(centre)} == {f"c-{other.id}~ab", f"c-{other.id}", f"c-{kept.id}"}


# --- closed records, twins --------------------------------------------------------------------------------------------


def test_a_closed_record_that_is_merged_into_an_open_one_is_open(centre: Centre, kept: Client, other: Client) -> None:
    with centre.sessions.write() as session:
        session.execute(text("UPDATE client SET closed_on = '2026-10-01' WHERE id = 1"))
        Filler(session, random.Random(1)).add(Base.metadata.tables["closing"], kept.id, reopened_on=None)
    before = contents(centre)
    merge = merged(centre, kept, other)
    assert clients.get(centre, kept.id).closed_on is None
    with centre.read() as session:
        assert session.scalar(text("SELECT reopened_on FROM closing")) == TODAY.isoformat()
    merging.undo(centre, merge)
    assert changed(before, contents(centre)) == {}


def test_engagements_with_one_institution_are_both_kept_and_named(centre: Centre, kept: Client, other: Client) -> None:
    office = add_institution(centre)
    for client in (kept, other):
        engagements.mark(centre, EngagementDraft(client_id=client.id, institution_id=office.id))
    assert merging.preview(centre, kept.id, other.id).twins == (office.name,)
    merged(centre, kept, other)
    assert len(engagements.of_client(centre, kept.id)) == 2


def test_a_record_that_is_proposed_for_disposal_is_not_merged(centre: Centre, kept: Client, other: Client) -> None:
    with centre.sessions.write() as session:
        session.execute(text(f"INSERT INTO disposal_proposal VALUES ({other.id}, '2026-11-01', 'a', 'b')"))
    assert merging.preview(centre, kept.id, other.id).hindrance is not None
    with pytest.raises(NotPossible):
        merged(centre, kept, other)


# --- who may ----------------------------------------------------------------------------------------------------------

OTHER_PASSWORD = "例町の川べりを歩くときの歌"


@pytest.fixture
def second(centre: Centre) -> Iterator[Centre]:
    users.add_user(centre, UserDraft(login="second", role=Role.MANAGER, name="例田 二郎"), OTHER_PASSWORD, cost=CHEAP)
    opened = open_centre(centre.folder, "second", OTHER_PASSWORD, minimum=CHEAP, today=centre.today)
    yield opened
    opened.close()


def test_nobody_gains_sight_by_a_merge_or_by_taking_it_back(
    centre: Centre, second: Centre, kept: Client, other: Client
) -> None:
    restrictions.restrict(centre, other.id, [LOGIN])
    before = contents(centre)
    with pytest.raises(NotAllowed):
        merging.preview(second, kept.id, other.id)
    with pytest.raises(NotAllowed):
        merged(second, kept, other)
    assert contents(centre) == before
    merge = merged(centre, kept, other)
    assert restrictions.who_may_see(centre, kept.id) == (LOGIN,)
    with pytest.raises(NotAllowed):
        clients.page(second, kept.id)
    with pytest.raises(NotAllowed):
        merging.undo(second, merge)
    assert clients.rows(second, "00345") == ()
    merging.undo(centre, merge)
    assert changed(before, contents(centre)) == {}
    assert restrictions.who_may_see(centre, kept.id) is None


def test_a_restriction_that_was_changed_since_holds_for_both_afterwards(
    centre: Centre, second: Centre, kept: Client, other: Client
) -> None:
    merge = merged(centre, kept, other)
    restrictions.restrict(centre, kept.id, [LOGIN])
    merging.undo(centre, merge)
    assert restrictions.who_may_see(centre, other.id) == restrictions.who_may_see(centre, kept.id) == (LOGIN,)


def test_records_that_nobody_may_both_see_are_not_merged(
    centre: Centre, second: Centre, kept: Client, other: Client
) -> None:
    restrictions.restrict(centre, kept.id, [LOGIN, "second"])
    restrictions.restrict(centre, other.id, [LOGIN])
    with centre.sessions.write() as session:
        session.execute(text(f"DELETE FROM client_reader WHERE client_id = {kept.id} AND login = '{LOGIN}'"))
        session.execute(text(f"INSERT INTO client_reader VALUES ({other.id}, 'second')"))
        session.execute(text(f"DELETE FROM client_reader WHERE client_id = {other.id} AND login = '{LOGIN}'"))
    assert merging.preview(second, kept.id, other.id).readers == ("second",)


def test_staff_do_not_merge(centre: Centre, second: Centre, kept: Client, other: Client) -> None:
    users.change_role(centre, "second", Role.STAFF)
    second.refresh()
    with pytest.raises(NotAllowed):
        merging.preview(second, kept.id, other.id)
    with pytest.raises(NotAllowed):
        merged(second, kept, other)


def test_the_entry_says_which_record_went_and_how_much(centre: Centre, kept: Client, other: Client) -> None:
    add_contact(centre, other.id)
    merge = merged(centre, kept, other)
    merging.undo(centre, merge)
    undone, done = (
        audit.rows(centre, AuditFilter(actions=(action,))).rows[0]
        for action in (Action.UNDO_MERGE, Action.MERGE_CLIENTS)
    )
    assert (done.client_id, dict(done.detail)) == (kept.id, {"merged": [other.id], "moved": 1})
    assert (undone.client_id, dict(undone.detail)) == (kept.id, {"merged": [other.id]})


def test_a_preview_is_a_look_at_both_records(centre: Centre, kept: Client, other: Client) -> None:
    merging.preview(centre, kept.id, other.id)
    for client in (kept, other):
        newest = audit.rows(centre, AuditFilter(client_id=client.id, actions=(Action.READ_CLIENT,))).rows[0]
        assert (newest.client_id, dict(newest.detail)) == (client.id, {"part": "merging"})
    with centre.sessions.write() as session:
        session.execute(text("CREATE TRIGGER refuse BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no entry'); END"))
    with pytest.raises(Exception, match="no entry"):
        merging.preview(centre, kept.id, other.id)


def test_what_was_said_of_both_is_forgotten_with_a_merge_that_was_taken_back(
    centre: Centre, kept: Client, other: Client
) -> None:
    merging.undo(centre, merged(centre, kept, other))
    with centre.read() as session:
        assert session.scalar(text("SELECT content FROM merge")) == ""


def test_a_hostile_name_survives_there_and_back(centre: Centre, kept: Client) -> None:
    other = add_client(centre, name="𠮷田<b>&'\"葛\U000e0100", kana="ヨシダ", note="行\n" * 4_000)
    before = contents(centre)
    merging.undo(centre, merged(centre, kept, other, name=Keep.OTHER, note=Keep.BOTH))
    assert changed(before, contents(centre)) == {}
    assert replace(clients.get(centre, other.id), version=other.version) == other
