"""How a case reads its record."""

import datetime
import json

import pytest

from case.bad import BASE, assert_mistake, mistakes_of, places_of, the_mistake
from case.test_whole_case import FULL
from offramp.case import load_text
from offramp.case.document import json_schema
from offramp.case.expressions import And, At, Not
from offramp.case.model import Clock, Speed
from offramp.case.recorded import Announcement, Estimate, Kind, Regime, Rule, Topic

KINDS = "test: {actor: PRK}, talk: {says: talks}, drill: {actor: USA}"


def record(text: str, kinds: str = KINDS, more: str = "") -> str:
    """Return a case with a record: what stands in it besides kinds, and what stands beside it."""
    return f"{BASE}record: {{kinds: {{{kinds}}}{', ' if text else ''}{text}}}\n{more}"


def rules_of(text: str):
    found, warnings = load_text(text)
    assert warnings == ()
    assert found.record is not None
    return found.record


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


# ---------------------------------------------------------------- what it comes to


def test_a_case_without_a_record_has_none():
    assert load_text(BASE)[0].record is None


def test_a_record_with_every_part_is_what_was_written():
    found = rules_of(FULL)
    assert (found.events, found.signals, found.calendar) == (
        ("events.csv", "more/old.csv"), ("signals.csv",), ("calendar.csv",),
    )  # fmt: skip
    assert (found.since, found.until) == (day("2016-01-01"), day("2019-12-31"))
    assert found.actors == {"PRK": "prk", "USA": "usa"}
    assert found.start == {"prk.testing": 0}
    assert found.about == "Events from the press"
    assert found.kinds == {
        "test": Kind(
            "test", "a test", ("PRK",), ("USA", "KOR"), ("missile_test", "nuclear_test"), about="Any test",
        ),
        "far": Kind("far", "far", says=("ICBM", "intercontinental"), any=("test",), but=("near",)),
        "near": Kind("near", "near", says=("short-range",), any=("test",)),
        "space": Kind("space", "space", mode=("space",), code=("020", "154")),
        "promise": Kind("promise", "promise", ("PRK",), says=("will return",)),
        "pledge": Kind("pledge", "pledge", ("usa",)),
    }  # fmt: skip
    assert found.rules == (
        Rule(
            ("test", "space"), None, 0, {"prk.testing": 0}, None, "test or space", "Tests are never a pause", ("oped",)
        ),
        Rule((), "test", 90, {"prk.testing": 1}, None, "no test for 90 days"),
        Rule(("pledge",), None, 0, {"usa.exercises": 1, "usa.talks": 1}, 61, "pledge, for 2 months"),
    )
    assert found.announcements == (Announcement("far", "A promise", "promise", "far", 365),)
    assert found.topics == {
        "tests": Topic("tests", "tests", ("nuclear test", "sixth test")),
        "peace": Topic("peace", "A peace treaty", ("treaty",)),
    }


def test_rates_of_the_record_are_what_was_written():
    talks = At("usa.talks", (1,))
    assert rules_of(FULL).rates == {
        "tests": Estimate(
            "tests", "tests", "test", None,
            (Regime("race", "The race", None, day("2017-11-29")),
             Regime("halt", "halt", day("2017-11-30"), day("2019-05-03"))),
            (0.5, 4.0), ("large_exercise", "space"), 14, {"in contact": talks}, "How often", ("oped",),
        ),
        "decisions": Estimate("decisions", "decisions", None, "prk"),
        "steps": Estimate("steps", "steps", None, "usa.exercises"),
    }  # fmt: skip


