"""The stylesheet, made from the look: what a widget is decides how it looks, through the property ``role``."""

from __future__ import annotations

from dataclasses import asdict
from string import Template

from referral_desk import resources
from referral_desk.ui.look import Look

_RULES = Template("""
QWidget { color: $ink; }
QMainWindow, QDialog, QMessageBox, QWidget[role="page"], QScrollArea, QScrollArea > QWidget > QWidget[role="page"] {
  background: $paper; }
QScrollArea, QStackedWidget { border: none; }
QToolTip { background: $card; color: $ink; border: 1px solid $line_strong; padding: ${s}px ${m}px; }

QLabel { background: transparent; }
QLabel[role="title"] { font-size: ${title}px; font-weight: bold; }
QLabel[role="section"] { color: $accent_ink; font-weight: bold; font-size: ${section}px; }
QLabel[role="section"][tone="danger"] { color: $danger; }
QLabel[role="strong"] { font-weight: bold; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="hint"] { color: $muted; font-size: ${hint}px; }
QLabel[role="kana"] { color: $muted; font-size: ${kana}px; }
QLabel[role="error"] { color: $danger; font-size: ${hint}px; }
QLabel[role="danger"] { color: $danger; font-weight: bold; }
QLabel[role="warm"] { color: $warm_ink; font-weight: bold; }
QLabel[role="figure"] { color: $warm_ink; font-weight: bold; font-size: ${figure}px; }
QLabel[role="code"] { font-weight: bold; font-size: ${code}px; letter-spacing: 3px; }
QLabel[role="link"] { color: $accent_ink; }
QLabel[role="note"] { color: $note_ink; }

QFrame[role="card"] { background: $card; border: 1px solid $line; border-radius: ${radius}px; }
QFrame[role="card"][tone="warm"] { background: $warm_paper; border-color: $warm; }
QFrame[role="card"][tone="accent"] { background: $accent_soft; border-color: $accent_ink; }
QFrame[role="card"][tone="danger"] { background: $danger_soft; border-color: $danger; }
QFrame[role="note-panel"] { background: $note; border: 1px solid $note_line; border-radius: ${radius}px; }
QFrame[role="strip"] { background: $note; border: none; border-bottom: 1px solid $note_line; }
QFrame[role="danger-panel"] { background: $danger_soft; border: 1px solid $danger; border-radius: ${radius}px; }
QFrame[role="flag"] { background: $card; border: 1px solid $line_strong; border-radius: ${radius}px; }
QFrame[role="flag"][tone="danger"] { border-color: $danger; }
QFrame[role="rule"] { background: $line; border: none; max-height: 1px; min-height: 1px; }
QFrame[role="rule-v"] { background: $line; border: none; max-width: 1px; min-width: 1px; }
QFrame[role="header"] { background: $card; border: none; border-bottom: 1px solid $line; }
QFrame[role="footer"] { background: $card; border: none; border-top: 1px solid $line; }
QFrame[role="rail"] { background: $rail; border: none; }
QFrame[role="popup"] { background: $card; border: 1px solid $line_strong; border-radius: ${radius}px; }
QFrame[role="toast"] { background: $ink; border: none; border-radius: ${radius}px; }
QFrame[role="toast"] QLabel { color: $paper; }
QLabel[role="brand"] { color: $accent_ink; font-weight: bold; font-size: ${section}px; }
QLabel[role="key"] { color: $muted; border: 1px solid $line_strong; border-radius: ${small}px; padding: 0 ${s}px;
  font-size: ${kana}px; }

QPushButton, QToolButton[role="button"] { background: $card; color: $ink; border: 1px solid $line_strong;
  border-radius: ${radius}px; padding: ${pad_y}px ${pad_x}px; min-height: ${button}px; }
QPushButton { outline: 0; }
QPushButton:hover, QToolButton[role="button"]:hover { background: $hover; }
QPushButton:pressed { background: $band; }
QPushButton:focus, QToolButton[role="button"]:focus { border: 2px solid $focus; padding: ${pad_y_f}px ${pad_x_f}px; }
QPushButton:disabled { color: $disabled; border-color: $line; background: $band; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border-color: $accent; font-weight: bold; }
QPushButton[kind="primary"]:hover { background: $accent_hover; }
QPushButton[kind="primary"]:focus { border: 2px solid $ink; }
QPushButton[kind="primary"]:disabled { background: $band; color: $disabled; border-color: $line; }
QPushButton[kind="danger"] { color: $danger; border-color: $danger; }
QPushButton[kind="choice"] { padding: 0; }
QPushButton[kind="choice"]:focus { padding: 0; }
QPushButton[kind="quiet"] { background: transparent; border-color: transparent; color: $muted; }
QPushButton[kind="quiet"]:hover { color: $ink; background: $hover; }
QPushButton[kind="quiet"]:focus { border: 2px solid $focus; color: $ink; }
QPushButton[kind="link"] { background: transparent; border-color: transparent; color: $accent_ink; text-align: left;
  padding: ${tiny}px ${s}px; min-height: 0; text-decoration: underline; }
QPushButton[kind="link"]:focus { border: 2px solid $focus; }
QPushButton[kind="chip"]:checked { background: $accent; color: $on_accent; border-color: $accent; font-weight: bold; }
QPushButton[kind="chip"]:checked:focus { border: 2px solid $ink; }
QPushButton[kind="inverse"] { background: transparent; border: 1px solid $muted; font-weight: bold; }
QPushButton[kind="inverse"]:hover { border-color: $paper; }
QPushButton[kind="inverse"]:focus { border: 2px solid $paper; }
QPushButton[compact="true"] { min-height: ${button_s}px; padding: ${tiny}px ${m}px; }
QPushButton[compact="true"]:focus { padding: ${tiny_f}px ${m_f}px; }
QPushButton::menu-indicator { width: 0; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: ${small}px; padding: ${tiny}px; }
QToolButton:hover { background: $hover; }
QToolButton:focus { border: 2px solid $focus; }
QToolButton::menu-indicator { image: none; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QAbstractSpinBox { background: $card; color: $ink;
  border: 1px solid $line_strong; border-radius: ${radius}px; padding: ${field_y}px ${m}px; min-height: ${field}px;
  selection-background-color: $accent; selection-color: $on_accent; }
QPlainTextEdit, QTextEdit { padding: ${s}px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {
  border: 2px solid $focus; padding: ${field_y_f}px ${m_f}px; }
QPlainTextEdit:focus, QTextEdit:focus { padding: ${s_f}px; }
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"], QComboBox[wrong="true"] { border-color: $danger; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled { background: $band; color: $disabled;
  border-color: $line; }
QLineEdit:read-only { background: $band; }
QLineEdit[role="code"] { font-weight: bold; font-size: ${section}px; letter-spacing: 2px; }
QLineEdit[role="search"] { background: $paper; }
QLineEdit[role="search"]:focus { background: $card; border-color: $focus; }
QComboBox { combobox-popup: 0; }
QComboBox::drop-down { border: none; width: ${drop}px; }
QComboBox QAbstractItemView, QComboBox QAbstractItemView:focus { background: $card; border: 1px solid $line_strong;
  border-radius: 0; padding: ${tiny}px; selection-background-color: $selection; selection-color: $ink; outline: 0; }
QComboBox QAbstractItemView::item { padding: ${tiny}px ${m}px; min-height: ${button_s}px; }
QComboBox QAbstractItemView::item:selected { background: $selection; color: $ink; }
QComboBox::down-arrow { image: url("$controls/arrow.svg"); width: ${icon}px; height: ${icon}px; }
QCheckBox, QRadioButton { background: transparent; spacing: ${s}px; outline: 0; }
QCheckBox::indicator, QRadioButton::indicator { width: ${icon}px; height: ${icon}px; background: $card;
  border: 1px solid $line_strong; border-radius: ${small}px; }
QRadioButton::indicator { border-radius: ${round}px; }
QCheckBox::indicator:checked, QRadioButton::indicator:checked { background: $accent; border-color: $accent;
  image: url("$controls/check.svg"); }
QRadioButton::indicator:checked { image: url("$controls/dot.svg"); }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid $focus; }
QCheckBox::indicator:checked:focus, QRadioButton::indicator:checked:focus { border: 2px solid $ink; }
QRadioButton::indicator:focus { border-radius: ${rounder}px; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { background: $band; border-color: $line; }

QTableView, QListView, QTreeView { background: $card; border: 1px solid $line; border-radius: ${radius}px;
  gridline-color: $line; selection-background-color: $selection; selection-color: $ink; outline: 0; }
QTableView:focus, QListView:focus, QTreeView:focus { border: 2px solid $focus; }
QTableView[flat="true"], QListView[flat="true"] { border: none; background: transparent; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section { background: $card; color: $muted; border: none; border-bottom: 1px solid $line_strong;
  padding: ${s}px ${m}px; font-weight: normal; }
QTableCornerButton::section { background: $card; border: none; }

QMenu { background: $card; border: 1px solid $line_strong; padding: ${s}px 0; }
QMenu::item { padding: ${field_y}px ${l}px ${field_y}px ${l}px; }
QMenu::item:selected { background: $selection; color: $ink; }
QMenu::item:disabled { color: $disabled; }
QMenu::icon { padding-left: ${m}px; }
QMenu::separator { height: 1px; background: $line; margin: ${s}px 0; }
QTabWidget::pane { border: none; border-top: 1px solid $line; }
QTabBar::tab { background: transparent; color: $muted; padding: ${s}px ${l}px; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: $accent_ink; border-bottom: 2px solid $accent_ink; font-weight: bold; }
QTabBar::tab:focus { background: $hover; }
QProgressBar { background: $band; border: 1px solid $line; border-radius: ${small}px; text-align: center;
  min-height: ${bar}px; max-height: ${bar}px; }
QProgressBar::chunk { background: $accent; border-radius: ${small}px; }
QScrollBar:vertical { background: transparent; width: ${scroll}px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: ${scroll}px; margin: 0; }
QScrollBar::handle { background: $line_strong; border-radius: ${small}px; margin: 2px; }
QScrollBar::handle:vertical { min-height: ${l}px; }
QScrollBar::handle:horizontal { min-width: ${l}px; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page { background: none; border: none;
  width: 0; height: 0; }
QSplitter::handle { background: $line; }
QSplitter::handle:horizontal { width: 1px; }
""")


