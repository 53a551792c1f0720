"""Report forms: the shipped ones, which nobody changes, and the centre's own, which begin as a copy of one."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from itertools import count

from referral_desk import resources
from referral_desk.db.queries import report_profiles
from referral_desk.db.session import Session
from referral_desk.domain.access import Action
from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.domain.codes import CodeBook
from referral_desk.domain.drafts import read_record, write_record
from referral_desk.domain.errors import NotFound, NotReadable, Problem, Rejected
from referral_desk.domain.messages import N_, message
from referral_desk.domain.report_form import (
    NAME_LIMIT,
    OwnProfile,
    ReportProfile,
    Words,
    check_profile,
    with_every_kind,
)
from referral_desk.services.centre import Centre, about
from referral_desk.services.clients import CHANGED_ELSEWHERE
from referral_desk.services.lookup import found

FILE_FORMAT = "referral-desk-report-form"
FILE_VERSION = 1
FILE_LIMIT = 1_000_000
"""Bytes; a form is some thousand."""

OWN_LIMIT = 50
OWN_PREFIX = "own_"
"""How the codes of a centre's own forms begin; no shipped code does."""

_GONE = message(N_("This form is no longer there."))
_NOT_A_FORM = message(N_("This file does not hold a report form of Referral Desk."))


@dataclass(frozen=True)
class KnownProfile:
    """A form as it can be chosen; ``id`` and ``version`` are those of the centre's own row, None for a shipped one."""

    profile: ReportProfile
    id: int | None = None
    version: int | None = None

    @property
    def own(self) -> bool:
        """Whether the centre may change it."""
        return self.id is not None


@cache
def _shipped() -> tuple[ReportProfile, ...]:
    items = resources.read_json("codes", "report_profiles.json")
    if not isinstance(items, list):
        raise TypeError("codes/report_profiles.json is not a list")
    return tuple(read_record(ReportProfile, json.dumps(item)) for item in items)


def shipped(codes: CodeBook) -> tuple[ReportProfile, ...]:
    """Return the shipped forms; those on handoffs have a row for each kind that the centre added."""
    return tuple(with_every_kind(profile, codes) for profile in _shipped())


def profiles(centre: Centre) -> tuple[KnownProfile, ...]:
    """Return every form, the centre's own first."""
    with centre.read() as session:
        own = report_profiles.every(session)
    return (*map(_known, own), *(KnownProfile(each) for each in shipped(centre.codes)))


def profile(centre: Centre, code: str) -> KnownProfile:
    """Return the form ``code``; NotFound."""
    for each in profiles(centre):
        if each.profile.id == code:
            return each
    raise NotFound(message(N_("There is no report form “{code}”."), code=code))


def first_of(centre: Centre, known: Iterable[KnownProfile], year: int) -> KnownProfile:
    """Return the form that the tally shows first in a fiscal year: the chosen one, else the first that is valid."""
    known = tuple(known)
    chosen = next((each for each in known if each.profile.id == centre.settings.report_form), None)
    if chosen is not None:
        return chosen
    shipped_ones = [each for each in known if not each.own]
    return next((each for each in shipped_ones if each.profile.valid_in(year)), shipped_ones[0])


def copy(centre: Centre, code: str, name: str) -> Saved[KnownProfile]:
    """Make a form of the centre's own, called ``name``, that begins as the form ``code`` is.

    Raises NotFound, Rejected.
    """
    original = profile(centre, code).profile
    return add(centre, replace(original, name=Words(name.strip(), "")))


def add(centre: Centre, draft: ReportProfile) -> Saved[KnownProfile]:
    """Store a new form of the centre's own; it gets a code of its own. Raises Rejected."""
    with centre.write(Action.CHANGE_FORMS) as session:
        own = report_profiles.every(session)
        draft = replace(draft, id=_free_code(own))
        _check(draft, centre.codes, own, None)
        if len(own) >= OWN_LIMIT:
            raise Rejected(
                [Problem("", message(N_("A centre has at most {limit} forms of its own."), limit=OWN_LIMIT))]
            )
        stored = report_profiles.add(session, draft.id, _name(draft), write_record(draft))
        about(session, record=draft.id, detail={"new": True})
    return Saved(_known(stored), ChangeSet.of(report_profile=stored.id))


