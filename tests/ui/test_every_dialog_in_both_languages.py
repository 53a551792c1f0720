"""Every page and every dialog opens in both languages, and no words stay in the other one."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QDialog, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from referral_desk import i18n
from referral_desk.i18n import Language, set_language
from referral_desk.services.demo import DemoCentre, demo_centre
from referral_desk.ui import dialogs as dialog_package
from referral_desk.ui import tour
from referral_desk.ui.closing_backup import ClosingNote
from referral_desk.ui.desk import DeskWindow
from referral_desk.ui.dialogs.first_start import ChoicePanel, StartWindow, WaitingPanel
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.dialogs.merging_dialog import MergingDialog
from referral_desk.ui.dialogs.paper_dialog import PaperDialog
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.dialogs.recover import RecoverPanel
from referral_desk.ui.dialogs.recovery_code import RecoveryCodePanel
from referral_desk.ui.dialogs.restore import RestorePanel
from referral_desk.ui.dialogs.set_up import SetUpPanel
from referral_desk.ui.dialogs.unlock import UnlockPanel
from referral_desk.ui.page import Place
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.theme import Theme

LATIN = re.compile(r"[A-Za-z]{4,}")
PLAIN = re.compile(
    r"Ctrl|Enter|Excel|Shift|JSON|HSDS|English|Referral Desk|Python|Linux|Darwin|Windows|demo|midori|Noto Sans"
    r"|RuntimeError|SBIRTS|AUDIT|DAST|SOGS|LOST"
    r"|/[^ ]+|[a-z0-9-]+\.(?:csv|xlsx|json|pdf)|ABCD\d|XLSX"
)
"""What stands in the Japanese window in Latin letters on purpose: keys, formats, names, paths."""


@pytest.fixture(scope="module")
def demo() -> Iterator[DemoCentre]:
    centre = demo_centre()
    yield centre
    centre.close()


@pytest.fixture(scope="module")
def shown(demo: DemoCentre) -> tour.Sample:
    return tour.sample(demo)


@pytest.fixture
def desk(
    qtbot: QtBot,
    theme: Theme,
    demo: DemoCentre,
    lang: Language,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[DeskWindow]:
    set_language(lang)
    settings = QSettings(str(tmp_path_factory.mktemp("window") / "window.ini"), QSettings.Format.IniFormat)
    window = DeskWindow(theme, settings, demo, demo=True)
    window.resize(1366, 768)
    window.go(Place("today"))
    window.show()
    qtbot.waitUntil(lambda: window.tasks.idle)
    yield window
    window.hide()
    window.tasks.drain()
    window.deleteLater()


def words(widget: QWidget) -> set[str]:
    """Return every text of a window that a person reads or hears."""
    found = {widget.windowTitle()}
    for each in (widget, *widget.findChildren(QWidget)):
        found |= {each.accessibleName(), each.accessibleDescription(), re.sub("<[^>]+>", "", each.toolTip())}
        if isinstance(each, QLabel | QAbstractButton):
            found.add(each.text().replace("&&", "&"))
        elif isinstance(each, QLineEdit):
            found.add(each.placeholderText())
        elif isinstance(each, QComboBox):
            found |= {each.itemText(index) for index in range(each.count())}
    return {text.strip() for text in found if text.strip()}


def in_the_wrong_language(texts: set[str], lang: Language) -> list[str]:
    """Return the texts that nobody translated: English ones in the Japanese window, and the other way round."""
    if lang is Language.JA:
        return sorted(text for text in texts if LATIN.search(PLAIN.sub("", text)))
    catalogue = i18n._catalogue(Language.JA)
    japanese = {text for key, text in catalogue._catalog.items() if key and text != key}  # type: ignore[attr-defined]
    return sorted(text for text in texts if text in japanese)


def dialog_classes() -> set[str]:
    """Return the name of every dialog there is, the ones that others build upon left out."""
    found = set()
    for module in pkgutil.iter_modules(dialog_package.__path__):
        loaded = importlib.import_module(f"{dialog_package.__name__}.{module.name}")
        for name, kind in inspect.getmembers(loaded, inspect.isclass):
            if (
                issubclass(kind, QDialog)
                and kind.__module__ == loaded.__name__
                and kind not in (FormDialog, MergingDialog, PaperDialog)
            ):
                found.add(name)
    return found


@pytest.mark.parametrize("lang", list(Language))
def test_every_dialog_opens_without_untranslated_words(
    qtbot: QtBot, desk: DeskWindow, shown: tour.Sample, lang: Language
) -> None:
    opened = set()
    wrong = {}
    for stop in tour.dialogs(desk, shown):
        dialog = stop.make()
        opened.add(type(dialog).__name__)
        dialog.open()
        qtbot.waitUntil(lambda: desk.tasks.idle, timeout=20_000)
        found = in_the_wrong_language(words(dialog), lang)
        if found and not isinstance(dialog, PreviewDialog):
            wrong[stop.name] = found
        dialog.close()
        dialog.deleteLater()
    assert not wrong
    assert dialog_classes() <= opened, "a dialog is missing from the tour"


@pytest.mark.parametrize("lang", list(Language))
def test_every_page_opens_without_untranslated_words(
    qtbot: QtBot, desk: DeskWindow, shown: tour.Sample, lang: Language
) -> None:
    wrong = {}
    for name, place in tour.places(shown):
        desk.go(place)
        qtbot.waitUntil(lambda: desk.tasks.idle, timeout=20_000)
        page = desk.page()
        assert page is not None
        texts = words(page) | {page.title(), *page.help_text().split("\n")}
        if found := in_the_wrong_language(texts, lang):
            wrong[name] = found
    if found := in_the_wrong_language(words(desk.header) | words(desk.rail) | words(desk.status), lang):
        wrong["frame"] = found
    if found := in_the_wrong_language({action.text() for _spec, action in desk.actions_registry.bound()}, lang):
        wrong["commands"] = found
    assert not wrong


@pytest.mark.parametrize("lang", list(Language))
def test_the_first_windows_open_without_untranslated_words(
    qtbot: QtBot, qapp: QApplication, theme: Theme, tasks: Tasks, demo: DemoCentre, lang: Language
) -> None:
    set_language(lang)
    window = StartWindow(theme)
    qtbot.addWidget(window)
    window.language_button.setText("")  # it names the other language on purpose
    window.language_button.setAccessibleName("")
    wrong = {}
    for panel in (
        ChoicePanel(),
        WaitingPanel(i18n._("Preparing the demo centre…")),
        UnlockPanel(tasks, lambda _folder: ("demo",), lambda *_: demo, demo.folder),
        SetUpPanel(tasks, lambda _wanted: (demo, "")),
        RecoverPanel(tasks, lambda _folder: ("demo",), lambda *_: (demo, ""), demo.folder),
        RecoveryCodePanel(tasks, tour.EXAMPLE_CODE, lambda: b"", i18n._("The centre is set up.")),
        RestorePanel(tasks, lambda: (), demo.folder),
        ClosingNote(),
    ):
        window.show_panel(panel)
        window.show()
        qtbot.waitUntil(lambda: tasks.idle)
        if found := in_the_wrong_language(words(window), lang):
            wrong[type(panel).__name__] = found
    assert not wrong
