"""Telephone numbers grouped as Japan's numbering plan does it."""

from __future__ import annotations

import phonenumbers


def hyphenate(digits: str) -> str:
    """Return a Japanese number's digits with hyphens after area code and exchange: 0590000964 → 059-000-0964."""
    number = phonenumbers.parse(digits, "JP")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL))
