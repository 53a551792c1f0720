"""The wording of letters: the shipped one, and the centre's own in versions, of which the newest is used.

A wording belongs to one kind of receiver and one language. A kind that has none of its own takes the general one of
its form of address. What was issued stays as it was issued.
"""

from __future__ import annotations

from collections.abc import Iterator

from referral_desk.db.queries import letter_wordings
from referral_desk.db.session import Session
from referral_desk.domain.access import Action
from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.domain.codes import CodeBook, InstitutionKind
from referral_desk.domain.documents.letter_example import Shown, compose_example
from referral_desk.domain.documents.letter_versions import KnownWording, WordingRow, WordingVersion
from referral_desk.domain.documents.letter_wording import (
    NOTE_LIMIT,
    LetterWording,
    WordingDraft,
    check_wording,
    draft_of,
    wording_of,
)
from referral_desk.domain.drafts import read_record, write_record
from referral_desk.domain.errors import NotFound, Problem, Rejected
from referral_desk.domain.institution import gets_card
from referral_desk.domain.messages import N_, message
from referral_desk.i18n import Language, translator
from referral_desk.reports.fonts import Face, MissingGlyphs, missing, printable
from referral_desk.reports.render import render
from referral_desk.reports.wording import is_shipped, shipped_wording, templates, templates_for
from referral_desk.services.centre import Centre, about
from referral_desk.services.clients import CHANGED_ELSEWHERE

SHIPPED = "1"
"""How issued letters name the shipped wording; the centre's own are named by :func:`name_of`."""

_GONE = message(N_("There is no such wording of letters."))


def rows(centre: Centre) -> tuple[WordingRow, ...]:
    """Return every wording in both languages, in the order of the kinds of institution, the general ones last."""
    using: dict[str, list[str]] = {}
    for kind in _letter_kinds(centre.codes):
        using.setdefault(templates_for(kind)[0], []).append(kind.code)
    order = [kind.code for kind in centre.codes.institution_kinds.items]
    names = sorted(templates(), key=lambda name: order.index(name) if name in order else len(order))
    with centre.read() as session:
        newest = {(each.template, each.language): each for each in letter_wordings.every_newest(session)}
    return tuple(
        WordingRow(name, language, tuple(using.get(name, ())), newest.get((name, language)))
        for language in Language
        for name in names
    )


def known(centre: Centre, template: str, language: Language) -> KnownWording:
    """Return one wording with its versions. Raises NotFound."""
    with centre.read() as session:
        return _known(session, centre.codes, template, language)


def current(session: Session, kind: InstitutionKind, language: Language) -> tuple[LetterWording, str]:
    """Return the wording of a letter to this kind, and how the issued letter names it."""
    return _first(session, templates_for(kind), language)


def name_of(version: WordingVersion) -> str:
    """Return how an issued letter names the centre's own wording that it has."""
    return f"own-{version.id}"


def save(
    centre: Centre, template: str, language: Language, draft: WordingDraft, *, number: int, note: str = ""
) -> Saved[KnownWording]:
    """Store a wording as the centre's next version; ``number`` is that of the version it was made from.

    Raises Rejected, also where a character cannot be printed or another version came meanwhile; NotFound.
    """
    draft = draft.in_language(language)
    problems = (*_check(draft, language), *_check_note(note))
    if problems:
        raise Rejected(problems)
    with centre.write(Action.CHANGE_WORDING) as session:
        before = _known(session, centre.codes, template, language)
        if before.number != number:
            raise Rejected([CHANGED_ELSEWHERE])
        if draft == before.draft:
            raise Rejected([Problem("", message(N_("Nothing was changed, so there is no new version.")))])
        return _add(session, centre, before, draft, shipped=False, note=note)


def take_back(centre: Centre, template: str, language: Language, *, number: int, note: str = "") -> Saved[KnownWording]:
    """Let letters have the shipped text again, as a version that says so. Raises Rejected, NotFound."""
    if problems := tuple(_check_note(note)):
        raise Rejected(problems)
    with centre.write(Action.CHANGE_WORDING) as session:
        before = _known(session, centre.codes, template, language)
        if before.number != number:
            raise Rejected([CHANGED_ELSEWHERE])
        if not before.own:
            raise Rejected([Problem("", message(N_("Letters have the shipped text already.")))])
        return _add(session, centre, before, before.without, shipped=True, note=note)


