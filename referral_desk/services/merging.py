"""Two records of one person become one, and may be taken apart again exactly as they stood.

One transaction moves everything of the other record to the one that is kept and deletes the other one's row; its id is
never given again. How both stood, and which rows changed hands, is kept with the merge until it is taken back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from referral_desk.db import records
from referral_desk.db.models import ClientSearchTable, ClientTable, MergeTable, RevisionTable
from referral_desk.db.queries import clients, engagements, merges, merging, restrictions, users
from referral_desk.db.queries.merging import AnyTable, Row
from referral_desk.db.session import Session
from referral_desk.domain import merging as rules
from referral_desk.domain.access import Action
from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.domain.errors import NotPossible, Rejected
from referral_desk.domain.merging import HOUSEHOLD, Keep, Merged, MergePreview, MergeSide, Unmerged
from referral_desk.domain.messages import N_, Message, message
from referral_desk.services.centre import Centre, about
from referral_desk.services.clients import CHANGED_ELSEWHERE
from referral_desk.services.lookup import found

_GONE = message(N_("This client is no longer there."))
_SAME = message(N_("Choose another record: a record is not merged with itself."))
_PROPOSED = message(
    N_("One of the two records is proposed for disposal. Take the proposal back before you merge them.")
)
_NOBODY = message(
    N_("Nobody may see both records, so nobody could see the merged one. Change who may see them, then merge.")
)
_GONE_MERGE = message(N_("This merge was taken back already, or one of its records is no longer there."))
_NEWER_FIRST = message(N_("Another record was merged into this one later. Take that merge back first."))
_NUMBER_TAKEN = N_("Number {number} was given to another client meanwhile. Change that number first.")
_JOINED = message(
    N_(
        "Since the merge an entry was made that joins records of both, such as a disclosure for a referral of one on "
        "the consent of the other. Strike it out or correct it, then take the merge back."
    )
)
_NEVER_PUT_BACK = frozenset({"id", "version", "created_at", "updated_at"})
_FIELD_GROUPS = (
    *((*each.fields, "kana_key") if each.name == "name" else each.fields for each in rules.MERGE_FIELDS),
    ("registered_on",),
    ("closed_on",),
)


@dataclass(frozen=True)
class _Pair:
    """Both rows while they are merged."""

    kept: ClientTable
    other: ClientTable


# --- before -----------------------------------------------------------------------------------------------------------


def preview(centre: Centre, kept_id: int, other_id: int) -> MergePreview:
    """Return what merging the other record into the kept one would do. Raises NotFound, NotAllowed, NotPossible."""
    with centre.look(Action.MERGE_CLIENTS) as session:
        shown = _preview(session, _pair(session, kept_id, other_id))
    for client_id in (kept_id, other_id):
        centre.note(Action.READ_CLIENT, client=client_id, detail={"part": "merging"})
    return shown


def of_client(centre: Centre, client_id: int) -> tuple[Merged, ...]:
    """Return the merges into a client's record that hold, the newest first. Raises NotAllowed."""
    with centre.read() as session:
        restrictions.check_visible(session, client_id)
        return merges.of_client(session, client_id)


def _pair(session: Session, kept_id: int, other_id: int) -> _Pair:
    if kept_id == other_id:
        raise NotPossible(_SAME)
    for client_id in (kept_id, other_id):
        restrictions.check_visible(session, client_id)
    rows = [found(session.get(ClientTable, client_id), _GONE) for client_id in (kept_id, other_id)]
    return _Pair(*rows)


def _preview(session: Session, pair: _Pair) -> MergePreview:
    kept, other = pair.kept.id, pair.other.id
    kept_side, other_side = _side(session, pair.kept), _side(session, pair.other)
    homes = merging.household_of(session, kept), merging.household_of(session, other)
    readers = rules.common_readers(kept_side.readers, other_side.readers)
    return MergePreview(
        kept_side,
        other_side,
        {table.name: count for table in merging.moved_tables() if (count := merging.count(session, table, other))},
        _twins(session, pair),
        homes[0] is not None and homes[0] == homes[1],
        readers,
        merging.drafts_in_the_way(session, other, kept),
        _hindrance(session, pair, readers),
    )


def _side(session: Session, row: ClientTable) -> MergeSide:
    home = merging.household_of(session, row.id)
    name = merging.household_name(session, home) if home is not None else None
    return MergeSide(records.client(row), row.updated_at, restrictions.readers(session, row.id), name)


