"""The page Administration: name and habits of the centre, its staff, its own kinds, the soundness of its records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from referral_desk.domain.centre import KindDraft
from referral_desk.domain.codes import Paper
from referral_desk.domain.errors import Rejected
from referral_desk.services import centre as centre_service
from referral_desk.services.centre import Centre
from referral_desk.ui.backup_watch import BackupWatch
from referral_desk.ui.change_bus import ChangeBus
from referral_desk.ui.dialogs.centre import CentreDialog, KindDialog, StaffDialog
from referral_desk.ui.dialogs.check import CheckDialog
from referral_desk.ui.dialogs.licences import library_lines
from referral_desk.ui.forms.centre import NumberField
from referral_desk.ui.page import Place
from referral_desk.ui.pages.administration import AdministrationPage
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.workplace import Workplace

pytestmark = pytest.mark.usefixtures("theme", "_english")


class Said:
    """Notes what the user is told."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def saved(self, text: str, undo: Callable[[], None] | None = None) -> None:
        self.words.append(text)

    def tell(self, text: str) -> None:
        self.words.append(text)

    def go(self, place: Place) -> bool:
        return True


@pytest.fixture
def work(tasks: Tasks, centre: Centre) -> Workplace:
    return Workplace(centre, tasks, ChangeBus(), Said())


@pytest.fixture
def page(qtbot: QtBot, work: Workplace) -> Iterator[AdministrationPage]:
    watch = BackupWatch(work.centre, work.tasks, work.says)
    page = AdministrationPage(work, lambda: None, lambda: None, watch)
    work.bus.changed.connect(page.refresh)
    qtbot.addWidget(page)
    yield page
    work.bus.changed.disconnect(page.refresh)


def values(facts: object) -> dict[str, str]:
    return {fact.label: fact.value for fact in facts.facts}  # type: ignore[attr-defined]


def test_particulars_habits_and_staff_are_shown_as_stored(page: AdministrationPage) -> None:
    assert values(page.particulars)["Name of the centre"] == "架空市保健所"
    assert values(page.habits)["Follow up after"] == "7 days"
    assert "保健師" in values(page.staff)["見本 みどり"]


def test_changed_particulars_are_stored_and_shown_at_once(
    qtbot: QtBot, page: AdministrationPage, work: Workplace
) -> None:
    dialog = CentreDialog(work, saved=lambda _settings: None)
    qtbot.addWidget(dialog)
    dialog.form.particulars.phone.setText("059-000-0009")
    dialog.form.particulars.phone.textEdited.emit("059-000-0009")
    dialog.form.habits.quiet_days.type_in(45)
    dialog.save()
    qtbot.waitUntil(lambda: not dialog.busy)
    qtbot.waitUntil(lambda: values(page.particulars)["Telephone"] == "059-000-0009")
    assert work.centre.settings.quiet_days == 45


def test_a_habit_out_of_range_is_said_under_its_field(qtbot: QtBot, work: Workplace) -> None:
    dialog = CentreDialog(work, saved=lambda _settings: None)
    qtbot.addWidget(dialog)
    dialog.form.habits.quiet_days.type_in(2)
    dialog.save()
    assert dialog.form.habits.row("quiet_days").error == "Enter a number from 7 to 365."
    assert not dialog.busy


def test_a_number_is_read_in_any_width_and_counted_with_the_arrows(qtbot: QtBot) -> None:
    field = NumberField(30)
    qtbot.addWidget(field)
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert field.value == 31
    field.setText("４５")
    assert field.value == 45
    field.setText("ひと月")
    assert field.value == 0


