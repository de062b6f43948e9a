"""What is said: where the content of an attribution begins and ends, on either side of its verb."""

from safeconduct.read import clauses as c
from safeconduct.read.bare import (
    DAYS,
    bare_start,
    clause_inside,
    is_relative,
    starts_clause,
    that_ahead,
)
from safeconduct.read.clauses import Range
from safeconduct.read.hits import Context, Hit
from safeconduct.read.lexicon import Form
from safeconduct.read.words import Words

_PARTING = frozenset({"-", "–", "—", "--", ":", ";"})
_CARRIERS = {
    "of": frozenset({"for", "over"}),
    "or": frozenset({"responsible", "accountable", "liable"}),
    "oat": frozenset({"at"}),
}
"""Words that make an object count: attacked X for; hold X responsible; put the number at."""
_REQUEST_LINKS = frozenset({"to", "for", "not", "about", "whether", "if", "that", "over", "on"})


def left_content(ctx: Context, p: int, *, bare: bool = False) -> list[Range]:
    """What stands before the attribution; p is the comma or closing mark right before it."""
    words, sentence = ctx.words, ctx.sentence
    if p < 0:
        return []
    comma = words.low[p] in c.COMMAS and words.inside[p] < 0
    mark = p - 1 if comma and p > sentence.first and words.inside[p - 1] >= 0 else p
    q = words.inside[mark]
    if q >= 0 and words.quotations[q].last == mark:
        quotation = words.quotations[q]
        first = quotation.first
        opening = words.sentences[words.holder[first]]
        joined = first > sentence.first and words.low[first - 1] not in _PARTING
        if joined and not _has_hit_before(ctx, first):
            first = sentence.first
        elif opening.first < first and quotation.last - first < 4:
            first = opening.first
        first = _reopened(words, first)
        return [(first, mark + 1)]
    if p < sentence.first or words.low[p] not in {",", "–", "—", "--"}:
        return []
    first = sentence.first
    for hit in ctx.hits:
        if hit.word < p and hit.content and hit.content[-1][1] > first:
            first = max(first, hit.word + 1)
    if first != sentence.first:
        if not bare or any(hit.rule.startswith("content") for hit in ctx.hits):
            return []
        first = sentence.first
    while first < p and words.low[first] in c.OPENING and words.inside[first] < 0:
        first += 1
    if p - first < (2 if ctx.headline else 3) or not _is_clause(ctx, first, p, bare=bare):
        return []
    for hit in ctx.hits:
        hit.content = [(a, min(b, p)) for a, b in hit.content if a < p]
    return [(first, p)]


def quotation_before(ctx: Context) -> list[Range]:
    """The quotation that ends right before a sentence: "…?" X said."""
    words, sentence = ctx.words, ctx.sentence
    q = words.inside[sentence.first - 1] if sentence.first else -1
    if q < 0 or words.quotations[q].last != sentence.first - 1:
        return []
    before = words.sentences[words.holder[sentence.first - 1]]
    if before.paragraph != sentence.paragraph:
        return []
    return [(_reopened(words, words.quotations[q].first), sentence.first)]


def _reopened(words: Words, first: int) -> int:
    """The start of a quotation that runs over several paragraphs."""
    q = words.inside[first]
    while q > 0 and words.quotations[q].continues and words.quotations[q].first == first:
        q -= 1
        first = words.quotations[q].first
    return first


def _has_hit_before(ctx: Context, first: int) -> bool:
    return any(hit.word < first and hit.word >= ctx.sentence.first for hit in ctx.hits)


def _is_clause(ctx: Context, first: int, stop: int, *, bare: bool) -> bool:
    """Whether the words could be a main clause: a verb in it, and no introduction alone."""
    words = ctx.words
    low = words.low[first]
    if low in {
        "asked",
        "speaking",
        "pressed",
        "questioned",
        "referring",
        "according",
        "responding",
        "citing",
    }:
        return False
    if bare and low not in c.PREPOSITIONS | c.SUBORDINATORS | c.ADVERBS:
        return True
    has_verb = any(
        words.low[k] in c.FINITE
        or words.low[k] in ctx.lexicon.verbs
        or words.low[k].endswith(("ed", "s"))
        for k in range(first + 1, stop)
    )
    if has_verb and (low in {"if", "unless", "should"} or c.opens_count(words, first)):
        return True
    if low in c.PREPOSITIONS or low in c.SUBORDINATORS or low.endswith("ing"):
        inner = any(words.low[k] == "," for k in range(first, stop))
        return inner and has_verb and any(words.low[k] in c.AUXILIARIES for k in range(first, stop))
    return has_verb


