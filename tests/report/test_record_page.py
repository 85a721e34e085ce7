"""The record on the page, and the chronicle: whole, self-contained, escaped, and any part alone."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from tests.report import record_samples, samples, verdict_samples
from tests.report.samples import ATTACK
from tests.report.test_html import Page, whole
from tests.report.test_record_text import printed

from offramp.report import chronicle_charts, closing_charts, compliance_chart, lanes, signal_chart
from offramp.report.chronicle import chronicle
from offramp.report.names import Names
from offramp.report.record import Recorded, palette, record_section
from offramp.study.results.window import WindowResult

CASE = record_samples.case()
NAMES = Names.of(CASE)
LEVELS = {variable.id: variable.levels for variable in CASE.variables}


def everything() -> Recorded:
    return Recorded(
        record_samples.timeline(),
        record_samples.signals(),
        verdict_samples.window(),
        verdict_samples.monitor(),
        record_samples.events(),
    )


@pytest.fixture(scope="module")
def section() -> str:
    return everything().section(CASE)


@pytest.fixture(scope="module")
def text() -> str:
    return chronicle(verdict_samples.backtest(), CASE, events=record_samples.events())


def sound(text: str) -> Page:
    """Check what every page must be, and return it."""
    page = Page(text)
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert not list(page.all("script", "link", "img", "iframe"))
    assert ATTACK not in text
    inside = re.findall(r"url\(#([\w-]+)\)", " ".join(str(a) for _, a in page.tags))
    assert set(inside) <= set(page.ids)
    for picture in page.all("svg"):
        assert picture["role"] == "img"
    assert len(list(page.all("svg"))) == len([word for tag, word in page.words if tag == "desc"])
    assert len(list(page.all("table"))) == len(list(page.all("caption")))
    assert all(attributes.get("scope") for attributes in page.all("th"))
    plain = re.sub(r"<style.*?</style>|<[^>]*>", " ", text, flags=re.DOTALL)
    assert not re.search(r"\bnan\b|undefined|\bNone\b(?! at all| of these)|\binf\b|\[\]|\{\}", plain)
    assert "#010101" not in text
    return page


# ---------------------------------------------------------------- sections


def test_the_sections_are_sound_and_in_order(section: str) -> None:
    page = sound(section)
    assert [attributes["id"] for attributes in page.all("section")] == ["timeline", "signals", "lasting", "kept"]
    assert len(list(page.all("svg"))) == 5
    assert "&lt;script&gt;" in section


@pytest.mark.parametrize("part", ["timeline", "signals", "window", "monitor"])
def test_each_part_stands_alone(part: str) -> None:
    alone = record_section(CASE, **{part: getattr(everything(), part)})
    page = sound(alone)
    assert len(list(page.all("section"))) == 1
    assert Recorded(**{part: getattr(everything(), part)}).contents == [
        (attributes["id"], word) for attributes, word in zip(page.all("section"), headings(page), strict=True)
    ]


def headings(page: Page) -> list[str]:
    return [word for tag, word in page.words if tag == "h2"]


def test_nothing_is_nothing() -> None:
    assert record_section(CASE).strip() == ""
    assert Recorded().contents == []


def test_the_report_includes_the_sections_and_names_them_in_its_contents() -> None:
    text = whole(record=everything())
    page = sound_report(text)
    sections = [attributes["id"] for attributes in page.all("section")]
    at = sections.index("window")
    assert sections[at : at + 6] == ["window", "timeline", "signals", "lasting", "kept", "variants"]
    targets = [attributes["href"] for attributes in page.all("a")]
    assert {"#timeline", "#signals", "#lasting", "#kept"} <= set(targets)


def sound_report(text: str) -> Page:
    page = Page(text)
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert all(b <= a + 1 for a, b in pairwise(levels))
    return page


def test_a_report_without_a_record_is_as_before() -> None:
    assert whole() == whole(record=None)
    assert 'id="timeline"' not in whole()


def test_doubts_are_said_where_the_numbers_are(section: str) -> None:
    plain = " ".join(re.sub(r"<[^>]*>", " ", section).split())
    for doubt in (
        "Other rules would give other levels.",
        "A reader of the originals may judge otherwise.",
        "What to hold against these rates",
        "a change of regime makes these numbers wrong",
        "an act that is in no source breaks nothing here",
    ):
        assert doubt in plain


def test_rows_that_could_not_be_read_are_on_the_page(section: str) -> None:
    assert "2 rows that could not be read" in section
    assert "<code>2017-13-01</code> is no date" in section


def test_empty_results_are_told_and_not_drawn() -> None:
    found = everything()
    assert found.timeline is not None
    assert found.signals is not None
    assert found.monitor is not None
    empty = Recorded(
        replace(found.timeline, states=(), levels=(), posteriors={}, kinds=(), coming=(), stated=None, differs=()),
        replace(found.signals, formulations=(), drumbeats=(), changes=(), say_do=(), refused=()),
        WindowResult(None, None, None, (), (), ()),
        replace(found.monitor, clauses=(), counts={}),
    )
    page = sound(empty.section(CASE))
    assert list(page.all("svg")) == []


# ---------------------------------------------------------------- pictures


def test_the_lanes_show_levels_by_shade_and_label_and_leave_out_what_never_moves() -> None:
    picture = lanes.lanes_chart(record_samples.timeline(), NAMES, palette(CASE), levels=LEVELS, as_of="2018-06-15")
    for word in ("full", "suspended", "scaled back", "moratorium", "interim arrangement", "as of 2018-06-15"):
        assert f">{word}<" in picture
    assert ">United States: strike<" not in picture
    assert lanes.unmoved(record_samples.timeline(), NAMES) == ["United States: strike (no)", "North Korea: talks (no)"]
    shades = {float(value) for value in re.findall(r'fill-opacity="([\d.]+)"', picture)}
    assert {lanes.FAINTEST, lanes.DARKEST} <= shades
    outside = lanes.lanes_chart(record_samples.timeline(), NAMES, palette(CASE), levels=LEVELS, as_of="2030-01-01")
    assert "as of" not in outside


def test_the_lanes_draw_the_kinds_that_rules_go_by() -> None:
    found, kinds = record_samples.timeline(), record_samples.events()
    every = lanes.lanes_chart(found, NAMES, palette(CASE), levels=LEVELS, events=kinds)
    assert ">a test (22 days)<" in every
    assert ">a joint exercise (6 days)<" in every
    some = lanes.lanes_chart(found, NAMES, palette(CASE), levels=LEVELS, events=kinds, wanted={"drill"})
    assert ">a test (22 days)<" not in some


def test_runs_of_one_outcome_are_one_strip() -> None:
    assert lanes.runs(record_samples.timeline()) == [
        ("none of these", "2017-01-01", "2018-04-20"),
        ("pause", "2018-04-21", "2018-06-11"),
        ("interim", "2018-06-12", "2019-05-03"),
        ("none of these", "2019-05-04", "2019-12-31"),
    ]


def test_marks_of_statements_tell_apart_by_shape() -> None:
    kinds = [signal_chart.kind_of(found) for found in record_samples.formulations()]
    assert kinds[2:6] == ["harder and softer", "softer", "no difference, or nothing to compare", "harder"]
    assert kinds[6] == "other differences"
    assert len({shape for shape, _ in signal_chart.KINDS.values()}) == len(signal_chart.KINDS)
    picture = signal_chart.signals_chart(record_samples.signals(), NAMES)
    assert "7 statements" in picture
    assert "as of 2019-12-31" in picture


def test_verdicts_have_patterns_and_labels_and_the_axis_begins_where_something_binds() -> None:
    picture = compliance_chart.compliance_chart(verdict_samples.monitor(), NAMES)
    for verdict in ("open", "disputed", "kept", "broken", "released"):
        assert f">{verdict}<" in picture
    patterns = {swatch.pattern for swatch in compliance_chart.SWATCHES.values()}
    assert len(patterns) == len(compliance_chart.SWATCHES)
    assert ">2019<" in picture
    assert ">2017<" not in picture


def test_curves_of_paths_always_show_no_policy() -> None:
    found = verdict_samples.window()
    many = tuple(verdict_samples.completion(f"p{n}", 0.5 + n / 100) for n in range(9))
    chosen = closing_charts.first(replace(found, completions=(*many, found.completions[0])))
    assert len(chosen) == closing_charts.MOST_CURVES
    assert chosen[-1].policy == "no policy"
    assert [c.policy for c in chosen[:2]] == ["p8", "p7"]


# ---------------------------------------------------------------- the chronicle


def test_the_chronicle_is_a_sound_page(text: str) -> None:
    page = sound(text)
    assert text.startswith("<!DOCTYPE html>")
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))
    for attributes in page.all("a"):
        assert (attributes["href"] or "").removeprefix("#") in page.ids
    assert not list(page.all("script"))


def test_how_well_it_did_comes_first_with_what_it_rests_on(text: str) -> None:
    sections = [attributes["id"] for attributes in Page(text).all("section")]
    assert sections == ["verdict", "scores", "months", "entries", "hindsight", "limits", "provenance"]
    assert text.index("independent resolutions") < text.index("than the base rate by Brier score, within 12 months")
    assert "All outcomes, within 12 months: by the Brier score the analysis did worse than the base rate" in text


def test_the_answer_of_the_day_of_the_case_stands_at_the_top_with_what_came(text: str) -> None:
    plain = " ".join(re.sub(r"<[^>]*>", " ", text).split()).replace("\N{NO-BREAK SPACE}", " ")
    said = "On 2018-06-10, the last month before the day of the case, it gave “interim arrangement” without any policy "
    assert f"{said}14 % as the end of play (20 % within 12 months); under the best policy" in plain
    assert "The record had come to it by 2018-07-10." in plain
    assert "what governments did after all is not in them" in plain
    whole = chronicle(verdict_samples.backtest(), CASE, timeline=record_samples.timeline())
    assert "The record came to it on 2018-06-12." in whole
    never = replace(verdict_samples.backtest(), then=verdict_samples.backtest().then[:18])
    assert "The record did not come to it by" in chronicle(never, CASE)
    assert "the day of the case" not in chronicle(verdict_samples.backtest(), replace(CASE, as_of=None))


def test_nothing_that_a_page_or_a_terminal_obeys_reaches_them() -> None:
    obeyed = "".join(map(chr, (*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F))))
    obeyed += "\u2066\u2067\u2068\u2069"
    found = everything()
    assert found.events is not None
    assert found.timeline is not None
    assert found.monitor is not None
    evil = Recorded(
        replace(found.timeline, levels=tuple(replace(s, says=f"a{obeyed}b") for s in found.timeline.levels)),
        monitor=replace(found.monitor, clauses=tuple(replace(c, text=f"a{obeyed}b") for c in found.monitor.clauses)),
        events=replace(found.events, events=tuple(replace(e, says=f"a{obeyed}b") for e in found.events.events)),
    )
    back = replace(verdict_samples.then(3), label=f"a{obeyed}b", trouble=f"a{obeyed}b")
    page = chronicle(replace(verdict_samples.backtest(), then=(back,)), CASE, events=evil.events)
    told = (printed(evil.timeline), printed(evil.monitor), printed(evil.events))
    for text in (evil.section(CASE), page, *told):
        assert not set(obeyed) & set(text)
        assert f"a{' ' * len(obeyed)}b" in text or text in told


def test_every_month_has_an_entry_with_what_was_said_and_what_came(text: str) -> None:
    page = Page(text)
    months = [name for name in page.ids if re.fullmatch(r"m-\d{4}-\d{2}-\d{2}", name)]
    assert len(months) == 36
    entry = text[text.index('id="m-2017-07-10"') : text.index('id="m-2017-08-10"')]
    assert "Then and now" in entry
    assert "The policies then" in entry
    assert "2017-07-28 K006: Launch number 6." in entry
    april = text[text.index('id="m-2017-04-10"') : text.index('id="m-2017-05-10"')]
    assert "<li>K999</li>" in april


def test_a_month_that_could_not_be_played_parts_the_line() -> None:
    values: list[dict[str, Any]] = list(chronicle_charts._values(verdict_samples.backtest().then, "seek"))
    assert {value["run"] for value in values} == {
        "no policy 0",
        "no policy 1",
        "the policy then best 0",
        "the policy then best 1",
    }
    assert len(values) == 70


def test_an_empty_back_test_is_still_a_page() -> None:
    empty = replace(verdict_samples.backtest(), then=(), forecasts=(), scores=(), calibration=(), seek=None, avoid=None)
    text = chronicle(empty, CASE)
    sound(text)
    assert "Nothing could be scored." in text
    assert "The analysis was run as of no month." in text


def test_the_chronicle_of_another_case_names_what_it_can() -> None:
    sound(chronicle(verdict_samples.backtest(), samples.case()))
