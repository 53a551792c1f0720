"""The directory of institutions: find, open, enter, change, verify."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from referral_desk.db.queries import inbound, institution_merges, institutions, referrals
from referral_desk.domain.access import Action
from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.domain.directory_filter import DirectoryFilter
from referral_desk.domain.errors import Problem, Rejected
from referral_desk.domain.inbound import InboundRow
from referral_desk.domain.institution import (
    Institution,
    InstitutionDraft,
    InstitutionRow,
    Told,
    check_institution,
    with_told,
    without_blank_lines,
)
from referral_desk.domain.institution_merging import MergedInstitution
from referral_desk.domain.messages import N_, message
from referral_desk.domain.referral import ReferralRow
from referral_desk.domain.revision import Correction
from referral_desk.services import entries, institution_history
from referral_desk.services.centre import Centre, about
from referral_desk.services.clients import CHANGED_ELSEWHERE
from referral_desk.services.lookup import found

HISTORY_LIMIT = 200

GONE = message(N_("This institution is no longer there."))


@dataclass(frozen=True)
class InstitutionPage:
    """Everything the institution's page shows; referrals there newest first, at most ``HISTORY_LIMIT``.

    ``history`` is how the entry was changed, the newest change first; ``names`` are those of the institutions that it
    or its history mentions, by id.
    """

    institution: Institution
    referrals: tuple[ReferralRow, ...]
    inbound: tuple[InboundRow, ...] = ()
    """Whom it sent to us, newest first, as many."""
    history: tuple[Correction, ...] = ()
    names: Mapping[int, str] = field(default_factory=dict)
    merges: tuple[MergedInstitution, ...] = ()
    """The merges that hold and led into this entry or away from it, the newest first."""


def get(centre: Centre, institution_id: int) -> Institution:
    """Return one institution; NotFound where there is none."""
    with centre.read() as session:
        return found(institutions.get(session, institution_id), GONE)


def page(centre: Centre, institution_id: int) -> InstitutionPage:
    """Return what the institution's page shows; NotFound where there is none."""
    with centre.read() as session:
        institution = found(institutions.get(session, institution_id), GONE)
        history = institution_history.of_institution(session, institution)
        shown = InstitutionPage(
            institution,
            referrals.to_institution(session, institution_id, HISTORY_LIMIT),
            inbound.from_institution(session, institution_id, HISTORY_LIMIT),
            history,
            institutions.names(session, _mentioned(institution, history)),
            institution_merges.of_institution(session, institution_id),
        )
    rows_shown = len(shown.referrals) + len(shown.inbound)
    centre.note(Action.LIST_RECORDS, record=f"i-{institution_id}", detail={"shown": rows_shown})
    return shown


def _mentioned(institution: Institution, history: Iterable[Correction]) -> set[int]:
    changed = [change for each in history for change in each.changes if change.field == "successor_id"]
    ids = [institution.successor_id, *(value for change in changed for value in (change.before, change.after))]
    return {each for each in ids if isinstance(each, int)}


def rows(
    centre: Centre,
    text: str = "",
    *,
    kinds: tuple[str, ...] = (),
    limit: int = 200,
    offset: int = 0,
    retired: bool = False,
) -> tuple[InstitutionRow, ...]:
    """Return institutions found by any part of name, kana, number, phone, kind or target, by kana.

    With ``retired`` also those that are no longer there.
    """
    with centre.read() as session:
        return institutions.rows(session, text, kinds, limit, offset, there_on=_there_on(centre, retired=retired))


def directory(
    centre: Centre, text: str, narrowed: DirectoryFilter, *, limit: int, offset: int = 0
) -> tuple[tuple[InstitutionRow, ...], int]:
    """Return the part of the directory that ``text`` and ``narrowed`` find, by kana, and how many they find in all."""
    with centre.read() as session:
        return institutions.directory(session, text, narrowed, centre.codes, centre.today(), limit, offset)


def municipalities(centre: Centre) -> tuple[str, ...]:
    """Return the names of the municipalities that somebody in the directory serves, by their code."""
    with centre.read() as session:
        return institutions.municipalities(session)


