"""Reading a PDF as a screen reader does: its structure tree, and the text of each part."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

import pikepdf


@dataclass(frozen=True)
class Read:
    """One element of the structure: its role ("P", "H1", "H2") and its text."""

    role: str
    text: str


_ENTRY = re.compile(rb"<([0-9A-F]{2})> <([0-9A-F]{4,})>")


def _characters(font: pikepdf.Object, known: dict[tuple[int, int], dict[int, str]]) -> dict[int, str]:
    if font.objgen not in known:
        entries = _ENTRY.findall(font.ToUnicode.read_bytes())
        known[font.objgen] = {
            int(code, 16): bytes.fromhex(units.decode()).decode("utf-16-be") for code, units in entries
        }
    return known[font.objgen]


def _marked(page: pikepdf.Page, known: dict[tuple[int, int], dict[int, str]]) -> dict[int, str]:
    """Return the text of each marked content of a page; what is drawn outside of any is an error."""
    found: dict[int, str] = {}
    current, artifact, characters = None, False, {}
    fonts = page.Resources.Font
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC" if str(operands[0]) != "/Artifact":
                current = int(operands[1].MCID)
                found[current] = ""
            case "BDC" | "BMC":
                artifact = True
            case "EMC":
                current, artifact = None, False
            case "Tf":
                characters = _characters(fonts[str(operands[0])], known)
            case "Tj":
                text = "".join(characters[code] for code in bytes(operands[0]))
                assert artifact or current is not None, f"{text!r} is neither marked nor an artifact"
                if current is not None:
                    found[current] += text
    return found


def read(pdf: bytes) -> list[Read]:
    """Return what a screen reader says of a document, element by element."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        known: dict[tuple[int, int], dict[int, str]] = {}
        texts = {page.obj.objgen: _marked(page, known) for page in opened.pages}
        said = []
        for element in opened.Root.StructTreeRoot.K.K:
            parts = []
            for kid in element.K:
                page, number = (kid.Pg, kid.MCID) if isinstance(kid, pikepdf.Dictionary) else (element.Pg, kid)
                parts.append(texts[page.objgen][int(number)])
            said.append(Read(str(element.S)[1:], "".join(parts)))
        return said


def plain(text: str) -> str:
    """Return a text without blanks, for comparing what was typed with what was set in lines."""
    return "".join(text.split())
