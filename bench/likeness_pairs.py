"""Pairs of records of which is known whether they are of one person: hard ones written by hand, many drawn by lot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from referral_desk.domain.calendar import parse_date
from referral_desk.domain.codes import Sex
from referral_desk.domain.fictional import FAMILY_NAMES, MENS_NAMES, WOMENS_NAMES, Dice
from referral_desk.domain.likeness import Person


@dataclass(frozen=True)
class Pair:
    """Two records, whether they are of one person, and what makes it hard."""

    one: Person
    other: Person
    same: bool
    why: str


_BY_HAND = Path(__file__).with_name("likeness_pairs.txt")


def by_hand() -> tuple[Pair, ...]:
    """Return the pairs of likeness_pairs.txt, each the way somebody who knows the work would judge it."""
    pairs = []
    for line in _BY_HAND.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        verdict, one, other, why = (part.strip() for part in line.split(" | "))
        pairs.append(Pair(_person(one), _person(other), verdict == "same", why))
    return tuple(pairs)


_SEXES = {"男": Sex.MALE, "女": Sex.FEMALE}


def _person(text: str) -> Person:
    name, kana, birth, phone, address, sex, *_rest = (*text.split("/"), "", "", "", "", "")
    born = parse_date(birth) if birth else None
    return Person(
        name=name.rstrip("*"),
        kana=kana,
        birth=born.day if born else None,
        birth_exact=born.exact if born else True,
        phone=phone,
        address=address,
        sex=_SEXES.get(sex),
        anonymous=name.endswith("*") or name == "匿名",
    )


# --- drawn by lot -----------------------------------------------------------------------------------------------------

_FIRST_BIRTH = date(1930, 1, 1)
_DAYS_OF_BIRTHS = 30_000
_BIRTH_KNOWN = 0.85
_PHONE_KNOWN = 0.8


def drawn(seed: str, pairs: int) -> tuple[Pair, ...]:
    """Return ``pairs`` pairs, half of them of one person written down twice, the second time with slips and gaps."""
    dice = Dice(seed)
    return tuple(_of_one(dice, turn) if turn % 2 else _of_two(dice, turn // 2) for turn in range(pairs))


def _somebody(dice: Dice, number: int) -> Person:
    woman = dice.chance(0.5)
    family, given = dice.pick(FAMILY_NAMES), dice.pick(WOMENS_NAMES if woman else MENS_NAMES)
    return Person(
        name=f"{family[0]} {given[0]}",
        kana=f"{family[1]} {given[1]}",
        birth=_birth(dice) if dice.chance(_BIRTH_KNOWN) else None,
        phone=f"090-0001-{number:04}" if dice.chance(_PHONE_KNOWN) else "",
        address=f"架空市見本町{dice.between(1, 9)}丁目{dice.between(1, 30)}番{dice.between(1, 20)}号",
        sex=Sex.FEMALE if woman else Sex.MALE,
    )


def _birth(dice: Dice) -> date:
    return _FIRST_BIRTH + timedelta(days=dice.between(0, _DAYS_OF_BIRTHS))


def _of_one(dice: Dice, number: int) -> Pair:
    first = _somebody(dice, number)
    second, whys = first, []
    for _slip in range(dice.between(1, 3)):
        second, why = _written_again(dice, second, number)
        whys.append(why)
    return Pair(first, second, same=True, why=", ".join(whys))


def _written_again(dice: Dice, person: Person, number: int) -> tuple[Person, str]:
    family, given = person.kana.split()[0], person.kana.split()[-1]
    match dice.between(1, 10):
        case 1:
            return replace(person, phone=f"090-0002-{number:04}"), "another telephone"
        case 2:
            return replace(person, address=f"架空市例町{number}"), "moved"
        case 3:
            return replace(person, phone="", address=""), "neither telephone nor address"
        case 4:
            place = dice.between(0, len(given) - 1)
            slipped = given[:place] + dice.pick(("ア", "ン", "ス", "ト", "")) + given[place + 1 :]
            return replace(person, kana=f"{family} {slipped or given}"), "a slip in the reading"
        case 5:
            return replace(person, kana=person.kana.translate(str.maketrans("ガザダジ", "カサタシ"))), "without voicing"
        case 6 if person.birth:
            slipped_day = person.birth + timedelta(days=dice.pick((-10, -1, 1, 10)))
            return replace(person, birth=slipped_day), "a digit of the birth date"
        case 7 if person.birth:
            return replace(person, birth=date(person.birth.year, 1, 1), birth_exact=False), "only the year of birth"
        case 8 if person.sex is Sex.FEMALE:
            other = dice.pick(FAMILY_NAMES)
            given_name = person.name.split()[-1]
            return replace(person, name=f"{other[0]} {given_name}", kana=f"{other[1]} {given}"), "married"
        case 9:
            return replace(person, name=person.kana), "name in kana"
        case _:
            return replace(person, sex=None, phone=person.phone.replace("-", "")), "less known"


def _of_two(dice: Dice, turn: int) -> Pair:
    first, second = _somebody(dice, 2 * turn + 3_000), _somebody(dice, 2 * turn + 3_001)
    match turn % 4:
        case 0:
            second = replace(second, name=first.name, kana=first.kana, sex=first.sex)
            return Pair(first, second, same=False, why="namesakes")
        case 1:
            given = (second.name.split()[-1], second.kana.split()[-1])
            if given[1] == first.kana.split()[-1]:
                given = ("架", "カケル")
            name, kana = (
                f"{whole.split()[0]} {part}" for whole, part in zip((first.name, first.kana), given, strict=True)
            )
            home = replace(second, name=name, kana=kana, address=first.address, phone=first.phone)
            return Pair(
                first, replace(home, birth=first.birth) if dice.chance(0.2) else home, same=False, why="in one home"
            )
        case 2:
            return Pair(first, replace(second, birth=first.birth), same=False, why="born on one day")
        case _:
            return Pair(first, second, same=False, why="strangers")


def all_pairs() -> Iterator[Pair]:
    """Give the pairs that precision and recall are told of."""
    yield from by_hand()
    yield from drawn("likeness", 1_000)
