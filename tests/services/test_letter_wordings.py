"""The centre's own wording of letters: in versions, taken back, used by the next letter and by no earlier one."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest

from referral_desk.db.queries import documents as document_rows
from referral_desk.domain.codes import ConsentKind
from referral_desk.domain.documents.letter_example import Shown
from referral_desk.domain.documents.letter_versions import KnownWording, draft_in
from referral_desk.domain.documents.letter_wording import NOTE_LIMIT, WordingDraft
from referral_desk.domain.errors import NotFound, Rejected
from referral_desk.i18n import Language
from referral_desk.services import documents, letter_wordings
from referral_desk.services.centre import Centre
from referral_desk.services.letter_wordings import SHIPPED
from tests.making import add_client, add_institution, add_referral

JA, EN = Language.JA, Language.EN
OFFICE = "welfare_office"
GREETING = "架空市の{センター名}です。いつもお世話になっております。"


def change(centre: Centre, template: str = OFFICE, language: Language = JA, **texts: str) -> KnownWording:
    """Store a wording with some texts of the centre's own."""
    known = letter_wordings.known(centre, template, language)
    draft = known.draft
    for key, text in (texts or {"opening": GREETING}).items():
        draft = draft.with_text(key, text)
    return letter_wordings.save(centre, template, language, draft, number=known.number).record


def say(centre: Centre, referral_id: int, language: Language = JA, *, again: bool = False) -> str:
    """Issue a letter and return what is kept of it."""
    documents.letter(centre, referral_id, language=language, again=again)
    with centre.read() as session:
        kept = document_rows.issued(session, "letter", referral_id, language)
    assert kept is not None
    return f"{kept.wording} {kept.content}"


@pytest.fixture
def referral(centre: Centre) -> int:
    """A referral of an invented client to a welfare office, with consent."""
    add_client(centre)
    add_institution(centre)
    return add_referral(centre, 1, 1, consent=ConsentKind.ORAL).id


# --- the list -------------------------------------------------------------------------------------------------------


def test_every_wording_is_listed_in_both_languages_and_is_the_shipped_one_at_first(centre: Centre) -> None:
    rows = letter_wordings.rows(centre)
    assert {row.language for row in rows} == {JA, EN}
    assert next(row.template for row in rows if row.language is JA) == OFFICE
    assert [row.template for row in rows if row.language is EN][-2:] == ["public_office", "private"]
    assert not any(row.own for row in rows)


def test_every_kind_that_gets_a_letter_stands_with_one_wording_of_each_language(centre: Centre) -> None:
    for language in Language:
        kinds = [kind for row in letter_wordings.rows(centre) if row.language is language for kind in row.kinds]
        assert sorted(kinds) == sorted(
            kind.code for kind in centre.codes.institution_kinds.items if kind.paper == "letter"
        )


def test_a_changed_wording_is_marked_in_its_language_alone(centre: Centre) -> None:
    change(centre)
    assert [(row.template, row.language) for row in letter_wordings.rows(centre) if row.own] == [(OFFICE, JA)]


def test_a_wording_that_is_not_there_is_said_to_be_missing(centre: Centre) -> None:
    for ask in ("card", "../card", "self_help_group", ""):
        with pytest.raises(NotFound):
            letter_wordings.known(centre, ask, JA)


# --- versions -------------------------------------------------------------------------------------------------------


def test_each_save_is_a_version_with_its_day_its_author_and_a_note(centre: Centre) -> None:
    change(centre)
    known = letter_wordings.known(centre, OFFICE, JA)
    draft = known.draft.with_text("main", "下記の方を御紹介します。")
    letter_wordings.save(centre, OFFICE, JA, draft, number=1, note=" 所長の指示 ")
    second, first = letter_wordings.known(centre, OFFICE, JA).versions
    assert (first.number, second.number, second.note) == (1, 2, "所長の指示")
    assert second.staff_name == "見本 みどり"
    assert second.saved_at <= centre.clock()
    assert draft_in(first, known.without).text("opening") == GREETING
    assert draft_in(second, known.without) == draft


def test_a_wording_that_somebody_else_changed_meanwhile_is_not_written_over(centre: Centre) -> None:
    opened = letter_wordings.known(centre, OFFICE, JA)
    change(centre)
    with pytest.raises(Rejected):
        letter_wordings.save(centre, OFFICE, JA, opened.draft.with_text("end", ""), number=opened.number)
    with pytest.raises(Rejected):
        letter_wordings.take_back(centre, OFFICE, JA, number=opened.number)
    assert letter_wordings.known(centre, OFFICE, JA).number == 1


def test_what_is_the_same_makes_no_version(centre: Centre) -> None:
    known = letter_wordings.known(centre, OFFICE, JA)
    with pytest.raises(Rejected):
        letter_wordings.save(centre, OFFICE, JA, known.draft.with_text("end", " 以上 "), number=0)


