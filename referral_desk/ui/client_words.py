"""How the window words a client: birth and age, how she may be called, her benefits.

Plain Python: pages and forms show these words, tests read them without a window.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from referral_desk.domain.calendar import age_on, english_date, era_date, era_short, era_year
from referral_desk.domain.client import ClientDraft
from referral_desk.domain.codes import CERTIFICATE_GRADES, CodeBook, OutpatientSupport, PublicAssistance, Sex
from referral_desk.i18n import Language, _, language


def age_words(birth: date | None, today: date, *, exact: bool = True) -> str:
    """Return the age as "41歳", "約41歳" where only the year is known, "" where nothing is."""
    if birth is None:
        return ""
    age = age_on(birth, today)
    return _("{age} years").format(age=age) if exact else _("about {age}").format(age=age)


def birth_long(birth: date | None, *, exact: bool) -> str:
    """Return the birth date for a head, 昭和60年4月12日; the year alone where no more is known."""
    if birth is None:
        return ""
    japanese = language() is Language.JA
    if not exact:
        return _("born about {year}").format(year=era_year(birth) if japanese else birth.year)
    return era_date(birth) if japanese else english_date(birth)


def birth_short(birth: date | None, *, exact: bool) -> str:
    """Return the birth date for a table, S60.4.12; ages are counted in years, so no weekday."""
    if birth is None:
        return ""
    if language() is not Language.JA:
        return english_date(birth) if exact else str(birth.year)
    short = era_short(birth).partition("(")[0]
    return short if exact else short.partition(".")[0]


def sex_words(sex: Sex | None, codes: CodeBook) -> str:
    """Return the sex as recorded, "" where it was not."""
    return codes.sexes.label(sex, language()) if sex else ""


def identity_words(client: ClientDraft, codes: CodeBook, today: date) -> str:
    """Return the grey words beside a name: sex, birth with age, number, who is in charge."""
    birth = birth_long(client.birth, exact=client.birth_exact)
    age = age_words(client.birth, today, exact=client.birth_exact)
    parts = [
        sex_words(client.sex, codes),
        _("{birth} ({age})").format(birth=birth, age=age) if birth else _("birth date unknown"),
        _("No. {number}").format(number=client.number),
        _("in charge: {name}").format(name=client.in_charge) if client.in_charge else "",
    ]
    return " · ".join(part for part in parts if part)


@dataclass(frozen=True)
class ContactRule:
    """How a client may be reached, in words; ``restrictive`` where somebody must take care."""

    text: str
    restrictive: bool


def contact_rules(client: ClientDraft) -> tuple[ContactRule, ...]:
    """Return how the client may be called, what must not be done first; a sentence of its own where nobody asked."""
    answers = (
        (client.may_call, _("may be called"), _("do not call")),
        (client.may_leave_message, _("messages may be left"), _("leave no message")),
        (client.may_say_who, _("we may say who we are"), _("do not say who we are")),
    )
    forbidden = [no for answer, _yes, no in answers if answer is False]
    if client.contact_caution.strip():
        forbidden.append(" ".join(client.contact_caution.split()))
    allowed = [yes for answer, yes, _no in answers if answer]
    rules = []
    if forbidden:
        rules.append(ContactRule(_sentence(forbidden), restrictive=True))
    if allowed:
        rules.append(ContactRule(_sentence(allowed), restrictive=False))
    return tuple(rules) or (ContactRule(_("Nobody has asked yet how the client may be contacted"), restrictive=False),)


def _sentence(words: list[str]) -> str:
    text = _(", ").join(words)
    return text[:1].upper() + text[1:]


def benefit_words(client: ClientDraft, codes: CodeBook) -> tuple[str, ...]:
    """Return the benefits the client has, one flag each; what is unknown or none is not named."""
    words = []
    if client.public_assistance is PublicAssistance.RECEIVING:
        words.append(_("Public assistance"))
    if client.outpatient_support is OutpatientSupport.USING:
        words.append(_("Outpatient support"))
    if client.disability_certificate in CERTIFICATE_GRADES:
        grade = codes.disability_certificates.label(client.disability_certificate, language())
        words.append(_("Disability certificate {grade}").format(grade=grade))
    return tuple(words)