def save(centre: Centre, draft: ReportProfile, *, profile_id: int, version: int) -> Saved[KnownProfile]:
    """Store changes of one of the centre's own forms; its code stays. Raises Rejected, NotFound."""
    with centre.write(Action.CHANGE_FORMS) as session:
        before = found(report_profiles.get(session, profile_id), _GONE)
        draft = replace(draft, id=before.code)
        _check(draft, centre.codes, report_profiles.every(session), profile_id)
        stored = report_profiles.change(session, profile_id, _name(draft), write_record(draft), version)
        if stored is None:
            raise Rejected([CHANGED_ELSEWHERE])
        about(session, record=before.code, detail={"new": False})
    return Saved(_known(stored), ChangeSet.of(report_profile=stored.id))


def remove(centre: Centre, profile_id: int) -> Saved[KnownProfile]:
    """Remove one of the centre's own forms; :func:`add` brings it back. Raises NotFound."""
    with centre.write(Action.CHANGE_FORMS) as session:
        before = found(report_profiles.get(session, profile_id), _GONE)
        report_profiles.remove(session, profile_id)
        about(session, record=before.code, detail={"removed": True})
    centre.refresh()
    return Saved(_known(before), ChangeSet.of(report_profile=profile_id))


def show_first(centre: Centre, code: str) -> Saved[KnownProfile]:
    """Let the tally show a form first. Raises NotFound."""
    chosen = profile(centre, code)
    with centre.write(Action.CHANGE_FORMS) as session:
        _require_still(session, chosen)
        report_profiles.make_first(session, code)
        about(session, record=code)
    centre.refresh()
    return Saved(chosen, ChangeSet.of(centre=1))


def as_file(draft: ReportProfile) -> bytes:
    """Return a form as a file that another centre can take over."""
    content = {"format": FILE_FORMAT, "version": FILE_VERSION, "profile": json.loads(write_record(draft))}
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def from_file(content: bytes, codes: CodeBook) -> ReportProfile:
    """Return the form that a file holds, to be looked at and stored by :func:`add`.

    Data alone is read from it. NotReadable where it is not a form, Rejected where it cannot be filled here.
    """
    if len(content) > FILE_LIMIT:
        raise NotReadable(_NOT_A_FORM)
    try:
        read = json.loads(content.decode("utf-8-sig"))
        if not isinstance(read, dict) or read.get("format") != FILE_FORMAT:
            raise NotReadable(_NOT_A_FORM)
        if read.get("version") != FILE_VERSION:
            raise NotReadable(message(N_("This form was made by a newer version of the program.")))
        draft = read_record(ReportProfile, json.dumps(read.get("profile")))
    except (ValueError, RecursionError) as error:
        if isinstance(error, NotReadable):
            raise
        raise NotReadable(_NOT_A_FORM) from error
    problems = check_profile(draft, codes)
    if problems:
        raise Rejected(problems)
    return draft


def free_name(known: Iterable[KnownProfile], wanted: str, language: str) -> str:
    """Return a name for a copy that no form bears: ``wanted``, or that with a number."""
    taken = {each.profile.name.label(language) for each in known}
    wanted = wanted[: NAME_LIMIT - 4]
    names = (wanted if number == 1 else f"{wanted} {number}" for number in count(1))
    return next(name for name in names if name not in taken)


def _known(stored: OwnProfile) -> KnownProfile:
    return KnownProfile(read_record(ReportProfile, stored.content), stored.id, stored.version)


def _name(draft: ReportProfile) -> str:
    return draft.name.label("ja")


def _free_code(own: Iterable[OwnProfile]) -> str:
    taken = {each.code for each in own}
    return next(code for number in count(1) if (code := f"{OWN_PREFIX}{number}") not in taken)


def _check(draft: ReportProfile, codes: CodeBook, own: Iterable[OwnProfile], profile_id: int | None) -> None:
    problems = list(check_profile(draft, codes))
    names = {each.name for each in own if each.id != profile_id} | {_name(each) for each in _shipped()}
    if _name(draft) in names:
        problems.append(Problem("name", message(N_("There is a form of this name already."))))
    if problems:
        raise Rejected(problems)


def _require_still(session: Session, chosen: KnownProfile) -> None:
    if chosen.id is not None:
        found(report_profiles.get(session, chosen.id), _GONE)
