"""The names behind a figure of the tally."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from referral_desk.domain.calendar import Period
from referral_desk.domain.referral import ReferralRow
from referral_desk.domain.tally import ContactBehind, Figure
from referral_desk.i18n import _, language, ngettext
from referral_desk.services import tallies
from referral_desk.ui.dates import short_date
from referral_desk.ui.look import px
from referral_desk.ui.page import Place
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.handoff_badge import Warmness
from referral_desk.ui.widgets.layouts import boxed, column, row
from referral_desk.ui.widgets.record_table import Column, RecordTable
from referral_desk.ui.widgets.text import Label
from referral_desk.ui.workplace import Workplace

Behind = ContactBehind | ReferralRow


class WhoDialog(QDialog):
    """Lists who was counted; Enter or a double click opens the record (``go`` with its Place) and closes."""

    go = Signal(object)

    def __init__(self, work: Workplace, period: Period, figure: Figure, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Names behind the figure"))
        self._work = work
        self.heading = Label(_("Reading…"), "section")
        self.table: RecordTable[Behind] = RecordTable(self._columns(), name=_("Names behind the figure"))
        self.table.opened.connect(self._opened)
        open_button = Button(_("Open"), lambda: self._opened(self.table.current()), kind="primary", keys="Enter")
        buttons = row(Button(_("Close"), self.reject, keys="Esc"), open_button)
        buttons.insertStretch(0, 1)
        layout = column(self.heading, self.table, boxed(buttons), margins=1.2, gap=0.7)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        room = self.screen().availableGeometry()
        self.resize(min(px(68), room.width() - px(2)), min(px(36), room.height() - px(3)))
        self._task = work.read(lambda: tallies.names_behind(work.centre, period, figure), self._show)
        self.finished.connect(lambda _result: self._task.cancel())

    def _columns(self) -> tuple[Column[Behind], ...]:
        codes, lang = self._work.centre.codes, language()

        def what(record: Behind) -> str:
            if isinstance(record, ReferralRow):
                return record.institution_name
            if record.service is None:
                return ""
            service = codes.contact_services.label(record.service, lang)
            return f"{service} {codes.contact_categories.label(record.category, lang)}"

        def mode(record: Behind) -> str:
            if isinstance(record, ReferralRow):
                return codes.handoff_modes.label(record.mode, lang) if record.mode else _("To come")
            return ""

        def warmness(record: Behind) -> Warmness | None:
            if not isinstance(record, ReferralRow):
                return None
            if record.mode is None:
                return Warmness.TO_COME
            return Warmness.WARM if record.mode.warm else Warmness.COLD

        def outcome(record: Behind) -> str:
            return codes.outcomes.label(record.outcome, lang) if isinstance(record, ReferralRow) else ""

        return (
            Column(
                "date",
                _("Date"),
                lambda record: short_date(record.on) if record.on else "",
                lambda record: record.on.isoformat() if record.on else "",
                width=9.5,
            ),
            Column("number", _("No."), lambda record: record.client_number, lambda r: r.client_number, width=6),
            Column(
                "name",
                _("Name"),
                lambda record: record.client_name,
                lambda record: record.client_kana,
                width=11,
                over=lambda record: record.client_kana,
            ),
            Column("what", _("What"), what, what, width=12, stretch=True),
            Column("mode", _("Handoff"), mode, mode, width=11, badge=warmness),
            Column("outcome", _("Outcome"), outcome, outcome, width=9),
        )

    def _show(self, rows: tuple[Behind, ...]) -> None:
        self.heading.setText(ngettext("{count} entry", "{count} entries", len(rows)).format(count=len(rows)))
        self.table.set_rows(rows)
        if rows:
            self.table.selectRow(0)
        self.table.setFocus()

    def _opened(self, record: Behind | None) -> None:
        if record is None:
            return
        if isinstance(record, ReferralRow):
            place = Place("referrals", referral=record.id)
        else:
            place = Place("clients", client=record.client_id)
        self.accept()
        self.go.emit(place)
