"""How the members of a household are related to each other, derived from how each is related to one of them.

The household says of everyone what she is to one person. Whoever's page is open, the others are named as that client
would name them: on the mother's page he is the son.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum, auto

from referral_desk.domain.calendar import age_on
from referral_desk.domain.codes import Sex
from referral_desk.domain.household import SELF, HouseholdDraft, MemberDraft

OTHER_RELATIVE = "other_relative"
NOT_RELATED = "not_related"


class Kin(Enum):
    """Where somebody stands, seen from the person to whom the relations refer."""

    SELF = auto()
    SPOUSE = auto()
    PARENT = auto()
    CHILD = auto()
    SIBLING = auto()
    GRANDPARENT = auto()
    GRANDCHILD = auto()
    CHILD_IN_LAW = auto()
    PARENT_IN_LAW = auto()
    OTHER = auto()
    UNRELATED = auto()


PATERNAL, MATERNAL = "paternal", "maternal"

_KIN: dict[str, tuple[Kin, Sex | None]] = {
    SELF: (Kin.SELF, None),
    "spouse": (Kin.SPOUSE, None),
    "father": (Kin.PARENT, Sex.MALE),
    "mother": (Kin.PARENT, Sex.FEMALE),
    "parent": (Kin.PARENT, None),
    "son": (Kin.CHILD, Sex.MALE),
    "daughter": (Kin.CHILD, Sex.FEMALE),
    "child": (Kin.CHILD, None),
    "brother": (Kin.SIBLING, Sex.MALE),
    "sister": (Kin.SIBLING, Sex.FEMALE),
    "sibling": (Kin.SIBLING, None),
    "paternal_grandfather": (Kin.GRANDPARENT, Sex.MALE),
    "paternal_grandmother": (Kin.GRANDPARENT, Sex.FEMALE),
    "maternal_grandfather": (Kin.GRANDPARENT, Sex.MALE),
    "maternal_grandmother": (Kin.GRANDPARENT, Sex.FEMALE),
    "grandfather": (Kin.GRANDPARENT, Sex.MALE),
    "grandmother": (Kin.GRANDPARENT, Sex.FEMALE),
    "grandparent": (Kin.GRANDPARENT, None),
    "grandchild": (Kin.GRANDCHILD, None),
    "child_in_law": (Kin.CHILD_IN_LAW, None),
    "parent_in_law": (Kin.PARENT_IN_LAW, None),
    OTHER_RELATIVE: (Kin.OTHER, None),
    NOT_RELATED: (Kin.UNRELATED, None),
}
KNOWN_RELATIONS = frozenset(_KIN)

ELDERS = frozenset(code for code, (kin, _sex) in _KIN.items() if kin in (Kin.PARENT, Kin.GRANDPARENT))
"""The relations of those who stand above somebody in direct line."""


def kin_of(member: MemberDraft) -> Kin:
    """Return where a member stands; a relation that is not known counts as another relative."""
    return _KIN.get(member.relation, (Kin.OTHER, None))[0]


def sex_of(member: MemberDraft) -> Sex | None:
    """Return a member's sex as recorded, or as her relation says it; None where neither does."""
    if member.sex not in (None, Sex.UNKNOWN):
        return member.sex
    return _KIN.get(member.relation, (Kin.OTHER, None))[1]


def side_of(member: MemberDraft) -> str:
    """Return on whose side a grandparent stands: "paternal", "maternal", or "" where that is not said."""
    side = member.relation.partition("_")[0]
    return side if side in (PATERNAL, MATERNAL) else ""


