"""Who governs a verb: the subject before it, also through insertions and relative clauses."""

from safeconduct.read import clauses as c
from safeconduct.read.clauses import Range
from safeconduct.read.hits import Context
from safeconduct.read.lexicon import word_class

ROLE_HEADS = word_class("role_heads")
_WHEN = word_class("days") | {"month"}
_INSERTION_OPENERS = word_class("insertion_openers")


def subject_of(ctx: Context, begin: int) -> list[Range] | None:
    """Who governs the verb group that starts at `begin`; more than one range with *who*."""
    words, sentence = ctx.words, ctx.sentence
    p = _past_day(ctx, begin - 1)
    if p < sentence.first:
        return None
    low = words.low[p]
    if low in {"who", "which"} or (
        low == "that" and p > sentence.first and c.is_noun_like(words, p - 1)
    ):
        return _antecedent(ctx, p)
    if low in c.CONJUNCTIONS or low == "then":
        return shared_subject(ctx, p)
    if low in c.COMMAS or low == ")":
        return before_insertion(ctx, p)
    if low in c.CLOSING and words.inside[p] >= 0 and words.inside[begin] < 0:
        return None
    found = c.subject_left(words, sentence, p)
    if found and not c.at_clause_start(words, sentence, found[0]):
        return [_past_relative(ctx, found)]
    return [found] if found else None


def _past_day(ctx: Context, p: int) -> int:
    """The word before *on Monday*, *yesterday*: when it was said is not who said it."""
    words, sentence = ctx.words, ctx.sentence
    if p <= sentence.first or words.low[p] not in _WHEN:
        return p
    k = p - 1
    while k > sentence.first and words.low[k] in {"on", "late", "early", "last", "this", "earlier"}:
        k -= 1
    return k if words.low[k] not in c.PREPOSITIONS and (c.is_name(words, k) or k < p - 1) else p


def _past_relative(ctx: Context, found: Range) -> Range:
    """Officials who spoke with the paper said: the subject stands before the relative clause."""
    words, sentence = ctx.words, ctx.sentence
    for k in range(found[0] - 1, max(sentence.first, found[0] - 20), -1):
        low = words.low[k]
        if (
            low in c.COMMAS
            or low in c.CONJUNCTIONS
            or low in c.STOPS
            or words.inside[k] != words.inside[found[0]]
            or low in {":", "("}
        ):
            return found
        if low in {"who", "which"} or (low == "that" and words.low[k + 1] in c.AUXILIARIES):
            begin = c.noun_phrase_left(words, sentence.first, k - 1)
            return (begin, k) if begin < k else found
        if low in c.SUBORDINATORS or (
            low in ctx.lexicon.verbs and ctx.lexicon.verbs[low].entry.frames & {"t", "b"}
        ):
            return found
        if low.endswith("ed") and c.is_noun_like(words, k - 1):
            begin = c.noun_phrase_left(words, sentence.first, k - 1)
            if (
                begin < k
                and c.at_clause_start(words, sentence, begin)
                and words.low[k + 1] in c.PREPOSITIONS
            ):
                return begin, k
    return found


def _antecedent(ctx: Context, p: int) -> list[Range]:
    words, sentence = ctx.words, ctx.sentence
    last = p - 1
    if last >= sentence.first and words.low[last] in c.COMMAS:
        last -= 1
    if last < sentence.first:
        return [(p, p + 1)]
    begin = c.noun_phrase_left(words, sentence.first, last)
    if begin <= last and words.low[begin - 1] in {"in", "at"} and begin - 2 > sentence.first:
        wider = c.noun_phrase_left(words, sentence.first, begin - 2)
        if wider < begin - 1 and c.at_clause_start(words, sentence, wider):
            begin = wider
    return [(begin, last + 1), (p, p + 1)] if begin <= last else [(p, p + 1)]


def shared_subject(ctx: Context, p: int) -> list[Range] | None:
    """X did this and said that: the subject of the verb before."""
    for hit in reversed(ctx.hits):
        if hit.source and hit.word < p and ctx.words.inside[hit.word] == ctx.words.inside[p]:
            return hit.source
    opening = opening_subject(ctx, ctx.sentence.first, p)
    return [opening] if opening else None


def opening_subject(ctx: Context, first: int, stop: int) -> Range | None:
    """The first noun phrase of a clause, past an introduction that a comma ends."""
    words = ctx.words
    i = first
    while i < stop and (words.low[i] in c.OPENING or words.low[i] in c.CONJUNCTIONS):
        i += 1
    if i < stop and (
        words.low[i] in c.PREPOSITIONS | c.SUBORDINATORS | c.ADVERBS
        or words.low[i].endswith(("ing", "ly"))
        or (words.low[i].endswith("ed") and set(words.low[i + 1 : i + 2]) & c.PREPOSITIONS)
    ):
        while i < stop and words.low[i] != ",":
            i += 1
        i += 1
    if i >= stop:
        return None
    end = c.noun_phrase_right(words, i, stop)
    while (
        end > i
        and (words.low[end - 1] in ctx.lexicon.verbs or words.low[end - 1].endswith("ed"))
        and end - 1 > i
    ):
        end -= 1
    return (i, end) if end > i else None


def before_insertion(ctx: Context, p: int) -> list[Range] | None:
    """X, the foreign minister of Y, said: the comma at p closes an insertion."""
    words, sentence = ctx.words, ctx.sentence
    if words.low[p] == ")":
        begin = c.noun_phrase_left(words, sentence.first, p)
        begin = c.with_partner(words, sentence, begin)
        return [(begin, p + 1)] if begin < p else None
    for k in range(p - 1, max(sentence.first, p - 40), -1):
        if words.inside[k] != words.inside[p]:
            return None
        if words.low[k] not in c.COMMAS:
            continue
        if k + 1 == p:
            return None
        subject = c.subject_left(words, sentence, k - 1)
        if (
            subject
            and c.at_clause_start(words, sentence, subject[0])
            and _is_insertion(ctx, k + 1, p)
        ):
            return [(subject[0], p)]
    return None


def _is_insertion(ctx: Context, first: int, stop: int) -> bool:
    words = ctx.words
    low = words.low[first]
    if low in _INSERTION_OPENERS or low[0].isdigit() or low.endswith("ing"):
        return True
    if low in {"and", "but", "or", "so"} or low in c.SUBJECTS:
        return False
    return c.is_name(words, first) or not any(
        words.low[k] in c.AUXILIARIES - {"'s"} or words.low[k] in ctx.lexicon.verbs
        for k in range(first, stop)
    )
