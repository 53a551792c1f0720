"""A period's figures in a report form, and their JSON."""

from __future__ import annotations

from collections.abc import Mapping

from referral_desk.db.queries import form_rows
from referral_desk.domain.calendar import Period
from referral_desk.domain.form_filling import CountedRows, FilledForm, FilledLine, FormsBeside, LineKind, fill
from referral_desk.domain.report_form import ReportProfile, Source
from referral_desk.domain.tally_beside import Beside, period_beside
from referral_desk.services.centre import Centre

Json = Mapping[str, object]


def counted(centre: Centre, period: Period, source: Source) -> CountedRows:
    """Return what the forms of a source are filled from in a period: keys and codes, no names."""
    with centre.read() as session:
        return form_rows.counted(session, source, period.first, period.last)


def filled(centre: Centre, period: Period, profile: ReportProfile) -> FilledForm:
    """Fill a form with the figures of a period."""
    return fill(profile, period.first, period.last, counted(centre, period, profile.source))


def filled_beside(centre: Centre, period: Period, profile: ReportProfile) -> FormsBeside:
    """Fill a form with the figures of a period and of those that stand beside it."""
    return FormsBeside(
        filled(centre, period, profile),
        *(
            filled(centre, period_beside(period, each), profile)
            for each in (Beside.BEFORE, Beside.YEAR_AGO, Beside.YEAR_TO_DATE)
        ),
    )


def as_json(form: FilledForm, language: str) -> Json:
    """Return a filled form: its columns once, then every line with its figures in their order."""
    profile = form.profile
    return {
        "form": {"id": profile.id, "name": profile.name.label(language), "source": profile.source.value},
        "period": {"from": form.first.isoformat(), "to": form.last.isoformat(), "closed": form.closed},
        "columns": [
            {
                "group": column.group.label(language),
                "label": column.words.label(language),
                "measure": column.measure.value,
                "codes": list(column.codes),
                "total": column.total,
            }
            for column in profile.columns
        ],
        "lines": [_line_json(line, language) for line in form.lines],
        "left_out": form.left_out,
    }


def _line_json(line: FilledLine, language: str) -> Json:
    codes = line.factors if line.kind is LineKind.AGAIN else line.along
    named = {"kind": line.kind.value, "label": line.words.label(language), "figures": list(line.cells)}
    return named if line.kind is LineKind.TOTAL else named | {"codes": list(codes)}
