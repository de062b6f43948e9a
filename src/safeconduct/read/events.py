"""What one actor does to another: an event class of the PLOVER line, learnt from marked sentences.

A sentence has its two actors between `<s>…</s>` and `<t>…</t>`. No weights are shipped:
whoever has the right to a labelled set trains a model from it in seconds, and the same
table always gives the same model.
"""

import csv
import itertools
import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from safeconduct.model.statement import Event, Statement
from safeconduct.read.lexicon import rows

Weights = npt.NDArray[np.float64]

_WORD = re.compile(r"[a-z'-]+|SRC|TGT|\$")
_SOURCE, _TARGET = re.compile(r"<s>.*?</s>"), re.compile(r"<t>.*?</t>")
_SHARE = {
    "word": 1.0,
    "pair": 0.7,
    "letters": 1.0,
    "between": 1.0,
    "directed": 0.5,
    "after-source": 1.0,
    "before-target": 0.7,
    "after-target": 0.5,
    "before": 0.5,
    "between-pair": 0.7,
    "event": 0.7,
    "first-event": 1.0,
    "order": 0.3,
}
"""How much each group of features weighs; each group is scaled to one length."""

STRENGTH = 10.0
ROUNDS = 150


@lru_cache(maxsize=1)
def _events() -> dict[str, str]:
    return {_stem(word): name for name, words in rows("events.tsv") for word in words.split()}


