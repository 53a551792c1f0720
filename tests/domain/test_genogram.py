"""The genogram: everybody once, nobody over anybody else, the home around exactly those who live in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_desk.domain.codes import Sex
from referral_desk.domain.genogram import LABEL_WIDTH, Genogram, Line, Shape, Symbol, genogram, legend
from referral_desk.domain.genogram_loop import Polygon
from referral_desk.domain.household import HouseholdDraft, Member, MemberDraft
from referral_desk.domain.kinship import KNOWN_RELATIONS
from tests.making import TODAY

FEW = st.lists(st.sampled_from(sorted(KNOWN_RELATIONS - {"self"})), max_size=14)


@st.composite
def households(draw: st.DrawFn) -> HouseholdDraft:
    relations = ["self", *draw(FEW)]
    at = draw(st.integers(0, len(relations) - 1))
    relations[0], relations[at] = relations[at], relations[0]
    births = st.one_of(st.none(), st.dates(date(1920, 1, 1), TODAY))
    members = tuple(
        MemberDraft(
            client_id=place + 1,
            name=f"例田 {place}",
            relation=relation,
            sex=draw(st.sampled_from([None, *Sex])),
            birth=draw(births),
            deceased=draw(st.booleans()),
            lives_together=draw(st.booleans()),
        )
        for place, relation in enumerate(relations)
    )
    return HouseholdDraft(members=members)


def drawn(*members: MemberDraft, client: int = 1) -> Genogram:
    numbered = tuple(replace(each, client_id=place + 1) for place, each in enumerate(members))
    return genogram(HouseholdDraft(members=numbered), client, TODAY)


def member(relation: str, sex: str = "", **values: object) -> MemberDraft:
    return MemberDraft(relation=relation, sex=Sex(sex) if sex else None, **values)  # type: ignore[arg-type]


def inside(x: float, y: float, polygons: tuple[Polygon, ...]) -> bool:
    """Say whether a point lies in the area that the polygons bound together."""
    crossed = 0
    for polygon in polygons:
        for (x1, y1), (x2, y2) in zip(polygon, (*polygon[1:], polygon[0]), strict=True):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
                crossed += 1
    return crossed % 2 == 1


@given(households())
def test_everybody_stands_once_and_over_nobody_else(household: HouseholdDraft) -> None:
    made = genogram(household, 1, TODAY)
    assert [symbol.place for symbol in made.symbols] == list(range(len(household.members)))
    assert made == genogram(household, 1, TODAY)
    for one, other in combinations(made.symbols, 2):
        assert abs(one.x - other.x) >= LABEL_WIDTH or abs(one.y - other.y) >= 2.5
    for symbol in made.symbols:
        left, top, width, height = symbol.label
        assert left > 0
        assert left + width < made.width
        assert symbol.y - 0.5 > 0
        assert top + height < made.height
    assert [symbol.client for symbol in made.symbols].count(True) == 1


@given(households())
def test_the_loop_holds_exactly_those_who_live_together(household: HouseholdDraft) -> None:
    made = genogram(household, 1, TODAY)
    home = {place for place, each in enumerate(household.members) if each.lives_together and not each.deceased}
    if len(home) < 2:
        assert made.loops == ()
        return
    assert {each.place for each in made.symbols if inside(each.x, each.y, made.loops)} == home
    for symbol in made.symbols:
        left, top, width, height = symbol.label
        assert inside(left + 0.1, top + height - 0.1, made.loops) == (symbol.place in home)
        assert inside(left + width - 0.1, symbol.y - 0.4, made.loops) == (symbol.place in home)
    assert len(made.loops) == 1
    assert all(0 < x < made.width and 0 < y < made.height for x, y in made.loops[0])


@given(households())
def test_no_line_runs_through_somebody_else(household: HouseholdDraft) -> None:
    made = genogram(household, 1, TODAY)
    for line in made.lines:
        assert line.x1 == line.x2 or line.y1 == line.y2
        for symbol in made.symbols:
            assert not crosses(line, symbol), (line, symbol)


def crosses(line: Line, symbol: Symbol) -> bool:
    low, high = sorted((line.x1, line.x2))
    top, bottom = sorted((line.y1, line.y2))
    across = low < symbol.x + 0.45 and high > symbol.x - 0.45
    return across and top < symbol.y + 0.45 and bottom > symbol.y - 0.45


SON = member("self", "male", birth=date(1973, 5, 6), name="架空 一郎")
MOTHER = member("mother", birth=date(1943, 2, 3), name="架空 文")


def test_mother_and_son() -> None:
    made = drawn(SON, MOTHER)
    son, mother = made.symbols
    assert (son.shape, son.age, son.client, son.relation) == (Shape.SQUARE, 53, True, "self")
    assert (mother.shape, mother.age, mother.client, mother.relation) == (Shape.CIRCLE, 83, False, "mother")
    assert mother.y < son.y
    assert mother.x == son.x
    assert len(made.loops) == 1


def test_on_the_mothers_page_she_has_the_double_outline_and_he_is_the_son() -> None:
    son, mother = drawn(SON, MOTHER, client=2).symbols
    assert (son.client, mother.client, son.relation, mother.relation) == (False, True, "son", "self")


def test_generations_stand_in_rows_and_children_by_age() -> None:
    made = drawn(
        member("self", "female"),
        member("son", birth=date(2010, 1, 1)),
        member("daughter", birth=date(2005, 1, 1)),
        member("spouse", "male"),
        member("father"),
        member("paternal_grandmother"),
        member("grandchild"),
    )
    rows = {symbol.place: symbol.y for symbol in made.symbols}
    assert rows[5] < rows[4] < rows[0] == rows[3] < rows[1] == rows[2] < rows[6]
    assert made.symbols[2].x < made.symbols[1].x


def test_a_couple_is_joined_and_its_children_hang_from_the_line() -> None:
    made = drawn(member("self", "male"), member("father"), member("mother"), member("sister"))
    _self, father, mother, _sister = made.symbols
    couple = next(line for line in made.lines if line.y1 == line.y2 == father.y)
    assert (couple.x1, couple.x2) == (father.x + 0.5, mother.x - 0.5)
    middle = (father.x + mother.x) / 2
    assert any(line.x1 == line.x2 == middle and line.y1 == father.y for line in made.lines)
    assert not any(line.dotted for line in made.lines)


def test_a_grandmother_without_the_parent_between_is_joined_by_a_dotted_line() -> None:
    made = drawn(member("self"), member("maternal_grandmother"))
    assert made.lines
    assert all(line.dotted for line in made.lines)
    assert "dotted" in [entry.line for entry in legend(made)]
    assert "dotted" not in [entry.line for entry in legend(drawn(SON, MOTHER))]


@pytest.mark.parametrize(
    ("one", "age"),
    [
        (member("self", birth=date(1985, 11, 24)), 41),
        (member("self", birth=date(1985, 11, 25)), 40),
        (member("self", birth=date(1985, 1, 1), deceased=True), None),
        (member("self"), None),
        (member("self", birth=date(2030, 1, 1)), None),
    ],
)
def test_the_age_stands_inside(one: MemberDraft, age: int | None) -> None:
    (symbol,) = drawn(one).symbols
    assert symbol.age == age


def test_of_a_hidden_member_only_her_place_is_drawn() -> None:
    hidden = Member(id=9, relation="mother", hidden=True)
    made = genogram(HouseholdDraft(members=(replace(SON, client_id=1), hidden)), 1, TODAY)
    shown = made.symbols[1]
    assert (shown.name, shown.age, shown.hidden, shown.relation) == ("", None, True, "mother")


def test_who_is_deceased_is_crossed_and_lives_with_nobody() -> None:
    made = drawn(SON, replace(MOTHER, deceased=True))
    assert made.symbols[1].deceased
    assert made.loops == ()


def test_a_point_finds_the_symbol_under_it() -> None:
    made = drawn(SON, MOTHER)
    mother = made.symbols[1]
    assert made.at(mother.x, mother.y) == mother
    assert made.at(mother.x, mother.label[1] + 0.2) == mother
    assert made.at(0, 0) is None


def test_nobody_gives_an_empty_drawing() -> None:
    assert genogram(HouseholdDraft(), 1, TODAY) == Genogram(0, 0, (), (), ())