def test_taking_the_shipped_text_back_is_a_version_too(centre: Centre, referral: int) -> None:
    change(centre)
    known = letter_wordings.take_back(centre, OFFICE, JA, number=1).record
    assert not known.own
    assert known.draft == known.without
    assert [(each.number, each.shipped) for each in known.versions] == [(2, True), (1, False)]
    assert "架空市の" not in say(centre, referral)
    with pytest.raises(Rejected):
        letter_wordings.take_back(centre, OFFICE, JA, number=2)


def test_an_earlier_version_comes_back_as_the_next_one(centre: Centre) -> None:
    change(centre)
    letter_wordings.take_back(centre, OFFICE, JA, number=1)
    known = letter_wordings.known(centre, OFFICE, JA)
    again = draft_in(known.versions[-1], known.without)
    known = letter_wordings.save(centre, OFFICE, JA, again, number=2).record
    assert (known.own, known.number, known.draft.text("opening")) == (True, 3, GREETING)


# --- what is refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["{住所}", "{client.__class__}", "{本人氏名", "🏥", "あ" * 501])
def test_a_wording_that_could_not_be_printed_as_meant_is_not_stored(centre: Centre, text: str) -> None:
    known = letter_wordings.known(centre, OFFICE, JA)
    draft = known.draft.with_text("main", text)
    with pytest.raises(Rejected) as refused:
        letter_wordings.save(centre, OFFICE, JA, draft, number=0)
    assert [problem.field for problem in refused.value.problems] == ["main"]
    with pytest.raises(Rejected):
        letter_wordings.preview(centre, OFFICE, JA, draft, Shown())
    assert letter_wordings.known(centre, OFFICE, JA) == known


def test_a_note_has_its_limit(centre: Centre) -> None:
    known = letter_wordings.known(centre, OFFICE, JA)
    with pytest.raises(Rejected):
        letter_wordings.save(
            centre, OFFICE, JA, known.draft.with_text("end", ""), number=0, note="あ" * (NOTE_LIMIT + 1)
        )


# --- letters --------------------------------------------------------------------------------------------------------


def test_a_letter_has_the_centres_own_wording_and_names_its_version(centre: Centre, referral: int) -> None:
    assert say(centre, referral).startswith(f"{SHIPPED} ")
    version = change(centre).versions[0]
    said = say(centre, referral, again=True)
    assert said.startswith(f"own-{version.id} ")
    assert f"架空市の{centre.settings.name}です。" in said


def test_a_letter_that_was_issued_stays_as_it_was(centre: Centre, referral: int) -> None:
    change(centre, opening="はじめの文です。")
    first = documents.letter(centre, referral)
    change(centre, opening="次の文です。")
    again = documents.letter(centre, referral)
    assert again.reprint
    assert again.pdf == documents.reprint(centre, 1).pdf == first.pdf


def test_the_other_language_and_other_kinds_keep_theirs(centre: Centre, referral: int) -> None:
    change(centre)
    clinic = add_institution(centre, name="架空こころの医院", kind="medical_institution")
    other = add_referral(centre, 1, clinic.id, consent=ConsentKind.ORAL).id
    assert say(centre, referral, EN).startswith(f"{SHIPPED} ")
    assert say(centre, other).startswith(f"{SHIPPED} ")


def test_a_kind_without_its_own_wording_has_the_general_one(centre: Centre, referral: int) -> None:
    version = change(centre, "private").versions[0]
    nurses = add_institution(centre, name="架空訪問看護", kind="visiting_nurse")
    other = add_referral(centre, 1, nurses.id, consent=ConsentKind.ORAL).id
    assert say(centre, other).startswith(f"own-{version.id} ")
    assert say(centre, referral).startswith(f"{SHIPPED} ")


def test_where_only_japanese_is_shipped_english_follows_the_general_wording_until_it_has_its_own(
    centre: Centre,
) -> None:
    change(centre, "public_office", EN, opening="Greetings from {centre}.")
    known = letter_wordings.known(centre, "mental_health_centre", EN)
    assert not known.own
    assert known.draft.text("opening") == "Greetings from {centre}."
    change(centre, "mental_health_centre", EN, opening="Own greetings.")
    assert letter_wordings.known(centre, "mental_health_centre", EN).without.text("opening").startswith("Greetings")


# --- the preview ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", Language)
def test_every_wording_can_be_seen_without_a_client_or_a_record(centre: Centre, language: Language) -> None:
    for row in letter_wordings.rows(centre)[:: 3 if language is JA else 4]:
        draft = letter_wordings.known(centre, row.template, language).draft
        pdf = letter_wordings.preview(centre, row.template, language, draft, Shown())
        with pikepdf.open(BytesIO(pdf)) as opened:
            assert len(opened.pages) in (1, 2)
    with centre.read() as session:
        assert document_rows.next_id(session) == 1


def test_the_preview_shows_a_draft_that_is_not_stored(centre: Centre) -> None:
    draft: WordingDraft = letter_wordings.known(centre, OFFICE, JA).draft
    before = letter_wordings.preview(centre, OFFICE, JA, draft, Shown())
    after = letter_wordings.preview(centre, OFFICE, JA, draft.with_text("subject", "御相談について"), Shown())
    assert before != after
    assert letter_wordings.known(centre, OFFICE, JA).versions == ()
