"""The genogram of a household: who belongs to it across the generations, as geometry that window and paper both draw.

One unit is the size of a symbol; x runs to the right, y down. Generations stand in rows, the eldest at the top, a
couple beside each other, its children below by age. Equal households give equal geometry. Notation (docs/domain.md,
§7): square man, circle woman, triangle unknown or other, double outline the client in view, cross deceased, dashed loop
around those who live together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from referral_desk.domain.calendar import age_on
from referral_desk.domain.codes import Sex
from referral_desk.domain.genogram_loop import Cell, Polygon, loops
from referral_desk.domain.genogram_rows import Arrangement, Descent, arranged
from referral_desk.domain.household import HouseholdDraft, MemberDraft, is_hidden, place_of
from referral_desk.domain.kinship import relation_to, sex_of
from referral_desk.domain.messages import N_

PITCH = 2.6
"""From the middle of one symbol to that of the next in its row."""
LABEL_WIDTH = 2.1
LABEL_HEIGHT = 1.05
"""Room for two lines under a symbol: the name, and what she is to the client in view."""
LABEL_GAP = 0.12
_ROW = 3.9
_BAR = 0.42
_LEVEL = 0.24
_SHIFT = 0.22
_BESIDE = 1.2
_MARGIN = 0.75


class Shape(StrEnum):
    """The outline of a symbol."""

    SQUARE = "square"
    CIRCLE = "circle"
    TRIANGLE = "triangle"


@dataclass(frozen=True)
class Symbol:
    """One member: her place in the household, and the middle of her symbol, which is one unit wide and high.

    ``age`` in years stands inside, None where no birth is known or she is deceased or hidden. ``relation`` is a code of
    the list relations, seen from the client in view: "self" for her. ``label`` is the box of the words below; a line
    may pass behind it, so it is filled with the colour of the ground.
    """

    place: int
    x: float
    y: float
    shape: Shape
    client: bool
    deceased: bool
    age: int | None
    about: bool
    name: str
    relation: str
    hidden: bool

    @property
    def label(self) -> tuple[float, float, float, float]:
        """Left, top, width and height of the words below the symbol."""
        return self.x - LABEL_WIDTH / 2, self.y + 0.5 + LABEL_GAP, LABEL_WIDTH, LABEL_HEIGHT


@dataclass(frozen=True)
class Line:
    """A straight line; ``dotted`` where somebody between is not in the household."""

    x1: float
    y1: float
    x2: float
    y2: float
    dotted: bool = False


@dataclass(frozen=True)
class Genogram:
    """Everything to be drawn inside ``width`` by ``height`` units: first lines and loops, then symbols over them.

    ``loops`` are closed polygons around those who live together, drawn dashed; more than one where no way around the
    others was found, none where fewer than two live together.
    """

    width: float
    height: float
    symbols: tuple[Symbol, ...]
    lines: tuple[Line, ...]
    loops: tuple[Polygon, ...]

    def at(self, x: float, y: float) -> Symbol | None:
        """Return the symbol at a point, or under whose words it lies."""
        for symbol in self.symbols:
            if abs(x - symbol.x) <= LABEL_WIDTH / 2 and -0.5 <= y - symbol.y <= 0.5 + LABEL_GAP + LABEL_HEIGHT:
                return symbol
        return None


@dataclass(frozen=True)
class LegendEntry:
    """One sign and its words (to be translated): a symbol, or a line that is "couple", "together" or "dotted"."""

    words: str
    shape: Shape | None = None
    client: bool = False
    deceased: bool = False
    line: str = ""


def genogram(household: HouseholdDraft, client_id: int, today: date) -> Genogram:
    """Return the genogram of a household, as it is shown, with the client who is in view outlined twice."""
    members = household.members
    if not members:
        return Genogram(0, 0, (), (), ())
    in_view = place_of(household, client_id)
    arrangement = arranged(members)
    spots = _spots(arrangement)
    symbols = tuple(
        _symbol(members, place, *spots[place], in_view=in_view, today=today) for place in range(len(members))
    )
    together = frozenset(place for place, each in enumerate(members) if each.lives_together and not each.deceased)
    cells = tuple(Cell(symbol.place, symbol.x, symbol.y, _row_of(arrangement, symbol.place)) for symbol in symbols)
    width = max(symbol.x for symbol in symbols) + PITCH / 2 + _MARGIN - 0.2
    height = max(symbol.y for symbol in symbols) + 0.5 + LABEL_GAP + LABEL_HEIGHT + _MARGIN
    around = loops(cells, together) if len(together) > 1 else ()
    return Genogram(width, height, symbols, _lines(arrangement, spots), around)


def legend(drawn: Genogram) -> tuple[LegendEntry, ...]:
    """Return what the signs mean: those that every genogram has, and the rarer ones where they occur."""
    entries = [
        LegendEntry(N_("Man"), Shape.SQUARE),
        LegendEntry(N_("Woman"), Shape.CIRCLE),
        LegendEntry(N_("Other or not known"), Shape.TRIANGLE),
        LegendEntry(N_("Client on this page"), Shape.SQUARE, client=True),
        LegendEntry(N_("Deceased"), Shape.SQUARE, deceased=True),
        LegendEntry(N_("Couple"), line="couple"),
        LegendEntry(N_("Live together"), line="together"),
    ]
    if any(line.dotted for line in drawn.lines):
        entries.append(LegendEntry(N_("Related through somebody not shown"), line="dotted"))
    return tuple(entries)


def shape_of(member: MemberDraft) -> Shape:
    """Return the outline for a member's sex."""
    return {Sex.MALE: Shape.SQUARE, Sex.FEMALE: Shape.CIRCLE}.get(sex_of(member) or Sex.UNKNOWN, Shape.TRIANGLE)


