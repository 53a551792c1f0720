"""The rows of Today about what was agreed in brief interventions and is to be looked at again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.sbirts import Intervention, LookAgain
from referral_desk.i18n import _, language, ngettext
from referral_desk.ui.dates import short_date
from referral_desk.ui.dialogs.intervention import LookAgainDialog
from referral_desk.ui.page import SBIRTS, Place
from referral_desk.ui.pages.desk_rows import DeskRow, RowButton, RowContent
from referral_desk.ui.workplace import Workplace


class DeskLooks(QObject):
    """Builds the rows; ``go`` asks to open a place. ``moved`` is told (row, step) when Up or Down leaves a row."""

    go = Signal(object)

    def __init__(self, workplace: Workplace, page: QWidget, moved: Callable[[DeskRow, int], None]) -> None:
        super().__init__(page)
        self._work = workplace
        self._page = page
        self._moved = moved

    def row(self, look: LookAgain) -> DeskRow:
        """Return the row of one: the day it was to be looked at, and a button for what came of it."""
        codes, today = self._work.centre.codes, self._work.centre.today()
        goal = codes.goals.label(look.goal, language()) if look.goal else ""
        content = RowContent(
            look.client_name,
            look.client_kana,
            look.client_birth,
            _("Look again at what was agreed"),
            "  ".join(part for part in (codes.targets.label(look.target, language()), goal) if part),
            over=over_words(look),
            danger=look.days_over > 0,
        )
        noted = RowButton(
            _("Looked again…"),
            _("Write down what came of it, and when to look once more"),
            partial(self._open_dialog, look),
            primary=look.days_over >= 0,
        )
        open_part = partial(self._open, look.client_id)
        row = DeskRow(content, today, [noted], open_client=open_part, open_place=open_part)
        row.record_key = look
        self._work.permit(Action.SAVE_INTERVENTION, *row.buttons)
        row.moved.connect(lambda step: self._moved(row, step))
        return row

    def _open(self, client_id: int) -> None:
        self.go.emit(Place("clients", client=client_id, part=SBIRTS))

    def _open_dialog(self, look: LookAgain) -> None:
        LookAgainDialog(
            self._work,
            look.client_name,
            look.client_id,
            look.intervention_id,
            saved=self._saved,
            parent=self._page.window(),
        ).open()

    def _saved(self, _stored: Intervention) -> None:
        self._work.says.saved(_("Saved what came of it."))


def over_words(look: LookAgain) -> str:
    """Return how the day stands to today."""
    if look.days_over > 0:
        return ngettext("{count} day over", "{count} days over", look.days_over).format(count=look.days_over)
    return _("today") if look.days_over == 0 else short_date(look.look_again_on)
