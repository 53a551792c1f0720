"""Check that a built wheel holds everything the program needs at run time, and starts.

``python tools/check_wheel.py dist/*.whl`` prints what is missing and ends with 1 if anything is.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent
#: Every one of these must match at least one file of the wheel.
NEEDED = (
    "referral_desk/__main__.py",
    "referral_desk/_resources/fonts/BIZUDPGothic-Regular.ttf",
    "referral_desk/_resources/fonts/BIZUDPGothic-Bold.ttf",
    "referral_desk/_resources/fonts/BIZUDPMincho-Regular.ttf",
    "referral_desk/_resources/fonts/NotoSansJP_400Regular.ttf",
    "referral_desk/_resources/fonts/LICENSE-*.txt",
    "referral_desk/_resources/codes/*.json",
    "referral_desk/_resources/locale/ja/LC_MESSAGES/referral_desk.mo",
    "referral_desk/_resources/themes/*",
)


def missing(wheel: Path) -> list[str]:
    """Return what ``wheel`` lacks: names of :data:`NEEDED`, modules and resources of the source tree."""
    with zipfile.ZipFile(wheel) as archive:
        inside = {PurePosixPath(name) for name in archive.namelist()}
    lacking = [pattern for pattern in NEEDED if not any(name.match(pattern) for name in inside)]
    places = {ROOT / "referral_desk": "referral_desk", ROOT / "resources": "referral_desk/_resources"}
    for source, target in places.items():
        for file in sorted(source.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                name = PurePosixPath(target, *file.relative_to(source).parts)
                if name not in inside:
                    lacking.append(str(name))
    return lacking


def unpacked_program_fails(wheel: Path) -> str:
    """Start the program from the unpacked wheel, far from the source tree; return what it complains about."""
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder)
        statements = "import referral_desk.resources as r; assert r.root().is_relative_to(r'" + folder + "'), r.root()"
        for arguments in (["-c", statements], ["-m", "referral_desk", "--lang", "ja", "--help"]):
            result = subprocess.run(
                [sys.executable, *arguments],
                cwd=folder,
                env={**os.environ, "PYTHONPATH": folder},
                capture_output=True,
                text=True,
                encoding="utf-8",
                check=False,
            )
            if result.returncode:
                return result.stderr or result.stdout
    return ""


def main() -> int:
    """Check every wheel named on the command line."""
    status = 0
    for argument in sys.argv[1:]:
        wheel = Path(argument)
        lacking = missing(wheel)
        for name in lacking:
            print(f"{argument} lacks {name}")
        complaint = "" if lacking else unpacked_program_fails(wheel)
        if complaint:
            print(f"{argument} does not start:\n{complaint}")
        if lacking or complaint:
            status = 1
        else:
            print(f"{argument}: complete")
    return status


if __name__ == "__main__":
    sys.exit(main())
