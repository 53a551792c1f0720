"""What came late in a closed month: listed apart from its figures, with the figures that it would change."""

from __future__ import annotations

from dataclasses import dataclass, replace

from referral_desk.db.queries import closed_months, tallies
from referral_desk.db.queries import late_entries as queries
from referral_desk.db.queries.restrictions import hidden_ids
from referral_desk.db.queries.tally_rows import corrected_rows
from referral_desk.db.session import Session
from referral_desk.domain.access import Action
from referral_desk.domain.audit import Detail
from referral_desk.domain.calendar import Period
from referral_desk.domain.closed_month import ClosedMonth
from referral_desk.domain.correction import CorrectedFigure, corrected_figures
from referral_desk.domain.errors import NotPossible
from referral_desk.domain.late_entries import LateEntries, LateEntry, compare
from referral_desk.domain.messages import N_, message
from referral_desk.domain.tally import make_tally
from referral_desk.services.centre import Centre

LATE = "late"

_OPEN = message(N_("This month is not closed."))


@dataclass(frozen=True)
class Corrections:
    """What a correction sheet is made of: a closing, what came late, and the figures that it changes."""

    closed: ClosedMonth
    late: LateEntries
    figures: tuple[CorrectedFigure, ...]


def counted(centre: Centre, closed: ClosedMonth) -> LateEntries:
    """Return what came late, without names: to say how much it is."""
    with centre.read() as session:
        return _found(session, closed)


def entries(centre: Centre, year: int, month: int) -> LateEntries:
    """Return what came late in a closed month, with names. Raises NotPossible for an open one, StorageFault."""
    with centre.read() as session:
        found = _found(session, _closing(session, year, month))
        names = queries.names(session, {each.client_id for each in found.entries})
        named = replace(found, entries=tuple(_named(each, names) for each in found.entries))
    shown: Detail = {"month": f"{year:04}-{month:02}", "shown": len(named.entries)}
    centre.note(Action.LIST_RECORDS, record=LATE, detail=shown)
    return named


def corrections(centre: Centre, year: int, month: int) -> Corrections:
    """Return what came late and which figures it changes, with clients' numbers only. Raises NotPossible."""
    period, codes = Period.month(year, month), centre.codes
    first, last = period.first, period.last
    with centre.read() as session:
        closed = _closing(session, year, month)
        submitted = make_tally(first, last, tallies.counts(session, first, last), codes)
        rows = corrected_rows(session, first, last)
        now = make_tally(first, last, tallies.counts(session, first, last, rows=rows), codes)
        found = _found(session, closed)
        names = queries.names(session, {each.client_id for each in found.entries})
    numbered = tuple(replace(_named(each, names), client_name="", client_kana="") for each in found.entries)
    return Corrections(closed, replace(found, entries=numbered), corrected_figures(submitted, now))


def _closing(session: Session, year: int, month: int) -> ClosedMonth:
    closed = closed_months.of_month(session, year, month)
    if closed is None:
        raise NotPossible(_OPEN)
    return closed


def _found(session: Session, closed: ClosedMonth) -> LateEntries:
    late = compare(*queries.candidates(session, closed), closed.period)
    hidden = hidden_ids(session)
    seen = tuple(each for each in late if each.client_id not in hidden)
    return LateEntries(seen, len(late) - len(seen), queries.merged_since(session, closed))


def _named(entry: LateEntry, names: dict[int, tuple[str, str, str]]) -> LateEntry:
    number, name, kana = names.get(entry.client_id, ("", "", ""))
    return replace(entry, client_number=number, client_name=name, client_kana=kana)