def continue_after(ctx: Context, hit: Hit, after: int) -> None:
    """Take up what follows the attribution: "…," he said, "…". "…"."""
    words, sentence = ctx.words, ctx.sentence
    quoted = any(words.inside[k] >= 0 for k in (hit.content[0][0], hit.content[-1][1] - 1))
    k = after
    while k < sentence.stop and words.inside[k] < 0:
        if (
            quoted
            and words.low[k] in ctx.lexicon.verbs
            and words.low[k - 1] in c.COMMAS | c.CONJUNCTIONS
        ):
            if all(words.inside[j] < 0 for j in range(k, sentence.stop)):
                _take_next_quotation(ctx, hit)
            return
        k += 1
    if quoted and k < sentence.stop and words.low[k] in c.OPENING and k - after < 20:
        quotation = words.quotations[words.inside[k]]
        if words.low[k - 1] in c.COMMAS | {":", "and"} or quotation.last - k > 8:
            hit.content.append((k, quotation.last + 1))
            return
    if not quoted and after < sentence.stop and words.low[after] in DAYS:
        after += 1
    if after < sentence.stop - 3 and words.low[after] == "," and not quoted:
        low = words.low[after + 1]
        joined = low in {"and", "but"} and words.low[after + 2] not in ctx.lexicon.verbs
        if (
            low not in ctx.lexicon.verbs
            and (joined or low not in {"and", "but", "who", "which", "according", "with"})
            and not low.endswith("ing")
        ):
            hit.content.append((after + 1, sentence_end(ctx, after)))
        return
    if quoted:
        _take_next_quotation(ctx, hit)


def _take_next_quotation(ctx: Context, hit: Hit) -> None:
    """Add a quotation that opens the next sentence and fills it."""
    words, sentence = ctx.words, ctx.sentence
    k = sentence.stop
    if k >= len(words.word) or words.low[k] not in c.OPENING or words.inside[k] < 0:
        return
    quotation = words.quotations[words.inside[k]]
    if quotation.first != k or words.sentences[words.holder[k]].paragraph != sentence.paragraph:
        return
    last = _last_of_run(words, words.inside[k])
    closing = words.quotations[last]
    end = words.sentences[words.holder[closing.last]].stop
    if end - 1 - closing.last <= 1:
        hit.content.append((k, closing.last + 1))


def _last_of_run(words: Words, q: int) -> int:
    """The last of the quotations that a reopened quotation runs through."""
    while q + 1 < len(words.quotations) and words.quotations[q + 1].continues:
        q += 1
    return q


def sentence_end(ctx: Context, i: int) -> int:
    """Where the sentence of word i ends, without its last stop and marks that close more."""
    words, sentence = ctx.words, ctx.sentence
    end = sentence.stop
    q = words.inside[i]
    if q >= 0 and words.quotations[q].last < end:
        end = words.quotations[q].last
    while (
        end > i + 1 and words.low[end - 1] in c.STOPS and words.inside[end - 1] == words.inside[i]
    ):
        end -= 1
    return end


def right_content(ctx: Context, i: int, form: Form, *, passive: bool = False) -> list[Range]:
    """What follows the verb at word i as its content, by the verb's frames."""
    words, sentence = ctx.words, ctx.sentence
    frames = form.entry.frames
    k = i + 1
    if k < sentence.stop and words.low[k] in {
        "also",
        "again",
        "back",
        "out",
        "repeatedly",
        "publicly",
    }:
        k += 1
    if k >= sentence.stop:
        return _next_paragraph_quote(ctx, k) if "q" in frames else []
    low = words.low[k]
    if low == ":":
        return _after_colon(ctx, k) if "q" in frames else []
    direct = _clause_from(ctx, i, k, frames)
    if direct:
        return direct
    if low == "in" and words.low[k + 1 : k + 2] == ["principle"]:
        k = min(k + 2, sentence.stop - 1)
        low = words.low[k]
    if low in form.entry.prepositions and k + 1 < sentence.stop:
        return until_end(ctx, k + 1)
    if "a" in frames and not passive:
        found = _after_addressee(ctx, i, k)
        if found:
            return found
    if frames & {"ox", "oq", "of", "or", "oat"}:
        return _object_with_request(ctx, k, frames)
    if low == "no" and form.entry.lemma in {"offer", "give"}:
        return []  # she offered no evidence
    if "o" in frames and _starts_object(ctx, k):
        return _until_colon(ctx, until_end(ctx, k))
    if "g" in frames and low.endswith("ing"):
        return until_end(ctx, k)
    if "b" in frames and c.opens_count(words, k):
        return until_end(ctx, k)
    if frames & {"q", "t", "b"} and (low in c.TIME_WORDS or low in c.PREPOSITIONS or low == ","):
        found = _past_adverbial(ctx, k, frames)
        if found:
            return found
    if "b" in frames and starts_clause(ctx, k):
        return until_end(ctx, k)
    return []


