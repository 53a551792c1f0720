"""What is written about the program holds for the program."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PUBLIC_CODES = (
    "referral_statuses",
    "handoff_modes",
    "outcomes",
    "institution_kinds",
    "contact_services",
    "contact_categories",
    "factors",
    "engagement_states",
    "channels",
    "consents",
    "reporters",
)


def pages() -> list[Path]:
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def links(page: Path) -> Iterator[str]:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    yield from re.findall(r"\]\(([^)]+)\)", text)


def anchors(page: Path) -> set[str]:
    titles = re.findall(r"^#+ +(.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_every_link_leads_somewhere() -> None:
    dead = []
    for page in pages():
        for link in links(page):
            if link.startswith(("http:", "https:", "mailto:")):
                continue
            name, _, anchor = link.partition("#")
            target = page if not name else (page.parent / name)
            if not target.exists() or (anchor and anchor not in anchors(target)):
                dead.append(f"{page.relative_to(ROOT)}: {link}")
    assert not dead


def test_the_map_of_the_house_names_files_that_exist() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    places = [ROOT, ROOT / "referral_desk", ROOT / "referral_desk" / "db", ROOT / "tests"]
    gone = [
        name
        for name in re.findall(r"`((?:[\w]+/)+[\w]+\.(?:py|toml|json))", text)
        if not any((place / name).exists() for place in places)
    ]
    assert not gone


@pytest.mark.parametrize("name", PUBLIC_CODES)
def test_every_code_that_files_use_is_documented_with_its_label(name: str) -> None:
    text = " ".join((ROOT / "docs" / "interface.md").read_text(encoding="utf-8").split())
    codes = json.loads((ROOT / "resources" / "codes" / f"{name}.json").read_text(encoding="utf-8"))
    items = codes if isinstance(codes, list) else next(part for part in codes.values() if isinstance(part, list))
    missing = [item["code"] for item in items if f"`{item['code']}` {item['ja']}" not in text]
    assert not missing


def test_the_manual_has_the_same_pages_in_both_languages() -> None:
    manual = ROOT / "docs" / "manual"
    japanese, english = ({page.name for page in (manual / language).glob("*.md")} for language in ("ja", "en"))
    assert japanese == english


def test_every_page_of_the_manual_is_listed_on_its_first_page() -> None:
    for language in ("ja", "en"):
        folder = ROOT / "docs" / "manual" / language
        listed = set(links(folder / "index.md"))
        assert {page.name for page in folder.glob("*.md")} - {"index.md"} <= listed


def test_the_changes_name_the_version_that_is_built() -> None:
    from referral_desk import __version__

    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
