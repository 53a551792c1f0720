"""The client's card before it is printed: how large, how many, in which words."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from referral_desk.domain.documents.card import CardLanguage, CardLayout
from referral_desk.domain.referral import Referral
from referral_desk.i18n import _, language
from referral_desk.services import documents
from referral_desk.ui.dialogs.paper_dialog import PaperDialog
from referral_desk.ui.forms.fields import TextField
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips
from referral_desk.ui.workplace import Workplace

_LAST = "print/card"


class CardDialog(PaperDialog):
    """Asks how the card is printed and shows it; the size chosen last is proposed again on this PC."""

    def __init__(self, work: Workplace, referral: Referral, parent: QWidget | None = None) -> None:
        remark = _("{institution}: the card names the group, never the client.").format(
            institution=referral.institution_name
        )
        super().__init__(work, _("Client’s card"), remark, parent)
        self._referral = referral
        last = str(work.settings.value(_LAST, "") or "") if work.settings is not None else ""
        self.layout_chips = ToggleChips(
            (
                Choice(CardLayout.ONE, _("One card (A6)")),
                Choice(CardLayout.FOUR_A6, _("Four cards on A4 (A6)")),
                Choice(CardLayout.TEN_SMALL, _("Ten small cards on A4 (91 × 55 mm)")),
            ),
            name=_("Size"),
            keep_one=True,
            chosen=[last if last in set(CardLayout) else CardLayout.ONE],
        )
        self.words = ToggleChips(
            (
                Choice(CardLanguage.JA, _("Ordinary Japanese")),
                Choice(CardLanguage.EASY, _("Easy Japanese")),
                Choice(CardLanguage.EN, _("English")),
            ),
            name=_("Language"),
            keep_one=True,
            first_number=0,
            chosen=[language()],
        )
        self.nickname = TextField()
        self.form.add_row(
            "layout",
            _("Size"),
            self.layout_chips,
            hint=_("A small card holds when, where, whom to ask for and the phone."),
        )
        self.form.add_row(
            "language", _("Language"), self.words, hint=_("Easy Japanese has the reading behind each kanji.")
        )
        self.form.add_row(
            "nickname", _("Nickname"), self.nickname, hint=_("Only where the client wants it on the card.")
        )
        self.furnish(size=(54, 28))

    def show_paper(self) -> None:
        centre, referral = self.work.centre, self._referral
        words, layout = CardLanguage(self.words.value() or ""), CardLayout(self.layout_chips.value() or "")
        nickname = self.nickname.text()
        self.preview(
            lambda: documents.card(centre, referral.id, language=words, nickname=nickname, layout=layout),
            _("Card for {number}").format(number=referral.number),
            f"card-{referral.number}.pdf",
            done=lambda: self._remember(layout),
        )

    def _remember(self, layout: CardLayout) -> None:
        if self.work.settings is not None:
            self.work.settings.setValue(_LAST, layout.value)
