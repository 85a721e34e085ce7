"""Mistakes in a case file: what is wrong, where, and what to do about it."""

from __future__ import annotations

import difflib
import heapq
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile

LIMIT = 100
"""How many mistakes are looked for at the most."""

CODES: dict[str, str] = {
    "E001": "the file cannot be read",
    "E002": "the file is larger than a case may be",
    "E003": "the file is not text",
    "E004": "the file is not YAML",
    "E005": "an alias, anchor, tag or second document",
    "E006": "the same key twice",
    "E007": "nested too deeply",
    "E010": "a key the case language does not have",
    "E011": "a required key is missing",
    "E012": "a value of the wrong kind",
    "E013": "a name that is not an identifier",
    "E014": "a part of the language that this version does not have",
    "E020": "an expression that cannot be read",
    "E021": "a name nobody declared",
    "E022": "a level the option does not have",
    "E023": "a comparison that means nothing",
    "E024": "definitions that refer to each other in a circle",
    "E030": "not a probability",
    "E031": "probabilities that do not sum to one",
    "E032": "likelihoods without alternatives, or alternatives without likelihoods",
    "E033": "a source that cannot be weighed",
    "E034": "not a rate",
    "E035": "not a date",
    "E036": "not a length of time",
    "E040": "a slot that nothing fills, or that is filled twice",
    "E041": "a ranking that leaves states out, or classes that share one",
    "E042": "merged states that an actor does not hold equal",
    "E043": "an order that leads in a circle",
    "E044": "something that is to come before itself",
    "E045": "too little known of an order",
    "E050": "an actor commits to an option that is not its own",
    "E051": "commitments that contradict each other",
    "E052": "commitments that refer to each other in a circle",
    "E053": "a commitment that undoes an option that cannot be undone",
    "E054": "a commitment that does not fix a level everywhere",
    "E055": "a policy whose first state is impossible",
    "E056": "a stage without an end",
    "E057": "a policy in stages with commitments of its own",
    "E058": "a stage that is itself in stages",
    "E059": "answers without a policy, or policies without an answer",
    "E060": "no feasible state",
    "E061": "the status quo is impossible",
    "E062": "an outcome that no state reaches",
    "E063": "more states than the budget",
    "E064": "something the question needs is missing from the case",
    "E065": "an actor or an option that has no such part in a deal",
    "E066": "a benefit that its receiver's preference has no place for",
    "E067": "a rung that adds nothing",
    "E068": "more promises than can be tried together",
    "E069": "a rung or a commitment that no state allows",
    "E070": "analysts' files that are not about the same standoff",
    "E071": "a run folder that holds another study",
    "E072": "a run folder that another study is writing to",
    "E073": "workers that cannot be reached, or that keep dying",
    "E074": "no deal passes the filters",
    "E075": "a file that is not beside the case",
    "E076": "a kind that needs itself",
    "E077": "a kind that matches everything",
    "E078": "a kind of events where a condition on levels is wanted",
    "E079": "a rule that changes nothing",
    "E080": "a rule without a cause, or with two",
    "E081": "a rate of nothing, or of two things",
    "E082": "regimes that overlap, run backwards or lie outside the record",
    "E083": "a record that ends before it begins",
    "E084": "a judgement that is no range",
    "E085": "something taken from a record that the case does not have",
    "E086": "a kind with the name of something else",
    "E087": "a commitment that asks for several things",
    "E088": "parts of a commitment that do not go together",
    "E089": "decisions taken from a rate of events",
    "E090": "a layout of events that nobody knows, or that cannot be told",
    "E091": "more events than are read whole",
    "E092": "a header that does not fit its layout",
    "E093": "an archive that is not one file of events",
    "E094": "a file that stands in the way",
    "E095": "a store of events that cannot be opened",
    "E096": "a file that has changed since it was read into a store",
    "E097": "a store that another command has open",
    "E098": "a database that is no store of events",
    "E099": "more than a store gives at once",
    "E100": "a file of the record that cannot be read",
    "E101": "a question about the record of a case that has none",
    "E102": "a day that the record does not cover",
    "E103": "a record that leads to an impossible state",
    "E104": "a clock that cannot follow a calendar",
    "E105": "a question without an alternative that was known",
    "E107": "a file that is not a table of statements",
    "E108": "a text in which no sentences can be looked for",
    "E109": "decisions that do not fit the text",
    "E110": "a fitted rate with neither judgement nor record",
    "E113": "no commitments to watch",
    "E114": "a commitment of which it cannot be said when it binds",
    "E117": "a back-test without months or horizons",
    "W101": "an outcome hidden by an earlier one",
    "W102": "a statement that never matters",
    "W103": "states left to `none of these` that an actor's first statements tell apart",
    "W104": "evidence that was not known yet",
    "W105": "a source that is never cited",
    "W106": "states in no class of a preference known in part",
    "W107": "something learned that is worse than a guess",
    "W108": "a doubt that is none",
    "W109": "deals that reach the outcome to avoid",
    "W110": "a policy that is the outcome sought",
    "W111": "a commitment that cannot be broken",
    "W112": "a rule that undoes what cannot be undone",
    "W113": "a commitment to acts of somebody else",
    "W114": "a commitment that begins outside the record",
    "W115": "a status quo that is not that of the record",
    "W116": "a day of which the record says nothing",
    "W117": "rows of the record that cannot be read",
    "W118": "a policy or rung that cannot begin on another day",
    "W119": "a kind that no event is of",
    "W120": "a kind that the calendar does not have",
    "W121": "an event long after all others",
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake in one place.

    Attributes
    ----------
    code : str
        A stable code of :data:`CODES`; ``W...`` for a warning.
    message : str
        What is wrong, in one sentence.
    file : str
        The file's path as the user gave it.
    line, column : int
        Where, counted from 1; both 0 if it is in no line of a file, as what was written on the command line.
    hint : str
        What to do about it; may be empty.
    width : int
        How many characters the caret line underlines.
    source : str
        The line's text, for the caret.
    place : tuple of str or int
        The keys and list positions that lead to it in the file; empty if there is none.
    """

    code: str
    message: str
    file: str
    line: int = 0
    column: int = 0
    hint: str = ""
    width: int = 1
    source: str = ""
    place: tuple[str | int, ...] = ()

    @property
    def is_warning(self) -> bool:
        """Whether the case can be used all the same."""
        return self.code.startswith("W")

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        lines = [f"{where}  {self.code}  {self.message}"]
        if self.source:
            shown, column = _window(self.source, self.column)
            lines.append(f"    {shown}")
            lines.append("    " + " " * (column - 1) + "^" * max(1, min(self.width, len(shown) - column + 1)))
        for line in self.hint.splitlines():
            lines.extend(f"    {part}" for part in textwrap.wrap(line, 96, break_long_words=False))
        return "\n".join(lines)


class CaseError(ValueError):
    """A case that cannot be used, with all its mistakes at once.

    Attributes
    ----------
    mistakes : tuple of Mistake
        In the order of the file.
    """

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(mistakes, key=lambda m: (m.file, m.line, m.column, m.code)))
        shown = [str(mistake) for mistake in self.mistakes]
        if len(shown) >= LIMIT:
            shown.append(f"there may be more: the search stops at {LIMIT} mistakes")
        super().__init__("\n".join(shown))

    def __reduce__(self) -> tuple[type[CaseError], tuple[tuple[Mistake, ...]]]:
        return CaseError, (self.mistakes,)


class Mistakes(list[Mistake]):
    """The mistakes found so far; raises them when there are so many that the text is hardly a case."""

    def append(self, mistake: Mistake) -> None:
        """Add a mistake."""
        super().append(mistake)
        if len(self) >= LIMIT and sum(not m.is_warning for m in self) >= LIMIT:
            raise CaseError(self)

    def extend(self, mistakes: Iterable[Mistake]) -> None:
        """Add several mistakes."""
        for mistake in mistakes:
            self.append(mistake)


def nearest(name: str, known: Iterable[str], *, what: str = "names") -> str:
    """Return a hint that offers the known name nearest to `name` and lists the others.

    Names are listed by the alphabet; levels from lowest to highest, as they are given.
    """
    names = list(dict.fromkeys(known)) if what.startswith("levels") else sorted(set(known))
    if not names:
        return f"there are no {what} here"
    shown = ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")
    likely = heapq.nlargest(50, names, key=lambda other: _shared(name, other)) if len(names) > 50 else names
    close = difflib.get_close_matches(name, likely, n=1, cutoff=0.6)
    guess = f'did you mean "{close[0]}"?\n' if close else ""
    return f"{guess}known {what}: {shown}"


def _shared(name: str, other: str) -> int:
    """Return how many letters two names share at their beginnings and ends."""
    forwards = zip(name, other, strict=False)
    backwards = zip(reversed(name), reversed(other), strict=False)
    return sum(1 for pairs in (forwards, backwards) for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _window(source: str, column: int, width: int = 96) -> tuple[str, int]:
    """Cut a long line around `column`, so that the message fits a screen."""
    if len(source) <= width:
        return source, column
    start = max(0, min(column - width // 2, len(source) - width))
    return source[start : start + width], column - start
