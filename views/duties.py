"""Why a duty counts as done or not, or is left out, in the reader's language."""

from scoring.duties import Because, Task
from scoring.facts import Family
from views.say import Say, blanks_of
from views.words import Words

WHY = {
    (Family.INVOICING, Because.IN_TIME): "sent on {done}, in time",
    (Family.INVOICING, Because.TOO_LATE): "sent on {done}; {last} was the last day",
    (Family.INVOICING, Because.NEVER): "not sent; {last} was the last day",
    (Family.INVOICING, Because.NOT_OVER): "not sent yet; there is time until {last}",
    (Family.INVOICING, Because.EXEMPT): "exempt",
    (Family.FOLLOWUP, Because.IN_TIME): "followed up on {done}, in time",
    (Family.FOLLOWUP, Because.TOO_LATE): "followed up on {done}; {last} was the last day",
    (Family.FOLLOWUP, Because.NEVER): "not followed up; {last} was the last day",
    (Family.FOLLOWUP, Because.NOT_OVER): "not followed up yet; there is time until {last}",
    (Family.FOLLOWUP, Because.EXEMPT): "exempt",
    (Family.PROMISE, Because.KEPT): "kept; it fell due on {last}",
    (Family.PROMISE, Because.PARTIAL): "kept in part when it fell due on {last}",
    (Family.PROMISE, Because.BROKEN): "not kept when it fell due on {last}",
    (Family.PROMISE, Because.RESCHEDULED): "rescheduled; it was to be kept by {last}",
    (Family.PROMISE, Because.NOT_OVER): "open until {last}",
    (Family.PROMISE, Because.EXEMPT): "exempt",
    (Family.PROMISE, Because.RECORDED_LATE): (
        "written down on {begun}, when its money was there or its day was over"
    ),
}


def why(say: Say, task: Task) -> Words:
    """Say what became of a duty, and by when it was to be done."""
    sentence = WHY[task.family, task.because]
    days = {"begun": task.begins_on, "last": task.ends_on, "done": task.done_on}
    wanted = blanks_of(sentence)
    return say(
        sentence, **{name: say.day(on) for name, on in days.items() if on and name in wanted}
    )
