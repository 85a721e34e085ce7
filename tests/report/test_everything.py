"""A case with everything that can be left open at once is told from end to end, and nothing on its page is unknown."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from tests.report.test_doubt import section
from tests.report.test_html import Page

from offramp import api
from offramp.api import reports
from offramp.case.building import load_text
from offramp.study.many.surveying import survey
from study.many import TEXT

SPONSOR = """  sponsor:
    - not north.fire
    - any_order: [not sponsor.aid, north.troops >= thinned, south.talks]
"""
PARTIAL = """  sponsor:
    partial:
      states: {war: north.fire, thin: north.troops >= thinned, talks: south.talks, rest: not north.fire}
      known: [rest before war, thin before war, talks before war]
"""
CHANGES = {
    SPONSOR: PARTIAL,
    "leave: {prior: 0.5,": "leave: {prior: roughly even chance,",
    "hold: {prior: 0.3,": "hold: {prior: unlikely,",
    "fight: {prior: 0.2,": "fight: {prior: very unlikely,",
    "south.patrols == off, not south.talks]": (
        "south.patrols == off, not south.talks, winter == far, not sponsor.aid, south.talks]"
    ),
}


@pytest.fixture(scope="module")
def text() -> str:
    """The page of a case with stages, ranges, words, a partial order and sampled completions, of a stopped study."""
    written = TEXT
    for before, after in CHANGES.items():
        assert before in written
        written = written.replace(before, after)
    case, _ = load_text(written)
    there = api.ensemble(case, samples=120)
    assert {t.actor for t in there.doubts.types if t.sampled} == {"north"}
    over = survey(there)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reports, "SOBOL_BASE", 4)
        patch.setattr(reports, "RATE_WORLDS", 20)
        page, compared = api.report(there, survey=replace(over, planned=over.planned + 1))
    assert compared.provenance.partial
    return page


def test_the_page_is_whole(text: str) -> None:
    page = Page(text)
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))


def test_nothing_unknown_is_printed(text: str) -> None:
    plain = re.sub(r"<style.*?</style>|<[^>]*>", " ", text, flags=re.DOTALL)
    assert not re.search(r"\bnan\b|undefined|\bNone\b(?! of these)|\binf\b|\[\]|\{\}", plain)
    assert "nan" not in re.findall(r'="([^"]*)"', text)


def test_every_kind_of_doubt_has_its_words(text: str) -> None:
    assert "PARTIAL: the study was stopped" in text
    assert "learns the answer to" in section(text, "stages")
    told = section(text, "hinges")
    assert "What hangs on each rate" in told
    assert "3 probabilities given as a word vary over the word's range." in told.replace("&#39;", "'")
    assert "4 rates vary over a range of the file." in told
    assert "all would stay in" in section(text, "always")
    assert "north aim: is it" in section(text, "next")
