"""The right side of Today: how warm the month is, tonight's meetings, entries to verify."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from referral_desk.domain.chart_attended import AttendedCount, attended_chart
from referral_desk.domain.chart_words import ChartWords
from referral_desk.domain.codes import CodeBook
from referral_desk.domain.followup import Desk, MeetingToday, StaleEntry, WarmthOfMonth
from referral_desk.domain.tally_counts import rate
from referral_desk.i18n import _, language
from referral_desk.ui.institution_words import verified_words
from referral_desk.ui.permits import forbid
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import Card, RowCard, SectionHeader
from referral_desk.ui.widgets.chart_view import ChartView
from referral_desk.ui.widgets.layouts import boxed, column, row
from referral_desk.ui.widgets.link_label import LinkLabel
from referral_desk.ui.widgets.text import ElidedLabel, Label


def percent(part: int, base: int) -> str:
    """Return a rate for a head, without decimals; a dash where there is no base."""
    share = rate(part, base)
    return "—" if share is None else f"{share:.0f}%"


class WarmthOfMonthCard(Card):
    """The month's warm rate, and how many arrived after a warm handoff and otherwise."""

    def __init__(self, codes: CodeBook) -> None:
        super().__init__(gap=0.35)
        self._codes = codes
        self._figure = Label("", "figure")
        self._base = Label("", "hint")
        words = column(Label(_("Warm handoffs")), self._base, gap=0.25)
        head = row(self._figure, gap=0.8)
        head.addWidget(boxed(words), 1, Qt.AlignmentFlag.AlignVCenter)
        self._bars = ChartView(name=_("Attended after the handoff"))
        self._remark = Label("", "hint", wrap=True)
        for part in (boxed(head), Label(_("Attended after the handoff"), "hint"), self._bars, self._remark):
            self.add(part)

    def show_warmth(self, warmth: WarmthOfMonth) -> None:
        """Show the figures of one month."""
        self._figure.setText(percent(warmth.warm, warmth.happened))
        self._base.setText(
            _("{warm} of {happened} · last month {last}").format(
                warm=warmth.warm,
                happened=warmth.happened,
                last=percent(warmth.last_month_warm, warmth.last_month_happened),
            )
        )
        counts = (
            AttendedCount("warm", *warmth.attended_after_warm),
            AttendedCount("contact", *warmth.attended_after_staff_or_letter),
            AttendedCount("information", *warmth.attended_after_information),
        )
        self._bars.show_chart(attended_chart(counts, ChartWords(self._codes, language(), _)))
        self._remark.setText(_("Last twelve months; n is the number of referrals, the line is the 95% interval"))


class DeskSide(QWidget):
    """Warmth, meetings, stale entries; opens institutions, and verifies an entry in one tap."""

    def __init__(
        self,
        codes: CodeBook,
        open_institution: Callable[[int], None],
        verify: Callable[[StaleEntry], None],
        *,
        may_verify: bool = True,
    ) -> None:
        super().__init__()
        self._may_verify = may_verify
        self._codes = codes
        self._open = open_institution
        self._verify = verify
        self._warmth = WarmthOfMonthCard(codes)
        self._meetings_head = SectionHeader(_("Meetings today"))
        self._meetings = RowCard()
        self._stale_head = SectionHeader("")
        self._stale = RowCard()
        layout = column(
            SectionHeader(_("Handoffs this month")),
            self._warmth,
            self._meetings_head,
            self._meetings,
            self._stale_head,
            self._stale,
            gap=0.1,
        )
        layout.addStretch(1)
        self.setLayout(layout)
        self._shown: tuple[object, ...] = ()

    def show_desk(self, desk: Desk) -> None:
        """Show what the desk says."""
        shown = (desk.warmth, desk.meetings, desk.stale, desk.stale_count)
        if shown == self._shown:
            return
        self._shown = shown
        self._warmth.show_warmth(desk.warmth)
        self._meetings.clear()
        for meeting in desk.meetings:
            self._meetings.add_row(Label(f"{meeting.starts:%H:%M}", "figures"), self._meeting(meeting), stretch=1)
        self._stale.clear()
        for entry in desk.stale:
            check = Button(
                _("Verified"),
                partial(self._verify, entry),
                compact=True,
                tooltip=_("Note that the entry was checked with the institution today"),
            )
            check.setAccessibleName(_("Verified: {name}").format(name=entry.institution_name))
            if not self._may_verify:
                forbid(check)
            self._stale.add_row(self._stale_entry(entry), check)
        self._stale_head.set_text(
            _("Entries to verify {count}").format(count=desk.stale_count),
            _("the oldest first") if desk.stale_count > len(desk.stale) else "",
        )
        for head, card, wanted in (
            (self._meetings_head, self._meetings, desk.meetings),
            (self._stale_head, self._stale, desk.stale),
        ):
            head.setVisible(bool(wanted))
            card.setVisible(bool(wanted))

    def _meeting(self, meeting: MeetingToday) -> QWidget:
        words = [self._codes.targets.label(meeting.target, language()), meeting.venue]
        name = LinkLabel(meeting.institution_name, lambda: self._open(meeting.institution_id))
        remark = " · ".join(word for word in words if word)
        return _named(name, remark)

    def _stale_entry(self, entry: StaleEntry) -> QWidget:
        name = LinkLabel(entry.institution_name, lambda: self._open(entry.institution_id))
        words = _("last verified: {when}").format(when=verified_words(entry.verified_on))
        return _named(name, words)


def _named(name: QWidget, remark: str) -> QWidget:
    lines = column(name, gap=0.1)
    if remark:
        lines.addWidget(ElidedLabel(remark, "hint"))
    return boxed(lines)
