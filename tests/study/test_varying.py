"""What hangs on rates and on words: closed forms, numerical integration, and play of the case with other numbers."""

import math
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from scipy.integrate import quad

from offramp.beliefs.drawing import worlds_of
from offramp.case.mistakes import CaseError
from offramp.case.probabilities import WORDS, read_probability
from offramp.report.names import Names
from offramp.report.robust import NO_JUDGE
from offramp.report.varying import rates_chart, show_rates, show_sobol
from offramp.study.playing.play import play
from offramp.study.rates.indices import Model, sobol, words_in
from offramp.study.rates.varying import vary_rates
from study.small import chances, compared, ensemble

# b makes the deal at rate 3, c goes to war at rate 1: the deal has the chance 3 / (3 + 1). d never moves.
RACE = """
case: race
title: Race
actors: {b: {}, c: {}, d: {}}
options: {b.y: , b.z: , c.w: , d.r: }
status_quo: {}
outcomes: {deal: {when: b.y, final: true}, war: {when: c.w, final: true}}
judge: {seek: deal, avoid: war}
preferences: {b: [b.y, not b.z], c: [c.w], d: [not d.r]}
behaviour:
  default: {foresight: nash}
  b: {reconsiders: 3 per month}
clocks: {calm: {levels: [a, z], rate: {0 per month: true}}}
window: {closes: {1 per month: true}}
policies: {hold: {by: b, sets: {b.y: no}}}
"""


def race(b, c):
    return b / (b + c)


def effects(result):
    return {effect.name: effect for effect in result.rates}


def change(effect, policy, yardstick, factor):
    return next(c for c in effect.changes if (c.policy, c.yardstick, c.factor) == (policy, yardstick, factor))


# ---------------------------------------------------------------- one rate at a time


def test_a_tenth_and_ten_times_a_rate_change_the_chances_as_worked_out_by_hand():
    found = effects(vary_rates(ensemble(RACE)))
    for name, factor, then in [
        ("b reconsiders", 0.1, race(0.3, 1)),
        ("b reconsiders", 10.0, race(30, 1)),
        ("c reconsiders", 0.1, race(3, 0.1)),
        ("c reconsiders", 10.0, race(3, 10)),
    ]:
        deal = change(found[name], "no policy", "seek", factor)
        assert (deal.chance, deal.change, deal.error) == pytest.approx((then, then - 0.75, 0))
        assert change(found[name], "no policy", "avoid", factor).change == pytest.approx(0.75 - then)
        assert change(found[name], "hold", "seek", factor).change == 0


def test_rates_come_by_what_they_do_to_the_best_policy_and_the_others_are_named():
    result = vary_rates(ensemble(RACE))
    # a tenth of b's rate takes 0.75 to 0.231, ten times c's takes it to 0.231 as well; the window decides nothing
    assert [e.name for e in result.rates] == ["b reconsiders", "c reconsiders", "window closes: true"]
    assert [e.effect for e in result.rates] == pytest.approx([0.75 - 3 / 13, 0.75 - 3 / 13, 0])
    assert result.unmet == ("d reconsiders",)
    assert result.still == ("calm: true",)
    assert result.best == {"seek": "no policy", "avoid": "no policy"}
    assert result.now == {
        "seek": pytest.approx({"no policy": 0.75, "hold": 0}),
        "avoid": pytest.approx({"no policy": 0.25, "hold": 1}),
    }


# Under p the deal has the chance 3 / (3 + 1) = 0.75; under q another actor, at rate 2, makes it: 2 / 3.
TURNS = """
case: turns
title: Turns
actors: {a: {}, b: {}, c: {}, e: {}}
options: {a.x: , a.z: , b.y: , c.w: , e.v: }
status_quo: {}
outcomes: {deal: {when: b.y or e.v, final: true}, war: {when: c.w, final: true}}
judge: {seek: deal, avoid: war}
preferences: {a: [], b: [b.y iff a.x], c: [c.w], e: [e.v iff a.z]}
behaviour: {default: {foresight: nash}, b: {reconsiders: 3 per month}, e: {reconsiders: 2 per month}}
policies: {p: {by: a, sets: {a.x: yes}}, q: {by: a, sets: {a.z: yes}}}
"""


