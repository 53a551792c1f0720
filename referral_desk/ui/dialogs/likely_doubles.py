"""Entries of the directory that may be one institution, two and two; one click compares them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from referral_desk.domain.institution_likeness import LikelyPair
from referral_desk.i18n import _, render
from referral_desk.services import institution_merging
from referral_desk.ui.dialogs.telling import in_words
from referral_desk.ui.forms.fields import stacked
from referral_desk.ui.institution_merge_words import entry_words
from referral_desk.ui.look import px
from referral_desk.ui.tasks import LatestOnly
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import RowCard, WarningPanel
from referral_desk.ui.widgets.layouts import boxed, clear, column, row, scrolling
from referral_desk.ui.widgets.text import Label, show_if
from referral_desk.ui.workplace import Workplace

_SHOWN_AT_MOST = 40


class LikelyDoublesDialog(QDialog):
    """``compare`` gets the pair that is to be compared; the window closes for it."""

    def __init__(self, work: Workplace, compare: Callable[[LikelyPair], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(_("Entered twice?"))
        self._work = work
        self._compare = compare
        self._reads = LatestOnly(work.tasks)
        self.pairs: tuple[LikelyPair, ...] = ()
        self._rows = column(gap=0.5)
        self.nothing = Label(_("No two entries look like one institution."), "muted", wrap=True)
        self.nothing.hide()
        self.more = Label("", "hint")
        self.more.hide()
        self.problem = WarningPanel(danger=True)
        remark = Label(
            _(
                "Entries that share a name, a telephone or a place. Nothing is merged before both were compared; two "
                "that are two stay as they are."
            ),
            "muted",
            wrap=True,
        )
        footer = row(gap=0.6)
        footer.addStretch(1)
        footer.addWidget(Button(_("Close"), self.accept, keys="Esc"))
        heading = Label(_("Entered twice?"), "title")
        body = stacked(heading, remark, self.problem, self.nothing, boxed(self._rows), self.more, gap=0.7)
        self.setLayout(scrolling(body, boxed(footer)))
        room = self.screen().availableGeometry()
        self.resize(min(px(60), room.width() - px(2)), min(px(38), room.height() - px(3)))
        centre = work.centre
        self._reads.run(lambda _work: institution_merging.likely_doubles(centre), self._show, self._failed)

    def _failed(self, error: Exception) -> bool:
        words = in_words(error)
        self.problem.set_text(words)
        return bool(words)

    def _show(self, pairs: tuple[LikelyPair, ...]) -> None:
        self.pairs = pairs
        clear(self._rows)
        card = RowCard()
        for pair in pairs[:_SHOWN_AT_MOST]:
            card.add_row(self._line(pair))
        if pairs:
            self._rows.addWidget(card)
        show_if(self.nothing, not pairs)
        rest = len(pairs) - _SHOWN_AT_MOST
        self.more.setText(_("and {count} more").format(count=rest))
        show_if(self.more, rest > 0)

    def _line(self, pair: LikelyPair) -> QWidget:
        codes = self._work.centre.codes
        names = column(
            Label(entry_words(pair.one, codes), wrap=True),
            Label(entry_words(pair.other.entry, codes), wrap=True),
            Label(" · ".join(render(reason) for reason in pair.other.reasons), "hint", wrap=True),
            gap=0.2,
        )
        button = Button(_("Compare"), partial(self._chosen, pair), compact=True)
        button.setAccessibleName(_("Compare {one} with {other}").format(one=pair.one.name, other=pair.other.entry.name))
        line = row(boxed(names), button, gap=0.6)
        line.setStretch(0, 1)
        return boxed(line)

    def _chosen(self, pair: LikelyPair) -> None:
        self.accept()
        self._compare(pair)
