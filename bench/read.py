"""Reading reports: statements, speakers, acts, relations and speed, beside what others reach.

`python -m bench.read` measures on what may be looked at. Kept-back parts are named on the command
line: `--polnear FILE`, `--plv TRAIN TEST`, `--story TEXT GOLD RELATIONS`.
"""

import argparse
import csv
import importlib.util
import json
import random
import re
import resource
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from safeconduct.model.statement import Report, Statement
from safeconduct.read.events import train
from safeconduct.read.reading import read
from safeconduct.read.relations import relate

DATA = Path(__file__).parents[2] / "shared" / "data"
QUOTES = DATA / "quotes"
ANCHORS = (
    ("textacy, whole article", 19.8),
    ("textacy, by paragraph", 25.6),
    ("Gender Gap Tracker", 41.9),
    ("Citron, trained again on 260 articles", 49.8),
    ("people among themselves", 75.4),
)
"""Statement F1 on PolNeAR's test part, one run each with this scorer; from the project's study."""

KINDS = {"contradicts": "contradicts", "tension": "tension"}
KINDS |= {"restates": "same_claim", "answers": "request_met_by_offer"}
ACTS = {"assert": "report", "propose": "offer"}

Found = list[dict[str, Any]]


def main() -> None:
    """Print one table for each thing measured, on what may be looked at."""
    measure(arguments([]))


def measure(asked: argparse.Namespace) -> None:
    if not QUOTES.exists():
        print("read: skipped, ../shared/data/quotes is not there (it may not be committed)")
        return
    score = scorer()
    polnear(score, asked.polnear)
    story(score, *asked.story)
    acts(*asked.plv)
    speed(asked.polnear, asked.articles)


