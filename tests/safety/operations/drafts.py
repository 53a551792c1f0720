"""A form in work: kept twice while it is typed, then saved, which takes its draft along."""

from __future__ import annotations

from referral_desk.services import clients, drafts
from referral_desk.services.centre import finishing
from tests.making import client_draft
from tests.safety import patterns
from tests.safety.ground import Case
from tests.safety.operations.operation import Operation, Step, Window

_FORM = ("client", "~form")


def unfinished(case: Case) -> list[Step]:
    """Keep a form, keep more of it, and save it: the draft or the record is there, never both and never neither."""
    window = Window(case)

    def keep() -> None:
        drafts.keep(window.centre, *_FORM, "途中" * 200)

    def keep_more() -> None:
        drafts.keep(window.centre, *_FORM, "途中" * 3_000)

    def finish() -> None:
        with finishing(*_FORM):
            clients.save(window.centre, client_draft(number="甲", note="途中" * 3_000))

    return window.between(Step("keep", keep), Step("keep more", keep_more), Step("finish", finish))


UNFINISHED = Operation("unfinished", patterns.prepared, unfinished, turns=20)
