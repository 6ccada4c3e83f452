"""Facts: everything that one person, or everybody, is judged by in a period."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ledger.period import Period
from scoring import cohort
from scoring.facts import Duty, Facts, Figure, Without
from scoring.kpis import catalogue
from scoring.scheme import Scheme
from scoring.without import Lifted
from storage import duties, figures, judgements
from storage.companies import Company
from storage.database import Tx
from storage.duties import Own, Wanted
from storage.judgements import Judged
from storage.rosters import Question, roster


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of one person, before it is put together."""

    figures: tuple[Figure, ...] = ()
    judged: Judged = field(default_factory=Judged)
    duties: tuple[Duty, ...] = ()
    base: int = 0
    without: Mapping[str, Without] = field(default_factory=dict)


def of_person(
    tx: Tx, company: Company, scheme: Scheme, question: Question, person_id: int
) -> Facts:
    """Read what one person is judged by; the cost does not grow with the company.

    Where a scheme draws small books towards the cohort's rate, everybody is read.
    """
    judged = judged_of(tx, company, person_id, question.period, [scheme])
    return of_judged(tx, company, scheme, question, (person_id, judged))


def judged_of(
    tx: Tx, company: Company, person_id: int, span: Period, under: Sequence[Scheme]
) -> Judged:
    """Read targets and metrics of a person in a span, as the schemes of a role ask for them."""
    asks = any(scheme.asks_amounts for scheme in under)
    return judgements.of_person(tx, company, person_id, span, under[0].role, asks_amounts=asks)


def of_judged(
    tx: Tx, company: Company, scheme: Scheme, question: Question, whose: tuple[int, Judged]
) -> Facts:
    """Read the rest of what one person is judged by, beside targets and metrics."""
    person_id, judged = whose
    if scheme.shrink:
        listed = roster(tx, company, scheme.role, question)
        people = {person_id, *(one.person_id for one in listed)}
        return of_everyone(tx, company, scheme, question, people)[person_id]
    window = question.window(company)
    wanted = wanted_by(scheme)
    due = Own()
    if wanted.families:
        due = duties.own_of_person(tx, company, window, person_id, wanted)
    found, allowed = figures.of_person(tx, company, window, person_id, due.lifted)
    return made(company, question, Read(found, judged, due.duties, without=allowed))


def of_everyone(  # noqa: PLR0913 - the last one is a choice by name
    tx: Tx,
    company: Company,
    scheme: Scheme,
    question: Question,
    people: Iterable[int],
    *,
    by_any: bool = False,
) -> dict[int, Facts]:
    """Read what each of these people is judged by, in a constant number of statements.

    With `by_any`, also what this scheme does not look at, and another one of the role may.
    """
    window = question.window(company)
    wanted = Wanted(scheme.rules) if by_any else wanted_by(scheme)
    due = duties.own_of_everyone(tx, company, window, wanted) if wanted.families else {}
    every = figures.of_everyone(tx, company, window, _lifted(due, scheme))
    found: dict[int | None, list[Figure]] = defaultdict(list)
    for keyed in every.figures:
        found[keyed.key].append(keyed.figure)
    asked = question.period, question.known_at, scheme.role
    asks = by_any or scheme.asks_amounts
    judged = judgements.of_everyone(tx, company, *asked, asks_amounts=asks)
    together = {
        person: made(
            company,
            question,
            Read(
                tuple(found.get(person, ())),
                judged.get(person, Judged()),
                due.get(person, Own()).duties,
                every.bases.get(person, 0),
                every.without.get(person, {}),
            ),
        )
        for person in people
    }
    if not scheme.shrink:
        return together
    rates = cohort.rates_of(together.values())
    return {person: replace(of, cohort=rates) for person, of in together.items()}


def _lifted(due: Mapping[int, Own], scheme: Scheme) -> dict[int, tuple[Lifted, ...]]:
    """What each one's duties would be without what is allowed for, of those the scheme judges."""
    judged = wanted_by(scheme).families
    return {
        person: tuple(one for one in own.lifted if one.family in judged)
        for person, own in due.items()
        if own.lifted
    }


def made(company: Company, question: Question, read: Read) -> Facts:
    """Put together what was read of one person."""
    return Facts(
        question.period,
        company.currency,
        read.figures,
        read.judged.metrics_of(question.period),
        read.judged.targets_of(question.period),
        duties=read.duties,
        base=read.base,
        without=read.without,
        presence=read.judged.share_of(question.period),
    )


def wanted_by(scheme: Scheme) -> Wanted:
    """Which duties a scheme judges, under its rules."""
    known = catalogue()
    used = {part.kpi for part in scheme.parts} | {gate.kpi for gate in scheme.gates}
    families = {family for kpi in used if (family := known[kpi].family) is not None}
    return Wanted(scheme.rules, frozenset(families))
