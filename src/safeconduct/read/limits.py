"""Where content ends because the clause that holds it ends."""

from safeconduct.read import clauses as c
from safeconduct.read.clauses import Range
from safeconduct.read.hits import Context
from safeconduct.read.lexicon import word_class

_CLAUSE_OPENERS = word_class("clause_openers")


def within_clause(ctx: Context, subject: list[Range], content: list[Range]) -> list[Range]:
    """The content of a subordinate clause ends with the comma that ends the clause."""
    words, sentence = ctx.words, ctx.sentence
    start = subject[0][0]
    relative = (
        len(subject) > 1
        and subject[1][0] > sentence.first
        and words.low[subject[1][0] - 1] in c.COMMAS
    )
    opened = (
        start > sentence.first
        and words.low[start - 1] in _CLAUSE_OPENERS
        and start - 3 <= sentence.first
    )
    if not relative and not opened:
        return content
    first, stop = content[0]
    for k in range(first + 1, stop):
        if (
            (
                (words.low[k] in c.COMMAS and words.inside[k] < 0)
                or (
                    words.low[k] == ","
                    and words.inside[k] >= 0
                    and k + 1 < stop
                    and words.low[k + 1] in c.CLOSING
                )
            )
            and k + 1 < stop
            and words.low[k + 1] not in {"and", "or", "but"}
        ):
            return [(first, k)]
    return content


def within_relative(ctx: Context, content: list[Range], frames: frozenset[str]) -> list[Range]:
    """An object in a relative clause ends where the main clause goes on."""
    words = ctx.words
    first, stop = content[0]
    if (
        words.low[first] in c.QUESTION_WORDS | {"that", "to"}
        or words.inside[first] >= 0
        or frames & {"b", "oq"}
    ):
        return content
    end = c.noun_phrase_right(words, first, stop)
    if (
        end < stop
        and (words.low[end] in c.AUXILIARIES or words.low[end] in ctx.lexicon.verbs)
        and end > first
    ):
        return [(first, end)]
    return content
