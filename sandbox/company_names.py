"""Names for the sample company: its people and its customers. Data, no rules."""

from typing import NamedTuple


class Firm(NamedTuple):
    """A customer as the books know it."""

    name: str
    aliases: str = ""
    currency: str = "CNY"
    parent: str = ""


# The order is the seating: twelve reps in three teams of four, the first of a team leads it.
REPS = (
    ("bo", "Bo Lindgren"),
    ("ana", "Ana Silva"),
    ("mei", "梅雪"),
    ("yuki", "Yuki Tanaka"),
    ("sofia", "Sofia Rossi"),
    ("chen", "陈立"),
    ("wei", "魏国强"),
    ("nina", "Nina Petrova"),
    ("lars", "Lars Holm"),
    ("priya", "Priya Nair"),
    ("tao", "陶然"),
    ("max", "Max Weber"),
)
JOINER, MOVER, LEAVER = "yuki", "nina", "max"
SALES_TEAMS = ("Sales East", "Sales South", "Key Accounts", "Sales North", "Sales West")
PROJECT_MANAGERS = (
    ("omar", "Omar Haddad"),
    ("lin", "林晓"),
    ("petra", "Petra Novak"),
    ("gao", "高志远"),
)
FINANCE = (
    ("fin", "Fin Murphy"),
    ("fay", "费雨"),
    ("qian", "钱多多"),
    ("greta", "Greta Olsen"),
)
OFFICE = (  # id, name, role, rights; the first is the boss
    ("fang", "方岚", "other", ""),
    ("hui", "惠敏", "other", "hr"),
    ("jun", "Jun Park", "other", ""),
    ("zhu", "朱岩", "other", "admin"),
    ("hong", "洪秀英", "other", ""),
    ("diego", "Diego Ramos", "other", "hr"),
    ("kim", "Kim Nguyen", "customer_service", ""),
    ("sam", "Sam Okafor", "other", ""),
)
FAMILY = tuple("王李张刘杨黄赵吴周徐孙马胡郭何罗郑梁谢宋")
GIVEN = ("伟", "静", "敏", "强", "磊", "洋", "艳", "勇", "娟", "涛", "明", "超", "霞", "平", "刚")
FIRST = ("Emma", "Noah", "Lea", "Ivan", "Aisha", "Paul", "Marta", "Ken", "Zara", "Hugo")
LAST = ("Schmidt", "Costa", "Dubois", "Khan", "Berg", "Moreno", "Sato", "Novak", "Ferrari", "Lund")

