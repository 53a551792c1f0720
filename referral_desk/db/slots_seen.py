"""Whether the key slots are the newest there ever were: every backup holds older ones, and anyone can copy files.

Put back over both files, older slots would let an old password or a void recovery code in again. So the records,
which nobody changes without the key, keep the generation of the newest slots seen. It follows the files: they are
written first, so at every moment the files are at least as new as the records say. And it counts only what both
copies hold, so that damage to one of them locks nobody out.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, Table, select
from sqlalchemy.orm import Session

from referral_desk.db import migrations, slot_files
from referral_desk.db.engine import create_reading_engine
from referral_desk.db.errors import OlderSlots, StorageDamaged, StorageFault
from referral_desk.db.layout import database_path
from referral_desk.db.models.centre import CentreTable
from referral_desk.db.session import Sessions, run_plainly
from referral_desk.db.slot_files import CopyState
from referral_desk.db.slots import DataKey
from referral_desk.domain.messages import N_, message

REVISIONS = migrations.REVISIONS[migrations.REVISIONS.index("0003") :]
"""The revisions of records that know."""

_seen = cast(Table, CentreTable.__table__).c.slots_generation
_KEEP = "UPDATE centre SET slots_generation = ? WHERE slots_generation < ?"


def refuse_older(source: Session | Connection, place: Path) -> None:
    """Raise OlderSlots where the records in ``source`` have seen newer slots than those in the folder.

    Raises as :func:`slot_files.read` does, too.
    """
    connection = source.connection() if isinstance(source, Session) else source
    seen = connection.execute(select(_seen)).scalar() or 0  # before the files: what another window writes is newer
    if slot_files.read(place).generation < seen:
        raise OlderSlots(
            message(
                N_(
                    "The key slots in {folder} are older than the records: somebody put earlier ones back. "
                    "Enter no more passwords, tell the administrator, and restore the newest backup."
                ),
                folder=place,
            )
        )


def verify(sessions: Sessions, place: Path, key: DataKey) -> None:
    """Raise TamperedSlots unless the slots are the newest, as this program wrote them for ``key``."""
    slot_files.verified(place, key)
    with sessions.read() as session:
        refuse_older(session, place)


def keep(sessions: Sessions, place: Path, key: DataKey) -> None:
    """Let the records know the slots that are in the folder, after they were changed.

    What fails the next login does.
    """
    with suppress(StorageFault):
        slots = slot_files.verified(place, key)
        if any(state is not CopyState.WHOLE for state in slot_files.copies(place).values()):
            return
        with sessions.read() as session:
            seen = session.scalar(select(_seen))
        if seen is not None and seen < slots.generation:
            with sessions.write_bare() as cursor:
                cursor.execute(_KEEP, (slots.generation, slots.generation))


def refuse_strange(place: Path, key: DataKey) -> None:
    """Raise StorageDamaged where no page of the records file opens with ``key``, which opened the key slots.

    One damaged place does not do that; slots of another time do, from before the keys were renewed.
    """
    engine = create_reading_engine(database_path(place), key)
    try:
        with engine.connect() as connection:
            ((length,),) = run_plainly(connection, "PRAGMA cipher_page_size")
            pages = database_path(place).stat().st_size // int(str(length))
            found = run_plainly(connection, "PRAGMA cipher_integrity_check")
    finally:
        engine.dispose()
    if 1 < pages <= sum(str(row[0]).startswith("HMAC") for row in found):
        raise StorageDamaged(
            message(
                N_(
                    "The key slots in {folder} do not belong to its records: one of them was exchanged. "
                    "Tell the administrator, and restore the newest backup."
                ),
                folder=place,
            )
        )