def test_another_policy_is_best_where_the_rates_turn_the_order():
    found = effects(vary_rates(ensemble(TURNS)))
    slow_b, fast_e = found["b reconsiders"].turns, found["e reconsiders"].turns
    assert [(t.yardstick, t.factor, t.now, t.then) for t in slow_b] == [(y, 0.1, "p", "q") for y in ("seek", "avoid")]
    assert [(t.yardstick, t.factor, t.now, t.then) for t in fast_e] == [(y, 10.0, "p", "q") for y in ("seek", "avoid")]
    for turn, gain in [(slow_b[0], race(2, 1) - race(0.3, 1)), (fast_e[0], race(20, 1) - race(3, 1))]:
        assert (turn.lead, turn.gain) == pytest.approx((0.75 - 2 / 3, gain))
        assert turn.sure
    assert found["c reconsiders"].turns == ()


# Whether b wants the deal is open, and so is everybody's foresight: more worlds than are listed.
SAMPLED = RACE.replace(
    "{b: [b.y, not b.z], c: [c.w], d: [not d.r]}",
    "{b: [{slot: aim}], c: [c.w], d: [not d.r]}\n"
    "questions: {q: {about: b, alternatives: {g: {prior: 0.6, aim: [b.y]}, h: {prior: 0.4, aim: [not b.y]}}}}",
).replace("foresight: nash", "foresight: {nash: 0.3, gmr: 0.2, smr: 0.1, seq: 0.2, sseq: 0.2}")


def test_the_error_of_a_change_is_that_of_differences_in_the_same_worlds():
    there = ensemble(SAMPLED, seed=5)
    result = vary_rates(there)
    assert not result.provenance.exact
    assert result.provenance.worlds < 400
    worlds = worlds_of(there.doubts, seed=5, samples=200, most=200)
    factors = np.ones(5)
    before = play(there, there.policies[0], worlds, factors=factors).chance()[:, 0]
    factors[0] = 0.1
    after = play(there, there.policies[0], worlds, factors=factors).chance()[:, 0]
    found = change(effects(result)["b reconsiders"], "no policy", "seek", 0.1)
    # a naive second program: the variance of a stratified mean
    variance = 0.0
    for stratum in set(worlds.stratum.tolist()):
        own = worlds.stratum == stratum
        variance += worlds.weight[own].sum() ** 2 * np.var((after - before)[own], ddof=1) / own.sum()
    assert found.change == pytest.approx(float(worlds.weight @ (after - before)))
    assert found.error == pytest.approx(math.sqrt(variance))


def test_a_study_with_other_rates_leaves_no_play_behind():
    there = ensemble(RACE)
    vary_rates(there)
    sobol(there, ["no policy"], base=2)
    assert there.solved == {}


def test_without_a_judge_there_is_nothing_to_vary_for():
    there = ensemble(RACE.replace("judge: {seek: deal, avoid: war}\n", ""))
    assert (vary_rates(there).rates, vary_rates(there).yardsticks) == ((), ())
    assert (sobol(there).spreads, sobol(there).yardsticks) == ((), ())


def test_without_a_status_quo_there_is_no_play():
    for study in (vary_rates, sobol):
        with pytest.raises(CaseError, match="E064"):
            study(ensemble(RACE.replace("status_quo: {}\n", "")))


# ---------------------------------------------------------------- all at once


