"""Read a directory in Open Referral HSDS: JSON in, organizations with what each says of an institution out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path

from referral_desk.domain.address import canonical_postal_code
from referral_desk.domain.client import NOTE_LIMIT
from referral_desk.domain.codes import CodeBook
from referral_desk.domain.errors import NotFound, NotPossible, NotReadable
from referral_desk.domain.hsds_reading import FromDirectory, canonical_given, read_directory
from referral_desk.domain.institution_parts import InstitutionPhone
from referral_desk.domain.messages import N_, message
from referral_desk.services.imports.open_file import SIZE_LIMIT, too_large
from referral_desk.services.imports.planning import ImportProblem
from referral_desk.services.phones import canonical

NAME_LIMIT = 200
_START = 256
_BLANKS = b" \t\r\n\xef\xbb\xbf"

_NOT_JSON = message(
    N_("This is no JSON file, or only a part of one. Have it sent again, or choose another file."),
)
_NO_NAME = message(N_("The organization has no name. Give it one in the file, or remove it."))
_NO_TEXT = message(N_("The text holds a character that is no text. Have it removed where the file comes from."))
_TWICE = N_("Entry {line} has the same name. Keep one of the two.")
_SAME_ID = N_("Entry {line} has the same identifier. Keep one of the two.")
_LEFT_OUT = N_("Has no place here and is not taken over ({count}).")


@dataclass(frozen=True)
class DirectoryReading:
    """A file's organizations by themselves, before anything stored is looked at."""

    entries: tuple[FromDirectory, ...]
    warnings: tuple[ImportProblem, ...] = ()
    errors: tuple[ImportProblem, ...] = ()


def is_directory(path: Path) -> bool:
    """Whether a file begins as JSON does; no table begins with a bracket or a brace."""
    try:
        with path.open("rb") as stream:
            start = stream.read(_START).lstrip(_BLANKS)
    except OSError:
        return False
    return start[:1] in (b"[", b"{") and (path.suffix.lower() == ".json" or start[1:].lstrip(_BLANKS)[:1] in b'"{[]}')


def read_directory_file(path: Path, codes: CodeBook) -> DirectoryReading:
    """Read and check all organizations of a file. Raises NotFound, NotPossible where it cannot be read at all."""
    try:
        size = path.stat().st_size
        if size > SIZE_LIMIT:
            raise NotReadable(too_large(size))
        document = json.loads(path.read_bytes().decode("utf-8-sig"))
        entries = read_directory(document, codes)
    except FileNotFoundError:
        raise NotFound(message(N_("There is no such file. Check its name and folder."))) from None
    except OSError:
        raise NotPossible(message(N_("The file cannot be read. Close it elsewhere, and check your rights."))) from None
    except (ValueError, RecursionError):
        return DirectoryReading((), errors=(ImportProblem(1, "", "", _NOT_JSON),))
    except NotReadable as error:
        return DirectoryReading((), errors=(ImportProblem(1, "", "", error.message),))
    errors = (*(problem for each in entries for problem in _problems(each)), *_twice(entries))
    if errors:
        return DirectoryReading((), errors=errors)
    return DirectoryReading(tuple(map(_canonical, entries)), tuple(_warnings(entries)))


def _problems(entry: FromDirectory) -> Iterator[ImportProblem]:
    if not entry.name.strip():
        yield ImportProblem(entry.place, "name", "", _NO_NAME)
    for name, value in (*entry.given.items(), ("id", entry.id), ("", entry.defunct_reason)):
        for text in _texts(value):
            limit = NAME_LIMIT if name == "name" else NOTE_LIMIT
            if len(text) > limit:
                too_long = message(N_("This is too long: {limit} characters at most."), limit=limit)
                yield ImportProblem(entry.place, name, text[:60], too_long)
            elif "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
                yield ImportProblem(entry.place, name, "", _NO_TEXT)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each)
    elif is_dataclass(value):
        for each in fields(value):
            yield from _texts(getattr(value, each.name))


def _twice(entries: tuple[FromDirectory, ...]) -> Iterator[ImportProblem]:
    names: dict[str, int] = {}
    ids: dict[str, int] = {}
    for entry in entries:
        first = names.setdefault(entry.name.strip(), entry.place)
        if first != entry.place and entry.name.strip():
            yield ImportProblem(entry.place, "name", entry.name, message(_TWICE, line=first))
            continue
        first = ids.setdefault(entry.id, entry.place)
        if first != entry.place and entry.id:
            yield ImportProblem(entry.place, "id", entry.id, message(_SAME_ID, line=first))


def _warnings(entries: tuple[FromDirectory, ...]) -> Iterator[ImportProblem]:
    """Yield what is not taken over, once for each field of HSDS, where it first occurs."""
    total: Counter[str] = Counter()
    first: dict[str, int] = {}
    for entry in entries:
        for name, count in entry.left_out.items():
            total[name] += count
            first.setdefault(name, entry.place)
    for name, count in total.items():
        yield ImportProblem(first[name], name, "", message(_LEFT_OUT, count=count))


def _canonical(entry: FromDirectory) -> FromDirectory:
    """Return an entry with reading, post code and numbers as they are stored.

    What is no Japanese post code goes in front of the address, what is no Japanese number to the further ones.
    """
    given = canonical_given(entry.given)
    if "postal_code" in given:
        try:
            given["postal_code"] = canonical_postal_code(given["postal_code"])
        except NotReadable:
            if not entry.own:
                given["address"] = " ".join(filter(None, (given.pop("postal_code"), given.get("address", ""))))
    if "phone" in given:
        number = _number(given["phone"])
        if number is not None:
            given["phone"] = number
        elif not entry.own:
            given["phones"] = (InstitutionPhone(number=given.pop("phone")), *given.get("phones", ()))
    if "phones" in given:
        given["phones"] = tuple(replace(each, number=_number(each.number) or each.number) for each in given["phones"])
    return replace(entry, name=given["name"], given=given)


def _number(text: str) -> str | None:
    try:
        return canonical(text)
    except NotReadable:
        return None