def _clause_from(ctx: Context, i: int, k: int, frames: frozenset[str]) -> list[Range]:
    """Content that begins right at word k: that, whether, to, or a quotation."""
    words, sentence = ctx.words, ctx.sentence
    low = words.low[k]
    if (
        low == ","
        and k + 1 < sentence.stop
        and words.low[k + 1] in c.OPENING
        and words.inside[k + 1] >= 0
    ):
        k, low = k + 1, words.low[k + 1]
    if (
        words.inside[k] >= 0
        and words.inside[k] != words.inside[i]
        and words.quotations[words.inside[k]].first == k
    ):
        return _quoted_from(ctx, k)
    if low == "that" and frames & {"t", "a"}:
        return until_end(ctx, k)
    if low in c.QUESTION_WORDS and "w" in frames:
        return until_end(ctx, k)
    if low == "to" and "i" in frames and k + 2 <= sentence.stop:
        return until_end(ctx, k)
    return []


def _quoted_from(ctx: Context, k: int) -> list[Range]:
    """A quotation at word k: alone, or with the rest of the clause that it begins."""
    words, sentence = ctx.words, ctx.sentence
    q = _last_of_run(words, words.inside[k])
    quotation = words.quotations[q]
    after = quotation.last + 1
    if after >= sentence.stop:
        return [(k, after)]
    whole = quotation.last - k > 7 or words.low[quotation.last - 1] in c.STOPS | {","}
    nxt = words.low[after]
    if nxt in c.STOPS or nxt in c.COMMAS or whole:
        return [(k, after)]
    return until_end(ctx, k)


_BACKGROUND = frozenset({"after", "amid", "following"})


def _parts(words: Words, j: int, k: int) -> bool:
    """Whether the mark at j ends content that began at k: what comes then is background."""
    return words.low[j] == ";" or (
        words.low[j] == "," and words.low[j + 1] in _BACKGROUND and j > k + 3
    )


def until_end(ctx: Context, k: int) -> list[Range]:
    """From word k to the end of the sentence, or of the quotation that it ends in."""
    words, sentence = ctx.words, ctx.sentence
    opened = words.inside[k] >= 0 and words.quotations[words.inside[k]].first == k
    end = sentence_end(ctx, sentence.first if opened else k)
    if words.inside[k] < 0:
        ends = (j for j in range(k + 1, end - 1) if words.inside[j] < 0 and _parts(words, j, k))
        end = next(ends, end)
    last = words.inside[end - 1]
    if last >= 0 and last != words.inside[k] and words.quotations[last].last >= sentence.stop:
        end = words.quotations[_last_of_run(words, last)].last + 1
    elif end < sentence.stop and words.inside[end] == last >= 0 and words.inside[k] != last:
        end = words.quotations[last].last + 1
    return [(k, end)] if end > k else []


def _until_colon(ctx: Context, content: list[Range]) -> list[Range]:
    """Disputes the figure: Mr X put it at …; what follows an object's colon is a new clause."""
    words = ctx.words
    for first, stop in content:
        for k in range(first + 1, stop - 4):
            if words.low[k] == ":" and words.inside[k] < 0:
                return [(first, k)]
    return content


def _after_colon(ctx: Context, colon: int) -> list[Range]:
    words, sentence = ctx.words, ctx.sentence
    k = colon + 1
    if k >= len(words.word):
        return []
    if k >= sentence.stop:
        return _next_paragraph_quote(ctx, k)
    if words.inside[k] >= 0 and words.inside[k] != words.inside[colon]:
        return [(k, words.quotations[_last_of_run(words, words.inside[k])].last + 1)]
    return until_end(ctx, k)


