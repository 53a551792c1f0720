"""How the command line is written: options anywhere, languages, and what happens when it is wrong."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import typer

from referral_desk.cli.app import application
from referral_desk.cli.invocation import OPTIONS_WITH_VALUE, read_invocation
from referral_desk.cli.usage import WrongUsage
from referral_desk.i18n import Language, language
from tests.cli.conftest import Desk


def test_global_options_may_stand_before_and_behind_the_command(desk: Desk) -> None:
    before = desk.call("--password-file", desk.password_file, "--data", desk.folder, "list", "clients")
    behind = desk.call("list", "clients", f"--data={desk.folder}", "--password-file", desk.password_file)
    assert before.status == behind.status == 0
    assert before.out == behind.out


def test_without_a_command_the_window_opens_also_with_global_options(desk: Desk) -> None:
    assert desk.call("--user", "mihon", "--data", "x").status == 0
    assert desk.call().status == 0
    assert desk.windows.opened == ["centre x mihon", "centre None None"]


def test_the_environment_gives_what_the_command_line_does_not(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFERRAL_DESK_DATA", str(desk.folder))
    monkeypatch.setenv("REFERRAL_DESK_USER", "mihon")
    monkeypatch.setenv("REFERRAL_DESK_PASSWORD_FILE", str(desk.password_file))
    assert desk.call("list", "clients").status == 0
    assert desk.call("--user", "somebody", "list", "clients").status == 4


def test_the_value_of_an_option_is_never_a_global_option() -> None:
    read = read_invocation(["list", "clients", "--search", "--data", "--user", "mihon"])
    assert read.arguments == ("list", "clients", "--search", "--data")
    assert read.user == "mihon"
    assert read.data is None


def test_behind_two_hyphens_nothing_is_an_option() -> None:
    assert read_invocation(["show", "client", "--", "--user"]).arguments == ("show", "client", "--", "--user")


def test_every_option_with_a_value_is_known_to_the_reader_of_global_options() -> None:
    group = typer.main.get_command(application())
    with_value = {
        name
        for command in group.commands.values()  # type: ignore[attr-defined]
        for param in command.params
        if param.param_type_name == "option" and not param.is_flag
        for name in param.opts
    }
    assert with_value == OPTIONS_WITH_VALUE


@pytest.mark.parametrize("words", [["--data"], ["--user="], ["list", "clients", "--lang", "fr"]])
def test_a_global_option_without_a_right_value_is_wrong_usage(words: list[str]) -> None:
    with pytest.raises(WrongUsage):
        read_invocation(words)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"LANG": "C"}, Language.JA),
        ({"LANG": "POSIX"}, Language.JA),
        ({"LANG": ""}, Language.JA),
        ({"LANG": "en_GB.UTF-8"}, Language.EN),
        ({"LANG": "de_DE.UTF-8"}, Language.JA),
        ({"LANG": "en_GB.UTF-8", "REFERRAL_DESK_LANG": "ja"}, Language.JA),
        ({"LANG": "ja_JP.UTF-8", "REFERRAL_DESK_LANG": "EN"}, Language.EN),
    ],
)
def test_the_language_is_the_chosen_one_else_the_systems(
    settings: dict[str, str], expected: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    read_invocation([])
    assert language() is expected


def test_the_centres_language_is_spoken_once_it_is_open(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    assert '"label": "女"' in desk("list", "clients", "--format", "json").out
    assert '"label": "Female"' in desk("--lang", "en", "list", "clients", "--format", "json").out


@pytest.mark.parametrize(
    "words",
    [
        ["nothing"],
        ["--nothing"],
        ["list"],
        ["list", "nothing"],
        ["list", "clients", "--format", "xml"],
        ["list", "clients", "--limit", "-1"],
        ["list", "clients", "--limit"],
        ["list", "clients", "more"],
        ["show", "client"],
        ["show", "contact", "1"],
        ["init", "--center", "架空市"],
        ["import", "people", "x.csv"],
        ["import", "contacts", "x.csv", "--on-duplicate", "update"],
        ["import", "clients", "x.csv", "--on-duplicate", "add"],
        ["export", "clients", "--format", "hsds", "--out", "x"],
        ["export", "institutions", "--format", "json", "--with-contacts"],
        ["export", "referral", "r-1", "--format", "json", "--out", "x"],
        ["export", "referral", "--format", "fhir", "--out", "x"],
        ["export", "institutions", "--format", "hsds", "--basis", "by_law"],
        ["export", "client", "c-1", "--format", "xlsx", "--out", "x"],
        ["refer", "00012", "見本クリニック"],
        ["refer", "00012", "見本クリニック", "--date", "2026-11-02", "--client-present", "perhaps"],
        ["letter", "r-1"],
        ["letters", "--month", "2026-13", "--out", "x"],
        ["tally"],
        ["tally", "2026-10", "--fiscal-year", "2026"],
        ["tally", "--fiscal-year", "26"],
        ["tally", "--fiscal-year", "2026", "--until", "2026-12"],
        ["tally", "--until", "2026-12"],
        ["tally", "2026-10", "--until", "2026-09"],
        ["tally", "2026-10", "--format", "yaml"],
        ["generate", "--clients", "x", "--referrals", "1", "--contacts", "1", "--seed", "1"],
        ["backup", "x"],
        ["restore", "x"],
        ["audit", "x"],
        ["close-month", "2026"],
        ["consent", "00012"],
    ],
)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_wrong_usage_ends_with_2_and_says_what_to_do(desk: Desk, words: list[str], lang: str) -> None:
    said = desk("--lang", lang, *words)
    assert said.status == 2
    assert said.out == ""
    first = said.err.splitlines()[0]
    assert first
    assert "Traceback" not in said.err
    assert any("぀" <= letter <= "ヿ" for letter in first) is (lang == "ja")


def test_a_near_miss_names_the_command_that_was_meant(desk: Desk) -> None:
    assert "tally" in desk("taly").err


@pytest.mark.parametrize("command", ["", "list", "refer", "tally", "letters", "generate"])
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_help_is_written_in_the_language_of_the_call(desk: Desk, command: str, lang: str) -> None:
    said = desk.call("--lang", lang, *([command] if command else []), "--help")
    assert said.status == 0
    assert any("぀" <= letter <= "ヿ" for letter in said.out) is (lang == "ja")
    assert ("Usage" in said.out) is (lang == "en")
    assert ("Options" in said.out) is (lang == "en")


def test_the_window_starts_without_the_command_lines_libraries() -> None:
    script = (
        "import sys, types\n"
        "start = types.ModuleType('referral_desk.ui.start')\n"
        "start.run_centre = lambda folder, login, lang, password: 0\n"
        "sys.modules['referral_desk.ui.start'] = start\n"
        "from referral_desk.__main__ import main\n"
        "assert main(['--user', 'mihon']) == 0\n"
        "assert not {'typer', 'rich', 'reportlab', 'openpyxl', 'sqlalchemy'} & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_password_file_that_is_not_there_keeps_the_window_from_opening(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "referral_desk", "--password-file", str(tmp_path / "none")],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 4
    assert done.stderr.count("\n") == 1


def test_the_module_and_the_program_are_the_same(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "referral_desk", "--data", str(tmp_path / "none"), "list", "clients"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 5
    assert done.stdout == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full disk at hand")
def test_a_full_disk_at_standard_output_is_no_defect(desk: Desk) -> None:
    words = ["--data", desk.folder, "--password-file", desk.password_file, "list", "clients"]
    script = (
        "import sys\n"
        "from referral_desk.cli.run import run\n"
        "from referral_desk.db.slots import KdfCost\n"
        "sys.exit(run(sys.argv[1:], None, minimum=KdfCost(64, 1, 1)))\n"
    )
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", script, *map(str, words)], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 3
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr
