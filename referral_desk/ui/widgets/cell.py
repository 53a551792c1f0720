"""What one cell of a record table shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Qt

from referral_desk.ui.widgets.handoff_badge import Warmness

Tone = Literal["", "muted", "strong", "danger", "warm", "struck"]
CELL_ROLE = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True)
class Cell:
    """What a cell shows: main words, small words over them (kana) and under them, a badge instead, a tone."""

    text: str
    over: str = ""
    under: str = ""
    badge: Warmness | None = None
    tone: Tone = ""
    figure: bool = False
    link: bool = False
    right: bool = False
