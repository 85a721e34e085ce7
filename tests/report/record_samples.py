"""Results about a record, made by hand: hostile text, late news, refused rows and empty regimes included."""

from __future__ import annotations

from dataclasses import replace

from tests.report.samples import ATTACK

from offramp.case import Case
from offramp.case.building import load_text
from offramp.case.recorded import RecordRules
from offramp.study.results.recording import (
    Coming,
    EventLine,
    EventsResult,
    KindCount,
    LevelSpan,
    RecordProvenance,
    RefusedRow,
    StateSpan,
    TimelineResult,
)
from offramp.study.results.signals import (
    ChangePoint,
    Difference,
    Drumbeat,
    Formulation,
    Qualities,
    Said,
    SayDo,
    Sentence,
    SentencesResult,
    SignalsResult,
    TableLine,
)

TEXT = """
case: recorded
title: "Is there time? <script>alert('x')</script>"
as_of: 2018-06-15
actors: {usa: {name: United States}, prk: {name: North Korea}}
options:
  usa.exercises: {levels: [full, scaled_back, suspended]}
  usa.strike: {direction: up}
  usa.talks: {levels: [none, contacts, formal]}
  prk.testing: {levels: [active, moratorium]}
  prk.talks: {}
status_quo: {}
outcomes:
  war: {when: usa.strike, final: true}
  interim: {when: prk.testing == moratorium and usa.exercises >= scaled_back, name: interim arrangement}
  pause: {when: prk.testing == moratorium, name: a pause}
judge: {seek: interim, avoid: war}
preferences:
  usa: [not usa.strike, prk.testing == moratorium, usa.exercises == full]
  prk: [not usa.strike, usa.exercises >= scaled_back]
questions:
  aim:
    about: prk
    ask: What are the tests for?
    alternatives:
      trade: {prior: 0.5}
      finish: {prior: 0.5}
policies:
  halt_for_halt:
    name: "a halt for a halt <script>alert('x')</script>"
    by: [usa]
    keeps: {usa.exercises: suspended if prk.testing == moratorium else full}
  pressure: {by: [usa], sets: {usa.talks: none}}
"""
LAST = "2019-12-31"
FIRST = "2017-01-01"
QUIET = "2017-11-30"


def case() -> Case:
    codes = {"PRK": "prk", "USA": "usa"}
    rules = RecordRules(("events.csv",), ("signals.csv",), (), None, None, codes, {}, {}, (), {}, (), {})
    return replace(load_text(TEXT)[0], record=rules)


def source(**changes: object) -> RecordProvenance:
    found = RecordProvenance(
        "recorded",
        "case.yaml",
        "ab" * 32,
        "0.1.0",
        LAST,
        ("events.csv", "signals.csv"),
        "cd" * 32,
        311,
        330,
        10,
        9,
        "By hand.",
    )
    return replace(found, **changes)  # type: ignore[arg-type]


# ---------------------------------------------------------------- events and timeline

KINDS = (
    KindCount("test", "a test", 25, 22, "2017-02-12", "2019-11-28", 521),
    KindCount("drill", "a joint exercise", 6, 6, "2017-03-01", "2019-08-05", 336),
    KindCount("nothing", f"a thing that never happened {ATTACK}", 0, 0, None, None, None),
)
TESTS = ("2017-02-12", "2017-03-06", "2017-04-05", "2017-05-14", "2017-07-04", "2017-07-28", "2017-09-03", "2017-11-29")
LATER = ("2019-05-04", "2019-05-09", "2019-07-25", "2019-08-06", "2019-10-02", "2019-11-28")
DRILLS = ("2017-03-01", "2017-08-21", "2018-04-01", "2019-03-04", "2019-08-05")


def line(name: str, day: str, kind: str, says: str, **changes: object) -> EventLine:
    actor, target = ("PRK", "USA") if kind == "test" else ("USA", "PRK")
    found = EventLine(name, day, day, actor, target, "missile_test", says, "A table", "high", (kind,), 1)
    return replace(found, **changes)  # type: ignore[arg-type]


def lines() -> tuple[EventLine, ...]:
    tests = [line(f"K{n:03d}", day, "test", f"Launch number {n}.") for n, day in enumerate((*TESTS, *LATER), start=1)]
    drills = [line(f"D{n:03d}", day, "drill", f"Exercise {n} begins.") for n, day in enumerate(DRILLS, start=1)]
    odd = line("X001", "2018-06", "drill", f"Drills stop {ATTACK}.", known_on="2018-07-09", kinds=(), rows=3)
    odd = replace(odd, confidence=None, target="", source="")
    return tuple(sorted([*tests, *drills, odd], key=lambda event: event.day))


