"""How good advice is after few questions: a simulated negotiator against full information.

Nine terms, two parties, weights, curves and thresholds unknown, one answer in ten wrong, 1,500
packages. The score is the people of the package recommended (none if a party in truth refuses
it), as a share of what somebody who knows everything would have reached. The true preferences
come from the same family that the model assumes, so gains in the field will be smaller.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from safeconduct.mediate.advice import best_question
from safeconduct.mediate.preferences import Cloud, Knowledge, likelihood, prior, thinned
from safeconduct.mediate.space import Package
from safeconduct.model.terms import Band, Says

SIZES = (4, 4, 3, 3, 3, 3, 4, 3, 3)
PACKAGES, CASES, WRONG = 1500, 200, 0.1
TOLD = ("nothing", "ranking", "ranking and bands")
SAMPLES = 300
ASKED = 80
APART = 1.0
"""The share of terms on which the two want the opposite."""


def knowledge_of(wants: tuple[int, ...], party: str, truth: Cloud, told: str) -> Knowledge:
    """What the mediator is told before any question; what each wants is known throughout."""
    known = Knowledge(party, wants, ((),) * len(SIZES), SIZES, (), (None,) * len(SIZES))
    if told == "nothing":
        return known
    weights = truth.values[0].max(axis=1) / truth.values[0].max(axis=1).sum()
    known = replace(known, ranking=tuple(int(t) for t in np.argsort(-weights)))
    if told == "ranking":
        return known
    bands = tuple(
        Band.DECISIVE if w >= 1.5 / 9 else Band.MATTERS if w >= 0.5 / 9 else Band.MINOR
        for w in weights
    )
    return replace(known, bands=bands)


def score(case: int, told: str, questions: int) -> float:
    """People reached, as a share of the best with full information."""
    chance = np.random.default_rng([case, 1])
    packages = [tuple(int(chance.integers(n)) for n in SIZES) for _ in range(PACKAGES)]
    people = people_of(packages, chance)
    wants = {"a": tuple(n - 1 for n in SIZES)}
    wants["b"] = tuple(0 if chance.random() < APART else n - 1 for n in SIZES)
    bare = {p: knowledge_of(wants[p], p, EMPTY, "nothing") for p in "ab"}
    truth = {p: prior(bare[p], chance, 1) for p in "ab"}
    yes = {p: np.array([bool(t.accepts(x)[0]) for x in packages]) for p, t in truth.items()}
    best = float(np.max(people * yes["a"] * yes["b"]))
    if best <= 0:
        return float("nan")
    wide = {p: prior(knowledge_of(wants[p], p, truth[p], told), chance) for p in "ab"}
    answers: dict[str, list[tuple[Package, Says, float]]] = {"a": [], "b": []}
    clouds = dict(wide)
    accepts = table(wide, answers, chance, clouds, packages)
    for _ in range(questions):
        found = best_question(people, accepts, doubtful(people, accepts))
        assert found is not None
        party, number = found[0], found[1]
        true = bool(yes[party][number]) != (chance.random() < WRONG)
        answers[party].append((packages[number], Says.YES if true else Says.NO, 1 - WRONG))
        accepts = table(wide, answers, chance, clouds, packages)
    worth = people * accepts["a"].mean(axis=0) * accepts["b"].mean(axis=0)
    pick = int(np.argmax(worth))
    return float(people[pick] * yes["a"][pick] * yes["b"][pick]) / best


def doubtful(
    people: NDArray[np.float64], accepts: dict[str, NDArray[np.bool_]]
) -> NDArray[np.intp]:
    """The packages worth asking about: those from which most people are to be expected."""
    share = {p: yes.mean(axis=0) for p, yes in accepts.items()}
    unsure = np.max([s * (1 - s) for s in share.values()], axis=0)
    hope = people * np.sqrt(share["a"] * share["b"]) * np.sqrt(unsure)
    return np.argsort(-hope)[:ASKED]


def table(
    wide: dict[str, Cloud],
    answers: dict[str, list[tuple[Package, Says, float]]],
    chance: np.random.Generator,
    clouds: dict[str, Cloud],
    packages: list[Package],
) -> dict[str, NDArray[np.bool_]]:
    """By party, which samples accept which package, after the answers so far."""
    rows = np.array(packages)
    found = {}
    for party, cloud in wide.items():
        clouds[party] = thinned(cloud, likelihood(cloud, answers[party]), chance, SAMPLES)
        worth = np.zeros((SAMPLES, len(rows)), dtype=np.int16)
        for t in range(rows.shape[1]):
            worth += clouds[party].values[:, t, rows[:, t]]
        found[party] = worth >= clouds[party].least[:, None]
    return found


def people_of(packages: list[Package], chance: np.random.Generator) -> NDArray[np.float64]:
    """People out: more for looser options of five terms, up to a bottleneck."""
    gains = chance.dirichlet(np.ones(5)) * 6000
    share = np.array([[p[t] / (SIZES[t] - 1) for t in range(5)] for p in packages])
    return np.asarray(np.minimum(300 + share @ gains, 4500.0))


EMPTY = Cloud("", np.zeros((1, len(SIZES), max(SIZES)), dtype=np.int16), np.zeros(1, np.int16))


def run(cases: int = CASES) -> list[tuple[str, list[tuple[int, float]]]]:
    """The table: what was told before, by the number of questions."""
    return [
        (
            told,
            [
                (n, float(np.nanmean([score(case, told, n) for case in range(cases)])))
                for n in (0, 6)
            ],
        )
        for told in TOLD
    ]
