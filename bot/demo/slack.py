"""The demo's Slack: everybody of the company, a guest, and somebody of another company."""

import re
from collections.abc import Iterable, Mapping

from bot.demo.books import RANKING_CHANNEL
from sandbox.workspace import BOT_USER, Channel, Member, Workspace, channel_id, member_id
from storage.people import Member as Colleague
from storage.teams import Group

TEAM_ID = "T0DEMO"
ELSEWHERE = "T0ELSEWHERE"
_CHANNEL = re.compile(r"[a-z0-9\u3400-\u9fff_-]{1,80}")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_TITLES = {
    "sales": "Sales",
    "project_manager": "Project manager",
    "finance": "Finance",
    "customer_service": "Customer service",
}


def workspace(
    company: str, zone: str, colleagues: Iterable[Colleague], groups: Iterable[Group]
) -> Workspace:
    """Make the workspace of a company, with a channel for each team, money and the rankings."""
    known = [person for person in colleagues if person.email]
    members = [_member(person, place, zone) for place, person in enumerate(known)]
    guest = Member(member_id("a guest"), "Gus (guest)", "gus@demo.example", is_restricted=True)
    other = Member(
        member_id("another company"),
        "Zoe (another company)",
        "zoe@elsewhere.example",
        team_id=ELSEWHERE,
        is_stranger=True,
    )
    everybody = (*(member.id for member in members), BOT_USER)
    named = _named(known, everybody, {group.name: _channel_name(group) for group in groups})
    channels = [Channel(channel_id(name), name, tuple(ids)) for name, ids in named.items()]
    outside = (*everybody[:3], guest.id, other.id, BOT_USER)
    shared = Channel(channel_id("shared"), "shared-with-elsewhere", outside, is_ext_shared=True)
    return Workspace(TEAM_ID, company, (*members, guest, other), (*channels, shared))


def _member(person: Colleague, place: int, zone: str) -> Member:
    """Chinese for who has a Chinese name, and for every other one where nobody has."""
    chinese = bool(_CHINESE.search(person.name)) or place % 3 == 2
    return Member(
        id=_id(person),
        name=person.name,
        email=person.email or "",
        locale="zh-CN" if chinese else "en-US",
        tz=zone,
        title=" · ".join(filter(None, (_TITLES.get(person.role or ""), person.team))),
        is_admin="admin" in person.rights,
    )


def _named(
    known: list[Colleague], everybody: Iterable[str], channels: Mapping[str, str]
) -> dict[str, list[str]]:
    """Who is in which channel: a team and whoever leads it, finance, and everybody."""
    named = {"general": [*everybody], RANKING_CHANNEL: [*everybody], "payments": [BOT_USER]}
    for person in known:
        for team in filter(None, [person.team, *sorted(person.manages)]):
            named.setdefault(channels[team], [BOT_USER]).append(_id(person))
        if "finance" in person.rights:
            named["payments"].append(_id(person))
    return named


def _id(person: Colleague) -> str:
    return member_id(f"{person.number}/{person.id}")


def _channel_name(group: Group) -> str:
    """The channel that the books know, or one that is called like the team."""
    if group.channel and _CHANNEL.fullmatch(group.channel):
        return group.channel
    name = re.sub(r"[^\w]+", "-", group.name.lower()).strip("-")[:70]
    return f"team-{name or 'x'}"