def events() -> EventsResult:
    found = lines()
    months: dict[str, dict[str, int]] = {}
    for event in found:
        for kind in event.kinds:
            counts = months.setdefault(event.day[:7], {})
            counts[kind] = counts.get(kind, 0) + 1
    months["2017-07"] = {"test": 8}
    refused = (
        RefusedRow(
            "events.csv", 17, "`2017-13-01` is no date; write a day as 2017-12-01.", f"K017,2017-13-01,{ATTACK}"
        ),
        RefusedRow("events.csv", 40, "it has 7 cells and the head 20.", "x" * 400),
    )
    actors = {"PRK > USA": 14, "USA > PRK": 5, "USA > ": 1, **{f"A{n} > B{n}": 1 for n in range(20)}}
    return EventsResult(source(), FIRST, LAST, KINDS, actors, months, found, refused)


LEVELS = (
    ("usa.exercises", "full", FIRST, "2018-06-11", "the start", None, ""),
    ("usa.exercises", "suspended", "2018-06-12", "2019-03-03", "on drills_postponed", "X001", f"Drills stop {ATTACK}."),
    ("usa.exercises", "scaled_back", "2019-03-04", LAST, "on small_drill", "D004", "Exercise 4 begins."),
    ("usa.strike", "no", FIRST, LAST, "the start", None, ""),
    ("usa.talks", "none", FIRST, "2018-03-07", "the start", None, ""),
    ("usa.talks", "contacts", "2018-03-08", "2018-06-11", "on meeting_agreed", "K200", "A meeting is agreed."),
    ("usa.talks", "formal", "2018-06-12", "2019-02-27", "on top_meeting", "K201", "They meet."),
    ("usa.talks", "contacts", "2019-02-28", LAST, "on no_deal", "K202", "No deal."),
    ("prk.testing", "active", FIRST, "2018-04-20", "the start", None, ""),
    ("prk.testing", "moratorium", "2018-04-21", "2019-05-03", "without test for 90 days", "K008", "Launch number 8."),
    ("prk.testing", "active", "2019-05-04", LAST, "on test", "K009", "Launch number 9."),
    ("prk.talks", "no", FIRST, LAST, "the start", None, ""),
)


def levels() -> tuple[LevelSpan, ...]:
    return tuple(
        LevelSpan(v, level, since, until, "2018-06-20" if since == "2018-06-12" else since, rule, event, says)
        for v, level, since, until, rule, event, says in LEVELS
    )


def on(day: str) -> dict[str, str]:
    return {v: level for v, level, since, until, *_ in LEVELS if since <= day <= until}


STATES = (
    (FIRST, "2018-03-07", "nothing changed", "none of these", True),
    ("2018-03-08", "2018-04-20", "contacts", "none of these", True),
    ("2018-04-21", "2018-06-11", "contacts, testing moratorium", "pause", True),
    ("2018-06-12", "2019-02-27", f"formal talks, exercises suspended {ATTACK}", "interim", True),
    ("2019-02-28", "2019-03-03", "contacts, exercises suspended", "interim", True),
    ("2019-03-04", "2019-05-03", "contacts, exercises scaled back", "interim", False),
    ("2019-05-04", LAST, "contacts, exercises scaled back, testing active", "none of these", True),
)
COMING = (
    Coming("E1", f"the spring exercise {ATTACK}", "large_exercise", "2020-03-01", "2020-04-15", 61),
    Coming("E2", "a party plenum", "plenum", "2019-12-28", "2020-01-01", -3),
)


def timeline() -> TimelineResult:
    states = tuple(StateSpan(since, until, on(since), label, out, ok) for since, until, label, out, ok in STATES)
    return TimelineResult(
        provenance=source(),
        since=FIRST,
        until=LAST,
        levels=levels(),
        states=states,
        status_quo=on(LAST),
        stated={**on(LAST), "usa.talks": "formal"},
        differs=("usa.talks",),
        posteriors={"aim": {"trade": 0.42, "finish": 0.58}},
        evidence=("door", "wall"),
        hidden=("hanoi",),
        kinds=KINDS,
        coming=COMING,
    )


# ---------------------------------------------------------------- signals


def formulation(name: str, day: str, **changes: object) -> Formulation:
    scores = Qualities(0.6, 0.4, 0.5, {"authority": "a minister, in an interview", "reciprocity": "a test for a drill"})
    found = Formulation(
        name,
        day,
        "PRK",
        "Ri Su-yong, foreign minister",
        "interview",
        "reciprocal_trade",
        "",
        "",
        "A paper",
        ("halt nuclear tests",),
        ("suspend annual exercises",),
        scores,
        "S01",
        None,
        (),
        (),
        "",
    )
    return replace(found, **changes)  # type: ignore[arg-type]


