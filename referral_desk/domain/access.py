"""Who may do what: four roles, and every action that people take with records, in one table.

The names of the actions are also the words of the audit trail. A role is the program's rule, not the cipher's:
whoever can open the centre at all holds its key, so a role keeps honest people to their work, and the audit trail
shows the rest (see docs/manual, safety).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType

from referral_desk.domain.messages import N_, Message, message


class Role(StrEnum):
    """What somebody is in the centre's eyes."""

    READ_ONLY = "read_only"
    STAFF = "staff"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    """What people do with records; ``value`` is stored in the audit trail."""

    LIST_RECORDS = "list_records"
    SEARCH_RECORDS = "search_records"
    READ_CLIENT = "read_client"
    READ_REFERRAL = "read_referral"
    READ_FIGURES = "read_figures"
    CHECK_RECORDS = "check_records"
    MAKE_BACKUP = "make_backup"
    LOG_IN = "log_in"
    UNLOCK = "unlock"
    LOCK = "lock"
    LOG_OUT = "log_out"
    CHANGE_PASSWORD = "change_password"

    SAVE_CLIENT = "save_client"
    SAVE_CONTACT = "save_contact"
    CORRECT_CONTACT = "correct_contact"
    REMOVE_CONTACT = "remove_contact"
    SAVE_HOUSEHOLD = "save_household"
    SAVE_SUPPORTER = "save_supporter"
    SAVE_BENEFIT = "save_benefit"
    SAVE_INBOUND = "save_inbound"
    SAVE_CONSENT = "save_consent"
    RECORD_DISCLOSURE = "record_disclosure"
    SAVE_CONFERENCE = "save_conference"
    SAVE_TASK = "save_task"
    SAVE_SCREENING = "save_screening"
    SAVE_INTERVENTION = "save_intervention"
    SAVE_PATH = "save_path"
    PLAN_MEETING = "plan_meeting"
    SET_ASIDE_CHECK = "set_aside_check"
    ARRANGE_ECOMAP = "arrange_ecomap"
    CLOSE_CLIENT = "close_client"
    REOPEN_CLIENT = "reopen_client"
    SAVE_ENGAGEMENT = "save_engagement"
    REMOVE_ENGAGEMENT = "remove_engagement"
    SAVE_REFERRAL = "save_referral"
    SAVE_HANDOFF = "save_handoff"
    SAVE_OUTCOME = "save_outcome"
    UNDO_OUTCOME = "undo_outcome"
    SAVE_INSTITUTION = "save_institution"
    ISSUE_DOCUMENT = "issue_document"
    REVOKE_DOCUMENT = "revoke_document"
    PRINT_DOCUMENT = "print_document"
    SAVE_DOCUMENT = "save_document"

    IMPORT_LEDGER = "import_ledger"
    EXPORT_LEDGER = "export_ledger"
    CHANGE_CENTRE = "change_centre"
    CHANGE_FORMS = "change_forms"
    CHANGE_WORDING = "change_wording"
    MERGE_CLIENTS = "merge_clients"
    UNDO_MERGE = "undo_merge"
    RETIRE_INSTITUTION = "retire_institution"
    MERGE_INSTITUTIONS = "merge_institutions"
    UNDO_INSTITUTION_MERGE = "undo_institution_merge"
    GIVE_ACCESS = "give_access"
    PROPOSE_DISPOSAL = "propose_disposal"
    DISPOSE_CLIENT = "dispose_client"
    CLOSE_MONTH = "close_month"
    REOPEN_MONTH = "reopen_month"
    RESTRICT_CLIENT = "restrict_client"
    REVIEW_AUDIT = "review_audit"
    RESTORE = "restore"

    CHANGE_SAFETY = "change_safety"
    ADD_USER = "add_user"
    CHANGE_ROLE = "change_role"
    RESET_PASSWORD = "reset_password"
    REMOVE_USER = "remove_user"
    REKEY = "rekey"
    RENEW_RECOVERY_CODE = "renew_recovery_code"
    GENERATE = "generate"


