"""What the ledgers, and the rules for rows that are there already, are called in the window."""

from __future__ import annotations

from pathlib import Path

from referral_desk.domain.ledger import LEDGERS, LedgerKind, OnDuplicate
from referral_desk.domain.messages import N_
from referral_desk.i18n import _
from referral_desk.ui.widgets.toggle_chips import Choice

_KINDS = {
    LedgerKind.CLIENTS: N_("Clients"),
    LedgerKind.INSTITUTIONS: N_("Institutions"),
    LedgerKind.ENGAGEMENTS: N_("Engagements"),
    LedgerKind.CONTACTS: N_("Contact records"),
    LedgerKind.REFERRALS: N_("Referrals"),
}
_KEYED = {
    OnDuplicate.REFUSE: (
        N_("Call them errors"),
        N_("A row whose number or name is here already is named as an error."),
    ),
    OnDuplicate.SKIP: (N_("Leave them out"), N_("What is here stays as it is; only new records are taken.")),
    OnDuplicate.UPDATE: (N_("Update"), N_("Cells that are not blank replace what is here; new records are taken.")),
}
_UNKEYED = {
    OnDuplicate.REFUSE: (N_("Call them errors"), N_("A row that says what is here already is named as an error.")),
    OnDuplicate.SKIP: (
        N_("Leave them out"),
        N_("Only rows that are not here yet are taken: right for a ledger that grows from month to month."),
    ),
    OnDuplicate.ADD: (N_("Add them all"), N_("Every row is taken, the same contact twice as well.")),
}
_IN_FILE_NAMES = {
    LedgerKind.CLIENTS: ("client", "利用者"),
    LedgerKind.INSTITUTIONS: ("institution", "機関"),
    LedgerKind.ENGAGEMENTS: ("engagement", "関わり"),
    LedgerKind.CONTACTS: ("contact", "相談"),
    LedgerKind.REFERRALS: ("referral", "紹介"),
}


def kind_word(kind: LedgerKind) -> str:
    """Return what a ledger is called."""
    return _(_KINDS[kind])


def kind_choices() -> tuple[Choice, ...]:
    """Return the ledgers as chips, in the order in which they are taken over."""
    return tuple(Choice(kind.value, kind_word(kind)) for kind in LedgerKind)


def rules(kind: LedgerKind) -> dict[OnDuplicate, tuple[str, str]]:
    """Return the rules that make sense for a ledger, each with its name and what it does."""
    texts = _KEYED if LEDGERS[kind].key else _UNKEYED
    return {rule: (_(name), _(words)) for rule, (name, words) in texts.items()}


def kind_in(path: Path) -> LedgerKind | None:
    """Return the ledger that a file's name speaks of, None if it names none or several; JSON is a directory."""
    if path.suffix.lower() == ".json":
        return LedgerKind.INSTITUTIONS
    name = path.stem.lower()
    named = [kind for kind, words in _IN_FILE_NAMES.items() if any(word in name for word in words)]
    return named[0] if len(named) == 1 else None
