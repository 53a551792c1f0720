"""Files that the user asks for: where, and written whole or not at all."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from referral_desk.domain.messages import N_, Message, message
from referral_desk.services.files import replace_file


class NotWritten(Exception):
    """The file could not be written; ``message`` says why and what to do."""

    def __init__(self, why: Message) -> None:
        super().__init__(why.text)
        self.message = why


def ask_where(parent: QWidget, title: str, name: str) -> Path | None:
    """Ask under which name to save; None if the user chose not to."""
    chosen, _filter = QFileDialog.getSaveFileName(parent, title, str(Path.home() / name))
    return Path(chosen) if chosen else None


def write_file(target: Path, content: bytes) -> None:
    """Write ``content`` beside ``target`` and put it in its place, so that a half file never stands there."""
    try:
        replace_file(target, content)
    except OSError as error:
        words = message(
            N_("{name} could not be written. Close it if it is open elsewhere, or choose another folder."),
            name=target.name,
        )
        raise NotWritten(words) from error


def dropped_table(event: QDropEvent) -> Path | None:
    """Return the one table or directory of this PC that is being dropped; None for anything else."""
    urls = event.mimeData().urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.suffix.lower() in (".csv", ".xlsx", ".xlsm", ".txt", ".json") else None