def race_indices():
    """Return the mean, the variance and both indices of b / (b + c) with log-uniform rates, by integration."""
    span = math.log(100)

    # the integral of b / (b + c) over ln c is -ln(b / c + 1), that over ln b is ln(b + c)
    def given_b(b):
        return (math.log(b / 0.1 + 1) - math.log(b / 10 + 1)) / span

    def given_c(c):
        return (math.log(30 + c) - math.log(0.3 + c)) / span

    def square_given_b(b):
        return quad(lambda t: race(b, math.exp(t)) ** 2, math.log(0.1), math.log(10))[0] / span

    low, high = math.log(0.3), math.log(30)
    mean = quad(lambda t: given_b(math.exp(t)), low, high)[0] / span
    variance = quad(lambda t: square_given_b(math.exp(t)), low, high)[0] / span - mean**2
    by_b = quad(lambda t: given_b(math.exp(t)) ** 2, low, high)[0] / span - mean**2
    by_c = quad(lambda t: given_c(math.exp(t)) ** 2, math.log(0.1), math.log(10))[0] / span - mean**2
    return mean, variance, {"b": by_b / variance, "c": by_c / variance}


def shares(spread):
    return {share.group: share for share in spread.groups}


def test_indices_of_a_race_between_two_rates_are_those_of_numerical_integration():
    mean, variance, first = race_indices()
    spread = sobol(ensemble(RACE), ["no policy"], base=256, seed=3).spreads[0]
    # fixed seed; 256 points of a Sobol sequence: means to 0.005, indices to 0.05
    assert spread.mean == pytest.approx(mean, abs=0.005)
    assert spread.deviation == pytest.approx(math.sqrt(variance), abs=0.005)
    found = shares(spread)
    for own, other in [("b", "c"), ("c", "b")]:
        assert found[own].first == pytest.approx(first[own], abs=0.05)
        assert found[own].total == pytest.approx(1 - first[other], abs=0.05)
        assert abs(found[own].first - first[own]) <= found[own].first_interval
        assert abs(found[own].total - 1 + first[other]) <= found[own].total_interval


def test_a_rate_that_play_never_meets_and_the_window_have_no_share():
    result = sobol(ensemble(RACE), base=16)
    for spread in (s for s in result.spreads if not s.constant):
        for group in ("d", "window"):
            found = shares(spread)[group]
            assert abs(found.first) <= found.first_interval + 1e-12
            assert found.total == pytest.approx(0, abs=1e-12)
    assert "clocks" not in shares(result.spreads[0])
    assert result.still == ("calm: true",)


# b takes its step with the chance p, c with q, independently: both do with the chance p q, however fast they are.
PRODUCT = """
case: product
title: Product
actors: {b: {}, c: {}}
options: {b.y: , c.w: }
status_quo: {}
outcomes: {deal: b.y and c.w, half: b.y}
judge: {seek: deal, avoid: half}
preferences:
  b: [{maybe(likely): b.y}, not b.y]
  c: [{maybe(unlikely): c.w}, not c.w]
behaviour: {default: {foresight: nash}}
"""


def test_indices_of_a_product_of_two_words_are_those_of_the_closed_form():
    (p_low, p_high), (q_low, q_high) = WORDS["likely"], WORDS["unlikely"]
    p, q = (p_low + p_high) / 2, (q_low + q_high) / 2
    by_p, by_q = (p_high - p_low) ** 2 / 12 * q**2, (q_high - q_low) ** 2 / 12 * p**2
    both = (p_high - p_low) ** 2 / 12 * (q_high - q_low) ** 2 / 12
    whole = by_p + by_q + both
    result = sobol(ensemble(PRODUCT), base=128, seed=1)
    spread = result.spreads[0]
    assert (spread.policy, spread.yardstick) == ("no policy", "seek")
    # fixed seed; 128 points: the mean to 0.002, indices to 0.1
    assert spread.mean == pytest.approx(p * q, abs=0.002)
    assert spread.deviation == pytest.approx(math.sqrt(whole), abs=0.002)
    found = shares(spread)
    assert (found["b"].first, found["c"].first) == pytest.approx((by_p / whole, by_q / whole), abs=0.1)
    assert (found["b"].total, found["c"].total) == pytest.approx(
        ((by_p + both) / whole, (by_q + both) / whole), abs=0.1
    )
    assert (found["b"].unknowns, found["c"].unknowns) == (2, 2)


