"""Fixtures of the window: the theme of the one application, background tasks that are drained."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from referral_desk.i18n import Language, set_language
from referral_desk.ui.composition import CompositionGuard
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.theme import Scheme, Theme
from tests.making import NewCentre
from tests.ui.unfinished_forms import Office


@pytest.fixture(scope="session")
def _guard(qapp: QApplication) -> CompositionGuard:
    return CompositionGuard(qapp)


@pytest.fixture
def theme(qapp: QApplication, _guard: CompositionGuard) -> Iterator[Theme]:
    theme = Theme(qapp, Scheme.LIGHT)
    yield theme
    theme.set_zoom(100)
    theme.set_scheme(Scheme.LIGHT)
    theme.deleteLater()


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[Tasks]:
    tasks = Tasks()
    yield tasks
    tasks.drain()
    tasks.deleteLater()


@pytest.fixture
def _english() -> None:
    set_language(Language.EN)


@pytest.fixture
def two_pages() -> bytes:
    """A PDF of two blank pages."""
    import io

    import pikepdf

    pdf = pikepdf.new()
    for _page in range(2):
        pdf.add_blank_page(page_size=(595, 842))
    stream = io.BytesIO()
    pdf.save(stream)
    return stream.getvalue()


@pytest.fixture
def office(
    qtbot: QtBot,
    qapp: QApplication,
    theme: Theme,
    new_folder: NewCentre,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Office]:
    """A window that may die; whoever is asked whether to lose something says yes."""
    for module in ("dialogs.form_dialog", "main_window", "desk"):
        monkeypatch.setattr(f"referral_desk.ui.{module}.ask", lambda *_words, **_more: True)
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    office = Office(qtbot, qapp, theme, new_folder, settings)
    yield office
    office.die()
