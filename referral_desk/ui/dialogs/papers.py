"""A referral's letter or card: issued off the GUI thread, shown before it is printed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from referral_desk.domain.codes import LegalBasis, Paper
from referral_desk.domain.errors import NoGround
from referral_desk.domain.referral import Referral
from referral_desk.i18n import Language, _, language, render
from referral_desk.services import audit, documents
from referral_desk.services.documents import Issued
from referral_desk.ui.dialogs.basis import BasisDialog
from referral_desk.ui.dialogs.envelope import EnvelopeDialog
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.page import CONSENTS, Place
from referral_desk.ui.pages.showing import tell_caution
from referral_desk.ui.tasks import TaskKind
from referral_desk.ui.workplace import Workplace


def show_paper(
    workplace: Workplace,
    referral: Referral,
    paper: Paper,
    parent: QWidget,
    basis: LegalBasis | None = None,
    *,
    slip: bool | None = None,
) -> None:
    """Issue the letter or the card of ``referral`` and show it; what forbids it is told over the page.

    Where a letter has no ground it asks for another legal basis. Letters are in Japanese, the language of the offices
    that get them; a card is in the window's. ``slip``: whether a reply slip goes with it; None: as the centre does.
    """
    number = referral.number

    def issue() -> Issued:
        if paper is Paper.CARD:
            return documents.card(workplace.centre, referral.id, language=Language(language()))
        return documents.letter(workplace.centre, referral.id, basis=basis, slip=slip)

    def show(issued: Issued) -> None:
        workplace.publish(issued.changes)
        kind = "card" if paper is Paper.CARD else "letter"
        title = _("Card for {number}") if paper is Paper.CARD else _("Letter of {number}")
        PreviewDialog(
            workplace.tasks,
            issued.pdf,
            title=title.format(number=number),
            file_name=f"{kind}-{number}.pdf",
            parent=parent,
            note=lambda action: audit.handed_out(workplace.centre, action, issued.handout),
            kind=kind,
        ).open()
        tell_caution(workplace, issued)

    def refused(error: Exception) -> bool:
        if not isinstance(error, NoGround):
            return False
        BasisDialog(
            workplace.centre.codes,
            render(error.message),
            lambda named: show_paper(workplace, referral, paper, parent, named, slip=slip),
            lambda: _to_consents(workplace, referral),
            parent,
        ).open()
        return True

    workplace.tasks.run(TaskKind.WRITE, lambda _work: issue(), show, refused, label=_("Making the document…"))


def papers_menu(work: Workplace, referral: Referral, paper: Paper, over: QWidget) -> QMenu:
    """Return the menu of the papers that go with a referral's letter or card."""
    menu = QMenu(over)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if paper is Paper.LETTER:
        usual = work.centre.settings.reply_slip
        words = _("Letter without a reply slip") if usual else _("Letter with a reply slip")
        menu.addAction(words, lambda: show_paper(work, referral, paper, over.window(), slip=not usual))
        menu.addAction(_("Envelope…"), lambda: EnvelopeDialog(work, referral, over.window()).open())
    return menu


def _to_consents(workplace: Workplace, referral: Referral) -> None:
    workplace.says.go(Place("clients", client=referral.client_id, part=CONSENTS))
