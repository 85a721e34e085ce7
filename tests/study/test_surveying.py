"""Many worlds: what is found does not depend on how the work is cut, spread or interrupted."""

import json
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from offramp import api
from offramp.beliefs.drawing import BLOCK
from offramp.case import CaseError, load_text
from offramp.study.many import surveying
from offramp.study.many.blocks import Job, play_blocks
from offramp.study.many.folder import RunFolder
from offramp.study.many.spreading import Cluster, Here, Processes, spread_over
from offramp.study.many.survey import TIMES, Survey
from offramp.study.many.surveying import batches_of, survey
from offramp.study.playing.ensemble import Ensemble
from offramp.study.playing.play import play
from study.many import TEXT
from study.small import ensemble

KILLING = Path(__file__).with_name("killing.py")


def there(samples: int = 4_000) -> Ensemble:
    return ensemble(TEXT, samples=samples)


def assert_same(one: Survey, other: Survey) -> None:
    """Assert that two surveys are equal to the last bit."""
    for field in fields(one.worlds):
        a, b = getattr(one.worlds, field.name), getattr(other.worlds, field.name)
        if isinstance(a, np.ndarray):
            assert_array_equal(a, b)
    assert one.policies == other.policies
    assert (one.blocks, one.planned) == (other.blocks, other.planned)
    for name in one.policies:
        a, b = one.outlooks[name], other.outlooks[name]
        assert_array_equal(a.which, b.which)
        assert_array_equal(a.chance, b.chance)
        assert_array_equal(a.cycling, b.cycling)
        assert a.ends == b.ends
        for time in TIMES:
            assert_array_equal(getattr(a.times, time), getattr(b.times, time))


@pytest.fixture(scope="module")
def unbroken() -> Survey:
    return survey(there(), spread=Here())


# ---------------------------------------------------------------- what is found


def test_a_survey_finds_what_play_in_each_block_alone_finds(unbroken):
    here = there()
    begin = 0
    for number in range(here.draw.blocks):
        fresh = there()
        block = fresh.draw.block(number)
        for policy in fresh.policies:
            alone = play(fresh, policy, block).chance()
            for k in range(alone.shape[1]):
                assert_array_equal(unbroken.chance(policy.id, k)[begin : begin + len(block)], alone[:, k])
        begin += len(block)
    assert begin == len(unbroken.worlds)


def test_times_and_ends_are_expectations_over_the_worlds(unbroken):
    here = there()
    policy = here.policy("look_first")
    course = play(here, policy, unbroken.worlds)
    outlook = unbroken.outlooks["look_first"]
    weight = course.weight(unbroken.worlds)
    for name in TIMES:
        expected = sum(w * getattr(p.times, name) for w, p in zip(weight, course.played, strict=True))
        np.testing.assert_allclose(getattr(outlook.times, name), expected, atol=1e-12)
    ends: dict[int, float] = {}
    for w, p in zip(weight, course.played, strict=True):
        for state, share in zip(p.ends.tolist(), p.shares.tolist(), strict=True):
            ends[state] = ends.get(state, 0.0) + w * share
    assert outlook.ends == pytest.approx(ends, abs=1e-12)


def test_courses_that_are_the_same_are_kept_once(unbroken):
    for outlook in unbroken.outlooks.values():
        assert len(outlook.chance) == outlook.which.max() + 1 < len(unbroken.worlds)


def test_errors_shrink_with_the_root_of_the_number_of_worlds(unbroken):
    few, many = survey(there(1_000)), unbroken
    for name in ("no policy", "stand_down", "look_first"):
        a, b = (s.worlds.error(s.chance(name, 1)) for s in (few, many))
        # four times the worlds; completions are listed, so nothing else is sampled
        assert a / b == pytest.approx(2.0, rel=0.15)


def test_a_larger_sample_agrees_with_a_smaller_one_within_its_error(unbroken):
    other = survey(ensemble(TEXT, samples=4_000, seed=9), spread=Here())
    for name in unbroken.policies:
        for k in range(3):
            values = [(s.worlds.mean(s.chance(name, k)), s.worlds.error(s.chance(name, k))) for s in (unbroken, other)]
            (a, a_error), (b, b_error) = values
            assert abs(a - b) <= 4 * float(np.hypot(a_error, b_error)) + 1e-12


