"""The rows of Today that are about benefits which run out, and about replies that we owe; and what their buttons do."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.benefit import Benefit, Expiry, renewal
from referral_desk.domain.changes import Saved
from referral_desk.domain.inbound import Inbound, InboundRow
from referral_desk.i18n import _
from referral_desk.services import benefits, inbound
from referral_desk.services.benefits import Renewal
from referral_desk.ui.benefit_words import behind_words, benefit_name, over_words, period_words
from referral_desk.ui.client_words import birth_short
from referral_desk.ui.inbound_words import over_words as reply_over_words
from referral_desk.ui.inbound_words import who_words
from referral_desk.ui.page import BENEFITS, Place
from referral_desk.ui.pages.desk_rows import DeskRow, RowButton, RowContent
from referral_desk.ui.workplace import Workplace

_SHOWN_OF_REQUEST = 60


class DeskExpiries(QObject):
    """Builds the rows and carries out their taps; ``go`` asks to open a place. ``page`` is the parent of windows.

    ``moved`` is told (row, step) when Up or Down leaves a row, ``failed`` that a tap was not stored.
    """

    go = Signal(object)

    def __init__(
        self,
        workplace: Workplace,
        page: QWidget,
        moved: Callable[[DeskRow, int], None],
        failed: Callable[[], None],
    ) -> None:
        super().__init__(page)
        self._work = workplace
        self._page = page
        self._moved = moved
        self._failed = failed

    # --- benefits that run out ----------------------------------------------------------------------------------

    def expiry_row(self, expiry: Expiry) -> DeskRow:
        """Return the row of a benefit that runs out: renewed in one tap, with the proposed dates, or over."""
        benefit = expiry.benefit
        codes, today = self._work.centre.codes, self._work.centre.today()
        following = renewal(benefit, codes.benefit_kinds[benefit.kind], today)
        proposed = period_words(following.since, following.until)
        until = _("until {day}").format(day=birth_short(expiry.until, exact=True))
        content = RowContent(
            expiry.client_name,
            expiry.client_kana,
            expiry.client_birth,
            benefit_name(benefit, codes),
            "  ".join(part for part in (until, behind_words(benefit)) if part),
            over=over_words(expiry),
            danger=expiry.days_over > 0,
        )
        buttons = [
            RowButton(
                _("Renewed"),
                _("Enter the next period: {period}").format(period=proposed),
                lambda: self._renew(expiry, row),
                primary=expiry.days_over >= 0,
            ),
            RowButton(
                _("Is over"), _("It will not be renewed: remind nobody any more"), lambda: self._end(expiry, row)
            ),
        ]
        open_part = partial(self._open, benefit.client_id)
        row = DeskRow(content, today, buttons, open_client=open_part, open_place=open_part)
        row.record_key = expiry
        self._work.permit(Action.SAVE_BENEFIT, *row.buttons)
        row.moved.connect(lambda step: self._moved(row, step))
        return row

    def _open(self, client_id: int) -> None:
        self.go.emit(Place("clients", client=client_id, part=BENEFITS))

    def _renew(self, expiry: Expiry, row: DeskRow) -> None:
        row.set_busy(busy=True)
        centre, benefit = self._work.centre, expiry.benefit

        def done(renewed: Renewal) -> None:
            words = _("{name}: renewed, {benefit} {period}").format(
                name=expiry.client_name,
                benefit=benefit_name(renewed.follows, centre.codes),
                period=period_words(renewed.follows.since, renewed.follows.until),
            )
            self._said(words, partial(benefits.take_back, centre, renewed))

        self._work.write(
            partial(benefits.renew, centre, benefit.id, version=benefit.version), done, self._not_stored(row)
        )

    def _end(self, expiry: Expiry, row: DeskRow) -> None:
        row.set_busy(busy=True)
        centre, benefit = self._work.centre, expiry.benefit
        name = benefit_name(benefit, centre.codes)

        def done(_stored: Benefit) -> None:
            words = _("{name}: {benefit} will not be renewed").format(name=expiry.client_name, benefit=name)
            self._said(words, partial(benefits.settle, centre, benefit.id, settled=False))

        self._work.write(partial(benefits.settle, centre, benefit.id), done, self._not_stored(row))

    def _not_stored(self, row: DeskRow) -> Callable[[Exception], bool]:
        def told_by_the_window(_error: Exception) -> bool:
            row.set_busy(busy=False)
            self._failed()
            return False

        return told_by_the_window

    def _said(self, words: str, back: Callable[[], Saved[Benefit]]) -> None:
        def undo() -> None:
            self._work.write(back, lambda _benefit: self._work.says.saved(_("Taken back")))

        self._work.says.saved(words, undo)

    # --- replies that we owe ------------------------------------------------------------------------------------

    def reply_row(self, sent: InboundRow) -> DeskRow:
        """Return the row of a reply that we owe: its button asks what we replied, in short."""
        today = self._work.centre.today()
        request = " ".join(sent.request.split())
        asked = request if len(request) <= _SHOWN_OF_REQUEST else request[:_SHOWN_OF_REQUEST] + "…"
        since = _("sent to us on {day}").format(day=birth_short(sent.on, exact=True))
        content = RowContent(
            sent.client_name,
            sent.client_kana,
            sent.client_birth,
            who_words(sent),
            "  ".join(part for part in (asked, since) if part),
            over=reply_over_words(sent, today),
            danger=sent.days_over(today) > 0,
        )
        open_part = partial(self._open, sent.client_id)
        buttons = [
            RowButton(
                _("Replied…"),
                _("Note when we replied, and in short what"),
                lambda: self.ask_reply(sent),
                primary=sent.days_over(today) >= 0,
            )
        ]
        row = DeskRow(content, today, buttons, open_client=open_part, open_place=open_part)
        row.record_key = sent
        self._work.permit(Action.SAVE_INBOUND, *row.buttons)
        row.moved.connect(lambda step: self._moved(row, step))
        return row

    def ask_reply(self, sent: InboundRow) -> None:
        """Ask what we replied."""
        from referral_desk.ui.dialogs.inbound import ReplyDialog  # noqa: PLC0415 - the start does without

        ReplyDialog(
            self._work,
            sent.client_id,
            sent.id,
            f"{sent.client_name}  ←  {who_words(sent)}",
            partial(self._replied, sent),
            request=sent.request,
            parent=self._page.window(),
        ).open()

    def _replied(self, sent: InboundRow, stored: Inbound) -> None:
        centre = self._work.centre
        open_again = inbound.unanswered(stored)

        def undo() -> None:
            self._work.write(
                partial(inbound.save, centre, open_again, inbound_id=stored.id, version=stored.version),
                lambda _inbound: self._work.says.saved(_("Taken back")),
            )

        words = _("{name}: replied to {institution}").format(name=sent.client_name, institution=stored.from_whom)
        self._work.says.saved(words, undo)
