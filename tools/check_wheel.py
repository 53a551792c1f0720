"""Check that a built wheel holds everything the program needs at run time.

``python tools/check_wheel.py dist/*.whl`` prints what is missing and ends with 1 if anything is.
"""

from __future__ import annotations

import sys
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


def main() -> int:
    """Check every wheel named on the command line."""
    status = 0
    for argument in sys.argv[1:]:
        lacking = missing(Path(argument))
        for name in lacking:
            print(f"{argument} lacks {name}")
        if lacking:
            status = 1
        else:
            print(f"{argument}: complete")
    return status


if __name__ == "__main__":
    sys.exit(main())