def test_rates_may_be_fitted_wherever_there_is_a_rate():
    case, _ = load_text(FULL)
    calm = And((Not(At("prk.attack", (1,))), At("prk.testing", (1, 2))))
    assert (case.behaviour["prk"].fitted, case.behaviour["prk"].speed) == ("decisions", Speed(0.0, 0.0))
    assert [case.behaviour[actor].fitted for actor in ("usa", "chn")] == [None, None]
    assert case.window is not None
    assert [(rate.fitted, rate.text) for rate in case.window.closes] == [(None, "not usa.talks"), ("steps", "calm")]
    assert case.window.closes[1].when == calm
    assert [rate.fitted for rate in case.clocks[0].rates] == [None, "tests"]
    again = load_text(FULL.replace(", about: Patience}", ", reopens: {  fitted   tests : calm}}"))[0].window
    assert again is not None
    assert again.reopens[0].fitted == "tests"


def test_a_default_that_is_fitted_holds_for_all_who_say_nothing_else():
    more = "behaviour: {default: {reconsiders: fitted d}, prk: {reconsiders: 2 per month}, usa: {chooses: any}}\n"
    case, _ = load_text(record("rates: {d: {changes: usa}}", more=more))
    assert {name: behaviour.fitted for name, behaviour in case.behaviour.items()} == {"usa": "d", "prk": None}


def test_a_clock_may_take_its_dates_from_the_calendar():
    case, _ = load_text(FULL)
    assert case.clocks[1] == Clock("season", (), (), "large_exercise")
    both = "as_of: 2017-07-10\nclocks: {c: {levels: [a, b], dates: {b: 2017-08-10}, calendar: drills}}\n"
    clock = load_text(record("calendar: c.csv", more=both))[0].clocks[0]
    assert (len(clock.dates), clock.calendar) == (1, "drills")


@pytest.mark.parametrize(
    ("written", "days"),
    [("90 days", 90), ("1 day", 1), ("3 months", 91), ("12 months", 365), ("1 year", 365), ("2 weeks", 14),
     ("0.5 months", 15), ("50 years", 18262), (".6 days", 1), ("1e1 days", 10)],
)  # fmt: skip
def test_lengths_are_whole_days(written, days):
    rule = f"rules: [{{without: test, after: {written}, lasts: {written}, set: {{prk.testing: freeze}}}}]"
    (found,) = rules_of(record(rule)).rules
    assert (found.after, found.lasts) == (days, days)


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [("0.5 to 4 per month", 0.5, 4.0), ("6 to 12 per year", 0.5, 1.0), ("1 to 2 per day", 30.4375, 60.875)],
)
def test_judgement_is_a_range_of_rates_per_month(written, low, high):
    found = rules_of(record(f"rates: {{r: {{of: test, expert: {written}}}}}")).rates["r"].expert
    assert found == pytest.approx((low, high))


def test_what_is_not_said_of_a_record_is_left_open():
    found = rules_of(BASE + "record: {}\n")
    assert (found.events, found.signals, found.calendar, found.rules, found.announcements) == ((), (), (), (), ())
    assert (found.kinds, found.rates, found.topics, found.start, found.actors) == ({}, {}, {}, {}, {})
    assert (found.since, found.until, found.about) == (None, None, None)


def test_a_rule_says_in_words_why_it_applies():
    rules = "{on: [long_test, talk], set: {usa.talks: yes}, lasts: 60  days}, "
    rules += "{without: long_test, after: 3 months, set: {usa.talks: no}, lasts: 1 year}"
    found = rules_of(record(f"rules: [{rules}]", "long_test: {actor: PRK}, talk: {says: talks}")).rules
    assert [rule.text for rule in found] == ["long test or talk, for 60 days", "no long test for 3 months"]


# ---------------------------------------------------------------- files


@pytest.mark.parametrize("name", ["events.csv", "data/events.csv", "a b.csv", "données.csv", "..data.csv", "./e.csv"])
@pytest.mark.parametrize("key", ["events", "signals", "calendar"])
def test_files_stand_beside_the_case(name, key):
    assert getattr(rules_of(record(f'{key}: "{name}"')), key) == (name,)


