"""Help lists examples that run, and finds what a misspelt word was meant to be."""

import pytest

from commands._contract import discover
from tests.commands.asking import ask, lines
from tests.storage.books import Books


@pytest.fixture
def acme(books: Books) -> Books:
    books.add("people", [{"person_id": "ana", "name": "Ana", "role": "sales"}])
    return books


@pytest.mark.parametrize("typed", ["/receivables", "/receivables help", "/receivables 帮助"])
def test_help_lists_every_command_with_examples_that_are_its_own(acme: Books, typed: str) -> None:
    message = ask(acme, "ana", typed)
    said = lines(message)
    assert said[0] == "This is what you can type:"
    for name, command in discover().commands.items():
        if name != "receivables":
            assert " · ".join(f"`{example}`" for example in command.usage) in said
            assert command.summary in said
    assert "/myscore" in message.text


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("rankng", "I don't know /receivables rankng. Did you mean /receivables ranking?"),
        ("overdu South", "I don't know /receivables overdu South. Did you mean /overdue?"),
        ("zzz", "I don't know /receivables zzz. This is what you can type:"),
    ],
)
def test_an_unknown_word_gets_the_nearest_and_the_list(acme: Books, typed: str, first: str) -> None:
    said = lines(ask(acme, "ana", f"/receivables {typed}"))
    assert said[0] == first
    assert len(said) > 3


def test_help_speaks_chinese(acme: Books) -> None:
    said = lines(ask(acme, "ana", "/receivables", "zh"))
    assert said[0] == "可以输入："
    assert "逾期情况：本团队逾期款、先谈哪几笔、与上周相比的变化" in said
