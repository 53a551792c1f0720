"""The eco-map: a client in the middle, around her the people and institutions of her life, and how they are tied.

Frozen data in map units: one unit is a point (1/72 inch) on paper at full size, x grows to the right, y downwards, and
the client's middle is (0, 0). ``domain/ecomap_layout.py`` gives the places, ``domain/ecomap_ties.py`` the strokes;
paper and window only draw what stands here, so that they cannot differ.

The notation is the customary one of social work: a thick line for a strong tie, a thin one for a normal one (or one of
which nothing is recorded), a dotted one for a weak one, a zigzag for a stressful one, an arrow towards whom somebody
acts upon; people as in a genogram, square for a man, circle for a woman, triangle where that is not known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from referral_desk.domain.codes import Direction, Quality, Strength
from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, message

Point = tuple[float, float]

FAMILY = "family"
SUPPORTERS = "supporters"
"""What stands in ``Subject.domain`` for people; for institutions it is a code of the list life_domains."""

FARTHEST = (520.0, 340.0)
"""How far from the client, in x and y, a node may be dragged: beyond, the print would be too small to read."""

_NODE = re.compile(r"(institution|member|supporter)-[0-9]{1,19}|kind-[a-z0-9_]{1,35}")
"""How nodes are called in the table of places."""

CLIENT_RADIUS = 37.0
SYMBOL_RADIUS = 15.0
NAME_SIZE = 9.0
SMALL_SIZE = 7.5


class Shape(StrEnum):
    """How somebody is drawn."""

    INSTITUTION = "institution"
    MAN = "man"
    WOMAN = "woman"
    UNKNOWN = "unknown"


class Standing(StrEnum):
    """How a node stands with the client: part of her life, being referred to, or no longer (drawn faintly)."""

    CURRENT = "current"
    REFERRED = "referred"
    PAST = "past"


class Opens(StrEnum):
    """What a node leads to."""

    NOTHING = "nothing"
    INSTITUTION = "institution"
    REFERRAL = "referral"
    CLIENT = "client"
    HOUSEHOLD = "household"
    BOARD = "board"


@dataclass(frozen=True)
class TieFacts:
    """What is recorded of a tie; None: nothing."""

    strength: Strength | None = None
    quality: Quality | None = None
    direction: Direction | None = None


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Somebody or an institution around the client, before it has a place.

    ``small`` are the lines under the name, ``inside`` what stands in a person's symbol (the age). ``warm``: the words
    of a warm handoff, "" for none. ``tie`` None: no line. ``opens`` with ``record_id`` is where the node leads to;
    ``engagement_id`` or ``supporter_id`` is where its tie is recorded, None for both where it is not recorded
    anywhere. ``spoken`` is what a screen reader says.
    """

    key: str
    domain: str
    shape: Shape
    name: str
    small: tuple[str, ...] = ()
    inside: str = ""
    standing: Standing = Standing.CURRENT
    warm: str = ""
    deceased: bool = False
    tie: TieFacts | None = TieFacts()
    opens: Opens = Opens.NOTHING
    record_id: int | None = None
    engagement_id: int | None = None
    supporter_id: int | None = None
    spoken: str = ""

    @property
    def is_person(self) -> bool:
        """Whether it is drawn as a symbol with its words below, not as a box."""
        return self.shape is not Shape.INSTITUTION


@dataclass(frozen=True)
class NodeLine:
    """One line of words, centred on the node: its middle lies ``y`` below the node's, its letters are ``size`` high.

    ``room``: no wider than this; whoever draws it sets it smaller if its font is wider than was reckoned. ``warm``: the
    sign of a warm handoff stands before it.
    """

    text: str
    y: float
    size: float
    room: float
    strong: bool = False
    warm: bool = False


@dataclass(frozen=True)
class EcoNode:
    """One node: the middle of its bounding box, its size, its words; ``symbol_y`` is where a person's symbol has its
    middle, from the node's.
    """

    subject: Subject
    x: float
    y: float
    width: float
    height: float
    lines: tuple[NodeLine, ...]
    symbol_y: float = 0.0
    moved: bool = False

    @property
    def key(self) -> str:
        """What the node is called in the table of places."""
        return self.subject.key


@dataclass(frozen=True)
class Core:
    """The client in the middle."""

    lines: tuple[NodeLine, ...]
    spoken: str
    radius: float = CLIENT_RADIUS


@dataclass(frozen=True)
class Stroke:
    """A line through points; ``dash`` are lengths of line and gap, () for an unbroken one."""

    points: tuple[Point, ...]
    thickness: float
    dash: tuple[float, ...] = ()


@dataclass(frozen=True)
class EcoTie:
    """The tie between the client and the node ``key``; ``arrows`` are filled triangles."""

    key: str
    stroke: Stroke
    arrows: tuple[tuple[Point, Point, Point], ...] = ()


class Sign(StrEnum):
    """What the legend explains."""

    STRONG = "strong"
    NORMAL = "normal"
    WEAK = "weak"
    STRESSFUL = "stressful"
    ARROW = "arrow"
    REFERRED = "referred"
    WARM = "warm"
    MAN = "man"
    WOMAN = "woman"
    UNKNOWN = "unknown"
    DECEASED = "deceased"


@dataclass(frozen=True)
class LegendEntry:
    """One sign with its words; ``stroke`` and ``arrows`` for a sign that is a line, from (0, 0) to the right."""

    sign: Sign
    words: str
    stroke: Stroke | None = None
    arrows: tuple[tuple[Point, Point, Point], ...] = ()


@dataclass(frozen=True)
class Bounds:
    """The rectangle around everything that is drawn."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top


@dataclass(frozen=True)
class EcoMap:
    """A map ready to be drawn; ``nodes`` run clockwise as they were laid out, and ``ties`` in the same order."""

    core: Core
    nodes: tuple[EcoNode, ...]
    ties: tuple[EcoTie, ...]
    bounds: Bounds
    legend: tuple[LegendEntry, ...]

    def node(self, key: str) -> EcoNode:
        """Return the node called ``key``; KeyError where there is none."""
        for node in self.nodes:
            if node.key == key:
                return node
        raise KeyError(key)


def check_place(node: str, x: float, y: float) -> tuple[Problem, ...]:
    """Return what is wrong with a place that a node was dragged to; empty when it may be stored."""
    if not _NODE.fullmatch(node):
        return (Problem("node", message(N_("There is nothing of this name on the map."))),)
    if abs(x) <= FARTHEST[0] and abs(y) <= FARTHEST[1]:  # also False for "not a number"
        return ()
    return (Problem("x", message(N_("This is too far away from the client."))),)