@pytest.mark.parametrize(
    "name",
    ["/etc/passwd", "../events.csv", "data/../../events.csv", "data\\\\..\\\\x.csv", "\\\\x.csv", "C:/x.csv", "c:x.csv",
     "~/x.csv", "https://example.org/x.csv", "file:///x.csv", "//host/x.csv", "", ".", "..", " ", "a\\0b.csv",
     "a\\nb.csv", "\\\\\\\\host\\\\x.csv"],
)  # fmt: skip
@pytest.mark.parametrize("key", ["events", "signals", "calendar"])
def test_other_files_are_refused(name, key):
    assert_mistake(record(f'{key}: "▸{name}"'), "E075", "beside the case", "events.csv")
    assert_mistake(record(f'{key}: [good.csv, "▸{name}"]'), "E075")


def test_a_file_is_named_once():
    assert_mistake(record("events: [a.csv, b.csv, ▸a.csv]"), "E006", "keep one")


# ---------------------------------------------------------------- dates, codes and levels


def test_a_record_does_not_end_before_it_begins():
    assert_mistake(record("since: 2017-01-02, until: ▸2017-01-01"), "E083", "a day before")
    assert mistakes_of(record("since: 2017-01-01, until: 2017-01-01")) == ()


def test_codes_stand_for_actors_of_the_case():
    assert_mistake(record("actors: {PRK: ▸pkr}"), "E021", 'did you mean "prk"?')
    assert_mistake(record("actors: {PRK: prk, ▸prk: usa}"), "E006", "without regard to case")
    assert rules_of(record("actors: {PRK: prk, KPA: prk}")).actors == {"PRK": "prk", "KPA": "prk"}


@pytest.mark.parametrize(
    ("text", "code", "remedy"),
    [
        ("start: {▸prk.tests: freeze}", "E021", 'did you mean "prk.testing"?'),
        ("start: {prk.testing: ▸frozen}", "E022", "levels of prk.testing: active, moratorium, freeze"),
        ("rules: [{on: test, set: {▸prk.tests: freeze}}]", "E021", 'did you mean "prk.testing"?'),
        ("rules: [{on: test, set: {prk.testing: ▸frozen}}]", "E022", 'did you mean "freeze"?'),
    ],
)
def test_levels_are_those_of_the_options(text, code, remedy):
    assert_mistake(record(text), code, remedy)


# ---------------------------------------------------------------- kinds


@pytest.mark.parametrize(
    ("kinds", "code", "remedies"),
    [
        ("▸a: {}", "E077", ("`actor`", "`but`")),
        ("▸a: {name: Anything, about: All}", "E077", ("give at least one",)),
        ("▸a: {actor: []}", "E077", ()),
        ("a: {any: ▸b}, bb: {actor: X}", "E021", ("known kinds of events: a, bb",)),
        ("a: {any: [b, ▸bc]}, b: {actor: X}", "E021", ('did you mean "b"?',)),
        ("a: {but: ▸test}, tests: {actor: X}", "E021", ('did you mean "tests"?',)),
        ("a: {any: [b, ▸b]}, b: {actor: X}", "E006", ("keep one",)),
        ("a: {any: ▸a}", "E076", ("take one of them out",)),
        ("a: {any: b}, b: {but: [c, ▸a]}, c: {actor: X}", "E076", ()),
        ("▸or: {actor: X}", "E013", ("letters",)),
        ("▸a-b: {actor: X}", "E013", ("letters",)),
        ("a: {says: [x, '▸ ']}", "E012", ("take it out",)),
        ('a: {code: "▸"}', "E012", ("take it out",)),
        ("a: {code: ▸19}", "E012", ("in quotes",)),
        ("a: {code: [▸020]}", "E012", ("in quotes",)),
        ("a: {code: ▸{}}", "E012", ("a mapping",)),
        ("a: {▸actr: X}", "E010", ('did you mean "actor"?',)),
        ("a: ▸X", "E012", ("text",)),
    ],
)
def test_what_a_kind_cannot_be_is_said(kinds, code, remedies):
    marked = record("", kinds)
    # a list with a number in it stands at the whole list
    assert_mistake(marked.replace("[▸020]", "▸[020]"), code, *remedies)


