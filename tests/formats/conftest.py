"""A database of each kind, worked with through the command line."""

from pathlib import Path

import pytest

from tests.huikuan import Huikuan


@pytest.fixture
def huikuan(
    database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> Huikuan:
    return Huikuan(database_url, monkeypatch, capsys)


@pytest.fixture(scope="session")
def receivables(shared_data: Path) -> Path:
    return shared_data / "ar"
