"""The bench's letter set by other tools, with the same text in the same font: what ReportLab saves us.

The tools are the extra ``bench`` of the project and no part of the program; one that is not installed is left out.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from itertools import count

from bench.letter import compose, texts
from bench.measure import median_of, seconds
from referral_desk import resources
from referral_desk.reports import fonts
from referral_desk.reports.letter import letter_pdf

ROUNDS = 7
_FONT = resources.path("fonts", "BIZUDPMincho-Regular.ttf")
_FAMILY = "BIZ UDPMincho"


@dataclass(frozen=True)
class SideBySide:
    """One line: ours in milliseconds, then each tool's, with how many times ours it is. It has no limit to keep."""

    ours: float
    others: tuple[tuple[str, float | None], ...]
    within = True

    def line(self) -> str:
        """Return the line as it is printed."""
        said = [f"ours {self.ours * 1000:.1f} ms"]
        for name, took in self.others:
            said.append(
                f"{name} not installed" if took is None else f"{name} {took * 1000:.1f} ms ({took / self.ours:.1f}x)"
            )
        return f"{'the same letter by other tools':44}  {', '.join(said)}"


def letter_elsewhere() -> SideBySide:
    """Time our letter and that of each tool, one after the other, round by round."""
    fonts.load()
    lines = texts(compose())
    tools = {name: make(lines) if find_spec(module) else None for name, (module, make) in _TOOLS.items()}
    rounds: dict[str, list[float]] = {name: [] for name in ("ours", *tools)}
    for turn in range(ROUNDS + 1):
        for name, run in {"ours": lambda: letter_pdf(compose()), **tools}.items():
            took = seconds(run) if run is not None else 0.0
            if turn:  # the first one loads what is loaded once
                rounds[name].append(took)
    others = tuple((name, median_of(rounds[name]) if run is not None else None) for name, run in tools.items())
    return SideBySide(median_of(rounds["ours"]), others)


def _fpdf2(lines: list[str]) -> Callable[[], object]:
    fpdf = import_module("fpdf")

    def run() -> object:
        page = fpdf.FPDF(format="A4")
        page.add_page()
        page.add_font(_FAMILY, fname=str(_FONT))
        page.set_font(_FAMILY, size=10.5)
        for line in lines:
            page.multi_cell(0, 6, line, new_x="LMARGIN", new_y="NEXT")
        return bytes(page.output())

    return run


def _weasyprint(lines: list[str]) -> Callable[[], object]:
    weasyprint = import_module("weasyprint")
    style = f"@font-face {{ font-family: bench; src: url({_FONT.as_uri()}) }} body {{ font: 10.5pt bench }}"
    page = f"<style>{style}</style>" + "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    return lambda: weasyprint.HTML(string=page).write_pdf()


def _typst(lines: list[str]) -> Callable[[], object]:
    typst = import_module("typst")
    said = "\n\n".join(f"#{json.dumps(line, ensure_ascii=False)}" for line in lines)
    page = f'#set page("a4")\n#set text(font: "{_FAMILY}", size: 10.5pt, lang: "ja")\n{said}'
    turn = count()  # Typst remembers what it set before, so each page differs from the last one
    return lambda: typst.compile(f"{page}\n\n{next(turn)}".encode(), font_paths=[str(_FONT.parent)])


_TOOLS = {"fpdf2": ("fpdf", _fpdf2), "WeasyPrint": ("weasyprint", _weasyprint), "Typst": ("typst", _typst)}
