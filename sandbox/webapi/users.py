"""People: one, all, or by e-mail address."""

from sandbox.refusal import Refused
from sandbox.webapi.call import Call, Handler, Json, page
from sandbox.webapi.shapes import bot_json, member_json
from sandbox.workspace import BOT_USER, Member


def info(call: Call) -> Json:
    """Describe a person."""
    if call.text("user") == BOT_USER:
        return {"user": bot_json(call.slack)}
    return {"user": _shown(call, call.member())}


def list_all(call: Call) -> Json:
    """List everybody the workspace knows."""
    everybody = list(call.slack.state.members.values())
    rows, cursor = page(everybody, call)
    shown = [_shown(call, m) for m in rows]
    if not cursor:
        shown.append(bot_json(call.slack))
    return {
        "members": shown,
        "cache_ts": int(call.slack.clock.now()),
        "response_metadata": {"next_cursor": cursor},
    }


def lookup_by_email(call: Call) -> Json:
    """Find a colleague by e-mail address."""
    email = call.text("email").lower()
    for member in call.slack.state.members.values():
        is_ours = not call.slack.state.is_outsider(member.id)
        if email and member.email.lower() == email and is_ours and not member.deleted:
            return {"user": _shown(call, member)}
    raise Refused("users_not_found")


def _shown(call: Call, member: Member) -> Json:
    return member_json(
        call.slack,
        member,
        with_email=call.has("users:read.email"),
        with_locale=call.flag("include_locale"),
    )


METHODS: dict[str, Handler] = {
    "users.info": info,
    "users.list": list_all,
    "users.lookupByEmail": lookup_by_email,
}
