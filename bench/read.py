"""Reading reports: statements, speakers, acts, relations and speed, beside peers on the same data.

`python -m bench read` measures on what may be looked at and on the project's own invented reports.
Kept-back parts are named to `python -m bench.read`: `--polnear FILE`, `--plv TRAIN TEST`, `--story
TEXT GOLD RELATIONS`. Peers run in the Python that READ_PEERS_PYTHON names; see `quote_peers.py`.
"""

import argparse
import csv
import importlib.util
import json
import os
import random
import re
import resource
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.results import keep, machine, show

from bench import invented
from safeconduct.model.statement import Report, Statement
from safeconduct.read.events import train
from safeconduct.read.reading import read
from safeconduct.read.relations import relate

if TYPE_CHECKING:
    from collections.abc import Callable

DATA = Path(__file__).parents[2] / "shared" / "data"
QUOTES = DATA / "quotes"
PEER = "READ_PEERS_PYTHON"
PEER_SCRIPT = Path(__file__).with_name("quote_peers.py")
PEERS = {"textacy": "textacy, by paragraph", "ggt": "Gender Gap Tracker"}
STUDY = "Citron re-trained 49.8, people among themselves 75.4, on the test part (study)"
KINDS = {"contradicts": "contradicts", "tension": "tension"}
KINDS |= {"restates": "same_claim", "answers": "request_met_by_offer"}
ACTS = {"assert": "report", "propose": "offer"}

Found = list[dict[str, Any]]
Row = list[str]


def main(options: argparse.Namespace) -> None:
    """Measure on what may be looked at; write RESULTS.md unless `--dry`."""
    measure(arguments([]), write=not options.dry)


def measure(asked: argparse.Namespace, *, write: bool) -> None:
    """All tables in one run, peers on the same texts."""
    if not QUOTES.exists():
        print("read: skipped, ../shared/data/quotes is not there (it may not be committed)")
        return
    score = scorer()
    tables: tuple[Callable[[], Table], ...] = (
        lambda: polnear(score, asked.polnear),
        lambda: story(score, *asked.story),
        lambda: own_reports(score),
        lambda: acts(*asked.plv),
        lambda: speed(asked.polnear, asked.articles),
    )
    for made in tables:
        marker, title, head, rows = made()
        show(title, head, rows)
        if write:
            keep(f"read {marker}", f"Reading: {title}", head, rows, keys=1)
    print(f"\n{machine()}. {STUDY}.")


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
    parser.add_argument("--write", action="store_true", help="write RESULTS.md")
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


def systems(texts: list[str]) -> list[tuple[str, list[Found], float]]:
    """What every system finds in the same texts, and its articles a second on one core."""
    told: list[tuple[str, list[Found], float]] = []
    own: tuple[tuple[str, Callable[[str], Found]], ...] = (
        ("safeconduct, rules and word lists", ours),
        ("quotation and nearest name", nearest_name),
    )
    for name, system in own:
        started = time.process_time()
        found = [system(text) for text in texts]
        told.append((name, found, len(texts) / max(1e-6, time.process_time() - started)))
    return told + [peer for name in PEERS if (peer := run_peer(name, texts))]


def run_peer(name: str, texts: list[str]) -> tuple[str, list[Found], float] | None:
    """A peer in its own Python, or None where that is not there."""
    python = os.environ.get(PEER)
    if not python or (name == "ggt" and not os.environ.get("GGT_FOLDER")):
        print(f"  {PEERS[name]}: left out, {PEER} or GGT_FOLDER is not set")
        return None
    asked = json.dumps(texts)
    done = subprocess.run(
        [python, str(PEER_SCRIPT), name], input=asked, capture_output=True, text=True, check=False
    )
    if done.returncode:
        print(f"  {PEERS[name]}: left out, {done.stderr.strip().splitlines()[-1:]}")
        return None
    told = json.loads(done.stdout.splitlines()[-1])
    return f"{PEERS[name]} ({told['model']})", told["found"], len(texts) / told["seconds"]


# ------------------------------------------------------------------ tables

Table = tuple[str, str, Row, list[Row]]


def polnear(score: Any, path: Path) -> Table:
    documents = [d for d in lines(path) if d.get("primary", True)]
    rows: list[Row] = []
    for name, found, rate in systems([d["text"] for d in documents]):
        pairs = zip(documents, found, strict=True)
        told = score.score([(d["text"], d["attributions"], f) for d, f in pairs])
        figures = (*told["statement"], told["content_iou50"][2], told["speaker_acc_on_matched"])
        rows.append([name, *(f"{x:.1f}" for x in figures), f"{rate:.0f}"])
    head = ["system", "precision", "recall", "F1 (57)", "content F1", "source right", "articles/s"]
    return "polnear", f"PolNeAR, {path.name}, {len(documents)} articles", head, rows


def story(score: Any, text_file: Path, gold_file: Path, links_file: Path) -> Table:
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
    named = [(gold[i], matched[i]) for i in core if i in matched]
    speakers = [(g["speaker"], s.speaker.name) for g, s in named]
    allowed = ([ACTS.get(a, a) for a in g["speech_act_ok"]] for g, _ in named)
    hits = [s.act.value in ok for ok, (_, s) in zip(allowed, named, strict=True)]
    precision, recall = _links(links_file, gold, matched, found)
    rows = [
        [
            name,
            f"{_core_f1(score, text, wanted, core, told):.1f}",
            *(
                [
                    f"{_part([a == b for a, b in speakers]):.1f}",
                    str(sum(b is not None and a != b for a, b in speakers)),
                    f"{_part([g['party'] == s.speaker.party for g, s in named]):.1f}",
                    f"{_part(hits):.1f}",
                    f"{precision:.2f}",
                    f"{recall:.2f}",
                ]
                if n == 0
                else ["-"] * 6
            ),
        ]
        for n, (name, (told,), _) in enumerate(systems([text]))
    ]
    head = ["system", "F1 (95)", "speakers (95)", "wrong (0)", "party", "act"]
    head += ["relations precision (0.8)", "recall (0.8)"]
    return "story", f"the reference story, {len(core)} core statements", head, rows


