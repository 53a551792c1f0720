"""Forms in work: kept while somebody types, thrown away with the save that finishes them.

They are the person's own words, not a record yet: no role is asked, and the audit trail has no entry for them. What
is opened again is read like any record, and noted so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from referral_desk.db.queries import drafts
from referral_desk.domain.drafts import KEPT_FOR, Draft
from referral_desk.services.centre import Centre

Key = tuple[str, str]
"""Which draft of the person who works: form and ``about``, as :class:`Draft` has them."""


def keep(centre: Centre, form: str, about: str, content: str) -> None:
    """Keep what stands in a form. Raises StorageFault."""
    keep_all(centre, [(form, about, content)])


def forget(centre: Centre, form: str, about: str) -> None:
    """Throw a draft away; nothing happens where there is none. Raises StorageFault."""
    keep_all(centre, (), [(form, about)])


def keep_all(centre: Centre, kept: Iterable[tuple[str, str, str]], forgotten: Iterable[Key] = ()) -> None:
    """Throw drafts away and keep others (form, ``about``, content), in one transaction. Raises StorageFault."""
    now = centre.clock()
    with centre.sessions.write() as session:
        for form, about in forgotten:
            drafts.forget(session, centre.login, form, about)
        for form, about, content in kept:
            drafts.keep(session, centre.login, form, about, content, now)


def of_person(centre: Centre) -> tuple[Draft, ...]:
    """Return what the person who works left unfinished, the newest first.

    What is older than ``KEPT_FOR``, or speaks of a client whom the person may no longer see, is thrown away.
    """
    oldest = centre.clock() - KEPT_FOR
    with centre.read() as session:
        found = drafts.of_login(session, centre.login)
        named = [(draft, drafts.name_of(session, draft)) for draft in found]
    shown = tuple(replace(draft, named=name) for draft, name in named if name is not None and draft.saved_at >= oldest)
    still = {(draft.form, draft.about) for draft in shown}
    gone = [(draft.form, draft.about) for draft in found if (draft.form, draft.about) not in still]
    if gone:
        keep_all(centre, (), gone)
    return shown
