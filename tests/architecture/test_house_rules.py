"""What a reader may count on in every file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "referral_desk"
OWN = ("referral_desk", "resources", "tests", "bench", "docs", "tools", ".ci")
TEXT = {".py", ".md", ".toml", ".txt", ".json", ".po", ".pot", ".sh", ".svg", ".csv", ""}


def own_files() -> Iterator[Path]:
    for name in OWN:
        for path in sorted((ROOT / name).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts and path.suffix in TEXT:
                yield path
    yield from (path for path in sorted(ROOT.iterdir()) if path.is_file() and path.suffix in TEXT - {""})


def package_modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if "__pycache__" not in path.parts)


def test_no_file_names_the_host_of_a_package_registry() -> None:
    hosts = ["py" + "pi.org", "python" + "hosted.org", "registry.npm" + "js.org", "deb.de" + "bian.org"]
    named = [
        f"{path.relative_to(ROOT)}: {host}"
        for path in own_files()
        for host in hosts
        if host in path.read_text(encoding="utf-8", errors="replace")
    ]
    assert not named


def test_constraints_are_exact_versions() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    loose = [line for line in lines if line and not line.startswith("#") and not re.fullmatch(r"[\w.-]+==[\w.]+", line)]
    assert not loose


def test_names_come_from_the_field() -> None:
    vague = re.compile(r"(Manager|Helper|Utils?|Data)$")
    found = []
    for path in package_modules():
        if re.search(r"(manager|helpers?|utils?|misc|common)$", path.stem):
            found.append(str(path.relative_to(ROOT)))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and vague.search(node.name):
                found.append(f"{path.relative_to(ROOT)}: {node.name}")
    assert not found


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in package_modules()
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not silent


def test_nothing_waits_by_the_clock_in_a_test() -> None:
    sleepers = []
    for path in sorted((ROOT / "tests").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in {"sleep", "qWait", "qSleep"}:
                sleepers.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not sleepers


def test_the_window_never_pumps_events_by_hand() -> None:
    pumps = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in package_modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "processEvents"
    ]
    assert not pumps