def listable() -> str:
    """Return a smaller conflict, whose worlds can be listed."""
    case = TEXT.replace("    - any_order: [not north.fire, sponsor.aid, south.patrols == off, not south.talks]\n", "")
    case = case.replace("    - any_order: [not sponsor.aid, north.troops >= thinned, south.talks]\n", "")
    case = case.replace("2, south.talks: 1, south.patrols == on: 1 to 4}", "2, south.talks: 1}")
    case = case.replace("0.5 to 2 per month", "1 per month").replace("0.05 to 0.2", "0.1")
    case = case.replace("{seq: 0.6, nash: 0.2, smr: 0.2}", "{smr: 0.5, seq: 0.5}")
    return case


def test_worlds_that_are_few_are_listed_when_that_takes_no_more_than_was_asked_for():
    case = listable()
    large = ensemble(case, samples=21_000)
    assert BLOCK * 4 < large.draw.count <= 21_000
    found = survey(large, spread=Here())
    assert found.worlds.exact
    assert len(found.worlds) == large.draw.count
    assert found.worlds.weight.sum() == pytest.approx(1.0)
    sampled = survey(ensemble(case, samples=3_000, seed=3), spread=Here())
    assert not sampled.worlds.exact
    for name in found.policies:
        for k in range(3):
            error = sampled.worlds.error(sampled.chance(name, k))
            assert abs(found.worlds.mean(found.chance(name, k)) - sampled.worlds.mean(sampled.chance(name, k))) <= (
                4 * error + 1e-9
            )


def test_the_chances_are_seen_to_settle(unbroken):
    result = api.policies(there(), survey=unbroken)
    assert [running.worlds for running in result.running] == [sum(unbroken.blocks[:k]) for k in (1, 2, 4)]
    first, last = result.running[0], result.running[-1]
    alone = survey(there(1_000))
    policies = {p.policy: p for p in result.policies}
    for name in unbroken.policies:
        assert first.seek[name] == pytest.approx(alone.worlds.mean(alone.chance(name, 1)))
        assert first.seek_error[name] == pytest.approx(alone.worlds.error(alone.chance(name, 1)))
        assert last.seek[name] == pytest.approx(policies[name].outcomes["calm"].chance)
        assert last.avoid_error[name] == pytest.approx(policies[name].outcomes["war"].error)
        assert abs(first.seek[name] - last.seek[name]) <= 4 * first.seek_error[name] + 1e-9
    assert api.policies(there(1_000)).running == ()


def test_the_first_blocks_are_a_smaller_survey(unbroken):
    two = unbroken.first(sum(unbroken.blocks[:2]) + 5)
    assert two.blocks == unbroken.blocks[:2]
    assert two.worlds.weight.sum() == pytest.approx(1.0)
    assert_array_equal(two.chance("answer", 1), unbroken.chance("answer", 1)[: sum(two.blocks)])
    assert_array_equal(two.alternatives["north_aim"], unbroken.alternatives["north_aim"][: sum(two.blocks)])
    assert unbroken.first(1).blocks == unbroken.blocks[:1]
    assert unbroken.first(10**6) is unbroken


# ---------------------------------------------------------------- however it is done


@pytest.mark.parametrize("size", [1, 3, 16])
def test_the_size_of_batches_changes_nothing(size, unbroken, monkeypatch):
    monkeypatch.setattr(
        surveying, "batches_of", lambda numbers, _: [tuple(numbers[k : k + size]) for k in range(0, len(numbers), size)]
    )
    assert_same(survey(there(), spread=Here()), unbroken)


def test_every_block_is_in_one_batch():
    for count in (0, 1, 7, 100, 1_000):
        for workers in (1, 2, 7):
            batches = batches_of(range(3, 3 + count), workers)
            assert [number for batch in batches for number in batch] == list(range(3, 3 + count))


def test_workers_change_nothing(unbroken, tmp_path):
    assert_same(survey(there(), spread=Processes(2), folder=tmp_path / "run"), unbroken)


def test_a_run_folder_changes_nothing_and_is_not_played_again(unbroken, tmp_path, monkeypatch):
    assert_same(survey(there(), folder=tmp_path / "run"), unbroken)
    monkeypatch.setattr(Here, "play", lambda *_: pytest.fail("played again") if _[2] else iter(()))
    assert_same(survey(there(), folder=tmp_path / "run"), unbroken)


def test_blocks_that_are_missing_or_torn_are_played_again(unbroken, tmp_path):
    survey(there(), folder=tmp_path / "run")
    (tmp_path / "run" / "block-0000001.npz").unlink()
    torn = tmp_path / "run" / "block-0000002.npz"
    torn.write_bytes(torn.read_bytes()[:1000])
    (tmp_path / "run" / ".block-0000003.npz.x.part").write_bytes(b"half a block")
    assert_same(survey(there(), folder=tmp_path / "run"), unbroken)
    assert not list((tmp_path / "run").glob(".*.part"))