def test_additive_chances_have_the_same_first_and_total_shares():
    # a deal, or half of it: the chance of `half` under b alone is p, and nothing interacts
    text = PRODUCT.replace("deal: b.y and c.w, half: b.y", "deal: b.y, half: c.w and not b.y")
    spread = sobol(ensemble(text), base=64).spreads[0]
    found = shares(spread)
    assert (found["b"].first, found["b"].total) == pytest.approx((1, 1), abs=0.1)
    assert (found["c"].first, found["c"].total) == pytest.approx((0, 0), abs=1e-12)


# ---------------------------------------------------------------- words against the case with other numbers

WORDY = """
case: wordy
title: Wordy
actors: {b: {}, c: {}}
options: {b.y: , c.w: }
status_quo: {}
outcomes: {deal: {when: b.y, final: true}, war: {when: c.w, final: true}}
judge: {seek: deal, avoid: war}
preferences:
  b: [{slot: aim}]
  c: [{maybe(LIKELY1): c.w iff b.y}, not (c.w and b.y), c.w]
questions:
  q:
    about: b
    alternatives:
      g: {prior: LIKELY2, aim: [b.y iff not c.w]}
      h: {prior: UNLIKELY1, aim: [{maybe(UNLIKELY5): b.y}, not b.y]}
evidence:
  - {id: sign, says: A sign., weight: 0.5, bears_on: {q: {g: LIKELY4, h: UNLIKELY2}}}
perceptions:
  c: {believes: {q: {g: UNLIKELY3, h: LIKELY5}}}
behaviour:
  b: {foresight: {nash: LIKELY6, seq: UNLIKELY4}, reconsiders: 2 per month}
  c: {foresight: {seq: 1}, reconsiders: 1 to 4 per month}
"""
NAMES = (
    "maybe of c: c.w iff b.y",
    "prior: q g",
    "prior: q h",
    "maybe of b: b.y",
    "likelihood of sign: q g",
    "likelihood of sign: q h",
    "belief of c: q g",
    "belief of c: q h",
    "foresight of b: nash",
    "foresight of b: seq",
)


def wordy(values=None):
    """Return the case with words, or with a number for each word in the order of the text."""
    given = iter(values or ())
    words = {"LIKELY": "likely", "UNLIKELY": "unlikely"}

    def written(found):
        return str(next(given)) if values else words[found[1]]

    return re.sub(r"\b(LIKELY|UNLIKELY)\d", written, WORDY)


def test_every_word_of_a_case_is_found_and_belongs_to_an_actor():
    found = {word.told.name: word for word in words_in(ensemble(wordy()).case)}
    assert set(found) == set(NAMES)
    assert [found[name].group[1] for name in NAMES] == list("cbbbbbccbb")
    assert [found[name].told.kind for name in NAMES] == [name.split()[0].rstrip(":") for name in NAMES]
    for name, word in zip(NAMES, re.findall(r"\b(LIKELY|UNLIKELY)\d", WORDY), strict=True):
        assert (found[name].told.low, found[name].told.high) == WORDS[word.lower()]


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_weighing_worlds_anew_gives_what_the_case_gives_with_numbers_for_its_words(seed):
    model = Model(ensemble(wordy()), {"seek": 0, "avoid": 1})
    places = dict(zip(NAMES, np.random.default_rng(seed).random(len(NAMES)), strict=True))
    point = np.array([0.5 if unknown.is_rate else places[unknown.told.name] for unknown in model.unknowns])
    values = []
    for name, word in zip(NAMES, re.findall(r"\b(LIKELY|UNLIKELY)\d", WORDY), strict=True):
        chance = read_probability(word.lower())
        values.append(chance.low + (chance.high - chance.low) * places[name])
    text = wordy(values).replace("1 to 4 per month", "2 per month")
    expected = chances(compared(scaled(text)))
    assert model.at(point, ["no policy"]) == pytest.approx([expected["deal"], expected["war"]])


def test_every_word_of_that_case_moves_a_chance():
    model = Model(ensemble(wordy()), {"seek": 0, "avoid": 1})
    middle = np.full(len(model.unknowns), 0.5)
    before = model.at(middle, ["no policy"])
    for number, unknown in enumerate(model.unknowns):
        point = middle.copy()
        point[number] = 1.0
        assert model.at(point, ["no policy"]) != pytest.approx(before, abs=1e-4), unknown.told.name


