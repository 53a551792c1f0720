"""What is asked about an institution once it is chosen for a referral: is the entry right, is there room elsewhere.

Nothing has to be answered: whoever goes on typing just goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.finding import Doubt, doubts
from referral_desk.domain.institution import Institution
from referral_desk.i18n import _
from referral_desk.ui.institution_words import capacity_words, stale_question, standing_words
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import WarningPanel
from referral_desk.ui.widgets.layouts import FlowBox, column
from referral_desk.ui.widgets.text import show_if
from referral_desk.ui.workplace import Workplace


class InstitutionDoubts(QWidget):
    """A plain panel for each doubt; hidden while there is none.

    ``verified`` comes when the entry is right, ``look`` when one wants to see it, ``instead`` with the id of another
    institution to refer to.
    """

    verified = Signal(int)
    look = Signal(int)
    instead = Signal(int)

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self._work = work
        self._institution: Institution | None = None
        self.unlisted, self.full, self.stale = WarningPanel(), WarningPanel(), WarningPanel()
        self.yes_button = Button(_("Yes, verified today"), self._yes, compact=True, icon="check")
        work.permit(Action.SAVE_INSTITUTION, self.yes_button)
        self.look_button = self._looking()
        self.stale.add_below(FlowBox(self.yes_button, self.look_button, gap=0.5))
        self.unlisted.add_below(FlowBox(self._looking(), gap=0.5))
        self.others = FlowBox(gap=0.5)
        self.full.add_below(self.others)
        self.setLayout(column(self.unlisted, self.full, self.stale, gap=0.4))
        self.hide()

    def _looking(self) -> Button:
        return Button(_("Look at the entry"), self._look, compact=True)

    def show_nothing(self) -> None:
        """Ask nothing: no institution is chosen."""
        self._institution = None
        self.hide()

    def show_institution(self, institution: Institution, others: Sequence[Institution]) -> None:
        """Ask what is to be asked about an institution; ``others`` of its kind have room."""
        self._institution = institution
        centre = self._work.centre
        today, days = centre.today(), centre.settings.verify_after_days
        asked = doubts(institution, today, days)
        self.unlisted.set_text(standing_words(institution, today) if Doubt.UNLISTED in asked else "")
        self.stale.set_text(stale_question(institution) if Doubt.STALE in asked else "")
        full = ""
        if Doubt.FULL in asked:
            words = capacity_words(institution, centre.codes, today, days)
            full = _("{capacity}. These have room:") if others else _("{capacity}. No other of this kind told of room.")
            full = full.format(capacity=words)
        self.full.set_text(full)
        self.others.clear()
        for other in others if full else ():
            refer = Button(
                _("To {name} instead").format(name=other.name), partial(self.instead.emit, other.id), compact=True
            )
            self.others.add(refer)
        show_if(self.others, bool(full and others))
        show_if(self, bool(asked))

    def _yes(self) -> None:
        if self._institution is not None:
            self.verified.emit(self._institution.id)

    def _look(self) -> None:
        if self._institution is not None:
            self.look.emit(self._institution.id)
