"""Report forms in the window: the view that looks like the form, and the editor of a centre's own forms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from referral_desk.domain.report_form import Measure, Words
from referral_desk.domain.tally import FigureKind
from referral_desk.i18n import Language, set_language
from referral_desk.resources import code_book
from referral_desk.services import report_profiles
from referral_desk.services.centre import Centre
from referral_desk.services.report_profiles import KnownProfile
from referral_desk.ui.change_bus import ChangeBus
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.dialogs.report_profile import ReportProfileDialog
from referral_desk.ui.dialogs.who import WhoDialog
from referral_desk.ui.forms.profile_presenter import Part, ProfilePresenter
from referral_desk.ui.page import Place
from referral_desk.ui.pages.tally import TallyPage
from referral_desk.ui.pages.tally_form import FormView
from referral_desk.ui.pages.tally_views import FORM
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.theme import Theme
from referral_desk.ui.workplace import Workplace
from tests.making import CALL, add_client, add_contact, add_institution, add_referral
from tests.ui.record_pages import Said, fill

DAY = date(2026, 10, 5)
CODES = code_book()
SHIPPED = {each.id: KnownProfile(each) for each in report_profiles.shipped(CODES)}


@pytest.fixture(params=list(Language))
def lang(request: pytest.FixtureRequest) -> Iterator[Language]:
    set_language(request.param)
    yield request.param
    set_language(Language.JA)


class Desk:
    """The page *Tally* with its view of forms, as a person sees it."""

    def __init__(self, qtbot: QtBot, tasks: Tasks, centre: Centre) -> None:
        self.qtbot, self.tasks, self.centre, self.said = qtbot, tasks, centre, Said()
        self.page = TallyPage(Workplace(centre, tasks, ChangeBus(), self.said))
        qtbot.addWidget(self.page)
        self.page.resize(1200, 900)
        self.page.show()
        self.page.open_place(Place("tally"))
        view = self.page.choose_view(FORM)
        assert isinstance(view, FormView)
        self.view = view
        self.settle()

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: self.view.read_now is not None and self.tasks.idle)

    def column(self, label: str) -> list[str]:
        table = self.view.table
        assert table is not None
        places = [place for place, each in enumerate(table.records.columns) if each.spoken == label]
        return [table.records.columns[places[0]].display(row) for row in table.records.rows]

    def labels(self) -> list[str]:
        assert self.view.table is not None
        return [row.label for row in self.view.table.records.rows]

    def editor(self) -> ReportProfileDialog:
        (found,) = [each for each in self.page.window().findChildren(ReportProfileDialog) if each.isVisible()]
        self.settle()
        return found

    def show(self, code: str) -> None:
        self.view.show_profile(code)
        self.settle()


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, tasks: Tasks, centre: Centre) -> Desk:
    hanako, taro = add_client(centre), add_client(centre, name="例田 太郎", kana="レイタ タロウ")
    add_contact(centre, hanako.id, DAY, category="alcohol", factors=("disaster",))
    add_contact(centre, hanako.id, DAY, category="depression")
    add_contact(centre, taro.id, DAY, category="alcohol")
    group = add_institution(centre, name="架空断酒会", kind="self_help_group")
    add_referral(centre, hanako.id, group.id, CALL, on=DAY)
    return Desk(qtbot, tasks, centre)


def test_the_view_looks_like_the_form(desk: Desk) -> None:
    assert desk.view.profile_box.currentText().startswith("地域保健・健康増進事業報告")
    assert desk.labels()[:3] == ["老人精神保健", "社会復帰", "アルコール"]
    persons = dict(zip(desk.labels(), desk.column("相談 実人員"), strict=True))
    assert (persons["アルコール"], persons["うつ・うつ状態"], persons["計"], persons["災害"]) == ("2", "1", "2", "1")
    assert desk.labels()[13:15] == ["再掲", "ひきこもり"]
    assert desk.view.table is not None
    QAbstractItemModelTester(desk.view.table.records, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_another_form_is_chosen_from_the_list(desk: Desk) -> None:
    box = desk.view.profile_box
    box.setCurrentIndex(box.findData("community_11"))
    box.picked.emit("community_11")
    desk.settle()
    contacts = dict(zip(desk.labels(), desk.column("計 延人員"), strict=True))
    assert contacts["心の健康づくり"] == "1"
    assert "うつ・うつ状態" not in contacts
    assert "心の健康づくり" in desk.view._notes.text()


def test_a_figure_opens_who_stands_behind_it(desk: Desk) -> None:
    table = desk.view.table
    assert table is not None
    row = next(row for row in table.records.rows if row.label == "アルコール")
    with desk.qtbot.waitSignal(desk.view.asked) as asked:
        table.cell_opened.emit(row, "0")
    figure = asked.args[0]
    assert figure.kind is FigureKind.FORM
    assert figure.cell.along == ("alcohol",)
    (who,) = desk.page.findChildren(WhoDialog)
    desk.settle()
    assert [each.client_name for each in who.table.records.rows] == ["見本 花子", "例田 太郎"]
    who.reject()


def test_the_figure_under_the_cursor_is_told_with_what_stands_beside_it(desk: Desk) -> None:
    table = desk.view.table
    assert table is not None
    table.setCurrentIndex(table.records.index(2, 1))
    told = desk.page._pointed.text()
    assert "2人" in told
    assert "年度累計 2人" in told
    table.setCurrentIndex(table.records.index(13, 1))
    assert "人" not in desk.page._pointed.text()


def test_the_heading_of_the_factors_opens_nothing(desk: Desk) -> None:
    table = desk.view.table
    assert table is not None
    table.cell_opened.emit(table.records.rows[13], "0")
    assert not desk.page.findChildren(WhoDialog)


def test_ctrl_p_prints_the_form_in_view(desk: Desk) -> None:
    printing = desk.page.print_action()
    assert printing is not None
    printing()
    desk.settle()
    (preview,) = desk.page.findChildren(PreviewDialog)
    assert preview.windowTitle() == desk.view.profile_box.currentText()
    preview.reject()


def test_shipped_forms_offer_no_editing_and_no_removal(desk: Desk) -> None:
    assert desk.view.edit_button.isHidden()
    assert desk.view.remove_button.isHidden()
    assert not desk.view.copy_button.isHidden()


def test_a_copy_is_edited_looked_at_and_saved(desk: Desk) -> None:
    desk.view.copy_button.click()
    editor = desk.editor()
    assert desk.view.profile_box.currentText() in editor.name.text()
    fill(editor.name, "架空市の月報")
    editor.rows.choose(2)
    fill(editor.rows.label, "お酒の相談")
    desk.settle()
    assert editor.preview is not None
    assert [row.label for row in editor.preview.records.rows][2] == "お酒の相談"
    assert editor.preview.records.rows[2].figures[0] == "2"
    editor.save()
    desk.settle()
    assert desk.said.words == ["様式「架空市の月報」を保存しました。"]
    assert desk.labels()[2] == "お酒の相談"
    assert not desk.view.edit_button.isHidden()


def test_dropping_a_row_says_what_is_no_longer_on_the_form(desk: Desk) -> None:
    report_profiles.copy(desk.centre, "community_12", "架空市の様式")
    desk.show("own_1")
    desk.view.edit_button.click()
    editor = desk.editor()
    editor.rows.choose(2)
    editor.rows.remove_button.click()
    assert "アルコール" in editor._missing.text()
    editor.save()
    desk.settle()
    assert "アルコール" not in desk.labels()
    assert "アルコール" in desk.view._caution.text


def test_lines_are_moved_by_their_buttons_and_stay_chosen(desk: Desk) -> None:
    desk.view.copy_button.click()
    editor = desk.editor()
    editor.show_part(Part.COLUMNS)
    assert not editor.columns.up_button.isEnabled()
    editor.columns.down_button.click()
    editor.columns.down_button.click()
    assert editor.columns.place == 2
    assert [each.measure for each in editor.profile.columns[:3]] == [Measure.CONTACTS, Measure.PERSONS, Measure.PERSONS]
    editor.columns.add_button.click()
    assert editor.columns.place == 3
    assert editor.columns.group.text() == "相談"
    editor.columns.codes.chip("email").click()
    editor.columns.measure.chip(Measure.SHARE).click()
    fill(editor.columns.label, "構成比")
    editor.columns.total.click()
    added = editor.profile.columns[3]
    assert (added.codes, added.measure, added.words.ja, added.total) == (("email",), Measure.SHARE, "構成比", True)
    desk.settle()
    editor.presenter.put(editor.presenter._first)
    editor.reject()


def test_what_is_wrong_is_said_at_its_part(desk: Desk) -> None:
    desk.view.copy_button.click()
    editor = desk.editor()
    editor.show_part(Part.NOTES)
    editor.columns.add()
    editor.save()
    assert editor.part_chips.value() == Part.COLUMNS
    assert "2" in editor._parts[Part.COLUMNS].row("columns").error
    fill(editor.years["first_year"], "令和8年")
    editor.save()
    assert editor._year_forms["first_year"].row("first_year").error
    assert report_profiles.profiles(desk.centre) == tuple(SHIPPED.values())
    editor.presenter.put(editor.presenter._first)
    editor.presenter.unread("first_year", "", None)
    editor.reject()


def test_a_form_can_be_shown_first_and_removed_with_undo(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    report_profiles.copy(desk.centre, "monthly", "架空市の月報")
    desk.show("own_1")
    desk.view.first_button.click()
    desk.settle()
    assert desk.centre.settings.report_form == "own_1"
    monkeypatch.setattr("referral_desk.ui.pages.tally_form.ask", lambda *_words, **_kind: True)
    desk.view.remove_button.click()
    desk.settle()
    assert desk.view.profile_box.code == "community_12"
    assert desk.said.undo is not None
    desk.said.undo()
    desk.settle()
    assert desk.view.profile_box.currentText().startswith("架空市の月報")


def test_a_form_goes_out_as_a_file_and_is_looked_at_before_it_is_taken_over(desk: Desk, tmp_path: Path) -> None:
    desk.show("monthly")
    target = tmp_path / "form.json"
    desk.view.give_out(target)
    desk.settle()
    desk.view.take_over(target)
    desk.settle()
    editor = desk.editor()
    assert editor.name.text().endswith(" 2")
    assert report_profiles.profiles(desk.centre) == tuple(SHIPPED.values())
    editor.save()
    desk.settle()
    assert report_profiles.profile(desk.centre, "own_1").profile.rows == SHIPPED["monthly"].profile.rows


@pytest.mark.parametrize("content", [b"PK\x03\x04", b'{"format": "referral-desk-report-form", "version": 9}', None])
def test_a_file_that_is_no_form_says_so(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    told: list[str] = []
    monkeypatch.setattr("referral_desk.ui.pages.tally_form.tell", lambda _parent, _title, text: told.append(text))
    source = tmp_path / "form.json"
    if content is not None:
        source.write_bytes(content)
    desk.view.take_over(source)
    desk.settle()
    assert len(told) == 1
    assert told[0]


def test_the_keyboard_reaches_a_figure(desk: Desk) -> None:
    table = desk.view.table
    assert table is not None
    table.setFocus()
    table.setCurrentIndex(table.records.index(2, 1))
    with desk.qtbot.waitSignal(desk.view.asked):
        QTest.keyClick(table, Qt.Key.Key_Return)
    desk.settle()
    for dialog in desk.page.findChildren(WhoDialog):
        dialog.reject()


def test_the_view_speaks_both_languages(
    lang: Language, qtbot: QtBot, theme: Theme, tasks: Tasks, centre: Centre
) -> None:
    desk = Desk(qtbot, tasks, centre)
    desk.show("handoffs")
    expected = {Language.JA: ("福祉事務所", "計"), Language.EN: ("Welfare office", "Total")}[lang]
    assert (desk.labels()[0], desk.labels()[-1]) == expected
    spoken = {Language.JA: "ウォームハンドオフ計 率", Language.EN: "Warm in all Rate"}[lang]
    assert set(desk.column(spoken)) == {"—"}


# --- the presenter ----------------------------------------------------------------------------------------------------


def presenter(language: str = "ja") -> ProfilePresenter:
    return ProfilePresenter(SHIPPED["community_12"], CODES, language)


def test_a_label_that_is_changed_is_new_in_both_languages_and_a_known_one_keeps_its_other_half() -> None:
    made = presenter()
    made.put_row(Part.ROWS, 0, text="お年寄り", codes=("older_age",))
    assert made.profile.rows[0].words == Words("お年寄り", "")
    made.put_row(Part.ROWS, 0, text="老人精神保健", codes=("older_age",))
    assert made.profile.rows[0].words == Words("老人精神保健", "Mental health in older age")
    assert not made.changed


def test_what_a_row_gathers_stands_in_the_order_of_the_list() -> None:
    made = presenter()
    made.put_row(Part.ROWS, 2, text="依存", codes=("gaming", "alcohol", "drugs"))
    assert made.profile.rows[2].codes == ("alcohol", "drugs", "gaming")
    assert made.gathers(made.profile.rows[2]) == "アルコール、薬物、ゲーム"


def test_looking_at_another_part_loses_nothing() -> None:
    made = presenter()
    made.look_at(Part.COLUMNS, 3)
    assert not made.changed
    assert made.content() is None
    assert (made.line_of(Part.COLUMNS), made.line_of(Part.ROWS)) == (3, 0)


def test_years_are_numbers_or_blank() -> None:
    made = presenter()
    made.put_year("first_year", "ことし")
    assert [problem.field for problem in made.problems()] == ["first_year"]
    made.put_year("first_year", "２０２６")
    made.put_year("last_year", " ")
    assert (made.profile.first_year, made.profile.last_year) == (2026, None)
    assert not list(made.problems())
    made.put_year("last_year", "9" * 4000)
    assert [problem.field for problem in made.problems()] == ["last_year"]


def test_notes_are_one_on_each_line() -> None:
    made = presenter()
    made.put_notes(made.notes + "\n\n  架空市の注  \n")
    assert made.profile.notes == (*SHIPPED["community_12"].profile.notes, Words("架空市の注"))


def test_lines_at_the_ends_do_not_move_further() -> None:
    made = presenter("en")
    assert made.move(Part.AGAIN, 0, -1) == 0
    assert made.move(Part.AGAIN, 5, 1) == 5
    assert not made.changed
    assert made.move(Part.AGAIN, 0, 1) == 1
    assert [row.words.en for row in made.profile.again[:2]] == ["Developmental disorder", "Social withdrawal"]
