"""Which font of this PC is used for characters that the bundled ones lack, such as IPAmj 明朝 for rare kanji of names.

The file stays where it is; its path is remembered for this account, for a font belongs to the PC and not to the centre.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import platformdirs

_MOST = 64 * 1024


def _note() -> Path:
    return Path(platformdirs.user_config_dir("referral-desk", appauthor=False)) / "print-font.json"


def print_font() -> Path | None:
    """Return the font file that was named, None if none was, or where the note of it cannot be read."""
    try:
        with _note().open("rb") as stream:
            content = json.loads(stream.read(_MOST))
    except (OSError, ValueError, RecursionError):
        return None
    named = content.get("file") if isinstance(content, dict) else None
    return Path(named) if isinstance(named, str) and named and "\0" not in named else None


def remember_print_font(file: Path | None) -> None:
    """Remember a font file, None for none. Raises OSError."""
    note = _note()
    if file is None:
        with suppress(FileNotFoundError):
            note.unlink()
        return
    note.parent.mkdir(parents=True, exist_ok=True)
    new = note.with_suffix(".new")
    new.write_text(json.dumps({"file": str(file.absolute())}, ensure_ascii=False), encoding="utf-8")
    new.replace(note)
