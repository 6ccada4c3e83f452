"""Who may: predicates over the caller and what is asked, named in every command."""

from typing import Any

from commands._contract import Caller


def members(caller: Caller, args: Any) -> bool:  # noqa: ARG001 - every predicate has both
    """Everybody who is in the company's books; what they see is about themselves."""
    return caller.person.id > 0


def see_team(caller: Caller, args: Any) -> bool:
    """Everybody sees their own team's receivables; finance, hr and admin see every team's."""
    wanted, person = args.team.casefold(), caller.person
    if not wanted or person.rights:
        return members(caller, args)
    own = {*person.manages, *filter(None, [person.team])}
    return wanted in {team.casefold() for team in own}


def scheme_makers(caller: Caller, args: Any) -> bool:  # noqa: ARG001 - every predicate has both
    """Those who decide what people are judged by: HR, and who looks after the bot."""
    return bool({"hr", "admin"} & caller.person.rights)


def hr_only(caller: Caller, args: Any) -> bool:  # noqa: ARG001 - every predicate has both
    """Those who keep what the company offers its people."""
    return "hr" in caller.person.rights


def admins(caller: Caller, args: Any) -> bool:  # noqa: ARG001 - every predicate has both
    """Those who look after the bot for the company."""
    return "admin" in caller.person.rights
