"""Bad cases with a mark where the mistake is."""

from __future__ import annotations

from offramp.case import CaseError, load_text
from offramp.case.mistakes import Mistake

MARK = "▸"

BASE = """case: base
title: Base
actors:
  usa: {name: United States}
  prk: {name: North Korea}
options:
  usa.talks:
  usa.strike: {direction: up}
  prk.testing: {levels: [active, moratorium, freeze]}
preferences:
  usa: [not prk.testing == active, usa.talks]
  prk: [not usa.strike]
"""


def mistakes_of(text: str) -> tuple[Mistake, ...]:
    """Return the mistakes and warnings of a case, in the order of the file."""
    try:
        return load_text(text, "case.yaml")[1]
    except CaseError as error:
        return error.mistakes


def places_of(marked: str) -> tuple[str, list[tuple[int, int]]]:
    """Take the marks out of a text; return it, and for each mark the line and column of what follows it."""
    places = []
    for number, line in enumerate(marked.splitlines(), start=1):
        for found, part in enumerate(line.split(MARK)[:-1]):
            before = sum(len(p) for p in line.split(MARK)[:found])
            places.append((number, before + len(part) + 1))
    return marked.replace(MARK, ""), places


def the_mistake(marked: str, code: str) -> Mistake:
    """Return the only mistake of a text, after checking its code and that it stands at the mark."""
    text, places = places_of(marked)
    found = mistakes_of(text)
    assert [(m.code, m.line, m.column) for m in found] == [(code, line, column) for line, column in places]
    (mistake,) = found
    assert mistake.file == "case.yaml"
    assert mistake.hint, f"{mistake.code} does not say what to do"
    return mistake


def assert_mistake(marked: str, code: str, *remedies: str) -> None:
    """Check that a text has one mistake, at the mark, and that its hint names the remedies."""
    mistake = the_mistake(marked, code)
    for remedy in remedies:
        assert remedy in mistake.hint, mistake.hint