def scaled(text):
    """Scale the numbers of priors, beliefs and foresight to sum to 1, as a case must."""
    pairs = [
        r"(g: \{prior: )([\d.]+)(,.*\n.*h: \{prior: )([\d.]+)",
        r"(believes: \{q: \{g: )([\d.]+)(, h: )([\d.]+)",
        r"(foresight: \{nash: )([\d.]+)(, seq: )([\d.]+)",
    ]
    for pair in pairs:

        def written(found):
            one, two = float(found[2]), float(found[4])
            return f"{found[1]}{one / (one + two):.15f}{found[3]}{two / (one + two):.15f}"

        text, count = re.subn(pair, written, text)
        assert count == 1
    return text


# ---------------------------------------------------------------- what is not varied, and what does not vary


def test_a_chance_that_does_not_vary_is_said_to_be_constant():
    result = sobol(ensemble(RACE), ["hold"], base=4)
    assert [(s.constant, s.groups, s.mean, s.deviation) for s in result.spreads] == [
        (True, (), 0, 0),
        (True, (), pytest.approx(1), 0),
    ]


def test_a_single_group_has_all_of_the_variance():
    text = RACE.replace("{foresight: nash}", "{foresight: nash, reconsiders: 0 per month}")
    text = text.replace("clocks: {calm: {levels: [a, z], rate: {0 per month: true}}}\n", "")
    text = text.replace("window: {closes: {1 per month: true}}\n", "")
    text = text.replace("preferences: {b: [b.y, not b.z]", "preferences: {b: [{maybe(likely): b.y}, not b.y]")
    (share,) = sobol(ensemble(text), ["no policy"], base=64).spreads[0].groups
    assert (share.group, share.unknowns) == ("b", 2)
    assert (share.first, share.total) == pytest.approx((1, 1), abs=0.1)


def test_nothing_continuous_leaves_nothing_to_draw():
    text = re.sub(r"\d per month", "0 per month", RACE).replace("nash}", "nash, reconsiders: 0 per month}")
    result = sobol(ensemble(text), base=4)
    assert (result.unknowns, result.spreads, result.evaluations) == ((), (), 0)


def test_words_on_statements_are_left_out_where_completions_are_a_sample():
    many = ", ".join(f"d.r or {'not ' * (n % 2)}b.z or c.w or true" for n in range(7))
    text = RACE.replace("b: [b.y, not b.z]", f"b: [{{maybe(likely): b.y}}, {{any_order: [{many}]}}]")
    result = sobol(ensemble(text), ["no policy"], base=2)
    assert result.left_out == ("maybe of b: b.y",)
    assert "maybe" not in {unknown.kind for unknown in result.unknowns}


def test_single_rates_have_offramps_range_and_ranges_their_own():
    found = {unknown.name: unknown for unknown in sobol(ensemble(wordy()), base=2).unknowns}
    b, c = found["b reconsiders"], found["c reconsiders"]
    assert (b.low, b.high, b.assumed) == pytest.approx((0.2, 20, True))
    assert (c.low, c.high, c.assumed) == (1, 4, False)


def test_the_same_seed_gives_the_same_shares():
    one, two, other = (sobol(ensemble(RACE), ["no policy"], base=8, seed=seed) for seed in (0, 0, 1))
    assert one == two
    assert one.spreads != other.spreads
    assert one.evaluations == 8 * (4 + 2)


@pytest.mark.parametrize("base", [0, 1, 3, 100])
def test_the_base_is_a_power_of_two(base):
    with pytest.raises(ValueError, match="power of two"):
        sobol(ensemble(RACE), base=base)


def test_the_heaviest_worlds_are_taken_if_they_carry_enough():
    mixture = (0.9, 0.04, 0.03, 0.02, 0.01)
    concepts = "{nash: 0.9, gmr: 0.04, smr: 0.03, seq: 0.02, sseq: 0.01}"
    text = RACE.replace("foresight: nash", f"foresight: {concepts}")
    result = sobol(ensemble(text), ["no policy"], base=2)
    weights = sorted((a * b * c for a in mixture for b in mixture for c in mixture), reverse=True)
    assert result.worlds == 60
    assert result.share == pytest.approx(sum(weights[:60]))


