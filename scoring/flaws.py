"""Flaws: what is wrong with a scheme, where, and why it matters to the people it judges."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Wrong(StrEnum):
    """The sentences, which are the English keys of their Chinese twins."""

    NOT_TEXT = "The file is not written in UTF-8, so its Chinese names would be read wrongly."
    NOT_TOML = "The file cannot be read as TOML, so nothing in it was looked at: {reason}"
    UNKNOWN_KEY = "{key} means nothing here and would be passed over; there is {known}."
    MISSPELT_KEY = "{key} means nothing here and would be passed over; did you mean {near}?"
    MISSING = "{key} is missing; without it the scheme cannot be explained to anybody."
    NO_TEXT = "{key} must be a text in quotes."
    NO_TABLES = "Write {key} as [[{key}]], once for each."
    NO_NAME = "Write the name in English and in Chinese (en, zh); it stands on everybody's card."
    NO_ID = "An id is made of at most 60 letters, digits, - and _; {value} is not."
    NO_NUMBER = "{value} is no decimal number; write it in quotes, such as 0.90."
    NO_WHOLE = "{value} is no whole number from {least} to {most}."
    NO_CHOICE = "{value} is not known here; there is {known}."
    NO_SWITCH = "{key} is true or false."
    NOT_COLLECTING = (
        "People of this role cannot make a customer pay; they would be judged by what others do. "
        "If you mean it all the same, write confirmed = true and the reason."
    )
    NOT_THEIRS_SALES = (
        "People of this role do not sell, so they cannot reach a sales target however well they "
        "work. Leave {kpi} out, or write confirmed = true and the reason."
    )
    NOT_THEIRS_INVOICING = (
        "People of this role do not send invoices; they would lose points for somebody else's "
        "delay. Leave {kpi} out, or write confirmed = true and the reason."
    )
    NOT_THEIRS_CREDIT = (
        "People of this role do not decide who buys on credit, so they cannot prevent what {kpi} "
        "counts. Leave it out, or write confirmed = true and the reason."
    )
    OTHER_ROLE = "{id} judges the role {role} already; give the scheme of another role its own id."
    CLOSED = (
        "What lies before {first} is closed and keeps the scheme that it was judged by; let this "
        "one begin on {first} or later."
    )
    CONFIRMED_BARE = "Whoever confirms gives a reason; the people it is about are shown it."
    BAND_LOW = (
        "Collections carry {percent} % of the weight; below 30 % nobody chases an invoice for "
        "them. Raise them, or write the reason, which is shown to people."
    )
    BAND_HIGH = (
        "Collections carry {percent} % of the weight; above 50 % people are judged mostly by what "
        "customers do, and selling and service suffer. Lower them, or write the reason, which is "
        "shown to people."
    )
    NO_KPI = "There is no [[kpi]], so there is nothing to judge people by."
    UNKNOWN_KPI = "{value} is no KPI and no imported metric, so nobody could get points for it."
    MISSPELT_KPI = "{value} is no KPI and no imported metric; did you mean {near}?"
    ONLY_COMPARED = (
        "{value} is for comparison and never scored: billing, credit notes and write-offs move "
        "it, not what people collect."
    )
    TWICE = "{value} stands here twice, so one piece of work would count double."
    WEIGHT = "A weight is above 0 and at most 100; {value} is not."
    WEIGHTS = "The weights add up to {total}, not to 100, so points would not mean what they say."
    TARGET_NEGATIVE = "A target is not below 0; {value} is."
    TARGET_ZERO = "Where more is better, a target of 0 judges nobody."
    TARGET_SHARE = "A share lies between 0 and 1, and 0.90 is 90 %; {value} would judge nobody."
    CURVE = "A curve is a list of at least two points, each with its attainment and its points."
    CURVE_ORDER = (
        "The points of a curve go from less to more; {value} does not come after {before}."
    )
    CURVE_FALLS = "This curve falls at {value}: whoever did more would get fewer points."
    CURVE_FLAT = "This curve gives the same points for every result, so it judges nobody."
    FLOOR = "A floor below 0 takes away points that were earned elsewhere."
    CAP = "The cap {cap} is not above the floor {floor}, so everybody would get the same points."
    RULES_DIFFER = "A promise is kept or not by one rule; {key} is written here in two ways."
    GATE_LESS = (
        "A gate caps whoever is below its limit, and of {value} less is better: the best people "
        "would be capped."
    )
    GATE_NEVER = "Nobody's value is below {value}, so this gate would never do anything."
    GATE_ALWAYS = "A share is never above 1, so {value} would cap everybody."
    GATE_CAP = "The total ends at {most}; a cap of {value} would not stand between 0 and that."
    GRADE_TWICE = "Two grades share {value}, so nobody could tell which one they have."
    GRADE_RANGE = (
        "The total ends at {most}; a grade from {value} would be nobody's, or everybody's."
    )


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong: where in the file, which sentence, and what fills its blanks."""

    where: str
    wrong: Wrong
    blanks: Mapping[str, str] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The sentence in English, for scripts."""
        return self.wrong.format(**self.blanks)
