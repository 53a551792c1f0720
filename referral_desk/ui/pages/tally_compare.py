"""Which periods stand beside the figures of the tally: chosen by chips, remembered for each person on this PC."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QSettings

from referral_desk.domain.tally_beside import Beside
from referral_desk.i18n import _
from referral_desk.ui.pages.tally_view import plain_column
from referral_desk.ui.widgets.record_table import Column
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips

_FIRST = (Beside.BEFORE,)
"""What stands there before anybody chose: the narrowest window holds it."""


def beside_words() -> dict[Beside, str]:
    """Return what the periods beside a month are called, in the window's language."""
    return {
        Beside.BEFORE: _("Before"),
        Beside.YEAR_AGO: _("Year ago"),
        Beside.YEAR_TO_DATE: _("Year to date"),
    }


class BesideChips(ToggleChips):
    """Chips for the columns to compare with; any of them. Their choice is kept under the person's ``login``."""

    def __init__(self, settings: QSettings | None, login: str) -> None:
        words = beside_words()
        tips = {
            Beside.BEFORE: _("The month, or the period of the same length, before this one"),
            Beside.YEAR_AGO: _("The same period a year ago"),
            Beside.YEAR_TO_DATE: _("From 1 April of the fiscal year to the last day; persons counted once"),
        }
        super().__init__(
            [Choice(each.value, words[each], tips[each]) for each in Beside],
            name=_("Compare with"),
            exclusive=False,
            first_number=0,
        )
        self._settings, self._key = settings, f"tally/beside/{login}"
        kept = settings.value(self._key, None) if settings is not None else None
        self.set_chosen(str(kept).split() if kept is not None else _FIRST)
        self.changed.connect(self._keep)

    def _keep(self) -> None:
        if self._settings is not None:
            self._settings.setValue(self._key, " ".join(self.chosen()))


def beside_columns(
    display: Callable[[str, Any], str], width: float = 5.6, *, to_date: bool = True
) -> list[Column[Any]]:
    """Return the columns to compare with; ``display`` gets the period's name and the row.

    ``to_date`` False leaves the fiscal year to date out: how things stand on a day has none of its own.
    """
    return [
        plain_column(each.value, label, partial(display, each.value), width)
        for each, label in beside_words().items()
        if to_date or each is not Beside.YEAR_TO_DATE
    ]