def _twins(session: Session, pair: _Pair) -> tuple[str, ...]:
    """Return the institutions with which both have an engagement: both stay, and somebody may end one."""
    of_both = [engagements.of_client(session, row.id) for row in (pair.kept, pair.other)]
    named = [{each.institution_name for each in of_one if each.institution_name} for of_one in of_both]
    return tuple(sorted(named[0] & named[1]))


def _hindrance(session: Session, pair: _Pair, readers: tuple[str, ...] | None) -> Message | None:
    for row in (pair.kept, pair.other):
        if merging.rows_of(session, "disposal_proposal", "client_id", row.id):
            return _PROPOSED
    return _NOBODY if readers == () else None


# --- merging ----------------------------------------------------------------------------------------------------------


def merge(
    centre: Centre,
    kept_id: int,
    other_id: int,
    choices: Mapping[str, Keep],
    *,
    versions: tuple[int, int] | None = None,
) -> Saved[Merged]:
    """Merge the other record into the kept one, for each field by ``choices`` (names of ``MERGE_FIELDS``, HOUSEHOLD).

    ``versions`` are those that were shown, of both. Raises NotFound, NotAllowed, NotPossible, Rejected.
    """
    with centre.write(Action.MERGE_CLIENTS) as session:
        pair = _pair(session, kept_id, other_id)
        if versions is not None and versions != (pair.kept.version, pair.other.version):
            raise Rejected([CHANGED_ELSEWHERE])
        before = _preview(session, pair)
        if before.hindrance is not None:
            raise NotPossible(before.hindrance)
        problems = rules.check_choices(choices, must_choose_household=before.must_choose_household)
        if problems:
            raise Rejected(problems)
        content = _merge(session, centre, pair, before, choices)
        row = MergeTable(
            kept_id=kept_id,
            merged_id=other_id,
            merged_number=before.other.client.number,
            at=centre.clock(),
            staff_name=centre.staff_name,
            content=json.dumps(content, ensure_ascii=False, separators=(",", ":")),
            undone_at=None,
            undone_by="",
        )
        session.add(row)
        session.flush()
        _index(session, kept_id)
        about(session, client=kept_id, detail={"merged": [other_id], "moved": _moved(content)})
        merged = merges.merged(row)
    return Saved(merged, ChangeSet.all())


def _moved(content: Mapping[str, Any]) -> int:
    return sum(len(ids) for ids in content["moved"].values())


def _merge(
    session: Session, centre: Centre, pair: _Pair, before: MergePreview, choices: Mapping[str, Keep]
) -> dict[str, Any]:
    kept, other = pair.kept.id, pair.other.id
    rows_of = partial(merging.rows_of, session)
    content: dict[str, Any] = {
        "kept": rows_of("client", "id", kept)[0],
        "other": rows_of("client", "id", other)[0],
        "restrictions": [rows_of("client_restriction", "client_id", each) for each in (kept, other)],
        "readers": [rows_of("client_reader", "client_id", each) for each in (kept, other)],
        "readers_after": None if before.readers is None else list(before.readers),
        "places_of_kept": rows_of("ecomap_place", "client_id", kept),
        "moved": {},
    }
    for table in merging.moved_tables():
        stamps = merging.stamped(session, table, other)
        if stamps:
            _hand_over(session, table, stamps, other, kept)
            content["moved"][table.name] = stamps
    content["places"] = merging.move_places(session, other, kept)
    content["households"] = _join_households(session, pair, choices)
    content["drafts"] = merging.move_drafts(session, other, kept)
    _restrict(session, centre, kept, before)
    content["closings"] = _write_kept(session, centre, pair, choices)
    content["kept_after"] = rows_of("client", "id", kept)[0]
    session.expunge(pair.other)
    merging.delete_client(session, other)
    return content


def _write_kept(session: Session, centre: Centre, pair: _Pair, choices: Mapping[str, Keep]) -> list[dict[str, Row]]:
    """Write the kept record's particulars; return the closings that are reopened with it, before and after."""
    kept, other = records.client(pair.kept), records.client(pair.other)
    for name, value in records.client_values(rules.merged_draft(kept, other, choices)).items():
        setattr(pair.kept, name, value)
    pair.kept.registered_on = rules.registered_on(kept.registered_on, other.registered_on)
    pair.kept.closed_on = rules.closed_on(kept.closed_on, other.closed_on)
    session.flush()
    if pair.kept.closed_on is not None:
        return []
    reopened = []
    for before in merging.rows_of(session, "closing", "client_id", kept.id):
        if before["reopened_on"] is None:
            after = {
                "reopened_on": centre.today().isoformat(),
                "reopened_by": centre.staff_name,
            }
            merging.set_columns(session, "closing", before["id"], after)
            reopened.append({"before": {name: before[name] for name in ("id", *after)}, "after": after})
    return reopened


