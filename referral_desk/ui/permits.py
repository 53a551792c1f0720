"""What somebody's role does not allow cannot be pressed, and says why."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from referral_desk.i18n import _
from referral_desk.ui.widgets.text import set_tooltip


def reason() -> str:
    """Return why something cannot be pressed."""
    return _("Your role does not allow this.")


def forbid(*targets: QWidget | QAction) -> None:
    """Disable buttons and actions for good, whatever else enables them, with the reason to read and to hear."""
    for target in targets:
        if isinstance(target, QAction):
            target.setToolTip(reason())
            target.setStatusTip(reason())
            target.enabledChanged.connect(lambda on, action=target: on and action.setEnabled(False))
        else:
            set_tooltip(target, reason())
            target.setAccessibleDescription(reason())
            target.installEventFilter(_KeptShut(target))
        target.setEnabled(False)


class _KeptShut(QObject):
    """Disables its widget again when a page enables it for reasons of its own, such as a save that has ended."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.EnabledChange and isinstance(watched, QWidget):
            parent = watched.parentWidget()
            if watched.isEnabledTo(parent) if parent else watched.isEnabled():
                watched.setEnabled(False)
        return False
