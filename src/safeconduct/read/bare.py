"""Where a clause without *that* begins, past whom it was said to and when."""

from safeconduct.read import clauses as c
from safeconduct.read.hits import Context
from safeconduct.read.lexicon import word_class

DAYS = word_class("days")


def bare_start(ctx: Context, k: int, verb: int) -> int:
    """Where a clause without *that* begins between an addressee at k and its verb."""
    words = ctx.words
    for j in range(k + 1, verb):
        if words.low[j] in c.SUBJECTS or (
            words.low[j] in c.DETERMINERS and words.low[j - 1] not in c.PREPOSITIONS
        ):
            return j
    begin = c.noun_phrase_left(words, k + 1, verb - 1)
    return begin if begin < verb and begin > k else k


def is_relative(ctx: Context, that: int) -> bool:
    """The gaps that remained: the verb follows at once, so *that* opens no content."""
    words = ctx.words
    after = that + 1
    return (
        after < ctx.sentence.stop
        and words.low[that - 1] not in c.OBJECTS | c.TIME_WORDS
        and (words.low[after] in c.AUXILIARIES | c.PAST_VERBS or words.low[after].endswith("ed"))
    )


def that_ahead(ctx: Context, k: int) -> int:
    """The *that* after an adverbial without a subject of its own, or 0."""
    words = ctx.words
    for j in range(k, min(k + 22, ctx.sentence.stop)):
        low = words.low[j]
        if low in c.AUXILIARIES or low in c.SUBJECTS or words.inside[j] != words.inside[k]:
            return 0
        if low == "that" and j > k and words.low[j - 1] not in c.PREPOSITIONS:
            return j
    return 0


def clause_inside(ctx: Context, k: int, verb: int) -> int:
    """Where the clause begins whose verb has been met: after the adverbial."""
    words = ctx.words
    for j in range(k + 1, verb):
        before = words.low[j - 1]
        if words.low[j] in c.SUBJECTS and before not in c.PREPOSITIONS:
            return j
        if (
            words.low[j] in c.DETERMINERS
            and before not in c.PREPOSITIONS
            and before not in {"and", "all", "both"}
        ):
            return j
        if (
            before in DAYS
            and words.low[j] not in c.PREPOSITIONS
            and words.low[j] not in c.TIME_WORDS
            and words.low[j] not in c.COMMAS
        ):
            return j
    begin = c.noun_phrase_left(words, k, verb - 1)
    return begin if begin < verb else k


def starts_clause(ctx: Context, k: int) -> bool:
    """Whether a bare clause begins at word k: a subject and, later on, a verb."""
    words, sentence = ctx.words, ctx.sentence
    if k >= sentence.stop:
        return False
    low = words.low[k]
    if low in c.COMMAS or low in c.STOPS or low in c.CONJUNCTIONS:
        return False
    if (
        low in c.SUBJECTS
        or low.endswith("ing")
        or low
        in {
            "there",
            "if",
            "when",
            "because",
            "while",
            "as",
            "no",
            "nobody",
            "neither",
            "nothing",
        }
    ):
        return sentence.stop - k > 2
    if not c.is_noun_like(words, k) and low not in c.OPENING:
        return False
    return any(
        words.low[j] in c.FINITE
        or words.low[j] in ctx.lexicon.verbs
        or words.low[j].endswith(("ed", "s"))
        for j in range(k + 1, sentence.stop)
    )