class Interrupted(Here):
    """A way to work that is stopped by Ctrl-C after some batches."""

    def play(self, job, batches):
        for number, done in enumerate(super().play(job, batches)):
            if number == 2:
                raise KeyboardInterrupt
            yield done


def test_what_is_done_when_it_is_stopped_is_a_smaller_sample_that_says_so(unbroken, tmp_path):
    found = survey(there(), spread=Interrupted(), folder=tmp_path / "run")
    assert found.partial
    assert (len(found.blocks), found.planned) == (2, 4)
    assert found.worlds.weight.sum() == pytest.approx(1.0)
    size = len(found.worlds)
    assert_array_equal(found.chance("answer", 1), unbroken.chance("answer", 1)[:size])
    result = api.policies(there(), survey=found)
    assert result.provenance.partial
    assert result.provenance.worlds == size
    assert_same(survey(there(), folder=tmp_path / "run"), unbroken)


def test_a_part_of_the_listed_worlds_is_a_sample_with_an_error():
    case = listable()
    whole = survey(ensemble(case, samples=21_000), spread=Here())
    part = survey(ensemble(case, samples=21_000, seed=2), spread=Interrupted())
    assert whole.worlds.exact
    assert part.partial
    assert not part.worlds.exact
    for name in whole.policies:
        for k in range(3):
            error = part.worlds.error(part.chance(name, k))
            gap = part.worlds.mean(part.chance(name, k)) - whole.worlds.mean(whole.chance(name, k))
            assert abs(gap) <= 4 * error + 1e-9
            assert error < 0.05


def test_nothing_done_is_no_result(monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Here, "play", stop)
    with pytest.raises(KeyboardInterrupt):
        survey(there(), spread=Here())


def test_by_default_work_is_done_here():
    assert spread_over(None, None) == spread_over(1, None) == Here()
    assert spread_over(3, None) == Processes(3)
    assert spread_over(3, "tcp://there:8786") == Cluster("tcp://there:8786", 3)


# ---------------------------------------------------------------- the run folder


def job(text: str = TEXT, **changes: int) -> Job:
    return Job(load_text(text)[0], **{"seed": 0, "samples": 4_000, "budget": 2**22, **changes})


def refusal(folder: Path, other: Job) -> str:
    with pytest.raises(CaseError) as refused, RunFolder(folder, other, ["no policy"]):
        pass
    (mistake,) = refused.value.mistakes
    assert mistake.code in ("E071", "E072")
    return f"{mistake.code} {mistake.message}\n{mistake.hint}"


def test_another_study_is_refused_saying_what_differs(tmp_path):
    with RunFolder(tmp_path / "run", job(), ["no policy"]):
        pass
    assert "seed: 0 there, 5 here" in refusal(tmp_path / "run", job(seed=5))
    assert "samples: 4000 there, 9000 here" in refusal(tmp_path / "run", job(samples=9_000))