def stylesheet(look: Look) -> str:
    """Return the application's stylesheet for ``look``."""
    lengths = {
        "tiny": 0.15,
        "s": 0.35,
        "m": 0.75,
        "l": 1.4,
        "radius": 0.42,
        "small": 0.28,
        "title": 1.5,
        "code": 1.75,
        "section": 1.06,
        "hint": 0.88,
        "kana": 0.78,
        "figure": 2.8,
        "pad_y": 0.28,
        "pad_x": 0.95,
        "button": 1.45,
        "button_s": 1.3,
        "field": 1.55,
        "field_y": 0.35,
        "drop": 1.6,
        "bar": 0.6,
        "scroll": 0.85,
        "icon": 1.1,
    }
    sizes = {name: look.px(ems) for name, ems in lengths.items()}
    # A focused frame is one pixel thicker; the padding gives that pixel back, so that nothing moves.
    for name in ("tiny", "s", "m", "pad_y", "pad_x", "field_y"):
        sizes[f"{name}_f"] = max(0, sizes[name] - 1)
    sizes["round"] = sizes["icon"] // 2 + 1
    sizes["rounder"] = sizes["icon"] // 2 + 2
    return _RULES.substitute(
        asdict(look.colours),
        controls=resources.path("icons", "controls").as_posix(),
        **{name: str(size) for name, size in sizes.items()},
    )
