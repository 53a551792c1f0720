"""The audit trail: for those who review it, and the entries for lists, searches, printing and saving."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from referral_desk.db import audit
from referral_desk.db.queries import clients, merges, month_closings, trail
from referral_desk.db.session import Session
from referral_desk.domain.access import Action
from referral_desk.domain.audit import NAMED_AT_MOST, AuditFilter, AuditHead, AuditRow, Broken, Handout, doer
from referral_desk.domain.audit_review import (
    FAILURES,
    FILES,
    KIND_OF_ACTION,
    RIGHTS,
    ActionKind,
    AuditMonth,
    TrailNames,
)
from referral_desk.domain.calendar import Period
from referral_desk.domain.messages import N_, message
from referral_desk.services.centre import Centre
from referral_desk.services.lookup import found

Progress = Callable[[int, int], None]

_CLIENT_ID = re.compile(r"c-(\d{1,15})")

_LISTED_AT_MOST = 2_000
"""Entries that a month's printout lists one by one; more than any office has, and not too many for paper."""


@dataclass(frozen=True)
class Found:
    """Part of the entries looked for, the newest first, and the names behind their ids.

    ``total`` is how many there are in all, None where the list is read on: its beginning has said it.
    """

    rows: tuple[AuditRow, ...]
    total: int | None
    names: TrailNames


@dataclass(frozen=True)
class Verified:
    """What a look at the whole chain found: where it is broken, None for nowhere, and its end.

    ``heads_known`` is how many heads from outside it was compared with; without any, a cut end does not show.
    ``closings_known`` are those that closings of months kept: in the same file, but printed on what was submitted.
    """

    broken: Broken | None
    head: AuditHead
    heads_known: int
    closings_known: int = 0


def listed(centre: Centre, what: str, shown: int) -> None:
    """Note that a list of ``what`` was opened, with how many rows. Raises StorageFault."""
    centre.note(Action.LIST_RECORDS, record=what, detail={"shown": shown})


def searched(centre: Centre, what: str, ids: Sequence[int], total: int) -> None:
    """Note a search, once it has settled: how many it found, and which, where they are few; never what was typed."""
    named = list(ids) if total <= NAMED_AT_MOST else []
    only = named[0] if what == "clients" and len(named) == 1 else None
    centre.note(Action.SEARCH_RECORDS, client=only, record=what, detail={"found": total, "ids": named})


def handed_out(centre: Centre, action: Action, handout: Handout) -> None:
    """Note that a document goes to the printer or into a file (PRINT_DOCUMENT, SAVE_DOCUMENT), just before it does.

    Raises NotAllowed, StorageFault, and then it must not go.
    """
    centre.note(action, client=handout.client_id, record=handout.record, detail={"kind": handout.kind})


def rows(centre: Centre, wanted: AuditFilter, *, limit: int = 200, below: int | None = None) -> Found:
    """Return entries of the trail, the newest first; looking at them is an entry itself, once for a whole list.

    ``below`` reads on from the entry of that number. Raises NotAllowed, StorageFault.
    """
    if below is None:
        about = {"login": wanted.login} if wanted.login else {}
        centre.note(Action.REVIEW_AUDIT, client=wanted.client_id, detail=about)
    with centre.look(Action.REVIEW_AUDIT) as session:
        shown = audit.rows(session, wanted, limit=limit, below=below)
        total = None
        if below is None:
            total = len(shown) if len(shown) < limit else audit.count(session, wanted)
        return Found(shown, total, trail.names(session, shown))


def client_id(centre: Centre, text: str) -> int:
    """Return the id of the client that ``text`` names by id or number, restricted ones included.

    Who looked at a record may be asked without seeing it. Raises NotAllowed, and only then NotFound.
    """
    with centre.look(Action.REVIEW_AUDIT) as session:
        written = _CLIENT_ID.fullmatch(text)
        if written:
            own = int(written[1])
            known = own if clients.numbers_of(session, [own]) else merges.id_of_former_id(session, own)
            if known is not None:
                return known
        return found(clients.id_of_number(session, text), message(N_("There is no client “{text}”."), text=text))


def people(centre: Centre) -> dict[str, str]:
    """Return login → name of everyone who has, or had, a login."""
    with centre.read() as session:
        return trail.people(session)


def verify(centre: Centre, anchors: Sequence[AuditHead] = (), *, progress: Progress | None = None) -> Verified:
    """Look at the whole chain; ``anchors`` are heads that were kept outside. Raises NotAllowed, StorageFault.

    ``progress`` is told (done, total) and may raise to stop.
    """
    key = centre.audit_key
    centre.note(Action.REVIEW_AUDIT, detail={"verify": True})
    with centre.read() as session:
        of_closings = closing_anchors(session)
        broken = audit.verify(session, key, (*anchors, *of_closings), progress=progress)
        return Verified(broken, audit.head(session), len(set(anchors)), len(of_closings))


def closing_anchors(session: Session) -> tuple[AuditHead, ...]:
    """Return where the trail ended at every closing of a month, as its printed figures show it."""
    heads = (AuditHead.read(words) for words in month_closings.heads(session))
    return tuple(head for head in heads if head is not None)


def month(
    centre: Centre, year: int, month: int, anchors: Sequence[AuditHead] = (), *, progress: Progress | None = None
) -> AuditMonth:
    """Return what the printout of a month says, the chain verified. Raises NotAllowed, StorageFault.

    ``progress`` is told (done, total) and may raise to stop.
    """
    key = centre.audit_key
    centre.note(Action.REVIEW_AUDIT, detail={"printout": True, "month": f"{year}-{month:02d}"})
    period = Period.month(year, month)
    first, until = _midnight(period.first), _midnight(period.last + timedelta(days=1))

    def wanted(*actions: str) -> AuditFilter:
        return AuditFilter(actions=actions, first=first, until=until)

    with centre.read() as session:
        failures, rights, files = (
            audit.rows(session, wanted(*actions), limit=_LISTED_AT_MOST)[::-1] for actions in (FAILURES, RIGHTS, FILES)
        )
        broken = audit.verify(session, key, (*anchors, *closing_anchors(session)), progress=progress)
        return AuditMonth(
            counts=_counts(audit.counts(session, wanted()), failures),
            failures=failures,
            rights=rights,
            files=files,
            names=trail.names(session, (*failures, *rights, *files)),
            head=audit.head(session),
            broken_at=broken.number if broken else None,
            heads_known=len(set(anchors)),
        )


def _counts(counted: Mapping[tuple[str, str], int], failures: Sequence[AuditRow]) -> dict[str, dict[ActionKind, int]]:
    """Return the counts by login and kind; a wrong password counts for who tried, not for who brought it along."""
    counts: dict[str, dict[ActionKind, int]] = {}

    def add(login: str, action: str, number: int) -> None:
        of_login = counts.setdefault(login, dict.fromkeys(ActionKind, 0))
        of_login[KIND_OF_ACTION.get(action, ActionKind.SAFETY)] += number

    for (login, action), number in counted.items():
        add(login, action, number)
    for row in failures:
        if doer(row) != row.login:
            add(row.login, row.action, -1)
            add(doer(row), row.action, 1)
    return counts


def head(centre: Centre) -> AuditHead:
    """Return the end of the trail, to be kept outside."""
    with centre.read() as session:
        return audit.head(session)


def days(first: date | None, last: date | None) -> tuple[datetime | None, datetime | None]:
    """Return the moments that a run of days, both included, begins and ends at by this PC's clock."""
    until = None if last is None else _midnight(last + timedelta(days=1))
    return None if first is None else _midnight(first), until


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min).astimezone()
