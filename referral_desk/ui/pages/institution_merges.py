"""Saying that two entries were merged, with what takes it back; for the page of one entry and for the directory."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from referral_desk.domain.institution_merging import MergedInstitution, UnmergedInstitution
from referral_desk.i18n import _, ngettext
from referral_desk.services import institution_merging
from referral_desk.ui.dates import short_date
from referral_desk.ui.dialogs.telling import ask
from referral_desk.ui.workplace import Workplace


class InstitutionMerges:
    """Tells of merges in the bar at the foot, and takes them back."""

    def __init__(self, work: Workplace) -> None:
        self._work = work

    def merged(self, merged: MergedInstitution) -> None:
        """Say that an entry was merged; Undo takes it apart again."""
        # by its number: its name may be the one that this entry has just taken over
        words = _("Merged the entry No. {number} into this one.").format(number=merged.other_number)
        self._work.says.saved(words, partial(self._undo, merged))

    def ask_undo(self, merged: MergedInstitution, window: QWidget) -> None:
        """Take a merge back, after asking."""
        remark = _(
            "The entry No. {number} is there again as it was on {day}, and what named it names it again. What was "
            "added since stays with the other one."
        ).format(number=merged.other_number, day=short_date(merged.at.astimezone().date()))
        words = _("Take it back"), _("Leave it merged")
        if ask(window, _("Take the merge back"), remark, *words, danger=True):
            self._undo(merged)

    def _undo(self, merged: MergedInstitution) -> None:
        centre = self._work.centre
        self._work.write(lambda: institution_merging.undo(centre, merged.id), self._undone)

    def _undone(self, undone: UnmergedInstitution) -> None:
        words = _("{one} and {other} are two entries again.").format(one=undone.kept.name, other=undone.other.name)
        if undone.changed_since:
            words += " " + ngettext(
                "{count} entry had been taken out or changed since and stayed as it is.",
                "{count} entries had been taken out or changed since and stayed as they are.",
                undone.changed_since,
            ).format(count=undone.changed_since)
        self._work.says.saved(words)
