"""Single values as HSDS writes them: parts of an address, addresses of the web, amounts, pauses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from urllib.parse import urlsplit

from referral_desk.domain.hsds_terms import WEEKDAYS
from referral_desk.domain.schedule import MeetingTime, Pause

_PREFECTURE = re.compile("東京都|北海道|京都府|大阪府|[^都道府県0-9]{2,3}県")
_CITY = re.compile("[^市区町村]{1,6}郡[^町村]{1,6}[町村]|[^市]{1,6}市(?:[^区0-9]{1,4}区)?|[^市区町村0-9]{1,6}[区町村]")
_EMAIL = re.compile(r"[^\s@<>()]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_MOBILE = re.compile("0[5789]0-?[0-9]{4}-?[0-9]{4}")
_YEN = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,7})円")


def written_pauses(pauses: Iterable[Pause]) -> str:
    """Return pauses as one value: 12-29/01-03 for every year, 2026-08-10/2026-08-20 for once."""
    return " ".join(f"{_pause_end(pause.first)}/{_pause_end(pause.last)}" for pause in pauses)


def _pause_end(end: date | tuple[int, int]) -> str:
    return end.isoformat() if isinstance(end, date) else f"{end[0]:02}-{end[1]:02}"


def byday(meeting: MeetingTime) -> str:
    """Return the weekdays of a meeting time with their weeks of the month: TU, or 2SA,4SA."""
    weeks = [str(week) for week in meeting.weeks] or [""]
    return ",".join(f"{week}{WEEKDAYS[day]}" for week in weeks for day in meeting.weekdays)


def freq(meeting: MeetingTime) -> str:
    """Return whether a meeting time is counted by months or by weeks."""
    return "MONTHLY" if meeting.monthly else "WEEKLY"


def split_address(address: str) -> tuple[str, str, str]:
    """Return an address as prefecture, municipality and the rest; put together they are the address again."""
    prefecture = _PREFECTURE.match(address)
    state = prefecture[0] if prefecture else ""
    city = _CITY.match(address, len(state))
    town = city[0] if city else ""
    return state, town, address[len(state) + len(town) :]


def is_uri(text: str) -> bool:
    """Whether ``text`` can stand in a field of format uri."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and text.isascii() and " " not in text


def is_email(text: str) -> bool:
    """Whether ``text`` can stand in a field of format email."""
    return text.isascii() and _EMAIL.fullmatch(text) is not None


def is_mobile(number: str) -> bool:
    """Whether a number is that of a mobile phone: somebody's own."""
    return _MOBILE.fullmatch(number) is not None


def yen(fee: str) -> int | None:
    """Return a fee in yen where it is nothing but one amount, None elsewhere."""
    if fee.strip() in ("無料", "なし"):
        return 0
    amount = _YEN.fullmatch(fee.strip())
    return int(amount[1].replace(",", "")) if amount else None
