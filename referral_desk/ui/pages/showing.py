"""Showing a paper: made on the document thread, looked at in the window, noted when it is printed or saved."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from referral_desk.i18n import _, render
from referral_desk.services import audit
from referral_desk.services.documents import Issued, reprint
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.tasks import TaskKind
from referral_desk.ui.workplace import Workplace


def show_paper(work: Workplace, over: QWidget, make: Callable[[], Issued], title: str, file_name: str) -> None:
    """Make a paper off the GUI thread and open it in a preview over the window of ``over``."""

    def show(issued: Issued) -> None:
        PreviewDialog(
            work.tasks,
            issued.pdf,
            title=title,
            file_name=file_name,
            parent=over.window(),
            note=lambda action: audit.handed_out(work.centre, action, issued.handout),
            kind=issued.handout.kind,
        ).open()
        work.publish(issued.changes)
        tell_caution(work, issued)

    work.tasks.run(TaskKind.DOCUMENT, lambda _work: make(), show, label=_("Preparing the document…"))


def tell_caution(work: Workplace, issued: Issued) -> None:
    """Say why a paper that is shown as it was issued must not be sent again, where there is a reason."""
    if issued.caution is not None:
        words = _("This is the letter as it was issued. Do not send it again: {reason}")
        work.says.tell(words.format(reason=render(issued.caution)))


def show_issued(work: Workplace, over: QWidget, document_id: int) -> None:
    """Show a paper exactly as it was issued."""
    show_paper(
        work,
        over,
        lambda: reprint(work.centre, document_id),
        _("Paper as it was issued"),
        f"document-{document_id}.pdf",
    )
