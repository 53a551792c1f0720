"""Fictional people are recognisably so, and drawn the same way for the same seed."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date

from referral_desk.domain.codes import Sex
from referral_desk.domain.fictional import (
    FAMILY_NAMES,
    Dice,
    address,
    landline,
    mobile,
    person,
    weekdays,
    workday_back,
    workday_on,
)


def test_the_same_seed_gives_the_same_people_whatever_the_hash_seed() -> None:
    script = (
        "from referral_desk.domain.fictional import Dice, person\n"
        "dice = Dice('1')\n"
        "print(*(ascii(person(dice, None).name) for _ in range(20)))\n"
    )
    drawn = {
        subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(drawn) == 1


def test_every_family_name_says_that_it_is_invented() -> None:
    assert all(set(name) & set("見例仮試雛模架空想型作") for name, _ in FAMILY_NAMES)


def test_people_have_a_kana_for_each_part_of_their_name() -> None:
    dice = Dice("1")
    for sex in (*Sex, None):
        drawn = person(dice, sex)
        assert len(drawn.name.split("　")) == len(drawn.kana.split("　")) == 2
        assert address(dice).startswith("架空市")


def test_choices_keep_to_their_bounds_and_weights() -> None:
    dice = Dice("1")
    assert {dice.between(1, 3) for _ in range(200)} == {1, 2, 3}
    assert {dice.weighted((("a", 1.0), ("b", 0.0))) for _ in range(50)} == {"a"}
    assert not any(dice.chance(0.0) for _ in range(50))
    assert all(dice.chance(1.0) for _ in range(50))


def test_telephone_numbers_lie_in_ranges_of_zeros() -> None:
    assert landline(12_345) == "059-000-2345"
    assert mobile(7) == "090-0000-0007"


def test_weekends_are_left_out() -> None:
    days = weekdays(date(2026, 11, 20), date(2026, 11, 24))
    assert days == (date(2026, 11, 20), date(2026, 11, 23), date(2026, 11, 24))
    assert workday_back(date(2026, 11, 22)) == date(2026, 11, 20)
    assert workday_back(date(2026, 11, 23)) == date(2026, 11, 23)
    assert workday_on(date(2026, 11, 21)) == workday_on(date(2026, 11, 22)) == date(2026, 11, 23)
    assert workday_on(date(2026, 11, 20)) == date(2026, 11, 20)