# ---------------------------------------------------------------- as a reader sees them


PLAIN = str.maketrans({"\N{NO-BREAK SPACE}": " ", "\N{MINUS SIGN}": "-", "\N{MULTIPLICATION SIGN}": "x"})


class Paper:
    """Words and tables as plain lines."""

    def __init__(self, names):
        self.names = names
        self.lines = []

    def say(self, text, *, indent="", style=""):
        self.lines.append(text)

    def items(self, lines):
        self.lines += list(lines)

    heading = say

    def table(self, columns, rows, *, wide=(0,)):
        assert all(len(row) == len(columns) for row in rows)
        self.lines += [" | ".join(row) for row in [columns, *rows]]

    def provenance(self, found):
        self.lines.append(found.method)


def shown(show, result, case):
    paper = Paper(Names.of(case.case))
    show(paper, result)
    return "\n".join(paper.lines).translate(PLAIN)


def test_a_reader_is_told_what_each_rate_does_and_what_was_not_varied():
    case = ensemble(TURNS.replace("a: {}, b: {}", "a: {}, b: {name: Bea}"))
    text = shown(show_rates, vary_rates(case), case)
    assert "What hangs on each rate: the chance of “deal” (sought) under “p”, now 75 %" in text
    # a tenth of 3 against 1 is 23 %, ten times it 97 %
    assert "how often Bea decides | 3 | -52 | +22 | -52\nat x 0.1 | p" in text
    assert "how often Bea decides x 0.1: to seek “deal”, “q” is better than “p” by 44 points; now worse by 8." in text
    assert "Not met by any play: how often a decides." in text
    assert "sample" not in text
    calm = ensemble(RACE)
    assert "None does:" in shown(show_rates, vary_rates(calm), calm)
    assert "A rate of 0 stays 0: calm: true." in shown(show_rates, vary_rates(calm), calm)


def test_a_reader_is_told_whose_rates_and_words_spread_a_chance():
    case = ensemble(PRODUCT)
    text = shown(show_sobol, sobol(case, base=16), case)
    assert "What spreads the chance of “deal” (sought) under “no policy”" in text
    assert re.search(r"c \| 2 \| \d+ % ±[\d.]+ \| \d+ % ±[\d.]+", text)
    assert "2 rates are one number in the file" in text
    assert "2 probabilities given as a word vary over the word's range." in text
    assert "64 points (base 16, seed 0), each played in 4 worlds, 100 % of the weight." in text


def test_a_reader_is_told_of_a_chance_that_nothing_moves():
    case = ensemble(RACE)
    assert "Nothing: it is 0 % whatever the rates and the words." in shown(
        show_sobol, sobol(case, ["hold"], base=2), case
    )


@pytest.mark.parametrize(("show", "study"), [(show_rates, vary_rates), (show_sobol, sobol)])
def test_without_a_judge_a_reader_is_told(show, study):
    case = ensemble(RACE.replace("judge: {seek: deal, avoid: war}\n", ""))
    assert NO_JUDGE in shown(show, study(case), case)


def test_the_tornado_is_a_drawing_with_a_text_alternative():
    case = ensemble(TURNS)
    svg = rates_chart(vary_rates(case), Names.of(case.case))
    root = ElementTree.fromstring(svg)
    title, description = (root.find(f"{{http://www.w3.org/2000/svg}}{tag}") for tag in ("title", "desc"))
    assert title.text == "What hangs on each rate"
    assert "how often b decides 23 % at x 0.1 and 97 % at x 10" in description.text.translate(PLAIN)
    assert not re.search(r"\bnan\b|undefined", svg, re.IGNORECASE)


def test_there_is_no_tornado_if_no_rate_moves_a_chance():
    case = ensemble(PRODUCT)
    assert rates_chart(vary_rates(case), Names.of(case.case)) == ""