def test_a_circle_of_kinds_is_shown_once_and_in_full():
    found = the_mistake(record("", "a: {any: b}, b: {any: c}, c: {but: ▸b}, d: {any: a}"), "E076")
    assert found.message == "a kind that needs itself: b -> c -> b"


def test_a_long_circle_is_cut():
    kinds = ", ".join(f"k{n}: {{any: {'▸' * (n == 9)}k{(n + 1) % 10}}}" for n in range(10))
    found = the_mistake(record("", kinds), "E076")
    assert found.message == "a kind that needs itself: k0 -> k1 -> k2 -> k3 -> k4 -> k5 -> ... -> k0"


def test_a_long_name_of_a_file_is_cut():
    found = the_mistake(record(f"events: ▸/{'x' * 500}"), "E075")
    assert found.message == f'"/{"x" * 59}..." is not the name of a file beside the case'


def test_kinds_may_share_a_kind_without_a_circle():
    kinds = "a: {any: [b, c]}, b: {any: d}, c: {any: d, but: e}, d: {actor: X}, e: {actor: Y}"
    assert mistakes_of(record("", kinds)) == ()


def test_kinds_rest_on_at_most_forty_others():
    def chain(length: int) -> str:
        return record("", "k0: {actor: X}, " + ", ".join(f"k{n}: {{any: k{n - 1}}}" for n in range(1, length)))

    assert mistakes_of(chain(40)) == ()
    assert [m.code for m in mistakes_of(chain(41))] == ["E007"]
    assert [m.code for m in mistakes_of(chain(3000))] == ["E007"]
    backwards = ", ".join(f"k{n}: {{any: k{n + 1}}}" for n in range(3000))
    assert [m.code for m in mistakes_of(record("", backwards + ", k3000: {actor: X}"))] == ["E007"]


@pytest.mark.parametrize(
    ("more", "what"),
    [("define: {test: usa.strike}\n", "a definition"),
     ("clocks: {test: {levels: [a, b], rate: {1 per day: true}}}\n", "a clock")],
)  # fmt: skip
def test_a_kind_has_a_name_of_its_own(more, what):
    found = the_mistake(record("", "▸test: {actor: X}", more), "E086")
    assert found.message == f'"test" is already {what}'


@pytest.mark.parametrize(
    "more",
    ["impossible: [usa.strike and ▸test]\n", "define: {loud: not ▸test}\n", "outcomes: {war: ▸test == yes}\n",
     "commitments: {x: {by: prk, forbids: test, while: ▸test}}\n",
     "commitments: {x: {by: prk, forbids: test, until: usa.talks or ▸test}}\n"],
)  # fmt: skip
def test_a_kind_is_no_condition_on_levels(more):
    assert_mistake(record("actors: {PRK: prk}", more=more), "E078", "let a rule of the record set a level")


# ---------------------------------------------------------------- rules


@pytest.mark.parametrize(
    ("rule", "code", "remedy"),
    [
        ("▸{set: {usa.talks: yes}}", "E080", "give either `on:`"),
        ("▸{on: [], set: {usa.talks: yes}}", "E080", "give either `on:`"),
        ("▸{on: test, without: talk, after: 1 day, set: {usa.talks: yes}}", "E080", "or `without:`"),
        ("▸{on: test, after: 1 day, set: {usa.talks: yes}}", "E080", "go together"),
        ("▸{without: test, set: {usa.talks: yes}}", "E080", "go together"),
        ("{on: test, ▸set: {}}", "E079", "`set: {option: level}`"),
        ("▸{on: test}", "E011", "add `set:`"),
        ("{on: ▸tets, set: {usa.talks: yes}}", "E021", 'did you mean "test"?'),
        ("{on: [test, ▸test], set: {usa.talks: yes}}", "E006", "keep one"),
        ("{without: ▸tets, after: 1 day, set: {usa.talks: yes}}", "E021", 'did you mean "test"?'),
        ("{without: ▸[test], after: 1 day, set: {usa.talks: yes}}", "E012", "a list"),
        ("{without: test, after: ▸90, set: {usa.talks: yes}}", "E036", "`90 days`"),
        ("{without: test, after: ▸0 days, set: {usa.talks: yes}}", "E036", "from one day"),
        ("{without: test, after: ▸0.4 days, set: {usa.talks: yes}}", "E036", "from one day"),
        ("{on: test, lasts: ▸51 years, set: {usa.talks: yes}}", "E036", "to 50 years"),
        ("{on: test, lasts: ▸1e999 days, set: {usa.talks: yes}}", "E036", "to 50 years"),
        ("{on: test, set: {usa.talks: yes, ▸usa.talks: no}}", "E006", "keep one"),
        ("{on: test, ▸sett: {usa.talks: yes}}", "E010", 'did you mean "set"?'),
    ],
)
def test_what_a_rule_cannot_be_is_said(rule, code, remedy):
    assert_mistake(record(f"rules: [{rule}]"), code, remedy)


