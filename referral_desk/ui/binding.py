"""Makes PySide6 6.12 safe on Python 3.11, and imports as quick as without it.

Built against newer headers, PySide6 6.12.0 returns None and True without taking a reference, because from Python 3.12
on these objects never die. On 3.11 each such call takes one reference away that is not its own: after some hundred
thousand calls the interpreter aborts ("deallocating None"). Giving the singletons what later versions give them, a
count that cannot reach zero, is exact: nothing else was found to be miscounted (docs/adr/0017).
"""

from __future__ import annotations

import builtins
import ctypes
import sys
from importlib import import_module

_BEYOND_REACH = 1 << 40


def hold_singletons() -> None:
    """Give None, True and their like a reference count beyond reach; nothing to do from Python 3.12 on."""
    if sys.version_info >= (3, 12) or sys.getrefcount(None) > _BEYOND_REACH // 2:
        return
    for singleton in (None, True, False, Ellipsis, NotImplemented):
        ctypes.c_ssize_t.from_address(id(singleton)).value += _BEYOND_REACH


def keep_imports_plain() -> None:
    """Load Qt and put Python's own import back.

    PySide6 sends every later import of the process through a hook that looks for its snake_case feature, which this
    program does not use; without the hook the window's own modules load in four fifths of the time. Where Qt was
    loaded before, as under a test runner, nothing is changed.
    """
    if "PySide6.QtCore" not in sys.modules:
        plain = builtins.__import__
        import_module("PySide6.QtCore")
        builtins.__import__ = plain
