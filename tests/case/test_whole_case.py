"""A case as a whole: what it resolves to, and all its mistakes at once."""

import pytest

from case.bad import BASE, mistakes_of, places_of
from offramp.case import CaseError, load_case, load_text
from offramp.case.document import json_schema
from offramp.case.expressions import And, At
from offramp.case.mistakes import CODES, LIMIT

FULL = """case: full
title: Full
about: Everything at once
as_of: 2017-07-10
sources:
  oped: {title: Op-ed, author: A, publisher: P, date: 2017-07-09, url: "https://example.org", grade: B2, note: n}
actors:
  usa:
  prk: {name: North Korea, about: The North}
  chn:
options:
  usa.talks: {cite: oped}
  usa.exercises: {levels: [full, scaled_back, suspended], name: joint exercises, about: Twice a year}
  prk.testing: {levels: [active, moratorium, freeze], steps: adjacent}
  prk.attack: {direction: up}
  chn.role: {levels: [current, full]}
define:
  calm: not prk.attack and quiet
  quiet: prk.testing >= moratorium
impossible: [prk.attack and usa.talks]
merge: [prk.attack]
states: {war: {prk.attack: yes}}
status_quo: {usa.exercises: full, prk.testing: active}
outcomes:
  war: {when: prk.attack, final: true, name: War, about: The worst}
  settlement: calm and usa.talks
judge: {seek: settlement, avoid: war}
preferences:
  usa: [not prk.attack, calm, any_order: [usa.talks, usa.exercises == full]]
  prk: [slot: aim, any_order: {usa.talks: 1 to 3, quiet: 2}]
  chn:
    partial:
      states: {war: war, quiet: quiet and not prk.attack, loud: {prk.testing: active, prk.attack: no}}
      known: [quiet before war, loud before war]
questions:
  prk_aim:
    about: prk
    ask: What does it want?
    cite: oped
    alternatives:
      bargain:
        prior: likely
        aim: [{any_order: {statements: {stop: usa.exercises == suspended, hold: usa.talks}, known: [stop before hold]}}]
        name: A bargain
        known_on: 2017-07-01
      stall: {prior: unlikely, aim: [prk.testing == active]}
evidence:
  - id: july-4
    date: 2017-07-04
    cite: oped
    says: It says so.
    group: statements
    bears_on: {prk_aim: {bargain: 0.6, stall: 0.3}}
perceptions: {usa: {believes: {prk_aim: {bargain: 0.2, stall: 0.8}}, overlooks: [july-4], about: Distrust}}
clocks:
  icbm: {levels: [near, far], rate: {0.2 per month: prk.testing == active, fitted tests: calm}}
  season: {levels: [dry, wet], calendar: large_exercise}
policies:
  freeze: {by: usa, sets: {usa.talks: yes}, keeps: {usa.exercises: suspended if quiet else full}, lasts: 6 months}
  explore:
    stages: [freeze, {learn: prk_aim, then: {bargain: freeze, stall: no policy}, right: 0.8, lasts: 1 year}, no policy]
behaviour:
  default: {foresight: {seq: 0.6, nash: 0.4}, reconsiders: 0.5 to 2 per month}
  prk: {reconsiders: fitted decisions}
window: {closes: {0.05 per month: not usa.talks, fitted steps: calm}, about: Patience}
deals:
  between: [usa, prk]
  reach: settlement
  lasts: 12 months
  approval: {chn: veto}
  ladder:
    contacts: {usa.talks: yes}
    halt: {name: The halt, about: Both stop, cite: oped, levels: {prk.testing: moratorium, usa.exercises: scaled_back}}
  offers:
    assurance: {name: In writing, about: By letter, to: prk, from: {usa: 0.2, chn: likely}, above: slot aim, cite: oped}
    guarantee: {to: [prk], from: {chn: 0.4}, keeps: {chn.role: full if prk.testing == active else current}}
    inspectors: {to: [usa], from: {chn: 0.5}, watch: {prk.testing: {detects: 0.95, every: 1 week, by: inspectors}}}
  watch: {prk.testing: {detects: very likely, every: 1 day, delay: 1 month, by: satellites}}
  patience: {usa: 3 years, prk: 15 years}
commitments:
  testing:
    name: No tests
    by: prk
    keeps: quiet
    while: usa.exercises >= scaled_back
    within: 2 months
    lasts: 12 months
    until: prk.attack
    unless_broken: drills
    cite: oped
  drills: {by: usa, keeps: usa.exercises >= scaled_back}
  no_far_tests:
    {by: prk, forbids: far, at_most: 1, every: 90 days, excluding: space, unclear: near, starts: 2017-08-01,
     while: calm}
  answer: {by: usa, does: [pledge], within: 6 months, starts_on: promise, unless: test, until: prk.attack, cite: oped}
record:
  about: Events from the press
  events: [events.csv, more/old.csv]
  signals: signals.csv
  calendar: calendar.csv
  since: 2016-01-01
  until: 2019-12-31
  actors: {PRK: prk, USA: usa}
  kinds:
    test: {actor: PRK, target: [USA, KOR], category: [missile_test, nuclear_test], name: a test, about: Any test}
    far: {any: test, says: [ICBM, intercontinental], but: near}
    near: {any: [test], says: short-range}
    space: {mode: space, code: ["020", "154"]}
    promise: {actor: PRK, says: will return}
    pledge: {actor: usa}
  start: {prk.testing: active}
  rules:
    - {on: [test, space], set: {prk.testing: active}, about: Tests are never a pause, cite: oped}
    - {without: test, after: 90 days, set: {prk.testing: moratorium}}
    - {on: pledge, set: {usa.exercises: scaled_back, usa.talks: yes}, lasts: 2 months}
  rates:
    tests:
      of: test
      name: tests
      regimes: {race: {until: 2017-11-29, name: The race}, halt: {since: 2017-11-30, until: 2019-05-03}}
      expert: 0.5 to 4 per month
      beside: [large_exercise, space]
      beside_days: 14
      while: {in contact: usa.talks}
      about: How often
      cite: oped
    decisions: {changes: prk}
    steps: {changes: usa.exercises}
  announcements: {far: {says: promise, does: far, within: 12 months, name: A promise}}
  topics: {tests: [nuclear test, sixth test], peace: {name: A peace treaty, words: treaty}}
"""