def _join_households(session: Session, pair: _Pair, choices: Mapping[str, Keep]) -> list[dict[str, Any]]:
    """Leave the person in one household once; return the households that changed, their members before and after."""
    kept, other = pair.kept.id, pair.other.id
    homes = merging.household_of(session, kept), merging.household_of(session, other)
    if homes[1] is None:
        return []
    touched = {each: merging.members(session, each) for each in dict.fromkeys(homes) if each is not None}
    if homes[0] == homes[1]:
        merging.take_out(session, homes[1], other, instead=kept)
    elif homes[0] is not None and choices.get(HOUSEHOLD) is Keep.KEPT:
        merging.take_out(session, homes[1], other, instead=None)
    else:
        if homes[0] is not None:
            merging.take_out(session, homes[0], kept, instead=None)
        member = merging.rows_of(session, "household_member", "client_id", other)[0]
        merging.set_columns(session, "household_member", member["id"], {"client_id": kept})
        merging.touch_household(session, homes[1])
    return [
        {"id": each, "before": before, "after": merging.members(session, each)}
        for each, before in touched.items()
        if merging.members(session, each) != before
    ]


def _restrict(session: Session, centre: Centre, kept: int, before: MergePreview) -> None:
    if before.readers is not None and before.readers != before.kept.readers:
        restrictions.restrict(session, kept, before.readers, centre.clock(), centre.login)
        session.flush()


def _index(session: Session, client_id: int) -> None:
    """Make a client's search keys anew, with those of the records that were merged into hers."""
    keys = records.client_keys(records.client(session.get_one(ClientTable, client_id)))
    session.get_one(ClientSearchTable, client_id).keys = merges.with_former_keys(session, client_id, keys)
    session.flush()


# --- taking it back ---------------------------------------------------------------------------------------------------


def undo(centre: Centre, merge_id: int) -> Saved[Unmerged]:
    """Take a merge back: both records are as they stood, and what was added since stays with the kept one.

    What was added to something that goes back, such as a letter for its referral, goes along. Raises NotPossible where
    what was added joins both, NotAllowed.
    """
    with centre.write(Action.UNDO_MERGE) as session:
        row = found(merges.get(session, merge_id), _GONE_MERGE)
        restrictions.check_visible(session, row.kept_id)
        if row.undone_at is not None:
            raise NotPossible(_GONE_MERGE)
        if merges.of_client(session, row.kept_id)[0].id != merge_id:
            raise NotPossible(_NEWER_FIRST)
        if clients.id_of_current_number(session, row.merged_number) is not None:
            raise NotPossible(message(_NUMBER_TAKEN, number=row.merged_number))
        content = json.loads(row.content)
        changed_since = _take_apart(session, centre, row, content)
        row.undone_at, row.undone_by, row.content = centre.clock(), centre.staff_name, ""
        session.flush()
        for client_id in (row.kept_id, row.merged_id):
            _index(session, client_id)
        about(session, client=row.kept_id, detail={"merged": [row.merged_id]})
        both = [records.client(session.get_one(ClientTable, each)) for each in (row.kept_id, row.merged_id)]
    return Saved(Unmerged(both[0], both[1], changed_since), ChangeSet.all())


def _take_apart(session: Session, centre: Centre, row: MergeTable, content: dict[str, Any]) -> int:
    kept, other = row.kept_id, row.merged_id
    merging.put_back(session, "client", content["other"])
    merging.put_back(session, "client_search", {"client_id": other, "keys": ""})
    lost = _give_back(session, kept, other, content["moved"])
    if merging.joins_two(session, (kept, other)):
        raise NotPossible(_JOINED)
    merging.return_places(session, other, kept, content["places"], content["places_of_kept"])
    lost += _part_households(session, kept, other, content["households"])
    merging.return_drafts(session, other, kept, content["drafts"])
    _lift(session, centre, kept, other, content)
    for each in content["closings"]:
        now = merging.rows_of(session, "closing", "id", each["before"]["id"])
        if now and all(now[0][name] == value for name, value in each["after"].items()):
            values = {name: each["before"][name] for name in each["after"]}
            merging.set_columns(session, "closing", each["before"]["id"], values)
    _restore_kept(session, kept, content)
    return lost


