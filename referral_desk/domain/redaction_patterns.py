"""What gives a person away besides her name: phones, post codes, mail addresses, birth dates and ages, numbers.

Known ones are found whatever stands between their digits; others by their form.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from referral_desk.domain.calendar import age_on, english_date, era_year, parse_date
from referral_desk.domain.errors import NotReadable
from referral_desk.domain.redaction_matching import Span

if TYPE_CHECKING:
    from referral_desk.domain.redaction import PseudonymWords

_HYPHENS = "‐‑‒–—―−ー－"
_GAP = r"[\s()（）・.\-]*"
_LEAST_DIGITS = 3
_LONGEST_NAME = 12


@dataclass
class Known:
    """What is known of everybody: digits of phones, post codes and numbers, birth dates."""

    phones: set[str] = field(default_factory=set)
    postal_codes: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)
    births: set[date] = field(default_factory=set)
    years: set[int] = field(default_factory=set)

    def add(
        self,
        phones: Sequence[str],
        postal_codes: Sequence[str],
        numbers: Sequence[str],
        birth: date | None,
        *,
        exact: bool,
    ) -> None:
        """Add what is known of one person; blanks are left out."""
        self.phones |= {digits for phone in phones if len(digits := _digits(phone)) >= _LEAST_DIGITS}
        self.postal_codes |= {digits for code in postal_codes if len(digits := _digits(code)) >= _LEAST_DIGITS}
        self.numbers |= {plain for number in numbers if (plain := _flat(number).strip())}
        if birth is not None:
            (self.births if exact else self.years).add(birth if exact else birth.year)  # type: ignore[arg-type]


def _flat(text: str) -> str:
    """Return ``text`` in one width, as long as before: a character that is several in that form stays."""
    letters = []
    for character in text:
        plain = unicodedata.normalize("NFKC", character)
        letters.append(plain if len(plain) == 1 else character)
    return "".join(letters)


def _plain_hyphens(flat: str) -> str:
    return "".join("-" if letter in _HYPHENS else letter for letter in flat)


def _digits(text: str) -> str:
    return "".join(letter for letter in _flat(text) if letter.isdecimal())


def pattern_spans(text: str, known: Known, words: PseudonymWords, on: date) -> Iterator[Span]:
    """Yield every place that gives somebody away by its form, with what stands instead."""
    flat = _flat(text)
    plain = _plain_hyphens(flat)
    yield from _mails(plain, words.mail)
    yield from _births(plain, known, words, on)
    yield from _ages(plain, known, words, on)
    taken = [(found.start(), found.end()) for found in _DATE.finditer(plain)]
    for span in (*_phones(plain, known, words.phone), *_numbers(plain, known, words)):
        if not any(start <= span.start and span.end <= end for start, end in taken):
            yield span


# --- phones, post codes, numbers ------------------------------------------------------------------------------------

_PHONE = re.compile(
    r"(?<![\d-])(?:\+81[\s-]?(?:\(0\))?\d{1,4}|\(0\d{1,4}\)|0\d{1,4})[\s()-]*\d{1,4}[\s()-]*\d{3,4}(?![\d-])"
)
_POSTAL = re.compile(r"〒?\s?(?<![\d-])\d{3}-\d{4}(?![\d-])|〒\s?\d{7}(?!\d)")
_MAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_LONG_NUMBER = re.compile(r"(?<![\d.,/-])\d{5,}(?![\d,/-]|\s?(?:円|人|歩|件|個|回|年|cal|kcal))")
_SHORT_NUMBER = r"(?:番号|No\.?|№|#|Nr\.?)\s?[:：]?\s?"


def _mails(plain: str, instead: str) -> Iterator[Span]:
    yield from (Span(found.start(), found.end(), instead) for found in _MAIL.finditer(plain))


def _phones(plain: str, known: Known, instead: str) -> Iterator[Span]:
    for found in _PHONE.finditer(plain):
        if 9 <= len(_digits(found[0])) <= 13:
            yield Span(found.start(), found.end(), instead)
    for digits in sorted(known.phones):
        for found in re.finditer(r"(?<!\d)" + _GAP.join(digits) + r"(?!\d)", plain):
            yield Span(found.start(), found.end(), instead)


def _numbers(plain: str, known: Known, words: PseudonymWords) -> Iterator[Span]:
    for found in _POSTAL.finditer(plain):
        yield Span(found.start(), found.end(), words.address)
    for digits in sorted(known.postal_codes):
        for found in re.finditer(r"〒?\s?(?<!\d)" + _GAP.join(digits) + r"(?!\d)", plain):
            yield Span(found.start(), found.end(), words.address)
    for number in sorted(known.numbers):
        before = "" if len(number) >= _LEAST_DIGITS else _SHORT_NUMBER
        pattern = f"{before}(?P<number>(?<![0-9A-Za-z]){re.escape(_plain_hyphens(number))}(?![0-9A-Za-z]))"
        for found in re.finditer(pattern, plain, re.IGNORECASE):
            yield Span(found.start("number"), found.end("number"), words.number)
    for found in _LONG_NUMBER.finditer(plain):
        yield Span(found.start(), found.end(), words.number)


# --- birth dates and ages -------------------------------------------------------------------------------------------

_ERA = r"(?:明治|大正|昭和|平成|令和|[MTSHRmtshr明大昭平令]\.?)"
_YEAR = rf"(?:{_ERA}\s?(?:\d{{1,2}}|元)|(?:1[89]|20)\d\d)"
_DATE = re.compile(
    rf"(?<![\dA-Za-z]){_YEAR}\s?(?:年\s?\d{{1,2}}\s?月\s?\d{{1,2}}\s?日?|(?P<mark>[-/.])\d{{1,2}}(?P=mark)\d{{1,2}})"
    r"(?:\s?\([月火水木金土日]\))?(?!\d)|(?<!\d)(?:19|20)\d{6}(?!\d)"
)
_BORN = re.compile(r"\s?日?\s?(?:に|の)?\s?(?:生まれ|生れ|うまれ|誕生|出生|生(?![活涯徒]))")
_BORN_YEAR = re.compile(rf"(?<![\dA-Za-z])(?P<year>{_YEAR}\s?年?)\s?(?:生まれ|生れ|うまれ|誕生|出生|生(?![活涯徒]))")
_BIRTHDAY = re.compile(
    r"(?<!\d)(?P<day>\d{1,2}(?:月\s?\d{1,2}日?|/\d{1,2}))\s?(?:生まれ|生れ|うまれ|誕生|生(?![活涯徒]))"
)
_BORN_BEFORE = re.compile(r"(?:生年月日|誕生日|出生日|born|birth(?:\s?date|day)?)\s?(?:は|:|：|on)?\s?$", re.IGNORECASE)
_KANJI_DIGITS = "〇一二三四五六七八九"


def _births(plain: str, known: Known, words: PseudonymWords, on: date) -> Iterator[Span]:
    for found in _DATE.finditer(plain):
        day = _day(found[0])
        if day is None:
            continue
        born = _BORN.match(plain, found.end())
        if day in known.births or born or _BORN_BEFORE.search(plain[max(0, found.start() - 14) : found.start()]):
            yield Span(found.start(), found.end(), _decade(day, words, on))
    for found in _BORN_YEAR.finditer(plain):
        day = _day(found["year"].replace(".", ""))
        if day is not None:
            yield Span(found.start("year"), found.end("year"), _decade(day, words, on))
    for found in _BIRTHDAY.finditer(plain):
        yield Span(found.start("day"), found.end("day"), words.birthday)
    for day in sorted(known.births):
        for written in (_in_kanji(day), english_date(day), f"{_english(day)}"):
            for found in re.finditer(re.escape(written), plain, re.IGNORECASE):
                yield Span(found.start(), found.end(), _decade(day, words, on))


def _day(written: str) -> date | None:
    try:
        return parse_date("".join(written.split()).rstrip(".")).day
    except NotReadable:
        return None


def _english(day: date) -> str:
    """Return a date with the month first: April 12, 1985."""
    return f"{day:%B} {day.day}, {day.year}"


def _in_kanji(day: date) -> str:
    """Return a date in kanji figures: 昭和六十年四月十二日."""
    era = era_year(day)
    name, year = era[:2], era[2:].removesuffix("年")
    figures = year if year == "元" else _kanji(int(year)) if year.isdecimal() else year
    return f"{name}{figures}年{_kanji(day.month)}月{_kanji(day.day)}日"


def _kanji(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else _KANJI_DIGITS[tens]) + "十" if tens else ""
    return head + (_KANJI_DIGITS[ones] if ones else "")


_AGE = re.compile(r"(?<!\d)(?P<age>\d{1,3})\s?(?:歳|才|years old|\byears\b)")


def _ages(plain: str, known: Known, words: PseudonymWords, on: date) -> Iterator[Span]:
    """Yield the ages that are somebody's today: 41歳 becomes 40代."""
    today = {age_on(day, on) for day in known.births} | {
        on.year - year - before for year in known.years for before in (0, 1)
    }
    for found in _AGE.finditer(plain):
        if int(found["age"]) in today:
            yield Span(found.start(), found.end(), _decade_words(int(found["age"]), words))


