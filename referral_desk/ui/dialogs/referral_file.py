"""A referral as a file for the receiver's system (FHIR): asked where, logged, then written off the GUI thread."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from referral_desk.domain.changes import ChangeSet
from referral_desk.domain.codes import LegalBasis
from referral_desk.domain.errors import NoGround
from referral_desk.domain.referral import Referral
from referral_desk.i18n import Language, _, render
from referral_desk.services.exports import fhir
from referral_desk.ui.dialogs.basis import BasisDialog
from referral_desk.ui.files import ask_where, write_file
from referral_desk.ui.page import CONSENTS, Place
from referral_desk.ui.tasks import TaskKind
from referral_desk.ui.workplace import Workplace


def save_referral_file(workplace: Workplace, referral: Referral, parent: QWidget) -> None:
    """Ask where the file goes and write it; the disclosure log has its entry before."""
    target = ask_where(
        parent, _("Save the referral for the receiver’s system"), f"referral-{referral.number}.fhir.json"
    )
    if target is not None:
        write_to(workplace, referral, target, parent)


def write_to(
    workplace: Workplace, referral: Referral, target: Path, parent: QWidget, basis: LegalBasis | None = None
) -> None:
    """Write the file to ``target``; without a ground it asks for another legal basis. Labels are in Japanese."""

    def write() -> ChangeSet:
        exported = fhir.bundle(workplace.centre, referral.id, basis=basis, language=Language.JA)
        write_file(target, exported.content)
        return exported.changes

    def written(changes: ChangeSet) -> None:
        workplace.publish(changes)
        workplace.says.tell(
            _("{name} is saved, and stands in the disclosure log. It is not encrypted.").format(name=target.name)
        )

    def to_consents() -> None:
        workplace.says.go(Place("clients", client=referral.client_id, part=CONSENTS))

    def refused(error: Exception) -> bool:
        if not isinstance(error, NoGround):
            return False
        BasisDialog(
            workplace.centre.codes,
            render(error.message),
            lambda named: write_to(workplace, referral, target, parent, named),
            to_consents,
            parent,
            file=True,
        ).open()
        return True

    workplace.tasks.run(TaskKind.WRITE, lambda _work: write(), written, refused, label=_("Making the file…"))