def _give_back(session: Session, kept: int, other: int, moved: dict[str, dict[str, str]]) -> int:
    """Give the rows back that changed hands, with what hangs on them now; return how many are no longer there."""
    going: dict[str, set[int]] = {}
    gone: dict[str, set[int]] = {}
    for table in merging.moved_tables():
        now = merging.stamped(session, table, kept)
        own = {int(each) for each, stamp in moved.get(table.name, {}).items() if now.get(int(each)) == stamp}
        gone[table.name] = {int(each) for each in moved.get(table.name, {})} - own
        going[table.name] = own
    going[RevisionTable.__tablename__] |= merging.versions_of_removed(session, kept, gone)
    for table in merging.moved_tables():  # what others refer to comes first, so one pass finds all that hangs on it
        going[table.name] |= merging.hang_on(session, table, kept, going)
    for table in merging.moved_tables():
        _hand_over(session, table, going[table.name], kept, other)
    return sum(map(len, gone.values()))


def _hand_over(session: Session, table: AnyTable, ids: Iterable[int], from_client: int, to: int) -> None:
    merging.hand_over(session, table, ids, to)
    if table.name == RevisionTable.__tablename__:
        merging.rename_in_revisions(session, ids, from_client, to)


def _part_households(session: Session, kept: int, other: int, households: list[dict[str, Any]]) -> int:
    """Put the households back; where one was changed since, only the person is put back into it, at its end."""
    untouched = [each for each in households if merging.members(session, each["id"]) == each["after"]]
    for each in untouched:
        merging.replace_members(session, each["id"], [])
    for each in untouched:
        merging.replace_members(session, each["id"], _with_free_ids(session, each["before"]))
    for each in households:
        if each not in untouched and not merging.is_free(session, "household", each["id"]):
            for member in each["before"]:
                if member["client_id"] == other and merging.household_of(session, other) is None:
                    _put_in(session, kept, member)
    return len(households) - len(untouched)


def _put_in(session: Session, kept: int, member: Row) -> None:
    """Put the other client back into a household that was changed since, in her own place there or at its end."""
    now = merging.members(session, member["household_id"])
    standing = next((row for row in now if row["id"] == member["id"] and row["client_id"] == kept), None)
    if standing is not None:
        merging.set_columns(session, "household_member", standing["id"], {"client_id": member["client_id"]})
    else:
        place = max((row["position"] for row in now), default=-1) + 1
        free = _with_free_ids(session, [{**member, "position": place, "calls_for": None}])
        merging.put_back(session, "household_member", free[0])
    merging.touch_household(session, member["household_id"])


def _with_free_ids(session: Session, rows: list[Row]) -> list[Row]:
    """Return rows under their own ids, or under new ones where an id went to another row since."""
    return [row if merging.is_free(session, "household_member", row["id"]) else {**row, "id": None} for row in rows]


def _lift(session: Session, centre: Centre, kept: int, other: int, content: dict[str, Any]) -> None:
    """Let those see the two records who could before; where it was changed since, nobody gains sight by undoing."""
    now = restrictions.readers(session, kept)
    after = content["readers_after"]
    known = set(users.logins(session))
    before = [
        tuple(row["login"] for row in readers if row["login"] in known) if restriction else None
        for restriction, readers in zip(content["restrictions"], content["readers"], strict=True)
    ]
    unchanged = (None if now is None else set(now)) == (None if after is None else set(after) & known)
    if unchanged:
        restrictions.lift(session, kept)
        for client_id, index in ((kept, 0), (other, 1)):
            for row in content["restrictions"][index]:
                merging.put_back(session, "client_restriction", {**row, "client_id": client_id})
            for row in content["readers"][index]:
                if row["login"] in known:
                    merging.put_back(session, "client_reader", row)
        session.expire_all()
        return
    wanted = before[1] if now is None else now
    if wanted is not None:
        restrictions.restrict(session, other, wanted, centre.clock(), centre.login)
        session.flush()


def _restore_kept(session: Session, kept: int, content: dict[str, Any]) -> None:
    """Give the kept record its own words back, but for what was changed since the merge."""
    now = merging.rows_of(session, "client", "id", kept)[0]
    before, after = content["kept"], content["kept_after"]
    values: Row = {}
    for group in _FIELD_GROUPS:
        if all(now[name] == after[name] for name in group):
            values.update({name: before[name] for name in group})
    changed = {name: value for name, value in values.items() if value != now[name]}
    merging.set_columns(session, "client", kept, {**changed, "version": now["version"] + 1})
    session.expire_all()
