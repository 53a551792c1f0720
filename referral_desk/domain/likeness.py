"""Whether two records may be of one person, and why: a score, and the reasons in words.

Nothing here decides. A record that is likely the same is shown to somebody who knows, with what speaks for it and
against it. The points are set so that one strong sign (the same name with the same reading) is enough while nothing
speaks against it, and weak signs (a changed family name, a shared telephone) need each other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from referral_desk.domain.calendar import ERAS
from referral_desk.domain.client import ClientDraft
from referral_desk.domain.codes import Sex
from referral_desk.domain.messages import N_, Message, message
from referral_desk.domain.name_likeness import NameKeys, NameLikeness, compare_names, name_keys
from referral_desk.domain.names import search_key

LIKELY = 50
"""From this score on a record is shown: what the same name with the same reading reaches by itself."""

_NAME_POINTS = {
    NameLikeness.SAME: 50,
    NameLikeness.SAME_READ_ALIKE: 50,
    NameLikeness.SAME_WRITTEN: 44,  # 河野 is Kono or Kawano: shown where anything else agrees
    NameLikeness.SWAPPED: 50,
    NameLikeness.PART_LEFT_OUT: 42,
    NameLikeness.SAME_SOUND: 42,  # 裕子 and 優子: heard on the telephone, or two people
    NameLikeness.GIVEN_WRITTEN: 40,
    NameLikeness.ALIKE: 36,
    NameLikeness.OTHER_FAMILY: 22,  # marriage: shown only with the same birth date
    NameLikeness.NICKNAME: 25,
    NameLikeness.OTHER_FAMILY_SOUND: 8,
    NameLikeness.ALIKE_BUT_WRITTEN_OTHERWISE: 14,
    NameLikeness.UNKNOWN: 0,
    NameLikeness.OTHER: -30,
    NameLikeness.OTHER_GIVEN: -45,  # brothers and sisters, father and son: everything else may agree
}
_SAME_BIRTH = 32
_SLIP_IN_BIRTH = 12
_SAME_YEAR = 12
_OTHER_BIRTH = -42
"""Takes the same name below the line: in an office of ten thousand there are several of every common name."""

_SAME_PHONE = 20
_SAME_PHONE_NO_NAME = LIKELY
"""Who calls without a name is recognised by the telephone, or by nothing."""

_SAME_ADDRESS = 12
_OTHER_SEX = -16
_OF_TWO = frozenset({Sex.MALE, Sex.FEMALE})

_NAME_WORDS = {
    NameLikeness.SAME: message(N_("same name")),
    NameLikeness.SAME_READ_ALIKE: message(N_("same name, read almost alike")),
    NameLikeness.SAME_WRITTEN: message(N_("same name, read differently")),
    NameLikeness.SWAPPED: message(N_("family and given name swapped")),
    NameLikeness.PART_LEFT_OUT: message(N_("same name but for a part in the middle")),
    NameLikeness.SAME_SOUND: message(N_("same reading, other kanji")),
    NameLikeness.GIVEN_WRITTEN: message(N_("given name written alike, read differently")),
    NameLikeness.ALIKE: message(N_("almost the same reading")),
    NameLikeness.OTHER_FAMILY: message(N_("same given name, other family name")),
    NameLikeness.NICKNAME: message(N_("same nickname")),
    NameLikeness.OTHER_FAMILY_SOUND: message(N_("given name sounds alike")),
    NameLikeness.ALIKE_BUT_WRITTEN_OTHERWISE: message(N_("almost the same reading, other kanji")),
    NameLikeness.OTHER: message(N_("other name")),
    NameLikeness.OTHER_GIVEN: message(N_("other given name")),
}
_PHONE, _ADDRESS, _SEX = message(N_("same telephone")), message(N_("same address")), message(N_("other sex"))


@dataclass(frozen=True)
class Person:
    """What of a client is compared. ``birth`` with ``birth_exact`` False: only the year is known."""

    name: str = ""
    kana: str = ""
    birth: date | None = None
    birth_exact: bool = True
    phone: str = ""
    address: str = ""
    sex: Sex | None = None
    anonymous: bool = False
    number: str = ""


@dataclass(frozen=True)
class Likeness:
    """How likely two records are of one person: 0 to 100, with what speaks for it, then what speaks against it."""

    score: int
    reasons: tuple[Message, ...]

    @property
    def likely(self) -> bool:
        """Whether it is worth showing to somebody."""
        return self.score >= LIKELY


@dataclass(frozen=True)
class LikelyClient:
    """A stored client who may be the person. ``closed_on``: her record is closed since."""

    id: int
    person: Person
    closed_on: date | None
    likeness: Likeness


def person_of(client: ClientDraft) -> Person:
    """Return what is compared of a client, stored or typed."""
    return Person(
        name=client.name,
        kana=client.kana,
        birth=client.birth,
        birth_exact=client.birth_exact,
        phone=client.phone,
        address=client.address,
        sex=client.sex,
        anonymous=client.anonymous,
        number=client.number,
    )


def likeness(one: Person, other: Person) -> Likeness:
    """Return how likely two whole records are of one person; which comes first makes no difference."""
    return Compared.of(one).with_other(Compared.of(other))


def likeness_while_typing(typed: Person, stored: Person) -> Likeness:
    """Return how likely ``stored`` is the person being typed: a name begun that agrees so far says nothing yet."""
    return Compared.of(typed).begun_for(Compared.of(stored))


@dataclass(frozen=True)
class Compared:
    """A person with the keys by which she is compared, each made when it is first asked for."""

    person: Person
    name: NameKeys

    @classmethod
    def of(cls, person: Person) -> Compared:
        """Return ``person`` with its keys."""
        return cls(person, name_keys(person.name, person.kana, anonymous=person.anonymous))

    @cached_property
    def phone(self) -> str:
        """The telephone number as it is compared."""
        return phone_key(self.person.phone)

    @cached_property
    def address(self) -> str:
        """The address as it is compared."""
        return address_key(self.person.address)

    @cached_property
    def slips(self) -> frozenset[date]:
        """What may have been written for the birth date by mistake."""
        birth = self.person.birth
        return slips_of_birth(birth) if birth and self.person.birth_exact else frozenset()

    def is_ruled_out(self, birth: date | None, *, exact: bool) -> bool:
        """Whether a birth date alone rules out that somebody is this person: no other signs outweigh it."""
        mine = self.person.birth
        known = mine is not None and self.person.birth_exact and birth is not None and exact
        return known and birth != mine and birth not in self.slips

    def with_other(self, other: Compared) -> Likeness:
        """Return how likely both are one person."""
        return _judged(compare_names(self.name, other.name), self, other)

    def begun_for(self, stored: Compared) -> Likeness:
        """Return how likely ``stored`` is this person, whose name is still being typed."""
        name = self.name.without(
            sound=_is_begun(self.name.sound, stored.name.sound),
            written=_is_begun(self.name.written, stored.name.written),
        )
        return _judged(compare_names(name, stored.name), self, stored)


def _is_begun(typed: str, stored: str) -> bool:
    return typed != stored and stored.startswith(typed)


def _judged(names: NameLikeness, one: Compared, other: Compared) -> Likeness:
    found = []
    if names in _NAME_WORDS:
        found.append((_NAME_POINTS[names], _NAME_WORDS[names]))
    birth = _birth(one, other)
    if birth:
        found.append(birth)
    if one.phone and one.phone == other.phone:
        found.append((_SAME_PHONE_NO_NAME if names is NameLikeness.UNKNOWN else _SAME_PHONE, _PHONE))
    if one.person.address and other.person.address and _is_same_address(one.address, other.address):
        found.append((_SAME_ADDRESS, _ADDRESS))
    if {one.person.sex, other.person.sex} == _OF_TWO:
        found.append((_OTHER_SEX, _SEX))
    found.sort(key=lambda sign: -sign[0])
    return Likeness(min(100, max(0, sum(points for points, _why in found))), tuple(why for _points, why in found))


# --- birth dates ----------------------------------------------------------------------------------------------------


def _birth(one: Compared, other: Compared) -> tuple[int, Message] | None:
    mine, its = one.person.birth, other.person.birth
    if mine is None or its is None:
        return None
    if one.person.birth_exact and other.person.birth_exact:
        if mine == its:
            return _SAME_BIRTH, message(N_("same birth date"))
        if its in one.slips:
            return _SLIP_IN_BIRTH, message(N_("birth date almost the same"))
        return _OTHER_BIRTH, message(N_("other birth date"))
    apart = abs(mine.year - its.year)
    if apart == 0:
        return _SAME_YEAR, message(N_("born in the same year"))
    if apart == 1:  # a year reckoned from an age is one off as often as not
        return None
    return _OTHER_BIRTH, message(N_("other year of birth"))


def slips_of_birth(birth: date) -> frozenset[date]:
    """Return the dates that somebody may have written for ``birth`` by mistake; of each of them it is a slip, too.

    Month and day exchanged, two neighbouring digits swapped, one digit wrong in the day or month, the year by one, and
    the right number of the wrong era (昭和3年 for 平成3年).
    """
    year, month, day = birth.year, birth.month, birth.day
    found = {_day(year, day, month), _day(year - 1, month, day), _day(year + 1, month, day)}
    found |= {_day(year, month, day + step) for step in (-20, -10, -1, 1, 10, 20)}
    found |= {_day(year, month + step, day) for step in (-10, -1, 1, 10)}
    digits = f"{year:04}{month:02}{day:02}"
    for place in range(len(digits) - 1):
        swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
        found.add(_day(int(swapped[:4]), int(swapped[4:6]), int(swapped[6:])))
    for era in ERAS:
        if era.has(birth):
            named = ((its, _day(year - era.first.year + its.first.year, month, day)) for its in ERAS)
            found |= {other for its, other in named if other is not None and its.has(other)}
    return frozenset(each for each in found if each is not None) - {birth}


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


# --- telephones and addresses ---------------------------------------------------------------------------------------

_SHORTEST_PHONE = 10
_SHORTEST_ADDRESS = 6
_EXTENSION = re.compile(r"内線.*$")
_PREFECTURE = re.compile(r"^(東京都|北海道|(?:京都|大阪)府|..県|神奈川県|和歌山県|鹿児島県)")
_COUNTED = re.compile(r"([0-9]+)(?:丁目|番地の?|番|号室|号|の|-|−|‐|ー|－|–)")
_KANJI_DIGITS = str.maketrans("〇一二三四五六七八九", "0123456789")
_ONE_TO_NINE = "[一二三四五六七八九]"
_COUNTS = "(?=丁目|番|号)"
_KANJI_NUMBER = re.compile(f"({_ONE_TO_NINE}?)十({_ONE_TO_NINE}?){_COUNTS}|({_ONE_TO_NINE}){_COUNTS}")


def phone_key(phone: str) -> str:
    """Return the digits of a telephone number without its extension; "" for one that is not whole."""
    digits = "".join(letter for letter in search_key(_EXTENSION.sub("", phone)) if letter.isdigit())
    return digits if len(digits) >= _SHORTEST_PHONE else ""


def address_key(address: str) -> str:
    """Return an address as it is compared: 一丁目2番3号 as 1-2-3, without the prefecture."""

    def figure(found: re.Match[str]) -> str:
        if found[3]:
            return found[3].translate(_KANJI_DIGITS)
        return (found[1] or "一").translate(_KANJI_DIGITS) + (found[2] or "〇").translate(_KANJI_DIGITS)

    plain = _PREFECTURE.sub("", address.translate({ord(wide): str(n) for n, wide in enumerate("０１２３４５６７８９")}))
    counted = _COUNTED.sub(r"\1/", _KANJI_NUMBER.sub(figure, "".join(plain.split())))
    return "/".join(key for key in (search_key(part) for part in counted.split("/")) if key)


def _is_same_address(one: str, other: str) -> bool:
    """Whether two addresses are one; the name of the building may be left out."""
    short, long = sorted((one, other), key=len)
    if len(short) < _SHORTEST_ADDRESS or not any(letter.isdigit() for letter in short):
        return False
    return long == short or (long.startswith(short) and not (long[len(short)].isdigit() or long[len(short)] == "/"))
