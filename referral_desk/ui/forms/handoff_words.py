"""How a stored handoff is shown in lists: the short word of its mode, and warm, cold or still to come."""

from __future__ import annotations

from referral_desk.domain.codes import HandoffMode
from referral_desk.i18n import _, render
from referral_desk.ui.forms.handoff_entry import SHORT_MODES
from referral_desk.ui.widgets.handoff_badge import HandoffBadge, Warmness


def mode_word(mode: HandoffMode | None) -> str:
    """Return the short word of a mode; None: nothing has been handed over yet."""
    return render(SHORT_MODES[mode]) if mode else _("Still to come")


def warmness(mode: HandoffMode | None) -> Warmness:
    """Return how a mode is signed."""
    if mode is None:
        return Warmness.TO_COME
    return Warmness.WARM if mode.warm else Warmness.COLD


def mode_badge(mode: HandoffMode | None) -> HandoffBadge:
    """Return the badge of a stored handoff."""
    return HandoffBadge(mode_word(mode), warmness(mode))
