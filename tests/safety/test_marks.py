"""The search for marks sees through encodings and packing, or what it does not find would prove nothing."""

from __future__ import annotations

import base64
import json
import zipfile
import zlib
from pathlib import Path

import pytest

from tests.safety.journey.marks import KANA, PHONE, TEXT, found_in, needles


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "cp932", "euc-jp"])
@pytest.mark.parametrize("mark", [TEXT, KANA, PHONE])
def test_a_mark_is_found_in_every_encoding_and_in_base64(tmp_path: Path, mark: str, encoding: str) -> None:
    path = tmp_path / "file"
    for lead in (b"", b"x", b"xy"):
        path.write_bytes(lead + mark.encode(encoding))
        assert found_in(path, needles())
        path.write_bytes(base64.b64encode(lead + mark.encode(encoding) + b"rest"))
        assert found_in(path, needles())


def test_a_mark_is_found_where_it_is_escaped_or_packed(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text(json.dumps({"name": KANA}), encoding="ascii")
    assert found_in(path, needles())
    path.write_bytes(b"%PDF-1.7 <<>> stream\n" + zlib.compress(TEXT.encode("utf-16-be")) + b"\nendstream")
    assert found_in(path, needles())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("sheet.xml", "x" * 5_000 + TEXT)
    assert found_in(path, needles())


def test_a_mark_is_found_in_a_files_name_and_not_where_there_is_none(tmp_path: Path) -> None:
    named = tmp_path / f"{TEXT}.pdf"
    named.touch()
    assert found_in(named, needles())
    other = tmp_path / "other"
    other.write_text("見本 花子 090-0000-0000", encoding="utf-8")
    assert not found_in(other, needles())
