"""What became of a scheme is reached from its card, once something is closed."""

from commands._contract import Caller, discover
from storage import people
from tests.commands.replaying import close, drafted, fill, office_of, press, read
from tests.storage.books import Books


def test_it_is_reached_from_the_card_of_schemes_once_a_period_is_closed(books: Books) -> None:
    office = office_of(books, months=())
    assert not any("What became of it" in line for line in read(_card(office)))
    close(office, "2026-10")
    lines = read(_card(office))
    at = lines.index("[What became of it]")
    assert "*Sales* · Sales · version 1, as it comes with the app" in lines[at - 3 : at]
    assert lines.count("[What became of it]") == 1, "where something judges"
    card = read(press(office, "scheme.effect", "sales"))
    assert card[:4] == [
        "Sales v1 judged the 1 closed period; there is none before it",
        "Beside the scheme, not because of it: seasons, prices and customers count, too.",
        "[Back]",
        "*Each closed period*",
    ]
    assert card[4] == (
        "*October v1* · Collected amount CNY 2,250.00 · Overdue share 100.0 % · "
        "Sales amount CNY 3,000.00 · Customer satisfaction 4.17"
    )


def test_a_version_that_is_to_come_has_no_period_yet(books: Books) -> None:
    office = office_of(books)
    fill(office, drafted(office, weight__csat="40", weight__sales_amount="10"))
    assert read(press(office, "scheme.effect", "sales"))[0].startswith("Sales v1 judged all 3 ")
    office.wait(days=10)
    card = read(press(office, "scheme.effect", "sales", language="zh"))
    assert card[0] == "销售 v2（12月1日起）：尚无已关账的周期"


def test_a_role_that_nothing_judges_has_none(books: Books) -> None:
    office = office_of(books)
    assert office.refusal(lambda: press(office, "scheme.effect", "finance"))[1] == (
        "没有 finance 的建议方案。请选择卡片上的岗位。"
    )


def test_only_who_makes_schemes_reads_it(books: Books) -> None:
    office = office_of(books, months=())
    entry = discover().buttons["scheme.effect"]
    with office.books.database.read(office.now) as tx:
        company = office.books.company
        for who, may in (("ana", False), ("fin", False), ("hua", True)):
            member = people.by_number(tx, company, who, office.now.date())
            assert member is not None
            assert entry.allow(Caller(company, member, "en"), "sales") is may


def _card(office):
    return office.type("hua", "/receivables scheme")
