"""The printed recovery code: 160 random bits in eight groups of five characters that are hard to misread.

Each group is four characters of Crockford's base 32 (no I, L, O, U) and a check character, so that a slip of the
pen is found, and named by its group, before anything is tried. The check is a polynomial over GF(32): it finds
every single wrong character, every two neighbours swapped, and every two groups swapped.
"""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass, field

from referral_desk.domain.errors import NotReadable
from referral_desk.domain.messages import N_, message

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = {ord("O"): "0", ord("I"): "1", ord("L"): "1"}
_BYTES = 20
_GROUPS = 8
_DATA = 4
_GROUP = _DATA + 1


def _check_character(group: int, values: list[int]) -> str:
    remainder = group + 1
    for value in [*values, 0]:
        remainder <<= 1
        if remainder & 32:
            remainder ^= 0b100101
        remainder ^= value
    return _ALPHABET[remainder]


def _characters(text: str) -> str:
    """Return what was typed in the characters of the code; NotReadable for one that a code never has."""
    plain = unicodedata.normalize("NFKC", text).upper().translate(_READ_AS)
    characters = "".join(character for character in plain if character.isalnum())
    wrong = sorted({character for character in characters if character not in _ALPHABET})
    if wrong:
        raise NotReadable(
            message(N_("A recovery code has no “{characters}”. Check what was typed."), characters=" ".join(wrong))
        )
    return characters


def _values(group: int, part: str) -> list[int]:
    """Return what the first characters of a group stand for, if the last one fits them; ``group`` is from 0."""
    values = [_ALPHABET.index(character) for character in part[:_DATA]]
    if part[_DATA] != _check_character(group, values):
        raise NotReadable(
            message(N_("Group {group} of the recovery code is mistyped: {part}."), group=group + 1, part=part)
        )
    return values


@dataclass(frozen=True)
class RecoveryCode:
    """The code that opens a centre when every password is lost; ``secret`` is 20 bytes and never shown by repr."""

    secret: bytes = field(repr=False)

    @classmethod
    def random(cls) -> RecoveryCode:
        """Return a new code."""
        return cls(secrets.token_bytes(_BYTES))

    @classmethod
    def read(cls, text: str) -> RecoveryCode:
        """Return the code a person typed: any case, spaces and dashes anywhere, O for 0, I or L for 1, full width too.

        Raises NotReadable, naming the wrong group (counted from 1) where it can.
        """
        characters = _characters(text)
        if len(characters) != _GROUPS * _GROUP:
            raise NotReadable(
                message(
                    N_("A recovery code has {expected} characters, this has {found}. Type all eight groups."),
                    expected=_GROUPS * _GROUP,
                    found=len(characters),
                )
            )
        number = 0
        for group in range(_GROUPS):
            for value in _values(group, characters[group * _GROUP : (group + 1) * _GROUP]):
                number = number << 5 | value
        return cls(number.to_bytes(_BYTES, "big"))

    @staticmethod
    def read_group(group: int, text: str) -> str:
        """Return one group as it is printed, from what a person typed; ``group`` is counted from 1.

        Raises NotReadable where it is not five characters that fit together in this place.
        """
        characters = _characters(text)
        if len(characters) != _GROUP:
            raise NotReadable(
                message(
                    N_("Group {group} has {expected} characters, this has {found}."),
                    group=group,
                    expected=_GROUP,
                    found=len(characters),
                )
            )
        _values(group - 1, characters)
        return characters

    def __str__(self) -> str:
        return self.text()

    def text(self) -> str:
        """Return the code as it is printed: eight groups of five, with dashes between."""
        number = int.from_bytes(self.secret, "big")
        values = [number >> shift & 31 for shift in range(5 * (_GROUPS * _DATA - 1), -1, -5)]
        groups = []
        for group in range(_GROUPS):
            part = values[group * _DATA : (group + 1) * _DATA]
            groups.append("".join(_ALPHABET[value] for value in part) + _check_character(group, part))
        return "-".join(groups)
