"""Whether a form that could be a verb is one where it stands: swing states, a statement posted."""

from itertools import pairwise

from safeconduct.read import clauses as c
from safeconduct.read.clauses import Range
from safeconduct.read.hits import Context
from safeconduct.read.lexicon import Form, word_class
from safeconduct.read.subjects import before_insertion


def is_document(ctx: Context, subject: list[Range], begin: int, i: int, form: Form) -> bool:
    """A statement posted on the web: a participle that hangs on its noun, no attribution."""
    words = ctx.words
    return (
        form.kind == "past"
        and begin == i
        and words.low[subject[0][1] - 1] in {"statement", "message", "video", "letter", "post"}
        and i + 1 < ctx.sentence.stop
        and words.low[i + 1] in c.PREPOSITIONS
    )


def is_part_of_name(ctx: Context, i: int) -> bool:
    """Whether a capital makes the word part of a name, as in United States."""
    words, sentence = ctx.words, ctx.sentence
    if ctx.headline or not c.is_name(words, i) or i == sentence.first:
        return False
    return words.low[i - 1] not in c.OPENING and words.low[i - 1] != ":"


def _noun_before(ctx: Context, before: int) -> bool:
    """Whether a determiner, possessive or preposition makes the next word a noun."""
    if before < ctx.sentence.first:
        return False
    low = ctx.words.low[before]
    if low in {"’", "'"}:
        return True
    if low in {"this", "that", "all", "some", "many", "one", "both", "each", "another"}:
        return low in {"all", "both", "each"} and False
    return (
        low in c.DETERMINERS or low == "'s" or (low in c.PREPOSITIONS and low not in {"in", "out"})
    )


_NOUN_LIKE = word_class("noun_like")


def reads_as_noun(ctx: Context, i: int, before: int, form: Form) -> bool:
    """Whether a form that is a noun too reads as one here: swing states, his remarks."""
    words, sentence = ctx.words, ctx.sentence
    if _noun_before(ctx, before):
        return True
    if form.entry.lemma not in _NOUN_LIKE or before < sentence.first:
        return False
    low = words.low[before]
    if low.endswith("ed") and (
        low in ctx.lexicon.verbs
        or before == sentence.first
        or words.low[before - 1] in c.CLOSED | c.DETERMINERS
    ):
        return True
    following = words.low[i + 1] if i + 1 < sentence.stop else "."
    if low in c.COMMAS and following in form.entry.prepositions:
        return before_insertion(ctx, before) is None
    clause = following in c.SUBJECTS | c.DETERMINERS or c.is_name(
        words, min(i + 1, sentence.stop - 1)
    )
    if form.kind == "base" and _is_plural(low) and clause:
        begin = c.noun_phrase_left(words, sentence.first, before)
        return not (begin <= before and c.at_clause_start(words, sentence, begin))
    if (
        low in c.SUBJECTS
        or low in {"who", "which"}
        or following in {"that", ":"}
        or following in c.OPENING
    ):
        return False
    if form.kind == "s" and low not in c.CLOSED and not low.endswith("s"):
        begin = c.noun_phrase_left(words, sentence.first, before)
        told = begin < before and c.at_clause_start(words, sentence, begin)
        opener = words.low[begin] in c.DETERMINERS or c.is_name(words, begin)
        last = begin > sentence.first and words.low[begin - 1] in c.COMMAS
        trailing = last and following in c.COMMAS | c.STOPS | {";"}
        if told and opener and (clause or trailing) and not ctx.headline:
            return False
    if form.kind != "s" or not c.is_name(words, before):
        return True
    if following in form.entry.prepositions or (following == "to" and "i" in form.entry.frames):
        return False
    return ctx.headline or following in (
        c.PREPOSITIONS | c.STOPS | c.COMMAS | c.AUXILIARIES | c.CONJUNCTIONS
    )


def takes_base(ctx: Context, subject: list[Range]) -> bool:
    """Whether a bare form can be finite after this subject: they say, officials say."""
    heads = ctx.words.low[subject[0][0] : subject[0][1]]
    if heads[-1] in _PLURAL_SUBJECTS or "and" in heads or _is_plural(heads[-1]):
        return True
    return any(_is_plural(head) and after in c.PREPOSITIONS for head, after in pairwise(heads[:4]))


_PLURAL_SUBJECTS = frozenset(
    {"they", "we", "i", "you", "who", "others", "some", "many", "people"}
) | {
    "staff",
    "police",
    "colleagues",
    "sources",
}


def _is_plural(low: str) -> bool:
    return len(low) > 3 and low.endswith("s") and not low.endswith(("ss", "us", "'s", "is"))
