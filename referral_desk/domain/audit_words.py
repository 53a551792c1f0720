"""What the audit trail says, in words: every action, and the counts and codes that stand with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from referral_desk.domain.access import Action, Happening, Role
from referral_desk.domain.audit import FAILED_AT_DOOR, IDS_IN_SEARCHES, AuditRow, doer
from referral_desk.domain.audit_review import ActionKind, TrailNames
from referral_desk.domain.calendar import english_month, era_month
from referral_desk.domain.codes import CodeBook
from referral_desk.domain.documents.letter_versions import receiver_label
from referral_desk.domain.documents.text import date_in_table
from referral_desk.domain.messages import N_, Gettext
from referral_desk.domain.quality import CHECKS
from referral_desk.domain.users import ROLE_NAMES

ACTION_WORDS: Mapping[str, str] = MappingProxyType(
    {
        Action.LIST_RECORDS: N_("Opened a list"),
        Action.SEARCH_RECORDS: N_("Searched"),
        Action.READ_CLIENT: N_("Looked at a client"),
        Action.READ_REFERRAL: N_("Looked at a referral"),
        Action.READ_FIGURES: N_("Looked at the names behind a figure"),
        Action.CHECK_RECORDS: N_("Checked the records"),
        Action.MAKE_BACKUP: N_("Made a backup"),
        Action.LOG_IN: N_("Logged in"),
        Action.UNLOCK: N_("Unlocked"),
        Action.LOCK: N_("Locked the window"),
        Action.LOG_OUT: N_("Logged out"),
        Action.CHANGE_PASSWORD: N_("Changed the own password"),
        Action.SAVE_CLIENT: N_("Saved a client"),
        Action.SAVE_CONTACT: N_("Recorded a contact"),
        Action.CORRECT_CONTACT: N_("Corrected a contact"),
        Action.REMOVE_CONTACT: N_("Took back a contact"),
        Action.SAVE_HOUSEHOLD: N_("Saved a household"),
        Action.SAVE_SUPPORTER: N_("Saved a supporter"),
        Action.SAVE_BENEFIT: N_("Saved a benefit"),
        Action.SAVE_INBOUND: N_("Saved a referral to us"),
        Action.SAVE_CONSENT: N_("Saved a consent"),
        Action.RECORD_DISCLOSURE: N_("Wrote into the disclosure log"),
        Action.SAVE_CONFERENCE: N_("Saved a conference"),
        Action.SAVE_TASK: N_("Saved a task"),
        Action.SAVE_SCREENING: N_("Saved a screening"),
        Action.SAVE_INTERVENTION: N_("Saved a brief intervention"),
        Action.SAVE_PATH: N_("Saved a step of SBIRTS"),
        Action.PLAN_MEETING: N_("Fixed the first meeting"),
        Action.SET_ASIDE_CHECK: N_("Set aside a point of the checks before submitting"),
        Action.ARRANGE_ECOMAP: N_("Arranged an eco-map"),
        Action.CLOSE_CLIENT: N_("Closed a record"),
        Action.REOPEN_CLIENT: N_("Opened a record again"),
        Action.SAVE_ENGAGEMENT: N_("Marked an engagement"),
        Action.REMOVE_ENGAGEMENT: N_("Took back an engagement"),
        Action.SAVE_REFERRAL: N_("Saved a referral"),
        Action.SAVE_HANDOFF: N_("Recorded a handoff"),
        Action.SAVE_OUTCOME: N_("Recorded an outcome or a try"),
        Action.UNDO_OUTCOME: N_("Took back an outcome or a try"),
        Action.SAVE_INSTITUTION: N_("Saved an institution"),
        Action.ISSUE_DOCUMENT: N_("Made a document"),
        Action.REVOKE_DOCUMENT: N_("Revoked an issued document"),
        Action.PRINT_DOCUMENT: N_("Printed a document"),
        Action.SAVE_DOCUMENT: N_("Saved a document as a file"),
        Action.IMPORT_LEDGER: N_("Imported a ledger"),
        Action.EXPORT_LEDGER: N_("Exported a ledger"),
        Action.CHANGE_CENTRE: N_("Changed the centre’s particulars"),
        Action.CHANGE_FORMS: N_("Changed the report forms"),
        Action.CHANGE_WORDING: N_("Changed the wording of letters"),
        Action.MERGE_CLIENTS: N_("Merged two records"),
        Action.UNDO_MERGE: N_("Took a merge apart again"),
        Action.RETIRE_INSTITUTION: N_("Marked an institution as no longer there"),
        Action.MERGE_INSTITUTIONS: N_("Merged two institutions"),
        Action.UNDO_INSTITUTION_MERGE: N_("Took a merge of institutions apart again"),
        Action.GIVE_ACCESS: N_("Gave out everything held about a client"),
        Action.PROPOSE_DISPOSAL: N_("Proposed a record for disposal"),
        Action.DISPOSE_CLIENT: N_("Disposed of a record"),
        Action.CLOSE_MONTH: N_("Closed a month"),
        Action.REOPEN_MONTH: N_("Opened a closed month again"),
        Action.RESTRICT_CLIENT: N_("Changed who may see a client"),
        Action.REVIEW_AUDIT: N_("Reviewed the audit trail"),
        Action.RESTORE: N_("Restored a backup"),
        Action.CHANGE_SAFETY: N_("Changed how the centre is protected"),
        Action.ADD_USER: N_("Added a login"),
        Action.CHANGE_ROLE: N_("Changed a role"),
        Action.RESET_PASSWORD: N_("Gave a new password"),
        Action.REMOVE_USER: N_("Took a login away"),
        Action.REKEY: N_("Gave the records a new key"),
        Action.RENEW_RECOVERY_CODE: N_("Made a new recovery code"),
        Action.GENERATE: N_("Filled the centre with fictional data"),
        Happening.FAILED_LOGIN: N_("Wrong password at a login"),
        Happening.FAILED_UNLOCK: N_("Wrong password or PIN at unlocking"),
        Happening.REFUSED: N_("Was refused"),
        Happening.RECOVERED: N_("Opened the centre with the recovery code"),
        Happening.CLOCK_SET_BACK: N_("The PC’s clock was set back"),
        Happening.UPDATED: N_("The program brought the records up to date"),
        Happening.RESTORED_ELSEWHERE: N_("Restored a backup into another folder; these records stayed as they were"),
    }
)
"""For every code of the trail; a test looks that none is missing."""

BROKEN_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "changed": N_("Entry {number} of the audit trail was changed after it was written. Tell the administrator."),
        "missing": N_("Entry {number} of the audit trail is missing. Tell the administrator."),
        "cut": N_("The end of the audit trail is missing, from entry {number} on. Tell the administrator."),
        "replaced": N_(
            "Entry {number} of the audit trail is not the one that a backup or the closing of a month knows. Tell the "
            "administrator."
        ),
    }
)
"""For each way in which a trail is broken."""

KIND_WORDS: Mapping[ActionKind, str] = MappingProxyType(
    {
        ActionKind.READING: N_("Looking"),
        ActionKind.CHANGING: N_("Changing"),
        ActionKind.HANDING_OUT: N_("Printing and files"),
        ActionKind.LOGGING_IN: N_("Logins and failures"),
        ActionKind.SAFETY: N_("Safety"),
    }
)

_LISTS: Mapping[str, str] = {
    "clients": N_("Clients"),
    "institutions": N_("Institutions"),
    "referrals": N_("Referrals"),
    "documents": N_("Issued papers"),
    "engagements": N_("Engagements"),
    "contacts": N_("Contacts"),
    "follow-ups": N_("Follow-ups"),
    "today": N_("Today’s desk"),
    "inbound": N_("Referrals to us"),
    "due": N_("Due for disposal"),
    "research": N_("Anonymised data set"),
    "late": N_("Changes after the closing"),
    "letters": N_("Letters of a month"),
    "own": N_("in the data folder"),
    "second": N_("in the second place"),
    "chosen": N_("in a chosen place"),
}
_PAPERS: Mapping[str, str] = {
    "letter": N_("Referral letter"),
    "card": N_("Client’s card"),
    "summary": N_("Client summary"),
    "consent": N_("Consent form"),
    "disclosure_log": N_("Disclosure log"),
    "ecomap": N_("Eco-map"),
    "disclosure": N_("Everything held about a client"),
    "genogram": N_("Genogram"),
    "goal_sheet": N_("Goal sheet"),
    "place_list": N_("List of places"),
    "meeting_calendar": N_("Meeting calendar"),
    "envelope": N_("Envelope"),
    "fax_cover": N_("Fax cover sheet"),
    "labels": N_("Address labels"),
    "placement_test": N_("Test page"),
    "phone_sheet": N_("Sheet for the phone"),
    "directory": N_("Directory of institutions"),
    "tally": N_("Tally"),
    "correction_sheet": N_("Correction sheet"),
    "tally_lists": N_("Tally with its lists (numbers)"),
    "tally_lists_names": N_("Tally with its lists (names)"),
    "figure_list": N_("List behind a figure (numbers)"),
    "figure_list_names": N_("List behind a figure (names)"),
    "report_form": N_("Report form"),
    "audit": N_("Printout of the audit trail"),
    "recovery": N_("Recovery code"),
    "handover": N_("Hand-over sheet"),
    "conference_sheet": N_("Conference sheet"),
    "disposals": N_("Register of disposals"),
    "fhir": N_("Referral as FHIR"),
}
_FIGURES: Mapping[str, str] = {
    "contacts": N_("Counselling by service"),
    "category": N_("By content"),
    "factor": N_("By factor"),
    "handoffs": N_("Handoffs by kind of institution"),
    "mode": N_("What became of it, by mode of handoff"),
    "engagements": N_("Institutions engaged on the last day"),
    "benefits": N_("Benefits and public assistance on the last day"),
    "sbirts": N_("SBIRTS"),
    "form": N_("Report form"),
    "quality": N_("Checks before submitting"),
    "cross": N_("By service and content"),
    "staff": N_("By staff"),
    "district": N_("By district"),
    "age_group": N_("By age"),
    "sex": N_("By sex"),
    "attended_after": N_("Attended afterwards"),
    "every": N_("all figures of the tally"),
}
_CHECKS: Mapping[str, str] = {check.kind.value: check.label for check in CHECKS.values()}
_COUNTS: Mapping[str, str] = {
    "shown": N_("rows: {count}"),
    "found": N_("found: {count}"),
    "new": N_("new: {count}"),
    "updated": N_("changed: {count}"),
    "skipped": N_("left out: {count}"),
    "unchanged": N_("unchanged: {count}"),
    "users": N_("for {count} logins"),
    "head": N_("up to entry {count}"),
    "moved": N_("entries moved: {count}"),
    "certificate": N_("certificate {count}"),
    "contacts": N_("contacts: {count}"),
    "referrals": N_("referrals: {count}"),
    "documents": N_("papers: {count}"),
    "edition": N_("version {count}"),
}
_FLAGS: Mapping[tuple[str, bool], str] = {
    ("new", True): N_("newly entered"),
    ("new", False): N_("changed"),
    ("withdrawn", True): N_("the proposal was taken back"),
    ("removed", True): N_("taken back"),
    ("done", True): N_("done"),
    ("undone", True): N_("the last step was taken back"),
    ("in_force_again", True): N_("in force again"),
    ("redacted", True): N_("without names"),
    ("renewed", True): N_("renewed"),
    ("replied", True): N_("the reply was noted"),
    ("verified", True): N_("checked with the institution"),
    ("again", True): N_("as issued before"),
    ("consent_withdrawn", True): N_("the consent was withdrawn"),
    ("struck", True): N_("an entry was struck out"),
    ("verify", True): N_("verified the chain"),
    ("printout", True): N_("month’s printout"),
    ("deep", True): N_("thoroughly"),
    ("deep", False): "",
    ("third_party", True): N_("with statements of third parties"),
    ("third_party", False): N_("without statements of third parties"),
    ("unlisted", True): N_("with what must not be listed"),
    ("with_contacts", True): N_("with persons and own notes"),
    ("shipped", True): N_("the shipped text again"),
    ("shipped", False): "",
    ("quick_unlock", True): N_("a PIN may unlock"),
    ("quick_unlock", False): N_("no PIN may unlock any more"),
}
_LANGUAGES: Mapping[str, str] = {"ja": N_("In Japanese"), "en": N_("In English")}
_SECOND_PLACE: Mapping[str, str] = {
    "set": N_("second place chosen"),
    "changed": N_("another second place"),
    "removed": N_("no second place any more"),
}


@dataclass(frozen=True)
class TrailWords:
    """Words entries in one language, with the names that belong to them."""

    names: TrailNames
    codes: CodeBook
    language: str
    tr: Gettext

    def when(self, at: datetime) -> str:
        """Return a moment by this PC's clock: R8.11.24(火) 09:12, 24 Nov 2026 09:12."""
        here = at.astimezone()
        return f"{date_in_table(here.date(), self.language)} {here:%H:%M}"

    def what(self, row: AuditRow) -> str:
        """Return what was done, as a short sentence."""
        return self.action(row.action)

    def action(self, code: str) -> str:
        """Return the words of an action's code; the code itself where a newer program wrote it."""
        return self.tr(ACTION_WORDS[code]) if code in ACTION_WORDS else code

    def who(self, row: AuditRow) -> str:
        """Return the name of who did it, or tried to come in; the login of somebody who is not listed."""
        login = doer(row)
        return (self.names.people.get(login) or login) if login else self.tr("unknown")

    def person(self, login: str) -> str:
        """Return name and login of somebody; only the login of somebody who is not listed."""
        if not login:
            return self.tr("unknown")
        name = self.names.people.get(login, "")
        return self.tr("{name} ({login})").format(name=name, login=login) if name and name != login else login

    def client(self, row: AuditRow) -> str:
        """Return number and name of whose record it was; "" for none."""
        if row.client_id is None:
            return ""
        known = self.names.clients.get(row.client_id)
        if known is None:
            return f"c-{row.client_id}"
        return f"{known.number} {known.name}".strip()

    def detail(self, row: AuditRow) -> str:
        """Return which record it was, and the counts and codes that were kept with it."""
        return self.tr(", ").join(part for part in (self._record(row.record), *self._parts(row)) if part)

    def _record(self, record: str) -> str:
        if record in _LISTS:
            return self.tr(_LISTS[record])
        return self.names.records.get(record, record)

    def _parts(self, row: AuditRow) -> Iterator[str]:
        if row.action in FAILED_AT_DOOR:
            yield from self._at_door(row)
            return
        for key, value in row.detail.items():
            if isinstance(value, bool):
                words = _FLAGS.get((key, value), f"{key}: {value}")
                yield self.tr(words) if words else ""
            elif key == "lock_after_minutes" and isinstance(value, list):
                before, after = value
                yield self.tr("locks after {after} min (before: {before} min)").format(after=after, before=before)
            elif isinstance(value, list):
                yield self._ids(key, value, row.record)
            elif isinstance(value, int) and key == "seconds":
                hours, minutes = divmod(value // 60, 60)
                yield self.tr("by {hours} h {minutes} min").format(hours=hours, minutes=minutes)
            elif isinstance(value, int) and key in _COUNTS:
                yield self.tr(_COUNTS[key]).format(count=f"{value:,}") if value or key in _ALSO_NONE else ""
            elif key in _CODES:
                yield _CODES[key](self, str(value))
            else:
                yield f"{key}: {value}"

    def _at_door(self, row: AuditRow) -> Iterator[str]:
        if not doer(row):
            yield self.tr("a login that does not exist")
        yield self.tr("tried {moment}").format(moment=self._written(str(row.detail.get("at", ""))))
        yield self.tr("noted when {person} came in").format(person=self.names.people.get(row.login) or row.login)

    def _ids(self, key: str, ids: list[int], record: str) -> str:
        if key == "ids":
            known = [self._number(record, each) for each in ids]
            return self.tr("Nos. {numbers}").format(numbers=" ".join(known)) if known else ""
        if key == "merged":
            numbers = " ".join(self._number("clients", each) for each in ids)
            return self.tr("the other record: No. {numbers}").format(numbers=numbers)
        people = [self.names.records.get(f"u-{each}", f"u-{each}") for each in ids]
        if key == "named":
            return self.tr("only for {people}").format(people=" ".join(people)) if people else self.tr("for everyone")
        if key == "proposed":
            return self.tr("proposed by {people}").format(people=" ".join(people)) if people else ""
        if key == "before":
            return self.tr("before: {people}").format(people=" ".join(people)) if people else ""
        return f"{key}: {ids}"

    def _number(self, record: str, found: int) -> str:
        letter = IDS_IN_SEARCHES.get(record)
        if letter is not None:
            return self.names.records.get(f"{letter}-{found}", f"{letter}-{found}")
        known = self.names.clients.get(found)
        return known.number if known else f"c-{found}"

    def _written(self, moment: str) -> str:
        """Return a month, a day or a moment that an entry holds in ISO form."""
        try:
            if len(moment) == len("2026-11"):
                year, month = map(int, moment.split("-"))
                return english_month(year, month) if self.language == "en" else era_month(year, month)
            at = datetime.fromisoformat(moment)
        except ValueError:
            return moment
        return self.when(at) if at.tzinfo else date_in_table(at.date(), self.language)

    def _coded(self, words: Mapping[str, str], code: str) -> str:
        return self.tr(words[code]) if code in words else code


_ALSO_NONE = {"shown", "found"}
_PARTS: Mapping[str, str] = {
    "consents": N_("consents and disclosures"),
    "benefits": N_("benefits"),
    "course": N_("the earlier course"),
    "inbound": N_("who sent the client"),
    "contact": N_("a contact and its corrections"),
    "closing": N_("closing"),
    "conferences": N_("conferences and tasks"),
    "household": N_("the household"),
    "ecomap": N_("the eco-map"),
    "merging": N_("both records, to be merged"),
    "disclosure": N_("everything held about a client"),
    "outgoing": N_("what its letter would tell"),
}
_CODES: Mapping[str, Callable[[TrailWords, str], str]] = {
    "kind": lambda words, code: words._coded(_PAPERS, code),
    "part": lambda words, code: words._coded(_PARTS, code),
    "wording": lambda words, code: receiver_label(code, words.codes, words.language, words.tr),
    "in": lambda words, code: words.tr(_LANGUAGES[code]) if code in _LANGUAGES else code,
    "second_place": lambda words, code: words._coded(_SECOND_PLACE, code),
    "figure": lambda words, code: words._coded(_FIGURES, code),
    "check": lambda words, code: words._coded(_CHECKS, code),
    "role": lambda words, code: words.tr(ROLE_NAMES[Role(code)].text) if code in set(Role) else code,
    "status": lambda words, code: words.codes.referral_statuses.label(code, words.language),
    "capacity": lambda words, code: words.codes.capacities.label(code, words.language),
    "reply": lambda words, code: words.codes.answers.label(code, words.language),
    "action": lambda words, code: words.tr("wanted: {action}").format(action=words.action(code)),
    "format": lambda _words, code: code.upper(),
    "from": lambda words, day: words.tr("from {day}").format(day=words._written(day)),
    "to": lambda words, day: words.tr("to {day}").format(day=words._written(day)),
    "month": lambda words, month: words._written(month),
    "by": lambda words, code: words.tr("with the recovery code") if code == "code" else code,
}
"""What stands with an entry as a code, by its name."""
