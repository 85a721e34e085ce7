"""What holds in all, some or no profiles, in how many worlds chances are certain, and what to ask next, as text."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from rich.console import Console

from offramp.report import completions, profiles
from offramp.report.names import Names
from offramp.report.text import _Page
from offramp.study.results.base import Provenance
from offramp.study.results.completions import (
    Certainty,
    CertaintyResult,
    CompletionRange,
    HeldState,
    HoldsResult,
    Share,
)
from offramp.study.results.questions import Ask, AskResult, Gain

SOURCE = Provenance("case", "case.yaml", "0" * 64, "0.1.0", 3, 400, False, False, 5376.0, 1000, "By hand.")
LONG = "talks formal, testing moratorium, Pyongyang at the table, exercises suspended, missile operational"


def printed(show: Callable[[Any, Any], None], result: Any, names: Names | None = None) -> str:
    console = Console(file=io.StringIO(), width=80, force_terminal=False)
    show(_Page(console, names or Names(), 40), result)
    file = console.file
    assert isinstance(file, io.StringIO)
    text = file.getvalue()
    assert max(len(line) for line in text.splitlines()) <= 80
    return text.replace("\N{NO-BREAK SPACE}", " ")


def state(
    number: int, share: Share, running: tuple[float, ...] = (), levels: dict[str, str] | None = None
) -> HeldState:
    concepts = ("nash", "gmr", "smr", "seq", "sseq", "mixed")
    return HeldState(
        number,
        LONG,
        {"usa.talks": str(number), "missile": "operational"} if levels is None else levels,
        "interim_settlement",
        dict.fromkeys(concepts, share),
        {c: {"united_states": share, "north_korea": Share("all", 1.0, 0.0, 0.0)} for c in concepts},
        {"seq": running} if running else {},
    )


def held(*, draws: int = 0) -> HoldsResult:
    some = Share("some", 0.634, 0.024 if draws else 0.0, 0.0)
    never = Share("no", 0.0, 0.0, 3 / draws if draws else 0.0)
    return HoldsResult(
        answers={"aim": "hard_line"},
        orders={"united_states": 4, "north_korea": 1344},
        profiles=5376.0,
        looked_at=339 if draws else 5376,
        draws=draws,
        marks=(50, 100, 200, 400) if draws else (),
        status_quo=7,
        states=(state(3, some, (0.5, 0.6, 0.604, 0.634) if draws else ()), state(7, never)),
        hidden=6486,
        counts={c: {"all": 2, "some": 153, "no": 8487} for c in ("nash", "gmr", "smr", "seq", "sseq", "mixed")},
        provenance=SOURCE,
    )


def test_shares_are_shown_with_their_verdicts_and_the_status_quo_by_actor() -> None:
    text = printed(profiles.show_holds, held())
    flat = text.replace("\n", " ")
    assert "5,376 preference profiles; what is wanted is open for united states and north korea." in flat
    assert "answers fixed: aim hard line" in flat
    assert "63 %" in text
    assert "6,486 more states" in text
    rows = [line.split() for line in text.splitlines()]
    assert ["united", "states", *["no"] * 6] in rows
    assert ["north", "korea", *["all"] * 6] in rows
    assert "draw" not in text
    assert "Standard errors" not in text


def test_what_draws_leave_open_is_said() -> None:
    text = printed(profiles.show_holds, held(draws=400)).replace("\n  ", " ")
    assert "400 profiles were drawn; 339 of them differ" in text
    assert "up to ±2.4 points" in text
    assert "less than 0.8 % of the profiles speak against them" in text
    assert "From 200 draws to 400 no share moved by more than 3 points" in text


def test_states_that_differ_only_in_clocks_share_a_row() -> None:
    def at(number: int, share: float, missile: str) -> HeldState:
        return state(number, Share("some", share, 0.0, 0.0), levels={"usa.talks": "formal", "missile": missile})

    result = replace(held(), states=(at(3, 0.634, "ready"), at(5, 0.2, "far"), at(6, 0.5, "near"), *held().states[1:]))
    rows = [line.split() for line in printed(profiles.show_holds, result).splitlines()]
    assert [row[:2] for row in rows if row[:1] in (["3"], ["5"], ["6"])] == [["3", "+2"]]
    assert next(row for row in rows if row[:1] == ["3"])[-12:] == ["20", "to"] * 6
    assert "+2 stands for two more" in printed(profiles.show_holds, result).replace("\n", " ")
    assert "put together" not in printed(profiles.show_holds, held())


def test_a_case_with_nothing_open_has_one_profile() -> None:
    settled = HoldsResult({}, {"a": 1}, 1.0, 1, 0, (), None, (), 0, {}, SOURCE)
    assert "there is one preference profile" in printed(profiles.show_holds, settled)


def test_certain_open_and_impossible_worlds_are_told_apart() -> None:
    rows = (
        Certainty("strike", "war", "avoid", "all", 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0035),
        Certainty("wait", "war", "avoid", "some", 0.04, 0.7, 0.26, 0.003, 0.01, 0.009, 0.0),
    )
    text = printed(completions.certainty, CertaintyResult(rows, (), SOURCE))
    assert ["strike", "100", "%", "0", "%", "0", "%"] in [line.split() for line in text.splitlines()]
    assert "4 % ±0.3" in text
    assert "disagree, with 95 % confidence" in text
    assert "open preferences" not in text


def moved(actor: str, low: float, high: float, *, telling: bool = True, unseen: int = 0) -> CompletionRange:
    given = {"aim": "hard_line"} if actor == "b" else {}
    share = (0.2, 0.05) if telling else (float("nan"), float("nan"))
    return CompletionRange(
        "wait",
        "war",
        "avoid",
        actor,
        given,
        0.5,
        *share,
        telling,
        0.4,
        low,
        high,
        0.012,
        0.031,
        16,
        unseen,
        1,
        not telling,
    )


def test_ranges_come_with_their_error_and_only_where_they_are_no_noise() -> None:
    nan = float("nan")
    ranges = (
        moved("b", 0.1, 0.8, unseen=2),
        moved("c", 0.1, 0.7),
        moved("d", 0.400, 0.404),
        moved("e", nan, nan, telling=False),
    )
    text = printed(completions.certainty, CertaintyResult((), ranges, SOURCE))
    flat = " ".join(text.split())
    assert "b (hard line) 40 % 10 to 80 %* ±3.1" in flat
    assert "c 40 % 10 to 70 % ±3.1" in flat
    assert sum("40 %" in line for line in text.splitlines()) == 2
    assert "nan" not in text
    assert "Of no other can it be said, by two standard errors, that it moves a chance by half a point." in flat
    assert "* Some completions are in no world: the range may be wider." in flat
    assert "There are too few worlds to tell in 1 case." in flat


def test_where_no_completion_moves_anything_there_is_no_table() -> None:
    ranges = (moved("d", 0.400, 0.404),)
    flat = " ".join(printed(completions.certainty, CertaintyResult((), ranges, SOURCE)).split())
    assert "What one actor's open preferences can do" not in flat
    assert "Of no actor can it be said" in flat
    assert "*" not in flat


def test_ranges_beyond_those_listed_are_counted() -> None:
    ranges = tuple(moved("c", 0.1, 0.7) for _ in range(completions.MOST_RANGES + 3))
    flat = " ".join(printed(completions.certainty, CertaintyResult((), ranges, SOURCE)).split())
    assert "3 ranges more, less sure, left out." in flat


def asked(kind: str, first: str, second: str, share: float, applies: float = 1.0) -> Ask:
    gain = Gain("wait", share, 0.02, share / 10, 0.012, 0.001)
    return Ask(kind, "b", first, second, applies, 0.5, {"seek": gain, "avoid": gain})


def test_questions_are_put_into_words() -> None:
    questions = (asked("order", "talks", "not strike", 0.3), asked("answer", "hard_line", "aim", 0.1))
    result = AskResult("deal", "war", {"seek": 0.4, "avoid": 0.1}, questions, 2, SOURCE)
    names = Names(actors={"b": "Southland"}, questions={"aim": "What does it want?"})
    text = printed(completions.questions, result, names)
    assert text.startswith('Ask first: Southland: does "talks" matter more than "not strike"?')
    assert 'What does it want? Is it "hard line"?' in text.replace("\n", " ")
    assert "30 % ±2.0" in text
    assert "+1" in text
    assert "2 more questions were weighed" in text.replace("\n", " ")
    assert "where the actor has the statements" not in text


def test_a_question_that_need_not_apply_is_explained() -> None:
    result = AskResult("deal", "war", {"seek": 0.4, "avoid": 0.1}, (asked("holds", "talks", "", 0.3, 0.6),), 0, SOURCE)
    text = printed(completions.questions, result).replace("\n", " ")
    assert "Yes: where the actor has the statements at all." in text
    assert "weighed" not in text


def test_nothing_open_is_nothing_to_ask() -> None:
    assert "nothing to ask" in printed(completions.questions, AskResult(None, None, {}, (), 0, SOURCE))
