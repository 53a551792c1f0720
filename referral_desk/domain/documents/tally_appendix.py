"""The appendix of the tally on paper: behind each figure of the page, who was counted, by client's number.

A list is gathered by person: how often she was counted stands behind her number, so that the entries of a row add up
to its figure. Those who may be seen by others only, and those whose record was disposed of, stand as how many they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from referral_desk.domain.centre import CentreSettings
from referral_desk.domain.codes import HandoffMode
from referral_desk.domain.documents.tally_page import period_name
from referral_desk.domain.documents.text import About, date_for
from referral_desk.domain.figure_list import FigureList, Listed, by_person
from referral_desk.domain.figure_words import FigureWords
from referral_desk.domain.messages import N_, Gettext
from referral_desk.domain.tally import Figure, FigureKind, Tally
from referral_desk.domain.tally_figures import figures_of

_PRINTED: Mapping[FigureKind, frozenset[str]] = {
    FigureKind.CONTACTS: frozenset({"contacts", "persons", "persons_reported"}),
    FigureKind.CATEGORY: frozenset({"contacts"}),
    FigureKind.FACTOR: frozenset({"contacts"}),
    FigureKind.HANDOFFS: frozenset({"referrals", "clients", "warm", "not_yet_handed_over", *HandoffMode}),
    FigureKind.MODE: frozenset({"referrals", "attended", "not_yet_checked"}),
    FigureKind.ENGAGEMENTS: frozenset({"clients"}),
    FigureKind.BENEFITS: frozenset({"clients", "public_assistance"}),
}
"""The figures that stand on the page, by table and column."""

_HEADINGS: Mapping[FigureKind, str] = {
    FigureKind.CONTACTS: N_("By service"),
    FigureKind.CATEGORY: N_("By category"),
    FigureKind.FACTOR: N_("By factor (stated again)"),
    FigureKind.HANDOFFS: N_("Handoffs by kind of institution"),
    FigureKind.MODE: N_("Outcome by mode"),
    FigureKind.ENGAGEMENTS: N_("Clients engaged, by kind"),
    FigureKind.BENEFITS: N_("Benefits and public assistance"),
}


@dataclass(frozen=True)
class AppendixRow:
    """A figure: of what, what is counted, how many, and who. ``again``: it is of the same as the row above."""

    what: str
    again: bool
    counted: str
    number: str
    people: str


@dataclass(frozen=True)
class AppendixTable:
    """The figures of one table of the page that are not 0; ``columns`` are the heads of the four parts of a row."""

    heading: str
    columns: tuple[str, str, str, str]
    rows: tuple[AppendixRow, ...]


@dataclass(frozen=True)
class TallyAppendix:
    """The appendix; ``mark`` stands in a frame at its head where it bears names, "" else."""

    about: About
    title: str
    centre: str
    made_on: str
    remark: str
    mark: str
    none: str
    tables: tuple[AppendixTable, ...]


def figures_on_page(tally: Tally) -> tuple[tuple[Figure, int], ...]:
    """Return the figures that stand on the page and are not 0, in its order."""
    wanted = _PRINTED
    printed = (
        (figure, value)
        for figure, value in figures_of(tally)
        if value
        and figure.kind in wanted
        and figure.column in wanted[figure.kind]
        # the outcomes of all modes together stand nowhere on the page
        and not (figure.kind is FigureKind.MODE and not figure.code)
    )
    return tuple(printed)


def compose_tally_appendix(
    tally: Tally,
    lists: Iterable[FigureList],
    *,
    with_names: bool,
    narrowed: str,
    words: FigureWords,
    centre: CentreSettings,
    made_on: date,
) -> TallyAppendix:
    """Freeze the appendix; ``lists`` are those of ``figures_on_page``, in their order."""
    tr, language = words.tr, words.language
    period = period_name(tally.first, tally.last, language, tr)
    title = tr("Appendix: who was counted, {period}").format(period=period)
    remark = tr(
        "Behind each figure, the numbers of the clients counted in it; ×2 says that somebody was counted twice. "
        "Figures that are 0 are left out."
    )
    return TallyAppendix(
        about=About(language, title, centre.name),
        title=title,
        centre="\u3000".join(part for part in (centre.name, centre.department) if part),
        made_on=tr("Made on {date}").format(date=date_for(made_on, language)),
        remark="\n".join(part for part in (narrowed, remark) if part),
        mark=tr("Handle with care") if with_names else "",
        none=tr("No figure of this period counts anybody."),
        tables=tuple(_tables(lists, words, with_names=with_names)),
    )


def _tables(lists: Iterable[FigureList], words: FigureWords, *, with_names: bool) -> Iterator[AppendixTable]:
    tr = words.tr
    heads = (tr("Of what"), tr("Counted"), tr("Figure"), tr("Who (client’s number)"))
    rows: dict[FigureKind, list[AppendixRow]] = {}
    before = ""
    for listed in lists:
        of_kind = rows.setdefault(listed.figure.kind, [])
        what = words.what(listed.figure)
        again = bool(of_kind) and what == before
        before = what
        counted = listed.counted if listed.counted is not None else len(listed.rows)
        people = people_words(listed, tr, with_names=with_names)
        of_kind.append(AppendixRow(what, again, words.counted(listed.figure), f"{counted:,}", people))
    for kind, made in rows.items():
        yield AppendixTable(tr(_HEADINGS[kind]), heads, tuple(made))


def people_words(listed: FigureList, tr: Gettext, *, with_names: bool) -> str:
    """Return who stands behind a figure, by number: 00012×2, 00034, and how many cannot be named."""
    name = _with_name if with_names else _number_only
    parts = [_times(name(each, tr), each.count) for each in by_person(listed.rows)]
    if listed.left_out:
        parts.append(_times(tr("(for others only)"), listed.left_out))
    return tr(", ").join(parts)


def _number_only(each: Listed, tr: Gettext) -> str:
    return each.number or tr("(disposed of)")


def _with_name(each: Listed, tr: Gettext) -> str:
    return f"{each.number} {each.name}" if each.number else tr("(disposed of)")


def _times(words: str, count: int) -> str:
    return f"{words}×{count:,}" if count > 1 else words
