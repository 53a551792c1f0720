"""Finding the place that suits a person: what she needs at the left, what comes into question and why at the right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QScrollArea, QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.finding import Doubt, Match, Wish, doubts
from referral_desk.i18n import _, language, ngettext, render
from referral_desk.services import finding
from referral_desk.ui.dates import local_now, weekday_names
from referral_desk.ui.forms.fields import CodeBox, TextField, tick
from referral_desk.ui.institution_words import meeting_words, stale_question
from referral_desk.ui.look import px
from referral_desk.ui.pages.institution_taps import InstitutionTaps
from referral_desk.ui.pages.phone_sheet import sheet_button, show_phone_sheet
from referral_desk.ui.pages.showing import show_paper
from referral_desk.ui.tasks import LatestOnly
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import Card
from referral_desk.ui.widgets.form import Form
from referral_desk.ui.widgets.layouts import FlowBox, boxed, clear, column, row, scrolled
from referral_desk.ui.widgets.text import Label
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips
from referral_desk.ui.workplace import Workplace

SHOWN = 20
"""Who needs more than the best twenty narrows the wish instead."""

ON_PAPER = 6
"""A longer list helps nobody to choose."""

_FAMILY, _PERSON, _ANONYMOUS, _ROOM = "family", "person", "anonymous", "room"
_HOURS = {
    "morning": (None, time(13)),
    "afternoon": (time(12), time(18)),
    "evening": (time(17), None),
}
"""When a meeting begins at the earliest and ends at the latest; 12 to 13 and 17 to 18 belong to both."""


class FindingDialog(QDialog):
    """Ranks as one answers. ``refer`` gets the id of the institution chosen; nothing here is about a named person.

    ``target`` and ``for_family`` begin the answers, as from a path of SBIRTS; ``client_id`` is whose, for the sheets
    for the phone.
    """

    def __init__(
        self,
        work: Workplace,
        refer: Callable[[int], None],
        *,
        target: str = "",
        for_family: bool = False,
        client_id: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(_("Find the right place"))
        self._work = work
        self._refer = refer
        self._client_id = client_id
        self._reads = LatestOnly(work.tasks)
        self.matches: tuple[Match, ...] = ()
        self.ticks: dict[int, QCheckBox] = {}
        self.refer_buttons: dict[int, Button] = {}
        self.verify_buttons: dict[int, Button] = {}
        self.taps = InstitutionTaps(work, self)
        self.sheet_buttons: dict[int, Button] = {}
        self._chosen: list[int] = []
        self._make_wish(target, for_family)
        self.count = Label("", "section")
        self._cards = column(gap=0.5)
        asked, found = _scrolled(self.form), _scrolled(boxed(self._cards))
        asked.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        both = row(asked, boxed(column(self.count, found, gap=0.4)), gap=1.2)
        both.setStretch(0, 2)
        both.setStretch(1, 3)
        self.print_button = Button(_("Print the list"), self.print_list, icon="print")
        work.permit(Action.ISSUE_DOCUMENT, self.print_button)
        buttons = row(self.print_button, Button(_("Close"), self.reject, keys="Esc", kind="quiet"), gap=0.6)
        buttons.insertStretch(1, 1)
        remark = _("It orders what the directory knows; you decide together with the client.")
        layout = column(
            Label(_("Find the right place"), "title", wrap=True),
            Label(remark, "muted", wrap=True),
            boxed(both),
            boxed(buttons),
            margins=1.2,
            gap=0.6,
        )
        layout.setStretch(2, 1)
        self.setLayout(layout)
        room = self.screen().availableGeometry()
        self.resize(min(px(84), room.width() - px(2)), min(px(48), room.height() - px(3)))
        self.finished.connect(lambda _result: self._reads.drop())
        self._ask()

    def _make_wish(self, target: str, for_family: bool) -> None:
        codes = self._work.centre.codes
        self.target = CodeBox(codes.targets.items, blank=_("Any"), chosen=target)
        self.who = ToggleChips(
            (Choice(_PERSON, _("The person")), Choice(_FAMILY, _("The family"))),
            name=_("Who goes there"),
            keep_one=True,
            first_number=0,
            chosen=(_FAMILY if for_family else _PERSON,),
        )
        self.area = TextField(placeholder=_("Any part of an address"))
        names = weekday_names()
        self.weekdays = ToggleChips(
            tuple(Choice(str(day), name) for day, name in enumerate(names)),
            name=_("Weekdays"),
            exclusive=False,
            first_number=0,
        )
        self.hours = ToggleChips(
            (
                Choice("morning", _("Morning")),
                Choice("afternoon", _("Afternoon")),
                Choice("evening", _("Evening")),
            ),
            name=_("Time of day"),
            first_number=0,
        )
        self.needs = ToggleChips(
            (Choice(_ANONYMOUS, _("Without a real name")), Choice(_ROOM, _("Has room now"))),
            name=_("Also"),
            exclusive=False,
            first_number=0,
        )
        self.form = Form(gap=0.7)
        self.form.add_row("target", _("What it is about"), self.target)
        self.form.add_row("who", _("Who goes there"), self.who)
        self.form.add_row("area", _("Near"), self.area)
        hint = _("Meetings of the next five weeks are looked at.")
        self.form.add_row("weekdays", _("Weekdays"), self.weekdays, hint=hint)
        self.form.add_row("hours", _("Time of day"), self.hours)
        self.form.add_row("needs", _("Also"), self.needs)
        self.target.picked.connect(lambda _code: self._ask())
        self.area.textChanged.connect(lambda _text: self._ask())
        for chips in (self.who, self.weekdays, self.hours, self.needs):
            chips.changed.connect(self._ask)

    @property
    def wish(self) -> Wish:
        """What is asked for now."""
        earliest, latest = _HOURS.get(self.hours.value() or "", (None, None))
        needs = self.needs.chosen()
        return Wish(
            target=self.target.code,
            for_family=self.who.value() == _FAMILY,
            area=self.area.text(),
            weekdays=tuple(int(day) for day in self.weekdays.chosen()),
            earliest=earliest,
            latest=latest,
            anonymous=_ANONYMOUS in needs,
            needs_room=_ROOM in needs,
        )

    # --- what comes into question -------------------------------------------------------------------------------

    def _ask(self) -> None:
        centre, wish = self._work.centre, self.wish
        now = local_now(centre.today())
        self._reads.run(lambda _work: finding.find(centre, wish, now), self._show)

    def _show(self, matches: tuple[Match, ...]) -> None:
        self.matches = matches
        shown = matches[:SHOWN]
        there = {match.institution.id for match in shown}
        self._chosen = [each for each in self._chosen if each in there]
        clear(self._cards)
        self.ticks, self.refer_buttons, self.verify_buttons, self.sheet_buttons = {}, {}, {}, {}
        count = len(matches)
        words = ngettext("{count} place comes into question", "{count} places come into question", count)
        self.count.setText(words.format(count=count) if matches else _("Nothing in the directory fits"))
        if not matches:
            self._cards.addWidget(Label(_("Ask for less, or enter the place in the directory."), "muted", wrap=True))
        for match in shown:
            self._cards.addWidget(self._card(match))
        if count > SHOWN:
            more = _("The best {count} are shown. Say more of what is needed.").format(count=SHOWN)
            self._cards.addWidget(Label(more, "hint", wrap=True))
        self._may_print()

    def _card(self, match: Match) -> Card:
        each, codes, lang = match.institution, self._work.centre.codes, language()
        card = Card(gap=0.3, padding=0.8)
        box = tick(_("On the list"), each.id in self._chosen)
        box.setAccessibleName(_("{name} on the list").format(name=each.name))
        box.toggled.connect(partial(self._ticked, each.id))
        self.ticks[each.id] = box
        button = Button(_("Refer there"), partial(self._go, each.id), compact=True)
        button.setAccessibleName(_("Refer to {name}").format(name=each.name))
        self._work.permit(Action.SAVE_REFERRAL, button)
        self.refer_buttons[each.id] = button
        head = row(Label(each.name, "section", wrap=True), box, button, gap=0.6)
        head.setStretch(0, 1)
        card.add(boxed(head))
        kind = (codes.institution_kinds.label(each.kind, lang), codes.targets.label(each.target, lang), each.venue)
        card.add(Label("  ".join(part for part in kind if part), "muted", wrap=True))
        if match.meetings:
            when = _(", ").join(meeting_words(start) for start in match.meetings)
            card.add(Label(_("Next: {meetings}").format(meetings=when), wrap=True))
        if match.why:
            card.add(Label("✓ " + "  ✓ ".join(render(why) for why in match.why), wrap=True))
        if match.against:
            card.add(Label("△ " + "  △ ".join(render(why) for why in match.against), "muted", wrap=True))
        centre = self._work.centre
        if Doubt.STALE in doubts(each, centre.today(), centre.settings.verify_after_days):
            yes = Button(_("Yes, verified today"), partial(self.taps.verify, each.id, then=self._ask), compact=True)
            yes.setAccessibleDescription(each.name)
            self._work.permit(Action.SAVE_INSTITUTION, yes)
            self.verify_buttons[each.id] = yes
            card.add(boxed(row(Label(stale_question(each), "note", wrap=True), yes, gap=0.6)))
        if each.contact_name or each.phone:
            call = "  ".join(part for part in (each.contact_name, each.phone, each.contact_hours) if part)
            card.add(Label(f"☎ {call}", "hint", wrap=True))
        sheet = sheet_button(self._work, partial(self._phone, each.id), name=each.name)
        self.sheet_buttons[each.id] = sheet
        card.add(FlowBox(sheet))
        return card

    # --- what is done with it -----------------------------------------------------------------------------------

    def _go(self, institution_id: int) -> None:
        self.accept()
        self._refer(institution_id)

    def _phone(self, institution_id: int) -> None:
        show_phone_sheet(self._work, self, institution_id, self._client_id)

    def _ticked(self, institution_id: int, on: bool) -> None:
        if not on:
            self._chosen.remove(institution_id)
        elif len(self._chosen) < ON_PAPER:
            self._chosen.append(institution_id)
        else:
            box = self.ticks[institution_id]
            with QSignalBlocker(box):
                box.setChecked(False)
            self._work.says.tell(
                _("At most {count} places go onto one list. Take one off first.").format(count=ON_PAPER)
            )
        self._may_print()

    def _may_print(self) -> None:
        self.print_button.setEnabled(bool(self._chosen))
        self.print_button.setToolTip("" if self._chosen else _("Tick the places that are to stand on it."))

    def print_list(self) -> None:
        """Show the list of the ticked places, in the order in which they were ticked."""
        centre, chosen, lang = self._work.centre, tuple(self._chosen), language()
        now = local_now(centre.today())
        show_paper(
            self._work,
            self,
            lambda: finding.place_list(centre, chosen, now, language=lang),
            _("List of places"),
            "places.pdf",
        )


def _scrolled(content: QWidget) -> QScrollArea:
    """Return ``content`` at the head of a page that scrolls, with room beside its bar."""
    whole = column(content, margins=(0, 0, 0.6, 0))
    whole.addStretch(1)
    area = scrolled(boxed(whole))
    area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return area
