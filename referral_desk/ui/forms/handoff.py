"""The rows that ask what happened: two facts and the way as chips with keys, who, when; and the badge beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from referral_desk.domain.codes import Channel
from referral_desk.i18n import _, render
from referral_desk.ui.forms.handoff_entry import (
    CLIENT_PRESENT,
    FACT_WORDS,
    RECEIVER_LIVE,
    BadgeState,
    HandoffEntry,
    LiveBadge,
)
from referral_desk.ui.look import px
from referral_desk.ui.widgets.cards import Card, IconMark
from referral_desk.ui.widgets.date_field import DateField
from referral_desk.ui.widgets.form import Form
from referral_desk.ui.widgets.handoff_badge import HandoffBadge, Warmness
from referral_desk.ui.widgets.layouts import boxed, column, row
from referral_desk.ui.widgets.side_by_side import SideBySide
from referral_desk.ui.widgets.text import Label
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips

FIRST_CHANNEL_KEY = 3


def channel_choices(*, to_come: bool = True) -> tuple[Choice, ...]:
    """Return the ways of a handoff as chips; ``to_come`` False leaves out the one that has not happened."""
    choices = (
        Choice(Channel.GOING_ALONG, _("Accompanied")),
        Choice(Channel.IN_PERSON, _("In person")),
        Choice(Channel.TELEPHONE, _("By phone")),
        Choice(Channel.ONLINE, _("Online")),
        Choice(Channel.LETTER, _("By letter")),
        Choice(Channel.LEAFLET, _("Gave a leaflet")),
        Choice(Channel.NOT_YET, _("Still to come")),
    )
    return choices if to_come else choices[:-1]


def show_row(form: Form, name: str, shown: bool) -> None:
    """Show or hide a row of a form with its label."""
    form_row = form.row(name)
    form_row.setVisible(shown)
    form_row.label.setVisible(shown)


class HandoffRows(QObject):
    """Adds the rows of a handoff to a form and keeps its :class:`HandoffEntry`; ``changed`` after every change.

    1 and 2 toggle the facts, 3 to 9 the way, wherever the focus is in one of the chip rows; text fields keep their
    digits. :meth:`press` lets the page hand on a key that no chip row took.
    """

    changed = Signal()

    def __init__(self, form: Form, today: Callable[[], date], *, to_come: bool = True) -> None:
        super().__init__(form)
        self.entry = HandoffEntry()
        self._form = form
        self.facts = ToggleChips(
            [Choice(code, render(FACT_WORDS[code])) for code in (CLIENT_PRESENT, RECEIVER_LIVE)],
            name=_("What happened"),
            exclusive=False,
        )
        self.channel = ToggleChips(channel_choices(to_come=to_come), name=_("How"), first_number=FIRST_CHANNEL_KEY)
        self.receiver = QLineEdit()
        self.receiver.setPlaceholderText(_("Who took part for the receiver"))
        self.along = QLineEdit()
        self.day = DateField(today=today)
        self.time = QLineEdit()
        self.time.setPlaceholderText(_("Time"))
        self.time.setAccessibleName(_("Time"))
        self.time.setMaximumWidth(px(6.5))
        self.when = SideBySide(self.day, self.time, stretch=(1, 0), narrow=16, gap=0.5)
        self.when.setFocusProxy(self.day)
        form.add_row("facts", _("What happened"), self.facts)
        form.add_row("channel", _("How"), self.channel)
        form.add_row("accompanied_by", _("Who went along"), self.along)
        form.add_row("receiver_name", _("Receiver"), self.receiver)
        form.add_row("on", _("When"), self.when)
        self.day.setAccessibleName(_("Day"))
        self.facts.changed.connect(self._facts_changed)
        self.channel.changed.connect(self._channel_changed)
        self.receiver.textEdited.connect(lambda text: self._set(replace(self.entry, receiver_name=text)))
        self.along.textEdited.connect(lambda text: self._set(replace(self.entry, accompanied_by=text)))
        self.time.textEdited.connect(lambda text: self._set(replace(self.entry, at=text)))
        self.day.changed.connect(lambda: self._set(replace(self.entry, on=self.day.day)))
        self.show_entry(self.entry)

    def show_entry(self, entry: HandoffEntry) -> None:
        """Fill the rows from the program."""
        self.entry = entry
        self.receiver.setText(entry.receiver_name)
        self.along.setText(entry.accompanied_by)
        self.day.set_day(entry.on)
        self.time.setText(entry.at)
        self._dress()

    def press(self, key: str) -> bool:
        """Do what the key beside a chip does; False if it belongs to no chip here."""
        return self.facts.press(key) or self.channel.press(key)

    def _facts_changed(self) -> None:
        self._set(self.entry.with_facts(self.facts.chosen()))

    def _channel_changed(self) -> None:
        code = self.channel.value()
        self._set(self.entry.with_channel(Channel(code) if code else None))

    def _set(self, entry: HandoffEntry) -> None:
        self.entry = entry
        self._dress()
        self.changed.emit()

    def _dress(self) -> None:
        entry = self.entry
        if self.facts.chosen() != entry.chosen_facts:
            self.facts.set_chosen(entry.chosen_facts)
        if self.channel.value() != entry.channel:
            self.channel.set_chosen([entry.channel] if entry.channel else [])
        show_row(self._form, "accompanied_by", entry.channel is Channel.GOING_ALONG)
        show_row(self._form, "receiver_name", not entry.to_come)
        self.time.setVisible(not entry.to_come)


def chip_key(event: QKeyEvent) -> str:
    """Return the key as chips name it where a chip has the focus, "" elsewhere: text fields keep what is typed."""
    focus = QApplication.focusWidget()
    while focus is not None and not isinstance(focus, ToggleChips):
        focus = focus.parentWidget()
    return event.text().upper() if focus is not None else ""


SIGNS = {BadgeState.WARM: Warmness.WARM, BadgeState.COLD: Warmness.COLD, BadgeState.TO_COME: Warmness.TO_COME}


class WarmthCard(Card):
    """The live badge: warm, or which fact is missing and what to do about it."""

    def __init__(self) -> None:
        super().__init__(padding=1.1, gap=0.6)
        self._badge = HandoffBadge(large=True)
        self._word = Label("", "section")
        self._recorded = Label("", "strong", wrap=True)
        self._facts = column(gap=0.25)
        self._advice = Label("", wrap=True)
        head = row(self._badge, self._word)
        head.addStretch(1)
        self.add(boxed(head))
        for part in (self._recorded, boxed(self._facts), self._advice):
            self.add(part)
        self._lines: dict[str, tuple[IconMark, Label]] = {}
        self._shown: LiveBadge | None = None

    @property
    def shown(self) -> LiveBadge | None:
        """What it says."""
        return self._shown

    def show_badge(self, badge: LiveBadge) -> None:
        """Say what the facts entered so far amount to."""
        if badge == self._shown:
            return
        self._shown = badge
        sign = SIGNS.get(badge.state)
        word = render(badge.word)
        self._badge.setVisible(sign is not None)
        self._word.setVisible(sign is None)
        self._word.setText(word)
        if sign is not None:
            self._badge.show_handoff(word, sign)
        self.set_tone("warm" if badge.state is BadgeState.WARM else "")
        for label, words in ((self._recorded, badge.recorded_as), (self._advice, badge.advice)):
            label.setText(render(words) if words else "")
            label.setVisible(words is not None)
        self._show_facts(badge)
        self.setAccessibleName(" ".join(render(part) for part in (badge.word, badge.recorded_as, badge.advice) if part))

    def _show_facts(self, badge: LiveBadge) -> None:
        while (item := self._facts.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if badge.state is BadgeState.BLANK:
            return
        for code, holds in badge.facts:
            mark = IconMark("check" if holds else "close", "accent_ink" if holds else "muted", 1.0)
            words = render(FACT_WORDS[code])
            said = Label(words if holds else _("{fact}: not so").format(fact=words), "" if holds else "muted")
            line = row(mark, said, gap=0.4)
            line.addStretch(1)
            self._facts.addWidget(boxed(line))
