"""What may be wrong when the entry of a person is asked for, filled in or sent."""

from dataclasses import dataclass

from ledger.errors import Problem


@dataclass(eq=False)
class OwnEntry(Problem):
    """Somebody wants to change what the books say of themselves."""

    sentence = "Nothing was changed: this is about yourself. Somebody else changes it."


@dataclass(eq=False)
class SeveralOfThatName(Problem):
    """Several people are called so."""

    sentence = (
        "Nothing was changed: several people are called {text}, with the numbers {numbers}. "
        "Write one of these."
    )

    text: str
    numbers: tuple[str, ...]


@dataclass(eq=False)
class AdminsOnly(Problem):
    """Rights are asked for by somebody who may not."""

    sentence = "Nothing was changed: administrators decide about rights, two of them together."


@dataclass(eq=False)
class NoSuchRight(Problem):
    """A word that is no right."""

    sentence = "Nothing was changed: {text} is no right. There are finance, hr, admin and none."

    text: str


@dataclass(eq=False)
class NoSuchJob(Problem):
    """A word that is no role."""

    sentence = "{text} is no role. There are {known}."

    text: str
    known: tuple[str, ...]


@dataclass(eq=False)
class NoSuchGroup(Problem):
    """A team that is not there."""

    sentence = "There is no team {text}. There are {known}."

    text: str
    known: tuple[str, ...]


@dataclass(eq=False)
class AddressTaken(Problem):
    """An e-mail address that somebody else has."""

    sentence = "{name} has this address; with two of them nobody would be known in Slack."

    name: str


@dataclass(eq=False)
class Unnamed(Problem):
    """A person without a number or a name."""

    sentence = "Fill this in, please."
