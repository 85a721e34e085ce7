"""Every command on the starter case."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from offramp.cli import main


def run_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_policies_give_a_chance_with_its_range_for_every_outcome(
    border: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    result = run_json(capsys, "policies", str(border))

    assert [p["policy"] for p in result["policies"]] == ["no policy", "suspend_patrols", "patrols_for_troops"]
    for policy in result["policies"]:
        assert list(policy["outcomes"]) == ["war", "disengagement", "talking", "none of these"]
        for outcome in policy["outcomes"].values():
            assert 0 <= outcome["low"] <= outcome["chance"] + 1e-9 <= outcome["high"] + 2e-9 <= 1 + 3e-9
            assert outcome["error"] == 0
        assert sum(o["chance"] for o in policy["outcomes"].values()) == pytest.approx(1)


def test_stable_gives_every_state_with_its_verdicts(border: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = run_json(capsys, "stable", str(border))

    state = result["states"][0]
    assert set(state) >= {"id", "label", "levels", "stable", "equilibrium"}
    assert list(state["stable"]) == ["nash", "gmr", "smr", "seq", "sseq"]
    assert set(state["stable"]["seq"]) == {"north", "south"}
    assert state["levels"]["north.troops"] == "massed"
    for entry in result["states"]:
        for concept, verdicts in entry["stable"].items():
            assert entry["equilibrium"][concept] == all(verdicts.values())


def test_a_mixed_profile_adds_its_equilibria(border: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = run_json(capsys, "stable", str(border), "--profile", "north=nash", "--profile", "south=seq")

    for entry in result["states"]:
        both = entry["stable"]["nash"]["north"] and entry["stable"]["seq"]["south"]
        assert entry["equilibrium"]["mixed"] == both


def test_verify_accepts_what_stable_says_and_refuses_it_once_tampered_with(
    border: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    result = run_json(capsys, "stable", str(border))
    path = tmp_path / "result.json"
    path.write_text(json.dumps(result))
    assert main(["verify", str(path)]) == 0
    assert "all hold" in capsys.readouterr().out

    for tamper in TAMPERINGS:
        copy = json.loads(path.read_text())
        tamper(copy)
        (tmp_path / "tampered.json").write_text(json.dumps(copy))

        assert main(["verify", str(tmp_path / "tampered.json")]) == 1, tamper.__name__
        assert "refused" in capsys.readouterr().out


def test_verify_asks_for_the_case_where_it_is_not_found(
    border: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    result = run_json(capsys, "why", str(border))
    result["provenance"]["file"] = "elsewhere.yaml"
    path = tmp_path / "why.json"
    path.write_text(json.dumps(result))
    assert main(["verify", str(path)]) == 2
    assert "--case FILE" in capsys.readouterr().err
    assert main(["verify", str(path), "--case", str(border)]) == 0


def test_verify_accepts_what_deals_says_and_refuses_it_once_tampered_with(
    border: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    result = run_json(capsys, "deals", str(border))
    path = tmp_path / "deals.json"
    path.write_text(json.dumps(result))
    assert main(["verify", str(path)]) == 0
    told = capsys.readouterr().out
    assert "all hold" in told
    assert "not looked at: gains" in told

    cooked = json.loads(path.read_text())
    cooked["deals"][0]["enforceable"] -= 0.001
    cooked["front"][0]["enforceable"] -= 0.001
    path.write_text(json.dumps(cooked))
    assert main(["verify", str(path)]) == 1
    assert f"refused: deal {result['deals'][0]['id']}: it does not hold with the weight told" in capsys.readouterr().out

    cooked["provenance"]["version"] = "0.0.1"
    path.write_text(json.dumps(cooked))
    assert main(["verify", str(path)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("nothing contradicted, but shares were not re-checked")
    assert "shares of worlds" in out
    told = run_json(capsys, "verify", str(path))
    assert (told["verified"], told["shares"], told["verdicts"]) == (True, False, 0)
    assert told["passed_over"][-1].startswith("shares of worlds")

    result["deals"][0]["certificates"][0]["weight"] = 2
    path.write_text(json.dumps(result))
    assert main(["verify", str(path)]) == 1
    assert f"refused: deal {result['deals'][0]['id']}: the certificate of" in capsys.readouterr().out


@pytest.mark.parametrize("seed", [-1, "x", [], {}, 0.5, True])
def test_verify_refuses_a_seed_that_is_none(
    seed: Any, border: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    result = run_json(capsys, "deals", str(border))
    result["provenance"]["seed"] = seed
    path = tmp_path / "deals.json"
    path.write_text(json.dumps(result))
    assert main(["verify", str(path)]) == 1
    assert "refused: provenance.seed: a seed is a whole number from 0" in capsys.readouterr().out


def _first(result: Any, **wanted: Any) -> Any:
    return next(
        w
        for w in result["witnesses"]
        if all(w[k] == v for k, v in wanted.items()) and (w["sanctions"] or not w["stable"])
    )


def flip_verdict(result: Any) -> None:
    verdicts = result["states"][0]["stable"]["seq"]
    verdicts["north"] = not verdicts["north"]


def claim_equilibrium(result: Any) -> None:
    result["states"][0]["equilibrium"]["nash"] = not result["states"][0]["equilibrium"]["nash"]


def change_margin(result: Any) -> None:
    _first(result, stable=True)["margin"] += 1


def drop_a_sanction(result: Any) -> None:
    _first(result, stable=True)["sanctions"].pop()


def cut_a_sanction_short(result: Any) -> None:
    _first(result, stable=True)["sanctions"][0]["steps"].pop()


def redirect_a_sanction(result: Any) -> None:
    step = _first(result, stable=True)["sanctions"][0]["steps"][0]
    step["to"] = (step["to"] + 1) % len(result["states"])


def let_the_actor_punish_itself(result: Any) -> None:
    witness = _first(result, stable=True)
    witness["sanctions"][0]["steps"][0]["actor"] = witness["actor"]


def pretend_it_is_carried_out(result: Any) -> None:
    sanction = _first(result, stable=True)["sanctions"][0]
    sanction["carried_out"] = not sanction["carried_out"]


def name_a_punished_move(result: Any) -> None:
    witness = _first(result, stable=False)
    witness["unpunished"] = witness["state"]


def argue_for_both_sides(result: Any) -> None:
    _first(result, stable=False)["sanctions"] = _first(result, stable=True)["sanctions"]


def name_an_unpunished_move_of_a_stable_state(result: Any) -> None:
    _first(result, stable=True)["unpunished"] = 0


def mislabel_a_state(result: Any) -> None:
    result["states"][0]["label"] = result["states"][1]["label"]


def mislabel_a_sanction(result: Any) -> None:
    _first(result, stable=True)["sanctions"][0]["steps"][0]["label"] = "surrender"


def mislabel_a_temptation(result: Any) -> None:
    _first(result, stable=False)["unpunished_label"] = "surrender"


def change_the_share(result: Any) -> None:
    _first(result, stable=True)["margin_share"] = 0.9


def hide_a_key(result: Any) -> None:
    del _first(result, stable=True)["sanctions"]


def swap_levels(result: Any) -> None:
    result["states"][0]["levels"]["north.troops"] = "withdrawn"


def change_the_case(result: Any) -> None:
    result["provenance"]["digest"] = "0" * 64


TAMPERINGS = [
    flip_verdict,
    claim_equilibrium,
    change_margin,
    drop_a_sanction,
    cut_a_sanction_short,
    redirect_a_sanction,
    let_the_actor_punish_itself,
    pretend_it_is_carried_out,
    name_a_punished_move,
    argue_for_both_sides,
    name_an_unpunished_move_of_a_stable_state,
    mislabel_a_state,
    mislabel_a_sanction,
    mislabel_a_temptation,
    change_the_share,
    hide_a_key,
    swap_levels,
    change_the_case,
]


def test_why_takes_a_number_or_levels(border: Path, capsys: pytest.CaptureFixture[str]) -> None:
    named = run_json(capsys, "why", str(border), "south.patrols=suspended")
    number = run_json(capsys, "why", str(border), str(named["state"]["id"]))

    assert named == number
    assert named["state"]["levels"]["south.patrols"] == "suspended"
    assert {(w["actor"], w["concept"]) for w in named["witnesses"]} == {
        (actor, concept) for actor in ("north", "south") for concept in ("nash", "gmr", "smr", "seq", "sseq")
    }


def test_evidence_gives_the_posteriors(border: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = run_json(capsys, "evidence", str(border))

    question = result["questions"][0]
    # priors 0.675 and 0.325; the B2 report counts for 0.64: likelihoods 1 and 0.68
    expected = 0.675 / (0.675 + 0.325 * 0.68)
    assert question["posterior"]["leave"] == pytest.approx(expected)
    assert question["low"]["leave"] < question["posterior"]["leave"] < question["high"]["leave"]


ABOUT_DOUBT = ["holds", "certain", "robust", "hinges", "ask", "rates", "sobol"]


@pytest.mark.parametrize(
    "command", ["states", "stable", "why", "policies", "paths", "deals", "misread", "evidence", "check", *ABOUT_DOUBT]
)
def test_tables_fit_eighty_columns(command: str, border: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, str(border)]) == 0

    out = capsys.readouterr().out
    assert out.strip()
    assert max(map(len, out.splitlines())) <= 80


@pytest.mark.parametrize("command", ["states", "policies", "paths", "deals", "misread", "evidence", *ABOUT_DOUBT])
def test_the_same_question_has_the_same_answer(command: str, border: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_json(capsys, command, str(border)) == run_json(capsys, command, str(border))


def test_holds_can_take_answers_as_true(border: Path, capsys: pytest.CaptureFixture[str]) -> None:
    every = run_json(capsys, "holds", str(border))
    leaving = run_json(capsys, "holds", str(border), "--world", "north_aim=leave", "--concept", "nash")
    assert leaving["profiles"] < every["profiles"]
    assert list(leaving["states"][0]["equilibrium"]) == ["nash"]


def test_two_analysts_are_pooled(border: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "other.yaml"
    text = border.read_text("utf-8")
    changed = text.replace("{prior: likely", "{prior: 0.3").replace("{prior: unlikely", "{prior: 0.7")
    other.write_text(changed, "utf-8")
    assert changed != text
    found = run_json(capsys, "pool", f"ann={border}", f"bob={other}", "--weight", "ann=3,bob=1")
    assert [analyst["name"] for analyst in found["analysts"]] == ["ann", "bob"]
    assert found["analysts"][0]["weight"] == pytest.approx(0.75)
    assert main(["pool", f"ann={border}", f"bob={other}", "--weight", "ann=much"]) == 2
    assert "is not a weight" in capsys.readouterr().err


@pytest.mark.parametrize("pair", ["north_aim=leave", "north_aim=leave,north_aim=hold", "north_aim=leave,who=knows"])
def test_a_surface_needs_two_beliefs_of_the_case(pair: str, border: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["hinges", str(border), "--pair", pair]) == 2
    assert capsys.readouterr().err


def test_report_writes_one_page(
    border: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    assert main(["report", str(border)]) == 0

    assert "report: border.html" in capsys.readouterr().out
    page = Path("border.html").read_text("utf-8")
    assert "Will the two armies leave the strip?" in page
    assert not [path for path in tmp_path.iterdir() if path.suffix == ".part"]


def test_new_writes_a_case_that_checks_clean(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    assert main(["new", "strait-2026"]) == 0
    assert main(["check", "strait-2026"]) == 0
    assert "no mistakes, 0 warnings" in capsys.readouterr().out
    assert main(["new", "strait-2026"]) == 2


def test_schema_accepts_the_keys_of_the_starter(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0

    schema = json.loads(capsys.readouterr().out)
    assert {"case", "title", "actors", "options", "preferences"} == set(schema["required"])
    assert schema["additionalProperties"] is False


def test_cases_lists_the_catalogue(capsys: pytest.CaptureFixture[str]) -> None:
    assert "korea-2017" in [c["case"] for c in run_json(capsys, "cases")["cases"]]


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom offramp.cli import main\nmain(['--help'])\n"
        "heavy = {'numpy', 'numba', 'scipy', 'pydantic', 'vl_convert', 'jinja2'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("line", ["judge:", "judge:|outcomes:|policies:|deals:"])
def test_a_case_without_a_judge_has_a_report_all_the_same(line: str, border: Path, tmp_path: Path) -> None:
    text, dropping = [], False
    for written in border.read_text().splitlines():
        if not written.startswith((" ", "#")) and written:
            dropping = any(written.startswith(key) for key in line.split("|"))
        if not dropping:
            text.append(written)
    border.write_text("\n".join(text))

    assert main(["report", str(border), "--output", str(tmp_path / "page.html")]) == 0
    assert "</html>" in (tmp_path / "page.html").read_text("utf-8")


FINAL = """
case: final
title: Who answers where play has stopped?
actors: {a: {}, b: {}}
options: {a.p: {}, b.q: {}}
status_quo: {}
outcomes: {bad: {when: a.p, final: true}, good: b.q}
preferences: {a: [a.p and not b.q, not b.q, not a.p], b: [b.q]}
"""


def test_nobody_carries_an_answer_out_where_play_has_stopped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "final.yaml"
    path.write_text(FINAL)
    result = run_json(capsys, "why", str(path), "--concept", "seq")

    (sanction,) = next(w for w in result["witnesses"] if w["actor"] == "a")["sanctions"]
    assert (sanction["carried_out"], sanction["steps"][0]["improves"], sanction["steps"][0]["chosen"]) == (
        False,
        True,
        False,
    )
    (tmp_path / "result.json").write_text(json.dumps(result))
    assert main(["verify", str(tmp_path / "result.json")]) == 0
