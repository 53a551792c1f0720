"""The directory as pages: all of it, or what the list shows. No client is on it."""

from __future__ import annotations

from referral_desk.db.queries import institutions, ledger
from referral_desk.domain.access import Action
from referral_desk.domain.audit import Handout
from referral_desk.domain.changes import ChangeSet
from referral_desk.domain.directory_filter import EVERYTHING, DirectoryFilter
from referral_desk.domain.documents.directory_pages import compose_directory_pages
from referral_desk.domain.documents.institution_text import Told
from referral_desk.domain.documents.text import date_in_table
from referral_desk.i18n import Language, translator
from referral_desk.reports.render import render
from referral_desk.services.centre import Centre
from referral_desk.services.documents import Issued

DIRECTORY = "directory"


def directory_pages(
    centre: Centre, text: str = "", narrowed: DirectoryFilter = EVERYTHING, *, language: Language = Language.JA
) -> Issued:
    """Make pages of what ``text`` and ``narrowed`` find in the directory. Raises NotAllowed, MissingGlyphs."""
    centre.require(Action.ISSUE_DOCUMENT)
    today = centre.today()
    with centre.read() as session:
        known = tuple(ledger.all_institutions(session))
        rows, _total = institutions.directory(session, text, narrowed, centre.codes, today, len(known), 0)
    wanted = {row.id for row in rows}
    content = compose_directory_pages(
        institutions=(each for each in known if each.id in wanted),
        whole=not text.strip() and narrowed == EVERYTHING,
        centre=centre.settings,
        told=Told(centre.codes, language, translator(language), lambda day: date_in_table(day, language)),
        today=today,
    )
    pdf = render(content)
    centre.note(Action.ISSUE_DOCUMENT, detail={"kind": DIRECTORY})
    return Issued(pdf, content.about.title, "", reprint=False, changes=ChangeSet(), handout=Handout(DIRECTORY, None))
