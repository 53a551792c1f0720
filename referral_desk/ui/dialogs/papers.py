"""A referral's letter or card: issued off the GUI thread, shown before it is printed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from referral_desk.domain.codes import LegalBasis, Paper
from referral_desk.domain.documents.card import CardLanguage
from referral_desk.domain.errors import NoGround
from referral_desk.domain.outgoing import Choice
from referral_desk.domain.referral import Referral
from referral_desk.i18n import _, language, render
from referral_desk.services import audit, documents
from referral_desk.services.documents import Issued
from referral_desk.services.outgoing import Outgoing, outgoing
from referral_desk.ui.dialogs.basis import BasisDialog
from referral_desk.ui.dialogs.card import CardDialog
from referral_desk.ui.dialogs.envelope import EnvelopeDialog
from referral_desk.ui.dialogs.fax import open_fax
from referral_desk.ui.dialogs.outgoing import OutgoingDialog
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

    A letter that is not issued yet shows first what it will tell, and to whom; where it has no ground, another legal
    basis is asked for. Letters are in Japanese, the language of the offices that get them; a card is in the window's.
    ``slip``: whether a reply slip goes with a new letter; None: as the centre does.
    """
    centre = workplace.centre
    if paper is Paper.CARD:
        card = partial(documents.card, centre, referral.id, language=CardLanguage(language()))
        _issue(workplace, referral, paper, parent, card)
        return

    def issue(choice: Choice | None = None) -> None:
        make = partial(documents.letter, centre, referral.id, basis=basis, slip=slip, choice=choice)
        _issue(workplace, referral, paper, parent, make)

    def look(seen: Outgoing | None) -> None:
        if seen is None:
            issue()
            return
        OutgoingDialog(
            workplace,
            seen,
            _("{number}  {name} to {institution}").format(
                number=referral.number, name=referral.client_name, institution=referral.institution_name
            ),
            issue,
            lambda: _to_entry(workplace, referral),
            parent,
        ).open()

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

    workplace.read(lambda: outgoing(centre, referral.id, basis=basis), look, refused)


def _issue(workplace: Workplace, referral: Referral, paper: Paper, parent: QWidget, make: Callable[[], Issued]) -> None:
    """Issue a paper off the GUI thread and show it."""
    number = referral.number

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

    workplace.tasks.run(TaskKind.WRITE, lambda _work: make(), show, label=_("Making the document…"))


def papers_menu(work: Workplace, referral: Referral, paper: Paper, over: QWidget) -> QMenu:
    """Return the menu of the papers that go with a referral's letter or card."""
    menu = QMenu(over)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if paper is Paper.LETTER:
        usual = work.centre.settings.reply_slip
        words = _("Letter without a reply slip") if usual else _("Letter with a reply slip")
        menu.addAction(words, lambda: show_paper(work, referral, paper, over.window(), slip=not usual))
        menu.addAction(_("Fax the letter…"), lambda: open_fax(work, referral, over.window()))
        menu.addAction(_("Envelope…"), lambda: EnvelopeDialog(work, referral, over.window()).open())
    else:
        menu.addAction(_("Card: size, number and language…"), lambda: CardDialog(work, referral, over.window()).open())
    return menu


def _to_entry(workplace: Workplace, referral: Referral) -> None:
    workplace.says.go(Place("institutions", institution=referral.institution_id))


def _to_consents(workplace: Workplace, referral: Referral) -> None:
    workplace.says.go(Place("clients", client=referral.client_id, part=CONSENTS))
