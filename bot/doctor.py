"""`huikuan doctor`: what is set, what is reachable, and what to do about the rest."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.cli import sentence
from bot.cli_contract import Context, where
from bot.gateway import Gateway, Identity, SlackRefused, SlackUnreachable
from bot.manifest import BOT_SCOPES
from bot.settings import BadSetting
from ledger.errors import Problem
from storage import health, outbox, people

FINE, UNKNOWN, WRONG = "fine", "unknown", "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: fine, wrong, or unknown where it could not be made."""

    id: str
    state: str
    text: str


def examine(context: Context) -> tuple[Finding, ...]:
    """Make every check that the settings allow."""
    found = list(_local(context))
    if all(finding.id != "settings" or finding.state == FINE for finding in found):
        found += _slack(context)
    return tuple(found)


def _local(context: Context) -> Iterator[Finding]:
    checks: tuple[tuple[str, Callable[[Context], str]], ...] = (
        ("settings", _settings),
        ("database", _database),
        ("company", _company),
        ("clock", _clock),
        ("outbox", _outbox),
    )
    for name, check in checks:
        try:
            yield Finding(name, FINE, check(context))
        except (BadSetting, Problem) as trouble:
            yield Finding(name, WRONG, sentence(trouble))
            return


def _settings(context: Context) -> str:
    settings = context.settings
    day = f", the day is fixed to {settings.today}" if settings.today else ""
    return f"Slack at {settings.api_url}{day}"


def _database(context: Context) -> str:
    kept = health.describe(context.database)
    return f"{where(context.settings.database_url)}: {kept}, tables up to date"


def _company(context: Context) -> str:
    company = context.company
    with context.database.read(context.now) as tx:
        everyone = people.everyone(tx, company, context.today)
    reachable = sum(person.email is not None for person in everyone)
    return f"{company.name}: {reachable} of {len(everyone)} people have an e-mail address for Slack"


def _clock(context: Context) -> str:
    theirs = health.clock(context.database)
    if theirs is None:
        return "this machine's own"
    skew = abs((context.clock.really() - theirs).total_seconds())
    if skew > 5:
        raise BadSetting("clock", f"is {skew:.0f} s off the database's", "set it right")
    return f"{skew:.1f} s off the database's"


def _outbox(context: Context) -> str:
    with context.database.read(context.now) as tx:
        found = outbox.troubles(tx, context.company)
    if not found:
        return "nothing was left unposted"
    counted = f"{found.get('dropped', 0)} not posted, {found.get('uncertain', 0)} uncertain"
    way_out = "the log says which (not_posted, uncertain), and why"
    raise BadSetting("outbox", f"holds messages that need a look: {counted}", way_out)


def _slack(context: Context) -> Iterator[Finding]:
    settings = context.settings
    if not settings.bot_token:
        yield Finding("slack", UNKNOWN, "SLACK_BOT_TOKEN is not set")
        return
    try:
        identity = Gateway(settings).identity()
    except SlackRefused as refused:
        yield Finding("slack", WRONG, f"SLACK_BOT_TOKEN is refused ({refused.error})")
        return
    except SlackUnreachable:
        yield Finding("slack", WRONG, f"no answer from {settings.api_url}")
        return
    yield Finding("slack", FINE, f"bot of the workspace {identity.team_id}")
    yield _scopes(identity)
    yield _transport(context)


def _scopes(identity: Identity) -> Finding:
    if identity.scopes is None:
        return Finding("scopes", UNKNOWN, "Slack does not say which scopes the token has")
    missing = [scope for scope in BOT_SCOPES if scope not in identity.scopes]
    if missing:
        return Finding("scopes", WRONG, f"missing {', '.join(missing)}; install the app again")
    return Finding("scopes", FINE, "all that are needed")


def _transport(context: Context) -> Finding:
    settings = context.settings
    if settings.app_token:
        return Finding("transport", FINE, "Socket Mode")
    if settings.signing_secret:
        return Finding("transport", FINE, f"HTTP on {settings.host}:{settings.port}")
    return Finding("transport", WRONG, "set SLACK_APP_TOKEN, or SLACK_SIGNING_SECRET for HTTP")
