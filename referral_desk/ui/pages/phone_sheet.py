"""The sheet for the phone, from wherever one is about to call: one command, shown before it is printed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from referral_desk.domain.access import Action
from referral_desk.i18n import Language, _, language
from referral_desk.services.documents import Issued
from referral_desk.ui.dates import local_now
from referral_desk.ui.pages.showing import show_paper
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.workplace import Workplace


def sheet_button(work: Workplace, show: Callable[[], None], *, name: str = "") -> Button:
    """Return the button that shows the sheet; ``name`` says of which institution, where several stand together."""
    button = Button(_("Sheet for the phone"), show, icon="phone", compact=True)
    if name:
        button.setAccessibleName(_("Sheet for the phone: {name}").format(name=name))
    work.permit(Action.ISSUE_DOCUMENT, button)
    return button


def show_phone_sheet(work: Workplace, over: QWidget, institution_id: int, client_id: int | None = None) -> None:
    """Make the sheet of an institution, for a client where one is given, and show it over the window of ``over``."""
    centre, lang, now = work.centre, Language(language()), local_now(work.centre.today())

    def make() -> Issued:
        from referral_desk.services.phone_sheet import phone_sheet  # noqa: PLC0415 - ReportLab, only when printed

        return phone_sheet(centre, institution_id, client_id, now, language=lang)

    show_paper(work, over, make, _("Sheet for the phone"), f"phone-{institution_id}.pdf")
