"""The genogram as a page of its own: whose household it is, of which day, the drawing with its words, and remarks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from referral_desk.domain.calendar import age_on
from referral_desk.domain.centre import CentreSettings
from referral_desk.domain.client import Client
from referral_desk.domain.codes import CodeBook
from referral_desk.domain.documents.text import About, birth_and_age, date_for
from referral_desk.domain.genogram import Genogram, LegendEntry, Symbol, genogram, legend
from referral_desk.domain.household import Household, MemberDraft, callers, is_hidden
from referral_desk.domain.kinship import eight_oh_fifty
from referral_desk.domain.messages import N_, Gettext, message


@dataclass(frozen=True)
class SymbolWords:
    """The words of one symbol: the age inside it, the name and what she is to the client below."""

    inside: str
    name: str
    relation: str


@dataclass(frozen=True)
class GenogramDrawing:
    """A genogram with the words of its symbols, in their order, and of its legend: for a page, or a part of one."""

    genogram: Genogram
    words: tuple[SymbolWords, ...]
    legend: tuple[tuple[LegendEntry, str], ...]


@dataclass(frozen=True)
class GenogramPage:
    """What stands on the page; ``remarks`` are lines under the drawing."""

    about: About
    confidential: str
    number: str
    name: str
    kana: str
    birth: str
    drawing: GenogramDrawing
    remarks: tuple[str, ...]
    made_on: str
    centre: str


def symbol_words(symbol: Symbol, codes: CodeBook, language: str, tr: Gettext) -> SymbolWords:
    """Return the words of a symbol in ``language``."""
    inside = ""
    if symbol.age is not None:
        inside = tr("c. {age}").format(age=symbol.age) if symbol.about else str(symbol.age)
    relation = tr("The client") if symbol.client else codes.relations.label(symbol.relation, language)
    return SymbolWords(inside, tr("Restricted") if symbol.hidden else symbol.name, relation)


def member_name(member: MemberDraft, codes: CodeBook, language: str, tr: Gettext) -> str:
    """Return what a member is called in a sentence: the name, what is told of somebody hidden, or the relation."""
    if is_hidden(member):
        return tr("A client with restricted access")
    return member.name.strip() or codes.relations.label(member.relation, language)


def caller_words(household: Household, codes: CodeBook, language: str, tr: Gettext) -> tuple[str, ...]:
    """Return who calls for whom, a sentence each."""
    members = household.members
    return tuple(
        message(
            N_("{caller} calls in place of {person}."),
            caller=member_name(members[caller], codes, language, tr),
            person=member_name(members[person], codes, language, tr),
        ).render(tr)
        for caller, person in callers(members)
        if person < len(members)
    )


def eight_oh_fifty_words(
    household: Household, centre: CentreSettings, codes: CodeBook, language: str, tr: Gettext, today: date
) -> tuple[str, ...]:
    """Return which elders live with which grown-up children, a sentence for each pair; none: no 8050 household."""

    def named(member: MemberDraft) -> str:
        name = member_name(member, codes, language, tr)
        age = age_on(member.birth, today) if member.birth else 0
        return tr("{name} ({age})").format(name=name, age=age)

    return tuple(
        tr("8050 household: {elder} and {child}").format(
            elder=named(household.members[elder]), child=named(household.members[child])
        )
        for elder, child in eight_oh_fifty(household, today, centre.elder_from, centre.child_from)
    )


def compose_drawing(
    household: Household, client_id: int, *, codes: CodeBook, language: str, tr: Gettext, today: date
) -> GenogramDrawing:
    """Return the genogram of a household with its words."""
    drawn = genogram(household, client_id, today)
    return GenogramDrawing(
        drawn,
        tuple(symbol_words(symbol, codes, language, tr) for symbol in drawn.symbols),
        tuple((entry, tr(entry.words)) for entry in legend(drawn)),
    )


def compose_genogram_page(
    *,
    client: Client,
    household: Household,
    centre: CentreSettings,
    codes: CodeBook,
    language: str,
    tr: Gettext,
    today: date,
) -> GenogramPage:
    """Freeze the genogram of a client's household as it is today."""
    remarks = [
        *eight_oh_fifty_words(household, centre, codes, language, tr, today),
        *caller_words(household, codes, language, tr),
    ]
    return GenogramPage(
        about=About(language, tr("Genogram"), centre.name),
        confidential=tr("Handle with care"),
        number=client.number,
        name=client.name,
        kana="" if client.anonymous else client.kana,
        birth=birth_and_age(client, today, tr, language),
        drawing=compose_drawing(household, client.id, codes=codes, language=language, tr=tr, today=today),
        remarks=tuple(remarks),
        made_on=tr("as of {date}").format(date=date_for(today, language)),
        centre="\u3000".join(part for part in (centre.name, centre.department) if part),
    )
