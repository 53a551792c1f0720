"""``tally --form``: a period in a report form, on the terminal or as a file."""

from __future__ import annotations

from referral_desk.cli import output
from referral_desk.domain.calendar import Period
from referral_desk.domain.documents.report_form_page import shown_figure
from referral_desk.domain.form_filling import FilledForm
from referral_desk.i18n import _, language
from referral_desk.services.centre import Centre


def content(centre: Centre, period: Period, code: str, format_: str) -> bytes:
    """Return the period in the form ``code`` as text, JSON, CSV, workbook or PDF. Raises NotFound."""
    from referral_desk.services import report_forms, report_profiles

    form = report_forms.filled(centre, period, report_profiles.profile(centre, code).profile)
    if format_ == "json":
        return (output.as_json_text(report_forms.as_json(form, language())) + "\n").encode()
    if format_ == "text":
        return _text(form).encode()
    from referral_desk.services import report_form_files

    if format_ == "pdf":
        return report_form_files.form_pdf(centre, form, language=language())
    if format_ == "xlsx":
        return report_form_files.to_xlsx(form, centre, language())
    return report_form_files.to_csv(form, language())


def _text(form: FilledForm) -> str:
    lang, columns = language(), form.profile.columns
    labels = (" ".join(part for part in (each.group.label(lang), each.words.label(lang)) if part) for each in columns)
    head = [_("Item"), *labels]
    rows = [
        [
            line.words.label(lang),
            *(
                shown_figure(value, percent=column.measure.percent)
                for value, column in zip(line.cells, columns, strict=True)
            ),
        ]
        for line in form.lines
    ]
    lines = [form.profile.name.label(lang), *output.table_lines(head, rows, right=range(1, len(head)))]
    return "\n".join([*lines, *(note.label(lang) for note in form.profile.notes)]) + "\n"
