"""The sheet a client takes home after a brief intervention: made from what was agreed, not kept."""

from __future__ import annotations

from referral_desk.db.queries import restrictions, sbirts
from referral_desk.domain.access import Action
from referral_desk.domain.audit import Handout
from referral_desk.domain.changes import ChangeSet
from referral_desk.domain.documents.goal_sheet import compose_goal_sheet
from referral_desk.domain.messages import N_, message
from referral_desk.i18n import Language, translator
from referral_desk.reports.render import render
from referral_desk.services.centre import Centre
from referral_desk.services.documents import Issued
from referral_desk.services.lookup import found

GOAL_SHEET = "goal_sheet"


def goal_sheet(centre: Centre, intervention_id: int, *, language: Language = Language.JA) -> Issued:
    """Make the sheet of one brief intervention. Raises NotFound, NotAllowed, MissingGlyphs."""
    centre.require(Action.ISSUE_DOCUMENT)
    with centre.read() as session:
        agreed = found(
            sbirts.intervention(session, intervention_id), message(N_("What was agreed is no longer there."))
        )
        restrictions.check_visible(session, agreed.client_id)
    content = compose_goal_sheet(agreed=agreed, centre=centre.settings, language=language, tr=translator(language))
    pdf = render(content)
    centre.note(Action.ISSUE_DOCUMENT, client=agreed.client_id, detail={"kind": GOAL_SHEET})
    handout = Handout(GOAL_SHEET, agreed.client_id)
    return Issued(pdf, content.about.title, "", reprint=False, changes=ChangeSet(), handout=handout)