def _next_paragraph_quote(ctx: Context, k: int) -> list[Range]:
    """X continued: and the quotation stands in the next paragraph."""
    words = ctx.words
    if k >= len(words.word) or words.inside[k] < 0 or words.quotations[words.inside[k]].first != k:
        return []
    if k > 0 and words.low[k - 1] not in {":", "said", "added"}:
        return []
    return [(k, words.quotations[_last_of_run(words, words.inside[k])].last + 1)]


def _after_addressee(ctx: Context, i: int, k: int) -> list[Range]:
    """Told reporters (in Kyiv on Monday) that …: skip whom it was said to."""
    words, sentence = ctx.words, ctx.sentence
    for j in range(k, min(k + 18, sentence.stop)):
        low = words.low[j]
        if (low == "that" and not is_relative(ctx, j)) or (
            low in {"whether", "how", "if", "why", "what"} and j <= k + 6
        ):
            return until_end(ctx, j)
        if low == ":":
            return _after_colon(ctx, j)
        if words.inside[j] >= 0 and words.inside[j] != words.inside[i]:
            return _quoted_from(ctx, j)
        if low == "to" and j > k and j <= k + 6:
            return until_end(ctx, j)
        if j > k and low in c.AUXILIARIES:
            start = bare_start(ctx, k, j)
            return until_end(ctx, start) if start > k else []
    if words.low[k] in c.OBJECTS | {"reporters", "journalists"}:
        return until_end(ctx, k + 1) if starts_clause(ctx, k + 1) else []
    return []


def _object_with_request(ctx: Context, k: int, frames: frozenset[str]) -> list[Range]:
    """Urged Lavrov to agree …; called it a scandal: the object counts with what follows it."""
    words, sentence = ctx.words, ctx.sentence
    if not _starts_object(ctx, k):
        return []
    if "oq" in frames:
        return until_end(ctx, k)
    carriers = next((_CARRIERS[f] for f in frames if f in _CARRIERS), None)
    if carriers:
        near = range(k + 1, min(k + 14, sentence.stop))
        return until_end(ctx, k) if any(words.low[j] in carriers for j in near) else []
    if "ox" in frames:
        for j in range(k + 1, min(k + 14, sentence.stop)):
            if words.low[j] in {"whether", "if", "how", "why"} and "w" in frames:
                return until_end(ctx, j)
            if words.low[j] in _REQUEST_LINKS or (words.inside[j] >= 0 and words.inside[k] < 0):
                return until_end(ctx, k)
    return []


def _starts_object(ctx: Context, k: int) -> bool:
    words = ctx.words
    low = words.low[k]
    if low in c.TIME_WORDS - {"this", "last", "next", "early", "late"} or low.endswith("ly"):
        return False
    return (
        low in c.OBJECTS
        or low in c.SUBJECTS
        or low in {"that", "this", "these", "those"}
        or c.is_noun_like(words, k)
        or (words.inside[k] >= 0 and low in c.OPENING)
    )


def _past_adverbial(ctx: Context, k: int, frames: frozenset[str]) -> list[Range]:
    """Said in a statement on Monday that …: skip when and where it was said."""
    words, sentence = ctx.words, ctx.sentence
    home = words.inside[k]
    that = that_ahead(ctx, k)
    if that and frames & {"t", "b"}:
        return until_end(ctx, that)
    for j in range(k, min(k + 22, sentence.stop)):
        low = words.low[j]
        if low == "," and words.low[j + 1 : j + 2] and words.low[j + 1] in c.CONJUNCTIONS:
            return []
        if low == "that" and j > k and words.low[j - 1] not in c.PREPOSITIONS:
            return until_end(ctx, j) if frames & {"t", "b"} else []
        if low == ":":
            return _after_colon(ctx, j)
        if (
            low == "to"
            and j > k
            and "i" in frames
            and not set(words.low[j + 1 : j + 2]) & c.DETERMINERS
        ):
            return until_end(ctx, j)
        if words.inside[j] >= 0 and words.inside[j] != home:
            quotation = words.quotations[words.inside[j]]
            if words.low[j - 1] in {",", ":", "and"} or quotation.last - quotation.first > 6:
                return _quoted_from(ctx, j)
            return until_end(ctx, clause_inside(ctx, k, j)) if "b" in frames else []
        if (
            j > k
            and (low in c.AUXILIARIES or (low in ctx.lexicon.verbs and low.endswith(("ed", "s"))))
            and low != "'s"
        ):
            if "b" not in frames:
                return []
            return until_end(ctx, clause_inside(ctx, k, j))
    return []