MANY = """case: dam
title: Many mistakes
as_of: 2031-03-01
▸author: me
sources:
  memo: {title: Memo, grade: ▸G9}
  ▸note: {grade: B2}
actors:
  up: {name: Upland}
  low: {name: Lowland}
options:
  up.filling: {levels: [fast, slow, halted], direction: ▸sideways}
  low.accepts: {▸directon: up}
  ▸east.talks: {}
define:
  calm: up.filling == ▸stopped
  odd: ▸low.acepts
impossible: [calm ▸&& low.accepts]
status_quo: {up.filling: ▸quick, ▸low.acceptz: no}
outcomes:
  deal: low.accepts and up.filling ▸= slow
  ▸war: {final: true}
judge: {seek: ▸peace, avoid: war}
preferences:
  up: [low.accepts, {▸maybe(40%): calm}]
  low: ▸up.filling == slow
questions:
  aim:
    about: up
    alternatives: {trade: {prior: ▸80%}, water: {prior: 0.3, ▸knwon: []}}
evidence:
  - {id: e1, cite: ▸mmo, bears_on: {aim: {trade: ▸often, water: 0.2}}}
  - {id: e2, date: ▸3 March, bears_on: {▸aim: {trade: 0.1}}}
perceptions: {low: {▸belives: {aim: {trade: 0.5, water: 0.1, ▸watr: 0.4}}}}
clocks: {season: {levels: [dry, wet], rate: {▸often: true}}}
policies:
  open: {by: up, sets: {▸low.accepts: yes}}
  wait: {by: low, lasts: ▸until autumn, ▸keep: {low.accepts: ▸yes if calm}}
behaviour: {up: {foresight: {▸nahs: 1}, reconsiders: ▸monthly, chooses: ▸worst}}
window: {closes: ▸2031-01-01}
deals:
  ▸between: [up]
  reach: ▸dael
  lasts: ▸a while
  approval: {east: ▸vote}
  ladder: {first: {▸up.fills: slow, up.filling: ▸slower}, second: {name: Second, ▸up.filling: slow}}
  offers:
    water: {to: low, from: {▸east: 0.5}, ▸abov: up.filling == slow}
    ▸money: {▸from: {}, points: ▸much}
  watch: {up.filling: {detects: ▸1.5, every: ▸daily}}
commitments:
  halt: {by: ▸north, keeps: up.filling == halted, ▸when: calm}
  leave: {by: up, forbids: [flood, ▸flod], at_most: ▸few, while: ▸flood}
  ▸both: {by: up, keeps: up.filling == slow, does: flood}
  pause: {by: up, keeps: ▸up.filing == halted, within: ▸soon, unless_broken: [halt, ▸hold]}
record:
  events: ▸/etc/passwd
  until: ▸someday
  actors: {UP: ▸upland}
  kinds:
    flood: {any: drought, says: flood}
    drought: {any: [▸flood]}
    ▸rain: {}
    ▸calm: {code: ▸19}
  rules:
    - {on: flood, set: {up.filling: ▸full}}
    - ▸{after: 3 days, set: {up.filling: slow}}
    - {without: flood, after: ▸0 days, ▸sets: {up.filling: slow}}
  rates:
    ▸floods: {}
    droughts: {of: drought, expert: ▸3 per month, regimes: {a: {until: 2030-01-01}, ▸b: {since: 2029-01-01}}}
  announcements: {▸a: {says: ▸fload, does: flood}}
  topics: {dam: {name: ▸[], words: [dam]}}
"""
CODES_OF_MANY = (
    "E010", "E033", "E011", "E012", "E010", "E021", "E022", "E021", "E020", "E022", "E021", "E020", "E011", "E021",
    "E030", "E012", "E030", "E040", "E021", "E030", "E035", "E032", "E010", "E032", "E034", "E050", "E036", "E010",
    "E054", "E021", "E034", "E012", "E035", "E012", "E021", "E036", "E012", "E021", "E022", "E010", "E021", "E010",
    "E011", "E012", "E012", "E030", "E036", "E021", "E010", "E021", "E012", "E078", "E087", "E021", "E036", "E021",
    "E075", "E035", "E021", "E076", "E077", "E086", "E012", "E022", "E080", "E036", "E010", "E081", "E084", "E082",
    "E011", "E021", "E012",
)  # fmt: skip


