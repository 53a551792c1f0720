"""Counselling: by service, by content, by factor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from referral_desk.domain.tally import Figure, FigureKind, ServiceRow, persons_are_reported
from referral_desk.i18n import _, language
from referral_desk.ui.pages.tally_compare import beside_columns
from referral_desk.ui.pages.tally_view import NONE, Shown, TallyView, figure_column, percent, plain_column
from referral_desk.ui.widgets.cards import Card, SectionHeader
from referral_desk.ui.widgets.layouts import boxed, column
from referral_desk.ui.widgets.record_table import Column, RecordTable
from referral_desk.ui.widgets.side_by_side import SideBySide
from referral_desk.ui.workplace import Workplace


class ServicesView(TallyView):
    """The counselling of the period."""

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        codes, lang = work.centre.codes, language()
        self._head = SectionHeader("")
        self.services: RecordTable[ServiceRow] = self.figures(
            _("Counselling by service"),
            _of_service,
            Column(
                "code",
                _("Service"),
                lambda row: codes.contact_services.label(row.code, lang) if row.code else _("Total"),
                width=9,
                stretch=True,
                tone=lambda row: "" if row.code else "strong",
            ),
            figure_column("contacts", _("Contact count"), lambda row: str(row.contacts), 5.4),
            figure_column("persons", _("Persons"), _persons, 5.4),
            *beside_columns(lambda which, row: self._beside(which, row.code)),
        )
        self.categories = self._shares(
            _("Content"), FigureKind.CATEGORY, lambda code: codes.contact_categories.label(code, lang), "by_category"
        )
        self.factors = self._shares(
            _("Factor"), FigureKind.FACTOR, lambda code: codes.factors.label(code, lang), "by_factor"
        )
        left = column(
            self._head,
            Card(self.services, padding=0.1),
            SectionHeader(_("By factor"), _("counted again, not added to totals")),
            Card(self.factors, padding=0.1),
        )
        left.addStretch(1)
        right = column(SectionHeader(_("By content")), Card(self.categories, padding=0.1))
        right.addStretch(1)
        self.setLayout(column(SideBySide(boxed(left), boxed(right), narrow=58, gap=1.2)))
        self.setFocusProxy(self.services)

    def _shares(self, name: str, kind: FigureKind, label: Callable[[str], str], rows: str) -> RecordTable[Any]:
        return self.figures(
            name,
            lambda row, key: Figure(kind, row.code, key),
            Column("code", name, lambda row: label(row.code), width=9, stretch=True),
            figure_column("contacts", _("Contact count"), lambda row: str(row.contacts), 5.4),
            plain_column("share", _("Share"), lambda row: percent(row.share)),
            *beside_columns(lambda which, row: self._share(which, rows, row.code)),
        )

    def show_tally(self, shown: Shown) -> None:
        self.shown = shown
        tally = shown.tally
        self._head.set_text(
            _("Counselling"),
            _("{contacts} contacts, {persons} persons").format(contacts=tally.contacts, persons=tally.persons_reported),
        )
        self.services.set_rows([*tally.by_service, ServiceRow("", tally.persons_reported, tally.contacts)])
        self.categories.set_rows(tally.by_category)
        self.factors.set_rows(tally.by_factor)

    def _beside(self, which: str, code: str) -> str:
        return str(self.shown.service(which, code)) if self.shown else ""

    def _share(self, which: str, rows: str, code: str) -> str:
        return str(self.shown.share(which, rows, code)) if self.shown else ""


def _of_service(row: ServiceRow, key: str) -> Figure | None:
    if key == "persons" and not row.code:
        return Figure(FigureKind.CONTACTS, "", "persons_reported")
    if key == "persons" and not persons_are_reported(row.code):
        return None
    return Figure(FigureKind.CONTACTS, row.code, key)


def _persons(row: ServiceRow) -> str:
    return str(row.persons) if not row.code or persons_are_reported(row.code) else NONE
