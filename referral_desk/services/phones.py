"""Telephone numbers with their area codes, from the tables of the numbering plan."""

from __future__ import annotations

from functools import lru_cache

from referral_desk.domain.address import canonical_phone


def canonical(text: str) -> str:
    """Return a telephone number in its canonical form; NotReadable where it is none."""
    return canonical_phone(text, hyphenate)


@lru_cache(maxsize=4096)
def hyphenate(digits: str) -> str:
    """Return ten digits with hyphens behind area code and exchange; as they are where the plan knows no such number."""
    import phonenumbers  # noqa: PLC0415 - its tables cost a tenth of the window's start

    number = phonenumbers.parse(digits, "JP")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL))
