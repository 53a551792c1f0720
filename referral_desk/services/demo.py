"""The demo centre: opened without a password on a private temporary folder, and gone when it is closed.

What stays behind after a crash is encrypted with a key that nobody has any more; it is removed at the next start.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path

from referral_desk.db import durable
from referral_desk.db.errors import StorageFault
from referral_desk.db.queries import centres, revisions
from referral_desk.db.queries.bulk import BulkWriter
from referral_desk.db.session import Session
from referral_desk.db.slots import KdfCost
from referral_desk.domain.access import Action
from referral_desk.domain.codes import ContactService
from referral_desk.domain.contact import ContactDraft
from referral_desk.domain.drafts import write_record
from referral_desk.domain.institution import InstitutionVersion
from referral_desk.services.centre import Centre, create_centre, local_today
from referral_desk.services.contacts import KIND as CONTACT
from referral_desk.services.demo_benefits import told_benefits, told_inbound, told_ties
from referral_desk.services.demo_conferences import tell_conferences
from referral_desk.services.demo_consents import tell_consents
from referral_desk.services.demo_crowd import add_drawn_clients
from referral_desk.services.demo_households import tell_households
from referral_desk.services.demo_months import close_month_before_last, tell_contacts
from referral_desk.services.demo_records import (
    Ledger,
    add_told_clients,
    demo_institutions,
    demo_settings,
    numbered_clients,
    numbered_contacts,
    numbered_referrals,
)
from referral_desk.services.demo_sbirts import tell_paths
from referral_desk.services.institution_history import KIND as INSTITUTION

LOGIN = "demo"
_PREFIX = "referral-desk-demo-"
_CHEAP = KdfCost(memory_kib=64, time_cost=1, lanes=1)
_CHANGED_ENTRIES = 12
_SETTLING_SECONDS = 60
"""A folder this young is left alone: the process that made it may not have locked it yet."""


@dataclass
class DemoCentre(Centre):
    """A centre that is thrown away, folder and all, when it is closed."""

    holds: ExitStack = field(default_factory=ExitStack)

    def close(self) -> None:
        """Close every connection and remove the folder."""
        super().close()
        self.holds.close()


def demo_centre(today: date | None = None, *, parent: Path | None = None) -> DemoCentre:
    """Set up a demo centre whose records are dated back from ``today`` (the PC's date for None) and open it.

    ``parent`` is where its temporary folder goes, None for the system's place. Demo centres that a crash left there
    are removed first. Raises StorageFault.
    """
    place = parent or Path(tempfile.gettempdir())
    remove_stale(place)
    holds = ExitStack()
    try:
        with durable.disk_faults(place):
            outer = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place))
        holds.callback(shutil.rmtree, outer, ignore_errors=True)
        holds.enter_context(durable.locked(outer, wait=False))
        day = today or local_today()
        created, _code = create_centre(
            outer / "centre", demo_settings(), LOGIN, secrets.token_hex(32), cost=_CHEAP, today=lambda: day
        )
        centre = DemoCentre(
            created.folder, LOGIN, created.key, created.sessions, created.today, presence=created.presence, holds=holds
        )
        holds.callback(created.close)
        fill(centre)
    except BaseException:
        holds.close()
        raise
    return centre


def fill(centre: Centre) -> None:
    """Write the demo's people, institutions and work into an empty centre, dated back from its today."""
    today = centre.today()
    ledger = Ledger(today, demo_institutions(today), centre.staff_name)
    add_told_clients(ledger)
    add_drawn_clients(ledger)
    moment = datetime.combine(today, time_of_day(0, 0), tzinfo=UTC)
    with centre.write(Action.GENERATE) as session:
        writer = BulkWriter(session, moment)
        writer.institutions(ledger.institutions, centre.codes)
        writer.clients(numbered_clients(ledger))
        numbered = numbered_contacts(ledger)
        writer.engagements(told_ties(ledger))
        told = tuple(numbered_referrals(ledger))
        writer.referrals(told)
        writer.benefits(told_benefits(ledger))
        writer.inbound(told_inbound(ledger), ledger.staff_name)
        late = tell_contacts(centre, writer, numbered, ledger.staff_name)
        _tell_a_correction(session, numbered, moment)
        _tell_changed_entries(session, ledger, moment)
        tell_conferences(session, ledger)
        tell_consents(session, ledger, centre.codes)
        tell_households(session, ledger)
        tell_paths(session, ledger, told, centre.codes, centre.is_holiday)
        centres.mark_generated(session)
    close_month_before_last(centre, late, ledger.staff_name)


def _tell_a_correction(session: Session, numbered: Sequence[tuple[int, ContactDraft]], at: datetime) -> None:
    """Keep what the newest contact of the first client said before it was corrected."""
    contact_id, draft = [each for each in numbered if each[1].client_id == 1][-1]
    revisions.keep(
        session,
        kind=CONTACT,
        record_id=contact_id,
        client_id=draft.client_id,
        content=write_record(replace(draft, service=ContactService.TELEPHONE, minutes=30)),
        at=at,
        staff_name=str(demo_settings().staff[1].name),
        reason="電話ではなく来所での相談だった。",
    )


def _tell_changed_entries(session: Session, ledger: Ledger, at: datetime) -> None:
    """Keep what the entries of some institutions said before they were verified last."""
    for each in ledger.institutions[:_CHANGED_ENTRIES]:
        now = InstitutionVersion(**vars(each.draft))
        day = now.verified_on or ledger.today
        before = replace(now, verified_on=day - timedelta(days=182), contact_hours="", handoff_note="")
        revisions.keep(
            session,
            kind=INSTITUTION,
            record_id=each.id,
            client_id=None,
            content=write_record(before),
            at=at - (ledger.today - day),
            staff_name=str(demo_settings().staff[1].name),
        )


def remove_stale(place: Path) -> None:
    """Remove the folders of demo centres that no living process holds; those of other accounts are left alone."""
    try:
        found = [entry for entry in place.iterdir() if entry.name.startswith(_PREFIX)]
    except OSError:
        return
    for folder in found:
        with suppress(OSError):
            if _is_ours(folder) and _is_free(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _is_ours(folder: Path) -> bool:
    status = folder.lstat()
    owner = getattr(os, "geteuid", lambda: status.st_uid)()
    old_enough = time.time() - status.st_mtime > _SETTLING_SECONDS
    return folder.is_dir() and not folder.is_symlink() and status.st_uid == owner and old_enough


def _is_free(folder: Path) -> bool:
    try:
        with durable.locked(folder, wait=False):
            return True
    except StorageFault:
        return False
