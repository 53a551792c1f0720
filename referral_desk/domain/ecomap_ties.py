"""The lines of an eco-map: where a tie runs, and the strokes and arrows by which it is drawn.

A tie is straight where it can be: it aims at the middle of its node, or at another point of it where somebody stands in
the way. Where none is free it bends once, round a corner of what is there, and only as a last resort passes behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot

from referral_desk.domain.codes import Direction, Quality, Strength
from referral_desk.domain.ecomap import (
    CLIENT_RADIUS,
    SYMBOL_RADIUS,
    EcoNode,
    EcoTie,
    Point,
    Shape,
    Standing,
    Stroke,
    TieFacts,
)

STRONG = 3.4
NORMAL = 1.0
DOTTED = (1.4, 3.2)
DASHED = (7.0, 4.0)
"""A referral's tie; a weak one is dotted."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

_CENTRE: Point = (0.0, 0.0)
_ARROW_LENGTH = 9.0
_ARROW_HALF = 4.2
_SWING = 4.5
_SWING_LENGTH = 6.0
_STRAIGHT_END = 8.0
_GAP = 2.5
_CORNER = 1.0
_AIMS = (
    (0.0, 0.0),
    (0.42, 0.0),
    (-0.42, 0.0),
    (0.0, 0.36),
    (0.0, -0.36),
    (0.42, 0.36),
    (-0.42, 0.36),
    (0.42, -0.36),
    (-0.42, -0.36),
)


def box_of(node: EcoNode, more: float = 0.0) -> Box:
    """Return a node's bounding box, widened by ``more`` on each side."""
    half_width, half_height = node.width / 2 + more, node.height / 2 + more
    return (node.x - half_width, node.y - half_height, node.x + half_width, node.y + half_height)


def entry(start: Point, end: Point, box: Box) -> float | None:
    """Return which part of the way from ``start`` to ``end`` lies before ``box``, 0 to 1; None where it passes by."""
    first, last = 0.0, 1.0
    for at, to, low, high in (
        (start[0], end[0], box[0], box[2]),
        (start[1], end[1], box[1], box[3]),
    ):
        way = to - at
        if abs(way) < 1e-9:
            if not low <= at <= high:
                return None
            continue
        one, other = (low - at) / way, (high - at) / way
        if one > other:
            one, other = other, one
        first, last = max(first, one), min(last, other)
        if first > last:
            return None
    return first


def _hits(start: Point, end: Point, boxes: Sequence[Box]) -> int:
    return sum(entry(start, end, box) is not None for box in boxes)


@dataclass(frozen=True)
class Route:
    """The way of a tie: from the client's middle, perhaps round a corner, to a point in the node.

    ``hits``: how many other nodes it passes behind all the same.
    """

    points: tuple[Point, ...]
    hits: int


def route(node: EcoNode, others: Sequence[Box]) -> Route:
    """Return the way of a node's tie past ``others``: straight if that is possible, else with one bend."""
    best: Route | None = None
    for dx, dy in _AIMS if not node.subject.is_person else _AIMS[:1]:  # a tie to a person goes to the symbol
        point = (node.x + dx * node.width, node.y + dy * node.height + node.symbol_y)
        hits = _hits(_CENTRE, point, others)
        if hits == 0:
            return Route((_CENTRE, point), 0)
        if best is None or hits < best.hits:
            best = Route((_CENTRE, point), hits)
    assert best is not None
    return _bent(node, others) or best


def _bent(node: EcoNode, others: Sequence[Box]) -> Route | None:
    """Return the shortest free way with one bend, at a corner of what stands in the straight one; None for none."""
    end = (node.x, node.y + node.symbol_y)
    found: tuple[float, Route] | None = None
    for box in others:
        if entry(_CENTRE, end, box) is None:
            continue
        for corner in (
            (box[0] - _CORNER, box[1] - _CORNER),
            (box[2] + _CORNER, box[1] - _CORNER),
            (box[2] + _CORNER, box[3] + _CORNER),
            (box[0] - _CORNER, box[3] + _CORNER),
        ):
            length = hypot(*corner) + hypot(end[0] - corner[0], end[1] - corner[1])
            if found is not None and length >= found[0]:
                continue
            if _hits(_CENTRE, corner, others) == 0 and _hits(corner, end, others) == 0:
                found = (length, Route((_CENTRE, corner, end), 0))
    return found[1] if found else None


