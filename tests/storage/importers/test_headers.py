"""Columns are found by the map, by their canonical name, or by a usual title."""

import pytest

from storage.importers import KINDS, ColumnMap, WrongFile, read
from storage.importers.titles import folded, pairs
from tests.storage.importers.files import mapped


def values(kind: str, header: str, row: str, column_map: ColumnMap | None = None) -> dict:
    """Read a file of one row, semicolons between the cells."""
    found = read(kind, "f.csv", f"{header}\n{row}\n".encode(), column_map)
    assert not found.findings
    return dict(found.records[0].values)


def refusal(kind: str, header: str, column_map: ColumnMap | None = None) -> str:
    with pytest.raises(WrongFile) as refused:
        read(kind, "f.csv", f"{header}\n".encode(), column_map)
    return refused.value.message


def test_titles_are_compared_without_case_blanks_and_punctuation() -> None:
    assert values("people", "Person ID;NAME;Manager-Id", "P1;Ana;P2") == {
        "person_id": "P1",
        "name": "Ana",
        "manager_id": "P2",
    }


def test_usual_english_titles_need_no_map() -> None:
    header = "Invoice No.;Customer;Invoice Date;Due Date;Total;Open Balance;Sales Rep"
    assert list(values("invoices", header, "I1;Acme;2026-09-01;2026-10-01;100;50;P1")) == [
        *("invoice_id", "customer_name", "issued_on", "due_on", "amount", "owner_id", "open"),
    ]


def test_usual_chinese_titles_need_no_map() -> None:
    header = "单据编号;客户编号;客户;业务日期;到期日;价税合计;币别;销售员"
    row = "I1;C1;华星;2026-09-01;2026-10-01;100;人民币;李娜"
    assert list(values("invoices", header, row)) == [
        *("invoice_id", "customer_id", "customer_name", "issued_on", "due_on", "amount"),
        *("currency", "owner_id"),
    ]


CHINESE = {
    "calendar": ("日期;是否工作日;节日", "2026-10-01;否;国庆节"),
    "leave": ("工号;请假开始;返岗日期", "P1;2026-10-12;2026-10-19"),
    "ownership": ("发票号;新负责人;移交日期;分期", "I1;P1;2026-10-12;1"),
    "followups": (
        "跟进编号;跟进人;客户编号;跟进时间;发票号;自动;备注",
        "F1;P1;C1;2026-10-12 09:30;I1;否;已致电",
    ),
    "promises": (
        "承诺编号;客户编号;承诺金额;承诺付款日;登记时间;币种;发票号;人员编号",
        "M1;C1;100;2026-10-20;2026-10-12;人民币;I1;P1",
    ),
    "exemptions": (
        "豁免编号;发票号;类型;开始日期;申请人;审批人;延期至;原因",
        "E1;I1;延期;2026-10-12;P1;P2;2026-12-31;客户破产",
    ),
    "writeoffs": ("坏账编号;发票号;坏账金额;坏账日期;申请人;审批人", "W1;I1;100;2026-10-12;P1;P2"),
    "disputes": (
        "争议编号;发票号;争议金额;争议日期;解决日期;处理结果;自身原因",
        "D1;I1;100;2026-10-12;2026-10-20;我方成立;是",
    ),
}


@pytest.mark.parametrize("kind", CHINESE)
def test_what_people_do_and_do_not_control_is_recognised_in_chinese(kind) -> None:
    header, row = CHINESE[kind]
    assert list(values(kind, header, row)) == list(KINDS[kind].columns)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_a_title_means_one_column_of_its_kind(kind) -> None:
    listed = [title for _, title in pairs(kind)]
    assert [title for title in listed if listed.count(title) > 1] == []
    assert not set(listed) & {folded(column) for column in kind.columns}


def test_the_exact_name_wins_over_other_titles() -> None:
    assert values("teams", "name;team;Team", "x;East;y") == {"team": "East"}


def test_two_titles_for_one_column_are_asked_back() -> None:
    assert refusal("invoices", "Invoice No,Invoice Number,customer_id") == (
        "The headers Invoice No, Invoice Number can all be invoice_id; name one of them in a map."
    )


def test_titles_that_mean_nothing_are_ignored_and_listed() -> None:
    found = read("teams", "t.csv", b"team,Colour,,\nEast,red,,\n")
    assert found.ignored == ("Colour",)
    assert found.records[0].values == {"team": "East"}


def test_missing_columns_are_all_named() -> None:
    assert refusal("invoices", "invoice_id,issued_on,Colour") == (
        "There is no column customer_id / customer_name, due_on / terms_days, amount; "
        "name its header in a map. The file has invoice_id, issued_on, Colour."
    )


def test_an_unknown_kind_is_asked_back() -> None:
    assert refusal("invoice", "x") == (
        "There is no kind invoice to import; there are people, teams, customers, invoices, "
        "payments, targets, metrics, rates, calendar, leave, ownership, followups, promises, "
        "exemptions, writeoffs, disputes."
    )


# --- maps ----------------------------------------------------------------------------------------


def test_a_map_goes_before_names_and_titles() -> None:
    swapped = mapped(columns={"team": ("name",), "parent": ("team",)})
    assert values("teams", "team;name", "North;East", swapped) == {
        "team": "East",
        "parent": "North",
    }


