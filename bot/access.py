"""Who is at the other end: what Slack says about a user, and who is turned away for it."""

from dataclasses import dataclass

from ledger.errors import Problem


@dataclass(frozen=True, slots=True)
class UserFacts:
    """What `users.info` tells about somebody; a flag that is absent is false."""

    id: str
    team_id: str
    email: str | None = None
    locale: str | None = None
    zone: str | None = None
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    is_bot: bool = False
    is_deleted: bool = False

    def belongs_to(self, team_id: str) -> bool:
        """Tell whether this is a full member of that workspace."""
        kinds = (
            self.is_restricted,
            self.is_ultra_restricted,
            self.is_stranger,
            self.is_bot,
            self.is_deleted,
        )
        return self.team_id == team_id and not any(kinds)


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """What `conversations.info` tells about a channel; a flag that is absent is false."""

    id: str
    is_external: bool = False
    is_archived: bool = False
    has_bot: bool = False

    @property
    def is_open_to_posts(self) -> bool:
        """Tell whether the bot may post here for all: inside the company, and it is in it."""
        return self.has_bot and not (self.is_external or self.is_archived)


@dataclass(eq=False)
class Refusal(Problem):
    """Said in one plain sentence: no figure, no customer, no colleague."""


@dataclass(eq=False)
class Unchecked(Refusal):
    """Slack could not be asked who somebody is; a check that failed is a refusal."""

    sentence = (
        "Slack did not tell me who you are, so nothing was looked up. Please try again in a minute."
    )


@dataclass(eq=False)
class Outsider(Refusal):
    """A guest, a bot, somebody deactivated, or a person of another company."""

    sentence = "This is for members of {company} only."

    company: str


@dataclass(eq=False)
class Unknown(Refusal):
    """A member of the workspace who is not in the company's books."""

    sentence = "I don't know you yet. Ask your administrator to add {email}."

    email: str


@dataclass(eq=False)
class Nameless(Refusal):
    """A member of the workspace whose e-mail address Slack does not tell."""

    sentence = (
        "I don't know you yet: Slack tells me no confirmed e-mail address of yours. "
        "Ask your administrator."
    )


@dataclass(eq=False)
class NotAllowed(Refusal):
    """Somebody without the right to what was asked."""

    sentence = "Nothing was shown: this is not for your role. Ask your administrator."


@dataclass(eq=False)
class NoSuchCommand(Refusal):
    """A command that this version does not have, and nothing like it."""

    sentence = "I don't know {typed}. Try {known}."

    typed: str
    known: str


@dataclass(eq=False)
class Misspelt(Refusal):
    """A command that this version does not have, and the one that was probably meant."""

    sentence = "I don't know {typed}. Did you mean {nearest}?"

    typed: str
    nearest: str


@dataclass(eq=False)
class OutsideReaders(Refusal):
    """A button in a channel that people of another company read."""

    sentence = (
        "Nothing was done: this channel is shared with another company. "
        "Use the card in your direct messages."
    )


@dataclass(eq=False)
class TooSlow(Refusal):
    """Slack lets a form be opened for three seconds only."""

    sentence = "Nothing was done: Slack did not let me open the form in time. Please try again."


@dataclass(eq=False)
class OldCard(Refusal):
    """A button that this version does not have any more."""

    sentence = "Nothing was done: this card is too old for its buttons. Ask for a new one."


@dataclass(eq=False)
class Busy(Refusal):
    """More is being asked at once than can be answered in time."""

    sentence = "Nothing was done: too much is being asked at once. Please try again."


def language_of(facts: UserFacts, otherwise: str) -> str:
    """Choose the reader's language: Chinese for a Chinese locale, English for any other."""
    if not facts.locale:
        return otherwise
    return "zh" if facts.locale.lower().startswith("zh") else "en"