def test_a_rule_that_undoes_what_cannot_be_undone_is_doubted():
    start = "start: {usa.strike: yes}, "
    rule = "rules: [{on: test, set: {▸usa.strike: no}}]"
    assert_mistake(record(start + rule), "W112", "up only")
    assert mistakes_of(record(rule.replace("▸", ""))) == ()
    assert_mistake(record("rules: [{on: test, set: {▸usa.strike: yes}, lasts: 2 days}]"), "W112", "`lasts`")
    assert mistakes_of(record("rules: [{on: test, set: {usa.strike: yes}}]")) == ()
    down = record("start: {usa.strike: no}, rules: [{on: test, set: {▸usa.strike: yes}}]")
    assert_mistake(down.replace("direction: up", "direction: down"), "W112", "down only")


# ---------------------------------------------------------------- rates


@pytest.mark.parametrize(
    ("rate", "code", "remedy"),
    [
        ("▸r: {}", "E081", "either `of:`"),
        ("▸r: {of: test, changes: prk}", "E081", "or `changes:`"),
        ("r: {of: ▸tets}", "E021", 'did you mean "test"?'),
        ("r: {of: ▸[test]}", "E012", "a list"),
        ("r: {changes: ▸prkk}", "E021", 'did you mean "prk"?'),
        ("r: {changes: ▸prk.test}", "E021", 'did you mean "prk.testing"?'),
        ("▸r-s: {of: test}", "E013", "letters"),
        ("r: {of: test, expert: ▸often}", "E034", "`0.5 to 4 per month`"),
        ("r: {of: test, expert: ▸2}", "E034", "`0.5 to 4 per month`"),
        ("r: {of: test, expert: ▸2 per month}", "E084", "least and the greatest"),
        ("r: {of: test, expert: ▸4 to 2 per month}", "E084", "least and the greatest"),
        ("r: {of: test, expert: ▸2 to 2 per month}", "E084", "least and the greatest"),
        ("r: {of: test, expert: ▸0 to 2 per month}", "E084", "above 0"),
        ("r: {of: test, expert: ▸1 to 9999 per month}", "E084", "least and the greatest"),
        ("r: {of: test, beside: ▸drlil}", "E021", 'did you mean "drill"?'),
        ("r: {of: test, beside: [drill, ▸drill]}", "E006", "keep one"),
        ("r: {of: test, beside_days: ▸-1}", "E012", "digits only"),
        ("r: {of: test, beside_days: ▸2.5}", "E012", "digits only"),
        ("r: {of: test, beside_days: ▸true}", "E012", "digits only"),
        ("r: {of: test, beside_days: ▸30 days}", "E012", "digits only"),
        ("r: {of: test, beside_days: ▸10001}", "E012", "at most 10,000"),
        ("r: {of: test, while: {talking: ▸usa.talk}}", "E021", 'did you mean "usa.talks"?'),
        ("r: {of: test, while: ▸usa.talks}", "E012", "text"),
        ("r: {of: test, regimes: {a: {since: ▸2017}}}", "E035", "year-month-day"),
        ("r: {of: test, regimes: {▸a: {since: 2017-01-02, until: 2017-01-01}}}", "E082", "a day before"),
        ("r: {of: test, regimes: {a: {until: 2017-01-02}, ▸b: {since: 2017-01-02}}}", "E082", "after the `until` of a"),
        ("r: {of: test, regimes: {a: {since: 2017-01-02}, ▸b: {since: 2018-01-02}}}", "E082", "after the `until` of a"),
        ("r: {of: test, regimes: {a: {}, ▸b: {}}}", "E082", "after the `until` of a"),
        ("r: {of: test, ▸reconsiders: usa}", "E010", "known keys"),
    ],
)
def test_what_a_rate_of_the_record_cannot_be_is_said(rate, code, remedy):
    assert_mistake(record(f"rates: {{{rate}}}"), code, remedy)


