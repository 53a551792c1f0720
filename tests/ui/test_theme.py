"""The look: colours with enough contrast, zoom that reaches everything, light and dark."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from PySide6.QtGui import QColor, QFontMetricsF
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from referral_desk import resources
from referral_desk.ui import fonts, icons
from referral_desk.ui.actions import SPECS
from referral_desk.ui.look import colours, look, px
from referral_desk.ui.theme import Scheme, Theme
from referral_desk.ui.widgets.buttons import Button, IconButton
from referral_desk.ui.widgets.layouts import boxed, column


def luminance(name: str) -> float:
    colour = QColor(name)
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("ink", "paper"),
        ("ink", "card"),
        ("ink", "selection"),
        ("muted", "paper"),
        ("muted", "card"),
        ("muted", "selection"),
        ("accent_ink", "paper"),
        ("accent_ink", "card"),
        ("on_accent", "accent"),
        ("warm_ink", "warm_soft"),
        ("warm_ink", "card"),
        ("ink", "warm_paper"),
        ("cold_ink", "card"),
        ("danger", "paper"),
        ("danger", "card"),
        ("danger", "danger_soft"),
        ("on_danger", "danger"),
        ("note_ink", "note"),
        ("rail_ink", "rail"),
        ("rail_ink", "rail_active"),
        ("paper", "ink"),
    ],
)
def test_words_stand_out_from_their_ground(name: str, ink: str, ground: str) -> None:
    theme = asdict(colours(name))
    assert contrast(theme[ink], theme[ground]) >= 4.5


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_focus_stands_out_from_what_is_around(name: str) -> None:
    theme = colours(name)
    assert contrast(theme.focus, theme.card) >= 3
    assert contrast(theme.focus, theme.paper) >= 3


def test_a_theme_with_an_unknown_colour_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "read_json", lambda *_parts: {"paper": "#fff", "mauve": "#123"})
    with pytest.raises(ValueError, match="must hold exactly"):
        colours.__wrapped__("light")


def test_text_is_eleven_points_of_the_office_typeface(theme: Theme, qapp: QApplication) -> None:
    assert qapp.font().pointSizeF() == fonts.POINTS == 11
    assert qapp.font().families() == list(fonts.FAMILIES)
    assert QFontMetricsF(qapp.font()).inFont("德")


def test_rare_kanji_are_drawn_from_the_second_typeface(theme: Theme) -> None:
    font = fonts.text_font()
    font.setFamilies([fonts.FAMILIES[1]])
    assert QFontMetricsF(font).inFontUcs4(ord("𠮷"))


def test_zoom_goes_in_steps_and_stops_at_both_ends(theme: Theme) -> None:
    seen = []
    for _step in range(10):
        theme.zoom_in()
        seen.append(theme.zoom)
    assert seen[:3] == [110, 125, 150]
    assert theme.zoom == 200
    for _step in range(10):
        theme.zoom_out()
    assert theme.zoom == 80
    theme.zoom_reset()
    assert theme.zoom == 100


def test_zoom_reaches_fonts_distances_and_icons(theme: Theme, qtbot: QtBot) -> None:
    button, mark = Button("Save"), IconButton("close", "Close")
    widget = boxed(column(button, mark, margins=1.0))
    qtbot.addWidget(widget)
    layout = widget.layout()
    assert layout is not None
    before = (button.sizeHint().height(), layout.contentsMargins().left(), mark.iconSize().width(), px(10))
    theme.set_zoom(200)
    after = (button.sizeHint().height(), layout.contentsMargins().left(), mark.iconSize().width(), px(10))
    for small, large in zip(before, after, strict=True):
        assert large == pytest.approx(2 * small, abs=5)


def test_the_user_can_choose_dark_against_the_system(theme: Theme, qapp: QApplication) -> None:
    theme.set_scheme(Scheme.DARK)
    assert look().dark
    assert qapp.palette().window().color().name() == colours("dark").paper
    theme.set_scheme(Scheme.LIGHT)
    assert not look().dark


def test_every_action_has_an_icon_that_can_be_drawn(theme: Theme) -> None:
    for spec in SPECS:
        assert not icons.icon(spec.icon).pixmap(24, 24).isNull()


def test_every_icon_is_drawn_in_the_colour_of_the_moment(theme: Theme) -> None:
    for place in resources.path("icons").glob("*.svg"):
        assert 'stroke="currentColor"' in place.read_text(encoding="utf-8"), place.name
