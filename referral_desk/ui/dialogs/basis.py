"""Asked where a letter has no consent to rest on: is there another legal basis, and which?"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QWidget

from referral_desk.domain.codes import CodeBook, LegalBasis
from referral_desk.i18n import _, language
from referral_desk.ui.look import px
from referral_desk.ui.widgets.buttons import Button, press_with
from referral_desk.ui.widgets.cards import WarningPanel
from referral_desk.ui.widgets.layouts import boxed, column, row
from referral_desk.ui.widgets.text import Label
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips


class BasisDialog(QDialog):
    """``why`` says what is missing. ``issue`` gets the basis that was named, ``record`` leads to the consents.

    ``file``: what needs the basis is a file with the referral, not a letter.
    """

    def __init__(
        self,
        codes: CodeBook,
        why: str,
        issue: Callable[[LegalBasis], None],
        record: Callable[[], None],
        parent: QWidget | None = None,
        *,
        file: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        title = _("This file needs a basis") if file else _("This letter needs a basis")
        self.setWindowTitle(title)
        self._issue = issue
        self._record = record
        self.why = WarningPanel(why)
        others = [each for each in codes.legal_bases.items if each.code != LegalBasis.CONSENT]
        self.basis = ToggleChips([Choice(each.code, each.label(language())) for each in others], name=_("Legal basis"))
        self.basis.changed.connect(self._chosen)
        go = _("Save the file on this basis") if file else _("Go on with this basis")
        self.issue_button = Button(go, self._go, keys="Ctrl Enter")
        self.issue_button.setEnabled(False)
        self.record_button = Button(_("Record a consent"), self._to_consents, kind="primary")
        self.cancel_button = Button(_("Cancel"), self.reject, kind="quiet", keys="Esc")
        buttons = row(self.cancel_button, self.issue_button, self.record_button, gap=0.6)
        buttons.insertStretch(0, 1)
        words = Label(
            _(
                "On another basis than consent the file tells only the least that this kind of institution needs. "
                "The basis is kept in the disclosure log."
            )
            if file
            else _(
                "On another basis than consent the letter tells only the least that this kind of institution needs. "
                "The basis is kept in the disclosure log."
            ),
            "muted",
            wrap=True,
        )
        layout = column(
            Label(title, "title", wrap=True),
            self.why,
            Label(_("Is there another legal basis?"), "strong", wrap=True),
            self.basis,
            words,
            margins=1.2,
            gap=0.7,
        )
        layout.addStretch(1)
        layout.addWidget(boxed(buttons))
        self.setLayout(layout)
        room = self.screen().availableGeometry()
        self.resize(min(px(50), room.width() - px(2)), min(px(24), room.height() - px(3)))
        press_with(self, self.issue_button, "Ctrl+Return", "Ctrl+Enter")
        self.record_button.setFocus()

    def _chosen(self) -> None:
        self.issue_button.setEnabled(self.basis.value() is not None)

    def _go(self) -> None:
        code = self.basis.value()
        if code is not None:
            self.accept()
            self._issue(LegalBasis(code))

    def _to_consents(self) -> None:
        self.accept()
        self._record()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter alone never issues anything.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            return
        super().keyPressEvent(event)
