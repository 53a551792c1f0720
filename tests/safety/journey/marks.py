"""The marks that a journey leaves in every field, and the search for them in whatever lies about afterwards."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterator
from pathlib import Path

MARK = "zqxjkv"
"""Letters that nothing else holds."""

TEXT = f"目印{MARK}痕跡"
KANA = "メジルシコンセキ"
PHONE = "090-7391-8264"
PASSWORD = f"めじるし{MARK}の合言葉"
OTHER_PASSWORD = f"べつの{MARK}の長い合言葉"
WRONG_PASSWORD = f"ちがう{MARK}の長い合言葉"

_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "cp932", "euc-jp")
_PIECES = (MARK, MARK.upper(), MARK.capitalize(), "目印", KANA, "めじるしこんせき", PHONE, PHONE.replace("-", ""))


def needles() -> frozenset[bytes]:
    """Return the marks as they may stand in a file: in every encoding, as JSON escapes, in base64 at any place."""
    plain = {piece.encode(encoding) for piece in _PIECES for encoding in _ENCODINGS if piece != "目印"}
    plain |= {"目印".encode(encoding) + MARK.encode(encoding) for encoding in _ENCODINGS}
    plain |= {piece.encode("ascii", "backslashreplace") for piece in (KANA, "めじるしこんせき")}
    return frozenset(plain | {part for each in plain for part in _in_base64(each)})


def _in_base64(data: bytes) -> Iterator[bytes]:
    for shift in range(3):
        coded = base64.b64encode(bytes(shift) + data)
        yield coded[4 if shift else 0 : -4]


def found_in(path: Path, wanted: frozenset[bytes]) -> bool:
    """Whether a file holds a mark: in its name, as it lies there, or in a stream that zlib packed."""
    content = path.name.encode() + b"\0" + path.read_bytes()
    return _holds(content, wanted) or any(_holds(each, wanted) for each in _unpacked(content))


def _holds(content: bytes, wanted: frozenset[bytes]) -> bool:
    return any(needle in content for needle in wanted)


def _unpacked(content: bytes) -> Iterator[bytes]:
    """Yield what the packed streams of a PDF, a picture or a ZIP hold."""
    for begin in (b"stream\r\n", b"stream\n", b"IDAT"):
        at = content.find(begin)
        while at >= 0:
            yield _inflated(content[at + len(begin) :], zlib.MAX_WBITS)
            at = content.find(begin, at + 1)
    at = content.find(b"PK\x03\x04")
    while at >= 0:
        name, extra = (int.from_bytes(content[at + place : at + place + 2], "little") for place in (26, 28))
        yield _inflated(content[at + 30 + name + extra :], -zlib.MAX_WBITS)
        at = content.find(b"PK\x03\x04", at + 1)


def _inflated(data: bytes, window: int) -> bytes:
    try:
        return zlib.decompressobj(window).decompress(data, 1 << 24)
    except zlib.error:
        return b""
