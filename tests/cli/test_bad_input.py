"""What a user may get wrong: each answered by a message of one screen and exit code 2, with nothing written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cyclopts import Token

from offramp import api
from offramp.cli import main
from offramp.cli.asking import whole

STARTER = api.starter("border")
ALIASES = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
FORTY = "\n".join(f"  north.o{n}: {{}}" for n in range(40))

BAD: dict[str, tuple[bytes, str]] = {
    "binary": (bytes(range(256)) * 8, "E003"),
    "ten megabytes of brackets": (b"[" * 10_000_000, "E002"),
    "a million brackets": (b"[" * 1_000_000, "E007"),
    "aliases of aliases": (ALIASES.encode(), "E005"),
    "not YAML": (b"case: [a, b\ntitle: x: y: z", "E004"),
    "empty": (b"", "E011"),
    "an unknown option": (STARTER.replace("north.attack and (", "north.atack and (").encode(), "E021"),
    "a probability of 1.2": (STARTER.replace("leave: 0.6", "leave: 1.2").encode(), "E030"),
    "an impossible status quo": (
        STARTER.replace("{north.troops: massed,", "{north.attack: yes, north.talks: yes,").encode(),
        "E061",
    ),
    "a definition that needs itself": (STARTER.replace("talks: north.talks and", "talks: talks and").encode(), "E024"),
    "forty options": (STARTER.replace("  north.talks: {}", f"  north.talks: {{}}\n{FORTY}").encode(), "E063"),
}
BAD["no feasible state"] = (
    STARTER.replace("  - north.attack and (north.talks", "  - true\n  - north.attack and (north.talks").encode(),
    "E060",
)
KINDS = "\nrecord: {kinds: {shot: {actor: NORTH}, fire: {any: shot}}, "
CHAIN = ", ".join(f"k{n}: {{any: k{n + 1}}}" for n in range(3000))
BAD |= {
    "a record elsewhere": (f"{STARTER}{KINDS}events: /etc/passwd}}\n".encode(), "E075"),
    "a kind that needs itself": (f"{STARTER}{KINDS}}}\n".replace("actor: NORTH", "but: fire").encode(), "E076"),
    "three thousand kinds deep": (f"{STARTER}\nrecord: {{kinds: {{{CHAIN}, k3000: {{actor: A}}}}}}\n".encode(), "E007"),
    "a rule without a cause": (f"{STARTER}{KINDS}rules: [{{set: {{north.talks: yes}}}}]}}\n".encode(), "E080"),
    "a judgement of one number": (
        f"{STARTER}{KINDS}rates: {{a: {{of: shot, expert: 1 per day}}}}}}\n".encode(),
        "E084",
    ),
    "a commitment without a record": (
        f"{STARTER}\ncommitments: {{a: {{by: north, forbids: shot}}}}\n".encode(),
        "E085",
    ),
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("command", ["check", "policies", "report", "stable"])
def test_bad_files_are_refused_with_a_message_of_one_screen(
    name: str, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    content, code = BAD[name]
    monkeypatch.chdir(tmp_path)
    Path("bad.yaml").write_bytes(content)

    assert main([command, "bad.yaml"]) == 2

    out, err = capsys.readouterr()
    assert code in err
    assert out == ""
    assert "Traceback" not in err
    assert len(err.splitlines()) <= 60
    assert max(map(len, err.splitlines())) <= 200
    assert [path.name for path in tmp_path.iterdir()] == ["bad.yaml"]


def test_a_missing_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path / "nowhere.yaml")]) == 2
    assert "E001" in capsys.readouterr().err


def test_an_unknown_name_offers_the_nearest_case(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policies", "korea-2071"]) == 2
    assert 'did you mean "korea-2017"?' in capsys.readouterr().err


def test_errors_as_json_have_their_documented_keys(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(STARTER.replace("leave: 0.6", "leave: 1.2").replace("as_of:", "asof:"))

    assert main(["check", str(path), "--json"]) == 2

    errors = json.loads(capsys.readouterr().out)["errors"]
    assert [e["code"] for e in errors] == ["E010", "E030"]
    assert set(errors[0]) == {"code", "file", "line", "column", "message", "hint"}
    assert errors[0]["line"] == 5


@pytest.mark.parametrize(
    "arguments",
    [
        ["policies"],
        ["polices", "border"],
        ["stable", "CASE", "--concept", "nahs"],
        ["stable", "CASE", "--world", "north_aim=stay"],
        ["stable", "CASE", "--world", "aim"],
        ["stable", "CASE", "--profile", "north=seq"],
        ["why", "CASE", "999999"],
        ["why", "CASE", "north.troop=massed"],
        ["why", "CASE", "north.attack=yes", "north.talks=yes"],
        ["paths", "CASE", "no_such_policy"],
        ["misread", "CASE", "--policy", "nothing"],
        ["misread", "CASE", "--actor", "east"],
        ["policies", "CASE", "--samples", "0"],
        ["policies", "CASE", "--seed", "many"],
        ["states", "CASE", "--budget", "3"],
        ["new", "Not A Name"],
        ["report", "CASE", "--output", "no/such/folder/page.html"],
    ],
)
def test_mistakes_on_the_command_line_are_explained(
    arguments: list[str], border: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(border.parent)

    assert main([str(border) if a == "CASE" else a for a in arguments]) == 2

    out, err = capsys.readouterr()
    assert (out + err).strip()
    assert "Traceback" not in out + err
    assert [path.name for path in border.parent.iterdir()] == ["case.yaml"]


def test_verify_refuses_what_is_not_a_result(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "result.json"
    for content in ("not json", "[1, 2]", '{"a": 1}', '{"provenance": 3, "witnesses": 4}'):
        path.write_text(content)
        assert main(["verify", str(path)]) == 2
        assert "Traceback" not in capsys.readouterr().err
    assert main(["verify", str(tmp_path / "none.json")]) == 2


def test_a_folder_that_cannot_be_written_is_no_crash(border: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(border), "--output", "/proc/page.html"]) == 2
    assert "E001" in capsys.readouterr().err


def test_a_report_overwrites_no_case(border: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = border.read_text()
    assert main(["report", str(border), "--output", str(border)]) == 2
    assert "would overwrite" in capsys.readouterr().err
    assert border.read_text() == before


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("case: border", "case: ../../evil", "cannot be the name of a case"),
        ("avoid: war", "avoid: disengagement", "the same outcome to seek and to avoid"),
        ("  suspend_patrols:", "  no_policy:", '"no policy" is what the others are compared with'),
        (
            "{leave: 0.6, hold: 0.3}",
            "{leave: 0, hold: 0.3}}\n    weight: 1\n  - id: b\n    bears_on: {north_aim: {leave: 1, hold: 0}",
            "rules out",
        ),
        ("[north.troops >= reduced, talks]", "{north.troops >= reduced: 1.0e+308, talks: 1.0e+308}", "not a weight"),
    ],
)
def test_check_finds_what_would_fail_later(
    old: str, new: str, message: str, border: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = border.read_text()
    assert old in text
    border.write_text(text.replace(old, new))
    assert main(["check", str(border)]) == 2
    assert message in capsys.readouterr().err


def test_a_negative_seed_is_refused(border: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policies", str(border), "--seed", "-1"]) == 2
    assert "E012" in capsys.readouterr().err


def test_ctrl_c_inside_compiled_code_stops_as_cleanly(
    border: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise SystemError("returned a result with an exception set") from KeyboardInterrupt()

    monkeypatch.setattr(api, "policies", interrupted)
    assert main(["policies", str(border)]) == 130
    assert "stopped" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["pool", "dam.yaml", "bob.yaml"], "write name=file, such as ann=dam.yaml"),
        (["pool", "ann=dam.yaml", "ann=bob.yaml"], "ann stands twice"),
        (["pool", "ann=dam.yaml"], "at least two analysts"),
        (["hinges", "CASE", "--pair", "north_aim=hold", "--pair", "north_aim=leave"], "north_aim stands twice"),
        (["policies", "CASE", "--samples", "many"], "write 50000, 50,000 or 5e4"),
        (["policies", "CASE", "--samples", "5,00"], "write 50000, 50,000 or 5e4"),
        (["policies", "CASE", "--samples", "1.5"], "write 50000, 50,000 or 5e4"),
    ],
)
def test_what_to_write_instead_is_said(
    arguments: list[str], said: str, border: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(border) if a == "CASE" else a for a in arguments]) == 2
    out, err = capsys.readouterr()
    assert said in " ".join((out + err).replace("│", " ").split())


@pytest.mark.parametrize(
    ("written", "number"),
    [("50000", 50_000), ("50,000", 50_000), ("1_000_000", 1_000_000), ("1e6", 1_000_000), ("2.5E3", 2_500), ("-1", -1)],
)
def test_whole_numbers_may_be_written_as_people_do(written: str, number: int) -> None:
    assert whole(int, [Token(value=written)]) == number


def test_a_command_takes_such_numbers(border: Path) -> None:
    assert main(["policies", str(border), "--samples", "1e2", "--seed", "1,000", "--budget", "1e5"]) == 0


def test_a_mistake_in_no_file_shows_no_line_and_none_in_json(border: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policies", str(border), "--samples", "0"]) == 2
    assert "--samples  E012" in capsys.readouterr().err

    assert main(["policies", str(border), "--samples", "0", "--json"]) == 2
    (error,) = json.loads(capsys.readouterr().out)["errors"]
    assert set(error) == {"code", "file", "line", "column", "message", "hint"}
    assert (error["line"], error["column"]) == (0, 0)
