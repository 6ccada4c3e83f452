"""Log lines hold words and fields of ours: no secret, no amount, no name, nothing typed."""

import io
import logging
from collections.abc import Iterator

import hypothesis
import pytest
from hypothesis import strategies

from bot import log


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    stream = io.StringIO()
    log.set_up(("s3cret-signing",), stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)


def test_a_line_has_a_word_and_fields(lines: io.StringIO) -> None:
    log.info("request", id="7Q2M-41", ms=12, reason="two words")
    (line,) = lines.getvalue().splitlines()
    assert line.endswith('INFO request id=7Q2M-41 ms=12 reason="two words"')


def test_an_error_is_its_kind_and_place_without_its_words(lines: io.StringIO) -> None:
    try:
        int("CNY 412,300.00 of Secret GmbH")
    except ValueError as error:
        log.failure("request_failed", error, request="7Q2M-41")
    line = lines.getvalue()
    assert "error=ValueError" in line
    assert "test_log.py:" in line
    assert "412" not in line
    assert "Secret" not in line


def test_a_library_says_its_template_and_place_alone(lines: io.StringIO) -> None:
    foreign = logging.getLogger("some.library")
    foreign.warning("Unhandled request (%s)", {"text": "INV-1023 50,000"})
    foreign.warning(f"Unhandled request ({'INV-1023 50,000'})")
    foreign.info("nothing below a warning")
    written = lines.getvalue()
    assert written.count("\n") == 2
    assert "INV-1023" not in written
    assert 'template="Unhandled request (%s)"' in written


@hypothesis.settings(suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture])
@hypothesis.given(
    strategies.from_regex(
        r"(xox[abeprs]-|xapp-1-|xoxe\.xoxb-1-)[0-9A-Za-z-]{10,60}|v0=[0-9a-f]{64}|s3cret-signing",
        fullmatch=True,
    )
)
def test_no_token_is_ever_written(lines: io.StringIO, token: str) -> None:
    lines.truncate(0)
    log.warning("word", field=f"Bearer {token}, and more", other=token)
    assert token not in lines.getvalue()


def test_a_field_cannot_begin_a_line_of_its_own(lines: io.StringIO) -> None:
    log.info("word", field='a"\n2026 ERROR forged')
    assert lines.getvalue().count("\n") == 1
