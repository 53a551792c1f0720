"""How a record was corrected or changed: who changed what, when and why, the newest first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from referral_desk.i18n import _, ngettext
from referral_desk.ui.correction_words import TellCorrection
from referral_desk.ui.widgets.cards import Card, SectionHeader
from referral_desk.ui.widgets.facts import Fact, Facts
from referral_desk.ui.widgets.layouts import boxed, column, row
from referral_desk.ui.widgets.text import Label, show_if


class CorrectionHistory(QWidget):
    """A card for each correction under ``header``; hidden while there is none."""

    def __init__(self, corrections: Sequence[TellCorrection], header: SectionHeader | None = None) -> None:
        super().__init__()
        self.corrections = tuple(corrections)
        counted = ngettext("{count} correction", "{count} corrections", len(corrections))
        header = header or SectionHeader(_("Corrections so far"), counted.format(count=len(corrections)))
        whole = column(header, gap=0.45)
        for correction in self.corrections:
            whole.addWidget(self._card(correction))
        self.setLayout(whole)
        show_if(self, bool(corrections))

    @staticmethod
    def _card(correction: TellCorrection) -> Card:
        line = row(Label(correction.when, "strong"), Label(correction.who, "strong"), gap=0.9)
        line.addStretch(1)
        reason = Label(_("Reason: {reason}").format(reason=correction.reason), "muted", wrap=True)
        show_if(reason, bool(correction.reason))
        fields = Facts(name=_("What was changed"))
        fields.show_facts(*(Fact(field.label, field.words) for field in correction.fields))
        return Card(boxed(line), reason, fields, gap=0.3)
