"""The house's one-way streets, as tests."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "referral_desk"


def modules(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)


@cache
def imported(path: Path) -> tuple[str, ...]:
    return tuple(names_imported(path))


def names_imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            yield node.module or ""


def test_imports_run_one_way() -> None:
    command = "from importlinter.cli import lint_imports_command; lint_imports_command(['--no-cache'])"
    result = subprocess.run(
        [sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_rules_import_the_standard_library_and_jaconv_only() -> None:
    allowed = set(sys.stdlib_module_names) | {"jaconv", "referral_desk"}
    strangers = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in modules(PACKAGE / "domain")
        for name in imported(path)
        if name.split(".")[0] not in allowed
    }
    assert not strangers


@pytest.mark.parametrize(
    ("library", "home"),
    [("PySide6", "ui"), ("sqlalchemy", "db"), ("alembic", "db"), ("sqlcipher3", "db"), ("reportlab", "reports")],
)
def test_a_library_is_known_to_one_layer_only(library: str, home: str) -> None:
    strangers = {
        str(path.relative_to(ROOT))
        for path in modules(PACKAGE)
        if PACKAGE / home not in path.parents and any(name.split(".")[0] == library for name in imported(path))
    }
    assert not strangers


def loaded_after(statements: str) -> set[str]:
    """Return the top-level modules that a fresh process holds after ``statements``."""
    report = "import sys\n" + statements + "\nprint('LOADED', *{name.split('.')[0] for name in sys.modules})"
    result = subprocess.run(
        [sys.executable, "-c", report], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True
    )
    last = result.stdout.splitlines()[-1]
    assert last.startswith("LOADED ")
    return set(last.split()[1:])


def test_asking_for_help_starts_neither_window_nor_database_nor_printing() -> None:
    loaded = loaded_after(
        "sys.argv = ['referral-desk', '--help']\n"
        "from referral_desk.__main__ import main\n"
        "try:\n    main()\n"
        "except SystemExit as end:\n    assert not end.code\n"
    )
    assert not loaded & {"PySide6", "alembic", "reportlab", "openpyxl", "pikepdf"}


def test_the_rules_load_nothing_heavy() -> None:
    names = [
        "referral_desk.domain." + ".".join(path.relative_to(PACKAGE / "domain").with_suffix("").parts)
        for path in modules(PACKAGE / "domain")
        if path.name != "__init__.py"
    ]
    loaded = loaded_after("\n".join(f"import {name}" for name in names))
    assert not loaded & {"PySide6", "sqlalchemy", "alembic", "reportlab", "openpyxl", "pikepdf", "cryptography"}


def test_opening_an_existing_centre_does_not_import_the_migration_library() -> None:
    loaded = loaded_after("import referral_desk.db.engine")
    assert "alembic" not in loaded
