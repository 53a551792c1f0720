"""The tally on paper with its lists: the page that is submitted, and behind each of its figures who was counted."""

from __future__ import annotations

from collections.abc import Callable

from referral_desk.db.queries import behind
from referral_desk.domain.access import Action
from referral_desk.domain.audit import Handout
from referral_desk.domain.calendar import Period
from referral_desk.domain.documents.tally_appendix import compose_tally_appendix, figures_on_page
from referral_desk.domain.figure_list import FigureList
from referral_desk.domain.tally import Tally
from referral_desk.i18n import Language
from referral_desk.reports.render import joined
from referral_desk.reports.tally_appendix import tally_appendix_pdf
from referral_desk.services.centre import Centre
from referral_desk.services.documents import tally_pdf
from referral_desk.services.figure_lists import figure_words, narrowed_sentence

NUMBERS, NAMES = "tally_lists", "tally_lists_names"
"""What the audit trail calls the tally with its lists, without names and with them."""

EVERY_FIGURE = "every"
"""What stands in the audit trail for the lists of all figures together."""

Progress = Callable[[int, int], None]


def handout(*, with_names: bool) -> Handout:
    """Return what is noted when the tally with its lists goes out."""
    return Handout(NAMES if with_names else NUMBERS)


def tally_with_lists(
    centre: Centre, tally: Tally, *, with_names: bool, progress: Progress, language: Language = Language.JA
) -> bytes:
    """Return the tally and its lists in one PDF. Raises MissingGlyphs, NotAllowed.

    ``progress`` is told (done, total) and may raise to stop: nothing is left then.
    """
    period = Period(tally.first, tally.last)
    wanted = figures_on_page(tally)
    total = 2 * len(wanted) + 1  # each is read, and each is set
    shown = {"figure": EVERY_FIGURE, "from": tally.first.isoformat(), "to": tally.last.isoformat()}
    centre.note(Action.READ_FIGURES, detail=shown)
    lists = []
    with centre.read() as session:
        for done, (figure, value) in enumerate(wanted):
            progress(done, total)
            rows = behind.behind(session, period, figure, tally.narrowed, centre.codes)
            lists.append(FigureList(figure, period, rows, value, tally.narrowed))
    content = compose_tally_appendix(
        tally,
        lists,
        with_names=with_names,
        narrowed=narrowed_sentence(centre, tally.narrowed, language),
        words=figure_words(centre, language),
        centre=centre.settings,
        made_on=centre.today(),
    )
    appendix = tally_appendix_pdf(content, lambda done, _rows: progress(len(wanted) + done, total))
    return joined(tally_pdf(centre, tally, language=language), appendix)
