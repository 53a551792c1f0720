"""The screening form: tool, version, scores, and beside them what they come to. Items have numbers, never words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from referral_desk.domain.codes import CodeBook, Zone
from referral_desk.domain.screening import NOT_A_DIAGNOSIS, threshold
from referral_desk.i18n import _, language, render
from referral_desk.ui.forms.fields import CodeBox, TextField
from referral_desk.ui.forms.screening_presenter import ScreeningPresenter
from referral_desk.ui.look import px
from referral_desk.ui.widgets.cards import Card, IconMark
from referral_desk.ui.widgets.date_field import DateField
from referral_desk.ui.widgets.form import Form, NoteField
from referral_desk.ui.widgets.layouts import boxed, column, row
from referral_desk.ui.widgets.score_rows import ScoreRows
from referral_desk.ui.widgets.side_by_side import SideBySide
from referral_desk.ui.widgets.text import Label, show_if
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips


class ScreeningForm(QWidget):
    """Shows what its presenter holds and forwards what is entered; a stored screening keeps its tool."""

    def __init__(self, presenter: ScreeningPresenter, codes: CodeBook, today: Callable[[], date]) -> None:
        super().__init__()
        self._presenter = presenter
        self._codes = codes
        self.form = Form(gap=0.6)
        tools = [Choice(tool.code, tool.label(language())) for tool in codes.screening_tools.items]
        self.tool = ToggleChips(tools, name=_("Tool"), keep_one=True, first_number=0)
        self.form.add_row("tool", _("Tool"), self.tool, required=True)
        self.day = DateField(today=today)
        self.form.add_row("on", _("Day of the screening"), self.day, required=True)
        self.drinks = ToggleChips((), name=_("One drink"), keep_one=True, first_number=0)
        self.form.add_row("drink_grams", _("One drink"), self.drinks)
        self.profile = CodeBox((), blank="")
        self.form.add_row("profile", _("Read by"), self.profile)
        self.items = ScoreRows()
        hint = _("Press the digit of the score: the next item follows. The wording stands on your own sheet.")
        self.form.add_row("items", _("Scores"), self.items, hint=hint)
        self.total = TextField()
        self.total.setMaximumWidth(px(7))
        self.form.add_row("total", _("Total score"), self.total)
        self.note = NoteField(lines=2)
        self.form.add_row("note", _("Note"), self.note)
        self.result = ScreeningResult(presenter, codes)
        whole = column(SideBySide(self.form, self.result, stretch=(64, 36), narrow=52, gap=1.2))
        whole.addStretch(1)  # or a short tool's rows would be drawn apart over the height of the window
        self.setLayout(whole)
        self._fill()
        self._connect()

    def _connect(self) -> None:
        self.tool.changed.connect(self._tool)
        self.tool.tapped.connect(lambda: self.first_field().setFocus(Qt.FocusReason.OtherFocusReason))
        self.day.changed.connect(self._day)
        self.drinks.changed.connect(lambda: self._put(drink_grams=int(self.drinks.value() or 0)))
        self.profile.picked.connect(lambda code: self._put(profile=code))
        self.items.answered.connect(self._answered)
        self.total.textEdited.connect(self._total)
        self.note.textChanged.connect(lambda: self._put(note=self.note.toPlainText()))

    def _fill(self) -> None:
        presenter, draft = self._presenter, self._presenter.draft
        self.tool.set_chosen([draft.tool])
        self.form.show_row("tool", presenter.screening is None)
        self.day.set_day(draft.on)
        if typed := presenter.typed("on"):
            self.day.type_in(typed)
        self.note.setPlainText(draft.note)
        self._dress()

    def _dress(self) -> None:
        """Show what the tool in use asks."""
        presenter, draft, tool = self._presenter, self._presenter.draft, self._presenter.tool
        sizes = [Choice(str(grams), drink_words(grams)) for grams in tool.drink_sizes]
        self.drinks.set_choices(sizes)
        self.drinks.set_chosen([str(draft.drink_grams)])
        self.form.show_row("drink_grams", bool(sizes))
        self.profile.clear()
        for profile in tool.profiles:
            self.profile.addItem(profile.label(language()), profile.code)
        self.profile.choose(draft.profile)
        self.form.show_row("profile", len(tool.profiles) > 1)
        self.form.show_row("items", presenter.by_items)
        if presenter.by_items:
            self.items.show_items(tool.item_scores, draft.items)
        self.form.show_row("total", not presenter.by_items)
        if not presenter.by_items:
            self.total.setText(presenter.typed("total") or ("" if draft.total is None else str(draft.total)))
            between = _("0 to {maximum}. The items stand on your own sheet.").format(maximum=tool.maximum)
            self.form.row("total").set_hint(between)
        self.result.say()

    def _tool(self) -> None:
        self._presenter.choose_tool(self.tool.value() or "")
        self.form.clear_problems()
        self._dress()

    def _day(self) -> None:
        self._presenter.unread("on", self.day.text(), self.day.problem)
        self._put(on=self.day.day)

    def _answered(self, number: int, score: int | None) -> None:
        self._presenter.answer(number, score)
        self.form.row("items").set_error("")
        self.result.say()

    def _total(self, text: str) -> None:
        self._presenter.put_total(text)
        self.result.say()

    def _put(self, **values: object) -> None:
        self._presenter.put(replace(self._presenter.draft, **values))  # type: ignore[arg-type]
        self.result.say()

    def first_field(self) -> QWidget:
        """Where one begins to answer."""
        return self.items if self._presenter.by_items else self.total


class ScreeningResult(Card):
    """The total so far, the zones with those that are possible, and what is suggested next."""

    def __init__(self, presenter: ScreeningPresenter, codes: CodeBook) -> None:
        super().__init__(padding=1.0, gap=0.4)
        self._presenter = presenter
        self._codes = codes
        self._total = Label("", "title")
        self._missing = Label("", "hint", wrap=True)
        self._zones = column(gap=0.25)
        self._suggested = Label("", "strong", wrap=True)
        self._sex = Label(_("The client’s sex is not recorded: the lower threshold is used."), "hint", wrap=True)
        for part in (self._total, self._missing, boxed(self._zones), self._suggested, self._sex):
            self.add(part)
        self.add(Label(_(NOT_A_DIAGNOSIS), "muted", wrap=True))
        self.body.addStretch(1)

    def say(self) -> None:
        """Say what the answers come to now."""
        presenter, score = self._presenter, self._presenter.score
        if score is None:
            words = "—"
        elif score.total is not None:
            words = _("{total} of {maximum}").format(total=score.total, maximum=presenter.tool.maximum)
        else:
            words = _("{least} to {most} of {maximum}").format(
                least=score.least, most=score.most, maximum=presenter.tool.maximum
            )
        self._total.setText(words)
        missing = score.missing if score is not None else ()
        self._missing.setText(_("{count} items to go").format(count=len(missing)) if missing else "")
        show_if(self._missing, bool(missing))
        self._show_zones()
        suggested = presenter.suggested
        self._suggested.setText(render(suggested) if suggested else "")
        show_if(self._suggested, suggested is not None)
        show_if(self._sex, presenter.lower_threshold)

    def _show_zones(self) -> None:
        while (item := self._zones.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        profile, possible = self._presenter.profile, self._presenter.zones
        if profile is None:
            return
        starts = [threshold(zone, self._presenter.sex) for zone in profile.zones]
        ends = [*(start - 1 for start in starts[1:]), self._presenter.tool.maximum]
        for zone, start, end in zip(profile.zones, starts, ends, strict=True):
            self._zones.addWidget(self._zone_line(zone, start, end, possible))

    def _zone_line(self, zone: Zone, start: int, end: int, possible: tuple[Zone, ...]) -> QWidget:
        certain = possible == (zone,)
        words = f"{start}–{end}  {zone.label(language())}"
        if zone in possible and not certain:
            words = _("{zone} (still possible)").format(zone=words)
        mark = IconMark("check" if certain else "info", "accent_ink" if zone in possible else "muted", 1.0)
        show_if(mark, certain)
        line = row(mark, Label(words, "strong" if certain else "" if zone in possible else "muted", wrap=True), gap=0.4)
        line.setStretch(1, 1)
        return boxed(line)


def drink_words(grams: int) -> str:
    """Return how much alcohol one drink holds, in words."""
    if grams == 20:
        return _("20 g of alcohol (1 unit)")
    return _("{grams} g of alcohol").format(grams=grams)