def test_a_changed_case_is_refused_saying_what_changed(tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text(TEXT, "utf-8")
    before = Job(api.load(path), 0, 4_000, 2**22)
    with RunFolder(tmp_path / "run", before, ["no policy"]):
        pass
    path.write_text(TEXT.replace("prior: 0.6", "prior: 0.7").replace("prior: 0.4, line", "prior: 0.3, line"), "utf-8")
    said = refusal(tmp_path / "run", Job(api.load(path), 0, 4_000, 2**22))
    assert "the case has changed" in said
    assert "-      soft: {prior: 0.6" in said
    assert "+      soft: {prior: 0.7" in said
    assert "clock" not in said


def test_a_changed_comment_is_no_change(tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text(TEXT, "utf-8")
    with RunFolder(tmp_path / "run", Job(api.load(path), 0, 1_000, 2**22), ["no policy"]) as folder:
        folder.save(0, play_blocks(Job(api.load(path), 0, 1_000, 2**22), [0])[0])
    path.write_text("# seen by nobody\n" + TEXT.replace("  north.fire:", "  north.fire:   "), "utf-8")
    with RunFolder(tmp_path / "run", Job(api.load(path), 0, 1_000, 2**22), ["no policy"]) as folder:
        assert list(folder.readable([0])) == [0]


def test_a_block_under_another_number_is_not_read(tmp_path):
    survey(there(2_000), folder=tmp_path / "run")
    shutil.copy(tmp_path / "run" / "block-0000000.npz", tmp_path / "run" / "block-0000001.npz")
    with RunFolder(tmp_path / "run", job(samples=2_000), [p.id for p in there().policies]) as folder:
        assert list(folder.readable(range(2))) == [0]


def test_a_case_whose_text_is_gone_is_refused_all_the_same(tmp_path):
    with RunFolder(tmp_path / "run", job(), ["no policy"]):
        pass
    assert "cannot be said" in refusal(tmp_path / "run", job(TEXT.replace("0.4): north", "0.5): north")))


def test_a_folder_with_something_else_is_refused(tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "mine.txt").write_text("dear")
    assert "no run folder" in refusal(tmp_path / "letters", job())
    assert (tmp_path / "letters" / "mine.txt").read_text() == "dear"


def test_two_studies_do_not_write_to_one_folder(tmp_path):
    with RunFolder(tmp_path / "run", job(), ["no policy"]):
        assert "E072" in refusal(tmp_path / "run", job())
    with RunFolder(tmp_path / "run", job(), ["no policy"]):
        pass


def test_seed_digest_and_version_are_in_the_folder(tmp_path):
    survey(there(1_500), folder=tmp_path / "run")
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text())
    assert manifest["seed"] == 0
    assert manifest["samples"] == 1_500
    assert manifest["digest"] == there().case.digest
    assert manifest["offramp"] == api.policies(there(1_000)).provenance.version


# ---------------------------------------------------------------- kills


def killed(folder: Path, times: int, seed: int) -> None:
    """Kill a study many times, at random moments, then let it end."""
    done = subprocess.run(
        [sys.executable, str(KILLING), str(folder), str(times), str(seed)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[0]) == times


def test_killed_twenty_times_a_study_ends_as_one_that_was_not(unbroken, tmp_path):
    killed(tmp_path / "run", 20, seed=1)
    monkey = survey(there(), folder=tmp_path / "run")
    assert_same(monkey, unbroken)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_killed_two_hundred_times_studies_end_as_one_that_was_not(seed, unbroken, tmp_path):
    killed(tmp_path / "run", 20, seed=100 + seed)
    assert_same(survey(there(), folder=tmp_path / "run"), unbroken)


def test_a_worker_that_dies_is_replaced(unbroken, tmp_path, monkeypatch):
    marker = tmp_path / "died"
    monkeypatch.setenv("DIES_ONCE", str(marker))
    monkeypatch.setattr("offramp.study.many.spreading.play_blocks", dies_once)
    assert_same(survey(there(), spread=Processes(2)), unbroken)
    assert marker.exists()


def dies_once(job: Job, numbers: tuple[int, ...]):
    """Play blocks, but die the first time block 2 is asked for."""
    import os
    import signal

    marker = Path(os.environ["DIES_ONCE"])
    if 2 in numbers and not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return play_blocks(job, numbers)


def always_dies(job: Job, numbers: tuple[int, ...]):
    import os
    import signal

    os.kill(os.getpid(), signal.SIGKILL)


def test_workers_that_keep_dying_are_reported(monkeypatch):
    monkeypatch.setattr("offramp.study.many.spreading.play_blocks", always_dies)
    monkeypatch.setattr("offramp.study.many.spreading.MOST_DEATHS", 2)
    with pytest.raises(CaseError) as refused:
        survey(there(), spread=Processes(1))
    assert refused.value.mistakes[0].code == "E073"


def test_a_mistake_in_a_worker_is_the_users_mistake():
    text = TEXT.replace("status_quo: {}", "status_quo: {}\nimpossible: [south.talks and north.troops == gone]")
    chat = "  chat: {by: [south], sets: {south.talks: yes}}\n"
    bad = ensemble(text + chat + "  late: {stages: [{policy: answer, lasts: 1 month}, chat]}\n", samples=2_000)
    with pytest.raises(CaseError) as refused:
        survey(bad, spread=Processes(2))
    (mistake,) = refused.value.mistakes
    assert mistake.code == "E055"
    assert "late cannot go on to chat from troops gone" in mistake.message


def test_mistakes_survive_a_trip_between_processes():
    import pickle

    with pytest.raises(CaseError) as refused:
        load_text("case: x")
    again = pickle.loads(pickle.dumps(refused.value))
    assert again.mistakes == refused.value.mistakes
    assert str(again) == str(refused.value)


def test_temporary_folders_are_left_as_they_were(tmp_path):
    folder = tmp_path / "run"
    survey(there(1_500), folder=folder)
    names = {path.name for path in folder.iterdir()}
    assert names == {"manifest.json", "lock", "block-0000000.npz", "block-0000001.npz"}
    shutil.rmtree(folder)