def test_regimes_follow_one_another_day_by_day():
    found = record("rates: {r: {of: test, regimes: {a: {until: 2017-01-01}, b: {since: 2017-01-02}}}}")
    assert mistakes_of(found) == ()


@pytest.mark.parametrize("regime", ["until: 2015-12-31", "since: 2018-01-01", "since: 2019-01-01, until: 2019-02-01"])
def test_regimes_lie_within_the_record(regime):
    span = "since: 2016-01-01, until: 2017-12-31, "
    marked = record(f"{span}rates: {{r: {{of: test, regimes: {{▸a: {{{regime}}}}}}}}}")
    assert_mistake(marked, "E082", "of the record")


def test_what_stands_in_the_calendar_is_known_only_once_it_is_read():
    rates = "rates: {r: {of: test, beside: [large_exercise, drill]}}"
    assert mistakes_of(record(f"calendar: c.csv, {rates}")) == ()
    assert_mistake(record(rates.replace("large", "▸large")), "E021", "known kinds of events")


@pytest.mark.parametrize(
    ("more", "remedy"),
    [
        ("behaviour: {usa: {reconsiders: fitted ▸x}}\n", "known rates of the record: r"),
        ("window: {closes: {▸fitted x: true}}\n", "known rates of the record: r"),
        ("window: {when: usa.strike, reopens: {▸fitted x: true}}\n", "known rates"),
        ("clocks: {c: {levels: [a, b], rate: {▸fitted x: true}}}\n", "known rates"),
    ],
)
def test_a_fitted_rate_is_one_of_the_record(more, remedy):
    whole = record("rates: {r: {changes: usa}}", more=more.replace("fitted ▸x", "▸fitted x"))
    assert_mistake(whole, "E021", remedy)
    nothing = BASE + more.replace("fitted ▸x", "▸fitted x")
    assert_mistake(nothing, "E085", "add `record:`", "in numbers")


@pytest.mark.parametrize("written", ["fitted", "fitted r s", "fitted r per month", "Fitted r"])
def test_what_is_not_quite_a_fitted_rate_is_no_rate(written):
    more = f"behaviour: {{usa: {{reconsiders: ▸{written}}}}}\n"
    assert_mistake(record("rates: {r: {changes: usa}}", more=more), "E034", "or `fitted` and a rate of the record")


def test_decisions_are_changes_of_level_and_not_events():
    more = "behaviour: {usa: {reconsiders: ▸fitted r}}\n"
    assert_mistake(record("rates: {r: {of: drill}}", more=more), "E089", "`changes:`")


def test_dates_from_a_calendar_need_one():
    clock = "clocks: {c: {levels: [a, b], calendar: ▸drills}}\n"
    assert_mistake(record("", more=clock), "E085", "a file under `calendar:`")
    assert_mistake(BASE + clock, "E085", "a file under `calendar:`")


