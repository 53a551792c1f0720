"""Tells every open view what a saved change touched."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from referral_desk.domain.changes import ChangeSet


class ChangeBus(QObject):
    """One signal for all views; lives on the GUI thread.

    ``changed`` carries the ChangeSet and the initiator, the object whose command made the change: a view that
    already shows its own change may leave out reading it again.
    """

    changed = Signal(object, object)

    def publish(self, changes: ChangeSet, initiator: object = None) -> None:
        """Tell every view; call on the GUI thread, after the commit."""
        self.changed.emit(changes, initiator)
