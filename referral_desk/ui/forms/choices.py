"""Finding clients and institutions by typing, off the GUI thread, and how one is told from another in a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from referral_desk.domain.client import Client, ClientRow
from referral_desk.domain.institution import Institution, InstitutionRow, is_there
from referral_desk.i18n import _, language
from referral_desk.services import clients, institutions
from referral_desk.ui.client_words import age_words, birth_long
from referral_desk.ui.settled_search import SettledSearch
from referral_desk.ui.tasks import LatestOnly
from referral_desk.ui.widgets.suggestion_list import Suggestion
from referral_desk.ui.widgets.type_ahead import Provider
from referral_desk.ui.workplace import Workplace

SHOWN = 8


def client_suggestion(client: Client | ClientRow, today: date) -> Suggestion[int]:
    """Return a client as a field or a list shows her; safe contact stands behind her number."""
    birth = birth_long(client.birth, exact=client.birth_exact)
    age = age_words(client.birth, today, exact=client.birth_exact)
    number = _("No. {number}").format(number=client.number)
    if isinstance(client, ClientRow) and client.former_numbers:
        formerly = _("formerly No. {numbers}").format(numbers=_(", ").join(client.former_numbers))
        number = _("{number} ({formerly})").format(number=number, formerly=formerly)
    parts = [client.kana, _("{birth} ({age})").format(birth=birth, age=age) if birth else "", number]
    if client.contact_caution:
        parts.append(f"☎ {client.contact_caution}")
    return Suggestion(client.id, client.name, "  ".join(part for part in parts if part), "", "clients")


def institution_suggestion(workplace: Workplace, row: Institution | InstitutionRow) -> Suggestion[int]:
    """Return an institution as a field or a list shows it."""
    codes = workplace.centre.codes
    kind = codes.institution_kinds.label(row.kind, language())
    target = codes.targets.label(row.target, language())
    words = _("{kind} ({target})").format(kind=kind, target=target) if target else kind
    if not is_there(row.defunct_on, workplace.centre.today()):
        words = _("{kind}, no longer there").format(kind=words)
    return Suggestion(row.id, row.name, words, row.phone, "institutions")


def client_provider(workplace: Workplace, settled: SettledSearch) -> Provider[int]:
    """Return how a field finds clients by kana, kanji, romaji, number, phone or birth date.

    ``settled`` notes whom it found; it settles when the field's owner says that one was chosen.
    """
    latest = LatestOnly(workplace.tasks)

    def provide(text: str, deliver: Callable[[Sequence[Suggestion[int]]], None]) -> None:
        def found(rows: Sequence[ClientRow]) -> None:
            today = workplace.centre.today()
            settled.showed(text, [row.id for row in rows], len(rows))
            deliver([client_suggestion(row, today) for row in rows])

        latest.run(lambda _work: clients.suggestions(workplace.centre, text, limit=SHOWN), found)

    return provide


def institution_provider(workplace: Workplace) -> Provider[int]:
    """Return how a field finds institutions by name, kana, number, phone, kind or target."""
    latest = LatestOnly(workplace.tasks)

    def provide(text: str, deliver: Callable[[Sequence[Suggestion[int]]], None]) -> None:
        def found(rows: Sequence[InstitutionRow]) -> None:
            deliver([institution_suggestion(workplace, row) for row in rows])

        latest.run(lambda _work: institutions.suggestions(workplace.centre, text, limit=SHOWN), found)

    return provide
