"""Restricting a client's record to named staff, and seeing who they are.

Everyone else finds the client in no list, search, export or paper; figures still count them. Who leads may change who
is named without seeing the record itself, or nobody could when those who are named have left; the audit trail shows
who did.
"""

from __future__ import annotations

from collections.abc import Iterable

from referral_desk.db.queries import clients, restrictions, users
from referral_desk.db.session import Session
from referral_desk.domain.access import Action
from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.domain.errors import NotPossible, Rejected
from referral_desk.domain.messages import N_, message
from referral_desk.domain.restriction import Restriction, check_readers
from referral_desk.services.centre import Centre, about
from referral_desk.services.lookup import found

_GONE = message(N_("This client is no longer there."))
_OPEN = message(N_("Everyone may see this record already."))


def restricted(centre: Centre) -> tuple[Restriction, ...]:
    """Return every restricted client by number, for those who may change who is named. Raises NotAllowed."""
    with centre.look(Action.RESTRICT_CLIENT) as session:
        return tuple(
            Restriction(client_id, number, restrictions.readers(session, client_id) or ())
            for client_id, number in restrictions.restricted(session)
        )


def who_may_see(centre: Centre, client_id: int) -> tuple[str, ...] | None:
    """Return the logins that may see a client, None where everyone may. Raises NotAllowed where this person may not."""
    with centre.read() as session:
        restrictions.check_visible(session, client_id)
        return restrictions.readers(session, client_id)


def restrict(centre: Centre, client_id: int, logins: Iterable[str]) -> Saved[Restriction]:
    """Let only ``logins`` see a client, also where others were named before. Raises Rejected, NotFound, NotAllowed."""
    named = tuple(dict.fromkeys(logins))
    with centre.write(Action.RESTRICT_CLIENT) as session:
        number = _number(session, client_id)
        problems = check_readers(named, users.logins(session))
        if problems:
            raise Rejected(problems)
        before = restrictions.readers(session, client_id) or ()
        ids = users.ids(session)
        about(
            session,
            client=client_id,
            detail={"named": _ids(named, ids), "before": _ids(before, ids)},
        )
        restrictions.restrict(session, client_id, named, centre.clock(), centre.login)
    return Saved(Restriction(client_id, number, named), ChangeSet.all())


def lift(centre: Centre, client_id: int) -> Saved[Restriction]:
    """Let everyone see a client again. Raises NotPossible where they may already, NotFound, NotAllowed."""
    with centre.write(Action.RESTRICT_CLIENT) as session:
        number = _number(session, client_id)
        before = restrictions.readers(session, client_id)
        if before is None:
            raise NotPossible(_OPEN)
        about(session, client=client_id, detail={"named": [], "before": _ids(before, users.ids(session))})
        restrictions.lift(session, client_id)
    return Saved(Restriction(client_id, number, ()), ChangeSet.all())


def _number(session: Session, client_id: int) -> str:
    return found(clients.numbers_of(session, [client_id]).get(client_id), _GONE)


def _ids(logins: Iterable[str], ids: dict[str, int]) -> list[int]:
    """Return the staff ids of logins: the trail holds no names."""
    return sorted(ids[login] for login in logins if login in ids)