def _core_f1(score: Any, text: str, wanted: Found, core: list[int], told: Found) -> float:
    """F1 on the core; a find that meets a statement outside the core counts neither way."""
    pairs, _, _ = score.match(text, wanted, told)
    matched = {i: told[j] for i, j, _ in pairs}
    right = sum(i in matched and _same_source(score, text, wanted[i], matched[i]) for i in core)
    told_core = len([t for t in told if t["content"]]) - sum(i not in core for i in matched)
    return 200 * right / max(1, len(core) + told_core)


def _same_source(score: Any, text: str, wanted: Any, told: Any) -> bool:
    gold = score.chars(text, wanted["source"])
    mine = score.chars(text, told["source"])
    return bool(gold & mine) or (not gold and not mine)


def _links(path: Path, gold: Any, matched: dict[int, Statement], found: Any) -> tuple[float, float]:
    wanted = {(r["a"], r["b"], r["type"]) for r in lines(path)}
    names = {s.id: gold[i]["id"] for i, s in matched.items()}
    told = relate(found)
    hit = {
        pair
        for r in told
        for a, b in ((r.origin, r.other), (r.other, r.origin))
        if (pair := (names.get(a), names.get(b), KINDS[r.kind.value])) in wanted
    }
    return len(hit) / max(1, len(told)), len(hit) / len(wanted)


def own_reports(score: Any) -> Table:
    rows: list[Row] = []
    for part in ("tuning", "kept"):
        reports = invented.load(part)
        for n, (name, found, _) in enumerate(systems([r.text for r in reports])):
            gold = [[_marked_spans(m) for m in r.statements] for r in reports]
            texts = [r.text for r in reports]
            told = score.score(list(zip(texts, gold, found, strict=True)))
            more = invented.judged(score, reports) if n == 0 else ["-"] * 7
            rows.append([f"{part}: {name}", *(f"{x:.1f}" for x in told["statement"]), *more])
    head = ["part and system", "precision", "recall", "F1 (78)", "speaker (92)", "wrong (3)"]
    head += ["party (95)", "hearsay to a person (0)", "act", "relations precision", "recall"]
    return "invented", "invented conflict and humanitarian reports", head, rows


def _marked_spans(marked: invented.Marked) -> dict[str, Any]:
    return {
        "content": [list(s) for s in marked.content],
        "source": [list(s) for s in marked.mention],
        "cue": [list(s) for s in marked.cue],
    }


def acts(train_file: Path, test_file: Path | None = None) -> Table:
    rows = _labelled(train_file)
    if test_file is None:
        wanted, told = _crossed(rows)
        what = f"five folds of {train_file.name}"
    else:
        test = _labelled(test_file)
        wanted = [label for _, label in test]
        told = train([m for m, _ in rows], [c for _, c in rows]).classify([m for m, _ in test])
        what = f"{train_file.name} to {test_file.name}"
    right = _part([a == b for a, b in zip(wanted, told, strict=True)])
    own = ["safeconduct", f"{100 * _macro(wanted, told):.1f}", f"{right:.1f}"]
    study = [["TF-IDF, on the test part (study)", "66.5", "69.0"]]
    study += [["355 M NLI model, on the test part (study)", "82.1", "83.5"]]
    title = f"event class, PLV, {what}, {len(wanted)} sentences"
    return "events", title, ["system", "macro-F1 (72)", "accuracy"], [own, *study]


def _labelled(path: Path) -> list[tuple[str, str]]:
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


def speed(path: Path, articles: int) -> Table:
    """Articles a second on one core and on two, by the clock and by processor time, and memory."""
    texts = [d["text"] for d in lines(path)]
    sample = [texts[n % len(texts)] for n in range(200)]
    started, worked = time.perf_counter(), time.process_time()
    for text in sample:
        read(text, Report("bench"))
    one = len(sample) / (time.perf_counter() - started)
    own = len(sample) / (time.process_time() - worked)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started, children = time.perf_counter(), _children()
    with ProcessPoolExecutor(2) as pool:
        many = [texts[n % len(texts)] for n in range(articles)]
        sum(pool.map(_count, many, chunksize=50))
    two = articles / (time.perf_counter() - started)
    both = 2 * articles / (_children() - children)
    for n in range(2000):
        read(texts[n % len(texts)], Report("bench"))
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    rows = [
        ["articles a second, by the clock", f"{one:.0f}", f"{two:.0f}"],
        ["articles a second, of processor time", f"{own:.0f}", f"{both:.0f}"],
        ["memory after the first 200 articles, MB", f"{before / 1024:.0f}", ""],
        ["memory after more, MB", f"{after / 1024:.0f}", f"{worker / 1024:.0f} a worker"],
    ]
    words = sum(len(text.split()) for text in texts) / len(texts)
    title = f"speed on {articles:,} articles of {words:.0f} words (goal 200 on two cores)"
    return "speed", title, ["what", "one core", "two cores"], rows


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _count(text: str) -> int:
    return len(read(text, Report("bench")).statements)


def _part(hits: list[bool]) -> float:
    return 100 * sum(hits) / max(1, len(hits))


if __name__ == "__main__":
    given = arguments(sys.argv[1:])
    measure(given, write=given.write)
