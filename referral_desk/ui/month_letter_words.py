"""The letters of a month in words: the list, what stands under it, and what came of making them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from referral_desk.domain.codes import CodeBook
from referral_desk.i18n import _, ngettext, render
from referral_desk.services.documents import BatchLetter, Skipped
from referral_desk.services.month_letters import LetterState, MonthLetter
from referral_desk.ui.consent_words import item_words
from referral_desk.ui.dates import date_width, short_date
from referral_desk.ui.widgets.cell import Tone
from referral_desk.ui.widgets.record_table import Column


@dataclass(frozen=True)
class Run:
    """What came of going through letters: those that came out, those that were left out, whether it was stopped."""

    letters: tuple[BatchLetter, ...]
    skipped: tuple[Skipped, ...] = ()
    stopped: bool = False


def letter_columns(codes: CodeBook) -> tuple[Column[MonthLetter], ...]:
    """Return the columns of the list."""

    def tone(letter: MonthLetter) -> Tone:
        return "muted" if letter.state is LetterState.NOT_POSSIBLE else ""

    return (
        Column(
            "on",
            _("Date"),
            lambda each: short_date(each.on),
            under=lambda each: each.referral_number,
            width=date_width() + 0.8,
            tone=tone,
        ),
        Column(
            "client",
            _("Client"),
            lambda each: each.client_name,
            over=lambda each: each.client_kana,
            width=9,
            tone=tone,
        ),
        Column(
            "receiver",
            _("It goes to"),
            lambda each: "\u3000".join(each.to.names) if each.to else each.institution_name,
            under=_where,
            width=13,
            stretch=True,
            tone=tone,
        ),
        Column(
            "items", _("The letter tells"), lambda each: item_words(each.items, codes) or "—", width=11, stretch=True
        ),
        Column("state", _("State"), _state, width=12, stretch=True, tone=tone),
    )


def _where(letter: MonthLetter) -> str:
    if letter.to is None:
        return ""
    return " ".join(letter.to.lines) or _("no address in the directory")


def _state(letter: MonthLetter) -> str:
    if letter.state is LetterState.TO_ISSUE:
        return _("Will be issued")
    if letter.state is LetterState.ISSUED:
        return (
            _("Issued, not to be sent again") if letter.reason else _("Issued, {number}").format(number=letter.number)
        )
    return render(letter.reason) if letter.reason else ""


def letter_detail(letter: MonthLetter, codes: CodeBook) -> str:
    """Return what the list has no room for: why not, or what it tells."""
    if letter.reason is not None:
        return render(letter.reason)
    if letter.state is LetterState.TO_ISSUE:
        items = item_words(letter.items, codes)
        seen = _("The receiver was confirmed today.") if letter.confirmed else ""
        return "  ".join(part for part in (_("What: {items}").format(items=items), seen) if part)
    return ""


def run_outcome(run: Run, wanted: int) -> str:
    """Return what came of issuing letters, of ``wanted`` in all."""
    count = len(run.letters)
    if run.stopped:
        return _("Stopped. {count} of {wanted} letters were issued and stay issued; the others were not.").format(
            count=count, wanted=wanted
        )
    words = ngettext("{count} letter was issued.", "{count} letters were issued.", count).format(count=count)
    return "\n".join(part for part in (words, left_out_words(run.skipped)) if part)


def left_out_words(skipped: Sequence[Skipped]) -> str:
    """Return which letters were left out and why; "" for none."""
    if not skipped:
        return ""
    return "\n".join(
        (
            _("These letters are not among them:"),
            *(f"{each.referral_number}  {render(each.reason)}" for each in skipped),
        )
    )