def test_a_case_with_every_part_is_read_without_a_word():
    case, warnings = load_text(FULL)
    assert warnings == ()
    assert case.actor_ids == ("usa", "prk", "chn")
    assert [v.id for v in case.variables] == [
        "usa.talks",
        "usa.exercises",
        "prk.testing",
        "prk.attack",
        "chn.role",
        "icbm",
        "season",
    ]
    assert [v.name for v in case.variables] == [
        "talks", "joint exercises", "testing", "attack", "role", "icbm", "season",
    ]  # fmt: skip
    assert case.status_quo == (0, 0, 0, 0, 0, 0, 0)
    assert case.definitions["calm"] == And((case.definitions["calm"].operands[0], At("prk.testing", (1, 2))))
    assert [(o.id, o.name, o.final) for o in case.outcomes] == [
        ("war", "War", True),
        ("settlement", "settlement", False),
    ]
    assert (case.seek, case.avoid) == ("settlement", "war")
    assert case.sources["oped"].weight == pytest.approx(0.64)


def test_the_digest_is_that_of_the_text(tmp_path):
    (tmp_path / "case.yaml").write_text(FULL, encoding="utf-8")
    assert load_case(tmp_path / "case.yaml")[0].digest == load_text(FULL)[0].digest
    assert load_text(FULL + "# more\n")[0].digest != load_text(FULL)[0].digest


def test_an_unknown_variable_is_not_found():
    with pytest.raises(StopIteration):
        load_text(FULL)[0].variable("usa.peace")


