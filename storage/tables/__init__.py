"""The tables. Every key begins with the workspace; amounts are whole minor units.

Facts carry two times: the day on which they take effect and `recorded_at`. Money movements are
appended and reversed, never edited; the counters beside them (`balance_minor`, `allocated_minor`)
are guarded by CHECK, so that no race can settle more than there is.
"""

from storage.tables.allowances import (
    Approval,
    Dispute,
    DisputedPart,
    DisputeStep,
    Exemption,
    ExemptionEnd,
    WriteOff,
)
from storage.tables.cash import Allocation, CreditShare, Receipt, Reversal
from storage.tables.closing import (
    Appeal,
    AppealDecision,
    PeriodClose,
    PeriodStep,
    PeriodWish,
)
from storage.tables.coaching import CoachAssignment, CoachItem, CoachStep
from storage.tables.company import Assignment, Audit, Customer, Person, Team, Workspace
from storage.tables.effort import FollowUp, Promise
from storage.tables.judged import Card, Metric, Rate, Target
from storage.tables.pulse import Pulse, PulseAnswer, PulseAsked, PulseMark
from storage.tables.receivables import CreditNote, Instalment, Invoice, Ownership, Reduction
from storage.tables.replaying import Replay, ReplayChoice, ReplayResult
from storage.tables.rules import CalendarDay, Leave, SchemeVersion
from storage.tables.sight import ShownScore, Sight
from storage.tables.signals import Signal, SignalPerson, SignalReview
from storage.tables.work import Occurrence, Outbox, Proposal, Request, Setting, SlackUser

__all__ = [
    "Allocation",
    "Appeal",
    "AppealDecision",
    "Approval",
    "Assignment",
    "Audit",
    "CalendarDay",
    "Card",
    "CoachAssignment",
    "CoachItem",
    "CoachStep",
    "CreditNote",
    "CreditShare",
    "Customer",
    "Dispute",
    "DisputeStep",
    "DisputedPart",
    "Exemption",
    "ExemptionEnd",
    "FollowUp",
    "Instalment",
    "Invoice",
    "Leave",
    "Metric",
    "Occurrence",
    "Outbox",
    "Ownership",
    "PeriodClose",
    "PeriodStep",
    "PeriodWish",
    "Person",
    "Promise",
    "Proposal",
    "Pulse",
    "PulseAnswer",
    "PulseAsked",
    "PulseMark",
    "Rate",
    "Receipt",
    "Reduction",
    "Replay",
    "ReplayChoice",
    "ReplayResult",
    "Request",
    "Reversal",
    "SchemeVersion",
    "Setting",
    "ShownScore",
    "Sight",
    "Signal",
    "SignalPerson",
    "SignalReview",
    "SlackUser",
    "Target",
    "Team",
    "Workspace",
    "WriteOff",
]