def _symbol(
    members: Sequence[MemberDraft], place: int, x: float, y: float, *, in_view: int | None, today: date
) -> Symbol:
    member = members[place]
    known = member.birth is not None and not member.deceased and member.birth <= today
    return Symbol(
        place=place,
        x=x,
        y=y,
        shape=shape_of(member),
        client=place == in_view,
        deceased=member.deceased,
        age=age_on(member.birth, today) if known and member.birth else None,
        about=not member.birth_exact,
        name=member.name,
        relation=relation_to(members, in_view, place) if in_view is not None else member.relation,
        hidden=is_hidden(member),
    )


def _spots(arrangement: Arrangement) -> dict[int, tuple[float, float]]:
    """Return the middle of every symbol; rows without anybody take no room."""
    used = [number for number, row in enumerate(arrangement.rows) if row]
    left = min(slot for row in arrangement.rows for _place, slot in row)
    edge = _MARGIN + PITCH / 2 - 0.2
    return {
        place: (edge + (slot - left) * PITCH, _MARGIN + 0.5 + used.index(number) * _ROW)
        for number, row in enumerate(arrangement.rows)
        for place, slot in row
    }


def _row_of(arrangement: Arrangement, place: int) -> int:
    used = [row for row in arrangement.rows if row]
    return next(number for number, row in enumerate(used) if any(each == place for each, _slot in row))


@dataclass(frozen=True)
class _Levels:
    """In which height a bar runs in the white above a row: those that share a white never share a height.

    ``shift``: how far beside the middle a line reaches a child who has been reached by another line already.
    """

    bars: dict[tuple[Descent, int], int]
    shifts: dict[Descent, float]


def _levels(arrangement: Arrangement) -> _Levels:
    used: dict[int, int] = {}
    reached: dict[int, int] = {}
    bars: dict[tuple[Descent, int], int] = {}
    shifts = {}
    for descent in arrangement.descents:
        lower = _row_of(arrangement, descent.children[0])
        upper = _row_of(arrangement, descent.parents[0]) if descent.parents else lower - 1
        for row in {upper + 1, lower}:
            bars[descent, row] = used.get(row, 0)
            used[row] = bars[descent, row] + 1
        times = max(reached.get(child, 0) for child in descent.children)
        shifts[descent] = times * _SHIFT
        reached |= dict.fromkeys(descent.children, times + 1)
    return _Levels(bars, shifts)


def _lines(arrangement: Arrangement, spots: dict[int, tuple[float, float]]) -> tuple[Line, ...]:
    lines = []
    levels = _levels(arrangement)
    for one, other in arrangement.couples:
        (x1, y), (x2, _y) = sorted((spots[one], spots[other]))
        lines.append(Line(x1 + 0.5, y, x2 - 0.5, y))
    for descent in arrangement.descents:
        lines += _descent(descent, arrangement, spots, levels)
    return tuple(lines)


def _descent(
    descent: Descent, arrangement: Arrangement, spots: dict[int, tuple[float, float]], levels: _Levels
) -> list[Line]:
    """Return the lines from parents down to a bar above their children, and from it to each child.

    Where a row lies between, the line goes down beside whoever stands in it.
    """
    dotted, shift = descent.dotted, levels.shifts[descent]
    lower = _row_of(arrangement, descent.children[0])
    tops = [(spots[child][0] + shift, spots[child][1] - 0.5) for child in descent.children]
    bar = tops[0][1] - _BAR - levels.bars[descent, lower] * _LEVEL
    lines = [Line(x, bar, x, y, dotted) for x, y in tops]
    ends = [x for x, _y in tops]
    if descent.parents:
        starts = _starts(descent, spots)
        upper = _row_of(arrangement, descent.parents[0])
        if lower - upper > 1:
            between = [x for place, (x, _y) in spots.items() if upper < _row_of(arrangement, place) < lower]
            first = spots[descent.parents[0]][1] + _ROW - 0.5 - _BAR - levels.bars[descent, upper + 1] * _LEVEL
            way = _free(sum(ends) / len(ends), between, shift)
            lines += [Line(x, y, x, first, dotted) for x, y in starts]
            lines += _bar([way, *(x for x, _y in starts)], first, dotted)
            starts = [(way, first)]
        lines += [Line(x, y, x, bar, dotted) for x, y in starts]
        ends += [x for x, _y in starts]
    return [*lines, *_bar(ends, bar, dotted)]


def _starts(descent: Descent, spots: dict[int, tuple[float, float]]) -> list[tuple[float, float]]:
    """Return where the lines down from the parents begin: between a couple, under anybody else."""
    starts = []
    if descent.couple:
        (x1, y), (x2, _y) = sorted(spots[each] for each in descent.parents[:2])
        starts.append(((x1 + x2) / 2, y))
    single = descent.parents[2:] if descent.couple else descent.parents
    return [*starts, *((spots[each][0], spots[each][1] + 0.5) for each in single)]


def _bar(ends: Sequence[float], y: float, dotted: bool) -> list[Line]:
    return [Line(min(ends), y, max(ends), y, dotted)] if max(ends) > min(ends) else []


def _free(wanted: float, between: Sequence[float], shift: float) -> float:
    """Return the way down next to ``wanted`` that passes beside everybody; two such ways lie ``shift`` apart."""
    left, right = min(between) - _BESIDE - shift, max(between) + _BESIDE + shift
    if not left < wanted < right:
        return wanted
    return left if wanted - left < right - wanted else right
