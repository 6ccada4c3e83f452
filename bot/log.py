"""Log lines: named fields on stderr, without amounts, names or secrets.

What is logged is a word and fields that we chose. Of a library's record only the template, the
place and the kind of error are written: its values may hold whatever somebody typed.
"""

import logging
import re
import sys
import traceback
from pathlib import Path
from typing import TextIO

_LOGGER = logging.getLogger("huikuan")
_TOKENS = re.compile(r"xox[a-z](?:\.xox[a-z])?-[\w-]+|xapp-[\w-]+|v0=[0-9a-f]{16,}|ticket=[\w%-]+")
_PLAIN = re.compile(r"[\w./:@+-]+")


class Lines(logging.Formatter):
    """One record, one line: `time level word key=value …`."""

    def __init__(self, secrets: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        """Write our records with their fields, and a library's without its values."""
        own = record.name == _LOGGER.name
        fields = dict(getattr(record, "fields", {})) if own else _of_a_library(record)
        if record.exc_info and record.exc_info[1] is not None:
            fields |= _of_an_error(record.exc_info[1])
        word = str(record.msg) if own else "library"
        written = "".join(f" {key}={_value(value)}" for key, value in fields.items())
        at = self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z")
        return self._masked(f"{at} {record.levelname} {word}{written}")

    def _masked(self, line: str) -> str:
        for secret in self.secrets:
            line = line.replace(secret, "***")
        return _TOKENS.sub("***", line)


def set_up(secrets: tuple[str, ...] = (), stream: TextIO | None = None) -> None:
    """Send every record to stderr: ours from INFO, those of libraries from WARNING."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Lines(secrets))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    _LOGGER.setLevel(logging.INFO)


def quiet(name: str, level: int = logging.WARNING) -> logging.Logger:
    """Give a library its logger, with a level of its own: unset counts as DEBUG with slack_sdk."""
    logger = logging.getLogger(name)
    logger.setLevel(level)
    return logger


def info(word: str, **fields: object) -> None:
    """Log what happened: one word, and fields that hold no amount and no name."""
    _LOGGER.info(word, extra={"fields": fields})


def warning(word: str, **fields: object) -> None:
    """Log what somebody should look at."""
    _LOGGER.warning(word, extra={"fields": fields})


def failure(word: str, error: BaseException, **fields: object) -> None:
    """Log an error by its kind and its place; its words may hold what somebody typed."""
    _LOGGER.error(word, extra={"fields": fields | _of_an_error(error)})


def _of_an_error(error: BaseException) -> dict[str, object]:
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    places = ">".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
    return {"error": type(error).__name__, "at": places or "-"}


def _of_a_library(record: logging.LogRecord) -> dict[str, object]:
    place = f"{Path(record.pathname).name}:{record.lineno}"
    said = {"template": record.msg} if record.args else {}
    return {"name": record.name, "place": place, **said}


def _value(value: object) -> str:
    written = str(value)
    if _PLAIN.fullmatch(written):
        return written
    return '"' + re.sub(r'[\x00-\x1f"\\]', " ", written)[:200] + '"'
