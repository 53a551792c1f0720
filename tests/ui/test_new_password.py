"""A new password in the window: typed twice, judged while it is typed, refused when it is hopeless."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from referral_desk.db import vault
from referral_desk.services import password_strength
from referral_desk.services.password_strength import strength
from referral_desk.ui.forms import password as password_forms
from referral_desk.ui.forms.fields import TextField
from referral_desk.ui.forms.password import (
    NewPasswordFields,
    PasswordField,
    ShowPassword,
    judgement,
    password_problems,
)
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.theme import Theme
from referral_desk.ui.widgets.form import Form
from referral_desk.ui.widgets.password_strength import SEGMENTS, PasswordMeter

pytestmark = pytest.mark.usefixtures("theme", "_english")

OWN = ("midori", "架空市保健所", "見本 みどり")
GOOD = "みほんのとても長い合言葉。"
HOPELESS = "月火水木金土日月火水木金土"
WEAK = "よろしくおねがいします。では"


@pytest.fixture
def fields(qtbot: QtBot, tasks: Tasks) -> Iterator[NewPasswordFields]:
    fields = NewPasswordFields(tasks, OWN)
    qtbot.addWidget(fields.form)
    fields.form.show()
    yield fields
    qtbot.waitUntil(lambda: tasks.idle)


def type_both(qtbot: QtBot, tasks: Tasks, fields: NewPasswordFields, password: str) -> None:
    fields.password.setText(password)
    fields.again.setText(password)
    qtbot.waitUntil(lambda: tasks.idle)


def test_window_and_vault_ask_for_the_same_length() -> None:
    assert password_forms.SHORTEST == vault.SHORTEST_PASSWORD


def test_twelve_characters_are_too_few_and_thirteen_are_enough() -> None:
    assert [each.field for each in password_problems("x" * 12, "x" * 12)] == ["password"]
    assert not password_problems("x" * 13, "x" * 13)
    assert [each.field for each in password_problems("x" * 13, "x" * 14)] == ["again"]


def test_a_short_password_says_how_many_characters_are_missing_whatever_its_strength() -> None:
    shown = judgement("鯖と雪と見本の傘", strength("鯖と雪と見本の傘"))
    assert shown.word == "5 more characters are needed."
    assert shown.filled <= 1


def test_a_password_is_hidden_until_it_is_asked_for(qtbot: QtBot) -> None:
    field = PasswordField()
    show = ShowPassword(field)
    for widget in (field, show):
        qtbot.addWidget(widget)
    assert field.echoMode() is QLineEdit.EchoMode.Password
    show.box.setChecked(True)
    assert field.echoMode() is QLineEdit.EchoMode.Normal


def test_a_sentence_fills_all_segments_and_says_so_in_a_word(
    qtbot: QtBot, tasks: Tasks, fields: NewPasswordFields
) -> None:
    type_both(qtbot, tasks, fields, GOOD)
    assert (fields.meter.filled, fields.meter.word) == (SEGMENTS, "very good")
    assert fields.meter.accessibleName() == "Strength of the password: very good (4 of 4)"
    assert not fields.problems()


def test_a_weak_password_is_advised_upon_where_a_screen_reader_hears_it_and_taken(
    qtbot: QtBot, tasks: Tasks, fields: NewPasswordFields
) -> None:
    type_both(qtbot, tasks, fields, WEAK)
    assert 0 < fields.meter.filled < SEGMENTS
    assert "easy to guess" in fields.password.accessibleDescription()
    assert not fields.problems()


def test_a_hopeless_password_is_refused_with_the_reason(qtbot: QtBot, tasks: Tasks, fields: NewPasswordFields) -> None:
    type_both(qtbot, tasks, fields, HOPELESS)
    assert (fields.meter.filled, fields.meter.word) == (0, "guessed at once")
    assert "days of the week" in fields.password.accessibleDescription()
    assert [each.field for each in fields.problems()] == ["password"]


@pytest.mark.parametrize("password", ["架空市保健所", "見本みどり", "Midori"])
def test_an_own_word_is_refused(qtbot: QtBot, tasks: Tasks, password: str) -> None:
    long = password * 3
    fields = NewPasswordFields(tasks, lambda: (long,))
    qtbot.addWidget(fields.form)
    type_both(qtbot, tasks, fields, long)
    assert "Choose another password" in fields.problems()[0].message.text


def test_own_words_are_asked_for_anew_with_every_key(qtbot: QtBot, tasks: Tasks) -> None:
    login = TextField("midori")
    fields = NewPasswordFields(tasks, lambda: (login.text(),))
    for widget in (login, fields.form):
        qtbot.addWidget(widget)
    login.setText("kasa to yuki to neko")
    type_both(qtbot, tasks, fields, "kasa to yuki to neko")
    assert fields.problems()
    login.setText("sakura")
    type_both(qtbot, tasks, fields, "kasa to yuki to neko.")
    assert not fields.problems()


def test_a_hopeless_password_is_refused_even_before_its_estimate_has_come(
    qtbot: QtBot, tasks: Tasks, fields: NewPasswordFields
) -> None:
    for field in (fields.password, fields.again):
        field.setText(HOPELESS)
    assert [each.field for each in fields.problems()] == ["password"]
    for field in (fields.password, fields.again):
        field.setText(GOOD * 20)
    assert not fields.problems()


def test_only_the_newest_password_is_judged(
    qtbot: QtBot, tasks: Tasks, fields: NewPasswordFields, monkeypatch: pytest.MonkeyPatch
) -> None:
    for end in range(1, len(GOOD) + 1):
        fields.password.setText(GOOD[:end])
    fields.password.setText(HOPELESS)
    qtbot.waitUntil(lambda: tasks.idle)
    assert fields.meter.word == "guessed at once"


def test_taking_everything_away_empties_the_meter(qtbot: QtBot, tasks: Tasks, fields: NewPasswordFields) -> None:
    type_both(qtbot, tasks, fields, GOOD)
    assert fields.changed
    fields.clear()
    assert (fields.meter.filled, fields.meter.word) == (0, "")
    assert "nothing typed" in fields.meter.accessibleName()
    assert "13 characters" in fields.password.accessibleDescription()
    assert not fields.changed


def test_the_rows_join_a_form_that_is_there_already(qtbot: QtBot, tasks: Tasks) -> None:
    form = Form()
    qtbot.addWidget(form)
    form.add_row("login", "Login", TextField())
    fields = NewPasswordFields(tasks, (), form, label="New password")
    assert fields.form is form
    assert form.row("password").field is fields.password
    assert form.row("password").label.text() == "New password *"
    rest = form.show_problems(fields.problems())
    assert not rest
    assert form.row("password").error


def test_an_estimate_that_comes_after_the_form_is_gone_harms_nobody(qtbot: QtBot, tasks: Tasks) -> None:
    fields = NewPasswordFields(tasks, OWN)
    fields.form.show()
    fields.password.setText(GOOD)
    with qtbot.waitSignal(fields.form.destroyed):
        fields.form.deleteLater()
    qtbot.waitUntil(lambda: tasks.idle)


def test_no_password_is_judged_on_the_thread_of_the_window_while_it_is_typed(
    qtbot: QtBot, tasks: Tasks, fields: NewPasswordFields, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[int] = []
    real = password_forms.strength

    def watched(password: str, own: tuple[str, ...]) -> password_strength.Strength:
        threads.append(threading.get_ident())
        return real(password, own)

    monkeypatch.setattr(password_forms, "strength", watched)
    for end in range(1, len(GOOD) + 1):
        fields.password.setText(GOOD[:end])
    qtbot.waitUntil(lambda: tasks.idle)
    assert threads
    assert threading.get_ident() not in threads


def test_the_meter_reads_without_colour_and_follows_the_zoom(qtbot: QtBot, theme: Theme) -> None:
    meter = PasswordMeter()
    qtbot.addWidget(meter)
    pictures = set()
    for filled in range(SEGMENTS + 1):
        meter.show_strength(filled, "word")
        meter.resize(meter.sizeHint())
        grey = meter.grab().toImage().convertToFormat(meter.grab().toImage().Format.Format_Grayscale8)
        pictures.add(bytes(grey.constBits()))
    assert len(pictures) == SEGMENTS + 1
    before = meter.sizeHint().width()
    theme.set_zoom(200)
    assert meter.sizeHint().width() > 1.5 * before
