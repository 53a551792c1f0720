"""The month's form on paper: every table of the tally in words, and its charts with theirs.

What is counted and rounded stands in :mod:`referral_desk.domain.tally`; here it is only worded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from referral_desk.domain.calendar import (
    Period,
    english_fiscal_year_name,
    english_month,
    era_month,
    fiscal_year_name,
)
from referral_desk.domain.centre import CentreSettings
from referral_desk.domain.charts import Chart
from referral_desk.domain.closed_month import ClosedMonth
from referral_desk.domain.codes import Code, CodeBook, CodeList, HandoffMode
from referral_desk.domain.documents.text import About, date_for
from referral_desk.domain.messages import Gettext
from referral_desk.domain.tally import HandoffRow, ServiceRow, ShareRow, Tally, persons_are_reported


@dataclass(frozen=True)
class Figures:
    """One table: ``columns`` and each row begin with the row's name, the rest are figures as printed.

    ``total`` is "" in every place where it has no row; ``note`` stands under the table.
    """

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class TallyPage:
    """The form of a month, a range or a fiscal year. ``warning`` says what it is narrowed to, "" for nothing."""

    about: About
    title: str
    state: str
    closings: tuple[str, ...]
    centre: str
    made_on: str
    services: Figures
    categories: Figures
    factors: Figures
    handoffs: Figures
    modes: Figures
    engagements: Figures
    benefits: Figures
    charts: tuple[Chart, ...] = ()
    chart_tables: tuple[Figures, ...] = ()
    """The figures behind the charts, in their order."""
    charts_title: str = ""
    warning: str = ""


def period_name(first: date, last: date, language: str, tr: Gettext) -> str:
    """Return how a period is called: 令和8年10月, 令和8年度, or from month to month, or from day to day."""
    period = Period(first, last)
    month = english_month if language == "en" else era_month
    year = english_fiscal_year_name if language == "en" else fiscal_year_name
    if period == Period.month(first.year, first.month):
        return month(first.year, first.month)
    if period == Period.fiscal_year(first.year):
        return year(first.year)
    if period == Period.months((first.year, first.month), (last.year, last.month)):
        words = (month(first.year, first.month), month(last.year, last.month))
    else:
        words = (date_for(first, language), date_for(last, language))
    return tr("{first} to {last}").format(first=words[0], last=words[1])


def compose_tally_page(
    *,
    tally: Tally,
    centre: CentreSettings,
    codes: CodeBook,
    language: str,
    tr: Gettext,
    made_on: date,
    closings: Sequence[ClosedMonth] = (),
    charts: Sequence[Chart] = (),
    narrowed: str = "",
) -> TallyPage:
    """Freeze a tally as the form says it; ``made_on`` is the day of printing, ``closings`` hold of its months, and
    ``charts`` stand behind the figures. ``narrowed`` is the sentence that narrowed figures need over them.
    """
    name = period_name(tally.first, tally.last, language, tr)
    is_month = Period(tally.first, tally.last) == Period.month(tally.first.year, tally.first.month)
    title = (tr("Monthly report, {period}") if is_month else tr("Report, {period}")).format(period=name)
    state = tr("Closed: as submitted") if tally.closed else tr("Not closed: figures may change")
    if narrowed:
        title = tr("{title} (narrowed)").format(title=title)
        state = tr("Not the figures to be submitted")
    writer = _Writer(tally, codes, language, tr)
    return TallyPage(
        about=About(language, title, centre.name),
        title=title,
        state=state,
        closings=tuple(closing_line(each, language, tr) for each in closings),
        centre="\u3000".join(part for part in (centre.name, centre.department) if part),
        made_on=tr("Made on {date}").format(date=date_for(made_on, language)),
        services=writer.services(),
        categories=writer.shares(tr("By category"), tally.by_category, codes.contact_categories, total=True),
        factors=writer.shares(tr("By factor (stated again)"), tally.by_factor, codes.factors, total=False),
        handoffs=writer.handoffs(),
        modes=writer.modes(),
        engagements=writer.engagements(),
        benefits=writer.benefits(),
        charts=tuple(charts),
        chart_tables=tuple(_behind(chart) for chart in charts),
        charts_title=tr("Charts"),
        warning=narrowed,
    )


def closing_line(closed: ClosedMonth, language: str, tr: Gettext) -> str:
    """Return who closed a month and when, and where the audit trail ended then: the paper keeps it outside."""
    month = english_month if language == "en" else era_month
    return tr("{month}: closed on {date} by {name}. End of the audit trail: {head}").format(
        month=month(closed.year, closed.month),
        date=date_for(closed.closed_at.astimezone().date(), language),
        name=closed.closed_by,
        head=closed.head,
    )


@dataclass(frozen=True)
class _Writer:
    tally: Tally
    codes: CodeBook
    language: str
    tr: Gettext

    def services(self) -> Figures:
        tally, tr = self.tally, self.tr
        rows = tuple(self._service(row) for row in tally.by_service)
        return Figures(
            tr("By service"),
            (tr("Service"), tr("Contact count"), tr("Persons")),
            rows,
            (tr("Total"), _count(tally.contacts), _count(tally.persons_reported)),
            tr(
                "Persons are those of the services that the form asks them for, counted once over the whole period, so "
                "the rows do not add up. By any service: {persons} distinct people."
            ).format(persons=_count(tally.persons)),
        )

    def _service(self, row: ServiceRow) -> tuple[str, ...]:
        persons = _count(row.persons) if persons_are_reported(row.code) else "—"
        return (self.codes.contact_services.label(row.code, self.language), _count(row.contacts), persons)

    def shares(self, heading: str, rows: tuple[ShareRow, ...], codes: CodeList[Code], *, total: bool) -> Figures:
        tr = self.tr
        return Figures(
            heading,
            (tr("Category") if total else tr("Factor"), tr("Contact count"), tr("Share")),
            tuple((codes.label(row.code, self.language), _count(row.contacts), _percent(row.share)) for row in rows),
            (tr("Total"), _count(self.tally.contacts), _percent(100.0 if self.tally.contacts else None))
            if total
            else (),
            "" if total else tr("Any number per contact; not added to the total."),
        )

    def handoffs(self) -> Figures:
        tally, tr = self.tally, self.tr
        modes = tuple(self.codes.handoff_modes.label(mode, self.language) for mode in HandoffMode)
        columns = (
            tr("Kind"),
            tr("Count"),
            tr("Persons"),
            *modes,
            tr("Not handed over"),
            tr("Warm"),
            tr("Warm rate"),
        )
        used = [row for row in tally.by_kind if row.referrals]
        unused = len(tally.by_kind) - len(used)
        note = tr(
            "Warm: the client was present and the receiver took part live. Not yet handed over: outside the rate."
        )
        if unused:
            note += tr(" {number} kinds without a referral are left out.").format(number=unused)
        labels = self.codes.institution_kinds
        return Figures(
            tr("Handoffs by kind of institution"),
            columns,
            tuple(_handoff(labels.label(row.code, self.language), row) for row in used),
            _handoff(tr("Total"), tally.handoffs),
            note,
        )

    def modes(self) -> Figures:
        tr = self.tr
        return Figures(
            tr("Outcome by mode"),
            (
                tr("Mode"),
                tr("Count"),
                tr("Attended"),
                tr("Attended rate"),
                tr("Not yet checked"),
                tr("Median days\nto attend"),
            ),
            tuple(
                (
                    self.codes.handoff_modes.label(row.mode, self.language),
                    _count(row.referrals),
                    _count(row.attended),
                    _percent(row.attended_rate),
                    _count(row.not_yet_checked),
                    "—" if row.median_days_to_attend is None else f"{row.median_days_to_attend:.1f}",
                )
                for row in self.tally.by_mode
            ),
            note=self._unknown(),
        )

    def _unknown(self) -> str:
        """Return the share of unknowns, which always stands beside the rates; "" where nothing was handed over."""
        outcomes = self.tally.outcomes
        if outcomes.unchecked_share is None:
            return ""
        return self.tr("Not checked or unknown: {share}% ({unknown} of {base} handoffs)").format(
            share=f"{outcomes.unchecked_share:.1f}",
            unknown=_count(outcomes.not_yet_checked + outcomes.unknown),
            base=_count(outcomes.referrals),
        )

    def engagements(self) -> Figures:
        tr = self.tr
        labels = self.codes.institution_kinds
        used = tuple(row for row in self.tally.engagements if row.clients)
        unused = len(self.tally.engagements) - len(used)
        return Figures(
            tr("Clients engaged, by kind"),
            (tr("Kind"), tr("Persons")),
            tuple((labels.label(row.code, self.language), _count(row.clients)) for row in used),
            (),
            tr("On the last day. {number} kinds without a client are left out.").format(number=unused)
            if unused
            else "",
        )

    def benefits(self) -> Figures:
        tally, tr = self.tally, self.tr
        return Figures(
            tr("Benefits and public assistance"),
            (tr("Benefit"), tr("Persons"), tr("Of these on\npublic assistance"), tr("Share")),
            tuple(
                (
                    self.codes.benefits.label(row.code, self.language),
                    _count(row.clients),
                    _count(row.public_assistance),
                    _percent(row.share),
                )
                for row in tally.benefits
            ),
            (
                tr("All clients"),
                _count(tally.clients),
                _count(tally.public_assistance),
                _percent(tally.public_assistance_share),
            ),
            tr("On the last day of the period."),
        )


def _behind(chart: Chart) -> Figures:
    """Return the table of a chart."""
    says, table = chart.says, chart.table
    heading = f"{says.heading} ({says.about})" if says.about else says.heading
    return Figures(heading, table.columns, tuple(row.cells for row in table.rows))


def _handoff(label: str, row: HandoffRow) -> tuple[str, ...]:
    modes = (_count(row.by_mode.get(mode, 0)) for mode in HandoffMode)
    counts = (_count(row.referrals), _count(row.clients), *modes, _count(row.not_yet_handed_over), _count(row.warm))
    return (label, *counts, _percent(row.warm_rate))


def _count(number: int) -> str:
    return f"{number:,}"


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{share:.1f}%"
