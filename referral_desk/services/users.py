"""Who may open the centre: adding logins, roles, passwords, and taking logins away.

A change is stored with its audit entry first and reaches the key slots afterwards. Between the two nothing is open
that should be shut: a slot whose owner is not listed any more opens nothing (NotAllowed at the login), and a login
without a slot has no password. Doing the same again mends either; :func:`users` shows both.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from referral_desk.db import slots_seen, vault
from referral_desk.db.models import StaffTable
from referral_desk.db.queries import drafts, restrictions
from referral_desk.db.queries import users as rows
from referral_desk.db.recovery import RecoveryCode
from referral_desk.db.session import Session
from referral_desk.db.slots import DEFAULT, MINIMUM, KdfCost
from referral_desk.domain.access import Action, Role
from referral_desk.domain.centre import StaffMember
from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.domain.errors import NotFound, NotPossible, Problem, Rejected
from referral_desk.domain.messages import N_, Message, message
from referral_desk.domain.users import (
    User,
    UserDraft,
    UserState,
    check_new_user,
    why_password_stays,
    why_role_stays,
    why_user_stays,
)
from referral_desk.services.centre import Centre, about, note_login, unlock_key
from referral_desk.services.password_strength import refusal, strength

_CHANGED = ChangeSet.of(centre=1)
_STATES = {
    (True, True): UserState.WORKING,
    (True, False): UserState.NO_PASSWORD,
    (False, True): UserState.UNKNOWN,
    (False, False): UserState.LEFT,
}
"""By whether somebody who works here has the login, and whether it has a slot."""


def users(centre: Centre) -> tuple[User, ...]:
    """Return every login: who works here in the order of the staff list, what is left over, who has left."""
    with centre.read() as session:
        return _users(session, centre)


def own_words(centre: Centre, *others: str) -> tuple[str, ...]:
    """Return what others try first as a password: names and logins of staff, the centre's name, and ``others``."""
    own = centre.settings
    people = [word for member in own.staff for word in (member.login, member.name)]
    return tuple(dict.fromkeys(word for word in (own.name, own.department, *people, *others) if word))


def add_user(centre: Centre, draft: UserDraft, password: str, *, cost: KdfCost = DEFAULT) -> Saved[User]:
    """Give somebody a login, a role and a first password. Raises Rejected, NotFound, NotAllowed."""
    centre.require(Action.ADD_USER)
    vault.check_login(draft.login)
    _check_password(centre, password, draft.login, draft.name)
    slots_seen.verify(centre.sessions, centre.folder, centre.key)
    with centre.write(Action.ADD_USER) as session:
        known = _users(session, centre)
        problems = check_new_user(draft, known)
        if problems:
            raise Rejected(problems)
        row = _row_of(session, draft, known)
        session.flush()
        about(session, record=f"u-{row.id}", detail={"role": draft.role.value})
        added = User(
            login=draft.login,
            state=UserState.WORKING,
            staff_id=row.id,
            name=row.name,
            job_title=row.job_title,
            role=draft.role,
        )
    centre.refresh()
    vault.set_password(centre.folder, centre.key, draft.login, password, cost=cost)
    _keep_slots(centre)
    return Saved(added, _CHANGED)


def change_role(centre: Centre, login: str, role: Role) -> Saved[User]:
    """Give somebody another role. Raises NotPossible, NotFound, NotAllowed."""
    with centre.write(Action.CHANGE_ROLE) as session:
        known = _users(session, centre)
        user = _found(known, login)
        _refuse(why_role_stays(user, known, centre.login, role))
        row = rows.row_of(session, login)
        assert row is not None  # or it would have been refused
        row.role = role
        about(session, record=user.record, detail={"role": role.value})
    centre.refresh()
    return Saved(replace(user, role=role), _CHANGED)


def reset_password(centre: Centre, login: str, password: str, *, cost: KdfCost = DEFAULT) -> Saved[User]:
    """Give somebody else a new password, or the first one. Raises Rejected, NotPossible, NotFound, NotAllowed."""
    centre.require(Action.RESET_PASSWORD)
    _check_password(centre, password, login)
    slots_seen.verify(centre.sessions, centre.folder, centre.key)
    with centre.write(Action.RESET_PASSWORD) as session:
        user = _found(_users(session, centre), login)
        _refuse(why_password_stays(user, centre.login))
        about(session, record=user.record)
    vault.set_password(centre.folder, centre.key, login, password, cost=cost)
    _keep_slots(centre)
    return Saved(replace(user, state=UserState.WORKING), _CHANGED)


