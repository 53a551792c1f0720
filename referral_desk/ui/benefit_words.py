"""How the window words a client's benefits: what each is called, from when until when, what runs out. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from referral_desk.domain.benefit import (
    DISABILITY_CERTIFICATE,
    OTHER,
    OUTPATIENT_SUPPORT,
    PUBLIC_ASSISTANCE,
    Benefit,
    BenefitDraft,
    Expiry,
    holds_on,
    runs_out,
)
from referral_desk.domain.client import ClientDraft
from referral_desk.domain.codes import CodeBook
from referral_desk.i18n import _, language, ngettext
from referral_desk.ui.client_words import benefit_words, birth_short
from referral_desk.ui.dates import long_month

_LONGEST_NAME = 24


@dataclass(frozen=True)
class BenefitFlag:
    """One benefit in the head of a client's page; ``over`` where it ran out and nobody dealt with it."""

    text: str
    over: bool = False


def kind_words(kind: str, codes: CodeBook) -> str:
    """Return what a kind of benefit is called where there is little room."""
    short = {
        PUBLIC_ASSISTANCE: _("Public assistance"),
        OUTPATIENT_SUPPORT: _("Outpatient support"),
        DISABILITY_CERTIFICATE: _("Disability certificate"),
    }
    return short.get(kind) or codes.benefit_kinds.label(kind, language())


def benefit_name(benefit: BenefitDraft, codes: CodeBook) -> str:
    """Return what a benefit is called, with its grade; *other* by the beginning of its note."""
    if benefit.kind == OTHER and benefit.note.strip():
        words = " ".join(benefit.note.split())
        return words if len(words) <= _LONGEST_NAME else words[:_LONGEST_NAME] + "…"
    return f"{kind_words(benefit.kind, codes)} {benefit.grade}".strip()


def period_words(since: date | None, until: date | None) -> str:
    """Return from when until when, to the day: R7.6.1～R9.5.31; "" where neither is known."""
    start = birth_short(since, exact=True)
    end = birth_short(until, exact=True)
    if since and until:
        return _("{start} to {end}").format(start=start, end=end)
    if since:
        return _("since {day}").format(day=start)
    return _("until {day}").format(day=end) if until else ""


def flags(client: ClientDraft, benefits: Iterable[Benefit], codes: CodeBook, today: date) -> tuple[BenefitFlag, ...]:
    """Return what the head shows: what holds today, to the month; what ran out; and what is stated without dates."""
    held = tuple(benefits)
    found: list[BenefitFlag] = []
    for kind in codes.benefit_kinds.items:
        found += _flags_of_kind([each for each in held if each.kind == kind.code], held, codes, today)
    dated = {each.kind for each in held}
    undated = replace(
        client,
        public_assistance=None if PUBLIC_ASSISTANCE in dated else client.public_assistance,
        outpatient_support=None if OUTPATIENT_SUPPORT in dated else client.outpatient_support,
        disability_certificate=None if DISABILITY_CERTIFICATE in dated else client.disability_certificate,
    )
    return (*found, *map(BenefitFlag, benefit_words(undated, codes)))


def _flags_of_kind(
    mine: list[Benefit], held: tuple[Benefit, ...], codes: CodeBook, today: date
) -> Iterable[BenefitFlag]:
    for each in mine:
        name = benefit_name(each, codes)
        if holds_on(each, today):
            yield BenefitFlag(_with_month(name, each))
        elif runs_out(each, held, today):
            month = long_month(each.until.year, each.until.month) if each.until else ""
            yield BenefitFlag(_("{benefit}: ran out in {month}").format(benefit=name, month=month), over=True)
        elif each.since and each.since > today and not any(holds_on(other, today) for other in mine):
            yield BenefitFlag(_with_month(name, replace(each, until=None)))


def _with_month(name: str, benefit: Benefit) -> str:
    if benefit.until:
        month = long_month(benefit.until.year, benefit.until.month)
        return _("{benefit} until {month}").format(benefit=name, month=month)
    if benefit.since:
        month = long_month(benefit.since.year, benefit.since.month)
        return _("{benefit} since {month}").format(benefit=name, month=month)
    return name


def standing_words(benefits: Iterable[Benefit], kind: str, codes: CodeBook, today: date) -> str:
    """Return what dated entries of a kind say for today, for a form that cannot change them."""
    mine = [each for each in benefits if each.kind == kind]
    now = [each for each in mine if holds_on(each, today)] or mine[-1:]
    parts = [f"{each.grade} {period_words(each.since, each.until)}".strip() for each in now]
    held = any(holds_on(each, today) for each in mine)
    words = _(", ").join(part for part in parts if part)
    if held:
        return words or kind_words(kind, codes)
    return _("not today ({period})").format(period=words) if words else _("not today")


def over_words(expiry: Expiry) -> str:
    """Return how late it is, or how many days are left."""
    if expiry.days_over > 0:
        return ngettext("{count} day over", "{count} days over", expiry.days_over).format(count=expiry.days_over)
    left = -expiry.days_over
    return ngettext("{count} day left", "{count} days left", left).format(count=left) if left else _("today")


def behind_words(benefit: Benefit) -> str:
    """Return the second line of an entry: who grants it, who is in charge, the household's case number."""
    number = _("Case No. {number}").format(number=benefit.case_number) if benefit.case_number else ""
    parts = (benefit.institution_name, benefit.caseworker, number)
    return "  ".join(part for part in parts if part)
