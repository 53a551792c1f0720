"""Under which licences the libraries and typefaces are used that the program is made with."""

from __future__ import annotations

import importlib.metadata
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from referral_desk.i18n import _
from referral_desk.ui.look import px
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.layouts import boxed, column, row
from referral_desk.ui.widgets.text import Label

_TYPEFACES = (
    ("BIZ UDPGothic", "LICENSE-BIZUDPGothic.txt"),
    ("BIZ UDPMincho", "LICENSE-BIZUDPMincho.txt"),
    ("Noto Sans JP", "LICENSE-NotoSansJP.txt"),
)


def library_lines() -> tuple[str, ...]:
    """Return name, version and licence of every library that this installation of the program needs."""
    lines = []
    try:
        needed = importlib.metadata.requires("referral-desk") or []
    except importlib.metadata.PackageNotFoundError:
        needed = []
    for requirement in needed:
        if "extra ==" in requirement:
            continue
        name = requirement.split(";")[0].split(">")[0].split("=")[0].split("<")[0].strip()
        try:
            about = importlib.metadata.metadata(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        named = (about[field] for field in ("License-Expression", "License") if field in about)
        licence = next(filter(None, named), "") or _from_classifiers(about)
        lines.append(f"{about['Name']} {about['Version']}: {licence.splitlines()[0] if licence else '?'}")
    return tuple(sorted(lines, key=str.casefold))


def _from_classifiers(about: importlib.metadata.PackageMetadata) -> str:
    found = [each.rpartition(" :: ")[2] for each in about.get_all("Classifier") or () if each.startswith("License")]
    return ", ".join(found)


class LicencesDialog(QDialog):
    """Lists the libraries, then the full licence of each typeface of ``folder``."""

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Licences"))
        parts = [_("Libraries"), "", *library_lines(), ""]
        for name, file in _TYPEFACES:
            parts += [_("Typeface {name}").format(name=name), "", (folder / file).read_text(encoding="utf-8"), ""]
        self.text = QPlainTextEdit("\n".join(parts))
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(_("Licences"))
        close = Button(_("Close"), self.accept, kind="primary", keys="Esc")
        footer = row(close)
        footer.insertStretch(0, 1)
        layout = column(Label(_("Licences"), "title"), self.text, boxed(footer), margins=1.2, gap=0.7)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        room = self.screen().availableGeometry()
        self.resize(min(px(56), room.width() - px(2)), min(px(40), room.height() - px(3)))
        close.setFocus()