def relation_to(members: Sequence[MemberDraft], viewer: int, other: int) -> str:
    """Return, as a code of the list relations, what the member at ``other`` is to the one at ``viewer``.

    ``self`` where they are the same. What cannot be known, such as whose child a grandchild is where there are
    several children, is ``other_relative``.
    """
    if viewer == other:
        return SELF
    first, second = members[viewer], members[other]
    kins = [kin_of(each) for each in members]
    if kins.count(Kin.CHILD) == 1:
        pair = {kin_of(first), kin_of(second)}
        if pair == {Kin.CHILD, Kin.CHILD_IN_LAW} and kins.count(Kin.CHILD_IN_LAW) == 1:
            return "spouse"
        if pair == {Kin.CHILD, Kin.GRANDCHILD}:
            return _child(second) if kin_of(first) is Kin.CHILD else _parent(second)
    basis = next((each for each in members if each.relation == SELF), None)
    return relation_between(first, second, sex_of_self=sex_of(basis) if basis else None)


def relation_between(viewer: MemberDraft, other: MemberDraft, *, sex_of_self: Sex | None = None) -> str:
    """Return what ``other`` is to ``viewer``, two different members whose relations refer to the same third person.

    ``sex_of_self`` is the sex of that person, on which it depends from whose side a grandparent is.
    """
    first, second = kin_of(viewer), kin_of(other)
    if first is Kin.SELF:
        return other.relation if other.relation in _KIN else OTHER_RELATIVE
    if Kin.UNRELATED in (first, second):
        return NOT_RELATED
    if Kin.OTHER in (first, second):
        return OTHER_RELATIVE
    return _seen(_Pair(viewer, first, other, second, sex_of_self))


@dataclass(frozen=True)
class _Pair:
    viewer: MemberDraft
    first: Kin
    other: MemberDraft
    second: Kin
    sex_of_self: Sex | None

    @property
    def different_sexes(self) -> bool:
        return {sex_of(self.viewer), sex_of(self.other)} == {Sex.MALE, Sex.FEMALE}


def _seen(pair: _Pair) -> str:
    match pair.first:
        case Kin.SPOUSE:
            return _from_spouse(pair)
        case Kin.PARENT:
            return _from_parent(pair)
        case Kin.CHILD:
            return _from_child(pair)
        case Kin.SIBLING:
            return _from_sibling(pair)
        case Kin.GRANDPARENT:
            return _from_grandparent(pair)
        case Kin.GRANDCHILD:
            return _grandparent(pair.other, "") if pair.second in (Kin.SELF, Kin.SPOUSE) else OTHER_RELATIVE
        case Kin.CHILD_IN_LAW:
            return "parent_in_law" if pair.second in (Kin.SELF, Kin.SPOUSE) else OTHER_RELATIVE
        case Kin.PARENT_IN_LAW:
            return _from_parent_in_law(pair)
        case _:
            return OTHER_RELATIVE


def _from_spouse(pair: _Pair) -> str:
    match pair.second:
        case Kin.SELF:
            return "spouse"
        case Kin.CHILD:
            return _child(pair.other)
        case Kin.PARENT:
            return "parent_in_law"
        case Kin.PARENT_IN_LAW:
            return _parent(pair.other)
        case Kin.GRANDCHILD:
            return "grandchild"
        case Kin.CHILD_IN_LAW:
            return "child_in_law"
        case _:
            return OTHER_RELATIVE


def _from_parent(pair: _Pair) -> str:
    match pair.second:
        case Kin.SELF | Kin.SIBLING:
            return _child(pair.other)
        case Kin.SPOUSE:
            return "child_in_law"
        case Kin.CHILD:
            return "grandchild"
        case Kin.PARENT:
            return "spouse" if pair.different_sexes else OTHER_RELATIVE
        case Kin.GRANDPARENT:
            own = {Sex.MALE: PATERNAL, Sex.FEMALE: MATERNAL}.get(sex_of(pair.viewer) or Sex.UNKNOWN, "")
            side = side_of(pair.other)
            if not own or not side:
                return OTHER_RELATIVE
            return _parent(pair.other) if own == side else "parent_in_law"
        case _:
            return OTHER_RELATIVE