def arguments(given: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--polnear", type=Path, default=QUOTES / "polnear" / "polnear_dev.jsonl")
    story_files = (
        DATA / "reports" / "reference.txt",
        QUOTES / "reference_gold.jsonl",
        QUOTES / "reference_gold_relations.jsonl",
    )
    parser.add_argument("--story", type=Path, nargs=3, default=story_files)
    parser.add_argument("--plv", type=Path, nargs="+", default=[QUOTES / "PLV_train.tsv"])
    parser.add_argument("--articles", type=int, default=10_000)
    return parser.parse_args(given)


def scorer() -> Any:
    """The study's scorer, loaded from where it lies."""
    spec = importlib.util.spec_from_file_location("score", QUOTES / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def spans(statement: Statement) -> dict[str, Any]:
    return {
        "content": [list(s) for s in statement.content],
        "source": [list(s) for s in statement.mention],
        "cue": [list(s) for s in statement.cue],
    }


def ours(text: str) -> Found:
    return [spans(s) for s in read(text, Report("bench")).statements]


def nearest_name(text: str) -> Found:
    """The simplest that could work: a quotation, and the capitals beside the nearest `said`."""
    found: Found = []
    for quotation in re.finditer(r"[“\"]([^”\"\n]{10,})[”\"]", text):
        after = re.match(
            r"\s*(?:said ((?:[A-Z]\w+ ?)+)|((?:[A-Z]\w+ ?)+|he |she )said)", text[quotation.end() :]
        )
        if after:
            group = 1 if after[1] else 2
            start = quotation.end() + after.start(group)
            name = [start, start + len(after[group].rstrip())]
            found.append({"content": [list(quotation.span())], "source": [name], "cue": []})
    return found


# ------------------------------------------------------------------ tables


def polnear(score: Any, path: Path) -> None:
    documents = [d for d in lines(path) if d.get("primary", True)]
    print(f"\nPolNeAR, {path.name}: {len(documents)} articles; statement precision, recall, F1")
    systems: tuple[tuple[str, Callable[[str], Found]], ...] = (
        ("safeconduct, rules and word lists", ours),
        ("quotation and nearest name", nearest_name),
    )
    for name, system in systems:
        told = score.score([(d["text"], d["attributions"], system(d["text"])) for d in documents])
        p, r, f = told["statement"]
        matched = told["content_iou50"][2]
        print(f"  {name:<44}{p:>6}{r:>7}{f:>7}   content F1 {matched}, goal 57")
    for name, value in ANCHORS:
        print(f"  {name:<44}{'':>13}{value:>7}   on the test part, from the study")


def story(score: Any, text_file: Path, gold_file: Path, links_file: Path) -> None:
    text = text_file.read_text(encoding="utf-8")
    gold = lines(gold_file)
    found = read(text, Report(text_file.name, date="2022-04-27")).statements
    wanted = [
        {"content": g["content_spans"], "source": g["speaker_mention_spans"], "cue": g["cue_spans"]}
        for g in gold
    ]
    pairs, _, _ = score.match(text, wanted, [spans(s) for s in found])
    matched = {i: found[j] for i, j, _ in pairs}
    core = [i for i, g in enumerate(gold) if g["core"]]
    extra = len(found) - len(pairs)
    right = sum(_same_source(score, text, wanted[i], matched.get(i)) for i in core)
    named = [(gold[i], matched[i]) for i in core if i in matched]
    print(
        f"\nStory {text_file.name}: {len(core)} core statements, {len(found)} found, {extra} extra"
    )
    print(f"  statement F1 {_f1(right, len(core), right, len(core) + extra):>31.1f}   goal 95")
    speakers = [(g["speaker"], s.speaker.name) for g, s in named]
    print(f"  speakers resolved {_part(a == b for a, b in speakers):>26.1f}   goal 95")
    wrong = sum(b is not None and a != b for a, b in speakers)
    print(f"  given to a wrong speaker {wrong:>17}     goal 0")
    print(f"  party {_part(g['party'] == s.speaker.party for g, s in named):>38.1f}")
    allowed = ([ACTS.get(a, a) for a in g["speech_act_ok"]] for g, _ in named)
    hits = (s.act.value in ok for ok, (_, s) in zip(allowed, named, strict=True))
    print(f"  speech act {_part(hits):>33.1f}")
    _links(links_file, gold, matched, found)


def _same_source(score: Any, text: str, wanted: Any, statement: Statement | None) -> bool:
    if statement is None:
        return False
    gold = score.chars(text, wanted["source"])
    mine = score.chars(text, statement.mention)
    return bool(gold & mine) or (not gold and not mine)


def _links(path: Path, gold: Any, matched: dict[int, Statement], found: Any) -> None:
    wanted = {(r["a"], r["b"], r["type"]) for r in lines(path)}
    names = {s.id: gold[i]["id"] for i, s in matched.items()}
    told = relate(found)
    hit = {
        pair
        for r in told
        for a, b in ((r.origin, r.other), (r.other, r.origin))
        if (pair := (names.get(a), names.get(b), KINDS[r.kind.value])) in wanted
    }
    precision, recall = len(hit) / max(1, len(told)), len(hit) / len(wanted)
    print(f"  relations: precision {precision:.2f}, recall {recall:.2f}   goal 0.80 each")


def acts(train_file: Path, test_file: Path | None = None) -> None:
    rows = _marked(train_file)
    if test_file is None:
        wanted, told = _crossed(rows)
        what = f"five folds of {train_file.name}"
    else:
        test = _marked(test_file)
        wanted = [label for _, label in test]
        told = train([m for m, _ in rows], [c for _, c in rows]).classify([m for m, _ in test])
        what = f"{train_file.name} to {test_file.name}"
    right = sum(a == b for a, b in zip(wanted, told, strict=True)) / len(wanted)
    print(f"\nEvent class (PLV), {what}: {len(wanted)} sentences")
    print(f"  macro-F1 {100 * _macro(wanted, told):.1f}, accuracy {100 * right:.1f}   goal 72")
    print("  TF-IDF and logistic regression 66.5, 355 M NLI model 82.1 on the test part (study)")


def _marked(path: Path) -> list[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream, delimiter="\t")
        return [(row["marked_sentence"], row["gold_root"]) for row in rows]


def _crossed(rows: list[tuple[str, str]]) -> tuple[list[str], list[str]]:
    """Five folds; the pairs of one sentence stay in one fold."""
    bare = [re.sub(r"</?[st]>", "", marked) for marked, _ in rows]
    sentences = sorted(set(bare))
    random.Random(1).shuffle(sentences)  # noqa: S311 - folds, no secrets
    fold = {sentence: n % 5 for n, sentence in enumerate(sentences)}
    wanted: list[str] = []
    told: list[str] = []
    for k in range(5):
        inside = [r for r, b in zip(rows, bare, strict=True) if fold[b] != k]
        outside = [r for r, b in zip(rows, bare, strict=True) if fold[b] == k]
        model = train([m for m, _ in inside], [c for _, c in inside])
        wanted += [c for _, c in outside]
        told += model.classify([m for m, _ in outside])
    return wanted, told


def _macro(wanted: list[str], told: list[str]) -> float:
    classes = sorted(set(wanted))
    pairs = list(zip(wanted, told, strict=True))
    return sum(
        2 * pairs.count((k, k)) / max(1, wanted.count(k) + told.count(k)) for k in classes
    ) / len(classes)


def speed(path: Path, articles: int) -> None:
    texts = [d["text"] for d in lines(path)]
    sample = [texts[n % len(texts)] for n in range(200)]
    started, worked = time.perf_counter(), time.process_time()
    for text in sample:
        read(text, Report("bench"))
    one = len(sample) / (time.perf_counter() - started)
    own = len(sample) / (time.process_time() - worked)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    with ProcessPoolExecutor(2) as pool:
        many = [texts[n % len(texts)] for n in range(articles)]
        total = sum(pool.map(_count, many, chunksize=50))
    two = articles / (time.perf_counter() - started)
    for text in _endless(texts, 2000):
        read(text, Report("bench"))
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"\nSpeed on {path.name}: {one:.0f} articles/s on one core, {two:.0f} on two   goal 200")
    print(f"  {own:.0f} articles a second of processor time, whoever else uses the machine")
    print(f"  {articles:,} articles: {total:,} statements; a worker held {worker / 1024:.0f} MB")
    held = f"{before / 1024:.0f} to {after / 1024:.0f} MB"
    print(f"  2,000 articles more in this process: memory {held}")
    for name in ("textacy", "citron"):
        there = importlib.util.find_spec(name) is not None
        print(f"  {name}: {'installed, but needs a parser model' if there else 'not installed'}")


def _count(text: str) -> int:
    return len(read(text, Report("bench")).statements)


def _endless(texts: list[str], number: int) -> Iterator[str]:
    for n in range(number):
        yield texts[n % len(texts)]


def _part(hits: Any) -> float:
    values = list(hits)
    return 100 * sum(values) / max(1, len(values))


def _f1(hit_r: int, all_r: int, hit_p: int, all_p: int) -> float:
    recall, precision = hit_r / max(1, all_r), hit_p / max(1, all_p)
    return 200 * precision * recall / max(1e-9, precision + recall)


if __name__ == "__main__":
    measure(arguments(sys.argv[1:]))
