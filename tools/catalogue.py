"""The text catalogues: extract the source strings, merge them, take over translations, compile, check.

::

    python tools/catalogue.py extract              source strings into the template and every catalogue
    python tools/catalogue.py absorb FILE.po …     fill empty translations from fragments (--replace: others too)
    python tools/catalogue.py compile              .po to .mo
    python tools/catalogue.py check                nothing missing, nothing left over, placeholders equal

English is the language of the source strings and needs no catalogue. Entries are sorted by source string, so that
two people who add sentences at the same time rarely meet on one line.
"""

from __future__ import annotations

import argparse
import io
import string
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
DOMAIN = "referral_desk"
LOCALES = ROOT / "resources" / "locale"
TEMPLATE = LOCALES / f"{DOMAIN}.pot"
LANGUAGES = ("ja",)
#: Functions whose literal arguments are text for people; ``ngettext`` has a singular and a plural.
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "N_": None, "tr": None, "ngettext": (1, 2)}
HEADER = "# Texts of Referral Desk."


def catalogue_path(language: str) -> Path:
    """Return where the catalogue of ``language`` lives."""
    return LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def extracted() -> Catalog:
    """Return a catalogue of every source string in the package, without line numbers."""
    template = Catalog(project=DOMAIN, charset="utf-8", header_comment=HEADER)
    found = extract_from_dir(
        ROOT / "referral_desk", [("**.py", "python")], keywords=KEYWORDS, comment_tags=("translators:",)
    )
    for filename, _line, source, comments, context in found:
        template.add(source, None, [(f"referral_desk/{filename}", 0)], auto_comments=comments, context=context)
    for message in template:
        message.flags.discard("python-format")  # placeholders are {braces}; a % is a percent sign
        message.locations = sorted(set(message.locations))
    return template


def read_catalogue(language: str) -> Catalog:
    """Return the catalogue of ``language`` as it is on disk; empty if there is none yet."""
    path = catalogue_path(language)
    if not path.exists():
        return Catalog(locale=language, project=DOMAIN, charset="utf-8", header_comment=HEADER)
    with path.open("rb") as stream:
        return read_po(stream, locale=language, domain=DOMAIN)


def _write(path: Path, catalogue: Catalog) -> None:
    catalogue.fuzzy = False
    text = io.BytesIO()
    write_po(text, catalogue, width=110, sort_output=True, include_lineno=False, ignore_obsolete=True)
    lines = text.getvalue().decode("utf-8").splitlines(keepends=True)
    stamps = (
        '"POT-Creation-Date',
        '"PO-Revision-Date',
        '"Generated-By',
        '"Last-Translator',
        '"Language-Team',
        '"Report-Msgid',
    )
    kept = "".join(line for line in lines if not line.startswith(stamps))
    if not path.exists() or path.read_text(encoding="utf-8") != kept:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(kept, encoding="utf-8")


def extract() -> None:
    """Write the template and merge it into every catalogue; strings no longer used are dropped."""
    template = extracted()
    _write(TEMPLATE, template)
    for language in LANGUAGES:
        catalogue = read_catalogue(language)
        catalogue.update(template, no_fuzzy_matching=True)
        for message in catalogue:
            if message.id:
                message.flags.discard("python-format")
        _write(catalogue_path(language), catalogue)


def _filled(message: Message) -> bool:
    texts = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return bool(texts) and all(texts)


def absorb(paths: Iterable[Path], language: str, *, replace: bool) -> list[str]:
    """Fill translations of ``language`` from fragment files; return what people should look at."""
    catalogue = read_catalogue(language)
    remarks: list[str] = []
    taken: dict[object, tuple[object, Path]] = {}
    for path in paths:
        with path.open("rb") as stream:
            fragment = read_po(stream, locale=language)
        for offered in fragment:
            if not offered.id or not _filled(offered):
                continue
            earlier = taken.setdefault(offered.id, (offered.string, path))
            if earlier[0] != offered.string:
                remarks.append(
                    f"{path.name} and {earlier[1].name} differ: {offered.id!r}: {offered.string!r}, {earlier[0]!r}"
                )
                continue
            wanted = catalogue.get(offered.id)
            if wanted is None:
                remarks.append(f"{path.name}: not in the sources: {offered.id!r}")
            elif not _filled(wanted) or replace:
                string_ = offered.string
                if wanted.pluralizable and not isinstance(string_, (list, tuple)):
                    string_ = (string_,)
                wanted.string = string_
            elif wanted.string not in (offered.string, (offered.string,)):
                remarks.append(
                    f"{path.name}: translated otherwise: {offered.id!r}: {wanted.string!r}, not {offered.string!r}"
                )
    _write(catalogue_path(language), catalogue)
    return remarks


def compile_all() -> None:
    """Write the .mo beside every .po."""
    for language in LANGUAGES:
        with catalogue_path(language).with_suffix(".mo").open("wb") as stream:
            write_mo(stream, read_catalogue(language))


def placeholders(text: str) -> set[str]:
    """Return the names of the ``{placeholders}`` in ``text``; ValueError if its braces do not match."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def _message_faults(message: Message) -> Iterator[str]:
    sources = list(message.id) if isinstance(message.id, (list, tuple)) else [message.id]
    translations = list(message.string) if isinstance(message.string, (list, tuple)) else [message.string]
    if "fuzzy" in message.flags:
        yield f"fuzzy: {sources[0]!r}"
    if not _filled(message):
        yield f"not translated: {sources[0]!r}"
        return
    try:
        # the singular may say "one" where the plural counts
        wanted = placeholders(sources[-1])
        if any(placeholders(translation) != wanted for translation in translations):
            yield f"placeholders differ: {sources[0]!r}: {translations[0]!r}"
    except ValueError as error:
        yield f"braces do not match: {sources[0]!r}: {error}"
    if sources[0].strip() and (sources[0] != sources[0].rstrip("\n")) != (
        translations[0] != translations[0].rstrip("\n")
    ):
        yield f"line end differs: {sources[0]!r}"


def faults(language: str) -> list[str]:
    """Return everything that is wrong with the catalogue of ``language``, in words; empty if it is complete."""
    catalogue = read_catalogue(language)
    source = extracted()
    found = [
        f"not in the catalogue (run make locale): {message.id!r}"
        for message in source
        if message.id and catalogue.get(message.id) is None
    ]
    found += [
        f"no longer in the sources (run make locale): {message.id!r}"
        for message in catalogue
        if message.id and source.get(message.id) is None
    ]
    found += [f"obsolete entry: {message.id!r}" for message in catalogue.obsolete.values()]
    for message in catalogue:
        if message.id:
            found += _message_faults(message)
    return found


def main() -> int:
    """Run one of the commands in the module's docstring; 1 if ``check`` finds a fault."""
    parser = argparse.ArgumentParser(description="Text catalogues: extract, merge, compile, check.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("extract", "compile", "check"):
        commands.add_parser(name)
    fragments = commands.add_parser("absorb")
    fragments.add_argument("files", nargs="+", type=Path)
    fragments.add_argument("--language", default="ja", choices=LANGUAGES)
    fragments.add_argument("--replace", action="store_true", help="also where a translation is there already")
    chosen = parser.parse_args()
    complaints: list[str] = []
    if chosen.command == "extract":
        extract()
    elif chosen.command == "absorb":
        for remark in absorb(chosen.files, chosen.language, replace=chosen.replace):
            print(remark)
    elif chosen.command == "compile":
        compile_all()
    else:
        complaints = [f"{language}: {fault}" for language in LANGUAGES for fault in faults(language)]
        print("\n".join(complaints) or "catalogues complete")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
