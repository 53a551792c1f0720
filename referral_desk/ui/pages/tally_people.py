"""On the last day: which institutions clients are engaged with, and which benefits they have."""

from __future__ import annotations

from referral_desk.domain.tally import BenefitRow, Figure, FigureKind
from referral_desk.domain.tally_parts import EngagementRow
from referral_desk.i18n import _, language
from referral_desk.ui.pages.tally_compare import beside_columns
from referral_desk.ui.pages.tally_view import Shown, TallyView, figure_column, percent, plain_column
from referral_desk.ui.widgets.cards import Card, SectionHeader
from referral_desk.ui.widgets.layouts import boxed, column
from referral_desk.ui.widgets.record_table import Column, RecordTable
from referral_desk.ui.widgets.side_by_side import SideBySide
from referral_desk.ui.workplace import Workplace


class PeopleView(TallyView):
    """Clients as they stand on the last day of the period."""

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        codes, lang = work.centre.codes, language()
        self.engagements: RecordTable[EngagementRow] = self.figures(
            _("Institutions engaged on the last day"),
            lambda row, key: Figure(FigureKind.ENGAGEMENTS, row.code, key),
            Column(
                "code",
                _("Kind"),
                lambda row: codes.institution_kinds.label(row.code, lang),
                width=10,
                stretch=True,
            ),
            figure_column("clients", _("Persons"), lambda row: str(row.clients), 5.4),
            figure_column("new", _("New"), lambda row: str(row.new), 4.4),
            figure_column("ended", _("Ended"), lambda row: str(row.ended), 4.4),
            *beside_columns(lambda which, row: self._clients(which, FigureKind.ENGAGEMENTS, row.code), to_date=False),
        )
        self.benefits: RecordTable[BenefitRow] = self.figures(
            _("Benefits and public assistance on the last day"),
            lambda row, key: Figure(FigureKind.BENEFITS, row.code, key),
            Column(
                "code",
                _("Benefit"),
                lambda row: codes.benefits.label(row.code, lang) if row.code else _("All clients"),
                width=10,
                stretch=True,
                tone=lambda row: "" if row.code else "strong",
            ),
            figure_column("clients", _("Persons"), lambda row: str(row.clients), 4.4),
            figure_column("public_assistance", _("Assisted"), lambda row: str(row.public_assistance), 4.8),
            plain_column("share", _("Share"), lambda row: percent(row.share)),
            *beside_columns(lambda which, row: self._clients(which, FigureKind.BENEFITS, row.code), to_date=False),
        )
        left = column(
            SectionHeader(_("Institutions engaged"), _("on the last day")), Card(self.engagements, padding=0.1)
        )
        left.addStretch(1)
        right = column(SectionHeader(_("Benefits"), _("on the last day")), Card(self.benefits, padding=0.1))
        right.addStretch(1)
        self.setLayout(column(SideBySide(boxed(left), boxed(right), narrow=58, gap=1.2)))
        self.setFocusProxy(self.engagements)

    def show_tally(self, shown: Shown) -> None:
        self.shown = shown
        tally = shown.tally
        self.engagements.set_rows([row for row in tally.engagements if row.clients or row.new or row.ended])
        everybody = BenefitRow("", tally.clients, tally.public_assistance, tally.public_assistance_share)
        self.benefits.set_rows([*tally.benefits, everybody])

    def _clients(self, which: str, kind: FigureKind, code: str) -> str:
        found = self.shown.beside(which, Figure(kind, code, "clients")) if self.shown else None
        return "" if found is None else str(found)