def test_a_clock_has_rates_or_dates_of_either_kind():
    clock = "clocks: {▸c: {levels: [a, b], rate: {1 per day: true}, calendar: drills}}\n"
    assert_mistake(record("calendar: c.csv", more=clock), "E012", "either `rate:`", "`calendar:`")
    assert_mistake(BASE + "clocks: {▸c: {levels: [a, b]}}\n", "E012", "`dates:` or `calendar:`")


# ---------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("text", "code", "remedy"),
    [
        ("announcements: {a: {says: ▸tlak, does: test, within: 1 day}}", "E021", 'did you mean "talk"?'),
        ("announcements: {a: {says: talk, does: ▸tets, within: 1 day}}", "E021", 'did you mean "test"?'),
        ("announcements: {a: {says: talk, does: test, within: ▸soon}}", "E036", "`90 days`"),
        ("announcements: {▸a: {says: talk, does: test}}", "E011", "add `within:`"),
        ("announcements: {▸a: {does: test, within: 1 day}}", "E011", "add `says:`"),
        ("topics: {▸a: []}", "E012", "write words"),
        ("topics: {a: {name: A, ▸words: []}}", "E012", "write words"),
        ("topics: {a: [b, '▸']}", "E012", "take it out"),
        ("topics: {a: ▸3}", "E012", "a number"),
        ("topics: {▸a: {name: A}}", "E011", "add `words:`"),
    ],
)
def test_what_words_cannot_be_is_said(text, code, remedy):
    assert_mistake(record(text), code, remedy)


# ---------------------------------------------------------------- what only follows from other mistakes


@pytest.mark.parametrize(
    "text",
    [
        record("rules: [{on: test, set: {usa.talks: yes}}]").replace("kinds", "▸kind"),
        record("rules: [{on: test, set: {usa.talks: yes}}]").replace(f"{{{KINDS}}}", "▸[]"),
        record("rates: ▸3", more="behaviour: {usa: {reconsiders: fitted r}}\n"),
        record("rates: {r: {of: ▸{}}}"),
        record("rates: {r: {of: test, regimes: {a: {until: ▸May}, b: {since: 2018-01-01}}}}"),
        record("rates: {r: {of: test, beside: x}}, calendar: ▸{}"),
        record("calendar: ▸{}", more="clocks: {c: {levels: [a, b], calendar: x}}\n"),
        record("rules: [{on: ▸{}, set: {usa.talks: yes}}]"),
        record("rules: [{without: test, after: ▸[], set: {usa.talks: yes}}]"),
        record("rules: [{on: test, set: ▸[]}]"),
        record("", "a: {actor: ▸3}"),
        BASE + "record: ▸[]\nbehaviour: {usa: {reconsiders: fitted r}}\n"
        "commitments: {x: {by: usa, forbids: test, until: end}}\n",
        BASE + "▸recrod: {kinds: {test: {actor: USA}}, actors: {USA: usa}}\n"
        "commitments: {x: {by: usa, forbids: test}}\n",
    ],
)  # fmt: skip
def test_one_mistake_makes_no_others(text):
    marked, places = places_of(text)
    assert [(m.line, m.column) for m in mistakes_of(marked)] == places, [str(m) for m in mistakes_of(marked)]


# ---------------------------------------------------------------- the schema


@pytest.mark.parametrize(
    "part", ["Record", "Kind", "Rule", "Regime", "Estimate", "Announcement", "Topic", "Commitment"]
)
def test_the_schema_describes_every_key(part):
    schema = json_schema()["$defs"][part]
    assert schema["description"]
    assert [key for key, value in schema["properties"].items() if not value.get("description")] == []
    assert schema["additionalProperties"] is False


def test_the_schema_has_the_keys_as_they_are_written():
    parts = json_schema()["$defs"]
    assert {"set", "on", "without", "after", "lasts"} <= set(parts["Rule"]["properties"])
    assert "while" in parts["Estimate"]["properties"]
    assert parts["Rule"]["required"] == ["set"]
    assert set(parts["Announcement"]["required"]) == {"says", "does", "within"}
    assert json.dumps(parts["Record"])
