"""Centres that trials begin with."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from sqlalchemy import text

from referral_desk.db import folder as data_folder
from referral_desk.db import migrate, vault
from referral_desk.db.engine import create_engine, writing
from referral_desk.domain.access import Role
from referral_desk.domain.closing import ClosingDraft
from referral_desk.domain.household import HouseholdDraft, MemberDraft
from referral_desk.domain.users import UserDraft
from referral_desk.services import backups, closing, households, users
from tests.making import (
    CALL,
    CHEAP,
    LOGIN,
    PASSWORD,
    NewCentre,
    add_client,
    add_contact,
    add_institution,
    add_referral,
    new_centre,
)

SECOND = "akane"
"""Another manager."""

LONG_AGO = date(2020, 3, 1)

OLD_RECORDS = Path(__file__).with_name("revision-0001.json")
"""Fictional records of a centre as the first version of the program stored them."""


def prepared(place: Path) -> NewCentre:
    """Set up a centre with one institution, to which trials refer."""
    made = new_centre(place / "centre")
    centre = made.open()
    add_institution(centre)
    centre.close()
    return made


def worked_in(place: Path) -> NewCentre:
    """Set up a centre with enough records for a hundred pages."""
    made = new_centre(place / "centre")
    centre = made.open()
    office = add_institution(centre)
    for number in range(30):
        client = add_client(centre, name=f"見本 {number}", note="記録" * 700)
        add_contact(centre, client.id, note="面談" * 700)
        add_referral(centre, client.id, office.id, CALL, request="相談" * 300)
    centre.close()
    return made


def two_people(place: Path) -> NewCentre:
    """Set up a centre that two people and the recovery code open."""
    made = prepared(place)
    centre = made.open()
    users.add_user(centre, UserDraft(login="akane", name="例田 茜"), "べつのみほんの長い合言葉。", cost=CHEAP)
    centre.close()
    return made


def with_clients(place: Path) -> NewCentre:
    """Set up a centre with two clients and two institutions."""
    made = prepared(place)
    centre = made.open()
    add_institution(centre, name="見本クリニック", kind="medical_institution")
    for name in ("見本 花子", "例田 次郎"):
        add_client(centre, name=name)
    centre.close()
    return made


def with_an_old_record(place: Path) -> NewCentre:
    """Set up a centre with two managers, a record that is due for disposal (1), and one that is not (2)."""
    made = prepared(place)
    centre = made.open()
    draft = UserDraft(login=SECOND, name="例田 茜", role=Role.MANAGER)
    users.add_user(centre, draft, "べつのみほんの長い合言葉。", cost=CHEAP)
    for name in ("見本 旧子", "見本 花子"):
        client = add_client(centre, name=name)
        add_contact(centre, client.id, on=LONG_AGO, factors=("disaster",), note="面談" * 700)
    closing.close(centre, 1, ClosingDraft(on=LONG_AGO, reason="settled"))
    members = (MemberDraft(client_id=1, relation="self"), MemberDraft(client_id=2, relation="child"))
    households.save(centre, 2, HouseholdDraft(members=members))
    centre.close()
    return made


def backed_up(place: Path) -> NewCentre:
    """Set up a centre with a few records, and a backup in it and one beside it."""
    made = prepared(place)
    centre = made.open()
    client = add_client(centre, note="記録" * 700)
    add_referral(centre, client.id, 1, CALL)
    backups.back_up(centre)
    backups.back_up_to(centre, place / "stick")
    centre.close()
    return made


def of_revision_0001(place: Path) -> NewCentre:
    """Set up a centre as the first version of the program left it, with records in every table."""
    folder = place / "centre"
    with data_folder.create_folder(folder) as stage:
        key, code = vault.create(stage, LOGIN, PASSWORD, CHEAP)
        engine = create_engine(data_folder.database_path(stage), key, create=True)
        try:
            with writing(engine).begin() as connection:
                migrate.run(connection, "0001")
                connection.execute(text("PRAGMA defer_foreign_keys = ON"))
                for table, stored in json.loads(OLD_RECORDS.read_text(encoding="utf-8")).items():
                    columns = ", ".join(f'"{name}"' for name in stored["columns"])
                    marks = ", ".join("?" * len(stored["columns"]))
                    statement = f'INSERT INTO "{table}" ({columns}) VALUES ({marks})'
                    connection.exec_driver_sql(statement, [tuple(row) for row in stored["rows"]])
        finally:
            engine.dispose()
    return NewCentre(folder, key, str(code))
