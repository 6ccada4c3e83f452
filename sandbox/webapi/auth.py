"""Who is asking: api.test, auth.test, team.info, bots.info, and the door to Socket Mode."""

from sandbox.refusal import Refused
from sandbox.webapi.call import Call, Handler, Json
from sandbox.workspace import BOT_USER


def api_test(call: Call) -> Json:
    """Give the arguments back, or the error that was asked for."""
    if call.args.get("error"):
        raise Refused(call.text("error"), args=dict(call.args))
    return {"args": dict(call.args)}


def auth_test(call: Call) -> Json:
    """Say whose token it is."""
    slack = call.slack
    workspace = slack.state.workspace
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.name,
        "user": slack.manifest.bot_name.lower().replace(" ", "_"),
        "team_id": workspace.team_id,
        "user_id": BOT_USER,
        "bot_id": slack.credentials.bot_id,
        "is_enterprise_install": False,
    }


def connections_open(call: Call) -> Json:
    """Give the address of a socket, good for one connection."""
    slack = call.slack
    if not slack.manifest.has_socket_mode:
        raise Refused("not_allowed_token_type")
    address = slack.base_url.replace("http", "ws", 1)
    query = f"ticket={slack.socket_mode.ticket()}&app_id={slack.credentials.app_id}"
    return {"url": f"{address}link/?{query}"}


def team_info(call: Call) -> Json:
    """Describe the workspace."""
    workspace = call.slack.state.workspace
    if call.text("team") not in {"", workspace.team_id}:
        raise Refused("team_not_found")
    return {
        "team": {
            "id": workspace.team_id,
            "name": workspace.name,
            "url": f"https://{workspace.domain}.slack.com/",
            "domain": workspace.domain,
            "email_domain": "",
            "icon": {"image_default": True},
        }
    }


def bots_info(call: Call) -> Json:
    """Describe the app's bot."""
    slack = call.slack
    if call.text("bot") not in {"", slack.credentials.bot_id}:
        raise Refused("bot_not_found")
    return {
        "bot": {
            "id": slack.credentials.bot_id,
            "deleted": False,
            "name": slack.manifest.bot_name,
            "updated": int(slack.clock.now()),
            "app_id": slack.credentials.app_id,
            "user_id": BOT_USER,
            "icons": {},
        }
    }


METHODS: dict[str, Handler] = {
    "api.test": api_test,
    "auth.test": auth_test,
    "apps.connections.open": connections_open,
    "team.info": team_info,
    "bots.info": bots_info,
}
