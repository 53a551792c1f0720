"""``audit``: who did what with whose record, and whether the trail is what was written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from referral_desk.cli import output
from referral_desk.cli.reading import choice, whole_number
from referral_desk.cli.surroundings import surroundings
from referral_desk.cli.usage import WrongUsage
from referral_desk.domain.audit import AuditFilter, AuditRow, doer
from referral_desk.domain.audit_words import BROKEN_WORDS, TrailWords
from referral_desk.i18n import _, language, ngettext
from referral_desk.services import audit, backups
from referral_desk.services.centre import Centre
from referral_desk.services.exports.record_json import Json

BROKEN = 5
_ALL = 1_000_000_000
_AT_ONCE = 2_000


def audit_trail(
    context: typer.Context,
    verify: Annotated[
        bool, typer.Option("--verify", help=_("Look whether every entry is there and as it was written."))
    ] = False,
    client: Annotated[str, typer.Option(metavar="CLIENT", help=_("Only this client’s record: number or id."))] = "",
    limit: Annotated[str, typer.Option(metavar="N", help=_("At most so many."))] = "",
    format_: Annotated[str, typer.Option("--format", metavar="json|text", help=_("How to write it."))] = "text",
) -> None:
    """List who did what with whose record, the newest first; or verify the trail."""
    choice(format_, ("json", "text"), "--format")
    at_most = whole_number(limit, "--limit") if limit else _ALL
    if verify and (client or limit):
        raise WrongUsage(_("Write --verify alone: it looks at the whole trail."))
    with surroundings(context).centre() as centre:
        if verify:
            _verify(centre, format_)
        else:
            _list(centre, client, at_most, format_)


def _verify(centre: Centre, format_: str) -> None:
    anchors = backups.anchors(centre)
    with output.progress_of(_("Verifying")) as progress:
        found = audit.verify(centre, anchors, progress=progress)
    if format_ == "json":
        broken: Json = {"number": found.broken.number, "why": found.broken.why} if found.broken else None
        known: dict[str, Json] = {"entries": found.head.number, "head": found.head.words(), "heads": found.heads_known}
        known["closings"] = found.closings_known
        output.give_json({"whole": found.broken is None, "broken": broken, **known})
    if found.broken is not None:
        output.say(_(BROKEN_WORDS[found.broken.why]).format(number=found.broken.number))
        raise typer.Exit(BROKEN)
    if format_ == "text":
        entries = ngettext("{count} entry", "{count} entries", found.head.number)
        output.give(
            _("The audit trail is whole: {entries}, its end is {head}.").format(
                entries=entries.format(count=f"{found.head.number:,}"), head=found.head.words()
            )
        )
    if not found.heads_known:
        output.say(_("Note: there is no backup to compare it with, so a missing end would not show."))


def _list(centre: Centre, client: str, limit: int, format_: str) -> None:
    wanted = AuditFilter(client_id=audit.client_id(centre, client) if client else None)
    found = _read(centre, wanted, limit)
    if format_ == "json":
        output.give_json([_as_json(words, row) for words, row in found])
        return
    rows = [
        (words.when(row.at), words.person(doer(row)), words.what(row), words.client(row), words.detail(row))
        for words, row in found
    ]
    output.give_table((_("When"), _("Who"), _("What was done"), _("Client"), _("Details")), rows)


def _read(centre: Centre, wanted: AuditFilter, limit: int) -> list[tuple[TrailWords, AuditRow]]:
    return [
        (TrailWords(page.names, centre.codes, language(), _), row)
        for page in _pages(centre, wanted, limit)
        for row in page.rows
    ]


def _pages(centre: Centre, wanted: AuditFilter, limit: int) -> Iterator[audit.Found]:
    below = None
    while True:
        page = audit.rows(centre, wanted, limit=min(limit, _AT_ONCE), below=below)
        yield page
        limit -= len(page.rows)
        if limit <= 0 or len(page.rows) < _AT_ONCE:
            return
        below = page.rows[-1].number


def _as_json(words: TrailWords, row: AuditRow) -> dict[str, Json]:
    known = words.names.clients.get(row.client_id) if row.client_id is not None else None
    return {
        "number": row.number,
        "at": row.at.astimezone().isoformat(timespec="seconds"),
        "login": row.login,
        "name": words.names.people.get(row.login, ""),
        "action": row.action,
        "label": words.what(row),
        "client": None if row.client_id is None else f"c-{row.client_id}",
        "client_number": known.number if known else None,
        "record": row.record,
        "detail": {name: [*value] if isinstance(value, list) else value for name, value in row.detail.items()},
        "detail_label": words.detail(row),
    }
