"""Wrong passwords make the next try wait, whatever is restarted or set back, and nothing typed by mistake is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from referral_desk.db import attempts, durable
from referral_desk.db.attempts import ATTEMPTS, Attempt
from referral_desk.domain.access import FREE_FAILURES, LONGEST_WAIT

LOGINS = ("midori", "ichiro")
NOON = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def fail(folder: Path, times: int, login: str = "midori", at: datetime = NOON) -> None:
    for _ in range(times):
        attempts.note(folder, login, LOGINS, at)


def waiting(folder: Path, login: str = "midori", at: datetime = NOON) -> int:
    return attempts.seconds_to_wait(folder, login, LOGINS, at)


def test_the_wait_grows_with_every_wrong_password_up_to_a_minute(tmp_path: Path) -> None:
    waits = []
    for _ in range(FREE_FAILURES + 8):
        fail(tmp_path, 1)
        waits.append(waiting(tmp_path))
    assert waits == [0, 0, 0, 1, 2, 4, 8, 16, 32, LONGEST_WAIT, LONGEST_WAIT]


@pytest.mark.parametrize(("passed", "left"), [(0.0, 8), (0.2, 8), (3.5, 5), (7.9, 1), (8.0, 0), (900.0, 0)])
def test_the_wait_is_over_when_its_seconds_have_passed(tmp_path: Path, passed: float, left: int) -> None:
    fail(tmp_path, FREE_FAILURES + 4)
    assert waiting(tmp_path, at=NOON + timedelta(seconds=passed)) == left


def test_only_the_login_that_was_tried_waits(tmp_path: Path) -> None:
    fail(tmp_path, FREE_FAILURES + 4)
    assert waiting(tmp_path, "ichiro") == waiting(tmp_path, "nobody") == 0


def test_logins_that_are_none_wait_together_and_are_not_kept_by_name(tmp_path: Path) -> None:
    fail(tmp_path, FREE_FAILURES, "秘密のパスワード")
    fail(tmp_path, 4, "Midori")
    assert waiting(tmp_path, "somebody else") == 8
    assert waiting(tmp_path) == 0
    assert {attempt.login for attempt in attempts.read(tmp_path)} == {""}
    kept = (tmp_path / ATTEMPTS).read_bytes()
    assert "秘密".encode() not in kept
    assert b"Midori" not in kept
    assert b"\\u79d8" not in kept


def test_a_clock_that_was_set_back_neither_shortens_the_wait_nor_makes_it_last(tmp_path: Path) -> None:
    fail(tmp_path, FREE_FAILURES + 4, at=NOON + timedelta(days=3650))
    assert waiting(tmp_path) == 8
    assert waiting(tmp_path, at=NOON + timedelta(seconds=6)) == 2
    assert waiting(tmp_path, at=NOON + timedelta(seconds=8)) == 0
    assert len(attempts.read(tmp_path)) == FREE_FAILURES + 4


def test_a_good_login_forgets_its_own_failures_and_marks_the_others_as_noted(tmp_path: Path) -> None:
    fail(tmp_path, 5)
    fail(tmp_path, 4, "ichiro")
    fail(tmp_path, 1, "nobody")
    attempts.settle(tmp_path, "midori", attempts.read(tmp_path))
    assert attempts.read(tmp_path) == (Attempt(NOON, "ichiro", noted=True),) * 4
    assert waiting(tmp_path) == 0
    assert waiting(tmp_path, "ichiro") == 1


def test_a_failure_that_came_in_while_somebody_logged_in_is_still_to_be_noted(tmp_path: Path) -> None:
    fail(tmp_path, 2)
    noted = attempts.read(tmp_path)
    fail(tmp_path, 1, at=NOON + timedelta(seconds=1))
    attempts.settle(tmp_path, "midori", noted)
    assert attempts.read(tmp_path) == (Attempt(NOON + timedelta(seconds=1), "midori"),)


def test_without_failures_a_login_leaves_no_file(tmp_path: Path) -> None:
    attempts.settle(tmp_path, "midori", ())
    assert not (tmp_path / ATTEMPTS).exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[1]", b"[[1]]", b'[["x", "midori", false]]', b"[[1e999, 1, 1]]", b"null", b"\xff", b"[" * 5000],
)
def test_a_damaged_file_locks_nobody_out_and_is_written_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / ATTEMPTS).write_bytes(content)
    assert waiting(tmp_path) == 0
    fail(tmp_path, FREE_FAILURES + 1)
    assert waiting(tmp_path) == 1


def test_many_failures_do_not_make_the_file_grow_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "_KEPT", 20)
    fail(tmp_path, 30)
    assert len(attempts.read(tmp_path)) == 20


def test_where_the_folder_cannot_be_written_to_a_wrong_password_is_still_only_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object) -> None:
        raise PermissionError

    monkeypatch.setattr(durable, "_write_new", refuse)
    fail(tmp_path, 1)
    assert attempts.read(tmp_path) == ()
