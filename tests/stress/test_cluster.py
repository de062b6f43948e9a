"""A real cluster of worker processes gives the same days, also when one dies under way."""

import os
import signal

import numpy as np
import pytest
from tests.stress.worlds import corridor

from safeconduct.instance.build import build
from safeconduct.model.problem import InputProblems
from safeconduct.operation.stress_file import priors
from safeconduct.stress.runs import Job, simulate, trial
from safeconduct.wiring import workers

distributed = pytest.importorskip("distributed")
RUNS = 8_000


@pytest.mark.slow
def test_a_worker_that_dies_loses_nothing_but_time() -> None:
    operation, plan = corridor()
    one = trial(build(operation), plan, priors(), 0)
    here = simulate(one, RUNS)
    with (
        distributed.LocalCluster(
            n_workers=3, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        workers(cluster.scheduler_address) as each,
    ):
        killed: list[int] = []

        def kill_one(done: int) -> None:
            if done >= 500 and not killed:
                with distributed.Client(cluster) as client:
                    pids = client.run(os.getpid)
                killed.append(next(iter(pids.values())))
                os.kill(killed[0], signal.SIGKILL)

        there = simulate(one, RUNS, each, progress=kill_one)
    assert killed
    assert all(
        np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
        for a, b in zip(here, there, strict=True)
    )


def test_a_cluster_that_is_not_there_is_a_problem_with_a_number() -> None:
    with pytest.raises(InputProblems) as found, workers("tcp://127.0.0.1:9", wait_s=1):
        pass
    assert found.value.problems[0].number == "S005"


def test_a_job_holds_all_that_a_worker_needs() -> None:
    import pickle

    operation, plan = corridor()
    one = trial(build(operation), plan, priors(), 0)
    job = next(one.jobs(10))
    sent = pickle.loads(pickle.dumps(job))
    assert isinstance(sent, Job)
    assert len(pickle.dumps(job)) < 100_000
