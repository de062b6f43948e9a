"""What a rule works on and what it finds: source, cue and content as ranges of words."""

from dataclasses import dataclass

from safeconduct.read.clauses import Range
from safeconduct.read.lexicon import Entry, Lexicon
from safeconduct.read.words import Sentence, Words


@dataclass(slots=True)
class Hit:
    """One attribution. `word` is the cue's main word; `rule` names the rule that found it."""

    word: int
    cue: list[Range]
    source: list[Range]
    content: list[Range]
    entry: Entry
    rule: str
    negated: bool = False
    subject: Range | None = None
    weak: bool = False


@dataclass(slots=True)
class Context:
    """A sentence under reading; `hits` are those found so far in it."""

    words: Words
    sentence: Sentence
    lexicon: Lexicon
    headline: bool
    hits: list[Hit]
