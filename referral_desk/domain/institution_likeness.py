"""Which entries of the directory may be one institution: the same name, telephone or place."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations

from referral_desk.domain.institution import InstitutionDraft
from referral_desk.domain.likeness import address_key, phone_key
from referral_desk.domain.messages import N_, Message, message
from referral_desk.domain.names import search_key

LIKELY = 50
"""Points from which two entries are worth comparing: one name, or two weaker signs together."""

_SAME_NAME, _SAME_KANA, _NAME_WITHIN = 80, 40, 35
_SAME_PHONE, _SAME_PLACE = 40, 25
_OTHER_KIND, _OTHER_TARGET = -30, -60
_SHORTEST_WITHIN = 4
"""Letters of a name that says something where it is part of another: 「会」 does not."""

_MOST_OF_ONE_SIGN = 40
"""Entries that share one telephone or place up to which it says something: a town hall houses many."""

_FORM = re.compile(
    r"(株式|有限|合同|医療|社会福祉|特定非営利活動|一般社団|公益社団|一般財団|公益財団|社会医療|学校|宗教)(会社|法人)"
    r"|法人|[(（][株有医社福財]+[)）]|[㈱㈲]|npo|ＮＰＯ",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Listed:
    """What of an entry is compared."""

    id: int
    number: str
    name: str
    kana: str
    kind: str
    target: str
    phones: tuple[str, ...]
    addresses: tuple[str, ...]


@dataclass(frozen=True)
class LikelyInstitution:
    """An entry that may be the same institution, 0 to 100 points, with what speaks for it and then against it."""

    entry: Listed
    score: int
    reasons: tuple[Message, ...]


@dataclass(frozen=True)
class LikelyPair:
    """Two entries that may be one institution; ``one`` was entered first."""

    one: Listed
    other: LikelyInstitution


def name_key(name: str) -> str:
    """Return the key of a name without what kind of body it is: 「医療法人 見本会」 and 「見本会」 share it."""
    return search_key(_FORM.sub("", name)) or search_key(name)


def likeness(one: Listed, other: Listed) -> LikelyInstitution:
    """Return how likely ``other`` is the same institution as ``one``; which comes first makes no difference."""
    signs: list[tuple[int, Message]] = []
    names = name_key(one.name), name_key(other.name)
    kana = search_key(one.kana), search_key(other.kana)
    short = min(names, key=len)
    if names[0] == names[1]:
        signs.append((_SAME_NAME, message(N_("the names are the same"))))
    elif kana[0] and kana[0] == kana[1]:
        signs.append((_SAME_KANA, message(N_("the readings are the same"))))
    elif len(short) >= _SHORTEST_WITHIN and short in max(names, key=len):
        signs.append((_NAME_WITHIN, message(N_("one name is part of the other"))))
    if _keys(phone_key, one.phones) & _keys(phone_key, other.phones):
        signs.append((_SAME_PHONE, message(N_("same telephone"))))
    if _keys(address_key, one.addresses) & _keys(address_key, other.addresses):
        signs.append((_SAME_PLACE, message(N_("same place"))))
    if one.kind != other.kind:
        signs.append((_OTHER_KIND, message(N_("other kind"))))
    if one.target and other.target and one.target != other.target:
        signs.append((_OTHER_TARGET, message(N_("for another problem"))))
    signs.sort(key=lambda sign: -sign[0])
    score = min(100, max(0, sum(points for points, _why in signs)))
    return LikelyInstitution(other, score, tuple(why for _points, why in signs))


def likely_pairs(entries: Iterable[Listed]) -> tuple[LikelyPair, ...]:
    """Return the entries that may be one institution, two and two, the likeliest first.

    Only those that share a name, a reading, a telephone or a place are compared, so that it takes no longer than the
    directory is long.
    """
    together: defaultdict[tuple[str, str], list[Listed]] = defaultdict(list)
    for each in sorted(entries, key=lambda each: each.id):
        for sign in _signs(each):
            together[sign].append(each)
    found: dict[tuple[int, int], LikelyPair] = {}
    for sharing in together.values():
        if len(sharing) > _MOST_OF_ONE_SIGN:
            continue
        for one, other in combinations(sharing, 2):
            if (one.id, other.id) not in found:
                judged = likeness(one, other)
                if judged.score >= LIKELY:
                    found[one.id, other.id] = LikelyPair(one, judged)
    return tuple(sorted(found.values(), key=lambda pair: (-pair.other.score, pair.one.id, pair.other.entry.id)))


def likely_same(entry: Listed, entries: Iterable[Listed]) -> tuple[LikelyInstitution, ...]:
    """Return those of ``entries`` that may be the same institution as ``entry``, the likeliest first."""
    judged = (likeness(entry, each) for each in entries if each.id != entry.id)
    return tuple(
        sorted((each for each in judged if each.score >= LIKELY), key=lambda each: (-each.score, each.entry.id))
    )


def listed(institution_id: int, number: str, draft: InstitutionDraft) -> Listed:
    """Return what is compared of an entry."""
    return Listed(
        institution_id,
        number,
        draft.name,
        draft.kana,
        draft.kind,
        draft.target,
        (draft.phone, *(each.number for each in draft.phones)),
        (draft.address, *(each.address for each in draft.places)),
    )


def _keys(key: Callable[[str], str], texts: tuple[str, ...]) -> set[str]:
    return {found for text in texts if text.strip() and (found := key(text))}


def _signs(entry: Listed) -> set[tuple[str, str]]:
    signs = {("name", name_key(entry.name))}
    signs |= {("kana", key) for key in (search_key(entry.kana),) if key}
    signs |= {("phone", key) for key in _keys(phone_key, entry.phones)}
    return signs | {("place", key) for key in _keys(address_key, entry.addresses)}
