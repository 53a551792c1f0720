"""A real centre on disk, cheap to unlock, and a way to call the command line in this process."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from referral_desk.cli.invocation import Invocation
from referral_desk.cli.run import run
from referral_desk.db.slots import KdfCost
from referral_desk.services import places

CHEAP = KdfCost(memory_kib=64, time_cost=1, lanes=1)
PASSWORD = "架空の合言葉は十三文字より長い"

CLIENTS = """利用者番号,氏名,フリガナ,生年月日,性別,電話番号,生活保護
00012,見本　花子,ミホン　ハナコ,S60.4.12,女,090-0000-0012,受給中
00013,𠮷例　健二,ヨシレイ　ケンジ,1991,男,,なし
00020,=例田　一朗,レイタ　イチロウ,昭和43年9月3日,男,059-000-0058,不明
"""
INSTITUTIONS = """機関名,種別,対象,電話番号,開催,会場
架空市福祉事務所,福祉事務所,,059-000-0100,,
架空断酒会 中央支部,自助グループ,アルコール,059-000-0300,毎週火 19:00-20:30,見本町公民館
見本クリニック,医療機関,,059-000-0600,,
"""
CONTACTS = """利用者番号,日付,方法,相談内容,要因,記録
00012,2026-10-05,相談,アルコール,,架空の記録
00012,2026-10-20,電話相談,アルコール,ひきこもり,架空の記録
00020,2026-11-02,訪問指導,うつ・うつ状態,,架空の記録
"""


@dataclass
class FakeWindows:
    """Stands for the windows, which need a screen; remembers what was asked of it."""

    opened: list[str] = field(default_factory=list)
    status: int = 0

    def centre(self, invocation: Invocation) -> int:
        self.opened.append(f"centre {invocation.data} {invocation.user}")
        return self.status

    def demo(self, invocation: Invocation) -> int:
        self.opened.append("demo")
        return self.status

    def screenshots(self, folder: Path) -> int:
        self.opened.append(f"screenshots {folder}")
        return self.status


@dataclass(frozen=True)
class Said:
    """What one call gave back."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> object:
        return json.loads(self.out)


@dataclass
class Desk:
    """A data folder and the command line on it."""

    folder: Path
    password_file: Path
    capture: Callable[[], tuple[str, str]]
    windows: FakeWindows = field(default_factory=FakeWindows)

    def call(self, *words: str | Path) -> Said:
        """Call the program with these words and nothing else."""
        self.capture()
        status = run([str(word) for word in words], self.windows, cost=CHEAP, minimum=CHEAP)
        return Said(status, *self.capture())

    def __call__(self, *words: str | Path) -> Said:
        """Call the program on this folder with its password."""
        return self.call("--data", self.folder, "--password-file", self.password_file, *words)


@pytest.fixture(autouse=True)
def nothing_of_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the tests away from where this machine would keep a centre."""
    monkeypatch.setattr(places, "_machine_data", lambda: tmp_path / "machine" / "data")
    monkeypatch.setattr(places, "_machine_pointer", lambda: tmp_path / "machine" / "pointer.json")
    monkeypatch.setattr(places, "_own_pointer", lambda: tmp_path / "own" / "pointer.json")


@pytest.fixture(scope="session")
def password_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("secret") / "password"
    path.write_text(PASSWORD + "\r\nsecond line\n", encoding="utf-8-sig")
    return path


@pytest.fixture(scope="session")
def filled_folder(tmp_path_factory: pytest.TempPathFactory, password_file: Path) -> Path:
    """A closed centre with a little of everything; tests work on copies."""
    place = tmp_path_factory.mktemp("template")
    folder = place / "centre"
    windows = FakeWindows()
    common = ["--data", str(folder), "--password-file", str(password_file)]
    assert run([*common, "init", "--center", "架空市保健所", "--admin", "mihon"], windows, cost=CHEAP) == 0
    for kind, text in (("clients", CLIENTS), ("institutions", INSTITUTIONS), ("contacts", CONTACTS)):
        path = place / f"{kind}.csv"
        path.write_text(text, encoding="utf-8")
        assert run([*common, "import", kind, str(path)], windows, minimum=CHEAP) == 0
    return folder


@pytest.fixture
def desk(tmp_path: Path, filled_folder: Path, password_file: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    """A copy of the filled centre."""
    folder = tmp_path / "centre"
    shutil.copytree(filled_folder, folder)
    return Desk(folder, password_file, lambda: tuple(capsys.readouterr()))


@pytest.fixture
def nowhere(tmp_path: Path, password_file: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    """A folder in which no centre has been set up."""
    return Desk(tmp_path / "new" / "centre", password_file, lambda: tuple(capsys.readouterr()))
