"""Screenings: recorded, corrected with the earlier version kept, taken back; each may be a step of a path of SBIRTS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from referral_desk.db.queries import clients, restrictions, sbirts, screenings
from referral_desk.db.session import Session
from referral_desk.domain.access import Action
from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.domain.codes import CodeBook, SbirtsStep, StepResult
from referral_desk.domain.errors import Problem, Rejected
from referral_desk.domain.messages import N_, message
from referral_desk.domain.revision import Correction
from referral_desk.domain.screening import Screening, ScreeningDraft, check_screening, judged
from referral_desk.services import revisions
from referral_desk.services.centre import Centre, about
from referral_desk.services.clients import CHANGED_ELSEWHERE
from referral_desk.services.lookup import found
from referral_desk.services.sbirts import add_step

KIND = "screening"
"""Under which earlier versions are kept."""

_NO_CLIENT = message(N_("This client is no longer there."))
_GONE = message(N_("This screening is no longer there."))
_NO_PATH = message(N_("This path is no longer there."))
_OTHER_CLIENT = Problem("client_id", message(N_("This stays with its client.")))
_NO_REASON = Problem("reason", message(N_("Say why it is taken back.")))


@dataclass(frozen=True)
class ScreeningsOfClient:
    """A client's screenings, the latest first, and by screening how it was corrected.

    ``usual`` says by tool with which profile and grams in a drink a new one begins: as the centre's latest one.
    """

    screenings: tuple[Screening, ...]
    corrections: Mapping[int, tuple[Correction, ...]]
    usual: Mapping[str, tuple[str, int]]


def of_client(centre: Centre, client_id: int) -> ScreeningsOfClient:
    """Return a client's screenings. Raises NotFound, NotAllowed."""
    with centre.read() as session:
        found(clients.get(session, client_id), _NO_CLIENT)
        made = screenings.of_client(session, client_id)
        corrected = {each.id: revisions.of_record(session, KIND, each.id, draft_of(each)) for each in made}
        usual = {**_first_versions(centre.codes), **screenings.last_versions(session)}
    centre.note(Action.READ_CLIENT, client=client_id, detail={"part": "screenings"})
    return ScreeningsOfClient(made, corrected, usual)


def save(
    centre: Centre,
    draft: ScreeningDraft,
    *,
    screening_id: int | None = None,
    version: int | None = None,
    path_id: int | None = None,
) -> Saved[Screening]:
    """Store a screening (``screening_id`` None), as a step of ``path_id`` if given, or correct one.

    The zone is judged here, by the client's sex. Raises Rejected, NotFound, NotAllowed.
    """
    problems = check_screening(draft, centre.codes, centre.today())
    if problems:
        raise Rejected(problems)
    with centre.write(Action.SAVE_SCREENING) as session:
        client = found(clients.get(session, draft.client_id), _NO_CLIENT)
        draft = replace(draft, zone=judged(draft, centre.codes, client.sex))
        if screening_id is None:
            stored = screenings.add(session, draft, centre.staff_name)
            if path_id is not None:
                _add_step(centre, session, path_id, stored)
        else:
            before = _visible(session, screening_id)
            if before.client_id != draft.client_id:
                raise Rejected([_OTHER_CLIENT])
            if version is not None and before.version != version:
                raise Rejected([CHANGED_ELSEWHERE])
            if draft_of(before) != draft:
                revisions.keep(centre, session, KIND, screening_id, before.client_id, draft_of(before))
            stored = screenings.write(session, found(screenings.row_of(session, screening_id), _GONE), draft)
        about(session, client=stored.client_id, record=f"sc-{stored.id}", detail={"new": screening_id is None})
    return Saved(stored, _changes(stored))


def remove(centre: Centre, screening_id: int, reason: str, *, version: int | None = None) -> Saved[Screening]:
    """Take back a screening that was recorded by mistake, with the step that it was; what it said is kept.

    Raises Rejected where no reason is given or another window changed it since ``version``; NotFound, NotAllowed.
    """
    if not reason.strip():
        raise Rejected([_NO_REASON])
    with centre.write(Action.SAVE_SCREENING) as session:
        removed = _visible(session, screening_id)
        if version is not None and removed.version != version:
            raise Rejected([CHANGED_ELSEWHERE])
        revisions.keep(
            centre, session, KIND, screening_id, removed.client_id, draft_of(removed), reason=reason, removed=True
        )
        screenings.remove(session, found(screenings.row_of(session, screening_id), _GONE))
        about(session, client=removed.client_id, record=f"sc-{screening_id}", detail={"removed": True})
    return Saved(removed, _changes(removed))


def draft_of(screening: Screening) -> ScreeningDraft:
    """Return what staff can write of a stored screening."""
    return ScreeningDraft(**{name: getattr(screening, name) for name in ScreeningDraft.__dataclass_fields__})


def _add_step(centre: Centre, session: Session, path_id: int, screening: Screening) -> None:
    path = found(sbirts.path(session, path_id), _NO_PATH)
    if path.client_id != screening.client_id:
        raise Rejected([_OTHER_CLIENT])
    step = SbirtsStep.SCREENING
    add_step(centre, session, path, step, StepResult.DONE, on=screening.on, screening_id=screening.id)


def _first_versions(codes: CodeBook) -> dict[str, tuple[str, int]]:
    return {
        tool.code: (
            tool.profiles[0].code if tool.profiles else "",
            tool.drink_sizes[0] if tool.drink_sizes else 0,
        )
        for tool in codes.screening_tools.items
    }


def _visible(session: Session, screening_id: int) -> Screening:
    screening = found(screenings.get(session, screening_id), _GONE)
    restrictions.check_visible(session, screening.client_id)
    return screening


def _changes(screening: Screening) -> ChangeSet:
    return ChangeSet.of(screening=screening.id, sbirts=screening.client_id, client=screening.client_id)
