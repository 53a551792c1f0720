"""What can be done with a node of the eco-map: open it, say how the tie is, give it back to the layout."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import TypeVar

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.codes import Code, CodeList, Direction, Quality, Strength
from referral_desk.domain.ecomap import EcoNode, Opens, TieFacts
from referral_desk.i18n import _, language
from referral_desk.ui.workplace import Workplace

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True)
class NodeCommands:
    """What the entries of the menu run; ``put_tie`` gets how the tie is from now on."""

    open: Callable[[EcoNode], None]
    put_tie: Callable[[EcoNode, TieFacts], None]
    put_back: Callable[[EcoNode], None]


def node_menu(work: Workplace, node: EcoNode, commands: NodeCommands, parent: QWidget) -> QMenu:
    """Return the menu of a node; what the role does not allow is not offered."""
    menu = QMenu(parent)
    subject = node.subject
    menu.setAccessibleName(subject.name)
    if subject.opens not in (Opens.NOTHING, Opens.BOARD):
        menu.addAction(_("Open"), partial(commands.open, node))
    recorded = subject.engagement_id is not None or subject.supporter_id is not None
    action = Action.SAVE_ENGAGEMENT if subject.engagement_id is not None else Action.SAVE_SUPPORTER
    if recorded and subject.tie is not None and work.may(action):
        _add_tie(menu, work, node, subject.tie, commands)
    if node.moved and work.may(Action.ARRANGE_ECOMAP):
        menu.addSeparator()
        menu.addAction(_("Put it back where it was"), partial(commands.put_back, node))
    return menu


def _add_tie(menu: QMenu, work: Workplace, node: EcoNode, tie: TieFacts, commands: NodeCommands) -> None:
    codes = work.centre.codes

    def strength(chosen: Strength | None) -> None:
        commands.put_tie(node, replace(tie, strength=chosen))

    def quality(chosen: Quality | None) -> None:
        commands.put_tie(node, replace(tie, quality=chosen))

    def direction(chosen: Direction | None) -> None:
        commands.put_tie(node, replace(tie, direction=chosen))

    _add_choices(menu, _("How strong"), Strength, codes.strengths, tie.strength, strength)
    _add_choices(menu, _("How it is"), Quality, codes.qualities, tie.quality, quality)
    _add_choices(menu, _("Who acts"), Direction, codes.directions, tie.direction, direction)


def _add_choices(
    menu: QMenu,
    heading: str,
    of: type[E],
    labels: CodeList[Code],
    now: E | None,
    choose: Callable[[E | None], None],
) -> None:
    """Add one fact of the tie with its answers, the one that is recorded checked."""
    menu.addSection(heading)
    group = QActionGroup(menu)
    for answer in (*of, None):
        words = labels.label(answer, language()) if answer is not None else _("Not recorded")
        entry: QAction = menu.addAction(words, partial(choose, answer))
        entry.setCheckable(True)
        entry.setChecked(answer is now)
        group.addAction(entry)
