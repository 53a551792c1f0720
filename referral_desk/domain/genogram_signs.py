"""The signs of a genogram around their own middle: outlines, the second one of a client, the cross of the deceased."""

from __future__ import annotations

from dataclasses import dataclass

from referral_desk.domain.genogram import Line, Shape

Point = tuple[float, float]

_HALF = 0.5
_INNER = 0.78
_TRIANGLE: tuple[Point, ...] = ((0.0, -0.5), (0.54, 0.46), (-0.54, 0.46))
_TRIANGLE_MIDDLE = 0.14


@dataclass(frozen=True)
class Sign:
    """What is drawn around the middle of a symbol, in units of its size, y down.

    ``polygons`` are closed outlines, ``radii`` circles, the outermost first and filled with the colour of the ground;
    ``strokes`` are the cross. ``words_y`` is the middle of the age inside.
    """

    polygons: tuple[tuple[Point, ...], ...] = ()
    radii: tuple[float, ...] = ()
    strokes: tuple[Line, ...] = ()
    words_y: float = 0.0


def sign(shape: Shape, *, client: bool = False, deceased: bool = False) -> Sign:
    """Return the sign of a shape; ``client`` outlines it twice, ``deceased`` crosses it."""
    sizes = (1.0, _INNER) if client else (1.0,)
    if shape is Shape.CIRCLE:
        return Sign(radii=tuple(_HALF * size for size in sizes), strokes=_cross(0.354) if deceased else ())
    if shape is Shape.SQUARE:
        polygons = tuple(_square(_HALF * size) for size in sizes)
        return Sign(polygons=polygons, strokes=_cross(_HALF) if deceased else ())
    scaled = tuple(
        tuple((x * size, _TRIANGLE_MIDDLE + (y - _TRIANGLE_MIDDLE) * size) for x, y in _TRIANGLE)
        for size in ((1.0, 0.66) if client else (1.0,))
    )
    strokes = (Line(-0.27, -0.02, 0.54, 0.46), Line(0.27, -0.02, -0.54, 0.46)) if deceased else ()
    return Sign(polygons=scaled, strokes=strokes, words_y=0.2)


def _square(half: float) -> tuple[Point, ...]:
    return (-half, -half), (half, -half), (half, half), (-half, half)


def _cross(reach: float) -> tuple[Line, ...]:
    return Line(-reach, -reach, reach, reach), Line(-reach, reach, reach, -reach)
