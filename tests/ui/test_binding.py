"""The window must not lose references to None and True."""

import sys

from PySide6.QtWidgets import QWidget

import referral_desk.ui  # noqa: F401 - holds the singletons

_FAR = 1 << 30


def test_none_and_true_cannot_be_used_up(qapp):
    widget = QWidget()
    for _ in range(1000):
        widget.parent()
    if sys.version_info < (3, 12):
        assert sys.getrefcount(None) > _FAR
        assert sys.getrefcount(True) > _FAR
