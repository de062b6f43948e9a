"""Chance: the same on every machine, in any order, and spread as the tables say."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kstest, norm
from tests.stress.worlds import corridor, told

from safeconduct.instance.build import build
from safeconduct.model.chance import KINDS, BadDays, Chance, Form
from safeconduct.model.problem import InputProblems
from safeconduct.operation.stress_file import priors, read_bad_days
from safeconduct.stress.draws import LATE_OPENING, drawn, normal, table, unit
from safeconduct.stress.runs import BLOCK, do, simulate, trial, world_of

MANY = 20_000


def sizes(chance: Chance, kind: str = "late_opening") -> np.ndarray:
    rows = table(BadDays({kind: chance}), ["red"], [])
    number = list(KINDS).index(kind)
    return np.array([drawn(rows, 7, number, 1, run, 0, 0, 3) for run in range(MANY)])


def test_numbers_are_spread_evenly_over_days_things_and_purposes() -> None:
    for numbers in (
        [unit(1, 2, run, 3, 4) for run in range(MANY)],
        [unit(1, 2, 3, thing, 4) for thing in range(MANY)],
        [unit(1, purpose, 3, 4, 5) for purpose in range(MANY)],
        [unit(seed, 0, 0, 0, 0) for seed in range(MANY)],
    ):
        assert kstest(numbers, "uniform").pvalue > 0.001


def test_neighbouring_days_and_things_have_nothing_in_common() -> None:
    one = np.array([unit(1, 0, run, 0, 0) for run in range(MANY)])
    other = np.array([unit(1, 0, run, 1, 0) for run in range(MANY)])
    for pair in ((one[1:], one[:-1]), (one, other)):
        assert abs(np.corrcoef(*pair)[0, 1]) < 4.0 / MANY**0.5


@given(st.floats(1e-12, 1.0 - 1e-12))
def test_the_normal_score_is_the_one_that_scipy_finds(share: float) -> None:
    assert normal(share) == pytest.approx(norm.ppf(share), rel=1e-9, abs=1e-12)


def test_a_chance_happens_as_often_and_is_as_great_as_it_says() -> None:
    found = sizes(Chance(0.4, 60.0, 240.0))
    met = found[found >= 0.0]
    assert len(met) / MANY == pytest.approx(0.4, abs=0.015)
    assert np.median(met) == pytest.approx(60.0, rel=0.06)
    assert np.quantile(met, 0.9) == pytest.approx(240.0, rel=0.08)


def test_a_share_stays_a_share_and_has_its_median() -> None:
    rows = table(BadDays({"not_come": Chance(1.0, 0.2, 0.6)}), [], ["adult"])
    number = list(KINDS).index("not_come")
    found = np.array([drawn(rows, 1, number, 1, run, 0, 0, 0) for run in range(MANY)])
    assert found.min() >= 0.0
    assert found.max() <= 1.0
    assert np.median(found) == pytest.approx(0.2, rel=0.05)
    assert np.quantile(found, 0.9) == pytest.approx(0.6, rel=0.05)


@pytest.mark.parametrize("shared", [0.0, 0.5, 0.9])
def test_things_of_one_party_and_day_share_as_much_as_the_table_says(shared: float) -> None:
    rows = table(BadDays({"late_opening": Chance(1.0, 60.0, 240.0, shared)}), ["red"], [])

    def logs(thing: int) -> np.ndarray:
        each = [drawn(rows, 7, LATE_OPENING, 1, run, 0, 0, thing) for run in range(MANY)]
        return np.log(np.maximum(each, 0.02))

    assert np.corrcoef(logs(1), logs(2))[0, 1] == pytest.approx(shared, abs=0.04)


def test_the_operations_own_record_moves_a_chance_and_outweighs_it_in_the_end() -> None:
    prior = Chance(0.8, 60.0, 240.0)
    few = Chance(0.8, 60.0, 240.0, seen=(300.0,), times=2)
    many = Chance(0.8, 60.0, 240.0, seen=(300.0, 310.0) * 100, times=1000)
    often = [float((sizes(c) >= 0).mean()) for c in (prior, few, many)]
    middle = [float(np.median(sizes(c)[sizes(c) >= 0])) for c in (prior, few, many)]
    assert often[0] > often[1] > often[2]
    assert often[2] == pytest.approx(0.2, abs=0.02)
    assert middle[0] < middle[1] < middle[2]
    assert middle[2] == pytest.approx(300.0, rel=0.1)


def test_blocks_of_days_in_any_order_are_the_same_days() -> None:
    one = told(corridor(), dict(priors().chances), seed=5)
    whole = simulate(one, 2 * BLOCK)
    jobs = list(one.jobs(2 * BLOCK))
    backwards = [do(job) for job in reversed(jobs)][::-1]
    for name in ("out", "last", "latest", "caught", "hours"):
        together = np.concatenate([getattr(part, name) for part in backwards])
        assert np.array_equal(together, getattr(whole, name), equal_nan=together.dtype.kind == "f")


def in_plain_numbers(*words: int) -> float:
    """The same number by whole numbers of any size, cut to 64 bits."""
    full, step = 2**64 - 1, 0x9E3779B97F4A7C15

    def mixed(x: int) -> int:
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9 & full
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB & full
        return x ^ (x >> 31)

    seed, purpose, run, a, b = words
    h = mixed(seed + step & full)
    for word in (purpose + 1, run + 1, a + 2, b + 2):
        h = mixed(h ^ (word * step & full))
    return ((h >> 12) + 0.5) / 2**52


@given(st.tuples(*[st.integers(0, 2**40)] * 5))
def test_a_days_numbers_are_those_that_plain_whole_numbers_give(
    words: tuple[int, int, int, int, int],
) -> None:
    assert unit(*words) == in_plain_numbers(*words)


def test_days_are_the_same_as_they_were_written_down() -> None:
    """Another machine, another year, the same bad days."""
    assert unit(0, 0, 0, 0, 0) == 0.2980267579273749


def test_two_plans_meet_the_same_day() -> None:
    operation, plan = corridor()
    instance = build(operation)
    fewer = plan.__class__(
        **{name: getattr(plan, name) for name in plan.__dataclass_fields__ if name != "vehicles"},
        vehicles=plan.vehicles[:1],
    )
    for run in range(5):
        ours = world_of(trial(instance, plan, priors(), 3), run)
        theirs = world_of(trial(instance, fewer, priors(), 3), run)
        assert all(np.array_equal(a, b) for a, b in zip(ours, theirs, strict=True))


def test_every_prior_has_a_source_or_says_that_it_is_assumed() -> None:
    found = priors()
    assert list(found.chances) == list(KINDS)
    for kind, chance in found.chances.items():
        assert "http" in chance.provenance.source or chance.provenance.is_assumed, kind
        if KINDS[kind].form is Form.SHARE:
            assert chance.p90 < 1.0


def written(folder: Path, text: str) -> BadDays:
    (folder / "stress.toml").write_text(text, encoding="utf-8")
    return read_bad_days(folder, corridor()[0])


def test_an_operations_own_table_stands_over_the_priors_figure_by_figure(tmp_path: Path) -> None:
    found = written(
        tmp_path,
        """
        [rules]
        patience_min = 90
        [chance.late_opening]
        median = 30
        source = "log of the mission"
        [chance.late_opening.of.red]
        probability = 1.0
        [chance.refused.of.adult]
        median = 0.4
        p90 = 0.6
        """,
    )
    below = priors()
    assert found.rules.patience_min == 90
    assert found.rules.water_l_day == below.rules.water_l_day
    assert found.chances["late_opening"].median == 30
    assert found.chances["late_opening"].p90 == below.chances["late_opening"].p90
    assert found.chances["late_opening"].provenance.source == "log of the mission"
    assert found.variants["late_opening"]["red"].probability == 1.0
    assert found.variants["refused"]["adult"].median == 0.4
    assert found.chances["breakdown"] == below.chances["breakdown"]


def test_every_problem_of_the_table_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputProblems) as found:
        written(
            tmp_path,
            """
            [rules]
            patience_min = "long"
            [chance.late_opening]
            probability = 2
            """,
        )
    assert sorted(p.number for p in found.value.problems) == ["S053", "S056"]
    with pytest.raises(InputProblems) as found:
        written(
            tmp_path,
            """
            [chance.late_openning]
            median = 3
            [chance.early_closing]
            median = 400
            [chance.refused]
            p90 = 1.5
            seen = [0.1, 0.2]
            times = 1
            [chance.withdrawn.of.blue]
            probability = 0.3
            """,
        )
    told_ = sorted(p.number for p in found.value.problems)
    assert told_ == ["S001", "S002", "S003", "S063", "S063"]
    assert any("late_opening" in p.remedy for p in found.value.problems)
