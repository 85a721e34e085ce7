"""The same study on a Dask cluster of two workers."""

import os
import signal
from collections.abc import Iterator

import pytest
from distributed import Client, LocalCluster

from offramp.case import CaseError
from offramp.study.many.spreading import Cluster, Here
from offramp.study.many.survey import Survey
from offramp.study.many.surveying import survey
from study.many import TEXT
from study.small import ensemble
from study.test_surveying import assert_same

SAMPLES = 6_000


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=50) as started:
        yield started


@pytest.fixture(scope="module")
def here() -> Survey:
    return survey(ensemble(TEXT, samples=SAMPLES), spread=Here())


def test_a_cluster_of_two_workers_finds_what_is_found_here(cluster, here):
    assert_same(survey(ensemble(TEXT, samples=SAMPLES), spread=Cluster(cluster.scheduler_address, 2)), here)


def test_a_worker_that_is_killed_loses_nothing(cluster, here):
    killed = []

    def kill(what: str, done: int, total: int) -> None:
        if done > 0 and not killed:
            with Client(cluster) as client:
                pids = client.run(os.getpid)
            killed.append(next(iter(pids.values())))
            os.kill(killed[0], signal.SIGKILL)

    assert_same(
        survey(ensemble(TEXT, samples=SAMPLES), spread=Cluster(cluster.scheduler_address, 2), report=kill), here
    )
    assert killed


def test_a_scheduler_that_is_not_there_is_a_mistake_in_what_was_given():
    with pytest.raises(CaseError) as refused:
        survey(ensemble(TEXT, samples=SAMPLES), spread=Cluster("tcp://127.0.0.1:9", 2))
    (mistake,) = refused.value.mistakes
    assert mistake.code == "E073"
    assert "does not answer" in mistake.message


def test_no_address_at_all_is_one_too():
    with pytest.raises(CaseError) as refused:
        survey(ensemble(TEXT, samples=SAMPLES), spread=Cluster("nowhere at all", 2))
    assert refused.value.mistakes[0].code == "E073"


def test_a_local_cluster_is_started_when_it_is_asked_for(here):
    assert_same(survey(ensemble(TEXT, samples=SAMPLES), spread=Cluster("local", 2)), here)
