"""A note written as S/O/A/P: what the person says, what is seen, how it is judged, what is to be done.

It is a way of writing the note's text, not fields of their own: a section begins on the line that begins with its
letter and a colon or a closing parenthesis, half or full width, and goes on until the next one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from itertools import pairwise

LETTERS = "SOAP"

_FULL_WIDTH = "\uff33\uff2f\uff21\uff30"
_MARK = rf"[{LETTERS}{_FULL_WIDTH}][ \u3000]?[:)\uff1a\uff09]"
_SECTION = re.compile(rf"({_MARK})(.*)", re.DOTALL)
_SHIELDED = re.compile(rf" +{_MARK}")
_SHIELD_NEEDED = re.compile(rf" *{_MARK}")
_HALF_WIDTH = str.maketrans(_FULL_WIDTH, LETTERS)
_BLANK = " \t\r\n\u3000"


@dataclass(frozen=True)
class Soap:
    """A note in its four sections; ``lead`` stands before the first of them. Blanks around each are of no account."""

    lead: str = ""
    subjective: str = ""
    objective: str = ""
    assessment: str = ""
    plan: str = ""

    @property
    def sections(self) -> tuple[str, str, str, str]:
        """The four sections, in the order of their letters."""
        return self.subjective, self.objective, self.assessment, self.plan

    @property
    def tidy(self) -> Soap:
        """The same without blanks around the sections."""
        return Soap(*(getattr(self, field.name).strip(_BLANK) for field in fields(self)))


def parse_soap(text: str) -> Soap | None:
    """Return the sections of a note, None where it is not written in them.

    A section may be missing; one that comes twice, or out of their order, is taken for plain text, so that writing it
    back never moves anything.
    """
    found: list[list[str]] = [[]]
    letters: list[str] = []
    for line in text.split("\n"):
        section = _SECTION.fullmatch(line)
        if section is None:
            found[-1].append(line[1:] if _SHIELDED.match(line) else line)
        else:
            letters.append(section[1][0].translate(_HALF_WIDTH))
            found.append([section[2]])
    at = [LETTERS.index(letter) for letter in letters]
    if not at or any(after <= before for before, after in pairwise(at)):
        return None
    texts = ["\n".join(lines).strip(_BLANK) for lines in found]
    sections = dict(zip(at, texts[1:], strict=True))
    return Soap(texts[0], *(sections.get(index, "") for index in range(len(LETTERS))))


def write_soap(soap: Soap) -> str:
    """Return the text of a note: "S: …", a section a line or more, none for an empty one.

    A line inside a section that looks like the beginning of another one is set in by a blank, which
    :func:`parse_soap` takes off again. Without any section the lead is the text, as it is.
    """
    tidy = soap.tidy
    written = [
        f"{letter}: {_shielded(section, first=False)}"
        for letter, section in zip(LETTERS, tidy.sections, strict=True)
        if section
    ]
    if not written:
        return soap.lead
    return "\n".join([_shielded(tidy.lead, first=True), *written] if tidy.lead else written)


def as_soap(text: str) -> Soap:
    """Return any note in sections: one that is not written in them stands before the first, so that none is lost."""
    return parse_soap(text) or Soap(lead=text)


def _shielded(text: str, *, first: bool) -> str:
    lines = text.split("\n")
    return "\n".join(
        f" {line}" if (index or first) and _SHIELD_NEEDED.match(line) else line for index, line in enumerate(lines)
    )
