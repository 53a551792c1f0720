"""The audit trail as people review it: kinds of action, repeated looks folded into one line, a month of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from referral_desk.domain.access import Action, Happening
from referral_desk.domain.audit import AuditHead, AuditRow


class ActionKind(StrEnum):
    """What sort of thing was done, for filters and for the month's counts."""

    READING = "reading"
    CHANGING = "changing"
    HANDING_OUT = "handing_out"
    LOGGING_IN = "logging_in"
    SAFETY = "safety"


_OF_KIND: Mapping[ActionKind, tuple[Action | Happening, ...]] = {
    ActionKind.READING: (
        Action.LIST_RECORDS,
        Action.SEARCH_RECORDS,
        Action.READ_CLIENT,
        Action.READ_REFERRAL,
        Action.READ_FIGURES,
        Action.REVIEW_AUDIT,
    ),
    ActionKind.CHANGING: (
        Action.SAVE_CLIENT,
        Action.SAVE_CONTACT,
        Action.CORRECT_CONTACT,
        Action.REMOVE_CONTACT,
        Action.SAVE_HOUSEHOLD,
        Action.SAVE_SUPPORTER,
        Action.SAVE_BENEFIT,
        Action.SAVE_INBOUND,
        Action.SAVE_CONSENT,
        Action.RECORD_DISCLOSURE,
        Action.SAVE_CONFERENCE,
        Action.SAVE_TASK,
        Action.SAVE_SCREENING,
        Action.SAVE_INTERVENTION,
        Action.SAVE_PATH,
        Action.PLAN_MEETING,
        Action.SET_ASIDE_CHECK,
        Action.ARRANGE_ECOMAP,
        Action.CLOSE_CLIENT,
        Action.REOPEN_CLIENT,
        Action.MERGE_CLIENTS,
        Action.UNDO_MERGE,
        Action.RETIRE_INSTITUTION,
        Action.MERGE_INSTITUTIONS,
        Action.UNDO_INSTITUTION_MERGE,
        Action.PROPOSE_DISPOSAL,
        Action.DISPOSE_CLIENT,
        Action.CLOSE_MONTH,
        Action.REOPEN_MONTH,
        Action.SAVE_ENGAGEMENT,
        Action.REMOVE_ENGAGEMENT,
        Action.SAVE_REFERRAL,
        Action.SAVE_HANDOFF,
        Action.SAVE_OUTCOME,
        Action.UNDO_OUTCOME,
        Action.SAVE_INSTITUTION,
        Action.REVOKE_DOCUMENT,
        Action.IMPORT_LEDGER,
        Action.CHANGE_CENTRE,
        Action.CHANGE_FORMS,
        Action.CHANGE_WORDING,
        Action.GENERATE,
    ),
    ActionKind.HANDING_OUT: (
        Action.ISSUE_DOCUMENT,
        Action.PRINT_DOCUMENT,
        Action.SAVE_DOCUMENT,
        Action.EXPORT_LEDGER,
        Action.GIVE_ACCESS,
    ),
    ActionKind.LOGGING_IN: (
        Action.LOG_IN,
        Action.UNLOCK,
        Action.LOCK,
        Action.LOG_OUT,
        Happening.FAILED_LOGIN,
        Happening.FAILED_UNLOCK,
        Happening.REFUSED,
    ),
    ActionKind.SAFETY: (
        Action.CHECK_RECORDS,
        Action.MAKE_BACKUP,
        Action.RESTORE,
        Action.CHANGE_PASSWORD,
        Action.RESTRICT_CLIENT,
        Action.CHANGE_SAFETY,
        Action.ADD_USER,
        Action.CHANGE_ROLE,
        Action.RESET_PASSWORD,
        Action.REMOVE_USER,
        Action.REKEY,
        Action.RENEW_RECOVERY_CODE,
        Happening.RECOVERED,
        Happening.CLOCK_SET_BACK,
        Happening.UPDATED,
        Happening.RESTORED_ELSEWHERE,
    ),
}

