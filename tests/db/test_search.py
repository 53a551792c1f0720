"""The condition that every word of a search is part of a key."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import String, create_engine, insert, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from referral_desk.db.search import matches
from referral_desk.domain.names import search_key


class Base(DeclarativeBase):
    """A table of its own, in memory: the condition needs no more."""


class KeysTable(Base):
    __tablename__ = "keys"

    id: Mapped[int] = mapped_column(primary_key=True)
    keys: Mapped[str] = mapped_column(String)


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as opened:
        yield opened
    engine.dispose()


def finds(session: Session, texts: list[str], query: str) -> bool:
    """Whether ``query`` finds a record that has these texts, a key line each."""
    condition = matches(KeysTable.keys, query)
    assert condition is not None
    session.execute(insert(KeysTable).values(keys="\n".join(map(search_key, texts))))
    found = session.scalar(select(KeysTable.id).where(condition)) is not None
    session.rollback()
    return found


NAMES = ["髙橋 美咲", "タカハシ ミサキ", "00012", "090-0000-1234"]


@pytest.mark.parametrize(
    "query", ["高橋", "たかはし", "ﾐｻｷ", "takahashi", "TAKAHASI misaki", "美咲 高橋", "0012", "１２３４", "高橋 1234"]
)
def test_every_word_may_be_any_part_in_any_writing(session: Session, query: str) -> None:
    assert finds(session, NAMES, query)


@pytest.mark.parametrize("query", ["渡辺", "高橋 渡辺", "misako", "1234090", "咲タカ"])
def test_one_word_that_is_nowhere_finds_nothing_and_no_word_runs_over_two_keys(session: Session, query: str) -> None:
    assert not finds(session, NAMES, query)


@pytest.mark.parametrize("query", ["", "　", "%", "_", "・", "'"])
def test_signs_alone_are_no_condition_at_all(query: str) -> None:
    assert matches(KeysTable.keys, query) is None


@pytest.mark.parametrize("query", ["a%b", "a_b", "a\\b", "a'b"])
def test_signs_within_a_word_mean_nothing_to_the_database(session: Session, query: str) -> None:
    assert finds(session, ["ab"], query)
    assert not finds(session, ["axb"], query)


@given(name=st.text(st.characters(categories=("L", "N")), min_size=1, max_size=12), data=st.data())
def test_any_part_of_any_name_is_found(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 1))
    part = name[start : data.draw(st.integers(start + 1, len(name)))]
    condition = matches(KeysTable.keys, part)
    key = search_key(part)
    if condition is None:
        assert not key
    elif key in search_key(name):  # a mark that repeats or lengthens the letter before it has no key of its own
        engine = create_engine("sqlite://")
        Base.metadata.create_all(engine)
        with Session(engine) as opened:
            assert finds(opened, [name], part)
        engine.dispose()