HARDER = Difference(
    "harder", "demands", "exercises", "suspend", f"stop {ATTACK}", "S01", '"stop" is more than "suspend"'
)
SOFTER = Difference("softer", "offers", "nuclear tests", "pause", "halt", "S01", '"halt" is more than "pause"')
NEW = Difference("new", "demands", "peace treaty", "", "peace treaty", "S01")
DROPPED = Difference("dropped", "offers", "nuclear tests", "halt nuclear tests", "", "S04")


def formulations() -> tuple[Formulation, ...]:
    reject = formulation(
        "S02",
        "2017-01-10",
        actor="USA",
        speaker="a spokesperson",
        channel="press",
        form="reject",
        offers=(),
        demands=(),
        compared_with=None,
    )
    kim = formulation(
        "S19",
        "2017-07-05",
        speaker="Kim Jong Un",
        channel="state media",
        form="precondition_to_negotiability",
        conditioned="whether arms and missiles are negotiable",
        offers=(),
        demands=("end hostile policy",),
        compared_with="S04",
        by_speaker="S08",
        moves=(DROPPED, HARDER),
        first=("the negotiating table", "by Kim Jong Un on negotiability"),
        on_topics=(replace(NEW, what="softer", than="S03", why='"a" is less than "b"'),),
        speaker_moves=(replace(NEW, than="S08"),),
        phrase="in no case",
    )
    return (
        formulation("S01", "2017-01-10", compared_with=None, by_speaker=None),
        reject,
        formulation("S03", "2017-01-16", moves=(HARDER, SOFTER, NEW)),
        formulation("S04", "2017-04-23", moves=(SOFTER,)),
        formulation("S16", "2017-06-21", speaker="", compared_with="S04"),
        kim,
        formulation("S22", "2017-07-16", compared_with="S19", moves=(NEW,)),
        formulation("S43", "2018-04-21", compared_with="S22", moves=(SOFTER,), first=("unilateral",)),
    )


def signals() -> SignalsResult:
    beats = (
        Drumbeat("PRK", "reciprocal_trade", "all", 6, "2017-01-10", "2018-04-21", 0.17, 0.06, 0.37, 0.8, 0.41, 2, ()),
        Drumbeat(
            "PRK", "threat", "state media", 2, "2017-03-01", LAST, 0.06, 0.01, 0.21, 1.0, None, 2, ("2017-08-08",)
        ),
    )
    changes = (
        ChangePoint("threat", "2017-08-08", 0.4, 2.1, 0.0),
        ChangePoint("loud events", "2017-11-30", 1.9, 0.0, 0.03),
    )
    said = (
        Said(
            "K100",
            "2017-01-01",
            f"It will test {ATTACK}.",
            "done",
            "K005",
            "2017-07-04",
            "Launch number 5.",
            184,
            "2018-01-01",
        ),
        Said("K101", "2017-08-10", "Guam.", "not done", None, None, None, None, "2017-09-09"),
        Said("K102", "2019-12-03", "A gift.", "open", None, None, None, None, "2020-01-02"),
    )
    say_do = (
        SayDo("icbm", "an intercontinental test announced", "PRK", 1, 1, 1, 0.5, 0.06, 0.94, 0.31, said),
        SayDo("never", "something announced never", "USA", 0, 0, 0, None, None, None, None, ()),
    )
    refused = ("signals.csv, line 9: `someday` is no date.",)
    table = (
        TableLine("S16", "2017-06-21", "PRK", "same, plus missiles", "tests", "pause tests", "pause drills"),
        TableLine("S19", "2017-07-05", "PRK", "Kim Jong Un", "negotiability", "(negotiate)", "end of threat"),
    )
    return SignalsResult(source(), formulations(), table, beats, changes, say_do, refused, 12)


def sentences() -> SentencesResult:
    found = (
        Sentence(
            3,
            12,
            f"Unless you stop {ATTACK}, we will not talk.",
            ("condition", "demand"),
            ('"unless" begins a condition',),
            "Kim",
            ("drills",),
            None,
        ),
        Sentence(8, 20, "We could suspend our tests.", ("offer",), ('"could suspend" offers',), "", (), True),
        Sentence(9, 21, "You will be sorry.", ("threat",), ('"will be sorry"',), "", (), False),
    )
    return SentencesResult("speech.txt", "ef" * 32, 40, found)
