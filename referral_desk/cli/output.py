"""What a command gives out: results on standard output or in a file, messages on standard error."""

from __future__ import annotations

import errno
import io
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from referral_desk.cli.usage import OutputFault, WrongUsage
from referral_desk.domain.names import display_width
from referral_desk.i18n import _
from referral_desk.services.files import replace_file

Progress = Callable[[int, int], None]
FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
"""What the system says of a disk that is full, or of an account that has used up its share."""


def speak_utf8() -> None:
    """Write UTF-8 whatever the system's own encoding: what a command prints is read by other programs."""
    for stream, errors in ((sys.stdout, "backslashreplace"), (sys.stderr, "backslashreplace")):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors=errors)


def say(text: str) -> None:
    """Write a message line to standard error."""
    print(text, file=sys.stderr)


def give(text: str) -> None:
    """Write a line of the result to standard output."""
    print(text)


def give_json(document: object) -> None:
    """Write one JSON document to standard output."""
    print(as_json_text(document))


def as_json_text(document: object) -> str:
    """Return a document as JSON text, readable, in UTF-8 and not in escapes."""
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)


def give_bytes(content: bytes, out: Path | None, *, binary: bool) -> None:
    """Write ``content`` to the file ``out``, or to standard output; WrongUsage for binary on a terminal."""
    if out is not None:
        write_file(out, content)
        return
    check_stream(binary=binary)
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def check_stream(*, binary: bool) -> None:
    """Refuse to write what is no text to a terminal. Raises WrongUsage."""
    if binary and sys.stdout.isatty():
        raise WrongUsage(_("Name a file with --out; this format is not for the terminal."))


def check_place(out: Path) -> None:
    """Refuse a file that cannot be written before anything is issued, numbered or noted. Raises OutputFault."""
    place = out.expanduser()
    if place.is_dir():
        raise OutputFault(_("{path} is a folder. Name a file with --out.").format(path=out))
    if not place.parent.is_dir():
        raise OutputFault(_("{path} was not written: its folder is not there. Make the folder first.").format(path=out))


def write_file(path: Path, content: bytes) -> None:
    """Write a file so that it holds either what it held before or all of ``content``. Raises OutputFault."""
    place = Path(os.path.realpath(path.expanduser()))
    try:
        if place.is_dir():
            raise OutputFault(_("{path} is a folder. Name a file with --out.").format(path=path))
        if place.exists() and not place.is_file():
            place.write_bytes(content)  # a device or a pipe cannot be replaced
            return
        replace_file(place, content)
    except OSError as error:
        raise OutputFault(_reason(path, error)) from error


def make_folder(path: Path, option: str = "--out") -> Path:
    """Return the folder ``path`` that ``option`` named, made if it is not there. Raises OutputFault."""
    place = path.expanduser()
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        if place.exists():
            text = _("{path} is a file. Name a folder with {option}.")
            raise OutputFault(text.format(path=path, option=option)) from error
        raise OutputFault(_reason(path, error)) from error
    return place


def _reason(path: Path, error: OSError) -> str:
    if error.errno in FULL:
        return _("{path} was not written: the disk is full. Free some space and try again.").format(path=path)
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return _("{path} was not written: its folder is not there. Make the folder first.").format(path=path)
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return _("{path} was not written: you may not write there. Choose another place.").format(path=path)
    return _("{path} was not written: {reason}. Choose another place.").format(path=path, reason=error.strerror)


def give_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write a table to standard output, its columns under each other."""
    for line in table_lines(head, rows):
        give(line)


def table_lines(head: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> list[str]:
    """Return the lines of a table whose columns stand under each other; those of ``right`` are set flush right."""
    lines = [[one_line(cell) for cell in row] for row in (head, *rows)]
    widths = [max(display_width(line[place]) for line in lines) for place in range(len(head))]
    lines.insert(1, ["-" * each for each in widths])
    return [
        "  ".join(
            " " * (widths[place] - display_width(cell)) + cell
            if place in right
            else cell + " " * (widths[place] - display_width(cell))
            for place, cell in enumerate(line)
        ).rstrip()
        for line in lines
    ]


def one_line(text: str) -> str:
    """Return ``text`` on one line, without what could steer a terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


@contextmanager
def progress_of(label: str) -> Iterator[Progress]:
    """Give a function to be told (done, total); it draws a bar on standard error where that is a terminal."""
    if not sys.stderr.isatty():
        yield _silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)

        def show(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total or None)

        yield show


def _silent(done: int, total: int) -> None:
    """Show nothing: nobody watches."""