def preview(centre: Centre, template: str, language: Language, draft: WordingDraft, shown: Shown) -> bytes:
    """Return a letter about an invented client with this wording, as PDF; nothing is stored.

    Raises Rejected where the wording cannot be used, NotFound.
    """
    draft = draft.in_language(language)
    if problems := _check(draft, language):
        raise Rejected(problems)
    content = compose_example(
        wording=wording_of(draft, _fallback(centre.codes, template, language)),
        kind=_kind_for(centre.codes, template).code,
        centre=centre.settings,
        staff=centre.me,
        codes=centre.codes,
        language=language,
        tr=translator(language),
        on=centre.today(),
        shown=shown,
    )
    return render(content)


def _add(
    session: Session, centre: Centre, before: KnownWording, draft: WordingDraft, *, shipped: bool, note: str
) -> Saved[KnownWording]:
    stored = letter_wordings.add(
        session,
        before.template,
        before.language,
        write_record(draft),
        shipped=shipped,
        note=note.strip(),
        staff_name=centre.staff_name,
        saved_at=centre.clock(),
    )
    about(
        session,
        detail={"wording": before.template, "in": str(before.language), "edition": stored.number, "shipped": shipped},
    )
    after = _known(session, centre.codes, before.template, Language(before.language))
    return Saved(after, ChangeSet.of(letter_wording=stored.id))


def _known(session: Session, codes: CodeBook, template: str, language: Language) -> KnownWording:
    if template not in templates():
        raise NotFound(_GONE)
    chain = _chain(codes, template)
    stored = letter_wordings.versions(session, template, language)
    without = shipped_wording(template, language) if is_shipped(template, language) else None
    if without is None:
        without, _name = _first(session, chain[1:], language)
    now = _of_version(stored[0], without) if stored and not stored[0].shipped else without
    return KnownWording(template, language, draft_of(now, language), draft_of(without, language), stored)


def _first(session: Session, chain: tuple[str, ...], language: Language) -> tuple[LetterWording, str]:
    """Return the first wording of ``chain`` that the centre wrote itself or that is shipped."""
    for name in chain:
        newest = letter_wordings.newest(session, name, language)
        if newest is not None and not newest.shipped:
            return _of_version(newest, _shipped_in(chain, language)), name_of(newest)
        if is_shipped(name, language):
            return shipped_wording(name, language), SHIPPED
    raise NotFound(_GONE)


def _of_version(version: WordingVersion, shipped: LetterWording) -> LetterWording:
    return wording_of(read_record(WordingDraft, version.content), shipped)


def _shipped_in(chain: tuple[str, ...], language: Language) -> LetterWording:
    return shipped_wording(next(name for name in chain if is_shipped(name, language)), language)


def _fallback(codes: CodeBook, template: str, language: Language) -> LetterWording:
    """Return the shipped text of a template: its own, else the general one."""
    return _shipped_in(_chain(codes, template), language)


def _chain(codes: CodeBook, template: str) -> tuple[str, ...]:
    """Return a template and what stands behind it."""
    return templates_for(codes.institution_kinds[template]) if template in codes.institution_kinds else (template,)


def _kind_for(codes: CodeBook, template: str) -> InstitutionKind:
    """Return a kind of institution whose letters have this wording."""
    for kind in _letter_kinds(codes):
        if templates_for(kind)[0] == template:
            return kind
    raise NotFound(_GONE)


def _letter_kinds(codes: CodeBook) -> Iterator[InstitutionKind]:
    return (kind for kind in codes.institution_kinds.items if not gets_card(kind))


def _check(draft: WordingDraft, language: Language) -> tuple[Problem, ...]:
    problems = check_wording(draft, language)
    return problems or tuple(_unprintable(draft))


def _unprintable(draft: WordingDraft) -> Iterator[Problem]:
    for each in draft.texts:
        if characters := missing(printable(each.text).replace("\n", ""), Face.MINCHO):
            yield Problem(each.key, MissingGlyphs(characters).message)


def _check_note(note: str) -> Iterator[Problem]:
    if len(note.strip()) > NOTE_LIMIT:
        yield Problem("note", message(N_("This is too long: {limit} characters at most."), limit=NOTE_LIMIT))
