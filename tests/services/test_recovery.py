"""The recovery code: it opens the centre once, gives a new password, and is replaced; its sheet is stored nowhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pypdfium2
import pytest

from referral_desk.db import attempts, audit, vault
from referral_desk.db.errors import WrongPassword, WrongRecoveryCode
from referral_desk.db.recovery import RecoveryCode
from referral_desk.domain.access import Action, Happening
from referral_desk.domain.audit import AuditFilter
from referral_desk.domain.errors import NotAllowed, NotFound, NotReadable, Rejected
from referral_desk.i18n import Language
from referral_desk.services import recovery
from referral_desk.services.centre import Centre, open_centre
from tests.making import CHEAP, LOGIN, PASSWORD, NewCentre, today

NEW = "傘と雪と三匹の見本の猫。"
NEW_PASSWORD = NEW + "いぬ"


def recover(place: NewCentre, code: str, login: str = LOGIN, password: str = NEW_PASSWORD) -> tuple[Centre, str]:
    return recovery.recover(place.folder, code, login, password, cost=CHEAP, minimum=CHEAP, today=today)


def actions(centre: Centre) -> list[str]:
    """Return what the audit trail says was done, the oldest first."""
    with centre.read() as session:
        return [row.action for row in reversed(audit.rows(session, AuditFilter(), limit=100))]


def slots(place: NewCentre) -> bytes:
    return (place.folder / vault.KEYS).read_bytes()


def test_the_code_gives_a_new_password_and_opens_the_centre(new_folder: NewCentre) -> None:
    centre, _code = recover(new_folder, new_folder.recovery_code)
    assert centre.settings.name == "架空市保健所"
    assert centre.login == LOGIN
    centre.close()
    open_centre(new_folder.folder, LOGIN, NEW_PASSWORD, minimum=CHEAP).close()
    with pytest.raises(WrongPassword):
        open_centre(new_folder.folder, LOGIN, PASSWORD, minimum=CHEAP)


def test_a_used_code_is_void_once_the_new_one_is_confirmed_and_that_one_works(new_folder: NewCentre) -> None:
    centre, code = recover(new_folder, new_folder.recovery_code)
    recovery.confirm_code(centre, code, cost=CHEAP)
    assert actions(centre)[-1] == Action.RENEW_RECOVERY_CODE
    centre.close()
    assert code != new_folder.recovery_code
    with pytest.raises(WrongRecoveryCode):
        recover(new_folder, new_folder.recovery_code)
    again, _third = recover(new_folder, code, password=PASSWORD)
    again.close()


def test_a_used_code_stays_valid_where_nobody_confirms_the_new_one(new_folder: NewCentre) -> None:
    centre, code = recover(new_folder, new_folder.recovery_code)
    centre.close()
    with pytest.raises(WrongRecoveryCode):
        recover(new_folder, code)
    again, _third = recover(new_folder, new_folder.recovery_code, password=PASSWORD)
    again.close()


def test_a_code_is_read_as_a_person_types_it(new_folder: NewCentre) -> None:
    typed = new_folder.recovery_code.lower().replace("0", "o").replace("1", "l").replace("-", "\u3000")
    centre, _code = recover(new_folder, typed)
    centre.close()


def test_the_use_of_the_code_and_the_login_are_in_the_audit_trail(new_folder: NewCentre) -> None:
    centre, _code = recover(new_folder, new_folder.recovery_code)
    assert actions(centre)[-2:] == [Happening.RECOVERED, Action.LOG_IN]
    centre.close()


def test_a_void_sheet_that_somebody_tried_is_in_the_audit_trail_after_the_next_login(new_folder: NewCentre) -> None:
    with pytest.raises(WrongRecoveryCode):
        recover(new_folder, RecoveryCode.random().text())
    assert [each.login for each in attempts.read(new_folder.folder)] == [""]
    centre, _code = recover(new_folder, new_folder.recovery_code)
    assert Happening.FAILED_LOGIN in actions(centre)
    centre.close()


def test_whoever_waits_after_wrong_passwords_need_not_wait_with_the_code(new_folder: NewCentre) -> None:
    now = datetime(2026, 11, 24, 1, tzinfo=UTC)
    for second in range(8):
        attempts.note(new_folder.folder, LOGIN, (LOGIN,), now + timedelta(seconds=second))
    assert attempts.seconds_to_wait(new_folder.folder, LOGIN, (LOGIN,), now + timedelta(seconds=8))
    centre, _code = recover(new_folder, new_folder.recovery_code)
    centre.close()
    assert not attempts.seconds_to_wait(new_folder.folder, LOGIN, (LOGIN,), now + timedelta(seconds=9))


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"code": "ABCDE"}, NotReadable),
        ({"code": "U" * 40}, NotReadable),
        ({"login": "hanako"}, NotAllowed),
        ({"password": "短い"}, Rejected),
        ({"password": "月火水木金土日月火水木金土"}, Rejected),
    ],
)
def test_what_cannot_be_done_changes_nothing(
    new_folder: NewCentre, change: dict[str, str], refusal: type[Exception]
) -> None:
    before = slots(new_folder)
    with pytest.raises(refusal):
        recover(new_folder, **{"code": new_folder.recovery_code, **change})
    assert slots(new_folder) == before
    centre, _code = recover(new_folder, new_folder.recovery_code)
    centre.close()


def test_a_member_of_staff_without_a_key_slot_gets_none_by_the_code(new_folder: NewCentre) -> None:
    centre = new_folder.open()
    vault.add_user(new_folder.folder, centre.key, "sakura", PASSWORD, cost=CHEAP)
    vault.remove_user(new_folder.folder, centre.key, LOGIN)
    centre.close()
    before = slots(new_folder)
    with pytest.raises(NotFound):
        recover(new_folder, new_folder.recovery_code)
    assert slots(new_folder) == before


def test_nothing_is_changed_when_its_use_cannot_be_noted(
    new_folder: NewCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_arguments: object, **_named: object) -> None:
        raise OSError("no space")

    before = slots(new_folder)
    monkeypatch.setattr(Centre, "note_happening", fails)
    with pytest.raises(OSError, match="no space"):
        recover(new_folder, new_folder.recovery_code)
    assert slots(new_folder) == before


def words(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "".join(page.get_textpage().get_text_bounded() for page in document)


@pytest.mark.parametrize("language", list(Language))
def test_the_sheet_says_which_centre_who_and_every_group_of_the_code(centre: Centre, language: Language) -> None:
    code = RecoveryCode.random().text()
    said = "".join(words(recovery.recovery_sheet(centre, code, language=language)).split())
    for wanted in ("架空市保健所", "midori", *code.split("-")):
        assert wanted in said
    assert ("令和8年11月24日" if language is Language.JA else "24Nov2026") in said


def test_the_sheet_is_written_nowhere(centre: Centre, new_folder: NewCentre, tmp_path: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    recovery.recovery_sheet(centre, RecoveryCode.random().text())
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()} == before