def suggestions(
    centre: Centre, text: str, *, kinds: tuple[str, ...] = (), limit: int, retired: bool = False
) -> tuple[InstitutionRow, ...]:
    """Return what a field proposes while one types: institutions whose name or kana begins with it first.

    With ``retired`` also those that are no longer there: to look at, not to choose.
    """
    with centre.read() as session:
        return institutions.suggestions(session, text, kinds, limit, there_on=_there_on(centre, retired=retired))


def count(centre: Centre, text: str = "", *, kinds: tuple[str, ...] = (), retired: bool = False) -> int:
    """Return how many institutions :func:`rows` finds."""
    with centre.read() as session:
        return institutions.count(session, text, kinds, there_on=_there_on(centre, retired=retired))


def _there_on(centre: Centre, *, retired: bool) -> date | None:
    return None if retired else centre.today()


def save(
    centre: Centre, draft: InstitutionDraft, *, institution_id: int | None = None, version: int | None = None
) -> Saved[Institution]:
    """Store a new institution (``institution_id`` None) or changes of one.

    Raises Rejected: rules broken, a name that is taken, or a record that another window changed meanwhile.
    """
    codes = centre.codes
    draft, problems = entries.canonical(without_blank_lines(draft))
    problems = [*check_institution(draft, codes), *problems]
    if problems:
        raise Rejected(problems)
    with centre.write(Action.SAVE_INSTITUTION) as session:
        taken = institutions.id_of_name(session, draft.name)
        if taken is not None and taken != institution_id:
            raise Rejected([Problem("name", message(N_("There is an institution of this name already.")))])
        before = institutions.get(session, institution_id) if institution_id is not None else None
        draft = _verified_by(centre, draft, before)
        if institution_id is None:
            row = institutions.add(session, draft, codes)
        else:
            changed = institutions.update(session, institution_id, draft, version, codes)
            if changed is None:
                raise Rejected([CHANGED_ELSEWHERE])
            row = changed
        session.flush()
        about(session, record=f"i-{row.id}", detail={"new": institution_id is None})
        stored = found(institutions.get(session, row.id), GONE)
        if before is not None:
            institution_history.keep(centre, session, before, stored)
    return Saved(stored, ChangeSet.of(institution=stored.id))


def _verified_by(centre: Centre, draft: InstitutionDraft, before: Institution | None) -> InstitutionDraft:
    """Return ``draft`` with who verified it, where the day of it is a new one and ``draft`` brings no name with it."""
    if draft.verified_on is None:
        return replace(draft, verified_by="", verified_with="")
    new_day = before is None or before.verified_on != draft.verified_on
    brings_name = before is not None and before.verified_by != draft.verified_by
    return replace(draft, verified_by=centre.staff_name) if new_day and not brings_name else draft


def verify(centre: Centre, institution_id: int, *, with_whom: str = "") -> Saved[Institution]:
    """Note that the entry was checked today with ``with_whom`` of the institution, "" where no name was asked."""
    return note_told(centre, institution_id, Told(by=with_whom, verified=True))


def note_told(centre: Centre, institution_id: int, told: Told) -> Saved[Institution]:
    """Store what was told on the phone today. Raises NotFound, and ValueError where nothing was told."""
    if not told.verified and told.capacity is None:
        raise ValueError("nothing was told")
    with centre.write(Action.SAVE_INSTITUTION) as session:
        before = found(institutions.get(session, institution_id), GONE)
        after = with_told(before, told, centre.today(), centre.staff_name)
        found(institutions.put_told(session, institution_id, after), GONE)
        session.flush()
        detail: dict[str, bool | str] = {"verified": True} if told.verified else {}
        if told.capacity is not None:
            detail["capacity"] = told.capacity
        about(session, record=f"i-{institution_id}", detail=detail)
        stored = found(institutions.get(session, institution_id), GONE)
        institution_history.keep(centre, session, before, stored)
    return Saved(stored, ChangeSet.of(institution=stored.id))
