"""Merging two entries in the window: doubles offered, compared, merged, taken back."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from referral_desk.db.queries.institution_merging import references
from referral_desk.domain.engagement import EngagementDraft
from referral_desk.domain.institution import Institution
from referral_desk.domain.merging import Keep
from referral_desk.services import engagements, institution_merging, institutions
from referral_desk.services.centre import Centre
from referral_desk.ui.dialogs.likely_doubles import LikelyDoublesDialog
from referral_desk.ui.dialogs.merge_institutions import MergeInstitutionsDialog
from referral_desk.ui.institution_merge_words import MOVED_WORDS
from referral_desk.ui.page import Place
from referral_desk.ui.pages import institution_merges
from referral_desk.ui.pages.institutions import InstitutionsPage
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.theme import Theme
from referral_desk.ui.widgets.buttons import Button
from tests.making import add_client, add_institution, add_referral
from tests.ui.record_pages import Desk, labels


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, tasks: Tasks, centre: Centre) -> Desk:
    return Desk(qtbot, centre, tasks)


@pytest.fixture
def kept(centre: Centre) -> Institution:
    return add_institution(centre, name="見本断酒会", kind="self_help_group", note="先の登録")


@pytest.fixture
def other(centre: Centre, kept: Institution) -> Institution:
    return add_institution(centre, name="見本 断酒会", kind="self_help_group", phone="059-000-0777", note="𠮷<b>&")


def opened(desk: Desk, institution: Institution) -> InstitutionsPage:
    page = InstitutionsPage(desk.work)
    desk.show(page, Place("institutions", institution=institution.id))
    return page


def commands(page: InstitutionsPage) -> list[str]:
    return [each.text() for each in page.institution.more.menu().actions()]


def test_every_table_that_moves_has_its_words() -> None:
    assert {table.name for table, _column in references()} == set(MOVED_WORDS)


def test_likely_doubles_are_proposed_compared_field_by_field_and_merged(
    desk: Desk, centre: Centre, kept: Institution, other: Institution
) -> None:
    client = add_client(centre)
    add_referral(centre, client.id, other.id)
    for place in (kept, other):
        engagements.mark(centre, EngagementDraft(client_id=client.id, institution_id=place.id))
    page = opened(desk, kept)
    page.institution.more.ask_merge()
    desk.settle()
    dialog = desk.dialog(MergeInstitutionsDialog)
    assert not dialog.save_button.isEnabled()
    assert "名称が同じ" in " ".join(labels(dialog.proposed))
    next(each for each in dialog.proposed.findChildren(Button) if each.label == "比べる").click()
    desk.settle()
    comparison = dialog.comparison
    assert comparison is not None
    assert comparison.choices == {"name": Keep.KEPT, "phone": Keep.OTHER, "note": Keep.BOTH}
    assert "𠮷<b>&" in labels(comparison)
    assert dialog.moves.text() == "紹介 1件、関わり 1件"
    assert "1人" in " ".join(labels(dialog))
    desk.save(dialog)
    assert desk.no_dialog(MergeInstitutionsDialog)
    now = institutions.get(centre, kept.id)
    assert (now.name, now.phone, now.note) == (kept.name, other.phone, "先の登録\n𠮷<b>&")
    desk.undo()
    assert institutions.get(centre, other.id).defunct_on is None
    assert institutions.get(centre, kept.id).phone == kept.phone


def test_the_merged_entry_leads_to_the_kept_one_and_offers_to_take_the_merge_back(
    desk: Desk, centre: Centre, kept: Institution, other: Institution, monkeypatch: pytest.MonkeyPatch
) -> None:
    institution_merging.merge(centre, kept.id, other.id, {})
    page = opened(desk, other)
    assert kept.name in page.institution.standing.panel.text
    page.institution.standing.successor.click()
    assert desk.said.places == [Place("institutions", institution=kept.id)]
    assert commands(page) == ["No.0002 の統合を元に戻す…"]
    page = opened(desk, kept)
    assert "No.0002 の統合を元に戻す…" in commands(page)
    monkeypatch.setattr(institution_merges, "ask", lambda *_args, **_kwargs: True)
    page.institution.more.menu().actions()[-1].trigger()
    desk.settle()
    assert institutions.get(centre, other.id).defunct_on is None
    assert kept.name in desk.said.words[-1]


def test_an_entry_is_not_merged_with_itself(desk: Desk, kept: Institution) -> None:
    page = opened(desk, kept)
    page.institution.more.ask_merge()
    dialog = desk.dialog(MergeInstitutionsDialog)
    dialog.choose(kept.id)
    desk.settle()
    assert "同じ登録どうしは統合できません" in dialog.hindrance.text
    assert not dialog.save_button.isEnabled()


def test_the_directory_lists_what_may_be_entered_twice(
    desk: Desk, centre: Centre, kept: Institution, other: Institution
) -> None:
    page = InstitutionsPage(desk.work)
    desk.show(page, Place("institutions"))
    page.find_doubles()
    dialog = desk.dialog(LikelyDoublesDialog)
    desk.settle()
    assert [(pair.one.id, pair.other.entry.id) for pair in dialog.pairs] == [(kept.id, other.id)]
    next(each for each in dialog.findChildren(Button) if each.label == "比べる").click()
    desk.settle()
    compared = desk.dialog(MergeInstitutionsDialog).comparison
    assert compared is not None
    assert "phone" in compared.choices


def test_a_directory_without_doubles_says_so(desk: Desk, centre: Centre, kept: Institution) -> None:
    page = InstitutionsPage(desk.work)
    desk.show(page, Place("institutions"))
    page.find_doubles()
    dialog = desk.dialog(LikelyDoublesDialog)
    desk.settle()
    assert dialog.nothing.isVisibleTo(dialog)
