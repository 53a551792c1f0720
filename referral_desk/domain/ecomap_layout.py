"""Where the nodes of an eco-map lie: always in the same places for the same people and institutions.

Institutions stand around the upper side in the order they are given (by domain of life, clockwise), people at the
bottom, all on one rounded ring that grows with them until nothing overlaps and every tie is free. (A second ring inside
would not make room: a box near the client hides a wider angle than one far away, and the straight ties need it.) Where
there are many nodes their words are set in narrower, squarer boxes, which hide less. Nodes that staff dragged stay
exactly where they were put, and only those that would lie under them move aside.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import cos, pi, sin

from referral_desk.domain.ecomap import (
    CLIENT_RADIUS,
    NAME_SIZE,
    SMALL_SIZE,
    SYMBOL_RADIUS,
    Bounds,
    Core,
    EcoMap,
    EcoNode,
    LegendEntry,
    NodeLine,
    Point,
    Subject,
)
from referral_desk.domain.ecomap_text import ems, wrapped
from referral_desk.domain.ecomap_ties import Box, box_of, route, tie_of

_HALF_AXES = (312.0, 178.0)
"""The ring at full size, as wide as a landscape A4 page allows."""

_SAMPLES = 720
_ROUNDNESS = 3.2
"""The exponent of the ring: 2 is an ellipse, more comes nearer to a rectangle."""

_GAP_X, _GAP_Y = 9.0, 8.0
_APART = 5.0
_CLEARANCE = 3.5
_BLOCKS_APART = 1.3
_SIZES = ((0.62, 1.25), (0.72, 1.2), (0.84, 1.15), (1.0, 1.06), *((1.05**number, 1.0) for number in range(1, 24)))
"""The sizes of the rings that are tried, each with how far apart two nodes must be at least, 1 being the minimum."""

_LOOSEST_PEOPLE, _LOOSEST_INSTITUTIONS = 1.5, 2.6
_MARGIN = 8.0
_NAME_LINES = 3
_INSIDE = 10.0
_WARM_EMS = 2.1
"""The width of the sign of a warm handoff, in em of its line."""


def draw_ecomap(
    core: Core,
    institutions: Sequence[Subject],
    people: Sequence[Subject],
    places: Mapping[str, Point],
    legend: Sequence[LegendEntry] = (),
) -> EcoMap:
    """Lay out a map: ``institutions`` and ``people`` each clockwise, ``places`` of the nodes that were dragged.

    No two nodes overlap but those that were dragged onto one another.
    """
    style = _ROOMY if len(institutions) + len(people) <= _FEW else _DENSE
    nodes = _arranged([style.sized(each) for each in institutions], [style.sized(each) for each in people])
    nodes = _settled(nodes, places)
    boxes = [box_of(node, _CLEARANCE) for node in nodes]
    ties = (
        tie_of(node, [box for other, box in enumerate(boxes) if other != number]) for number, node in enumerate(nodes)
    )
    return EcoMap(core, tuple(nodes), tuple(tie for tie in ties if tie), _bounds(nodes), tuple(legend))


def core_of(name: str, age: str, spoken: str) -> Core:
    """Return the client in the middle, her name in at most three lines with the age below."""
    lines = wrapped(name, (2 * CLIENT_RADIUS - 13) / 10, 3 if age else 4)
    texts = [*((line, 10.0, True) for line in lines), *([(age, NAME_SIZE, False)] if age else [])]
    return Core(_stacked(texts, 0.0, 2 * CLIENT_RADIUS - 11), spoken)


# --- sizes ------------------------------------------------------------------------------------------------------------


def _stacked(texts: Sequence[tuple[str, float, bool]], middle: float, room: float) -> tuple[NodeLine, ...]:
    """Return lines below each other around ``middle``."""
    top = middle - sum(size * 1.3 for _text, size, _strong in texts) / 2
    lines = []
    for text, size, strong in texts:
        lines.append(NodeLine(text, top + size * 0.65, size, room, strong))
        top += size * 1.3
    return tuple(lines)


@dataclass(frozen=True)
class _Words:
    """How many em the words of a node take, and in how many lines: squarer boxes where there are many of them."""

    name: float
    small: float
    small_lines: int
    person: float

    def sized(self, subject: Subject) -> EcoNode:
        """Return a node at (0, 0) with its words and its size."""
        names = wrapped(subject.name, self.person if subject.is_person else self.name, _NAME_LINES)
        small = [line for text in subject.small for line in wrapped(text, self.small, 2)][: self.small_lines]
        warm = wrapped(subject.warm, self.small - _WARM_EMS, 1)
        texts = [
            *((text, NAME_SIZE, not subject.is_person) for text in names),
            *((text, SMALL_SIZE, False) for text in (*small, *warm)),
        ]
        widest = max((ems(text) * size for text, size, _strong in texts), default=0.0)
        if warm:
            widest = max(widest, (ems(warm[0]) + _WARM_EMS) * SMALL_SIZE)
        height = sum(size * 1.3 for _text, size, _strong in texts)
        if subject.is_person:
            return _person(subject, texts, widest, height)
        width = max(widest + 14, 62.0)
        lines = _stacked(texts, 0.0, width - 8)
        if warm:
            lines = (*lines[:-1], replace(lines[-1], warm=True))
        return EcoNode(subject, 0.0, 0.0, width, max(height + 9, 28.0), lines)


_FEW = 15
_ROOMY = _Words(name=11.0, small=13.0, small_lines=3, person=9.5)
_DENSE = _Words(name=7.6, small=9.2, small_lines=2, person=7.0)


def _person(subject: Subject, texts: Sequence[tuple[str, float, bool]], widest: float, height: float) -> EcoNode:
    width = max(widest + 4, 2 * SYMBOL_RADIUS + 8)
    whole = 2 * SYMBOL_RADIUS + 3 + height
    symbol_y = -whole / 2 + SYMBOL_RADIUS
    lines = _stacked(texts, whole / 2 - height / 2, width)
    if subject.inside:
        lines = (NodeLine(subject.inside, symbol_y, _INSIDE, 2 * SYMBOL_RADIUS - 4), *lines)
    return EcoNode(subject, 0.0, 0.0, width, whole, lines, symbol_y)


# --- the rings --------------------------------------------------------------------------------------------------------


@cache
def _unit_ring() -> tuple[Point, ...]:
    """Return the ring with half axes 1, clockwise from the top."""
    points = []
    for number in range(_SAMPLES):
        angle = 2 * pi * number / _SAMPLES
        x, y = sin(angle), -cos(angle)
        points.append((_power(x), _power(y)))
    return tuple(points)


def _power(value: float) -> float:
    power: float = abs(value) ** (2 / _ROUNDNESS)
    return power if value >= 0 else -power


@dataclass(frozen=True)
class _Ring:
    """A ring of a size; ``apart`` is how far two nodes on it are from touching, 1 being the smallest distance."""

    points: tuple[Point, ...]

    @staticmethod
    def of(scale: float) -> _Ring:
        width, height = _HALF_AXES[0] * scale, _HALF_AXES[1] * scale
        return _Ring(tuple((x * width, y * height) for x, y in _unit_ring()))

    def apart(self, first: int, one: EcoNode, second: int, other: EcoNode) -> float:
        a, b = self.points[first % _SAMPLES], self.points[second % _SAMPLES]
        across = abs(a[0] - b[0]) / ((one.width + other.width) / 2 + _GAP_X)
        down = abs(a[1] - b[1]) / ((one.height + other.height) / 2 + _GAP_Y)
        return max(across, down)

    def block(self, nodes: Sequence[EcoNode], middle: int, loose: float) -> list[int] | None:
        """Return where the nodes stand clockwise with their middle at ``middle``; None where that is no room."""
        if not nodes:
            return []
        half = len(nodes) // 2
        if len(nodes) % 2:
            left = right = half
            places = [middle]
        else:
            left, right = half - 1, half
            spread = self._spread(nodes[left], nodes[right], middle, loose)
            if spread is None:
                return None
            places = [middle - spread, middle + spread]
        for number in range(left, 0, -1):
            at = self._next(nodes[number], nodes[number - 1], places[0], -1, loose)
            places.insert(0, at)
        for number in range(right, len(nodes) - 1):
            at = self._next(nodes[number], nodes[number + 1], places[-1], 1, loose)
            places.append(at)
        return places if places[-1] - places[0] < _SAMPLES else None

    def _spread(self, one: EcoNode, other: EcoNode, middle: int, loose: float) -> int | None:
        """Return how far two neighbours stand from the middle between them."""
        for away in range(1, _SAMPLES // 4 + 1):
            if self.apart(middle - away, one, middle + away, other) >= loose:
                return away
        return None

    def _next(self, one: EcoNode, other: EcoNode, start: int, step: int, loose: float) -> int:
        """Return the first place after ``start`` at which the next node is far enough; round the ring if nowhere."""
        for away in range(1, _SAMPLES):
            if self.apart(start, one, start + step * away, other) >= loose:
                return start + step * away
        return start + step * _SAMPLES


@dataclass(frozen=True)
class _Fit:
    """Both blocks on one ring."""

    institutions: list[int]
    people: list[int]


def _fit(ring: _Ring, institutions: Sequence[EcoNode], people: Sequence[EcoNode], loose: float) -> _Fit | None:
    """Return the places of both blocks at this looseness, None where they would meet."""
    above = ring.block(institutions, 0, min(loose, _LOOSEST_INSTITUTIONS))
    below = ring.block(people, _SAMPLES // 2, min(loose, _LOOSEST_PEOPLE)) if above is not None else None
    if above is None or below is None:
        return None
    places = [*above, *below]
    nodes = [*institutions, *people]
    apart = min(loose, _BLOCKS_APART)
    meetings = [(len(above) - 1, len(above), 0)] if above and below else []
    if len(places) > 1:
        meetings.append((len(places) - 1, 0, _SAMPLES))
    for one, other, turn in meetings:
        behind = places[other] + turn
        if places[one] >= behind or ring.apart(places[one], nodes[one], behind, nodes[other]) < apart:
            return None
    return _Fit(above, below)


def _loosest(ring: _Ring, institutions: Sequence[EcoNode], people: Sequence[EcoNode], least: float) -> _Fit | None:
    """Return the places with as much white between the nodes as there is, None where there is not even ``least``."""
    best = _fit(ring, institutions, people, least)
    if best is None:
        return None
    low, high = least, _LOOSEST_INSTITUTIONS
    for _round in range(6):
        middle = (low + high) / 2
        found = _fit(ring, institutions, people, middle)
        if found is None:
            high = middle
        else:
            low, best = middle, found
    return best


def _arranged(institutions: list[EcoNode], people: list[EcoNode]) -> list[EcoNode]:
    """Return the nodes in their places, institutions and then people, clockwise."""
    if not institutions and not people:
        return []
    last = [*institutions, *people]
    for scale, least in _SIZES:
        ring = _Ring.of(scale)
        found = _loosest(ring, institutions, people, least)
        if found is not None:
            places = [*found.institutions, *found.people]
            last = [_at(node, ring.points[at % _SAMPLES]) for node, at in zip(last, places, strict=True)]
            if _is_clear(last):
                break
    return last


def _at(node: EcoNode, point: Point) -> EcoNode:
    return replace(node, x=point[0], y=point[1])


def _core_box() -> Box:
    reach = CLIENT_RADIUS + _APART
    return (-reach, -reach, reach, reach)


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _is_clear(nodes: Sequence[EcoNode]) -> bool:
    """Say whether no two nodes overlap and every tie has a way to its node past the others."""
    boxes = [box_of(node, _APART / 2) for node in nodes]
    core = _core_box()
    for number, box in enumerate(boxes):
        if _overlap(box, core) or any(_overlap(box, other) for other in boxes[:number]):
            return False
    wide = [box_of(node, _CLEARANCE) for node in nodes]
    return all(route(node, [*wide[:number], *wide[number + 1 :]]).hits == 0 for number, node in enumerate(nodes))


# --- nodes that were dragged ------------------------------------------------------------------------------------------


def _settled(nodes: Sequence[EcoNode], places: Mapping[str, Point]) -> list[EcoNode]:
    """Return the nodes with the dragged ones exactly in their places and the others clear of them and of each other."""
    settled = {
        node.key: replace(node, x=places[node.key][0], y=places[node.key][1], moved=True)
        for node in nodes
        if node.key in places
    }
    taken = [_core_box(), *(box_of(node, _APART / 2) for node in settled.values())]
    for node in nodes:
        if node.key in settled:
            continue
        moved = next((each for each in _nearby(node) if _is_free(each, taken)), node)
        settled[node.key] = moved
        taken.append(box_of(moved, _APART / 2))
    return [settled[node.key] for node in nodes]


def _is_free(node: EcoNode, taken: Sequence[Box]) -> bool:
    box = box_of(node, _APART / 2)
    return not any(_overlap(box, other) for other in taken)


def _nearby(node: EcoNode) -> Iterator[EcoNode]:
    """Yield a node at its place, then at places farther and farther around it, without end."""
    yield node
    away = 0.0
    while True:
        away += 14.0
        for turn in range(16):
            angle = pi * turn / 8
            yield replace(node, x=node.x + 1.5 * away * sin(angle), y=node.y - away * cos(angle))


def _bounds(nodes: Sequence[EcoNode]) -> Bounds:
    reach = CLIENT_RADIUS
    boxes = [(-reach, -reach, reach, reach), *(box_of(node) for node in nodes)]
    return Bounds(
        min(box[0] for box in boxes) - _MARGIN,
        min(box[1] for box in boxes) - _MARGIN,
        max(box[2] for box in boxes) + _MARGIN,
        max(box[3] for box in boxes) + _MARGIN,
    )
