"""Who speaks by a label: a headline, a bullet, a turn of a transcript, a signed quotation."""

from collections import Counter

from safeconduct.read import clauses as c
from safeconduct.read.clauses import Range
from safeconduct.read.contents import sentence_end
from safeconduct.read.gazetteer import plain, standard
from safeconduct.read.hits import Context, Hit
from safeconduct.read.lexicon import Entry, word_class
from safeconduct.read.words import Words

_HEAD = 2
_DASHES = frozenset({"-", "–", "—", "--"})
_SIGNED = Entry("signed", frozenset({"q"}), frozenset(), "report")
_HEADLINE = Entry("headline", frozenset(), frozenset(), "report")
_TURN = Entry("turn", frozenset(), frozenset(), "report")
_LABELS = word_class("labels")
_LONGEST_LABEL = 6
_FEWEST_TURNS = 3


def dialogue(words: Words) -> frozenset[str]:
    """The labels of a transcript's speakers: those that begin several paragraphs, if several do."""
    begins = Counter[str]()
    seen = -1
    for sentence in words.sentences:
        if sentence.paragraph == seen:
            continue
        seen = sentence.paragraph
        colon = _colon(words, sentence.first, sentence.stop)
        if colon:
            begins[words.phrase(sentence.first, colon)] += 1
    speakers = {name for name, times in begins.items() if times > 1 and plain(name) not in _LABELS}
    return frozenset(speakers) if sum(begins[n] for n in speakers) >= _FEWEST_TURNS else frozenset()


def _colon(words: Words, first: int, stop: int) -> int:
    """Where a short label in capitals ends with a colon, or 0."""
    for k in range(first, min(first + _LONGEST_LABEL, stop)):
        if words.low[k] == ":":
            return k if k > first else 0
        if k > first and _is_known(words, first, k + 1):
            continue
        if not (c.is_name(words, k) or words.low[k] in {"'s", "of", "al", "bin", "van", "de"}):
            return 0
    return 0


def _is_known(words: Words, first: int, stop: int) -> bool:
    """Whether the words are a body's name: Saudi-led coalition."""
    return plain(words.phrase(first, stop)) in standard().bodies


def label(ctx: Context, talk: frozenset[str]) -> list[Hit]:
    """What a label at the start of a paragraph says of who speaks."""
    words, sentence = ctx.words, ctx.sentence
    before = sentence.first - 1
    if before >= 0 and words.sentences[words.holder[before]].paragraph == sentence.paragraph:
        whole = words.sentences[words.holder[sentence.first]]
        if whole.first - 1 >= 0 and (
            words.sentences[words.holder[whole.first - 1]].paragraph == sentence.paragraph
        ):
            return []
    colon = _colon(words, sentence.first, sentence.stop)
    if colon and words.phrase(sentence.first, colon) in talk:
        return _turn(ctx, colon)
    if ctx.hits:
        return []
    known = bool(colon) and _is_known(words, sentence.first, colon)
    return _headline(ctx) if sentence.paragraph < _HEAD or known else []


def _turn(ctx: Context, colon: int) -> list[Hit]:
    """A turn of a transcript: the rest of its paragraph; a question only where one is named."""
    words, sentence = ctx.words, ctx.sentence
    end = colon + 1
    while end < len(words.word) and (
        words.sentences[words.holder[end]].paragraph == sentence.paragraph
    ):
        end += 1
    first = plain(words.phrase(sentence.first, colon))
    if end - colon < 3 or first in {"question", "q"}:
        return []
    source = [(sentence.first, colon)]
    return [Hit(colon, [(colon, colon + 1)], source, [(colon + 1, end)], _TURN, "turn")]


def signed(ctx: Context) -> list[Hit]:
    """“We need water.” – Anna Orlan, mayor: a quotation signed after a dash."""
    words, sentence = ctx.words, ctx.sentence
    for k in range(sentence.first + 1, sentence.stop - 1):
        q = words.inside[k - 1]
        if words.low[k] not in _DASHES or q < 0 or words.quotations[q].last != k - 1:
            continue
        end = sentence_end(ctx, k)
        rest = words.low[k + 1 : end]
        short = 0 < len(rest) <= 12 and c.is_name(words, k + 1)
        if short and not any(low in c.AUXILIARIES or low in ctx.lexicon.verbs for low in rest):
            content = [(words.quotations[q].first, k)]
            return [Hit(k, [(k, k + 1)], [(k + 1, end)], content, _SIGNED, "signed")]
    return []


def _headline(ctx: Context) -> list[Hit]:
    """UN: corridor is open; Corridor is open: UN."""
    words, sentence = ctx.words, ctx.sentence
    colons = [k for k in range(sentence.first, sentence.stop) if words.low[k] == ":"]
    if (
        len(colons) != 1
        or words.inside[colons[0]] >= 0
        or words.start[colons[0]] - words.start[sentence.first] > 160
    ):
        return []
    colon = colons[0]
    end = sentence_end(ctx, colon)
    before, after = (sentence.first, colon), (colon + 1, end)
    if _names_a_source(words, before) and after[1] - after[0] > 3:
        return [Hit(colon, [(colon, colon + 1)], [before], [after], _HEADLINE, "headline")]
    return []


def _names_a_source(words: Words, part: Range) -> bool:
    """Whether a few words in capitals could be who speaks: no label such as *Live*."""
    first, stop = part
    if not 0 < stop - first <= 4 or words.low[first] in _LABELS or words.low[stop - 1] in _LABELS:
        return False
    return _is_known(words, first, stop) or all(
        c.is_name(words, k) or words.low[k] in {"'s", "of"} for k in range(first, stop)
    )
