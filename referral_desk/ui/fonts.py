"""The window's typefaces: BIZ UDPGothic as in public offices, Noto Sans JP behind it for rare kanji."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase

from referral_desk import resources

FAMILIES = ("BIZ UDPGothic", "Noto Sans JP")
FILES = ("BIZUDPGothic-Regular.ttf", "BIZUDPGothic-Bold.ttf", "NotoSansJP_400Regular.ttf")
POINTS = 11.0


@cache
def load() -> None:
    """Register the typefaces with Qt, once for each process; needs a QGuiApplication.

    All three together take about 25 ms, less than a tenth of the start, so that none is deferred: a name with 𠮷
    must never flash as a box. FileNotFoundError if the installation lacks one.
    """
    for name in FILES:
        place = resources.path("fonts", name)
        if QFontDatabase.addApplicationFont(str(place)) < 0:
            raise FileNotFoundError(place)


def text_font(zoom: int = 100) -> QFont:
    """Return the font of running text at ``zoom`` percent."""
    font = QFont(list(FAMILIES))
    font.setPointSizeF(POINTS * zoom / 100)
    font.setStyleHint(QFont.StyleHint.SansSerif)
    return font
