"""The page: whole, self-contained, escaped, and readable without eyes or colour."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from tests.report import samples

from offramp import api
from offramp.case.building import load_text
from offramp.case.mistakes import Mistake
from offramp.report.html import render
from offramp.report.templates import link

VOID = {"meta", "br", "link", "img", "input", "hr"}
SVG_LEAVES = {"path", "rect", "circle", "line"}


class Page(HTMLParser):
    """Collects what the tests ask of a page, and checks that tags are closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[tuple[str, str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and data.strip():
            self.words.append((self.open[-1], data.strip()))

    def all(self, *names: str) -> Iterator[dict[str, str | None]]:
        return (attributes for tag, attributes in self.tags if tag in names)

    @property
    def ids(self) -> list[str]:
        return [value for _, attributes in self.tags if (value := attributes.get("id"))]


def whole(**changes: object) -> str:
    found: dict[str, object] = {
        "policies": samples.policies(),
        "paths": (samples.paths("no policy"), samples.paths()),
        "stable": samples.stable(),
        "misread": samples.misread(),
        "evidence": samples.evidence(),
        "deals": samples.deals(),
        "warnings": (Mistake("W105", f"a source {samples.ATTACK} that is never cited", "case.yaml", 12),),
        "whys": (samples.why(),),
        "doubts": samples.doubts(),
    }
    return render(samples.case(), **(found | changes))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def text() -> str:
    return whole()


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


def test_every_tag_is_closed_in_order(page: Page) -> None:
    assert page.open == []


def test_nothing_is_loaded_from_anywhere(text: str, page: Page) -> None:
    assert not list(page.all("script", "link", "img", "iframe", "object", "embed"))
    assert not [attributes for _, attributes in page.tags if "src" in attributes or "srcset" in attributes]
    assert "@import" not in text
    assert not re.search(r"url\(\s*['\"]?(https?:|//)", text)
    assert not [a for _, attributes in page.tags for a in attributes if a.startswith("on")]


def test_ids_are_unique_and_references_resolve(page: Page) -> None:
    assert len(page.ids) == len(set(page.ids))
    for attributes in page.all("a"):
        if (target := attributes["href"] or "").startswith("#"):
            assert target[1:] in page.ids
    for _, attributes in page.tags:
        for reference in (attributes.get("aria-labelledby") or "").split():
            assert reference in page.ids
    inside = re.findall(r"url\(#([\w-]+)\)", " ".join(str(a) for _, a in page.tags))
    assert set(inside) <= set(page.ids)


def test_every_picture_has_a_text_alternative(page: Page) -> None:
    pictures = list(page.all("svg"))
    assert len(pictures) >= 9
    for picture in pictures:
        assert picture["role"] == "img"
        assert len((picture["aria-labelledby"] or "").split()) == 2
    assert len([word for tag, word in page.words if tag == "desc"]) == len(pictures)


def test_headings_and_landmarks_are_in_order(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))
    for landmark in ("header", "nav", "main", "footer"):
        assert len(list(page.all(landmark))) == 1


def test_every_table_has_a_caption_and_scoped_headings(page: Page) -> None:
    tables = len(list(page.all("table")))
    assert tables == len(list(page.all("caption")))
    assert all(attributes.get("scope") for attributes in page.all("th"))


def test_the_answer_comes_first(page: Page) -> None:
    sections = [attributes["id"] for attributes in page.all("section")]
    assert sections == [
        "answer",
        "policies",
        "stages",
        "doubt",
        "hinges",
        "next",
        "ways",
        "always",
        "holds",
        "misreadings",
        "deals",
        "evidence",
        "window",
        "variants",
        "assumptions",
        "limits",
        "sources",
        "provenance",
    ]


def test_text_from_the_case_is_escaped(text: str) -> None:
    assert samples.ATTACK not in text
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;" in text
    assert "<u>opens" not in text
    assert "<i>on it" not in text
    assert "nothing <b>else" not in text


def test_only_web_addresses_become_links(page: Page) -> None:
    targets = [str(attributes["href"]) for attributes in page.all("a")]
    assert "https://example.org/a?b=1&c=2" in targets
    assert not [target for target in targets if target.startswith("javascript")]
    assert link("ftp://example.org") is None
    assert link("HTTPS://example.org") == "HTTPS://example.org"


def test_sampling_errors_are_shown_only_where_there_are_some(text: str) -> None:
    assert "±1.2" not in text
    assert "±1.2" in whole(policies=samples.policies(exact=False))


def test_threats_nobody_keeps_are_marked(text: str) -> None:
    assert "threat nobody keeps" in text
    assert "nobody would keep this threat: the United States would not make that move" in text


def test_warnings_are_listed(text: str) -> None:
    assert "W105" in text
    assert "1 warning" in text


def test_the_page_follows_dark_mode_and_paper(text: str) -> None:
    assert "prefers-color-scheme: dark" in text
    assert "@media print" in text
    assert 'fill="currentColor"' in text
    assert "#010101" not in text


def test_what_the_case_does_not_ask_for_is_said_to_be_missing() -> None:
    empty = replace(samples.policies(), decides=(), worth=(), watch=(), flips=(), staged=())
    shut = tuple(replace(p, open_by=dict.fromkeys(p.open_by, 1.0), by_concept={}, rates={}) for p in empty.policies)
    text = whole(deals=None, policies=replace(empty, policies=shut), paths=(), whys=(), warnings=())
    assert Page(text).open == []
    assert "The case asks for no deal." in text
    assert "The case has no window that closes." in text
    assert "These forecasts were not asked for." in text


@pytest.mark.parametrize("dropped", ["seek", "avoid"])
def test_one_yardstick_is_enough(dropped: str) -> None:
    page = Page(whole(policies=replace(samples.policies(), **{dropped: None, f"best_{dropped}": None, "decides": ()})))
    assert page.open == []


def test_many_policies_with_many_outcomes_are_drawn() -> None:
    assert Page(whole(policies=samples.wide())).open == []


def test_a_real_case_is_rendered() -> None:
    case, _ = load_text(samples.TEXT)
    text, compared = api.report(case)
    page = Page(text)
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert {policy.policy for policy in compared.policies} == {"no policy", "halt_for_halt", "strike"}


def test_the_page_shows_what_each_actor_is_taken_to_want(page: Page) -> None:
    shown = [word for tag, word in page.words if tag == "code"]
    assert {"not usa.strike", "prk.testing == moratorium", "usa.exercises == suspended"} <= set(shown)
    assert "What each actor is taken to want" in [word for tag, word in page.words if tag == "summary"]


def test_tables_of_many_policies_fold_all_but_the_leading() -> None:
    page = Page(whole(policies=samples.wide()))
    summaries = [word for tag, word in page.words if tag == "summary"]
    folded = [word for word in summaries if word.startswith("The other ")]
    shown = len(samples.wide().policies) - int(folded[0].split()[2])
    assert len(folded) == 2  # outcomes and the window
    assert 8 <= shown <= 11  # the eight best, and the leaders by the other yardsticks


def test_policies_that_never_reach_the_outcome_share_a_sentence() -> None:
    base = samples.policies()
    nothing = samples.shares(0.05, 0.0)
    idle = [
        replace(p, policy=f"idle_{n}", name=f"idle {n}", by_concept={"nash": nothing}, rates={"slower": nothing})
        for n, p in enumerate([base.policies[0]] * 3)
    ]
    text = whole(policies=replace(base, policies=(*base.policies, *idle)))
    told = re.findall(r"Below 1 % everywhere: all others \((.*)\)\.", text)
    assert sorted(told[0].split(", ")) == ["idle 0", "idle 1", "idle 2", "no policy", "strike"]
