"""Post codes, telephone numbers and municipality codes: read as people type them, kept in one form."""

from __future__ import annotations

import re
from collections.abc import Callable

from referral_desk.domain.errors import NotReadable
from referral_desk.domain.messages import N_, message
from referral_desk.domain.reading import plain, shown, with_plain_hyphens

_POSTAL_CODE = re.compile(r"〒?(?P<area>[0-9]{3})-?(?P<town>[0-9]{4})")
_TELEPHONE_SIGN = re.compile(r"^(?:tel|電話)[:.]?", re.IGNORECASE)
_EXTENSION = re.compile(r"[(,]?(?:内線|ext\.?)(?:番号)?[:.]?(?P<extension>[0-9]{1,6})\)?$", re.IGNORECASE)
_BETWEEN_DIGITS = re.compile(r"[-().]")
_FREE_OR_SHARED = ("0120", "0570", "0800")
_PREFIXES_OF_ELEVEN = ("050", "070", "080", "090")


def canonical_postal_code(text: str) -> str:
    """Return a post code as 510-0088, read from 5100088, 〒510-0088, full width and other hyphens.

    Raises NotReadable unless there are exactly 7 digits.
    """
    tidy = with_plain_hyphens(plain(text)).replace(" ", "")
    if found := _POSTAL_CODE.fullmatch(tidy):
        return f"{found['area']}-{found['town']}"
    if re.fullmatch(r"[0-9]{6}", tidy):
        raise NotReadable(
            message(
                N_("“{value}” is not a post code: it needs 7 digits. Did a spreadsheet drop the first 0 of {guess}?"),
                value=shown(text),
                guess=f"0{tidy[:2]}-{tidy[2:]}",
            )
        )
    raise NotReadable(
        message(N_("“{value}” is not a post code: it needs 7 digits, such as 510-0088."), value=shown(text))
    )


def canonical_phone(text: str, hyphenate: Callable[[str], str]) -> str:
    """Return a Japanese telephone number with hyphens, an extension behind it as in 059-000-0000 内線12.

    Read are full-width digits, every kind of hyphen, dots, spaces, parentheses, and +81. A number begins with 0 and
    has 10 digits, or 11 after 050, 070, 080, 090 and 0800. Those and 0120 and 0570 have a fixed grouping; for all
    others ``hyphenate`` is given the ten digits and returns them with hyphens, for where the area code ends is a
    matter of tables.

    Raises NotReadable for anything else and says what is wrong with it.
    """
    tidy = with_plain_hyphens(plain(text)).replace(" ", "")
    tidy = _TELEPHONE_SIGN.sub("", tidy)
    extension = ""
    if found := _EXTENSION.search(tidy):
        tidy, extension = tidy[: found.start()], f" 内線{found['extension']}"
    digits = _BETWEEN_DIGITS.sub("", tidy)
    if digits.startswith("+81"):
        digits = "0" + digits[3:].removeprefix("0")
    if not re.fullmatch("[0-9]+", digits):
        raise NotReadable(
            message(
                N_("“{value}” is not a telephone number. Write one number, such as 059-000-0000."), value=shown(text)
            )
        )
    return _grouped(digits, text, hyphenate) + extension


def _grouped(digits: str, text: str, hyphenate: Callable[[str], str]) -> str:
    if not digits.startswith("0"):
        raise _does_not_begin_with_0(digits, text)
    needed = 11 if digits.startswith(_PREFIXES_OF_ELEVEN) else 10
    if len(digits) != needed:
        raise NotReadable(
            message(
                N_("“{value}” is not a telephone number: what begins with {prefix} has {needed} digits, this {count}."),
                value=shown(text),
                prefix=digits[: 4 if digits.startswith(_FREE_OR_SHARED) else 3],
                needed=needed,
                count=len(digits),
            )
        )
    if digits.startswith(_FREE_OR_SHARED):
        return f"{digits[:4]}-{digits[4:7]}-{digits[7:]}"
    if needed == 11:
        return f"{digits[:3]}-{digits[3:7]}-{digits[7:]}"
    written = hyphenate(digits)
    return written if written.replace("-", "") == digits else digits


def _does_not_begin_with_0(digits: str, text: str) -> NotReadable:
    if len(digits) in (9, 10):
        hint = N_("“{value}” is not a telephone number: those begin with 0. Did a spreadsheet drop the 0 of {guess}?")
        return NotReadable(message(hint, value=shown(text), guess=f"0{digits}"))
    return NotReadable(
        message(
            N_("“{value}” is not a telephone number: it begins with 0 and has 10 or 11 digits, as 059-000-0000."),
            value=shown(text),
        )
    )


def municipality_check_digit(code5: str) -> int:
    """Return the check digit of a municipality code (全国地方公共団体コード) of five digits.

    Weights 6, 5, 4, 3, 2; the digit is (11 − sum mod 11) mod 10. Raises ValueError for anything but five digits.
    """
    if not re.fullmatch("[0-9]{5}", code5):
        raise ValueError("a municipality code without its check digit has five digits")
    total = sum(weight * int(digit) for weight, digit in zip((6, 5, 4, 3, 2), code5, strict=True))
    return (11 - total % 11) % 10


def valid_municipality_code(code6: str) -> bool:
    """Whether ``code6`` has six digits and the last one is right."""
    return re.fullmatch("[0-9]{6}", code6) is not None and int(code6[5]) == municipality_check_digit(code6[:5])