def tie_of(node: EcoNode, others: Sequence[Box]) -> EcoTie | None:
    """Return how the tie of a node is drawn, None for a node without one."""
    facts = node.subject.tie
    if facts is None:
        return None
    points = list(route(node, others).points)
    if hypot(*points[1]) <= CLIENT_RADIUS + 2 * _GAP:
        return None  # a node that was dragged onto the client needs no line
    points[-1] = _arrival(node, points[-2], points[-1])
    points[0] = _towards(_CENTRE, points[1], CLIENT_RADIUS + _GAP)
    if hypot(points[-1][0], points[-1][1]) <= CLIENT_RADIUS + 2 * _GAP:
        return None
    stroke, arrows = strokes(points, facts, referred=node.subject.standing is Standing.REFERRED)
    return EcoTie(node.key, stroke, arrows)


def strokes(
    points: Sequence[Point], facts: TieFacts, *, referred: bool = False
) -> tuple[Stroke, tuple[tuple[Point, Point, Point], ...]]:
    """Return the line along ``points`` from the client's side to the node's, and its arrow heads."""
    thickness = STRONG if facts.strength is Strength.STRONG else NORMAL
    dash: tuple[float, ...] = DOTTED if facts.strength is Strength.WEAK else ()
    if referred and facts.strength is None:
        dash = DASHED
    arrows = []
    line = list(points)
    length = _ARROW_LENGTH + thickness
    if facts.direction in (Direction.TO_CLIENT, Direction.BOTH):
        arrows.append(_head(points[1], points[0], length))
        line[0] = _towards(points[0], points[1], length * 0.8, most=0.45)
    if facts.direction in (Direction.FROM_CLIENT, Direction.BOTH):
        arrows.append(_head(points[-2], points[-1], length))
        line[-1] = _towards(points[-1], points[-2], length * 0.8, most=0.45)
    drawn = _zigzag(line) if facts.quality is Quality.STRESSFUL else tuple(line)
    return Stroke(drawn, thickness, dash), tuple(arrows)


def _arrival(node: EcoNode, start: Point, end: Point) -> Point:
    """Return where a line from ``start`` to ``end`` in the node ends: at its box, or at a person's symbol or words."""
    away = max(hypot(end[0] - start[0], end[1] - start[1]), 1e-6)
    if not node.subject.is_person:
        part = entry(start, end, box_of(node)) or 0.0
    else:
        left, _top, right, bottom = box_of(node)
        low = node.y + node.symbol_y + SYMBOL_RADIUS
        words = entry(start, end, (left, low, right, bottom))
        symbol: float | None = 1 - SYMBOL_RADIUS / max(away, SYMBOL_RADIUS)
        if node.subject.shape is Shape.MAN:
            symbol = entry(start, end, (node.x - SYMBOL_RADIUS, low - 2 * SYMBOL_RADIUS, node.x + SYMBOL_RADIUS, low))
        part = min(each for each in (words, symbol) if each is not None)
    part = max(0.0, part - _GAP / away)
    return (start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part)


def _towards(start: Point, stop: Point, distance: float, *, most: float = 1.0) -> Point:
    """Return the point ``distance`` from ``start`` on the way to ``stop``, no farther than ``most`` of that way."""
    way = hypot(stop[0] - start[0], stop[1] - start[1])
    part = min(distance / way, most) if way else 0.0
    return (start[0] + (stop[0] - start[0]) * part, start[1] + (stop[1] - start[1]) * part)


def _head(tail: Point, tip: Point, length: float) -> tuple[Point, Point, Point]:
    back = _towards(tip, tail, length)
    way = hypot(tip[0] - tail[0], tip[1] - tail[1]) or 1.0
    across = (-(tip[1] - tail[1]) / way * _ARROW_HALF, (tip[0] - tail[0]) / way * _ARROW_HALF)
    return (tip, (back[0] + across[0], back[1] + across[1]), (back[0] - across[0], back[1] - across[1]))


def _zigzag(points: Sequence[Point]) -> tuple[Point, ...]:
    """Return a zigzag along a line, straight for a little at each of its ends."""
    drawn = [points[0]]
    side = 1
    for start, stop in pairwise(points):
        way = hypot(stop[0] - start[0], stop[1] - start[1])
        inner = way - 2 * _STRAIGHT_END
        count = int(inner / _SWING_LENGTH)
        if count >= 2:
            along = ((stop[0] - start[0]) / way, (stop[1] - start[1]) / way)
            drawn.append(_towards(start, stop, _STRAIGHT_END))
            for number in range(count):
                at = _STRAIGHT_END + inner * (number + 0.5) / count
                drawn.append(
                    (
                        start[0] + along[0] * at - along[1] * _SWING * side,
                        start[1] + along[1] * at + along[0] * _SWING * side,
                    )
                )
                side = -side
            drawn.append(_towards(stop, start, _STRAIGHT_END))
        drawn.append(stop)
    return tuple(drawn)
