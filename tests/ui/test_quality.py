"""The checks before submitting in the window: the line over the figures, the lists, mending and setting aside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from referral_desk.db import audit
from referral_desk.domain.access import Action, Role
from referral_desk.domain.audit import AuditFilter
from referral_desk.domain.calendar import Period
from referral_desk.domain.changes import ChangeSet
from referral_desk.domain.codes import Outcome, Sex, SpokeWith
from referral_desk.domain.quality import CHECKS, CheckKind, Finding
from referral_desk.i18n import Language, set_language, translator
from referral_desk.services import closed_months, contacts
from referral_desk.services.centre import Centre
from referral_desk.ui.change_bus import ChangeBus
from referral_desk.ui.dialogs.client import ClientDialog
from referral_desk.ui.dialogs.contact_correction import ContactCorrectionDialog
from referral_desk.ui.dialogs.set_aside import SetAsideDialog
from referral_desk.ui.page import Place
from referral_desk.ui.pages.quality_group import ASIDE, MEND, REASON
from referral_desk.ui.pages.tally import TallyPage
from referral_desk.ui.pages.tally_quality import QualityView
from referral_desk.ui.pages.tally_views import QUALITY
from referral_desk.ui.quality_words import label, severity_words, why_words
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.theme import Theme
from referral_desk.ui.widgets.link_label import LinkLabel
from referral_desk.ui.workplace import Workplace
from tests.making import CALL, TODAY, add_client, add_contact, add_institution, add_referral

ON = date(2026, 10, 5)
WHOLE = {"spoke_with": SpokeWith.CLIENT, "minutes": 30, "note": "見本"}


@dataclass
class Said:
    """What the window would have said, where it would have gone, and the last undo."""

    words: list[str] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    undo: Callable[[], None] | None = None

    def saved(self, text: str, undo: Callable[[], None] | None = None) -> None:
        self.words.append(text)
        self.undo = undo

    def tell(self, text: str) -> None:
        self.words.append(text)

    def go(self, place: Place) -> bool:
        self.places.append(place)
        return True


@dataclass
class Desk:
    """The page in a scroll area, as the window has it."""

    qtbot: QtBot
    area: QScrollArea
    page: TallyPage
    said: Said
    tasks: Tasks
    centre: Centre

    @property
    def view(self) -> QualityView:
        view = self.page.choose_view(QUALITY)
        assert isinstance(view, QualityView)
        return view

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: self.page.shown is not None and self.tasks.idle)

    def lists(self) -> dict[CheckKind, list[int]]:
        """Return what the lists in sight show."""
        view = self.view
        self.settle()
        return {
            kind: [row.record_id for row in view.groups[kind].table.records.rows]
            for kind in CheckKind
            if kind in view.groups and not view.groups[kind].isHidden()
        }

    def tap(self, kind: CheckKind, key: str, place: int = 0) -> Finding:
        table = self.view.groups[kind].table
        finding = table.records.rows[place]
        table.setFocus()
        table.setCurrentIndex(table.records.index(place, [each.key for each in table.records.columns].index(key)))
        self.qtbot.keyClick(table, Qt.Key.Key_Return)
        self.settle()
        return finding

    def dialog(self, kind: type[QWidget]) -> QWidget:
        return next(each for each in self.page.window().findChildren(kind) if each.isVisible())


@pytest.fixture
def office(centre: Centre) -> Centre:
    """A contact entered twice (2), an outcome not asked for (1), a client without sex (2), a category "other" (3)."""
    add_client(centre, sex=Sex.FEMALE)
    other = add_client(centre, name="𠮷田<b>&", kana="ヨシダ", sex=None)
    add_institution(centre)
    for _time in range(2):
        add_contact(centre, 1, ON, **WHOLE)
    add_contact(centre, other.id, ON, **{**WHOLE, "category": "other"})
    add_referral(centre, 1, 1, CALL, on=ON, status="accepted")
    return centre


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, tasks: Tasks, office: Centre) -> Desk:
    return opened(qtbot, tasks, office)


def opened(qtbot: QtBot, tasks: Tasks, centre: Centre) -> Desk:
    said = Said()
    page = TallyPage(Workplace(centre, tasks, ChangeBus(), said))
    area = QScrollArea()
    area.setWidget(page)
    area.setWidgetResizable(True)
    area.resize(1200, 600)
    qtbot.addWidget(area)
    with qtbot.waitExposed(area):
        area.show()
    area.activateWindow()
    made = Desk(qtbot, area, page, said, tasks, centre)
    page.open_place(Place("tally"))
    made.settle()
    return made


def in_sight(widget: QWidget) -> str:
    return "\n".join(each.text() for each in widget.findChildren(QLabel) if each.isVisibleTo(widget))


# --- the line ---------------------------------------------------------------------------------------------------------


def test_the_line_names_the_gravest_points_with_their_counts_and_the_share_of_unknowns(desk: Desk) -> None:
    line = desk.page.quality
    assert line.isVisible()
    assert line.words == (
        "提出前の点検: 結果が未確認・不明 1件(100.0%) 同じ日の二重入力かもしれない 1件 性別・生年月日が未入力 1件"
    )
    names = [each.accessibleName() for each in line.findChildren(LinkLabel)]
    assert names == ["結果が未確認・不明 1件", "同じ日の二重入力かもしれない 1件", "性別・生年月日が未入力 1件"]


def test_a_count_of_the_line_leads_to_its_list_by_click_and_key(desk: Desk) -> None:
    link = desk.page.quality.findChildren(LinkLabel)[1]
    desk.qtbot.keyClick(link, Qt.Key.Key_Return)
    desk.settle()
    assert desk.page.chosen_view.value() == QUALITY
    assert desk.area.focusWidget() is desk.view.groups[CheckKind.DOUBLE_ENTRY].table
    desk.qtbot.mouseClick(desk.page.quality.findChildren(LinkLabel)[2], Qt.MouseButton.LeftButton)
    assert desk.area.focusWidget() is desk.view.groups[CheckKind.PERSON_INCOMPLETE].table
    assert not desk.view.groups[CheckKind.PERSON_INCOMPLETE].visibleRegion().isEmpty()


def test_where_nothing_is_found_the_line_says_so_quietly(
    qtbot: QtBot, theme: Theme, tasks: Tasks, centre: Centre
) -> None:
    add_client(centre, sex=Sex.FEMALE)
    add_institution(centre)
    add_referral(centre, 1, 1, CALL, on=ON, status="accepted", outcome=Outcome.GOT_HELP, outcome_on=ON)
    desk = opened(qtbot, tasks, centre)
    line = desk.page.quality
    assert line.words == "提出前の点検: 気になる点はありません 未確認・不明 0.0%(つないだ1件のうち0件)"
    assert line.property("role") == ""
    assert line.findChildren(LinkLabel) == []
    assert desk.lists() == {}
    assert "直すところも確かめるところもありませんでした" in in_sight(desk.view)


def test_what_would_only_be_good_to_have_stands_in_the_line_only_where_nothing_presses(
    qtbot: QtBot, theme: Theme, tasks: Tasks, centre: Centre
) -> None:
    add_client(centre, sex=Sex.FEMALE)
    add_contact(centre, 1, ON, **{**WHOLE, "category": "other"})
    desk = opened(qtbot, tasks, centre)
    assert desk.page.quality.words == "提出前の点検: 気になる点はありません できれば入力 1件"


def test_more_points_than_the_line_holds_are_one_figure(
    qtbot: QtBot, theme: Theme, tasks: Tasks, office: Centre
) -> None:
    for contact in (1, 2, 3):
        with office.sessions.write() as session:
            session.execute(text("UPDATE contact SET category = '' WHERE id = :id"), {"id": contact})
    desk = opened(qtbot, tasks, office)
    assert desk.page.quality.words == (
        "提出前の点検: 相談内容が未入力 3件 結果が未確認・不明 1件(100.0%) 同じ日の二重入力かもしれない 1件 ほか 1件"
    )
    desk.qtbot.mouseClick(desk.page.quality.findChildren(LinkLabel)[-1], Qt.MouseButton.LeftButton)
    desk.settle()
    assert desk.area.focusWidget() is desk.view.groups[CheckKind.CATEGORY_MISSING].table


def test_a_closed_month_has_no_line_and_its_lists_say_that_it_is_submitted(
    qtbot: QtBot, theme: Theme, tasks: Tasks, office: Centre
) -> None:
    closed_months.close_month(office, 2026, 10)
    desk = opened(qtbot, tasks, office)
    assert desk.page.quality.isHidden()
    assert CheckKind.DOUBLE_ENTRY in desk.lists()
    assert "提出した数字は変わりません" in in_sight(desk.view)


def test_the_line_is_read_anew_when_it_comes_back_into_sight(desk: Desk) -> None:
    desk.page.window().hide()
    contacts.remove(desk.centre, 2, reason="二重")
    desk.page._work.bus.publish(ChangeSet.of(contact=2))
    desk.settle()
    assert "二重入力" in desk.page.quality.words
    desk.page.window().show()
    desk.settle()
    assert "二重入力" not in desk.page.quality.words


# --- the lists --------------------------------------------------------------------------------------------------------


def test_the_lists_stand_by_severity_with_names_as_they_are_written(desk: Desk) -> None:
    assert desk.lists() == {
        CheckKind.OUTCOME_UNKNOWN: [1],
        CheckKind.DOUBLE_ENTRY: [2],
        CheckKind.PERSON_INCOMPLETE: [2],
        CheckKind.CATEGORY_OTHER: [3],
    }
    table = desk.view.groups[CheckKind.PERSON_INCOMPLETE].table
    cells = [column.display(table.records.rows[0]) for column in table.records.columns]
    assert cells == ["𠮷田<b>&", "No.00002", "性別", "直す…", "このままでよい", "理由を添える…"]
    words = in_sight(desk.view)
    places = [words.index(each) for each in ("\n確かめてください\n", "結果が未確認・不明", "できれば入力してください")]
    assert places == sorted(places)
    assert "直してください" not in words.splitlines()
    for group in desk.view.groups.values():
        QAbstractItemModelTester(group.table.records, QAbstractItemModelTester.FailureReportingMode.Fatal)
    QAbstractItemModelTester(desk.view.waived.table.records, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_looking_at_the_lists_is_noted_once_and_the_line_is_not(desk: Desk) -> None:
    def looks() -> int:
        with desk.centre.read() as session:
            return len(audit.rows(session, AuditFilter(actions=(Action.READ_FIGURES,))))

    assert looks() == 0
    desk.lists()
    assert looks() == 1


def test_a_contact_opens_for_its_correction_and_what_is_mended_goes_without_losing_the_place(desk: Desk) -> None:
    for day in (1, 2):
        add_contact(desk.centre, 1, ON + timedelta(day), **{**WHOLE, "category": "other"})
    desk.page.refresh(ChangeSet.all(), None)
    assert desk.lists()[CheckKind.CATEGORY_OTHER] == [3, 4, 5]
    desk.tap(CheckKind.CATEGORY_OTHER, MEND, place=1)
    dialog = desk.dialog(ContactCorrectionDialog)
    assert isinstance(dialog, ContactCorrectionDialog)
    dialog.form.category.set_chosen(["alcohol"])
    dialog.form.category.changed.emit()
    dialog.save()
    desk.settle()
    assert desk.lists()[CheckKind.CATEGORY_OTHER] == [3, 5]
    table = desk.view.groups[CheckKind.CATEGORY_OTHER].table
    assert table.currentIndex().row() == 1
    assert desk.area.focusWidget() is table


def test_a_referral_opens_its_page_and_a_client_her_form(desk: Desk) -> None:
    desk.lists()
    desk.tap(CheckKind.OUTCOME_UNKNOWN, MEND)
    assert desk.said.places == [Place("referrals", referral=1)]
    desk.tap(CheckKind.PERSON_INCOMPLETE, MEND)
    dialog = desk.dialog(ClientDialog)
    assert isinstance(dialog, ClientDialog)
    assert dialog.presenter.client is not None
    assert dialog.presenter.client.id == 2


def test_who_was_not_met_leads_to_the_client(qtbot: QtBot, theme: Theme, tasks: Tasks, office: Centre) -> None:
    add_contact(office, 1, ON, **{**WHOLE, "note": "母", "spoke_with": SpokeWith.FAMILY, "client_unmet": True})
    desk = opened(qtbot, tasks, office)
    desk.lists()
    desk.tap(CheckKind.CLIENT_UNMET, MEND)
    assert desk.said.places == [Place("clients", client=1)]


# --- setting aside ----------------------------------------------------------------------------------------------------


def test_leaving_a_point_as_it_is_takes_one_tap_leads_to_the_next_list_and_can_be_undone(desk: Desk) -> None:
    desk.lists()
    desk.tap(CheckKind.DOUBLE_ENTRY, ASIDE)
    assert CheckKind.DOUBLE_ENTRY not in desk.lists()
    assert desk.said.words == ["このままでよいとしました:同じ日の二重入力かもしれない"]
    assert desk.area.focusWidget() is desk.view.groups[CheckKind.PERSON_INCOMPLETE].table
    assert "二重入力" not in desk.page.quality.words
    assert [row.client_name for row in desk.view.waived.table.records.rows] == ["見本 花子"]
    assert desk.said.undo is not None
    desk.said.undo()
    desk.settle()
    assert desk.lists()[CheckKind.DOUBLE_ENTRY] == [2]
    assert desk.view.waived.isHidden()


def test_a_point_left_as_it_is_can_be_taken_up_again_from_the_list(desk: Desk) -> None:
    desk.lists()
    desk.tap(CheckKind.DOUBLE_ENTRY, ASIDE)
    table = desk.view.waived.table
    table.cell_opened.emit(table.records.rows[0], "take_up")
    desk.settle()
    assert desk.lists()[CheckKind.DOUBLE_ENTRY] == [2]


def test_a_reason_may_be_given_and_stands_in_the_list(desk: Desk) -> None:
    desk.lists()
    desk.tap(CheckKind.OUTCOME_UNKNOWN, REASON)
    dialog = desk.dialog(SetAsideDialog)
    assert isinstance(dialog, SetAsideDialog)
    dialog.reason.setPlainText("あ" * 501)
    dialog.save()
    assert dialog.isVisible()
    dialog.reason.setPlainText("本人の希望\n確かめない")
    dialog.save()
    desk.settle()
    assert CheckKind.OUTCOME_UNKNOWN not in desk.lists()
    (row,) = desk.view.waived.table.records.rows
    assert row.waiver.reason == "本人の希望\n確かめない"


def test_who_may_only_read_is_not_offered_to_leave_anything(
    qtbot: QtBot, theme: Theme, tasks: Tasks, office: Centre
) -> None:
    with office.sessions.write() as session:
        session.execute(text("UPDATE staff SET role = :role"), {"role": Role.READ_ONLY.value})
    office.refresh()
    desk = opened(qtbot, tasks, office)
    desk.lists()
    keys = [each.key for each in desk.view.groups[CheckKind.DOUBLE_ENTRY].table.records.columns]
    assert not {ASIDE, REASON} & set(keys)


# --- restricted clients, words ----------------------------------------------------------------------------------------


def test_what_belongs_to_restricted_records_is_told_as_a_number(
    qtbot: QtBot, theme: Theme, tasks: Tasks, office: Centre
) -> None:
    with office.sessions.write() as session:
        session.execute(text("INSERT INTO client_restriction VALUES (1, '2026-11-01', 'somebody')"))
    desk = opened(qtbot, tasks, office)
    lists = desk.lists()
    assert lists[CheckKind.DOUBLE_ENTRY] == []
    assert "表示していないものが1件あります" in in_sight(desk.view.groups[CheckKind.DOUBLE_ENTRY])
    assert "同じ日の二重入力かもしれない 1件" in desk.page.quality.words


@pytest.mark.parametrize("language", Language)
def test_every_check_has_its_words_in_both_languages(language: Language) -> None:
    set_language(language)
    words = [label(kind) for kind in CheckKind] + [translator(language)(check.advice) for check in CHECKS.values()]
    words += [severity_words(check.severity) for check in CHECKS.values()]
    assert all(words)
    if language is Language.JA:
        assert all(any(char > "\u3000" for char in each) for each in words)


def finding(kind: CheckKind, **told: object) -> Finding:
    return Finding(kind, 1, 1, "1", "見本", "ミホン", None, None, **told)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "told", "words"),
    [
        (CheckKind.CATEGORY_AGE, {"age": 41}, "41歳"),
        (CheckKind.OUTCOME_UNKNOWN, {"outcome": "unknown"}, "不明"),
        (CheckKind.OUTCOME_AFTER_TODAY, {"outcome": "got_help", "outcome_on": TODAY}, "支援につながった R8.11.24(火)"),
        (CheckKind.CONTACT_AFTER_CLOSING, {"closed_on": TODAY}, "終結 R8.11.24(火)"),
        (CheckKind.FOLLOW_UP_OVERDUE, {"due_on": TODAY}, "予定日 R8.11.24(火)"),
        (CheckKind.HANDOFF_OVERDUE, {}, "予定日なし"),
        (CheckKind.REQUESTED_LONG, {"on": ON}, "50日経過"),
        (CheckKind.PERSON_INCOMPLETE, {}, "性別 · 生年月日"),
        (CheckKind.DOUBLE_ENTRY, {}, ""),
    ],
)
def test_what_is_in_question_is_said_in_a_word(
    centre: Centre, kind: CheckKind, told: dict[str, object], words: str
) -> None:
    assert why_words(finding(kind, **told), centre.codes, TODAY) == words


def test_the_share_of_unknowns_stands_beside_the_rates(desk: Desk) -> None:
    view = desk.page.choose_view("handoffs")
    assert "未確認・不明 100.0%(つないだ1件のうち1件)" in in_sight(view)
    assert desk.page.shown is not None
    assert desk.page.shown.period == Period.month(2026, 10)
