"""Naming a font for characters that the bundled ones lack."""

from __future__ import annotations

from pathlib import Path

from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.domain.errors import Problem, Rejected
from referral_desk.domain.messages import N_, message
from referral_desk.print_font import remember_print_font
from referral_desk.reports import fonts, layout


def choose_print_font(file: Path | None) -> Saved[Path | None]:
    """Use a TrueType font (or the first of a collection) from now on, None for none.

    Raises Rejected where the file is none that can be embedded, or where this account cannot remember it.
    """
    if file is not None and (why := fonts.not_usable(file)) is not None:
        raise Rejected([Problem("font", why)])
    try:
        remember_print_font(file)
    except OSError:
        raise Rejected(
            [Problem("font", message(N_("The choice could not be kept: your account’s settings cannot be written.")))]
        ) from None
    fonts.forget_own()
    layout.forget()
    return Saved(file, ChangeSet())
