"""Bytes become rows of cells: strictly decoded, cut at the right marks, numbered as in a sheet."""

import gc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.importers import KINDS, ColumnMap, Sheet, WrongFile, _contract, read
from tests.storage.importers.files import anything, mapped, text

TEAMS = "team,parent\n华东,华南区\n华北,\n"
NAMES = "team\nMüller & Söhne\nGeneraldirektion für Öl\nCafé Zoë\nJosé Peña\nÅsa Ærø\n"


def teams(data: bytes, **how) -> list[str]:
    return [record.values["team"] for record in read("teams", "t.csv", data, **how).records]


def refusal(data: bytes, **how) -> str:
    with pytest.raises(WrongFile) as refused:
        read("teams", "t.csv", data, **how)
    return str(refused.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030"])
def test_chinese_is_read_in_every_usual_encoding(encoding) -> None:
    found = read("teams", "t.csv", TEAMS.encode(encoding))
    assert [record.values["team"] for record in found.records] == ["华东", "华北"]
    assert found.encoding_guessed is (encoding == "gb18030")


def test_the_map_names_an_encoding_that_cannot_be_found_out() -> None:
    western = mapped(encoding="cp1252")
    assert teams(NAMES.encode("cp1252"), column_map=western)[0] == "Müller & Söhne"


def test_utf_8_goes_before_the_map() -> None:
    assert teams(TEAMS.encode(), column_map=mapped(encoding="cp1252")) == ["华东", "华北"]


@pytest.mark.parametrize(
    "data",
    [
        NAMES.encode("cp1252"),
        "team\nGröße\nGrößer\nStraße\n".encode("cp1252"),
        "team\n臺灣積體電路\n鴻海精密\n聯發科技\n".encode("big5"),
        b"team\n\xff\xff\n",
    ],
)
def test_bytes_that_are_not_chinese_are_never_read_as_chinese(data) -> None:
    assert refusal(data) == (
        "t.csv: The file is neither UTF-8 nor Chinese GB 18030; give its encoding in a map."
    )


def test_a_wrong_encoding_in_the_map_is_asked_back() -> None:
    assert refusal(NAMES.encode("cp1252"), column_map=mapped(encoding="ascii")) == (
        "t.csv: The file is not in ascii; correct the encoding in the map."
    )


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04rest", b"%PDF-1.7", b"team\nx\x00", "team".encode("utf-16-le")]
)
def test_what_is_no_text_is_asked_back(data) -> None:
    assert refusal(data) == "t.csv: This is no text file; save it as CSV in UTF-8."


@pytest.mark.parametrize("data", [b"", b"\n\n", b" , \n"])
def test_an_empty_file_is_asked_back(data) -> None:
    assert refusal(data) == "t.csv: The file is empty."


def test_a_header_without_rows_is_a_file_without_rows() -> None:
    found = read("teams", "t.csv", b"team,parent\n")
    assert (found.rows, found.records, found.findings) == (0, (), ())


@pytest.mark.parametrize("delimiter", list(",;\t|"))
def test_the_header_shows_what_separates_the_cells(delimiter) -> None:
    data = text([["team", "a, title", "parent"], ["East", "x;y|z", "All"]], delimiter)
    found = read("teams", "t.csv", data)
    assert found.records[0].values == {"team": "East", "parent": "All"}


def test_a_quoted_header_shows_what_separates_the_cells() -> None:
    found = read("teams", "t.csv", b'"team";"parent"\nEast;All\n')
    assert found.records[0].values == {"team": "East", "parent": "All"}


def test_the_map_can_say_what_separates_the_cells() -> None:
    assert teams(b"team|b\nEast,|x\n", column_map=mapped(delimiter="|")) == ["East,"]


def test_excel_s_hint_is_no_row() -> None:
    found = read("teams", "t.csv", b"sep=;\r\nteam;parent\r\nEast;All\r\n")
    assert found.lines == {2: ("East", "All")}


