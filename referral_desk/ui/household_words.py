"""How the window words a household: the flag in the head, and what stands with each member. Plain Python, no Qt."""

from __future__ import annotations

from datetime import date

from referral_desk.domain.centre import CentreSettings
from referral_desk.domain.codes import CodeBook
from referral_desk.domain.documents.genogram_page import member_name
from referral_desk.domain.household import Household, MemberDraft, is_hidden, number_of
from referral_desk.domain.kinship import eight_oh_fifty
from referral_desk.domain.supporter import Supporter, is_current
from referral_desk.i18n import _, language
from referral_desk.ui.client_words import age_words
from referral_desk.ui.dates import short_date


def is_8050(household: Household, settings: CentreSettings, today: date) -> bool:
    """Say whether the centre calls this an 8050 household."""
    return bool(eight_oh_fifty(household, today, settings.elder_from, settings.child_from))


def flag_words(household: Household, settings: CentreSettings, today: date) -> str:
    """Return the flag of the head: how many live in the home, and whether it is an 8050 household."""
    home = sum(each.lives_together and not each.deceased for each in household.members)
    if is_8050(household, settings, today):
        return _("Household of {count} (8050)").format(count=home)
    return _("Household of {count}").format(count=home)


def name_of(member: MemberDraft, codes: CodeBook) -> str:
    """Return what a member is called: name, what is told of somebody hidden, or the relation."""
    return member_name(member, codes, language(), _)


def member_words(member: MemberDraft, today: date) -> str:
    """Return the grey words beside a member: age, number of a client, whether elsewhere or deceased, phone."""
    number = number_of(member)
    parts = [
        _("deceased") if member.deceased else age_words(member.birth, today, exact=member.birth_exact),
        _("No. {number}").format(number=number) if number else "",
        _("lives elsewhere") if not member.lives_together and not member.deceased else "",
        member.phone,
    ]
    return " · ".join(part for part in parts if part)


def calling_words(household: Household, place: int, codes: CodeBook) -> str:
    """Return for whom the member at a position calls, in words; "" where she calls for nobody."""
    called = household.members[place].calls_for
    if called is None or called >= len(household.members):
        return ""
    return _("Calls in place of {name}").format(name=name_of(household.members[called], codes))


def begun(text: str, limit: int = 240) -> str:
    """Return a note on one line, or its beginning where it is long: the form has all of it."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[:limit].rstrip() + "…"


def opens(member: MemberDraft, client_id: int) -> bool:
    """Say whether a member is another client, whose page may be opened."""
    return member.client_id is not None and member.client_id != client_id and not is_hidden(member)


def supporter_name(supporter: Supporter, codes: CodeBook) -> str:
    """Return what a supporter is called: the name, or what she is to the client, or the kind."""
    return (
        supporter.name.strip() or supporter.relation.strip() or codes.supporter_kinds.label(supporter.kind, language())
    )


def supporter_words(supporter: Supporter, codes: CodeBook) -> str:
    """Return the grey words under a supporter: kind, relation, phone and whether we may call."""
    may = {True: _("may be contacted"), False: _("do not contact"), None: _("nobody asked about contact yet")}
    parts = [
        codes.supporter_kinds.label(supporter.kind, language()),
        supporter.relation.strip() if supporter.name.strip() else "",
        supporter.phone,
        may.get(supporter.may_contact, "")
        if supporter.may_contact is not None
        else _("nobody asked about contact yet"),
    ]
    return " · ".join(part for part in parts if part)


def tie_words(supporter: Supporter, codes: CodeBook, today: date) -> str:
    """Return how the tie is and since when: strength, quality, direction, dates."""
    parts = [
        codes.strengths.label(supporter.strength, language()) if supporter.strength else "",
        codes.qualities.label(supporter.quality, language()) if supporter.quality else "",
        codes.directions.label(supporter.direction, language()) if supporter.direction else "",
        _("since {day}").format(day=short_date(supporter.since)) if supporter.since else "",
    ]
    if supporter.until:
        words = _("until {day}") if is_current(supporter, today) else _("ended {day}")
        parts.append(words.format(day=short_date(supporter.until)))
    return " · ".join(part for part in parts if part)
