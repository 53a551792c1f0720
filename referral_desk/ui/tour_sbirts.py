"""The tour's dialogs of SBIRTS, with what the demo's first client has."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog

from referral_desk.services import clients, sbirts, screenings
from referral_desk.ui.desk import DeskWindow
from referral_desk.ui.dialogs.finding import FindingDialog
from referral_desk.ui.dialogs.intervention import InterventionDialog, LookAgainDialog
from referral_desk.ui.dialogs.path_ending import PathEndingDialog
from referral_desk.ui.dialogs.screening import ScreeningDialog
from referral_desk.ui.dialogs.take_back import TakeBackDialog, TypedTakeBack


def sbirts_dialogs(desk: DeskWindow) -> tuple[tuple[str, Callable[[], QDialog]], ...]:
    """Return the name of each dialog's picture, and what opens it."""
    work, centre = desk.work, desk.work.centre
    client = clients.get(centre, 1)
    walked, screened = sbirts.of_client(centre, 1), screenings.of_client(centre, 1)
    path, agreed, made = walked.paths[0], walked.interventions[0], screened.screenings[0]

    def screening(corrected: bool, tool: str = "audit") -> QDialog:
        return ScreeningDialog(
            work,
            client,
            screened.screenings,
            screened.usual,
            saved=_ignore,
            screening=made if corrected else None,
            tool=tool,
            parent=desk,
        )

    def intervention(corrected: bool) -> QDialog:
        known = agreed if corrected else None
        return InterventionDialog(
            work, client, walked.interventions, saved=_ignore, intervention=known, target="alcohol", parent=desk
        )

    return (
        ("screening", lambda: screening(corrected=False)),
        ("screening-total", lambda: screening(corrected=False, tool="sogs")),
        ("screening-correct", lambda: screening(corrected=True)),
        ("intervention", lambda: intervention(corrected=False)),
        ("intervention-correct", lambda: intervention(corrected=True)),
        ("finding", lambda: FindingDialog(work, _ignore, target="alcohol", parent=desk)),
        ("look-again", lambda: LookAgainDialog(work, client.name, 1, agreed.id, saved=_ignore, parent=desk)),
        ("path-ending", lambda: PathEndingDialog(work, client.name, path, done=_ignore, parent=desk)),
        (
            "take-back",
            lambda: TakeBackDialog(
                work,
                1,
                TypedTakeBack(kind="screening", record_id=made.id),
                client.name,
                call=lambda reason: screenings.remove(centre, made.id, reason),
                done=_ignore,
                parent=desk,
            ),
        ),
    )


def _ignore(*_arguments: object) -> None:
    """Do nothing: the tour only looks."""