def _from_child(pair: _Pair) -> str:
    match pair.second:
        case Kin.SELF | Kin.SPOUSE:
            return _parent(pair.other)
        case Kin.CHILD:
            return _sibling(pair.other)
        case Kin.PARENT:
            side = {Sex.MALE: PATERNAL, Sex.FEMALE: MATERNAL}.get(pair.sex_of_self or Sex.UNKNOWN, "")
            return _grandparent(pair.other, side)
        case Kin.PARENT_IN_LAW:
            return _grandparent(pair.other, "")
        case _:
            return OTHER_RELATIVE


def _from_sibling(pair: _Pair) -> str:
    match pair.second:
        case Kin.SELF | Kin.SIBLING:
            return _sibling(pair.other)
        case Kin.PARENT:
            return _parent(pair.other)
        case Kin.GRANDPARENT:
            return pair.other.relation
        case _:
            return OTHER_RELATIVE


def _from_grandparent(pair: _Pair) -> str:
    match pair.second:
        case Kin.SELF | Kin.SIBLING:
            return "grandchild"
        case Kin.PARENT:
            line = {PATERNAL: Sex.MALE, MATERNAL: Sex.FEMALE}.get(side_of(pair.viewer))
            sex = sex_of(pair.other)
            if line is None or sex not in (Sex.MALE, Sex.FEMALE):
                return OTHER_RELATIVE
            return _child(pair.other) if sex is line else "child_in_law"
        case Kin.GRANDPARENT:
            same = side_of(pair.viewer) and side_of(pair.viewer) == side_of(pair.other)
            return "spouse" if same and pair.different_sexes else OTHER_RELATIVE
        case _:
            return OTHER_RELATIVE


def _from_parent_in_law(pair: _Pair) -> str:
    match pair.second:
        case Kin.SPOUSE:
            return _child(pair.other)
        case Kin.SELF:
            return "child_in_law"
        case Kin.CHILD:
            return "grandchild"
        case Kin.PARENT_IN_LAW:
            return "spouse" if pair.different_sexes else OTHER_RELATIVE
        case _:
            return OTHER_RELATIVE


def _child(member: MemberDraft) -> str:
    return {Sex.MALE: "son", Sex.FEMALE: "daughter"}.get(sex_of(member) or Sex.UNKNOWN, "child")


def _parent(member: MemberDraft) -> str:
    return {Sex.MALE: "father", Sex.FEMALE: "mother"}.get(sex_of(member) or Sex.UNKNOWN, "parent")


def _sibling(member: MemberDraft) -> str:
    return {Sex.MALE: "brother", Sex.FEMALE: "sister"}.get(sex_of(member) or Sex.UNKNOWN, "sibling")


def _grandparent(member: MemberDraft, side: str) -> str:
    word = {Sex.MALE: "grandfather", Sex.FEMALE: "grandmother"}.get(sex_of(member) or Sex.UNKNOWN, "grandparent")
    return f"{side}_{word}" if side and word != "grandparent" else word


def rebased(members: Sequence[MemberDraft], basis: int) -> tuple[MemberDraft, ...]:
    """Return the members with their relations seen from the one at ``basis``, who becomes ``self``.

    A sex that only the word said (mother) is written down, for the new word may not say it.
    """
    return tuple(
        replace(each, relation=relation_to(members, basis, place), sex=sex_of(each) or each.sex)
        for place, each in enumerate(members)
    )


def eight_oh_fifty(
    household: HouseholdDraft, today: date, elder_from: int, child_from: int
) -> tuple[tuple[int, int], ...]:
    """Return the pairs (elder, child), as positions, that make an 8050 household of this one; empty: it is none.

    A parent or grandparent of ``elder_from`` years or more and her child or grandchild of ``child_from`` or more, both
    alive and living in the home. Where only the year of birth is known, the age is counted from its first day.
    """

    def of_age(member: MemberDraft, years: int) -> bool:
        home = member.lives_together and not member.deceased
        return home and member.birth is not None and age_on(member.birth, today) >= years

    members = household.members
    return tuple(
        (elder, child)
        for elder, old in enumerate(members)
        if of_age(old, elder_from)
        for child, young in enumerate(members)
        if child != elder and of_age(young, child_from) and relation_to(members, child, elder) in ELDERS
    )
