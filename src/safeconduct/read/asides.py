"""Attributions out of the usual order: around a subject, in a relative, before a colon."""

from safeconduct.read import clauses as c
from safeconduct.read.clauses import Range
from safeconduct.read.contents import sentence_end
from safeconduct.read.hits import Context, Hit
from safeconduct.read.lexicon import Entry, Form, word_class
from safeconduct.read.subjects import opening_subject

_CLAIMS = word_class("claims")
_BELIEVED = word_class("believed")
_COLON = Entry("colon", frozenset({"q"}), frozenset(), "report")


def around(ctx: Context, start: int, i: int) -> list[Range]:
    """The evacuation, officials say, took five days: the content lies on both sides."""
    words, sentence = ctx.words, ctx.sentence
    after = i + 2
    if (
        start - 1 <= sentence.first
        or words.low[start - 1] != ","
        or words.low[i + 1 : i + 2] != [","]
        or after >= sentence.stop - 1
        or words.low[after] in c.CONJUNCTIONS | c.PREPOSITIONS
    ):
        return []
    first = c.noun_phrase_left(words, sentence.first, start - 2)
    first = first if first < start - 1 else sentence.first
    while first > sentence.first and not c.at_clause_start(words, sentence, first):
        first -= 1
    return [(first, start - 1), (after, sentence_end(ctx, after))]


def claim_denied(ctx: Context, i: int, form: Form) -> Hit | None:
    """A charge Moscow rejects; the claims he denied: what is denied stands before its subject."""
    words, sentence = ctx.words, ctx.sentence
    begin = c.group_start(words, sentence, i)
    if "o" not in form.entry.frames or form.kind not in {"s", "past", "base"}:
        return None
    for k in range(begin - 1, max(sentence.first, begin - 5), -1):
        linked = words.low[k - 1] in {"that", "which"} and k - 2 > sentence.first
        noun = k - 2 if linked else k - 1
        if words.low[noun] in _CLAIMS:
            start = noun - 1
            if start < sentence.first or words.low[start] not in c.DETERMINERS | {"which"}:
                return None
            if not (c.is_name(words, k) or words.low[k] in c.SUBJECTS | {"the"}):
                return None
            return Hit(
                i, [(begin, i + 1)], [(k, begin)], [(start, noun + 1)], form.entry, "claim-denied"
            )
        if not c.is_noun_like(words, k) and words.low[k] not in c.SUBJECTS:
            return None
    return None


def believed_to(ctx: Context, i: int, form: Form) -> Hit | None:
    """Men believed to belong to the militia came: said by nobody in particular."""
    words, sentence = ctx.words, ctx.sentence
    if (
        form.entry.lemma not in _BELIEVED
        or form.kind != "past"
        or words.low[i + 1 : i + 2] != ["to"]
        or i == sentence.first
        or not c.is_noun_like(words, i - 1)
    ):
        return None
    begin = c.noun_phrase_left(words, sentence.first, i - 1)
    end = next(
        (k for k in range(i + 3, sentence.stop) if words.low[k] in c.COMMAS or _turns(ctx, k)),
        sentence_end(ctx, i),
    )
    if begin >= i or end - i < 3:
        return None
    return Hit(i, [(i, i + 1)], [], [(begin, i), (i + 1, end)], form.entry, "is-said-to")


def _turns(ctx: Context, k: int) -> bool:
    """Whether the main clause goes on at word k, with its own finite verb."""
    words = ctx.words
    return (
        words.low[k] in c.PAST_VERBS
        or words.low[k] in c.AUXILIARIES
        or (words.low[k].endswith("ed") and words.low[k - 1] not in c.BE | c.HAVE)
    )


_VIEWS = frozenset({"words", "view", "opinion", "account", "telling"})
_IN_WORDS = Entry("in the words of", frozenset({"q"}), frozenset(), "report")


def in_the_words(ctx: Context, i: int) -> Hit | None:
    """…, in the words of X; in X's view, …: like *according to*."""
    words, sentence = ctx.words, ctx.sentence
    if (
        words.low[i + 1 : i + 2] == ["the"]
        and words.low[i + 2 : i + 3]
        and (words.low[i + 2] in _VIEWS and words.low[i + 3 : i + 4] == ["of"])
    ):
        end = c.noun_phrase_right(words, i + 4, sentence.stop)
        cue, source = (i, i + 4), (i + 4, end)
    else:
        view = next(
            (k for k in range(i + 2, min(i + 8, sentence.stop)) if words.low[k] in _VIEWS), 0
        )
        owned = view and (words.low[view - 1] == "'s" or words.low[view - 1] in _OWNERS)
        if not owned or words.low[view - 1] == "own":
            return None
        end, cue, source = view + 1, (i, view + 1), (i + 1, view)
    if source[1] <= source[0] or words.inside[i] >= 0:
        return None
    if i == sentence.first:
        content = (end + (words.low[end : end + 1] == [","]), sentence_end(ctx, i))
    else:
        content = (sentence.first, i - (words.low[i - 1] == ","))
    rest = (end + 1, sentence_end(ctx, i))
    goes_on = i > sentence.first and words.low[end : end + 1] == [","] and rest[0] < rest[1]
    contents = [content, rest] if goes_on else [content]
    if sum(b - a for a, b in contents) < 3:
        return None
    return Hit(i, [cue], [source], contents, _IN_WORDS, "according-to-first")


_OWNERS = frozenset({"his", "her", "their", "its"})


def until_main_verb(ctx: Context, content: list[Range]) -> list[Range]:
    """The army's claim that the road was open could not be verified: ends before *could*."""
    words = ctx.words
    first, stop = content[0]
    seen = False
    for k in range(first + 1, stop):
        low = words.low[k]
        if low in c.COMMAS | c.CONJUNCTIONS | c.SUBORDINATORS or words.inside[k] >= 0:
            seen = False
        elif low in c.AUXILIARIES - c.NEGATIONS - {"'s", "having", "being", "be", "been"}:
            chained = words.low[k - 1] in c.AUXILIARIES | c.ADVERBS | {"to"}
            if seen and not chained:
                return [(first, k), *content[1:]]
            seen = True
    return content


def colon_quote(ctx: Context) -> list[Hit]:
    """The mayor was not convinced: “…”: a quotation given to whom its sentence is about."""
    words, sentence = ctx.words, ctx.sentence
    for k in range(sentence.first + 2, sentence.stop - 2):
        if words.low[k] != ":" or words.inside[k] >= 0:
            continue
        q = words.inside[k + 1]
        if q < 0 or words.quotations[q].first != k + 1:
            return []
        source = opening_subject(ctx, sentence.first, k)
        if source is None or not _is_somebody(ctx, source):
            return []
        content = [(k + 1, words.quotations[q].last + 1)]
        return [Hit(k, [(k, k + 1)], [source], content, _COLON, "colon")]
    return []


def _is_somebody(ctx: Context, source: Range) -> bool:
    """Whether a subject is a name, a pronoun for a person, or an office."""
    words = ctx.words
    first, stop = source
    if stop - first == 1 and words.low[first] in {"he", "she"}:
        return True
    named = c.is_name(words, stop - 1) and words.low[stop - 1] not in c.TIME_WORDS
    return named or any(words.low[k] in _PEOPLE for k in range(first, stop))


_PEOPLE = word_class("role_heads") | word_class("vague")
