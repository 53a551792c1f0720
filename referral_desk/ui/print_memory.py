"""What was chosen the last time a kind of document was printed: proposed the next time.

Kept for this account of this PC, by the kind of document ("letter", "card"), never by a client.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from PySide6.QtCore import QSettings
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

_MOST_COPIES = 99

E = TypeVar("E", bound=Enum)


@dataclass(frozen=True)
class PrintChoices:
    """The choices of the print dialog that are worth proposing again."""

    printer: str
    tray: QPrinter.PaperSource
    copies: int
    duplex: QPrinter.DuplexMode
    colour: QPrinter.ColorMode

    @classmethod
    def of(cls, printer: QPrinter) -> PrintChoices:
        """Return what is chosen on ``printer`` now."""
        return cls(
            printer.printerName(),
            printer.paperSource(),
            max(1, printer.copyCount()),
            printer.duplex(),
            printer.colorMode(),
        )

    def propose(self, printer: QPrinter, installed: list[str]) -> None:
        """Choose this on ``printer``; what belongs to a printer that is gone (its name, its tray) is left out."""
        if self.printer in installed:
            printer.setPrinterName(self.printer)
            printer.setPaperSource(self.tray)
        printer.setCopyCount(self.copies)
        printer.setDuplex(self.duplex)
        printer.setColorMode(self.colour)


class PrintMemory:
    """Remembers the choices for each kind of document; "" is a kind that is not remembered."""

    def __init__(self, settings: QSettings | None = None) -> None:
        self._settings = settings or QSettings(
            QSettings.Format.IniFormat, QSettings.Scope.UserScope, "referral-desk", "printing"
        )

    def choices(self, kind: str) -> PrintChoices | None:
        """Return what was chosen for ``kind`` the last time; None if never, or where it cannot be read."""
        if not kind or not self._settings.contains(f"{kind}/copies"):
            return None
        try:
            return PrintChoices(
                str(self._settings.value(f"{kind}/printer", "")),
                self._member(kind, "tray", QPrinter.PaperSource),
                min(max(1, int(str(self._settings.value(f"{kind}/copies")))), _MOST_COPIES),
                self._member(kind, "duplex", QPrinter.DuplexMode),
                self._member(kind, "colour", QPrinter.ColorMode),
            )
        except (ValueError, KeyError):
            return None  # edited by hand

    def remember(self, kind: str, choices: PrintChoices) -> None:
        """Keep ``choices`` for the next document of that kind."""
        if not kind:
            return
        values = {
            "printer": choices.printer,
            "tray": choices.tray.name,
            "copies": choices.copies,
            "duplex": choices.duplex.name,
            "colour": choices.colour.name,
        }
        for name, value in values.items():
            self._settings.setValue(f"{kind}/{name}", value)

    def propose(self, kind: str, printer: QPrinter) -> None:
        """Choose on ``printer`` what was chosen the last time, if anything was."""
        choices = self.choices(kind)
        if choices is not None:
            choices.propose(printer, QPrinterInfo.availablePrinterNames())

    def _member(self, kind: str, name: str, of: type[E]) -> E:
        return of[str(self._settings.value(f"{kind}/{name}", ""))]
