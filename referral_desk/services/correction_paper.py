"""The correction sheet of a closed month on paper."""

from __future__ import annotations

from referral_desk.domain.access import Action
from referral_desk.domain.audit import Handout
from referral_desk.domain.changes import ChangeSet
from referral_desk.domain.documents.correction_sheet import compose_correction_sheet
from referral_desk.i18n import Language, translator
from referral_desk.reports.render import render
from referral_desk.services.centre import Centre
from referral_desk.services.documents import Issued
from referral_desk.services.late_entries import corrections

SHEET = "correction_sheet"


def correction_sheet(centre: Centre, year: int, month: int, *, language: Language = Language.JA) -> Issued:
    """Make the correction sheet of a closed month. Raises NotPossible for an open one, NotAllowed by role."""
    centre.require(Action.ISSUE_DOCUMENT)
    found = corrections(centre, year, month)
    content = compose_correction_sheet(
        closed=found.closed,
        late=found.late,
        figures=found.figures,
        centre=centre.settings,
        codes=centre.codes,
        language=language,
        tr=translator(language),
        made_on=centre.today(),
        made_by=centre.staff_name,
    )
    pdf = render(content)
    centre.note(Action.ISSUE_DOCUMENT, detail={"kind": SHEET, "month": f"{year:04}-{month:02}"})
    return Issued(pdf, content.title, "", reprint=False, changes=ChangeSet(), handout=Handout(SHEET))
