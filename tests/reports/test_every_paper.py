"""Every kind of paper with every kind of text: it looks as it did, says all of it in order, and says what it is."""

from __future__ import annotations

import io
from functools import cache
from typing import get_args

import pikepdf
import pypdfium2
import pytest

from referral_desk.i18n import Language
from referral_desk.reports import fonts
from referral_desk.reports.render import Document, joined, render
from tests.reports.papers import PAPERS, SAYS, TYPED
from tests.reports.pictures import FOLDER, differs, every, path_of, picture
from tests.reports.reading import Read, plain, read

EACH = [pytest.param(*each, id=path_of(*each).stem) for each in every()]


@cache
def paper(kind: str, text: str, language: Language) -> tuple[Document, bytes]:
    """Return a paper and its PDF, drawn once for all tests."""
    document = PAPERS[kind](TYPED[text], language)
    return document, render(document)


@cache
def heard(kind: str, text: str, language: Language) -> tuple[Read, ...]:
    """Return what a screen reader says of a paper."""
    return tuple(read(paper(kind, text, language)[1]))


def test_every_kind_of_document_has_its_samples() -> None:
    drawn = {type(paper(kind, "short", Language.JA)[0]) for kind in PAPERS}
    assert drawn == set(get_args(Document))
    assert set(SAYS) == set(PAPERS)


@pytest.mark.parametrize(("kind", "text", "language"), EACH)
def test_it_looks_as_it_did(kind: str, text: str, language: Language) -> None:
    golden = path_of(kind, text, language)
    assert not differs(picture(paper(kind, text, language)[1]), golden), (
        f"{golden.name} looks different: run make golden, and look at what changed"
    )


def test_no_golden_picture_belongs_to_no_paper() -> None:
    assert {each.name for each in FOLDER.glob("*.png")} == {path_of(*each).name for each in every()}


@pytest.mark.parametrize(("kind", "text", "language"), EACH)
def test_what_was_typed_is_read_back_whole_and_in_order(kind: str, text: str, language: Language) -> None:
    said = "".join(plain(each.text) for each in heard(kind, text, language))
    for typed in SAYS[kind](TYPED[text]):
        assert plain(fonts.printable(typed)) in said


@pytest.mark.parametrize(("kind", "text", "language"), EACH)
def test_other_readers_find_the_same_characters(kind: str, text: str, language: Language) -> None:
    pdf = paper(kind, text, language)[1]
    with pypdfium2.PdfDocument(pdf) as document:
        found = "".join(page.get_textpage().get_text_range() for page in document)
    for each in heard(kind, text, language):
        assert set(plain(each.text)) <= set(found)


@pytest.mark.parametrize(("kind", "text", "language"), EACH)
def test_it_says_what_it_is(kind: str, text: str, language: Language) -> None:
    document, pdf = paper(kind, text, language)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert str(opened.docinfo["/Title"]) == plain_title(document)
        assert str(opened.Root.Lang) == language.value
        assert bool(opened.Root.ViewerPreferences.DisplayDocTitle)
        assert bool(opened.Root.MarkInfo.Marked)
        assert opened.Root.StructTreeRoot.K.S == "/Document"
        with opened.open_outline() as outline:
            assert len(outline.root) >= 1


def plain_title(document: Document) -> str:
    return fonts.printable(document.about.title).replace("\n", " ")


def test_headings_stand_below_their_title_in_the_bookmarks() -> None:
    with (
        pikepdf.open(io.BytesIO(paper("summary", "short", Language.JA)[1])) as opened,
        opened.open_outline() as outline,
    ):
        (title,) = outline.root
        assert title.title == "利用者の概要"
        assert [each.title for each in title.children][:2] == ["関わりのある機関", "紹介と引継ぎ"]


def test_a_paragraph_is_one_however_many_lines_and_pages_it_takes() -> None:
    said = heard("letter", "long", Language.JA)
    (history,) = [each for each in said if TYPED["long"].text[:40] in each.text]
    assert plain(history.text) == plain(TYPED["long"].text)
    assert not any("続き" in each.text for each in said)  # that is for the eye


def test_joined_papers_are_found_in_the_bookmarks_and_contradict_no_tree() -> None:
    tally, register = paper("tally", "short", Language.JA), paper("register", "short", Language.JA)
    whole = joined(tally[1], register[1])
    with pypdfium2.PdfDocument(whole) as document:
        said = "".join(page.get_textpage().get_text_range() for page in document)
    assert all(words in said for words in ("月報", "相談内容別", "廃棄簿", "架空市見本町1-1"))
    with pikepdf.open(io.BytesIO(whole)) as opened, opened.open_outline() as outline:
        assert outline.root[-1].title == "廃棄簿"
        assert "/StructTreeRoot" not in opened.Root
        assert not any("/StructParents" in page.obj for page in opened.pages)


def test_joined_papers_are_all_there() -> None:
    parts = [paper(kind, "short", Language.JA)[1] for kind in ("tally", "register", "letter")]
    with pypdfium2.PdfDocument(joined(*parts)) as whole:
        texts = [page.get_textpage().get_text_range() for page in whole]
    alone = []
    for part in parts:
        with pypdfium2.PdfDocument(part) as document:
            alone += [page.get_textpage().get_text_range() for page in document]
    assert texts == alone
    assert all(texts)


@pytest.mark.parametrize("kind", PAPERS)
def test_no_page_has_a_single_line_of_a_paragraph_that_began_before(kind: str) -> None:
    pdf = paper(kind, "long", Language.JA)[1]
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for element in opened.Root.StructTreeRoot.K.K:
            lines: dict[tuple[int, int], int] = {}
            for kid in element.K:
                page = kid.Pg if isinstance(kid, pikepdf.Dictionary) else element.Pg
                lines[page.objgen] = lines.get(page.objgen, 0) + 1
            assert len(lines) == 1 or min(lines.values()) >= 2
