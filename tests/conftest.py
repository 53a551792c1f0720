"""What every test starts from: no screen, Tokyo time, nobody's real home, no settings from outside, Japanese.

Fixtures of a subject live beside its tests; fixtures that several folders share (a fresh centre, …) live in
``tests/fixtures.py`` and are announced at the end of this file.
"""

from __future__ import annotations

import atexit
import gc
import importlib.util
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from pytestqt.qtbot import QtBot

ROOT = Path(__file__).resolve().parent.parent

# Before anything imports Qt or looks for a home folder:
_home = Path(tempfile.mkdtemp(prefix="referral-desk-tests-"))
atexit.register(shutil.rmtree, _home, ignore_errors=True)
for _name in [name for name in os.environ if name.startswith("REFERRAL_DESK_")]:
    del os.environ[_name]
for _name, _folder in {
    "HOME": "home",
    "XDG_CONFIG_HOME": "home/.config",
    "XDG_DATA_HOME": "home/.local/share",
    "XDG_STATE_HOME": "home/.local/state",
    "XDG_CACHE_HOME": "home/.cache",
    "XDG_RUNTIME_DIR": "runtime",
    "XDG_CONFIG_DIRS": "machine/etc",
    "XDG_DATA_DIRS": "machine/share",
}.items():
    (_home / _folder).mkdir(parents=True, exist_ok=True)
    os.environ[_name] = str(_home / _folder)
(_home / "runtime").chmod(0o700)
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["TZ"] = "Asia/Tokyo"
for _name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
    os.environ.pop(_name, None)
os.environ["LANG"] = "C.UTF-8"
if hasattr(time, "tzset"):
    time.tzset()

# Tests must not differ from one run to the next; make soak looks further.
settings.register_profile(
    "repeatable", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("repeatable")


def _compile_catalogues() -> None:
    """Compile catalogues whose .mo is missing or older than the .po, so that plain pytest works too."""
    stale = False
    for source in (ROOT / "resources" / "locale").glob("*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        stale |= not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime
    if stale:
        spec = importlib.util.spec_from_file_location("catalogue", ROOT / "tools" / "catalogue.py")
        assert spec is not None
        assert spec.loader is not None
        catalogue = importlib.util.module_from_spec(spec)
        sys.modules["catalogue"] = catalogue
        spec.loader.exec_module(catalogue)
        catalogue.compile_all()


_compile_catalogues()

# Every core runs tests, so a thread may wait for its turn; a test that passes never waits this long.
for _wait in ("waitUntil", "waitSignal", "waitSignals", "waitExposed", "waitActive", "waitCallback"):
    getattr(QtBot, _wait).__kwdefaults__["timeout"] = 30_000


def pytest_collection_finish() -> None:
    """Let no collection of garbage look again through what is loaded by now."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown() -> Generator[None, None, None]:
    """Let windows that were thrown away go: with no event loop running they would be dressed again and again."""
    yield
    core = sys.modules.get("PySide6.QtCore")
    if core is not None and core.QCoreApplication.instance() is not None:
        core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete)


@pytest.fixture(autouse=True)
def _japanese() -> Iterator[None]:
    """Every test begins in Japanese, whatever the one before it chose."""
    from referral_desk.i18n import Language, set_language

    set_language(Language.JA)
    yield
    set_language(Language.JA)


@pytest.fixture(autouse=True)
def _own_machine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What is remembered for all accounts of a PC is remembered for one test only."""
    if {"services", "cli", "ui", "journeys", "safety"} & set(request.path.parts):
        from referral_desk.services import places
        from tests.safety.warm import share_compiled_statements

        share_compiled_statements()
        monkeypatch.setattr(places, "_machine_data", lambda: tmp_path / "machine")
        monkeypatch.setattr(places, "_machine_pointer", lambda: tmp_path / "machine" / "centre-folder.json")
        monkeypatch.setattr(places, "_own_pointer", lambda: tmp_path / "own" / "centre-folder.json")


# Fixtures shared between folders.
if (Path(__file__).parent / "fixtures.py").exists():
    pytest_plugins = ["tests.fixtures"]