def test_with_a_map_other_columns_go_by_their_canonical_name_alone() -> None:
    some = mapped(columns={"person_id": ("no",)})
    assert values("people", "no;name;Mail;team", "P1;Ana;a@b;East", some) == {
        "person_id": "P1",
        "name": "Ana",
        "team": "East",
    }


def test_a_map_can_leave_a_column_out() -> None:
    assert values("teams", "team;parent", "East;North", mapped(columns={"parent": ()})) == {
        "team": "East"
    }


def test_several_headers_join_words_and_lists_and_choose_a_number() -> None:
    several = mapped(
        columns={
            "customer_id": ("new", "old"),
            "name": ("first", "last"),
            "aliases": ("first", "last"),
        }
    )
    assert values("customers", "new;old;first;last", ";7;Ana;Li", several) == {
        "customer_id": "7",
        "name": "Ana Li",
        "aliases": ("Ana", "Li"),
    }


def test_defaults_fill_absent_columns_and_empty_cells() -> None:
    defaults = mapped(defaults={"parent": "All", "channel": "#general"})
    found = read("teams", "t.csv", b"team,parent\nEast,\nWest,North\n", defaults)
    assert [dict(record.values) for record in found.records] == [
        {"team": "East", "parent": "All", "channel": "#general"},
        {"team": "West", "parent": "North", "channel": "#general"},
    ]


def test_a_default_can_stand_for_a_required_column() -> None:
    defaults = mapped(columns={"invoice_id": ("no",)}, defaults={"terms_days": "30"})
    header = "no;customer_id;issued_on;amount"
    assert values("invoices", header, "I1;C1;2026-09-01;100", defaults)["terms_days"] == 30


def test_a_default_that_cannot_be_read_is_a_wrong_map() -> None:
    message = refusal("people", "person_id,name", mapped(defaults={"role": "boss"}))
    assert message == (
        "The default of role cannot be read: boss is not a role; "
        "write sales, project_manager, finance, customer_service or other."
    )


def test_a_map_names_only_columns_that_there_are() -> None:
    assert refusal("teams", "team", mapped(columns={"chanel": ("x",)})) == (
        "The map names chanel, which teams do not have; did you mean channel?"
    )


def test_a_map_names_only_headers_that_there_are() -> None:
    assert refusal("teams", "Team name,Boss", mapped(columns={"team": ("Tem name",)})) == (
        "The map looks for the header Tem name, which the file does not have; is it Team name?"
    )


def test_a_header_of_the_map_is_there_once() -> None:
    assert refusal("teams", "x,x", mapped(columns={"team": ("x",)})) == (
        "The file has the header x of the map more than once; rename one of them."
    )


def load(tmp_path, text: str) -> ColumnMap:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return ColumnMap.load(str(path))


def test_a_map_is_a_toml_file_of_columns_and_settings(tmp_path) -> None:
    found = load(
        tmp_path,
        """
        invoice_id = "doc_id"
        customer_name = ["first", "last"]
        date_format = "%m/%d/%y"
        decimal = ","
        encoding = "cp1252"
        delimiter = ";"
        [columns]
        amount = "Betrag"
        [defaults]
        terms_days = 30
        issued_on = 2026-09-01
        """,
    )
    assert found == ColumnMap(
        "mine.toml",
        {"invoice_id": ("doc_id",), "customer_name": ("first", "last"), "amount": ("Betrag",)},
        {"terms_days": "30", "issued_on": "2026-09-01"},
        *("%m/%d/%y", ",", "cp1252", ";"),
    )


ENCODINGS = 'the name of an encoding, such as "gb18030"'
DATE_FORMATS = '"dmy", "mdy", "ymd" or a format such as "%m/%d/%Y"'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("team = 5", "team in the map cannot be 5; write a header or a list of headers."),
        ("team = ['']", "team in the map cannot be ['']; write a header or a list of headers."),
        ("columns = 5", "columns in the map cannot be 5; write a table, [columns]."),
        ("[defaults]\nx = []", "defaults.x in the map cannot be []; write one value."),
        ("decimal_mark = ';'", """decimal_mark in the map cannot be ';'; write "." or ","."""),
        (
            "date_format = '%d/%m'",
            f"date_format in the map cannot be '%d/%m'; write {DATE_FORMATS}.",
        ),
        (
            "date_format = '%Q'",
            f"date_format in the map cannot be '%Q'; write {DATE_FORMATS}.",
        ),
        (
            "encoding = 'rot13'",
            f"encoding in the map cannot be 'rot13'; write {ENCODINGS}.",
        ),
        (
            "delimiter = 'x'",
            "delimiter in the map cannot be 'x'; write one of , ; | and the tabulator.",
        ),
    ],
)
def test_a_wrong_map_says_what_to_write(tmp_path, text, message) -> None:
    with pytest.raises(WrongFile) as refused:
        load(tmp_path, text)
    assert str(refused.value) == f"mine.toml: {message}"


def test_what_is_no_toml_is_a_wrong_map(tmp_path) -> None:
    with pytest.raises(WrongFile) as refused:
        load(tmp_path, "team = ")
    assert refused.value.message.startswith("The map is not TOML: ")


def test_a_map_that_is_not_there_is_asked_back() -> None:
    with pytest.raises(WrongFile) as refused:
        ColumnMap.load("nowhere.toml")
    assert refused.value.message.startswith("There is no map nowhere.toml; give a TOML file or ")