FIRMS = (
    Firm("华星科技", "华星;Huaxing;华星科技有限公司"),
    Firm("鸿达贸易", "鸿达;Hongda"),
    Firm("Nordwind GmbH", "Nordwind;北风", "EUR"),
    Firm("蓝海电子", "蓝海;Lanhai Electronics"),
    Firm("东方机电", "东方机电设备有限公司"),
    Firm("Acme Tools Inc", "Acme", "USD"),
    Firm("瑞丰食品", "瑞丰"),
    Firm("金桥物流", "金桥;Golden Bridge Logistics"),
    Firm("恒通建设", "恒通;恒通建设集团"),
    Firm("鸿达贸易（深圳）", "鸿达深圳", "CNY", "鸿达贸易"),
    Firm("明日软件", "明日;Mingri"),
    Firm("天宇航材", "天宇"),
    Firm("Maison Laurent", "Laurent", "EUR"),
    Firm("长江制药", "长江药业"),
    Firm("海川化工", "海川"),
    Firm("新元光电", "新元;Xinyuan"),
    Firm("博远教育", "博远"),
    Firm("Pacific Rim Foods", "Pacific Rim", "USD"),
    Firm("永安保险经纪", "永安"),
    Firm("盛世文化传媒", "盛世文化"),
    Firm("龙腾汽配", "龙腾;Longteng Auto Parts"),
    Firm("中科测控", "中科"),
    Firm("华星科技（成都）", "华星成都", "CNY", "华星科技"),
    Firm("大成纺织", "大成"),
    Firm("北辰能源", "北辰;Beichen Energy"),
    Firm("绿野农业", "绿野"),
    Firm("Stella Marine AB", "Stella", "EUR"),
    Firm("嘉禾包装", "嘉禾"),
    Firm("国信数据", "国信;Guoxin Data"),
    Firm("万里轮胎", "万里"),
    Firm("江南水务", "江南"),
    Firm("Lotus Digital Asia", "Lotus"),
    Firm("启明医疗", "启明;Qiming Medical"),
    Firm("泰和酒店", "泰和"),
    Firm("振华重工配件", "振华"),
    Firm("星河影业", "星河"),
    Firm("远航船务", "远航;Yuanhang Shipping"),
    Firm("Summit Outdoor LLC", "Summit", "USD"),
    Firm("锦绣家居", "锦绣"),
    Firm("百川环保", "百川"),
    Firm("德胜精密", "德胜;Desheng Precision"),
    Firm("福临门商贸", "福临门商贸有限公司"),
    Firm("安泰消防", "安泰"),
    Firm("Baltic Timber OÜ", "Baltic Timber", "EUR"),
    Firm("华东医疗器械", "华东医械"),
    Firm("正大印刷", "正大印务"),
    Firm("速达快运", "速达"),
    Firm("融创智能", "融创智能科技"),
    Firm("Orchid Retail", "Orchid"),
    Firm("新希望乳业配送", "新希望配送"),
    Firm("南洋橡胶", "南洋"),
    Firm("天工模具", "天工"),
    Firm("宏图仪表", "宏图"),
    Firm("Kestrel Aviation", "Kestrel", "USD"),
    Firm("三江钢构", "三江"),
    Firm("同德堂药房", "同德堂"),
    Firm("立信检测", "立信"),
    Firm("美联物业", "美联"),
    Firm("北极光照明", "北极光;Aurora Lighting"),
    Firm("通达电梯", "通达"),
)
PLACES = ("华", "东", "南", "中", "江", "海", "金", "天", "新", "鸿", "瑞", "恒", "永", "盛", "宏")
WORDS = ("利", "丰", "泰", "源", "信", "通", "安", "达", "兴", "隆", "成", "和", "昌", "茂", "宇")
TRADES = (
    "科技",
    "贸易",
    "电子",
    "机械",
    "物流",
    "建材",
    "食品",
    "化工",
    "医疗",
    "能源",
    "包装",
    "软件",
)
BRANDS = ("Alder", "Birch", "Cedar", "Delta", "Ember", "Fjord", "Grove", "Harbor", "Iris", "Jade")
LINES = ("Systems", "Foods", "Marine", "Energy", "Retail", "Optics", "Tools", "Textiles", "Labs")
FORMS = (("GmbH", "EUR"), ("Inc", "USD"), ("SARL", "EUR"), ("LLC", "USD"))


def firm(index: int) -> Firm:
    """Name the customer of an index: the known ones first, then as many as are asked for."""
    if index < len(FIRMS):
        return FIRMS[index]
    made = index - len(FIRMS)
    return _international(made // 8) if made % 8 == 5 else _chinese(made)


def rep_name(index: int) -> str:
    """Name a rep beyond the known ones."""
    if index % 3 == 0:
        return f"{FIRST[index // 3 % 10]} {LAST[index // 30 % 10]}"
    return FAMILY[index % 20] + GIVEN[index // 20 % 15]


def _chinese(number: int) -> Firm:
    rest, trade = divmod(number, len(TRADES))
    rest, word = divmod(rest, len(WORDS))
    again, place = divmod(rest, len(PLACES))
    short = PLACES[place] + WORDS[word]
    return Firm(f"{short}{TRADES[trade]}" + (f"{again + 1}" if again else ""))


def _international(number: int) -> Firm:
    rest, brand = divmod(number, len(BRANDS))
    rest, line = divmod(rest, len(LINES))
    again, form = divmod(rest, len(FORMS))
    kind, currency = FORMS[form]
    more = f" {again + 1}" if again else ""
    return Firm(f"{BRANDS[brand]} {LINES[line]}{more} {kind}", BRANDS[brand], currency)
