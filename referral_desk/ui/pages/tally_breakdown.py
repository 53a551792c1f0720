"""The counselling of the period by whom and of whom, and the referrals to us; every figure opens its list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from referral_desk.domain.access import Action
from referral_desk.domain.codes import StepResult
from referral_desk.domain.funnel import OTHER, WARM, Funnel, FunnelRow
from referral_desk.domain.tally import Figure, FigureKind, Tally
from referral_desk.domain.tally_parts import NOT_IN_DIRECTORY, InboundRow, PeopleRow
from referral_desk.i18n import Language, _, language
from referral_desk.ui.files import ask_where, write_file
from referral_desk.ui.pages.tally_compare import beside_columns
from referral_desk.ui.pages.tally_view import Shown, TallyView, figure_column, percent, plain_column
from referral_desk.ui.tasks import TaskKind
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import Card, SectionHeader
from referral_desk.ui.widgets.cell import Tone
from referral_desk.ui.widgets.layouts import FlowBox, boxed, column
from referral_desk.ui.widgets.record_table import Column, RecordTable
from referral_desk.ui.widgets.side_by_side import SideBySide
from referral_desk.ui.widgets.text import Label, show_if
from referral_desk.ui.workplace import Workplace

RowsOf = Callable[[Tally], tuple[PeopleRow, ...]]


class BreakdownView(TallyView):
    """Tables by staff, age, sex and district, and of who referred clients to us."""

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        codes, lang = work.centre.codes, language()
        self._tables: list[tuple[RecordTable[PeopleRow], RowsOf]] = []
        self.staff = self._people(FigureKind.STAFF, _("Staff"), _staff, lambda tally: tally.by_staff)
        self.ages = self._people(
            FigureKind.AGE_GROUP,
            _("Age"),
            lambda row: codes.age_groups.label(row.code, lang),
            lambda tally: tally.by_age_group,
        )
        self.sexes = self._people(
            FigureKind.SEX, _("Sex"), lambda row: codes.sexes.label(row.code, lang), lambda tally: tally.by_sex
        )
        self.districts = self._people(FigureKind.DISTRICT, _("District"), _district, lambda tally: tally.by_district)
        self.inbound: RecordTable[InboundRow] = self.figures(
            _("Referrals to us"),
            lambda row, key: Figure(FigureKind.INBOUND, row.code, key),
            Column(
                "code",
                _("Sending institution"),
                self._sender,
                width=9,
                stretch=True,
                tone=lambda r: "" if r.code else "strong",
            ),
            figure_column("referrals", _("Referrals"), lambda row: str(row.referrals), 4.6),
            figure_column("clients", _("Persons"), lambda row: str(row.clients), 4.6),
            figure_column("warm", _("Warm"), lambda row: str(row.warm), 4.6),
            plain_column("rate", _("Warm (%)"), lambda row: percent(row.warm_rate)),
            *beside_columns(lambda which, row: self._counted(which, FigureKind.INBOUND, row.code, "referrals")),
        )
        self.sbirts: RecordTable[FunnelRow] = self.figures(
            _("SBIRTS"),
            lambda row, key: Figure(FigureKind.SBIRTS, row.step, key),
            Column("step", _("Step"), lambda row: codes.sbirts_steps.label(row.step, lang), width=11, stretch=True),
            figure_column("done", codes.step_results.label(StepResult.DONE, lang), lambda row: str(row.done), 5.6),
            plain_column("share", _("Done (%)"), lambda row: percent(row.share)),
            *(
                figure_column(result, codes.step_results.label(result, lang), partial(_step_count, result), 5.6)
                for result in (StepResult.NOT_NEEDED, StepResult.POSTPONED, StepResult.DECLINED)
            ),
            figure_column("open", _("Nothing noted"), lambda row: str(row.open), 5.6),
            figure_column("lost", _("Lost here"), lambda row: str(row.lost), 5.6),
        )
        self.introduced: RecordTable[_Introduced] = self.figures(
            _("Introduced to a group"),
            lambda row, key: Figure(FigureKind.SBIRTS, row.code, key),
            Column("code", _("Introduced to a group"), lambda row: row.label, width=11, stretch=True),
            figure_column("introduced", _("Introductions"), lambda row: str(row.introduced), 5.6),
            figure_column("attended", _("Came"), lambda row: str(row.attended), 5.6),
            plain_column("rate", _("Came (%)"), lambda row: percent(row.rate)),
        )
        self.paths_button = Button("", partial(self.ask, Figure(FigureKind.SBIRTS, "", "paths")), kind="link")
        self.persons_button = Button("", partial(self.ask, Figure(FigureKind.SBIRTS, "", "persons")), kind="link")
        self.sbirts_words = Label("", "muted", wrap=True)
        self.research_button = Button(_("Save anonymised data…"), self.save_research, icon="export")
        work.permit(Action.EXPORT_LEDGER, self.research_button)
        left = column(
            SectionHeader(_("By staff"), _("who made the contacts")),
            Card(self.staff, padding=0.1),
            SectionHeader(_("By district")),
            Card(self.districts, padding=0.1),
        )
        right = column(
            SectionHeader(_("By age"), _("on the day of the contact")),
            Card(self.ages, padding=0.1),
            SectionHeader(_("By sex")),
            Card(self.sexes, padding=0.1),
        )
        for side in (left, right):
            side.addStretch(1)
        whole = column(
            SideBySide(boxed(left), boxed(right), narrow=58, gap=1.2),
            SectionHeader(
                _("Referrals to us"), _("by who sent the client; warm: somebody came along or was on the line")
            ),
            Card(self.inbound, padding=0.1),
            SectionHeader(_("SBIRTS"), _("paths begun in the period, as far as they have come")),
            Card(self.sbirts, padding=0.1),
            Card(self.introduced, padding=0.1),
            self.sbirts_words,
            FlowBox(self.paths_button, self.persons_button, gap=0.4),
            SectionHeader(_("For research and supervision")),
            Label(
                _(
                    "Counts by codes without names, numbers or days. Behind every row stand at least five people; what "
                    "is smaller is put together or left out."
                ),
                "muted",
                wrap=True,
            ),
            FlowBox(self.research_button),
            gap=0.5,
        )
        whole.addStretch(1)
        self.setLayout(whole)
        self.setFocusProxy(self.staff)

    def save_research(self) -> None:
        """Save the anonymised counts of the period as a workbook."""
        shown = self.shown
        if shown is None:
            return
        period, centre, codes = shown.period, self.work.centre, self.work.centre.codes
        name = f"anonymised-{period.first:%Y-%m-%d}_{period.last:%Y-%m-%d}.xlsx"
        target = ask_where(self, _("Save anonymised data"), name)
        if target is None:
            return
        lang = Language(language())

        def make() -> None:
            from referral_desk.services import research_data  # noqa: PLC0415 - the workbook writer, only when saved

            write_file(target, research_data.to_xlsx(research_data.research_data(centre, period), codes, lang))

        self.work.tasks.run(
            TaskKind.DOCUMENT,
            lambda _task: make(),
            lambda _done: self.work.says.saved(_("Saved as {name}").format(name=target.name)),
            label=_("Saving…"),
        )

    def _people(
        self, kind: FigureKind, name: str, label: Callable[[PeopleRow], str], rows: RowsOf
    ) -> RecordTable[PeopleRow]:
        made: RecordTable[Any] = self.figures(
            name,
            lambda row, key: Figure(kind, row.code, key),
            Column("code", name, label, width=9, stretch=True),
            figure_column("contacts", _("Contact count"), lambda row: str(row.contacts), 5.0),
            figure_column("persons", _("Persons"), lambda row: str(row.persons), 5.0),
            *beside_columns(lambda which, row: self._counted(which, kind, row.code, "contacts")),
        )
        self._tables.append((made, rows))
        return made

    def show_tally(self, shown: Shown) -> None:
        self.shown = shown
        tally = shown.tally
        for table, rows in self._tables:
            table.set_rows(rows(tally))
        used = [row for row in tally.inbound_by_kind if row.referrals]
        self.inbound.set_rows([*used, tally.inbound])
        self.sbirts.set_rows(tally.sbirts.rows)
        funnel = tally.sbirts
        self.introduced.set_rows(_introduced(funnel))
        self.paths_button.set_label(_("Paths: {count}").format(count=funnel.paths))
        self.persons_button.set_label(_("Persons: {count}").format(count=funnel.persons))
        show_if(self.paths_button, bool(funnel.paths))
        show_if(self.persons_button, bool(funnel.paths))
        self.sbirts_words.setText("" if funnel.paths else _("No path began in this period."))
        show_if(self.sbirts_words, not funnel.paths)

    def _counted(self, which: str, kind: FigureKind, code: str, column_key: str) -> str:
        """Return what a row counted in another period; 0 where it has no such row, as of a district nobody lived in."""
        found = self.shown.beside(which, Figure(kind, code, column_key)) if self.shown else None
        return str(found or 0)

    def _sender(self, row: InboundRow) -> str:
        if not row.code:
            return _("Total")
        if row.code == NOT_IN_DIRECTORY:
            return _("Not in the directory")
        return self.work.centre.codes.institution_kinds.label(row.code, language())


def _staff(row: PeopleRow) -> str:
    return row.name or _("Not in the staff list")


def _district(row: PeopleRow) -> str:
    return row.name or _("None recorded")


def _total_tone(row: InboundRow) -> Tone:
    return "" if row.code else "strong"


def _step_count(result: StepResult, row: FunnelRow) -> str:
    return str(getattr(row, result.value))


@dataclass(frozen=True)
class _Introduced:
    """How many were introduced to a group in one way, and how many of them came."""

    code: str
    label: str
    introduced: int
    attended: int
    rate: float | None


def _introduced(funnel: Funnel) -> tuple[_Introduced, ...]:
    return (
        _Introduced(WARM, _("After a warm handoff"), funnel.warm, funnel.warm_attended, funnel.warm_rate),
        _Introduced(OTHER, _("Introduced otherwise"), funnel.other, funnel.other_attended, funnel.other_rate),
    )
