"""Starts the window: application, look, language of Qt's own words, and what happens to errors nobody caught."""

from __future__ import annotations

import gc
import logging
import sys
import threading
from collections.abc import Callable, Sequence
from types import TracebackType

from PySide6.QtCore import (
    QLibraryInfo,
    QLocale,
    QMessageLogContext,
    QSettings,
    QTimer,
    QtMsgType,
    QTranslator,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from referral_desk.i18n import Language, _, language
from referral_desk.ui.composition import CompositionGuard
from referral_desk.ui.dialogs.telling import DefectDialog, defect_report
from referral_desk.ui.theme import Scheme, Theme

_log = logging.getLogger(__name__)
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def window_settings() -> QSettings:
    """Return where size of the window, zoom and scheme are remembered for this user; never anything of a client."""
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "referral-desk", "window")


def create_application(argv: Sequence[str]) -> QApplication:
    """Return the application, speaking the process's language; RuntimeError if there is one already."""
    app = QApplication(list(argv))
    app.setApplicationName("referral-desk")
    app.setApplicationDisplayName(_("Referral Desk"))
    CompositionGuard(app)
    app.setDesktopFileName("referral-desk")
    if language() is Language.JA:
        QLocale.setDefault(QLocale(QLocale.Language.Japanese, QLocale.Country.Japan))
        translator = qt_words()
        if translator is not None:
            translator.setParent(app)
            app.installTranslator(translator)
    return app


def qt_words() -> QTranslator | None:
    """Return the Japanese of Qt's own buttons and menus; None if this Qt was installed without it."""
    translator = QTranslator()
    found = translator.load("qtbase_ja", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    return translator if found else None


def create_theme(app: QApplication, settings: QSettings) -> Theme:
    """Return the theme as the user left it."""
    scheme = str(settings.value("scheme", Scheme.SYSTEM.value))
    zoom = str(settings.value("zoom", 100))
    return Theme(
        app,
        Scheme(scheme) if scheme in set(Scheme) else Scheme.SYSTEM,
        int(zoom) if zoom.isdigit() else 100,
    )


def install_hooks() -> None:
    """Show errors that nobody caught as a defect report, and send Qt's own messages to the log."""

    def uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        _log.error("defect\n%s", defect_report(error))
        if threading.current_thread() is not threading.main_thread():
            return  # no window may be made there
        DefectDialog(error, QApplication.activeWindow()).exec()

    def said(kind: QtMsgType, _context: QMessageLogContext, words: str) -> None:
        _log.log(_LEVELS.get(kind, logging.WARNING), "qt: %s", words)

    sys.excepthook = uncaught
    qInstallMessageHandler(said)


def collect_rarely() -> None:
    """Collect garbage from now on, seldom, and never what was loaded for the start."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    gc.enable()


def run(argv: Sequence[str], furnish: Callable[[QApplication, Theme, QSettings], object]) -> int:
    """Run the window until it is closed and return its exit status.

    ``furnish`` makes and shows the first window and returns whatever must live as long as the application.
    """
    app = create_application(argv)
    install_hooks()
    settings = window_settings()
    theme = create_theme(app, settings)
    desk = furnish(app, theme, settings)
    QTimer.singleShot(0, app, collect_rarely)
    status = app.exec()
    del desk
    return status
