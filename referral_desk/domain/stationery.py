"""Envelopes and sheets of labels: where on them an address goes, in millimetres from the upper left corner.

Which forms there are is data (``resources/stationery``). Printers draw their paper in a little off its place: an
:class:`Offset` moves everything.
"""

from __future__ import annotations

from dataclasses import dataclass

from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, message

FARTHEST = 30.0
"""By how many millimetres a print can be moved; more is the wrong form."""
POSTAL_BOX = (5.7, 8.0)
"""Width and height of a frame for one digit of the post code."""
_POSTAL_LEFTS = (0.0, 7.0, 14.0, 21.6, 28.4, 35.2, 42.0)
"""Where the seven frames begin, from the left edge of the first."""


@dataclass(frozen=True)
class Area:
    """A rectangle on the paper."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class PostalFrames:
    """The frames for the seven digits: the right edge of the last one from the right, their upper edge from the top."""

    right: float
    top: float


@dataclass(frozen=True)
class EnvelopeForm:
    """The side of an envelope with the address, or the sheet behind the window of one.

    ``postal`` None: there are no frames, the post code stands with the address. ``folds``: where the sheet is folded.
    """

    code: str
    ja: str
    en: str
    width: float
    height: float
    postal: PostalFrames | None
    to: Area
    sender: Area
    folds: tuple[float, ...] = ()

    def label(self, language: str) -> str:
        """Return what it is called."""
        return self.en if language == "en" else self.ja

    @property
    def frames(self) -> tuple[Area, ...]:
        """The seven frames of the post code from left to right; none where it stands with the address."""
        if self.postal is None:
            return ()
        width, height = POSTAL_BOX
        first = self.width - self.postal.right - _POSTAL_LEFTS[-1] - width
        return tuple(Area(first + left, self.postal.top, width, height) for left in _POSTAL_LEFTS)


@dataclass(frozen=True)
class LabelForm:
    """A sheet of labels on A4. ``left`` and ``top`` are the first one’s, ``across`` and ``down`` lead to the next."""

    code: str
    ja: str
    en: str
    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    across: float
    down: float

    def label(self, language: str) -> str:
        """Return what it is called."""
        return self.en if language == "en" else self.ja

    @property
    def count(self) -> int:
        """How many labels a sheet has."""
        return self.columns * self.rows

    def place(self, number: int) -> Area:
        """Return where label ``number`` of a sheet lies, counted from 0 along the rows."""
        row, column = divmod(number, self.columns)
        return Area(self.left + column * self.across, self.top + row * self.down, self.width, self.height)


@dataclass(frozen=True)
class Offset:
    """By how many millimetres everything is moved to the right and down; negative: to the left and up."""

    right: float = 0.0
    down: float = 0.0


IN_PLACE = Offset()


def check_offset(offset: Offset) -> tuple[Problem, ...]:
    """Return what is wrong with an offset, field by field."""
    text = message(N_("Enter millimetres from −{limit} to {limit}."), limit=round(FARTHEST))
    values = (("right", offset.right), ("down", offset.down))
    return tuple(Problem(field, text) for field, value in values if not -FARTHEST <= value <= FARTHEST)


def check_start(form: LabelForm, start: int) -> tuple[Problem, ...]:
    """Return what is wrong with the label at which a sheet begins, counted from 1."""
    if 1 <= start <= form.count:
        return ()
    return (Problem("start", message(N_("Enter a number from {low} to {high}."), low=1, high=form.count)),)
