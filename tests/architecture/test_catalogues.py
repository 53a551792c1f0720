"""Every text for people is in the catalogue, translated, and safe to fill in."""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def catalogue() -> ModuleType:
    spec = importlib.util.spec_from_file_location("catalogue", ROOT / "tools" / "catalogue.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_source_string_is_translated_with_its_placeholders(catalogue: ModuleType) -> None:
    found = [f"{language}: {fault}" for language in catalogue.LANGUAGES for fault in catalogue.faults(language)]
    assert not found, "\n".join(found)


def test_the_compiled_catalogue_is_the_written_one(catalogue: ModuleType) -> None:
    import gettext

    for language in catalogue.LANGUAGES:
        path = catalogue.catalogue_path(language)
        compiled = gettext.translation("referral_desk", localedir=catalogue.LOCALES, languages=[language])
        for message in catalogue.read_catalogue(language):
            if message.id and isinstance(message.id, str) and message.string:
                assert compiled.gettext(message.id) == message.string, path


def test_a_header_names_charset_and_plural_rule(catalogue: ModuleType) -> None:
    for language in catalogue.LANGUAGES:
        with catalogue.catalogue_path(language).open("rb") as stream:
            written = read_po(stream, abort_invalid=True)
        headers = dict(written.mime_headers)
        assert headers["Content-Type"] == "text/plain; charset=utf-8"
        assert headers["Language"] == language
        assert headers["Plural-Forms"].startswith("nplurals=")


def test_japanese_sentences_use_japanese_punctuation(catalogue: ModuleType) -> None:
    """A full stop or comma of the other script in a Japanese sentence is a slip of the keyboard."""
    slips = []
    for message in catalogue.read_catalogue("ja"):
        texts = message.string if isinstance(message.string, (list, tuple)) else [message.string]
        for text in texts:
            japanese = any("぀" <= character <= "ヿ" for character in text)
            if message.id and japanese and (text.endswith((".", ",")) or ", " in text or "，" in text or "．" in text):
                slips.append(text)
    assert not slips


def test_no_text_is_built_before_it_is_translated() -> None:
    """An f-string, .format() or % inside a translation call can never be found in a catalogue."""
    names = "lint.flake8-gettext.function-names=['_', 'N_', 'tr', 'ngettext', 'message']"
    result = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--no-cache", "--select", "INT", "--config", names, "referral_desk"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_no_text_hides_from_the_extractor_in_an_f_string(catalogue: ModuleType) -> None:
    """The extractor reads an f-string as one token: what is marked there is found only if it stands elsewhere too."""
    template = catalogue.extracted()
    hidden = [
        f"{path.relative_to(ROOT)}:{call.lineno}: {text.value!r}"
        for path in sorted((ROOT / "referral_desk").rglob("*.py"))
        for joined in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(joined, ast.JoinedStr)
        for call in ast.walk(joined)
        if isinstance(call, ast.Call)
        and (call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")) in catalogue.KEYWORDS
        for text in call.args[:1]
        if isinstance(text, ast.Constant) and template.get(text.value) is None
    ]
    assert not hidden