def test_rows_are_numbered_as_in_a_spreadsheet() -> None:
    found = read("teams", "t.csv", b'team,parent\r\n\r\n"East\nand more",\r\n , \r\nWest,\r\n')
    assert [record.row for record in found.records] == [3, 5]
    assert found.rows == 2


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_in_every_usual_way(end) -> None:
    assert teams(f"team{end}East{end}West".encode()) == ["East", "West"]


def test_a_short_row_has_empty_cells_at_its_end() -> None:
    found = read("teams", "t.csv", b"team,parent,channel\nEast\n")
    assert found.records[0].values == {"team": "East"}
    assert found.lines == {2: ("East",)}


def test_a_row_with_too_many_cells_is_rejected() -> None:
    found = read("customers", "c.csv", b"customer_id,name\nC1,Acme, Ltd\nC2,Globex,,\n")
    assert [finding.message for finding in found.findings] == [
        "The row has 3 cells, the header 2; put cells that hold a , in quotes.",
    ]
    assert [record.row for record in found.records] == [3]


@pytest.mark.parametrize("row", ['"East', '"East"x', "x" * 200_000])
def test_a_row_that_cannot_be_cut_makes_the_file_unreadable(row) -> None:
    assert refusal(f"team\nWest\n{row}\n".encode()) == (
        "t.csv: Row 3 cannot be split into cells; check its quotes and its length."
    )


def test_a_file_has_at_most_a_thousand_columns() -> None:
    assert refusal(b"team" + b"," * 1000 + b"\n") == (
        "t.csv: The file has 1001 columns, more than 1000; leave some out."
    )


def test_more_different_cells_than_are_remembered_are_read(monkeypatch) -> None:
    monkeypatch.setattr("storage.importers.csv_file._MEMORY", 2)
    names = [f"T{n}" for n in range(10)]
    assert teams("\n".join(["team", *names]).encode()) == names


def test_the_search_for_garbage_goes_on_only_where_it_did() -> None:
    was_running = gc.isenabled()
    for running in (False, True):
        (gc.enable if running else gc.disable)()
        teams(b"team\nEast\n")
        assert gc.isenabled() is running
    (gc.enable if was_running else gc.disable)()


def test_a_column_may_hold_all_its_text_in_any_script() -> None:
    names = ["Ελλάς", "مصر", "ไทย", "𠮷野家", "Zoë"]
    assert teams("\n".join(["team", *names]).encode()) == names


def attempt(kind: str, data: bytes, column_map: ColumnMap | None = None) -> Sheet | WrongFile:
    try:
        return read(kind, "x", data, column_map)
    except WrongFile as refused:
        return refused


def is_accounted_for(found: Sheet | WrongFile) -> bool:
    """Hold that a file is refused in words, or each row is a record or rejected in words."""
    if isinstance(found, WrongFile):
        return bool(found.message)
    rejected = {finding.row for finding in found.findings if finding.message}
    return found.rows == len(found.records) + len(rejected)


HEADERS = [",".join(kind.columns).encode() + b"\n" for kind in KINDS.values()]


@given(st.sampled_from(["utf-16", "cp1252", "big5", "hz", "punycode", "idna"]), st.binary())
def test_any_bytes_are_read_or_refused_in_any_encoding(encoding, data) -> None:
    found = attempt("teams", b"team\n" + data, mapped(encoding=encoding))
    assert is_accounted_for(found)


@given(st.sampled_from(sorted(KINDS)), st.sampled_from([b"", *HEADERS]), st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(kind, header, data) -> None:
    assert is_accounted_for(attempt(kind, header + data))


@given(st.sampled_from(sorted(KINDS)), st.data(), st.sampled_from(["utf-8", "utf-16", "gb18030"]))
def test_any_rows_are_read_or_rejected(kind, data, encoding) -> None:
    columns = list(KINDS[kind].columns)
    row = st.lists(anything, min_size=len(columns), max_size=len(columns))
    rows = data.draw(st.lists(row, max_size=5))
    assert is_accounted_for(attempt(kind, text([columns, *rows]).decode().encode(encoding)))


def test_every_format_file_is_found() -> None:
    folder = Path(_contract.__file__).parent
    assert len(_contract.formats()) == len(list(folder.glob("*_file.py"))) > 0
    assert [each.name for each in _contract.formats()] == ["csv"]
