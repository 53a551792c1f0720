"""The month's printout of the audit trail."""

from __future__ import annotations

from referral_desk.domain.calendar import YearMonth
from referral_desk.domain.documents.audit_report import compose_audit_report
from referral_desk.i18n import Language, translator
from referral_desk.reports.render import render
from referral_desk.services import audit, backups
from referral_desk.services.centre import Centre

AUDIT = "audit"


def audit_report(
    centre: Centre,
    year_month: YearMonth,
    *,
    language: Language = Language.JA,
    progress: audit.Progress | None = None,
) -> bytes:
    """Return the printout of a month as PDF, its chain verified against the backups. See audit.month."""
    content = compose_audit_report(
        month=audit.month(centre, *year_month, backups.anchors(centre), progress=progress),
        year_month=year_month,
        centre=centre.settings,
        codes=centre.codes,
        language=language,
        tr=translator(language),
        made_on=centre.today(),
        made_by=centre.staff_name,
    )
    return render(content)
