"""How text travels: Slack's escaping, and what a typed line becomes."""

import re
from collections.abc import Callable

_CONTROL = re.compile(r"<(?:[@#!][^<>]*|(?:https?|mailto|tel):[^<>\s][^<>]*)>")
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt);)")
_PERSON = re.compile(r"(?<![\w<])@([\w.\-]+)")
_CHANNEL = re.compile(r"(?<![\w<&])#([\w\-]+)")
_LINK = re.compile(r"(?<![<|\w])https?://[^\s<>|]+")

Finder = Callable[[str], str | None]


def escaped(text: str) -> str:
    """Escape the three characters that control mrkdwn."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def stored(text: str) -> str:
    """Keep an app's text as Slack keeps it: control sequences stay, stray signs are escaped."""
    parts: list[str] = []
    end = 0
    for match in _CONTROL.finditer(text):
        parts += [_stray(text[end : match.start()]), match.group()]
        end = match.end()
    return "".join([*parts, _stray(text[end:])])


def _stray(text: str) -> str:
    plain = _ENTITY.sub("&amp;", text).replace("<", "&lt;")
    return re.sub(r"(?m)(?<!^)>", "&gt;", plain)


def typed(text: str, person: Finder, channel: Finder) -> str:
    """Turn what somebody typed into mrkdwn: mentions and links marked, signs escaped."""
    parts: list[str] = []
    end = 0
    for match in _CONTROL.finditer(text):
        parts += [_marked(text[end : match.start()], person, channel), match.group()]
        end = match.end()
    return "".join([*parts, _marked(text[end:], person, channel)])


def _marked(text: str, person: Finder, channel: Finder) -> str:
    linked = _LINK.sub(lambda m: f"<{m.group()}>", escaped(text))
    named = _PERSON.sub(lambda m: person(m.group(1)) or m.group(), linked)
    return _CHANNEL.sub(lambda m: channel(m.group(1)) or m.group(), named)