def _stem(word: str) -> str:
    for ending in ("ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) > 3:
            return word[: -len(ending)]
    return word


def features(marked: str) -> Counter[str]:
    """The features of a marked sentence, each named `group:what`."""
    text = _TARGET.sub(" TGT ", _SOURCE.sub(" SRC ", marked.lower()))
    words = _WORD.findall(text)
    stems = [_stem(word) for word in words]
    found: Counter[str] = Counter(f"word:{word}" for word in words)
    found.update(f"pair:{a}_{b}" for a, b in itertools.pairwise(words))
    found.update(_letters(words))
    found.update(f"event:{_events()[s]}" for s in stems if s in _events())
    if "SRC" in words and "TGT" in words:
        found.update(_around(stems, words.index("SRC"), words.index("TGT")))
    return found


def _letters(words: Iterable[str]) -> Iterable[str]:
    for word in words:
        framed = f"<{word}>"
        for size in (3, 4, 5):
            for i in range(len(framed) - size + 1):
                yield f"letters:{framed[i : i + size]}"


def _around(stems: list[str], source: int, target: int) -> Iterable[str]:
    """Features of the words between and beside the two actors."""
    low, high = sorted((source, target))
    order = "forth" if source < target else "back"
    between = stems[low + 1 : high]
    yield f"order:{order}"
    for stem in between:
        yield f"between:{stem}"
        yield f"directed:{order}-{stem}"
    for a, b in itertools.pairwise(between):
        yield f"between-pair:{a}_{b}"
    yield from (f"after-source:{s}" for s in stems[source + 1 : source + 6])
    yield from (f"before-target:{s}" for s in stems[max(0, target - 4) : target])
    yield from (f"after-target:{s}" for s in stems[target + 1 : target + 4])
    yield from (f"before:{s}" for s in stems[max(0, low - 3) : low])
    first = next((_events()[s] for s in stems[source + 1 : source + 8] if s in _events()), None)
    if first:
        yield f"first-event:{first}"


@dataclass(frozen=True, slots=True)
class EventModel:
    """A trained classifier: classes, vocabulary with its rarity, and a weight for each pair."""

    classes: tuple[str, ...]
    vocabulary: dict[str, int]
    rarity: Weights
    weights: Weights

    def classify(self, marked: Sequence[str]) -> list[str]:
        """The event class of each marked sentence."""
        matrix = _matrix([features(m) for m in marked], self.vocabulary, self.rarity)
        best = np.asarray(matrix @ self.weights.T).argmax(axis=1)
        return [self.classes[int(k)] for k in best]

    def save(self, stream: BinaryIO) -> None:
        """Write the model as plain data."""
        np.savez_compressed(
            stream,
            classes=np.array(json.dumps(self.classes)),
            vocabulary=np.array(json.dumps(list(self.vocabulary))),
            rarity=self.rarity,
            weights=self.weights.astype(np.float32),
        )


PLOVER = {
    "AGREE": Event("03", "AGREE", 4.0),
    "CONSULT": Event("04", "CONSULT", 1.0),
    "SUPPORT": Event("05", "SUPPORT", 3.5),
    "COOPERATE": Event("06", "COOPERATE", 6.0),
    "AID": Event("07", "AID", 7.0),
    "YIELD": Event("08", "YIELD", 5.0),
    "REQUEST": Event("02", "REQUEST", 3.0),
    "ACCUSE": Event("11", "ACCUSE", -2.0),
    "REJECT": Event("12", "REJECT", -4.0),
    "THREATEN": Event("13", "THREATEN", -4.4),
    "PROTEST": Event("14", "PROTEST", -6.5),
    "MOBILIZE": Event("15", "MOBILIZE", -7.2),
    "SANCTION": Event("16", "SANCTION", -4.0),
    "COERCE": Event("17", "COERCE", -7.0),
    "ASSAULT": Event("18", "ASSAULT", -9.0),
}
"""The classes with their CAMEO root and its Goldstein weight; others get weight 0."""


def with_events(statements: Sequence[Statement], model: EventModel) -> list[Statement]:
    """The statements, the event of each that is aimed at somebody told by a model."""
    aimed = [s for s in statements if s.target and s.speaker.name and s.cue]
    told = dict(
        zip((s.id for s in aimed), model.classify([_marked(s) for s in aimed]), strict=True)
    )
    return [
        replace(s, event=PLOVER.get(told[s.id], Event("", told[s.id], 0.0))) if s.id in told else s
        for s in statements
    ]


def _marked(statement: Statement) -> str:
    target = statement.target or ""
    text = statement.text
    marked = f"<t>{target}</t>"
    body = text.replace(target, marked, 1) if target in text else f"{marked} {text}"
    cue = statement.method.rpartition(": ")[2]
    return f"<s>{statement.speaker.name}</s> {cue} {body}"


def read_table(path: Path) -> tuple[list[str], list[str]]:
    """Marked sentences and their classes from a TSV table.

    Its columns are `marked_sentence` and `label` (or `gold_root`). Raises OSError,
    UnicodeError, or ValueError where a column or every row is missing.
    """
    with path.open(encoding="utf-8", newline="") as stream:
        rows_ = csv.DictReader(stream, delimiter="\t")
        present = rows_.fieldnames or []
        label = next((name for name in ("label", "gold_root") if name in present), "")
        if "marked_sentence" not in present or not label:
            raise ValueError("it has no columns marked_sentence and label")
        pairs = [(r["marked_sentence"] or "", r[label] or "") for r in rows_]
    kept = [(marked, name) for marked, name in pairs if marked and name]
    if len({name for _, name in kept}) < 2:
        raise ValueError("it holds fewer than two classes")
    return [marked for marked, _ in kept], [name for _, name in kept]


def load(path: Path) -> EventModel:
    """Read a model that `save` wrote; nothing in it is executed."""
    with np.load(path, allow_pickle=False) as stored:
        words = json.loads(str(stored["vocabulary"]))
        return EventModel(
            tuple(json.loads(str(stored["classes"]))),
            {word: n for n, word in enumerate(words)},
            stored["rarity"].astype(np.float64),
            stored["weights"].astype(np.float64),
        )


def train(marked: Sequence[str], labels: Sequence[str]) -> EventModel:
    """Fit a softmax regression; rare classes count more. The same table gives the same model."""
    found = [features(m) for m in marked]
    seen = Counter(name for one in found for name in one)
    documents = Counter(name for one in found for name in set(one))
    vocabulary = {name: n for n, name in enumerate(sorted(k for k in seen if documents[k] > 1))}
    rarity = np.array([math.log((1 + len(found)) / (1 + documents[k])) + 1 for k in vocabulary])
    matrix = _matrix(found, vocabulary, rarity)
    classes = tuple(sorted(set(labels)))
    wanted = np.array([classes.index(label) for label in labels])
    return EventModel(classes, vocabulary, rarity, _fit(matrix, wanted, len(classes)))


def _matrix(found: list[Counter[str]], vocabulary: dict[str, int], rarity: Weights) -> csr_matrix:
    row: list[int] = []
    column: list[int] = []
    value: list[float] = []
    for n, one in enumerate(found):
        known = [(k, vocabulary[k], count) for k, count in one.items() if k in vocabulary]
        sized = [(k, i, (1 + math.log(c)) * float(rarity[i])) for k, i, c in known]
        length: defaultdict[str, float] = defaultdict(float)
        for k, _, v in sized:
            length[k.partition(":")[0]] += v * v
        for k, i, v in sized:
            group = k.partition(":")[0]
            row.append(n)
            column.append(i)
            value.append(v / math.sqrt(length[group]) * _SHARE[group])
    return csr_matrix((value, (row, column)), shape=(len(found), len(vocabulary)))


def _fit(matrix: csr_matrix, wanted: npt.NDArray[np.int64], classes: int) -> Weights:
    count, width = matrix.shape
    often = np.bincount(wanted, minlength=classes)
    share = np.sqrt(count / (classes * often))[wanted]
    rows_ = np.arange(count)

    def loss(flat: Weights) -> tuple[float, Weights]:
        weights = flat.reshape(classes, width)
        score = matrix @ weights.T
        score -= score.max(axis=1, keepdims=True)
        chance = np.exp(score)
        chance /= chance.sum(axis=1, keepdims=True)
        told = -(share * np.log(chance[rows_, wanted] + 1e-12)).sum()
        chance[rows_, wanted] -= 1
        slope = (matrix.T @ (chance * share[:, None])).T + weights / STRENGTH
        return float(told + 0.5 / STRENGTH * (weights * weights).sum()), slope.ravel()

    start = np.zeros(classes * width)
    done = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS})
    return np.asarray(done.x, dtype=np.float64).reshape(classes, width)
