"""Renewing the recovery code: asked first, shown once, and in force only after somebody has noted it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from referral_desk.i18n import _
from referral_desk.services import users
from referral_desk.services.recovery import recovery_sheet
from referral_desk.ui.dialogs.recovery_code import RecoveryCodeDialog
from referral_desk.ui.dialogs.telling import ask
from referral_desk.ui.tasks import TaskKind
from referral_desk.ui.workplace import Workplace


def renew_code(work: Workplace, parent: QWidget, done: Callable[[], None] | None = None) -> None:
    """Make a new recovery code, after asking, and show it; until it is confirmed the old one stays valid.

    ``done`` is called when it is confirmed.
    """
    if not ask(
        parent,
        _("New recovery code"),
        _(
            "The new code is shown once: have a printer or paper and pencil at hand. As soon as you confirm that it is "
            "noted, the sheet with the present code is void."
        ),
        _("Make a new code"),
        _("Cancel"),
        danger=True,
    ):
        return
    centre = work.centre

    def valid() -> None:
        work.says.saved(_("The new recovery code is valid. Shred the old sheet."))
        if done is not None:
            done()

    def show(code: str) -> None:
        dialog = RecoveryCodeDialog(
            work.tasks,
            code,
            lambda: recovery_sheet(centre, code),
            lambda: users.renew_recovery_code(centre, code),
            parent,
        )
        dialog.accepted.connect(valid)
        dialog.open()

    work.tasks.run(TaskKind.READ, lambda _work: users.draft_recovery_code(centre), show)