def _decade(birth: date, words: PseudonymWords, on: date) -> str:
    return _decade_words(max(0, age_on(birth, on)), words)


def _decade_words(age: int, words: PseudonymWords) -> str:
    return words.decade.format(age=age // 10 * 10) if age >= 10 else words.child


# --- names that nobody knows ----------------------------------------------------------------------------------------

_UNKNOWN = re.compile(
    r"(?P<name>[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af々]{1,5}|[ァ-ヺー]{2,8})"
    r"(?=さん|さま|様(?![子々式相])|氏(?!名)|くん|君|ちゃん|殿(?!堂))"
)
_NO_NAME = re.compile(
    r"(?:皆|奥|父|母|姉|兄|弟|妹|娘|息子|子|孫|祖母|祖父|叔母|叔父|伯母|伯父|婆|爺|夫|妻|旦那|嫁|患者|利用者|本人|者|看護師|保健師|医師|師"
    r"|員|士|長|先生|屋|隣|客|同|仕|模|多|有|王|諸|両親|家族|世帯主|大家|ケアマネ|ワーカー|ナース|ヘルパー|スタッフ|ドクター|メンバー|ボランティア"
    r"|カウンセラー)$"
)


def unknown_names(text: str, instead: str) -> Iterator[Span]:
    """Yield what is called さん or 様 and is no known name: somebody must look whether it is one."""
    for found in _UNKNOWN.finditer(text):
        if not _NO_NAME.search(found["name"]):
            yield Span(found.start("name"), found.end("name"), instead, doubtful=True)


_TITLE = re.compile(
    r"[\s・]*(?:さん|さま|様|氏|先生|殿|(?:ケース)?ワーカー|ケアマネ(?:ジャー)?|相談員|支援員|訪問員|保健師|看護師|医師|院長|所長|主任|係長|課長|職員"
    r"|[（(][^）)]*[）)])$"
)
_AN_OFFICE = re.compile(r"(?:.{3}[係課室部局班所署]|センター|窓口|機関|会社|病院|クリニック)$")


def names_of_workers(written: Iterable[str]) -> tuple[str, ...]:
    """Return what of these texts (a caseworker, who took the call) is somebody's name, each once, without titles.

    Such fields are free: "母", "担当者" and "生活保護係" are left out, and so is what is too long for a name.
    """
    found = []
    for text in written:
        name = text.strip()
        while (shorter := _TITLE.sub("", name)) != name:
            name = shorter
        if 2 <= len(name) <= _LONGEST_NAME and not _NO_NAME.search(name) and not _AN_OFFICE.search(name):
            found.append(name)
    return tuple(dict.fromkeys(found))


# --- addresses ------------------------------------------------------------------------------------------------------

_MUNICIPALITY = re.compile(r"^(?:.{2,3}?[都道府県])?(?:[^\s\d]{1,6}?郡)?[^\s\d]{1,7}?[市区町村](?:[^\s\d]{1,4}?区)?")
_TOWN = re.compile(r"[^\s\d一二三四五六七八九十〇\-]+")
_BUILDING = re.compile(r"[\d一二三四五六七八九十〇丁目番地号室のノ之\s\-]+(?P<name>[^\d\s\-]{3,})")


def address_needles(address: str) -> tuple[str, ...]:
    """Return what of an address is looked for: the whole, the town behind the municipality, the building's name."""
    flat = _plain_hyphens(_flat(address)).strip()
    if not flat:
        return ()
    municipality = _MUNICIPALITY.match(flat)
    rest = flat[municipality.end() :].strip() if municipality else flat
    town = _TOWN.match(rest)
    building = _BUILDING.search(rest)
    found = [flat, rest if len(rest) > 1 else "", town[0] if town else "", building["name"] if building else ""]
    whole = municipality[0] + town[0] if municipality and town else ""
    return tuple(dict.fromkeys(part for part in (*found, whole) if part))
