"""The part of a client's page with household, genogram and supporters, and their forms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from referral_desk.domain.codes import Sex
from referral_desk.domain.documents.genogram_page import GenogramDrawing, compose_drawing
from referral_desk.domain.household import Household, HouseholdDraft, Member, MemberDraft
from referral_desk.domain.supporter import SupporterDraft
from referral_desk.i18n import Language, set_language, translator
from referral_desk.reports.drawing import Circle, Mark, Polygon
from referral_desk.reports.genogram import genogram_marks
from referral_desk.resources import code_book
from referral_desk.services import clients, households, supporters
from referral_desk.services.centre import Centre
from referral_desk.services.genogram_paper import genogram_page
from referral_desk.ui.dialogs.household import HouseholdDialog
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.dialogs.supporter import SupporterDialog
from referral_desk.ui.page import HOUSEHOLD, Place
from referral_desk.ui.pages.client_household import ClientHousehold
from referral_desk.ui.pages.clients import ClientsPage
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.theme import Theme
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.genogram import GenogramView
from referral_desk.ui.widgets.link_label import LinkLabel
from tests.making import TODAY, add_client
from tests.services.restricted import Stage, staged
from tests.ui.record_pages import Desk, fill, labels

HOSTILE = "𠮷田<b>&花子"
CODES = code_book()


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, tasks: Tasks, centre: Centre, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr("referral_desk.ui.dialogs.form_dialog.ask", lambda *_args, **_kwargs: True)
    return Desk(qtbot, centre, tasks)


def open_part(desk: Desk, client_id: int) -> tuple[ClientsPage, ClientHousehold]:
    page = ClientsPage(desk.work)
    desk.show(page, Place("clients", client=client_id, part=HOUSEHOLD))
    part = page.client.part(HOUSEHOLD)
    assert isinstance(part, ClientHousehold)
    return page, part


def family(centre: Centre) -> tuple[int, int]:
    """A son of fifty-three and his mother of eighty-three, both clients; she calls for him."""
    son = add_client(centre, name=HOSTILE, kana="ヨシダ", birth=date(1973, 5, 6), sex=Sex.MALE, household="母と二人").id
    mother = add_client(centre, name="架空 文", kana="カクウ フミ", birth=date(1943, 2, 3), sex=Sex.FEMALE).id
    members = (
        MemberDraft(client_id=son, relation="self"),
        MemberDraft(client_id=mother, relation="mother", calls_for=0),
        MemberDraft(name="架空 正", relation="father", deceased=True),
    )
    households.save(centre, son, HouseholdDraft(members=members, case_number="保12"))
    return son, mother


def links(part: ClientHousehold) -> list[LinkLabel]:
    return [each for each in part.members.findChildren(LinkLabel) if each.isVisibleTo(part)]


# --- what is shown ----------------------------------------------------------------------------------------------------


def test_the_flag_in_the_head_says_8050_and_leads_to_the_part(desk: Desk, centre: Centre) -> None:
    son, _mother = family(centre)
    page = ClientsPage(desk.work)
    desk.show(page, Place("clients", client=son))
    (flag,) = [each for each in page.client.flags.findChildren(Button) if "8050" in each.label]
    assert "2" in flag.label
    flag.click()
    assert page.client.chosen_part.value() == HOUSEHOLD


def test_the_part_says_who_belongs_how_old_and_who_calls(desk: Desk, centre: Centre) -> None:
    son, _mother = family(centre)
    _page, part = open_part(desk, son)
    shown = labels(part)
    assert any("53歳" in words and "00001" in words for words in shown)
    assert any("83歳" in words and "00002" in words for words in shown)
    assert any("相談者" in words and HOSTILE in words for words in shown)
    assert "死亡" in shown
    assert any("保12" in words and "母と二人" in words for words in shown)
    assert part.remarks.text().startswith("8050世帯")
    assert [link.text() for link in links(part)] == ["架空 文"]


def test_the_number_opens_the_other_client_where_everybody_is_seen_from_her(desk: Desk, centre: Centre) -> None:
    son, mother = family(centre)
    page, part = open_part(desk, son)
    QTest.keyClick(links(part)[0], Qt.Key.Key_Return)
    wanted = Place("clients", client=mother, part=HOUSEHOLD)
    assert desk.said.places == [wanted]
    page.open_place(wanted)
    desk.settle()
    assert [link.text() for link in links(part)] == [HOSTILE]
    assert [words.relation for words in part.genogram.drawing.words] == ["息子", "本人", "配偶者・パートナー"]


def test_without_a_household_the_part_says_what_to_do(desk: Desk, centre: Centre) -> None:
    client = add_client(centre).id
    page, part = open_part(desk, client)
    assert part.nothing.isVisible()
    assert not part.genogram.isVisible()
    assert part.edit_button.label == "世帯を登録"
    assert not any("ジェノグラム" in action.text() for action in page.client.print_menu().actions())


@pytest.fixture
def stage(centre: Centre, tmp_path: Path) -> Iterator[Stage]:
    with staged(centre, tmp_path) as made:
        yield made


def test_a_restricted_member_is_shown_without_name_number_or_link(
    qtbot: QtBot, theme: Theme, tasks: Tasks, stage: Stage
) -> None:
    desk = Desk(qtbot, stage.outside, tasks)
    _page, part = open_part(desk, stage.other)
    shown = labels(part)
    assert "閲覧制限のある利用者" in shown
    assert not any("秘印" in words for words in shown)
    assert links(part) == []
    assert part.genogram.drawing.words[0].name == "閲覧制限"
    part.edit()
    form = desk.dialog(HouseholdDialog).form
    hidden = form.lines[0]
    assert not hidden.relation.isEnabled()
    assert not hidden.make_basis.isVisible()
    assert not hidden.remove.isVisible()
    assert not hidden.note.isVisible()
    form.note.setPlainText("母と連絡を取る")
    desk.save(desk.dialog(HouseholdDialog))
    kept = households.of_client(stage.named, stage.client)
    assert kept is not None
    assert (kept.note, kept.members[0].note) == ("母と連絡を取る", "秘印")


# --- the form of the household ----------------------------------------------------------------------------------------


def test_a_relative_who_is_no_client_is_entered_as_typed(desk: Desk, centre: Centre) -> None:
    client = add_client(centre).id
    _page, part = open_part(desk, client)
    part.edit_button.click()
    dialog = desk.dialog(HouseholdDialog)
    dialog.form.add_button.click()
    line = dialog.form.lines[1]
    fill(line.name, "例田 父")
    fill(line.kana, "れいた ちち")
    fill(line.birth, "S25")
    fill(line.phone, "0590000000")
    desk.save(dialog)
    assert line.error.text() == "続柄を選んでください。"
    assert line.relation.hasFocus()
    line.relation.choose("father")
    line.relation.picked.emit("father")
    fill(line.birth, "S25.13")
    desk.save(dialog)
    assert line.error.text()
    fill(line.birth, "S25")
    desk.save(dialog)
    stored = households.of_client(centre, client)
    assert stored is not None
    father = stored.members[1]
    assert (father.name, father.birth, father.birth_exact) == ("例田 父", date(1950, 1, 1), False)
    assert father.phone == "059-000-0000"
    desk.undo()
    assert households.of_client(centre, client) is None


def test_another_person_of_reference_turns_the_relations_in_the_form(desk: Desk, centre: Centre) -> None:
    son, _mother = family(centre)
    _page, part = open_part(desk, son)
    part.edit()
    dialog = desk.dialog(HouseholdDialog)
    line = dialog.form.lines[1]
    QTest.keyClick(line.make_basis, Qt.Key.Key_Return)
    assert [each.relation.code for each in dialog.form.lines] == ["son", "self", "spouse"]
    desk.save(dialog)
    stored = households.of_client(centre, son)
    assert stored is not None
    assert [each.relation for each in stored.members] == ["son", "self", "spouse"]
    assert stored.members[2].sex is Sex.MALE
    desk.undo()
    back = households.of_client(centre, son)
    assert back is not None
    assert [each.relation for each in back.members] == ["self", "mother", "father"]


def test_members_are_moved_and_taken_out_and_who_calls_follows(desk: Desk, centre: Centre) -> None:
    son, mother = family(centre)
    _page, part = open_part(desk, son)
    part.edit()
    dialog = desk.dialog(HouseholdDialog)
    dialog.form.lines[1].up.click()
    assert [each.client_id for each in dialog.presenter.members] == [mother, son, None]
    assert dialog.presenter.members[0].calls_for == 1
    assert not dialog.form.lines[0].up.isEnabled()
    dialog.form.lines[2].remove.click()
    assert not dialog.form.lines[1].remove.isVisible()
    desk.save(dialog)
    stored = households.of_client(centre, mother)
    assert stored is not None
    assert [each.calls_for for each in stored.members] == [1, None]


def test_a_client_who_is_in_a_household_already_leads_into_it(desk: Desk, centre: Centre) -> None:
    son, mother = family(centre)
    sister = add_client(centre, name="架空 二葉", kana="カクウ フタバ").id
    _page, part = open_part(desk, sister)
    part.edit()
    dialog = desk.dialog(HouseholdDialog)
    dialog.form.add()
    line = dialog.form.lines[1]
    fill(line.name, "フミ")
    desk.qtbot.waitUntil(lambda: line.name.list.isVisible() and bool(line.name.list.rows))
    QTest.keyClick(line.name, Qt.Key.Key_Return)
    desk.settle()
    shown = dialog.form.lines
    assert [each.member.client_id for each in shown] == [son, mother, None, sister]
    assert "架空 文" in dialog.form.joining.text
    assert shown[3].relation.code == ""
    shown[3].relation.choose("sister")
    shown[3].relation.picked.emit("sister")
    desk.save(dialog)
    joined = households.of_client(centre, son)
    assert joined is not None
    assert [each.client_id for each in joined.members] == [son, mother, None, sister]
    desk.undo()
    assert households.of_client(centre, sister) is None
    assert households.of_client(centre, mother) is not None


def test_a_client_who_is_picked_is_shown_by_her_record_and_may_be_changed_for_a_name(
    desk: Desk, centre: Centre
) -> None:
    client = add_client(centre).id
    other = add_client(centre, name="例田 一朗", kana="レイタ イチロウ", birth=date(1950, 1, 2)).id
    _page, part = open_part(desk, client)
    part.edit()
    dialog = desk.dialog(HouseholdDialog)
    dialog.form.add()
    line = dialog.form.lines[1]
    fill(line.name, "イチロウ")
    desk.qtbot.waitUntil(lambda: line.name.list.isVisible() and bool(line.name.list.rows))
    QTest.keyClick(line.name, Qt.Key.Key_Return)
    desk.settle()
    assert dialog.presenter.members[1] == replace(
        Member(client_id=other, name="例田 一朗", kana="レイタ\u3000イチロウ"), birth=date(1950, 1, 2), number="00002"
    )
    assert not line.kana.isVisible()
    fill(line.name, "例田 二朗")
    assert dialog.presenter.members[1] == Member(name="例田 二朗")
    assert line.kana.isVisible()
    dialog.reject()


def test_a_client_leaves_the_household_and_comes_back_with_undo(desk: Desk, centre: Centre) -> None:
    son, mother = family(centre)
    _page, part = open_part(desk, son)
    part.edit()
    dialog = desk.dialog(HouseholdDialog)
    next(each for each in dialog.findChildren(Button) if each.label == "この利用者を世帯から外す").click()
    desk.settle()
    assert households.of_client(centre, son) is None
    assert part.nothing.isVisible()
    desk.undo()
    back = households.of_client(centre, mother)
    assert back is not None
    assert [each.relation for each in back.members] == ["self", "mother", "father"]


# --- supporters -------------------------------------------------------------------------------------------------------


def test_a_supporter_is_added_ended_and_removed_each_with_undo(desk: Desk, centre: Centre) -> None:
    client = add_client(centre).id

    def stored() -> list[tuple[str, date | None]]:
        return [(each.name, each.until) for each in clients.page(centre, client).supporters]

    _page, part = open_part(desk, client)
    part.add_button.click()
    dialog = desk.dialog(SupporterDialog)
    fill(dialog.form.text("name"), HOSTILE)
    desk.save(dialog)
    assert dialog.form.form.row("kind").error
    dialog.form.kind.choose("neighbour")
    dialog.form.kind.picked.emit("neighbour")
    dialog.form.may_contact.chip("yes").click()
    dialog.form.quality.chip("stressful").click()
    desk.save(dialog)
    assert stored() == [(HOSTILE, None)]
    shown = labels(part)
    assert HOSTILE in shown
    assert any("連絡してよい" in words for words in shown)
    assert any("ストレスあり" in words for words in shown)
    next(each for each in part.supporters.findChildren(Button) if each.label == "今日で終了").click()
    desk.settle()
    assert stored() == [(HOSTILE, TODAY)]
    desk.undo()
    assert stored() == [(HOSTILE, None)]
    part.change_supporter(clients.page(centre, client).supporters[0])
    dialog = desk.dialog(SupporterDialog)
    next(each for each in dialog.findChildren(Button) if each.label == "この支援者を削除").click()
    desk.settle()
    assert stored() == []
    desk.undo()
    assert stored() == [(HOSTILE, None)]


def test_those_who_no_longer_help_stand_last(desk: Desk, centre: Centre) -> None:
    client = add_client(centre).id
    for name, until in (("以前の人", date(2026, 1, 1)), ("今の人", None)):
        supporters.save(centre, SupporterDraft(client_id=client, kind="friend", name=name, until=until))
    _page, part = open_part(desk, client)
    strong = [each.text() for each in part.supporters.findChildren(QLabel) if each.text() in ("以前の人", "今の人")]
    assert strong == ["今の人", "以前の人"]


# --- the genogram on the screen and on paper --------------------------------------------------------------------------


def drawing() -> GenogramDrawing:
    members = (
        Member(client_id=1, name="見本 花子", sex=Sex.FEMALE, birth=date(1985, 4, 12), relation="self"),
        Member(name="父 太郎", relation="father", deceased=True),
        Member(name="母 和子", relation="mother", birth=date(1950, 1, 1), birth_exact=False),
        Member(name="妹", relation="sister", lives_together=False),
        Member(relation="other_relative", hidden=True),
    )
    household = Household(id=1, version=1, members=members)
    return compose_drawing(household, 1, codes=CODES, language="ja", tr=translator(Language.JA), today=TODAY)


def middles(marks: list[Mark]) -> list[tuple[float, float]]:
    """Return where the symbols stand on paper: of each its outermost outline, which is filled."""
    found = []
    for mark in marks:
        if isinstance(mark, Circle) and mark.fill is not None:
            found.append((mark.x, mark.y))
        elif isinstance(mark, Polygon) and mark.fill is not None:
            xs, ys = [x for x, _y in mark.points], [y for _x, y in mark.points]
            found.append(((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2))
    return found


def test_screen_and_paper_draw_the_same_geometry(qtbot: QtBot, theme: Theme) -> None:
    drawn = drawing()
    view = GenogramView(name="図")
    qtbot.addWidget(view)
    view.resize(700, 500)
    view.show_drawing(drawn)
    on_paper = middles(genogram_marks(drawn, 0, 0, 500, 400))
    on_screen = [view.place(each.x, each.y) for each in drawn.genogram.symbols]
    assert len(on_paper) == len(on_screen) == 5
    first, last = on_paper[0], on_paper[1]
    scale = (on_screen[1].y() - on_screen[0].y()) / (first[1] - last[1])
    for point, (x, y), symbol in zip(on_screen, on_paper, drawn.genogram.symbols, strict=True):
        off = 0.02 * view.unit() if symbol.shape == "triangle" else 0.001
        assert point.x() - on_screen[0].x() == pytest.approx((x - first[0]) * scale, abs=0.01)
        assert point.y() - on_screen[0].y() == pytest.approx((first[1] - y) * scale, abs=0.01 + off)


def test_symbols_are_seen_where_the_geometry_says_on_both(qtbot: QtBot, theme: Theme, centre: Centre) -> None:
    son, _mother = family(centre)
    household = households.of_client(centre, son)
    assert household is not None
    drawn = compose_drawing(
        household, son, codes=CODES, language="ja", tr=translator(Language.JA), today=centre.today()
    )
    view = GenogramView(name="図")
    qtbot.addWidget(view)
    view.resize(600, 500)
    view.show_drawing(drawn)
    picture = view.grab().toImage()

    def dark(at: QPointF) -> bool:
        around = [(round(at.x()) + dx, round(at.y()) + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
        return any(picture.pixelColor(x, y).lightness() < 120 for x, y in around)

    for symbol in drawn.genogram.symbols:
        assert dark(view.place(symbol.x - (0.0 if symbol.shape == "circle" else 0.2), symbol.y - 0.5))
        assert not dark(view.place(symbol.x - 0.75, symbol.y - 0.45))
    with pypdfium2.PdfDocument(genogram_page(centre, son).pdf) as paper:
        text = paper[0].get_textpage().get_text_range()
        assert len(paper) == 1
    for words in drawn.words:
        assert "".join(words.name.split()) in "".join(text.split())
        assert words.inside in text
    assert "8050世帯" in text


def test_a_symbol_opens_the_client_with_the_mouse_and_with_the_keyboard(desk: Desk, centre: Centre) -> None:
    son, mother = family(centre)
    _page, part = open_part(desk, son)
    view = part.genogram
    symbol = view.drawing.genogram.symbols[1]
    QTest.mouseClick(
        view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, view.place(symbol.x, symbol.y).toPoint()
    )
    wanted = Place("clients", client=mother, part=HOUSEHOLD)
    assert desk.said.places == [wanted]
    own = view.drawing.genogram.symbols[0]
    QTest.mouseClick(
        view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, view.place(own.x, own.y).toPoint()
    )
    assert desk.said.places == [wanted]
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Up)
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert desk.said.places == [wanted, wanted]
    assert "母" in view.accessibleDescription()


def test_the_print_menu_offers_the_genogram(desk: Desk, centre: Centre) -> None:
    son, _mother = family(centre)
    page, _part = open_part(desk, son)
    menu = page.client.print_menu()
    next(action for action in menu.actions() if "ジェノグラム" in action.text()).trigger()
    desk.settle()
    dialog = desk.dialog(PreviewDialog)
    assert dialog.preview.pdf.startswith(b"%PDF")
    dialog.close()
    menu.close()


@pytest.mark.parametrize("lang", list(Language))
def test_part_and_forms_open_in_both_languages(desk: Desk, centre: Centre, lang: Language) -> None:
    set_language(lang)
    son, _mother = family(centre)
    supporters.save(centre, SupporterDraft(client_id=son, kind="friend", name=HOSTILE))
    _page, part = open_part(desk, son)
    assert any(HOSTILE in words for words in labels(part.supporters))
    part.edit()
    dialog = desk.dialog(HouseholdDialog)
    assert HOSTILE in labels(dialog)
    dialog.reject()
    assert genogram_page(centre, son, language=lang).pdf.startswith(b"%PDF")


def test_the_largest_household_with_the_longest_words_never_widens_the_page(desk: Desk, centre: Centre) -> None:
    client = add_client(centre, name=HOSTILE).id
    long = "長い記録です。" * 570
    members = [MemberDraft(client_id=client, relation="self", note=long)]
    members += [MemberDraft(name="名" * 100, kana="カ" * 100, relation="other_relative", note=long) for _ in range(14)]
    households.save(centre, client, HouseholdDraft(members=tuple(members), note=long))
    supporters.save(centre, SupporterDraft(client_id=client, kind="friend", name=HOSTILE * 10, note=long))
    page, part = open_part(desk, client)
    assert page.client.minimumSizeHint().width() < 900
    assert len(part.genogram.drawing.genogram.symbols) == 15
    assert not part.grab().isNull()
    assert genogram_page(centre, client).pdf.startswith(b"%PDF")