def test_a_member_who_is_taken_away_is_no_longer_listed(
    qtbot: QtBot, page: AdministrationPage, work: Workplace
) -> None:
    settings = work.centre.settings
    member = replace(settings.staff[0], id=None, login="", name="例田 桜")
    centre_service.save_settings(work.centre, replace(settings, staff=(*settings.staff, member)))
    dialog = StaffDialog(work, saved=lambda _settings: None)
    qtbot.addWidget(dialog)
    assert len(dialog.staff.members) == 2
    dialog.staff.remove(1)
    dialog.save()
    qtbot.waitUntil(lambda: not dialog.busy)
    qtbot.waitUntil(lambda: len(work.centre.settings.staff) == 1)
    assert list(values(page.staff)) == ["見本 みどり"]


def test_a_staff_member_without_a_name_is_refused(centre: Centre) -> None:
    settings = centre.settings
    nobody = replace(settings.staff[0], id=None, login="", name=" ", job_title="保健師")
    with pytest.raises(Rejected) as refused:
        centre_service.save_settings(centre, replace(settings, staff=(*settings.staff, nobody)))
    assert [each.field for each in refused.value.problems] == ["staff"]


def test_a_kind_is_added_after_the_shipped_ones(qtbot: QtBot, page: AdministrationPage, work: Workplace) -> None:
    dialog = KindDialog(work, saved=lambda _kind: None)
    qtbot.addWidget(dialog)
    dialog.ja.setText("飲酒を語る会")
    dialog.ja.textEdited.emit("飲酒を語る会")
    dialog.domain.choose("peers")
    dialog.domain.picked.emit("peers")
    dialog.paper.chip("card").click()
    dialog.save()
    qtbot.waitUntil(lambda: not dialog.busy)
    kind = work.centre.codes.institution_kinds.items[-1]
    assert (kind.code, kind.ja, kind.en, kind.domain, kind.paper) == (
        "own_1",
        "飲酒を語る会",
        "飲酒を語る会",
        "peers",
        Paper.CARD,
    )
    assert values(page.kinds) == {"飲酒を語る会": "Peers, card"}


def test_own_kinds_get_codes_of_their_own(centre: Centre) -> None:
    first = centre_service.add_kind(centre, KindDraft(ja="会その一", domain="peers")).record
    second = centre_service.add_kind(centre, KindDraft(ja="会その二", en="Second", domain="medical")).record
    assert (first.code, second.code) == ("own_1", "own_2")
    assert second.address_form == "medical"


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (KindDraft(ja=" ", domain="peers"), "ja"),
        (KindDraft(ja="福祉事務所", domain="peers"), "ja"),
        (KindDraft(ja="新しい会", en="other", domain="peers"), "en"),
        (KindDraft(ja="新しい会"), "domain"),
        (KindDraft(ja="新しい会", domain="headline"), "domain"),
        (KindDraft(ja="会" * 61, domain="peers"), "ja"),
    ],
)
def test_a_kind_needs_a_name_of_its_own_and_a_place(centre: Centre, draft: KindDraft, field: str) -> None:
    with pytest.raises(Rejected) as refused:
        centre_service.add_kind(centre, draft)
    assert [each.field for each in refused.value.problems] == [field]
    assert centre.codes.institution_kinds.items[-1].code == "other"


def test_sound_records_are_called_sound(qtbot: QtBot, work: Workplace) -> None:
    dialog = CheckDialog(work)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: dialog.findings is not None)
    assert dialog.findings == ()
    assert dialog.heading.text() == "The records are sound. Nothing was found."


def test_a_damaged_copy_of_the_keys_is_named_while_the_centre_is_open(qtbot: QtBot, work: Workplace) -> None:
    (work.centre.folder / "keys-copy.json").write_bytes(b"{}")
    dialog = CheckDialog(work)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: dialog.findings is not None)
    assert [each.code for each in dialog.findings or ()] == ["keys-damaged"]


def test_the_libraries_are_listed_with_their_licences() -> None:
    assert any(line.startswith("SQLAlchemy ") and "MIT" in line for line in library_lines())


def test_where_the_records_lie_is_shown(page: AdministrationPage, centre: Centre, tmp_path: Path) -> None:
    assert values(page.records)["Data folder"] == str(centre.folder)
