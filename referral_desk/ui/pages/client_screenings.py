"""A client's screenings: the trend of what can be compared, each with its score, corrected and taken back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.chart_screening import comparable, screening_chart
from referral_desk.domain.client import Client
from referral_desk.domain.screening import NOT_A_DIAGNOSIS, Screening, zone_label
from referral_desk.i18n import _, language
from referral_desk.services.screenings import ScreeningsOfClient
from referral_desk.ui.dates import short_date
from referral_desk.ui.pages.entry_lines import entry_lines, in_short
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import Card, RowCard, SectionHeader
from referral_desk.ui.widgets.chart_view import ChartView
from referral_desk.ui.widgets.layouts import FlowBox, clear, column
from referral_desk.ui.widgets.text import Label, show_if
from referral_desk.ui.workplace import Workplace

_CHARTS = 2


class ClientScreenings(QWidget):
    """``add`` begins a new screening, ``change`` corrects one, ``remove`` takes one back."""

    def __init__(
        self,
        work: Workplace,
        *,
        add: Callable[[], None],
        change: Callable[[Screening], None],
        remove: Callable[[Screening], None],
    ) -> None:
        super().__init__()
        self._work = work
        self._change, self._remove = change, remove
        self.add_button = Button(_("New screening"), add, compact=True, icon="add")
        work.permit(Action.SAVE_SCREENING, self.add_button)
        head = SectionHeader(_("Screenings"))
        head.add(self.add_button)
        self._charts = column(gap=0.5)
        self.made = RowCard()
        self.nothing = Label(_("No screening has been recorded yet."), "muted", wrap=True)
        layout = column(
            head, self.nothing, self._charts_box(), self.made, Label(_(NOT_A_DIAGNOSIS), "hint", wrap=True), gap=0.45
        )
        layout.addStretch(1)
        self.setLayout(layout)

    def _charts_box(self) -> QWidget:
        self._box = QWidget()
        self._box.setLayout(self._charts)
        return self._box

    def clear(self) -> None:
        """Show nothing: another client's are being read."""
        clear(self._charts)
        self.made.clear()
        for widget in (self.made, self.nothing, self._box):
            show_if(widget, False)

    def show_screenings(self, client: Client, found: ScreeningsOfClient) -> None:
        """Show what was found of ``client``."""
        self.clear()
        codes, lang = self._work.centre.codes, language()
        drawn = [group for group in comparable(found.screenings) if len(group) > 1][:_CHARTS]
        for group in drawn:
            chart = screening_chart(group, client.sex, codes, lang, _)
            view = ChartView(name=_("{tool} over time").format(tool=chart.says.heading))
            view.show_chart(chart)
            self._charts.addWidget(Card(Label(chart.says.title, "strong", wrap=True), view))
        for each in found.screenings:
            corrected = len(found.corrections.get(each.id, ()))
            self.made.add_row(self._words(each, corrected), self._buttons(each))
        show_if(self._box, bool(drawn))
        show_if(self.made, bool(found.screenings))
        show_if(self.nothing, not found.screenings)

    def _words(self, each: Screening, corrected: int) -> QWidget:
        codes, lang = self._work.centre.codes, language()
        tool = codes.screening_tools.label(each.tool, lang)
        zone = zone_label(each, codes, lang)
        score = _("{tool} {total}").format(tool=tool, total=each.total)
        lines = [Label(f"{score}  {zone}".strip(), "strong", wrap=True)]
        about = [short_date(each.on), each.staff_name]
        if each.drink_grams:
            about.append(_("1 drink = {grams} g").format(grams=each.drink_grams))
        if corrected:
            about.append(_("corrected {count} times").format(count=corrected))
        lines.append(Label("  ".join(part for part in about if part), "muted", wrap=True))
        if each.note:
            lines.append(Label(in_short(each.note), "hint", wrap=True))
        return entry_lines(*lines)

    def _buttons(self, each: Screening) -> QWidget:
        day = short_date(each.on)
        change = Button(_("Correct"), partial(self._change, each), compact=True)
        change.setAccessibleName(f"{_('Correct')} {day}")
        remove = Button(_("Take back…"), partial(self._remove, each), compact=True, kind="quiet")
        remove.setAccessibleName(f"{_('Take back…')} {day}")
        self._work.permit(Action.SAVE_SCREENING, change, remove)
        return FlowBox(change, remove, gap=0.35)
