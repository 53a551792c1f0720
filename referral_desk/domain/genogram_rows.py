"""Who stands where in a genogram: the rows of the generations, who is a couple, and who descends from whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from referral_desk.domain.codes import Sex
from referral_desk.domain.household import MemberDraft
from referral_desk.domain.kinship import MATERNAL, PATERNAL, Kin, kin_of, sex_of, side_of

Couple = tuple[int, int]
Places = tuple[int, ...]
_APART = 0.35
"""What separates families in a row, in places."""


@dataclass(frozen=True)
class Descent:
    """A line from parents to children, all as positions; ``couple``: the first two parents are one.

    ``dotted``: between them stands somebody who is not in the household. Without parents it joins brothers and sisters.
    """

    parents: Places
    children: Places
    couple: bool = False
    dotted: bool = False


@dataclass(frozen=True)
class Arrangement:
    """The five rows from grandparents to grandchildren, each member with her place in it (1.0 is one symbol on)."""

    rows: tuple[tuple[tuple[int, float], ...], ...]
    couples: tuple[Couple, ...]
    descents: tuple[Descent, ...]


@dataclass(frozen=True)
class _Parents:
    """People who stand beside each other as parents; the first two of ``origin`` are a couple where it says so."""

    row: Places
    origin: Places
    couple: bool

    @property
    def couples(self) -> tuple[Couple, ...]:
        return ((self.origin[0], self.origin[1]),) if self.couple else ()


def arranged(members: Sequence[MemberDraft]) -> Arrangement:
    """Return where each member stands; every one stands in exactly one row."""
    family = _Family(members)
    own = _own_generation(family)
    spots: dict[int, float] = dict(own)
    parents = _spread(
        (family.parents.row, _middle(spots, family.generation)),
        (family.parents_in_law.row, _middle(spots, family.spouse or family.self_)),
    )
    spots |= dict(parents)
    fathers = [place for place in family.parents.row if sex_of(members[place]) is Sex.MALE][-1:]
    mothers = [place for place in family.parents.row if sex_of(members[place]) is Sex.FEMALE][:1]
    grandparents = _spread(
        (family.paternal.row, _middle(spots, fathers or family.generation)),
        (family.maternal.row, _middle(spots, mothers or family.generation)),
        (family.grandparents.row, _middle(spots, family.generation)),
    )
    children = _spread((family.children_row, _middle(spots, (*family.self_, *family.spouse))))
    spots |= dict(children)
    over = family.child_couple or family.children[:1] if len(family.children) == 1 else ()
    grandchildren = _spread((family.grandchildren, _middle(spots, over or (*family.self_, *family.spouse))))
    return Arrangement(
        (grandparents, parents, own, children, grandchildren), family.couples(), _descents(family, fathers, mothers)
    )


class _Family:
    """The members by where they stand; who lives in the same row is ordered by age."""

    def __init__(self, members: Sequence[MemberDraft]) -> None:
        self._members = members
        selves, spouses = self._of(Kin.SELF), self._of(Kin.SPOUSE)
        spouses = tuple(sorted(spouses, key=lambda place: (members[place].deceased, place)))
        self.self_ = selves[:1]
        self.spouse = spouses[:1] if selves else ()
        self.generation = self._by_age((*self.self_, *self._of(Kin.SIBLING)))
        self.parents = self._paired(self._of(Kin.PARENT))
        self.parents_in_law = self._paired(self._of(Kin.PARENT_IN_LAW))
        self.paternal = self._paired(self._grandparents(PATERNAL))
        self.maternal = self._paired(self._grandparents(MATERNAL))
        self.grandparents = self._paired(self._grandparents(""))
        self.children = self._by_age(self._of(Kin.CHILD))
        self._children_in_law = self._of(Kin.CHILD_IN_LAW)
        self.grandchildren = self._by_age(self._of(Kin.GRANDCHILD))
        rest = (*self._of(Kin.OTHER), *self._of(Kin.UNRELATED))
        self.others = (*selves[1:], *spouses[len(self.spouse) :], *rest)

    def _of(self, kin: Kin) -> Places:
        return tuple(place for place, each in enumerate(self._members) if kin_of(each) is kin)

    def _grandparents(self, side: str) -> Places:
        return tuple(place for place in self._of(Kin.GRANDPARENT) if side_of(self._members[place]) == side)

    def _by_age(self, places: Places) -> Places:
        return tuple(sorted(places, key=lambda place: (self._members[place].birth or date.max, place)))

    def _paired(self, places: Places) -> _Parents:
        """Put the first man and the first woman beside each other, further men before them, everyone else behind.

        Two of whom one's sex is not known are taken for a couple as well.
        """
        men = [place for place in places if sex_of(self._members[place]) is Sex.MALE]
        women = [place for place in places if sex_of(self._members[place]) is Sex.FEMALE]
        rest = [place for place in places if place not in men and place not in women]
        if len(places) == 2 and rest:
            row = (*men, *rest, *women)
            return _Parents(row, row, couple=True)
        if men and women:
            further = [*men[1:], *women[1:], *rest]
            row = (*men[1:], men[0], women[0], *women[1:], *rest)
            return _Parents(row, (men[0], women[0], *further), couple=True)
        row = (*men, *women, *rest)
        return _Parents(row, row, couple=False)

    @property
    def child_couple(self) -> Places:
        """A child with her or his spouse, where it is certain who that is: there is only one of each."""
        one_each = len(self.children) == 1 and len(self._children_in_law) == 1
        return (*self.children, *self._children_in_law) if one_each else ()

    @property
    def children_row(self) -> Places:
        """Children by age, and those who married one."""
        return (*self.children, *self._children_in_law)

    def couples(self) -> tuple[Couple, ...]:
        """Everyone who is joined by a line."""
        found = [
            couple
            for each in (self.paternal, self.maternal, self.grandparents, self.parents, self.parents_in_law)
            for couple in each.couples
        ]
        found += [(one, other) for one in self.self_ for other in self.spouse]
        if self.child_couple:
            found.append((self.child_couple[0], self.child_couple[1]))
        return tuple(found)


def _descents(family: _Family, fathers: Sequence[int], mothers: Sequence[int]) -> tuple[Descent, ...]:
    found: list[Descent] = []

    def add(parents: _Parents, children: Places, *, dotted: bool = False) -> None:
        if parents.origin and children:
            found.append(Descent(parents.origin, children, parents.couple, dotted))

    if family.parents.origin:
        add(family.parents, family.generation)
    elif len(family.generation) > 1:
        found.append(Descent((), family.generation))
    for grandparents, parent in ((family.paternal, fathers), (family.maternal, mothers)):
        add(grandparents, tuple(parent) or family.generation, dotted=not parent)
    add(family.grandparents, family.generation, dotted=True)
    add(family.parents_in_law, family.spouse or family.self_, dotted=not family.spouse)
    own = _Parents((), (*family.self_, *family.spouse), couple=bool(family.spouse))
    add(own, family.children)
    if len(family.children) == 1:
        couple = family.child_couple
        add(_Parents((), couple or family.children, couple=bool(couple)), family.grandchildren)
    else:
        add(own, family.grandchildren, dotted=True)
    return tuple(found)


def _own_generation(family: _Family) -> tuple[tuple[int, float], ...]:
    """Return the row of the person of reference: brothers and sisters by age, the spouse beside her, then the rest."""
    row: list[int] = []
    for place in family.generation:
        row.append(place)
        if place in family.self_:
            row += family.spouse
    spots = [(place, float(number)) for number, place in enumerate(row)]
    start = len(row) + (_APART if row else 0.0)
    return (*spots, *((place, start + number) for number, place in enumerate(family.others)))


def _middle(spots: dict[int, float], places: Iterable[int]) -> float:
    found = [spots[place] for place in places]
    return (min(found) + max(found)) / 2 if found else 0.0


def _spread(*blocks: tuple[Places, float]) -> tuple[tuple[int, float], ...]:
    """Return a row of blocks, each as near to its middle as the ones before it allow, evenly shifted."""
    found: list[tuple[int, float]] = []
    errors = []
    end: float | None = None
    for places, middle in blocks:
        if not places:
            continue
        wanted = middle - (len(places) - 1) / 2
        start = wanted if end is None else max(wanted, end + 1 + _APART)
        errors.append(wanted - start)
        found += [(place, start + number) for number, place in enumerate(places)]
        end = start + len(places) - 1
    shift = sum(errors) / len(errors) if errors else 0.0
    return tuple((place, spot + shift) for place, spot in found)
