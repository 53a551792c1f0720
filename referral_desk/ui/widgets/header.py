"""The bar at the top: name, centre, the one search field, date, user, menu."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QMenu, QSizePolicy, QToolButton

from referral_desk.i18n import _
from referral_desk.ui import icons
from referral_desk.ui.look import px
from referral_desk.ui.page import Place
from referral_desk.ui.widgets.cards import IconMark
from referral_desk.ui.widgets.layouts import row
from referral_desk.ui.widgets.text import ElidedLabel, Label, set_tooltip, show_if
from referral_desk.ui.widgets.type_ahead import Provider, TypeAheadField


class HeaderBar(QFrame):
    """``search`` finds places and commands (a command's value is its action id)."""

    def __init__(self, provider: Provider[Place | str], menu: QMenu) -> None:
        super().__init__()
        self.setProperty("role", "header")
        self._brand = Label(_("Referral Desk"), "brand")
        self._centre = ElidedLabel("", "muted")
        self._centre.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.search: TypeAheadField[Place | str] = TypeAheadField(
            provider, placeholder=_("Find a name, kana, number, institution or command"), keep=False
        )
        self.search.setProperty("role", "search")
        self.search.setAccessibleName(_("Find"))
        self._key = Label("Ctrl K", "key")
        self._date = Label()
        self._user = ElidedLabel("", "muted")
        self._user.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.menu_button = QToolButton()
        icons.dress(self.menu_button, "menu")
        set_tooltip(self.menu_button, _("All commands"))
        self.menu_button.setAccessibleName(_("All commands"))
        self.menu_button.setMenu(menu)
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        inner = row(margins=(0, 0, 0.5, 0))
        inner.addStretch(1)
        inner.addWidget(self._key, alignment=Qt.AlignmentFlag.AlignVCenter)
        self.search.setLayout(inner)
        self.search.textChanged.connect(lambda text: show_if(self._key, not text))
        line = row(
            IconMark("mark", "accent_ink", 1.4), self._brand, self._centre, margins=(1.3, 0.55, 0.9, 0.55), gap=0.7
        )
        line.addStretch(1)
        line.addWidget(self.search, 6)
        line.addStretch(1)
        for widget in (self._date, self._user, self.menu_button):
            line.addWidget(widget)
        self.setLayout(line)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_centre(self, name: str) -> None:
        """Show the centre's name."""
        self._centre.setText(name)

    def set_date(self, words: str) -> None:
        """Show the day."""
        self._date.setText(words)

    def set_user(self, words: str) -> None:
        """Show who is at the desk; "" shows nothing."""
        self._user.setText(words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = self.width()
        self.search.setTextMargins(0, 0, self._key.sizeHint().width() + px(0.3), 0)
        show_if(self._centre, width > px(64))
        show_if(self._user, width > px(56) and bool(self._user.text()))
        show_if(self._date, width > px(44))
        show_if(self._brand, width > px(34))
