"""When a password is forgotten: the recovery code opens the centre, gives somebody a new password, and is replaced.

A code that was used was seen, so it is replaced, and opens nothing as soon as somebody has confirmed that the new one
is noted. That is shown once and printed on a sheet that is kept under lock; nowhere is it stored.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from referral_desk.db import attempts, audit, slots_seen, vault
from referral_desk.db.audit import Clock, utc_now
from referral_desk.db.errors import WrongRecoveryCode
from referral_desk.db.folder import require
from referral_desk.db.presence import present
from referral_desk.db.recovery import RecoveryCode
from referral_desk.db.slots import DEFAULT, MINIMUM, KdfCost
from referral_desk.domain.access import Action, Happening
from referral_desk.domain.audit import AuditEvent
from referral_desk.domain.documents.recovery_sheet import compose_recovery_sheet
from referral_desk.domain.errors import Rejected
from referral_desk.i18n import Language, translator
from referral_desk.services.centre import Centre, Today, local_today, note_login, open_with_key
from referral_desk.services.password_strength import refusal, strength
from referral_desk.services.users import own_words


def recover(
    folder: Path,
    code: str,
    login: str,
    new_password: str,
    *,
    cost: KdfCost = DEFAULT,
    minimum: KdfCost = MINIMUM,
    today: Today = local_today,
    clock: Clock = utc_now,
) -> tuple[Centre, str]:
    """Give ``login`` a new password with the recovery ``code`` as typed; return the open centre and the next code.

    The next code opens nothing, and ``code`` still does, until :func:`confirm_code`: nobody may be left without one.
    Nothing is changed unless the centre opens, the login may log in, and its use is in the audit trail. Takes two key
    derivations. Raises NotReadable for a code that is mistyped, WrongRecoveryCode for one that is not the newest
    of this centre, Rejected for the password, NotFound for the login, NotAllowed for somebody who does not work here
    any more, and what open_centre raises.
    """
    wanted = RecoveryCode.read(code)
    vault.check_password(new_password)
    require(folder)
    with present(folder):  # from before the slots are read: the keys must not be renewed in between
        try:
            key = vault.unlock_with_recovery(folder, wanted, minimum=minimum)
        except WrongRecoveryCode:
            attempts.note(folder, "", vault.logins(folder), clock())  # somebody holds a sheet that is void
            raise
        centre = open_with_key(folder, login, key, today=today, clock=clock)
    try:
        centre.require(Action.LOG_IN)
        own = own_words(centre, login)
        refused = refusal(new_password, strength(new_password, own), own)
        if refused is not None:
            raise Rejected([refused])
        centre.note_happening(Happening.RECOVERED)
        vault.reset_password(folder, key, login, new_password, cost=cost)
        note_login(centre)
        slots_seen.keep(centre.sessions, folder, key)
    except BaseException:
        centre.close()
        raise
    return centre, RecoveryCode.random().text()


def confirm_code(centre: Centre, code: str, *, cost: KdfCost = DEFAULT) -> None:
    """Let the next ``code`` open the centre, once it is noted; the used one opens nothing from now on.

    Whatever the role: whoever brought the used code may replace it.
    """
    me = centre.me
    centre.append(AuditEvent(Action.RENEW_RECOVERY_CODE, record=f"u-{me.id}" if me else ""))
    vault.set_recovery_code(centre.folder, centre.key, RecoveryCode.read(code), cost=cost)
    slots_seen.keep(centre.sessions, centre.folder, centre.key)


def may_be_known(centre: Centre) -> bool:
    """Whether somebody has left who may have seen the recovery sheet: its code is the one from before."""
    with centre.read() as session:
        gone = audit.last_number_of(session, [Action.REMOVE_USER])
        return gone > audit.last_number_of(session, [Action.RENEW_RECOVERY_CODE])


def recovery_sheet(centre: Centre, code: str, *, language: Language = Language.JA) -> bytes:
    """Return the sheet that ``code`` is kept on, as PDF; it is stored nowhere. Raises MissingGlyphs."""
    from referral_desk.reports.render import render  # noqa: PLC0415 - who forgot a password waits for the desk

    now = centre.clock().astimezone()
    content = compose_recovery_sheet(
        code=code,
        centre=centre.settings,
        login=centre.login,
        made_at=datetime.combine(centre.today(), now.time()),
        language=language,
        tr=translator(language),
    )
    return render(content)
