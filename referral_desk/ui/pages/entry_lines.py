"""The words of one entry in a card of rows, under each other."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from referral_desk.ui.look import px
from referral_desk.ui.widgets.layouts import boxed, column

LONGEST = 90
"""Characters of a note that a list shows; its form shows it whole."""


def entry_lines(*lines: QWidget) -> QWidget:
    """Return lines under each other, wide enough that words do not break letter by letter."""
    box = boxed(column(*lines, gap=0.25))
    box.setMinimumWidth(px(9))
    return box


def in_short(text: str) -> str:
    """Return the beginning of a note on one line: an entry of a list is to be taken in at a glance."""
    words = " ".join(text.split())
    return words if len(words) <= LONGEST else words[:LONGEST] + "…"