def test_all_mistakes_of_a_file_are_shown_at_once_in_the_order_of_the_file():
    marked = """case: many
title: Many
actors: {usa: , prk: }
options:
  usa.talks:
  prk.testing: {levels: [active, ▸active, freeze]}
define: {calm: ▸usa.talk, loop: not ▸loop}
impossible: ['usa.talks ▸& usa.talks', ▸prk.testing]
status_quo: {prk.testing: ▸stopped}
judge: {seek: ▸peace, avoid: ▸war}
preferences:
  usa: [usa.talks, ▸slot: aim]
  prk: [{▸maybe(2): usa.talks}]
policies: {p: {by: usa, sets: {▸prk.testing: freeze}}}
"""
    text, places = places_of(marked)
    found = mistakes_of(text)
    assert [(m.line, m.column) for m in found] == places
    assert [m.code for m in found] == [
        "E006", "E021", "E024", "E020", "E023", "E022", "E021", "E021", "E040", "E030", "E050",
    ]  # fmt: skip


def test_all_mistakes_of_shape_are_shown_at_once():
    marked = """case: many
title: ▸[]
as_of: ▸tomorrow
actors: {usa: }
options: {usa.talks: {▸direction_: up, steps: ▸slowly}}
preferences: {usa: []}
▸outcome: {}
questions: {q: {about: usa, alternatives: {a: {prior: ▸often}, b: {prior: ▸7}}}}
"""
    text, places = places_of(marked)
    found = mistakes_of(text)
    assert [(m.line, m.column) for m in found] == places
    assert [m.code for m in found] == ["E012", "E035", "E010", "E012", "E010", "E030", "E030"]


def test_mistakes_of_shape_hide_no_others():
    text, places = places_of(MANY)
    found = mistakes_of(text)
    assert [(m.line, m.column, m.code) for m in found] == [
        (*place, code) for place, code in zip(places, CODES_OF_MANY, strict=True)
    ]
    assert all(m.hint for m in found)


def test_the_text_of_an_error_has_every_mistake():
    with pytest.raises(CaseError) as caught:
        load_text(BASE + "impossible: [nobody, nothing]\n", "x.yaml")
    text = str(caught.value)
    assert text.count("E021") == 2
    assert text.count("x.yaml:") == 2
    assert text.count("^") == len("nobody") + len("nothing")


def test_the_search_stops_where_a_text_is_hardly_a_case():
    many = BASE + "impossible:\n" + "".join(f"  - nobody{n}\n" for n in range(300))
    with pytest.raises(CaseError) as caught:
        load_text(many)
    assert len(caught.value.mistakes) == LIMIT
    assert "there may be more" in str(caught.value)
    assert len(mistakes_of("".join(f"a{n}: 1\n" for n in range(300)))) == LIMIT
    assert len(mistakes_of("a: 1\n" * 300)) == LIMIT


def test_warnings_do_not_stop_the_search():
    sources = "".join(f"  s{n}: {{title: S}}\n" for n in range(300))
    case, warnings = load_text(BASE + f"sources:\n{sources}")
    assert len(warnings) == 300
    assert case.id == "base"


def test_a_mistake_and_a_warning_are_shown_together():
    found = mistakes_of(BASE + "sources: {s: {title: S}}\nimpossible: [nobody]\n")
    assert [m.code for m in found] == ["W105", "E021"]


def test_every_code_has_a_sentence():
    assert all(code[0] in "EW" and len(code) == 4 and sentence for code, sentence in CODES.items())


def test_the_schema_knows_every_key_of_a_case():
    schema = json_schema()
    assert set(schema["required"]) == {"case", "title", "actors", "options", "preferences"}
    assert {"define", "merge", "window", "deals"} <= set(schema["properties"])
    assert {"lasts", "stages"} <= set(schema["$defs"]["Policy"]["properties"])
    assert {"policy", "lasts", "learn", "then", "right"} == set(schema["$defs"]["Stage"]["properties"])
    deals = {"between", "reach", "lasts", "approval", "ladder", "offers", "watch", "patience"}
    assert deals == set(schema["$defs"]["Deals"]["properties"])
    assert {"to", "from"} == set(schema["$defs"]["Offer"]["required"])
    assert schema["$defs"]["Rung"]["additionalProperties"] == {"type": "string"}
    assert {"while", "within", "until", "unless_broken"} <= set(schema["$defs"]["Commitment"]["properties"])
    preference = schema["properties"]["preferences"]["additionalProperties"]["anyOf"]
    assert {key for form in preference for key in form.get("properties", {})} == {"ranking", "partial", "scores"}
    assert schema["additionalProperties"] is False