class Happening(StrEnum):
    """What the audit trail notes although nobody was allowed or asked to do it."""

    FAILED_LOGIN = "failed_login"
    FAILED_UNLOCK = "failed_unlock"
    REFUSED = "refused"
    RECOVERED = "recovered"
    CLOCK_SET_BACK = "clock_set_back"
    UPDATED = "updated"
    RESTORED_ELSEWHERE = "restored_elsewhere"


_EVERYONE = frozenset(Role)
_WORKING = _EVERYONE - {Role.READ_ONLY}
_LEADING = _WORKING - {Role.STAFF}
_ADMINISTERING = frozenset({Role.ADMINISTRATOR})


def _rows(allowed: frozenset[Role], *actions: Action) -> dict[Action, frozenset[Role]]:
    return dict.fromkeys(actions, allowed)


ALLOWED: Mapping[Action, frozenset[Role]] = MappingProxyType(
    {
        **_rows(
            _EVERYONE,
            Action.LIST_RECORDS,
            Action.SEARCH_RECORDS,
            Action.READ_CLIENT,
            Action.READ_REFERRAL,
            Action.READ_FIGURES,
            Action.CHECK_RECORDS,
            Action.MAKE_BACKUP,
            Action.LOG_IN,
            Action.UNLOCK,
            Action.LOCK,
            Action.LOG_OUT,
            Action.CHANGE_PASSWORD,
        ),
        **_rows(
            _WORKING,
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
            Action.SAVE_ENGAGEMENT,
            Action.REMOVE_ENGAGEMENT,
            Action.SAVE_REFERRAL,
            Action.SAVE_HANDOFF,
            Action.SAVE_OUTCOME,
            Action.UNDO_OUTCOME,
            Action.SAVE_INSTITUTION,
            Action.ISSUE_DOCUMENT,
            Action.REVOKE_DOCUMENT,
            Action.PRINT_DOCUMENT,
            Action.SAVE_DOCUMENT,
        ),
        **_rows(
            _LEADING,
            Action.IMPORT_LEDGER,
            Action.EXPORT_LEDGER,
            Action.CHANGE_CENTRE,
            Action.CHANGE_FORMS,
            Action.CHANGE_WORDING,
            Action.MERGE_CLIENTS,
            Action.UNDO_MERGE,
            Action.RETIRE_INSTITUTION,
            Action.MERGE_INSTITUTIONS,
            Action.UNDO_INSTITUTION_MERGE,
            Action.GIVE_ACCESS,
            Action.PROPOSE_DISPOSAL,
            Action.DISPOSE_CLIENT,
            Action.CLOSE_MONTH,
            Action.REOPEN_MONTH,
            Action.RESTRICT_CLIENT,
            Action.REVIEW_AUDIT,
            Action.RESTORE,
        ),
        **_rows(
            _ADMINISTERING,
            Action.CHANGE_SAFETY,
            Action.ADD_USER,
            Action.CHANGE_ROLE,
            Action.RESET_PASSWORD,
            Action.REMOVE_USER,
            Action.REKEY,
            Action.RENEW_RECOVERY_CODE,
            Action.GENERATE,
        ),
    }
)
"""Who may: a row for every action. The audit trail itself is written for everyone."""


def may(role: Role | None, action: Action) -> bool:
    """Whether ``role`` may do ``action``; None is somebody the centre does not list, who may nothing."""
    return role in ALLOWED[action]


PIN_DIGITS = 6
PIN_TRIES = 5
"""Wrong PINs after which only the password unlocks."""


def check_pin(pin: str) -> Message | None:
    """Return what is wrong with a PIN for unlocking within a session, None for a good one."""
    if len(pin) != PIN_DIGITS or not (pin.isascii() and pin.isdecimal()):
        return message(N_("A PIN has six digits."))
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    if len(set(pin)) <= 2 or steps in ({1}, {-1}):
        return message(N_("This PIN is too easy to guess. Mix the digits."))
    return None


FREE_FAILURES = 3
"""Slips of the finger before waiting begins."""

LONGEST_WAIT = 60
"""Seconds. Longer would lock the office out of its own records; a guess a minute is hopeless already."""


def wait_after(failures: int) -> int:
    """Return how many seconds the next try for a login has to wait after ``failures`` wrong ones in a row."""
    if failures <= FREE_FAILURES:
        return 0
    return min(LONGEST_WAIT, 1 << min(failures - FREE_FAILURES - 1, 10))
