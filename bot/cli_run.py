"""`huikuan run`, `doctor` and `manifest`: the bot itself, its checks, its declaration to Slack."""

from argparse import Namespace

from bot import log
from bot.cli_contract import Context, Sub, no_arguments

UNSAFE = 2


def run(_args: Namespace, context: Context) -> int:
    """Serve Slack until told to stop."""
    from bot.serve import Stop, Unsafe, refuse_unsafe, serve  # noqa: PLC0415 - Bolt takes 0.3 s
    from commands._contract import discover  # noqa: PLC0415 - the registry imports all commands

    settings = context.settings
    try:
        refuse_unsafe(settings)
        database = context.database
        log.set_up(settings.secrets)
        with Stop().listening() as stop:
            return serve(settings, context.clock, database, discover(), stop)
    except Unsafe as unsafe:
        context.say(f"huikuan: {unsafe.line}")
        return UNSAFE


def manifest(_args: Namespace, context: Context) -> int:
    """Print the app manifest, which is JSON with `--json` and without."""
    from bot.manifest import manifest as made  # noqa: PLC0415 - the registry imports all commands

    context.as_json = True
    context.print(made())
    return 0


def doctor(_args: Namespace, context: Context) -> int:
    """Check what can be checked, and say what to do about the rest."""
    from bot.doctor import examine  # noqa: PLC0415 - Slack's SDK

    findings = examine(context)
    document = {"checks": [{"id": f.id, "state": f.state, "text": f.text} for f in findings]}
    lines = [f"{f.state:7} {f.id:10} {f.text}" for f in findings]
    context.print(document, "\n".join(lines))
    return 1 if any(f.state == "wrong" for f in findings) else 0


COMMANDS = (
    Sub(
        "run", "the bot on Slack: Socket Mode with an app token, HTTP otherwise", no_arguments, run
    ),
    Sub("doctor", "checks of settings, database, tokens, scopes and clock", no_arguments, doctor),
    Sub("manifest", "the Slack app manifest", no_arguments, manifest),
)
