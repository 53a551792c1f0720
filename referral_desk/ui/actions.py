"""Every command of the window, once: its words, key and icon, used by menu, palette, tooltips and buttons."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from referral_desk.domain.messages import N_
from referral_desk.i18n import _
from referral_desk.ui import icons


class Group(StrEnum):
    """Where an action stands in the menu."""

    WORK = "work"
    PAGES = "pages"
    VIEW = "view"
    CENTRE = "centre"
    HELP = "help"


@dataclass(frozen=True)
class ActionSpec:
    """One command: ``text`` is an English source string; ``keys`` are portable sequences, the first one is shown."""

    id: str
    text: str
    keys: tuple[str, ...]
    icon: str
    group: Group
    note: str = ""


SPECS = (
    ActionSpec("new_referral", N_("New referral"), ("Ctrl+R",), "referrals", Group.WORK),
    ActionSpec("record_contact", N_("Record a contact"), ("Ctrl+N",), "edit", Group.WORK),
    ActionSpec("new_client", N_("New client"), (), "clients", Group.WORK),
    ActionSpec("new_institution", N_("New institution"), (), "institutions", Group.WORK),
    ActionSpec("issued_papers", N_("Issued papers"), (), "document", Group.WORK),
    ActionSpec("find", N_("Find a client, institution or command"), ("Ctrl+K",), "search", Group.WORK),
    ActionSpec("save", N_("Save"), ("Ctrl+Return", "Ctrl+Enter"), "save", Group.WORK),
    ActionSpec("print", N_("Print what is in view"), ("Ctrl+P",), "print", Group.WORK),
    ActionSpec("undo", N_("Undo the last saved change"), ("Ctrl+Z",), "undo", Group.WORK),
    ActionSpec("back", N_("Back"), ("Esc", "Alt+Left"), "back", Group.WORK),
    ActionSpec("today", N_("Today"), ("Ctrl+1",), "today", Group.PAGES),
    ActionSpec("clients", N_("Clients"), ("Ctrl+2",), "clients", Group.PAGES),
    ActionSpec("institutions", N_("Institutions"), ("Ctrl+3",), "institutions", Group.PAGES),
    ActionSpec("referrals", N_("Referrals"), ("Ctrl+4",), "referrals", Group.PAGES),
    ActionSpec("tally", N_("Tally"), ("Ctrl+5",), "tally", Group.PAGES),
    ActionSpec("administration", N_("Administration"), ("Ctrl+6",), "administration", Group.PAGES),
    ActionSpec("zoom_in", N_("Larger"), ("Ctrl++", "Ctrl+=", "Ctrl+;"), "zoom-in", Group.VIEW),
    ActionSpec("zoom_out", N_("Smaller"), ("Ctrl+-",), "zoom-out", Group.VIEW),
    ActionSpec("zoom_reset", N_("Normal size"), ("Ctrl+0",), "zoom-reset", Group.VIEW),
    ActionSpec("scheme_system", N_("Light or dark as the system"), (), "theme", Group.VIEW),
    ActionSpec("scheme_light", N_("Light"), (), "theme", Group.VIEW),
    ActionSpec("scheme_dark", N_("Dark"), (), "theme", Group.VIEW),
    ActionSpec("import_files", N_("Import from Excel or CSV…"), (), "import", Group.CENTRE),
    ActionSpec("export_files", N_("Export…"), (), "export", Group.CENTRE),
    ActionSpec("lock", N_("Lock"), ("Ctrl+L",), "lock", Group.CENTRE),
    ActionSpec("set_pin", N_("Choose a PIN for today…"), (), "lock", Group.CENTRE),
    ActionSpec("help", N_("Explain this page"), ("F1",), "help", Group.HELP),
    ActionSpec("quit", N_("Quit"), ("Ctrl+Q",), "quit", Group.HELP),
)


def shown_keys(sequence: str) -> str:
    """Return a key sequence as the window writes it: ``Ctrl+Return`` is "Ctrl Enter"."""
    keys = QKeySequence(sequence).toString(QKeySequence.SequenceFormat.NativeText).replace("Return", "Enter")
    return keys.replace("+", " ").strip() if not keys.endswith("+") else keys[:-1].replace("+", " ") + "+"


class Actions(QObject):
    """The registry: an action exists for the user only once something is bound to it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._specs = {spec.id: spec for spec in SPECS}
        self._actions: dict[str, QAction] = {}
        self._rules: dict[str, Callable[[], bool]] = {}

    def bind(self, action_id: str, run: Callable[[], None], enabled: Callable[[], bool] | None = None) -> QAction:
        """Make an action do something, and when; KeyError for an unknown id, ValueError if it is bound already."""
        spec = self._specs[action_id]
        if action_id in self._actions:
            raise ValueError(f"{action_id} is bound already")
        action = QAction(_(spec.text), self._window)  # its icon is drawn when a menu shows it
        action.setObjectName(action_id)
        if spec.keys:
            action.setShortcuts([QKeySequence(keys) for keys in spec.keys])
            action.setToolTip(f"{_(spec.text)} ({shown_keys(spec.keys[0])})")
        action.triggered.connect(lambda _checked=False: run())
        self._window.addAction(action)
        self._actions[action_id] = action
        if enabled is not None:
            self._rules[action_id] = enabled
            action.setEnabled(enabled())
        return action

    def action(self, action_id: str) -> QAction:
        """Return a bound action; KeyError if nothing is bound to it."""
        return self._actions[action_id]

    def keys(self, action_id: str) -> str:
        """Return how the key of an action is written, "" if it has none; KeyError for an unknown id."""
        spec = self._specs[action_id]
        return shown_keys(spec.keys[0]) if spec.keys else ""

    def specs(self, group: Group) -> tuple[ActionSpec, ...]:
        """Return all actions of a group, bound or not."""
        return tuple(spec for spec in SPECS if spec.group is group)

    def bound(self, group: Group | None = None) -> Iterator[tuple[ActionSpec, QAction]]:
        """Go through the bound actions in the menu's order."""
        for spec in SPECS:
            if spec.id in self._actions and group in (None, spec.group):
                yield spec, self._actions[spec.id]

    def update(self) -> None:
        """Ask every rule again; the window calls it when the page, the focus or the data changes."""
        for action_id, rule in self._rules.items():
            self._actions[action_id].setEnabled(rule())

    def redress(self) -> None:
        """Draw the icons in the look in force, before a menu shows them."""
        for spec, action in self.bound():
            action.setIcon(icons.icon(spec.icon))
