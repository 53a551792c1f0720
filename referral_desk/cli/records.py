"""``list`` and ``show``: what the window's lists show, and one record with what belongs to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated

import typer

from referral_desk.cli import output
from referral_desk.cli.reading import choice, whole_number
from referral_desk.cli.surroundings import surroundings
from referral_desk.domain.conference import TaskRow
from referral_desk.domain.followup import FollowUpRow
from referral_desk.domain.names import query_keys, search_key
from referral_desk.i18n import _, language
from referral_desk.services import audit, clients, followups, institutions, lookup, referrals, tasks
from referral_desk.services.centre import Centre
from referral_desk.services.exports.one_record import client_with_all, institution_with_all, referral_with_all
from referral_desk.services.exports.record_json import Json
from referral_desk.services.exports.row_json import follow_up_json, row_json, task_json

Row = dict[str, Json]
LISTS = ("clients", "institutions", "referrals", "follow-ups")
RECORDS = ("client", "institution", "referral")
_ALL = 1_000_000_000


def list_records(
    context: typer.Context,
    what: Annotated[str, typer.Argument(metavar="LIST", help=_("clients, institutions, referrals or follow-ups"))],
    search: Annotated[str, typer.Option(metavar="TEXT", help=_("Only what has this in its name, kana, …"))] = "",
    limit: Annotated[str, typer.Option(metavar="N", help=_("At most so many."))] = "",
    format_: Annotated[str, typer.Option("--format", metavar="json|text", help=_("How to write it."))] = "text",
) -> None:
    """List records as the window does."""
    choice(what, LISTS, "LIST")
    choice(format_, ("json", "text"), "--format")
    at_most = whole_number(limit, "--limit") if limit else _ALL
    nothing_to_find = bool(search.strip()) and not query_keys(search)
    with surroundings(context).centre() as centre:
        found = [] if nothing_to_find else _LISTS[what](centre, search, at_most)
        _note(centre, what, search, found)
    if format_ == "json":
        output.give_json(found)
    else:
        _give_text(what, found)


def _note(centre: Centre, what: str, search: str, found: list[Row]) -> None:
    """Note in the audit trail what is about to be listed."""
    if search.strip() and what in ("clients", "referrals"):
        audit.searched(centre, what, [int(str(row["id"]).partition("-")[2]) for row in found], len(found))
    else:
        audit.listed(centre, what, len(found))


def show(
    context: typer.Context,
    what: Annotated[str, typer.Argument(metavar="RECORD", help=_("client, institution or referral"))],
    name: Annotated[str, typer.Argument(metavar="ID", help=_("Its id or number."))],
    format_: Annotated[str, typer.Option("--format", metavar="json", help=_("How to write it."))] = "json",
) -> None:
    """Show one record with what belongs to it."""
    choice(what, RECORDS, "RECORD")
    choice(format_, ("json",), "--format")
    with surroundings(context).centre() as centre:
        found = _RECORDS[what](centre, name)
    output.give_json(found)


def _clients(centre: Centre, search: str, limit: int) -> list[Row]:
    return [row_json(row, centre.codes, language(), "c") for row in clients.rows(centre, search, limit=limit)]


def _institutions(centre: Centre, search: str, limit: int) -> list[Row]:
    return [row_json(row, centre.codes, language(), "i") for row in institutions.rows(centre, search, limit=limit)]


def _referrals(centre: Centre, search: str, limit: int) -> list[Row]:
    return [row_json(row, centre.codes, language(), "r") for row in referrals.rows(centre, search, limit=limit)]


def _follow_ups(centre: Centre, search: str, limit: int) -> list[Row]:
    both: tuple[FollowUpRow | TaskRow, ...] = (*followups.rows(centre, limit=_ALL), *tasks.rows(centre))
    found = [row for row in both if _is_found(row, search)]
    rows = sorted(found, key=lambda row: row.due_on or date.max)[:limit]  # of one day the follow-ups first
    return [
        task_json(row) if isinstance(row, TaskRow) else follow_up_json(row, centre.codes, language()) for row in rows
    ]


def _is_found(row: FollowUpRow | TaskRow, search: str) -> bool:
    of_it = (row.what, row.who) if isinstance(row, TaskRow) else (row.institution_name, row.referral_number)
    texts = (row.client_name, row.client_kana, row.client_number, *of_it)
    keys = "\n".join(map(search_key, texts))
    return all(any(alternative in keys for alternative in word) for word in query_keys(search))


def _client(centre: Centre, name: str) -> Row:
    return client_with_all(centre, lookup.client_id(centre, name), language())


def _institution(centre: Centre, name: str) -> Row:
    return institution_with_all(centre, lookup.institution_id(centre, name), language())


def _referral(centre: Centre, name: str) -> Row:
    return referral_with_all(centre, lookup.referral_id(centre, name), language())


_LISTS: dict[str, Callable[[Centre, str, int], list[Row]]] = {
    "clients": _clients,
    "institutions": _institutions,
    "referrals": _referrals,
    "follow-ups": _follow_ups,
}
_RECORDS: dict[str, Callable[[Centre, str], Row]] = {
    "client": _client,
    "institution": _institution,
    "referral": _referral,
}


def _give_text(what: str, found: list[Row]) -> None:
    columns = {
        "clients": {"number": _("No."), "name": _("Name"), "kana": _("Kana"), "birth": _("Born"), "phone": _("Phone")},
        "institutions": {"number": _("No."), "name": _("Name"), "kind": _("Kind"), "phone": _("Phone")},
        "referrals": {
            "number": _("No."),
            "on": _("Date"),
            "client_name": _("Client"),
            "institution_name": _("Institution"),
            "mode": _("Handoff"),
            "status": _("Status"),
            "outcome": _("Outcome"),
        },
        "follow-ups": {
            "due_on": _("Due"),
            "number": _("No."),
            "client_name": _("Client"),
            "institution_name": _("Institution"),
            "kind": _("About"),
            "note": _("Note"),
        },
    }[what]
    rows = [[_shown(row[name]) for name in columns] for row in found]
    output.give_table(tuple(columns.values()), rows)


def _shown(value: Json) -> str:
    if isinstance(value, dict):
        return str(value["label"])
    words = {"outcome": _("Outcome"), "reply": _("Reply"), "handoff": _("Handoff to come"), "task": _("Task")}
    return "" if value is None else words.get(str(value), str(value))