def change_password(centre: Centre, old: str, new: str, *, cost: KdfCost = DEFAULT, minimum: KdfCost = MINIMUM) -> None:
    """Change the password of the person who works; the old one is needed, and a wrong one counts as at the login.

    Raises WrongPassword, MustWait, Rejected, NotAllowed.
    """
    centre.require(Action.CHANGE_PASSWORD)
    _check_password(centre, new, centre.login)
    slots_seen.verify(centre.sessions, centre.folder, centre.key)
    unlock_key(centre.folder, centre.login, old, minimum=minimum, clock=centre.clock)
    if new == old:
        raise Rejected([Problem("password", message(N_("This is the old password. Choose another one.")))])
    note_login(centre, Action.CHANGE_PASSWORD, record=_own_record(centre))
    vault.set_password(centre.folder, centre.key, centre.login, new, cost=cost)
    _keep_slots(centre)


def draft_recovery_code(centre: Centre) -> str:
    """Return a new recovery code, to be shown once; it opens nothing before :func:`renew_recovery_code` stores it.

    Raises NotAllowed.
    """
    centre.require(Action.RENEW_RECOVERY_CODE)
    slots_seen.verify(centre.sessions, centre.folder, centre.key)
    return RecoveryCode.random().text()


def renew_recovery_code(centre: Centre, code: str = "", *, cost: KdfCost = DEFAULT) -> str:
    """Let ``code``, or a new one, open the centre, and return it; the printed one opens nothing from now on.

    Call it with a code that somebody has noted: until then the printed one must open the centre. Raises NotAllowed.
    """
    new = RecoveryCode.read(code) if code else RecoveryCode.random()
    slots_seen.verify(centre.sessions, centre.folder, centre.key)
    centre.note(Action.RENEW_RECOVERY_CODE, record=_own_record(centre))
    vault.set_recovery_code(centre.folder, centre.key, new, cost=cost)
    _keep_slots(centre)
    return new.text()


def remove_user(centre: Centre, login: str) -> Saved[User]:
    """Take a login away from somebody who leaves; the name stays in the records, drafts and restrictions let go of it.

    Who knew the data key still does until the keys are renewed (rekeying.py), which belongs to it.
    Raises NotPossible, NotFound, NotAllowed.
    """
    slots_seen.verify(centre.sessions, centre.folder, centre.key)
    with centre.write(Action.REMOVE_USER) as session:
        known = _users(session, centre)
        user = _found(known, login)
        _refuse(why_user_stays(user, known, centre.login))
        row = rows.row_of(session, login)
        if row is not None:
            row.active = False
        restrictions.forget_reader(session, login)
        drafts.forget_all(session, login)
        about(session, record=user.record)
    centre.refresh()
    with suppress(NotFound):
        vault.remove_user(centre.folder, centre.key, login)
    _keep_slots(centre)
    return Saved(replace(user, state=UserState.LEFT), _CHANGED)


def _row_of(session: Session, draft: UserDraft, known: tuple[User, ...]) -> StaffTable:
    """Return the row in the staff list that gets the login: the one chosen, the one that waits for it, or a new one."""
    waiting = next((each.staff_id for each in known if each.works_here and each.login == draft.login), None)
    staff_id = draft.staff_id if waiting is None else waiting
    if staff_id is None:
        name, job_title = draft.name.strip(), draft.job_title.strip()
        return rows.add(session, StaffMember(name=name, job_title=job_title, login=draft.login, role=draft.role))
    row = rows.row_of_member(session, staff_id)
    if row is None or not row.active:
        raise NotFound(message(N_("This person is not in the staff list any more.")))
    if row.login not in {"", draft.login}:
        raise NotPossible(message(N_("{name} has the login {login} already."), name=row.name, login=row.login))
    row.login, row.role = draft.login, draft.role
    return row


def _users(session: Session, centre: Centre) -> tuple[User, ...]:
    slots = vault.logins(centre.folder)
    listed = [
        User(
            login=row.login,
            state=_STATES[row.active, row.login in slots],
            staff_id=row.id,
            name=row.name,
            job_title=row.job_title,
            role=row.role,
        )
        for row in rows.with_login(session)
    ]
    known = {user.login for user in listed}
    strange = [User(login=login, state=UserState.UNKNOWN) for login in slots if login not in known]
    return tuple(sorted([*listed, *strange], key=lambda user: (user.state is UserState.LEFT, not user.works_here)))


def _found(known: tuple[User, ...], login: str) -> User:
    user = next((user for user in known if user.login == login), None)
    if user is None:
        raise NotFound(message(N_("There is no user with the login {login}."), login=login))
    return user


def _refuse(why: Message | None) -> None:
    if why is not None:
        raise NotPossible(why)


def _check_password(centre: Centre, password: str, *words: str) -> None:
    vault.check_password(password)
    own = own_words(centre, *words)
    refused = refusal(password, strength(password, own), own)
    if refused is not None:
        raise Rejected([refused])


def _own_record(centre: Centre) -> str:
    me = centre.me
    return f"u-{me.id}" if me else ""


def _keep_slots(centre: Centre) -> None:
    slots_seen.keep(centre.sessions, centre.folder, centre.key)
