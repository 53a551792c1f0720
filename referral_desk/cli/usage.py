"""What a wrong command line raises."""

from __future__ import annotations


class WrongUsage(Exception):
    """The command line cannot be carried out as it was written; the text says how to write it, in one line."""


class OutputFault(Exception):
    """A file that was asked for cannot be written; the text says why and what to do. Nothing was left behind."""


class PasswordMissing(Exception):
    """There is nowhere to take a password from; the text says how to give one."""
