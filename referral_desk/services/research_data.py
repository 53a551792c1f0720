"""An anonymised data set for research and supervision: counts by codes, small cells suppressed, as a workbook."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import xlsxwriter

from referral_desk.db.queries import research_rows
from referral_desk.domain.access import Action
from referral_desk.domain.calendar import Period, fiscal_year_of
from referral_desk.domain.codes import Code, CodeBook, CodeList, Outcome
from referral_desk.domain.messages import Gettext
from referral_desk.domain.small_cells import ANY, SMALLEST, Cells, Counted, without_small_cells
from referral_desk.i18n import Language, translator
from referral_desk.services.centre import Centre

_OPEN = (Outcome.NOT_YET_CHECKED, Outcome.UNKNOWN, Outcome.COULD_NOT_CONTACT)
_NOT_YET = "not_yet"


@dataclass(frozen=True)
class AnonymisedCounts:
    """Referrals by quarter, kind, mode, result, age group and sex; contacts by quarter, service, category, age, sex."""

    period: Period
    referrals: Cells
    contacts: Cells


def research_data(centre: Centre, period: Period) -> AnonymisedCounts:
    """Count a period without anything that leads back to a person. Raises NotAllowed by role."""
    ages = centre.codes.age_groups

    def age(years: int | None) -> str:
        return next(group.code for group in ages.items if group.has(years))

    with centre.look(Action.EXPORT_LEDGER) as session:
        handed = without_small_cells(
            (
                Counted(
                    (
                        _quarter(row.on),
                        row.kind,
                        row.mode.value if row.mode else _NOT_YET,
                        "attended" if row.outcome.attended else "open" if row.outcome in _OPEN else "not_attended",
                        age(row.age),
                        row.sex or "unknown",
                    ),
                    row.person,
                )
                for row in research_rows.referrals(session, period.first, period.last)
            ),
            (5, 4, 0, 1),  # sex, age, quarter, kind
        )
        told = without_small_cells(
            (
                Counted((_quarter(row.on), row.service, row.category, age(row.age), row.sex or "unknown"), row.person)
                for row in research_rows.contacts(session, period.first, period.last)
            ),
            (4, 3, 0, 2),  # sex, age, quarter, content
        )
    shown = {"from": period.first.isoformat(), "to": period.last.isoformat(), "format": "xlsx"}
    centre.note(Action.EXPORT_LEDGER, record="research", detail=shown)
    return AnonymisedCounts(period, handed, told)


def _quarter(day: date) -> str:
    """Return the quarter of the fiscal year: 2026-Q1 is April to June 2026."""
    return f"{fiscal_year_of(day)}-Q{(day.month - 4) % 12 // 3 + 1}"


def to_xlsx(data: AnonymisedCounts, codes: CodeBook, language: Language) -> bytes:
    """Return a workbook of two sheets of counts and one that says how to read them."""
    tr = translator(language)
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF3F2"})
    number = book.add_format({"num_format": "#,##0"})

    def sheet(name: str, columns: Iterable[tuple[str, Mapping[str, str] | None]], cells: Cells) -> None:
        made = book.add_worksheet(name)
        titles = tuple(columns)
        for place, (title, _words) in enumerate((*titles, (tr("Count"), None))):
            made.write_string(0, place, title, head)
        made.set_column(0, len(titles), 18)
        for line, (values, count) in enumerate(cells.cells, start=1):
            for place, (value, (_title, words)) in enumerate(zip(values, titles, strict=True)):
                shown = tr("(other)") if value == ANY else (words or {}).get(value, value)
                made.write_string(line, place, shown)
            made.write_number(line, len(titles), count, number)
        made.freeze_panes(1, 0)

    sex, ages = _labels(codes.sexes, language), _labels(codes.age_groups, language)
    modes = {**_labels(codes.handoff_modes, language), _NOT_YET: tr("Still to come")}
    results = {"attended": tr("Attended"), "not_attended": tr("Did not attend"), "open": tr("Not known")}
    sheet(
        tr("Referrals"),
        (
            (tr("Quarter"), None),
            (tr("Kind"), _labels(codes.institution_kinds, language)),
            (tr("Mode"), modes),
            (tr("Result"), results),
            (tr("Age"), ages),
            (tr("Sex"), sex),
        ),
        data.referrals,
    )
    sheet(
        tr("Contact count"),
        (
            (tr("Quarter"), None),
            (tr("Service"), _labels(codes.contact_services, language)),
            (tr("Content"), _labels(codes.contact_categories, language)),
            (tr("Age"), ages),
            (tr("Sex"), sex),
        ),
        data.contacts,
    )
    notes = book.add_worksheet(tr("How to read this"))
    notes.set_column(0, 0, 100)
    for line, text in enumerate(_notes(data, tr)):
        notes.write_string(line, 0, text)
    book.close()
    return stream.getvalue()


def _labels(codes: CodeList[Code], language: Language) -> dict[str, str]:
    return {item.code: item.label(language) for item in codes.items}


def _notes(data: AnonymisedCounts, tr: Gettext) -> tuple[str, ...]:
    left_out = data.referrals.left_out or data.contacts.left_out
    return (
        tr("Period: {first} to {last}").format(first=data.period.first.isoformat(), last=data.period.last.isoformat()),
        tr("Behind every row stand at least {count} people.").format(count=SMALLEST),
        tr("“(other)” stands for codes that were put together because too few people stood behind each of them."),
        tr("What was too small even then is left out, so the rows do not add up to the tally.")
        if left_out
        else tr("Nothing had to be left out."),
        tr("Quarters are of the fiscal year: Q1 is April to June."),
    )
