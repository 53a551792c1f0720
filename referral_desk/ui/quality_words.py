"""How the window words what the checks before submitting found.

Plain Python: the view and the line over the figures show these words, tests read them without a window.
"""

from __future__ import annotations

from datetime import date

from referral_desk.domain.codes import CodeBook
from referral_desk.domain.quality import CHECKS, CheckCount, CheckKind, Finding, QualitySummary, RecordKind, Severity
from referral_desk.i18n import _, language, ngettext
from referral_desk.ui.client_words import sex_words
from referral_desk.ui.dates import short_date


def severity_words(severity: Severity) -> str:
    """Return the heading over the checks of a severity."""
    return {
        Severity.WRONG: _("Please correct"),
        Severity.OPEN: _("Please look at"),
        Severity.SOFT: _("Good to have"),
    }[severity]


def label(kind: CheckKind) -> str:
    """Return what a check found, as a heading."""
    return _(CHECKS[kind].label)


def count_words(count: int) -> str:
    """Return how many entries these are: "2件"."""
    return ngettext("{count} entry", "{count} entries", count).format(count=f"{count:,}")


def share_words(summary: QualitySummary, kind: CheckKind) -> str:
    """Return the share that a count is of all, in brackets after it: that of unknown outcomes; "" for others."""
    share = summary.unknown_share
    if kind is not CheckKind.OUTCOME_UNKNOWN or share is None:
        return ""
    return _(" ({share}% of the handoffs)").format(share=f"{share:.1f}")


def unknown_words(unknown: int, handed_over: int, share: float | None) -> str:
    """Return how many outcomes are unknown, as it stands beside the rates; "" where nothing was handed over."""
    if share is None:
        return ""
    return _("Not checked or unknown: {share}% ({unknown} of {base} handoffs)").format(
        share=f"{share:.1f}", unknown=f"{unknown:,}", base=f"{handed_over:,}"
    )


def not_shown_words(counted: CheckCount) -> str:
    """Return how many entries are of clients restricted to others; "" for none."""
    if not counted.not_shown:
        return ""
    return ngettext(
        "{count} entry is not shown, because the record is restricted to others.",
        "{count} entries are not shown, because the records are restricted to others.",
        counted.not_shown,
    ).format(count=f"{counted.not_shown:,}")


def left_out_words(left_out: int) -> str:
    """Return how many more entries come when these are dealt with; "" for none."""
    if left_out <= 0:
        return ""
    return ngettext(
        "{count} more appears when these are dealt with.", "{count} more appear when these are dealt with.", left_out
    ).format(count=f"{left_out:,}")


def what_words(finding: Finding, codes: CodeBook) -> str:
    """Return which entry it is: service and category of a contact, the institution of a referral."""
    lang = language()
    match finding.record:
        case RecordKind.CONTACT:
            service = codes.contact_services.label(finding.service or "", lang)
            category = codes.contact_categories.label(finding.category, lang)
            return " · ".join(part for part in (service, category) if part)
        case RecordKind.REFERRAL:
            return finding.institution
        case RecordKind.CLIENT:
            return _("No. {number}").format(number=finding.client_number)


def why_words(finding: Finding, codes: CodeBook, today: date) -> str:
    """Return what of it is in question, where the heading does not say it all; else ""."""
    outcome = codes.outcomes.label(finding.outcome, language())
    match finding.kind:
        case CheckKind.CATEGORY_AGE | CheckKind.FACTOR_AGE if finding.age is not None:
            return _("{age} years").format(age=finding.age)
        case CheckKind.OUTCOME_UNKNOWN | CheckKind.ATTENDED_WITHOUT_DATE:
            return outcome
        case CheckKind.OUTCOME_AFTER_TODAY if finding.outcome_on is not None:
            return f"{outcome} {short_date(finding.outcome_on)}"
        case CheckKind.CONTACT_AFTER_CLOSING if finding.closed_on is not None:
            return _("Closed {day}").format(day=short_date(finding.closed_on))
        case CheckKind.FOLLOW_UP_OVERDUE | CheckKind.HANDOFF_OVERDUE:
            return _("due {day}").format(day=short_date(finding.due_on)) if finding.due_on else _("no day is set")
        case CheckKind.REQUESTED_LONG if finding.on is not None:
            days = (today - finding.on).days
            return ngettext("for {count} day", "for {count} days", days).format(count=days)
        case CheckKind.PERSON_INCOMPLETE:
            return _missing_words(finding, codes)
        case _:
            return ""


def _missing_words(finding: Finding, codes: CodeBook) -> str:
    missing = []
    if not sex_words(finding.sex, codes):
        missing.append(_("Sex"))
    if finding.birth is None:
        missing.append(_("Birth date"))
    return " · ".join(missing)