ACTIONS_OF_KIND: Mapping[ActionKind, tuple[str, ...]] = MappingProxyType(
    {kind: tuple(action.value for action in actions) for kind, actions in _OF_KIND.items()}
)
KIND_OF_ACTION: Mapping[str, ActionKind] = MappingProxyType(
    {action: kind for kind, actions in ACTIONS_OF_KIND.items() for action in actions}
)

FAILURES: tuple[str, ...] = (
    Happening.FAILED_LOGIN.value,
    Happening.FAILED_UNLOCK.value,
    Happening.REFUSED.value,
    Happening.CLOCK_SET_BACK.value,
)
"""What the month's printout lists one by one: somebody was not let in, or something was not right."""

RIGHTS: tuple[str, ...] = (
    Action.RESTRICT_CLIENT.value,
    Action.ADD_USER.value,
    Action.CHANGE_ROLE.value,
    Action.CHANGE_PASSWORD.value,
    Action.RESET_PASSWORD.value,
    Action.REMOVE_USER.value,
    Action.REKEY.value,
    Action.RENEW_RECOVERY_CODE.value,
    Action.CHANGE_SAFETY.value,
    Action.RESTORE.value,
    Happening.RESTORED_ELSEWHERE.value,
    Happening.RECOVERED.value,
)
"""Who may open what: listed one by one as well."""

FILES: tuple[str, ...] = (Action.EXPORT_LEDGER.value, Action.IMPORT_LEDGER.value)
"""Records that left the program as a file, or came in as one: listed one by one as well."""


@dataclass(frozen=True)
class TrailClient:
    """A client as the trail names one; ``name`` is "" where the reviewer may not see the record."""

    number: str
    name: str


@dataclass(frozen=True)
class TrailNames:
    """The names behind the ids of some entries: clients, people by login, and records by "r-12", "i-3", …"""

    clients: Mapping[int, TrailClient]
    people: Mapping[str, str]
    records: Mapping[str, str]


@dataclass(frozen=True)
class Fold:
    """One line of the review: an entry, or several looks of one person at one record that follow on each other.

    ``rows`` has the newest first.
    """

    rows: tuple[AuditRow, ...]

    @property
    def row(self) -> AuditRow:
        """The newest entry."""
        return self.rows[0]

    @property
    def first_at(self) -> datetime:
        """When the oldest entry was made."""
        return self.rows[-1].at


def folded(rows: Sequence[AuditRow]) -> tuple[Fold, ...]:
    """Fold looks at the same record by the same person on the same day that follow on each other in ``rows``."""
    folds: list[list[AuditRow]] = []
    for row in rows:
        if folds and _is_same_look(folds[-1][-1], row):
            folds[-1].append(row)
        else:
            folds.append([row])
    return tuple(Fold(tuple(each)) for each in folds)


def unfolded(rows: Sequence[AuditRow]) -> tuple[Fold, ...]:
    """Return every entry as a line of its own."""
    return tuple(Fold((row,)) for row in rows)


_LOOKS = (Action.READ_CLIENT.value, Action.READ_REFERRAL.value)


def _is_same_look(newer: AuditRow, older: AuditRow) -> bool:
    same = (newer.action, newer.login, newer.client_id, newer.record, dict(newer.detail)) == (
        older.action,
        older.login,
        older.client_id,
        older.record,
        dict(older.detail),
    )
    return same and newer.action in _LOOKS and newer.at.astimezone().date() == older.at.astimezone().date()


@dataclass(frozen=True)
class AuditMonth:
    """What the month's printout says: counts by login and kind, what is listed one by one, and the chain.

    ``broken_at`` is the number of the first entry that is not what was written, None for a whole trail; ``head`` is
    its end when this was counted, ``heads_known`` how many heads from backups it was compared with.
    """

    counts: Mapping[str, Mapping[ActionKind, int]]
    failures: tuple[AuditRow, ...]
    rights: tuple[AuditRow, ...]
    files: tuple[AuditRow, ...]
    names: TrailNames
    head: AuditHead
    broken_at: int | None
    heads_known: int
