"""People and places that nobody can mistake for real ones, drawn the same way for the same seed.

Family names are made of the words for sample, example, trial, model and fiction; the town is 架空市 (Fictional City);
telephone numbers lie in ranges of zeros. Only ``Random.random`` is used, whose sequence Python promises to keep from
version to version, so that a seed gives the same data everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from referral_desk.domain.codes import Sex

T = TypeVar("T")

TOWN = "架空市"
POSTAL_CODE = "510-0088"

FAMILY_NAMES = (
    ("見本", "ミホン"),
    ("例田", "レイタ"),
    ("仮山", "カリヤマ"),
    ("試野", "タメシノ"),
    ("雛形", "ヒナガタ"),
    ("模原", "モハラ"),
    ("架川", "カガワ"),
    ("空山", "ソラヤマ"),
    ("想田", "ソウダ"),
    ("例島", "レイジマ"),
    ("仮沢", "カリサワ"),
    ("見本山", "ミホンヤマ"),
    ("試川", "タメシガワ"),
    ("架空", "カクウ"),
    ("型野", "カタノ"),
    ("例木", "レイキ"),
    ("仮谷", "カリヤ"),
    ("模田", "モダ"),
    ("想川", "ソウカワ"),
    ("試山", "タメシヤマ"),
    ("空野", "ソラノ"),
    ("例村", "レイムラ"),
    ("仮林", "カリバヤシ"),
    ("見本田", "ミホンダ"),
    ("型山", "カタヤマ"),
    ("架橋", "カハシ"),
    ("作野", "ツクリノ"),
    ("例﨑", "レイザキ"),
    ("仮濵", "カリハマ"),
    ("髙見本", "タカミホン"),
    ("𠮷例", "ヨシレイ"),
    ("試邉", "タメシベ"),
)
"""Family names with their reading; the last five are written with forms that older character sets lack."""

WOMENS_NAMES = (
    ("花子", "ハナコ"),
    ("美咲", "ミサキ"),
    ("陽子", "ヨウコ"),
    ("和子", "カズコ"),
    ("さくら", "サクラ"),
    ("恵", "メグミ"),
    ("由美", "ユミ"),
    ("千尋", "チヒロ"),
    ("久美子", "クミコ"),
    ("真理", "マリ"),
    ("幸", "サチ"),
    ("明日香", "アスカ"),
    ("節子", "セツコ"),
    ("葵", "アオイ"),
    ("文", "フミ"),
    ("里奈", "リナ"),
    ("直美", "ナオミ"),
    ("つぐみ", "ツグミ"),
    ("八重", "ヤエ"),
    ("結衣", "ユイ"),
)
MENS_NAMES = (
    ("一朗", "イチロウ"),
    ("健二", "ケンジ"),
    ("譲", "ジョウ"),
    ("三郎", "サブロウ"),
    ("大輔", "ダイスケ"),
    ("茂", "シゲル"),
    ("誠", "マコト"),
    ("翔太", "ショウタ"),
    ("和夫", "カズオ"),
    ("拓也", "タクヤ"),
    ("修", "オサム"),
    ("昭", "アキラ"),
    ("隼人", "ハヤト"),
    ("勇", "イサム"),
    ("浩之", "ヒロユキ"),
    ("蓮", "レン"),
    ("正", "タダシ"),
    ("悠斗", "ユウト"),
    ("光", "ヒカル"),
    ("清", "キヨシ"),
)
QUARTERS = ("見本町", "例町", "試験町", "雛形町", "仮町", "模型町", "空町", "想定町")
"""Quarters of the fictional town."""

DISTRICTS = ("東部地区", "中央地区", "西部地区")
"""The districts into which the fictional centre divides the town, quarter by quarter in turn; 想定町 is in none."""


class Dice:
    """A stream of choices that depends on its seed and nothing else: not on the clock, not on hash randomisation."""

    def __init__(self, seed: str) -> None:
        self.roll = Random(seed).random

    def between(self, low: int, high: int) -> int:
        """Return a whole number from ``low`` to ``high``, both included."""
        return low + int(self.roll() * (high - low + 1))

    def chance(self, probability: float) -> bool:
        """Return True with ``probability`` (0 to 1)."""
        return self.roll() < probability

    def pick(self, choices: Sequence[T]) -> T:
        """Return one of ``choices``, each equally likely."""
        return choices[int(self.roll() * len(choices))]

    def weighted(self, choices: Sequence[tuple[T, float]]) -> T:
        """Return one of the values, each as likely as its weight says; weights need no particular sum."""
        left = self.roll() * sum(weight for _, weight in choices)
        for value, weight in choices:
            left -= weight
            if left < 0:
                return value
        return choices[-1][0]


@dataclass(frozen=True)
class Person:
    """A fictional person: name as written, with an ideographic space, and its kana."""

    name: str
    kana: str


def person(dice: Dice, sex: Sex | None) -> Person:
    """Draw a person; for a sex other than male or female the given name is drawn from both lists."""
    pools = {Sex.FEMALE: WOMENS_NAMES, Sex.MALE: MENS_NAMES}
    family, family_kana = dice.pick(FAMILY_NAMES)
    given, given_kana = dice.pick(pools.get(sex, WOMENS_NAMES + MENS_NAMES) if sex else WOMENS_NAMES + MENS_NAMES)
    return Person(f"{family}\u3000{given}", f"{family_kana}\u3000{given_kana}")


def address(dice: Dice) -> str:
    """Draw an address in the fictional town."""
    quarter, block, house = dice.pick(QUARTERS), dice.between(1, 5), dice.between(1, 20)
    return f"{TOWN}{quarter}{block}丁目{house}番{dice.between(1, 15)}号"


def district(address: str) -> str:
    """Return the district of an address in the fictional town, "" for one outside its districts."""
    places = (place for place, quarter in enumerate(QUARTERS[:-1]) if f"{TOWN}{quarter}" in address)
    return next((DISTRICTS[place % len(DISTRICTS)] for place in places), "")


def landline(number: int) -> str:
    """Return the fictional landline 059-000-NNNN; ``number`` is taken modulo 10,000."""
    return f"059-000-{number % 10_000:04}"


def mobile(number: int) -> str:
    """Return the fictional mobile number 090-0000-NNNN; ``number`` is taken modulo 10,000."""
    return f"090-0000-{number % 10_000:04}"


def weekdays(first: date, last: date) -> tuple[date, ...]:
    """Return the Mondays to Fridays from ``first`` to ``last``; holidays are not left out."""
    days = (last - first).days + 1
    return tuple(day for offset in range(days) if (day := first + timedelta(days=offset)).weekday() < 5)


def workday_back(day: date) -> date:
    """Return ``day``, or the Friday before where it is a Saturday or Sunday."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def workday_on(day: date) -> date:
    """Return ``day``, or the Monday after where it is a Saturday or Sunday."""
    return day + timedelta(days=7 - day.weekday() if day.weekday() >= 5 else 0)
