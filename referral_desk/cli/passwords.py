"""Passwords come from a file or from the terminal, never from an argument, which every process could read."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path

from referral_desk.cli.usage import PasswordMissing
from referral_desk.i18n import _

_LONGEST_FILE = 64 * 1024


def password(password_file: str | None, login: str) -> str:
    """Return the first line of ``password_file``, or what is typed for ``login``. Raises PasswordMissing."""
    if password_file:
        return first_line(Path(password_file).expanduser())
    return _asked(_("Password of {login}: ").format(login=login))


def recovery_code(password_file: str | None) -> str:
    """Return what the first line of ``password_file`` says, or what is typed, as a recovery code."""
    if password_file:
        return first_line(Path(password_file).expanduser())
    return _asked(_("Recovery code: "))


def new_password(password_file: str | None, login: str) -> str:
    """Return a new password: from the file, or typed twice. Raises PasswordMissing."""
    if password_file:
        return first_line(Path(password_file).expanduser())
    chosen = _asked(_("New password of {login} (13 characters or more): ").format(login=login))
    if _asked(_("The same again: ")) != chosen:
        raise PasswordMissing(_("The two passwords differ. Start again and type the same one twice."))
    return chosen


def first_line(path: Path) -> str:
    """Return the first line of a file without its line end: UTF-8, with or without BOM, or CP932."""
    try:
        with path.open("rb") as stream:
            line = stream.read(_LONGEST_FILE).split(b"\n", 1)[0].removesuffix(b"\r")
    except (OSError, ValueError) as error:
        raise PasswordMissing(
            _("The password file {path} cannot be read. Check its name and who may read it.").format(path=path)
        ) from error
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = line.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text:
            return text
        break
    raise PasswordMissing(_("The first line of {path} holds no password. Write it there.").format(path=path))


def _asked(prompt: str) -> str:
    if not sys.stdin or not sys.stdin.isatty():
        raise PasswordMissing(_("Name a file that holds the password with --password-file; there is no terminal."))
    try:
        return getpass.getpass(prompt, stream=sys.stderr)
    except EOFError as error:
        raise PasswordMissing(_("No password was typed. Start again and type it.")) from error
