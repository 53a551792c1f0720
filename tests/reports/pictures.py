"""Pictures of papers, small and grey: the golden ones are kept in ``golden/`` and rewritten by ``make golden``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageStat

from referral_desk.i18n import Language
from tests.reports.papers import PAPERS, TYPED

FOLDER = Path(__file__).parent / "golden"
_DOTS_PER_POINT = 0.5
_GREYS = 16
_MOST_PAGES = 3
"""The first two pages and the last one are kept."""
_BLOCK = 4
"""Pictures are compared in blocks of so many dots: a line that moves shows, an outline drawn otherwise does not."""
_BLOCK_MAY_DIFFER = 30.0
_ALL_MAY_DIFFER = 1.0


def every() -> Iterator[tuple[str, str, Language]]:
    """Yield kind of paper, kind of text and language of every golden picture."""
    for kind in PAPERS:
        for text in TYPED:
            yield kind, text, Language.JA
        yield kind, "short", Language.EN


def path_of(kind: str, text: str, language: Language) -> Path:
    """Return where a golden picture is kept."""
    return FOLDER / f"{kind}-{text}-{language.value}.png"


def picture(pdf: bytes) -> Image.Image:
    """Return a paper's pages side by side in shades of grey, 36 dots an inch."""
    with pypdfium2.PdfDocument(pdf) as document:
        count = len(document)
        wanted = range(count) if count <= _MOST_PAGES else [0, 1, count - 1]
        pages = [
            document[number].render(scale=_DOTS_PER_POINT, grayscale=True).to_pil().convert("L") for number in wanted
        ]
    whole = Image.new("L", (sum(page.width for page in pages), max(page.height for page in pages)), 128)
    left = 0
    for page in pages:
        whole.paste(page, (left, 0))
        left += page.width
    return whole


def save(shown: Image.Image, target: Path) -> None:
    """Keep a picture, in few shades so that it is small."""
    target.parent.mkdir(exist_ok=True)
    few = shown.point([round(grey * (_GREYS - 1) / 255) for grey in range(256)])
    few.putpalette([round(grey * 255 / (_GREYS - 1)) for grey in range(_GREYS) for _channel in "rgb"])
    few.save(target, optimize=True, bits=4)


def differs(shown: Image.Image, golden: Path) -> bool:
    """Say whether a picture is visibly another than the golden one."""
    if not golden.exists():
        return True
    with Image.open(golden) as opened:
        kept = opened.convert("L")
    if kept.size != shown.size:
        return True
    apart = ImageChops.difference(kept.reduce(_BLOCK), shown.reduce(_BLOCK))
    return apart.getextrema()[1] > _BLOCK_MAY_DIFFER or ImageStat.Stat(apart).mean[0] > _ALL_MAY_DIFFER
