"""Column titles that need no map: what canonical columns are called in English and Chinese files.

A title is compared without case, blanks and punctuation. Within a kind it means one column only.
Titles that products use for something else too (a `Balance`, a `Number` of whatever) are not here.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from storage.importers.cells import plain, trimmed
from storage.importers.kinds import KINDS, Kind

_PUNCTUATION = re.compile(r"[\s_\-./:#*()（）]+")

_ANYWHERE = {
    "customer_id": "customer number|customer no|customer code|cust id|cust no|client id"
    "|客户编号|客户编码|客户代码|客户号",
    "customer_name": "customer|client|client name|bill to|客户|客户名称|客户名|购买方|购方名称",
    "currency": "currency code|document currency|币别|币种|货币|结算币别|结算币种",
    "owner_id": "owner|sales rep|salesperson|sales rep id|account manager|rep"
    "|销售员|业务员|负责人|销售|销售人员|客户经理|责任人",
    "owners": "owner shares|负责人分摊",
    "person_id": "person|employee id|employee number|employee no|staff id"
    "|人员编号|员工编号|工号|员工号",
    "manager_id": "manager|reports to|manager no|上级|上级编号|直属上级|主管|经理",
    "team": "team name|department|部门|团队|销售部门|小组",
    "parent_id": "parent|parent customer|上级客户|母公司",
    "terms_days": "net days|credit days|账期|账期天|账期天数|付款天数",
    "period": "month|期间|月份|考核期",
    "recorded_at": "recorded on|entered at|录入时间|登记时间",
    "reverses_id": "reverses|冲销|冲销单号|被冲销单号",
}
_OF_KIND = {
    "people": {
        "name": "full name|employee name|姓名|名字",
        "email": "email address|mail|邮箱|电子邮箱|电子邮件",
        "role": "角色",
        "rights": "permissions|权限",
        "valid_from": "from|start date|hire date|生效日期|入职日期|开始日期",
        "valid_to": "to|end date|失效日期|离职日期|结束日期",
    },
    "teams": {
        "team": "name",
        "channel": "slack channel|频道",
        "parent": "parent team|上级团队|上级部门",
    },
    "customers": {
        "name": "customer name|customer|company|company name|client name|客户名称|客户|客户名|名称",
        "customer_id": "id|code|编号|编码",
        "aliases": "alias|also known as|别名|简称|曾用名",
        "payer_accounts": "payer account|bank account|bank accounts|付款账号|银行账号|付款账户",
        "credit_limit": "信用额度|授信额度|额度",
    },
    "invoices": {
        "invoice_id": "invoice|invoice number|invoice no|invoice num|inv no|inv number|num"
        "|document number|document no|bill number|bill no|单据编号"
        "|发票号|发票号码|发票编号|单号|单据号|应收单号",
        "issued_on": "date|invoice date|issue date|issued|issued date|date issued|document date"
        "|bill date|业务日期|开票日期|发票日期|单据日期|日期",
        "due_on": "due|due date|net due date|payment due|date due"
        "|到期日|到期日期|应收日期|应付日期",
        "amount": "total|invoice amount|total amount|invoice total|gross amount|amount total"
        "|价税合计|金额|总金额|发票金额|应收金额|含税金额",
        "kind": "type|invoice type|单据类型|发票类型",
        "instalment": "installment|instalment no|installment no|期次|分期|期数",
        "delivered_on": "delivery date|交货日期|发货日期|交付日期",
        "sent_on": "sent date|寄出日期|寄票日期|送达日期",
        "open": "open balance|open amount|amount due|invoice amount due|balance due|outstanding"
        "|未收金额|未核销金额|未结金额|应收余额",
    },
    "payments": {
        "payment_id": "payment|payment number|payment no|receipt|receipt number|receipt no"
        "|单据编号|收款单号|收款编号|流水号|交易流水号|单号",
        "value_on": "date|value date|payment date|date paid|paid on|received on|receipt date"
        "|收款日期|到账日期|业务日期|入账日期|付款日期|日期",
        "amount": "payment amount|amount paid|amount received|paid|收款金额|金额|到账金额|付款金额",
        "invoice_id": "invoice|invoices|invoice number|invoice no|applied to"
        "|发票号|发票号码|核销单号|应收单号",
        "method": "payment method|付款方式|收款方式|结算方式",
        "reference": "ref|payment reference|memo|摘要|附言|备注|用途",
        "fee": "fees|bank fee|bank charge|手续费",
    },
    "targets": {"kpi": "metric|指标", "target": "goal|目标|目标值", "person_id": "id"},
    "metrics": {"metric": "kpi|指标", "value": "result|值|数值|得分", "person_id": "id"},
    "rates": {
        "on": "date|rate date|日期|汇率日期",
        "rate": "exchange rate|fx rate|汇率",
    },
    "calendar": {
        "on": "date|day|日期",
        "working": "working day|workday|business day|is working|是否工作日|工作日|上班",
        "name": "holiday|holiday name|名称|节日|节假日",
    },
    "leave": {
        "from": "first day|start|start date|leave from|开始日期|请假开始|休假开始",
        "to": "first day back|back on|return date|返岗日期|销假日期",
    },
    "ownership": {
        "invoice_id": "invoice|invoice number|invoice no|发票号|发票号码|应收单号|单据编号|单号",
        "owners": "owner|new owner|new owners|新负责人|负责人|归属|归属比例",
        "valid_from": "from|date|effective date|move date|生效日期|移交日期|交接日期|日期",
        "instalment": "installment|instalment no|installment no|期次|分期|期数",
    },
    "followups": {
        "followup_id": "follow up|follow up no|touch id|跟进编号|跟进单号|编号",
        "at": "date|time|date and time|contacted at|contacted on|follow up date"
        "|跟进时间|跟进日期|联系时间|日期|时间",
        "invoice_id": "invoice|invoice number|invoice no|发票号|发票号码|应收单号",
        "automatic": "automated|auto|自动|是否自动",
        "note": "notes|remark|remarks|comment|备注|跟进内容|内容|说明",
        "person_id": "followed up by|contacted by|跟进人",
        "customer_id": "customer|客户",
    },
    "promises": {
        "promise_id": "promise|promise number|promise no|承诺编号|承诺单号|编号",
        "amount": "promised amount|promised|承诺金额|金额",
        "promised_on": "promise date|promised date|promised for|due"
        "|承诺日期|承诺付款日|承诺回款日期",
        "recorded_at": "made on|date|承诺时间",
        "invoice_id": "invoice|invoice number|invoice no|发票号|发票号码|应收单号",
        "customer_id": "customer|客户",
    },
    "exemptions": {
        "exemption_id": "exemption|exemption number|exemption no|调整编号|豁免编号|编号",
        "invoice_id": "invoice|invoice number|invoice no|发票号|发票号码|应收单号",
        "kind": "type|exemption type|类型|调整类型|豁免类型",
        "from": "start|start date|valid from|开始日期|生效日期",
        "until": "end|end date|last day|extended to|valid until|截止日期|结束日期|延期至|延期到",
        "requested_by": "requester|applicant|申请人",
        "approved_by": "approver|审批人|批准人",
        "reason": "cause|原因|理由|事由",
    },
    "writeoffs": {
        "writeoff_id": "write off|write off number|write off no|坏账编号|核销编号|编号",
        "invoice_id": "invoice|invoice number|invoice no|发票号|发票号码|应收单号",
        "amount": "write off amount|written off|坏账金额|核销金额|金额",
        "on": "date|write off date|written off on|坏账日期|核销日期|日期",
        "requested_by": "requester|applicant|申请人",
        "approved_by": "approver|审批人|批准人",
    },
    "disputes": {
        "dispute_id": "dispute|dispute number|dispute no|争议编号|争议单号|编号",
        "invoice_id": "invoice|invoice number|invoice no|发票号|发票号码|应收单号",
        "amount": "disputed|disputed amount|争议金额|金额",
        "from": "start|start date|raised on|dispute date|争议日期|提出日期|开始日期",
        "to": "end|end date|closed on|resolved on|解决日期|结束日期",
        "outcome": "result|decision|结果|处理结果|裁定",
        "own_doing": "own fault|our fault|self inflicted|自身原因|本人原因|是否本人责任",
    },
}


@cache
def titles(kind_name: str) -> Mapping[str, str]:
    """List the titles of a kind: folded title → canonical column."""
    return {title: column for column, title in pairs(KINDS[kind_name])}


def pairs(kind: Kind) -> Iterator[tuple[str, str]]:
    """Yield every column of a kind with each of its folded titles."""
    own = _OF_KIND.get(kind.name, {})
    for column in kind.columns:
        for title in f"{own.get(column, '')}|{_ANYWHERE.get(column, '')}".split("|"):
            if title:
                yield column, folded(title)


def folded(title: str) -> str:
    """Reduce a title to what is compared."""
    return _PUNCTUATION.sub("", plain(trimmed(title)).casefold())
