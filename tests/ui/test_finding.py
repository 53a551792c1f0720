"""Finding the right place: it ranks as one answers, says why, leads to the referral and prints the list."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from referral_desk.domain.codes import Anonymity, Attendees
from referral_desk.domain.schedule_text import parse_schedule
from referral_desk.services import institutions
from referral_desk.services.centre import Centre
from referral_desk.ui.dialogs import finding
from referral_desk.ui.dialogs.finding import ON_PAPER, FindingDialog
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.page import NEW_REFERRAL, Place
from referral_desk.ui.pages.institutions import InstitutionsPage
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.theme import Theme
from tests.making import TODAY, add_institution
from tests.ui.record_pages import Desk

HOSTILE = "𠮷田<b>&の会"


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, tasks: Tasks, centre: Centre) -> Desk:
    return Desk(qtbot, centre, tasks)


def group(centre: Centre, name: str, schedule: str, **values: object) -> int:
    return add_institution(
        centre,
        name=name,
        kana="カクウ",
        kind="self_help_group",
        schedule=parse_schedule(schedule),
        **{"target": "alcohol", "attendees": Attendees.CLIENT} | values,
    ).id


@pytest.fixture
def groups(centre: Centre) -> tuple[int, int, int]:
    """Three groups: alcohol on Tuesday evenings, alcohol for families on Saturday mornings, gambling."""
    return (
        group(centre, HOSTILE, "毎週火 19:00-21:00", anonymity=Anonymity.ANONYMOUS, venue="見本町公民館"),
        group(centre, "架空家族の会", "毎週土 10:00-12:00", attendees=Attendees.FAMILY, venue="例町集会所"),
        group(centre, "架空ギャンブルの会", "毎週水 19:00-20:30", target="gambling"),
    )


def opened(desk: Desk, chosen: list[int], **values: object) -> FindingDialog:
    dialog = FindingDialog(desk.work, chosen.append, **values)  # type: ignore[arg-type]
    desk.qtbot.addWidget(dialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    dialog.open()
    desk.settle()
    return dialog


def ids(dialog: FindingDialog) -> list[int]:
    return [match.institution.id for match in dialog.matches]


def test_it_ranks_for_the_person_and_for_the_family(desk: Desk, groups: tuple[int, int, int]) -> None:
    hers, family, gambling = groups
    dialog = opened(desk, [], target="alcohol")
    assert ids(dialog) == [hers, family]
    dialog.who.chip("family").click()
    desk.settle()
    assert ids(dialog) == [family, hers]
    dialog.target.choose("gambling")
    dialog.target.picked.emit("gambling")
    desk.settle()
    assert ids(dialog) == [gambling]


def test_when_she_can_come_where_and_how_goes_into_the_order(desk: Desk, groups: tuple[int, int, int]) -> None:
    hers, family, _gambling = groups
    dialog = opened(desk, [], target="alcohol", for_family=True)
    for chip in (dialog.weekdays.chip("1"), dialog.hours.chip("evening"), dialog.needs.chip("anonymous")):
        chip.click()
    dialog.area.setText("見本町")
    desk.settle()
    assert ids(dialog) == [hers, family]
    assert dialog.matches[0].meetings
    assert all(start.weekday() == 1 and start.hour == 19 for start in dialog.matches[0].meetings)
    assert dialog.matches[1].meetings == ()


def test_where_nothing_fits_it_says_so(desk: Desk, groups: tuple[int, int, int]) -> None:
    dialog = opened(desk, [], target="drugs")
    assert dialog.matches == ()
    assert dialog.count.text() == "合う機関が台帳にありません"
    assert not dialog.print_button.isEnabled()


def test_the_one_chosen_leads_to_a_referral(desk: Desk, groups: tuple[int, int, int]) -> None:
    chosen: list[int] = []
    dialog = opened(desk, chosen, target="alcohol")
    dialog.refer_buttons[groups[1]].click()
    assert chosen == [groups[1]]
    assert not dialog.isVisible()


def test_the_page_of_institutions_opens_it(desk: Desk, groups: tuple[int, int, int]) -> None:
    page = InstitutionsPage(desk.work)
    desk.show(page, Place("institutions"))
    places: list[Place] = []
    page.go.connect(places.append)
    page.find_place()
    (dialog,) = page.window().findChildren(FindingDialog)
    desk.settle()
    dialog.refer_buttons[groups[2]].click()
    assert places == [Place(NEW_REFERRAL, institution=groups[2])]


def test_the_ticked_ones_go_onto_the_list_in_their_order(
    desk: Desk, groups: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[int, ...]] = []
    make = finding.finding.place_list

    def noted(centre: Centre, chosen: tuple[int, ...], *rest: object, **values: object) -> object:
        asked.append(chosen)
        return make(centre, chosen, *rest, **values)  # type: ignore[arg-type]

    monkeypatch.setattr(finding.finding, "place_list", noted)
    dialog = opened(desk, [], target="alcohol")
    for each in reversed(groups[:2]):
        dialog.ticks[each].click()
    dialog.who.chip("family").click()
    desk.settle()
    assert all(dialog.ticks[each].isChecked() for each in groups[:2])
    dialog.print_button.click()
    desk.settle()
    (preview,) = dialog.findChildren(PreviewDialog)
    preview.reject()
    assert asked == [(groups[1], groups[0])]


def test_a_list_stays_short(desk: Desk, centre: Centre) -> None:
    for number in range(ON_PAPER + 1):
        group(centre, f"架空の会{number}", "毎週月 10:00-11:00")
    dialog = opened(desk, [])
    for box in dialog.ticks.values():
        box.click()
    assert [box.isChecked() for box in dialog.ticks.values()] == [True] * ON_PAPER + [False]


def test_an_old_entry_is_asked_about_in_the_list_too(desk: Desk, centre: Centre) -> None:
    old = group(centre, "架空断酒会", "毎週火 19:00-21:00", verified_on=date(2026, 1, 5))
    fresh = group(centre, "例町断酒会", "毎週火 19:00-21:00", verified_on=TODAY)
    dialog = opened(desk, [], target="alcohol")
    assert set(dialog.verify_buttons) == {old}
    dialog.verify_buttons[old].click()
    desk.settle()
    desk.settle()
    assert dialog.verify_buttons == {}
    assert set(ids(dialog)) == {old, fresh}
    assert institutions.get(centre, old).verified_on == TODAY
