"""Attribution in the passive: Y was accused of …; it is understood that …; was quoted as saying."""

from safeconduct.read import clauses as c
from safeconduct.read.clauses import Range
from safeconduct.read.contents import left_content, right_content, sentence_end, until_end
from safeconduct.read.hits import Context, Hit
from safeconduct.read.lexicon import Form, word_class
from safeconduct.read.subjects import subject_of

_BELIEVED = word_class("believed")
_TOLD = frozenset({"tell", "inform", "assure", "warn", "advise", "promise"})


def passive_hit(ctx: Context, begin: int, i: int, form: Form) -> Hit | None:
    """Y was accused of …; it is understood that …; the source is the agent or nobody."""
    words, sentence = ctx.words, ctx.sentence
    quoted = quoted_as_saying(ctx, begin, i, form)
    if quoted:
        return quoted
    content = right_content(ctx, i, form, passive=True)
    p = begin - 1
    that = next((k for k in range(i + 1, min(i + 9, sentence.stop)) if words.low[k] == "that"), 0)
    impersonal = p >= sentence.first and words.low[p] == "it" and bool(that)
    content = until_end(ctx, that) if impersonal else content
    agent = _agent(ctx, i)
    if agent and that and form.entry.lemma in _TOLD and form.entry.frames & {"a", "t"}:
        told = until_end(ctx, that)
        return Hit(i, [(begin, i + 1)], [agent], told, form.entry, "told-by")
    if impersonal and content:
        return Hit(i, [(p, i + 1)], [], content, form.entry, "impersonal")
    nxt = words.low[i + 1] if i + 1 < sentence.stop else ""
    if nxt == "to" and form.entry.lemma in _BELIEVED:
        return _is_said_to(ctx, begin, i, form)
    if (
        form.entry.lemma in {"ask", "question"}
        and nxt in {"about", "whether", "if", "how", "why", "what"}
        and content
    ):
        return Hit(i, [(begin, i + 1)], [], content, form.entry, "was-asked")
    if (
        form.entry.lemma in {"tell", "inform", "assure", "warn", "advise"}
        and content
        and nxt in {"that", "by"}
        and not agent
    ):
        return Hit(i, [(begin, i + 1)], [], content, form.entry, "was-told")
    if agent and form.entry.frames & {"o", "ox"}:
        subject = subject_of(ctx, begin)
        if subject:
            rest = [(agent[1], sentence_end(ctx, i))] if agent[1] < sentence_end(ctx, i) else []
            return Hit(
                i,
                [(begin, i + 1)],
                [agent],
                [subject[0], *rest],
                form.entry,
                "passive-by",
                subject=subject[0],
            )
    return None


def _is_said_to(ctx: Context, begin: int, i: int, form: Form) -> Hit | None:
    """The mayor is said to have left: what is said lies on both sides, and is nobody's."""
    subject = subject_of(ctx, begin)
    end = sentence_end(ctx, i)
    if not subject or end <= i + 2:
        return None
    content = [subject[0], (i + 1, end)]
    return Hit(i, [(begin, i + 1)], [], content, form.entry, "is-said-to", subject=subject[0])


def quoted_as_saying(
    ctx: Context, begin: int, i: int, form: Form, *, active: bool = False
) -> Hit | None:
    """Y was quoted (by a paper) as saying that …; a paper quoted Y as saying that …."""
    words, sentence = ctx.words, ctx.sentence
    if form.entry.lemma not in {"quote", "cite", "report"}:
        return None
    for k in range(i + 1, min(i + 12, sentence.stop - 1)):
        verb = ctx.lexicon.verbs.get(words.low[k + 1])
        if words.low[k] == "as" and verb is not None and verb.kind == "ing":
            saying = ctx.lexicon.verbs[words.low[k + 1]]
            subject = [(i + 1, k)] if active else subject_of(ctx, begin)
            if not subject or subject[0][0] >= subject[0][1]:
                return None
            content = right_content(ctx, k + 1, saying)
            if (
                not active
                and subject[0][0] > sentence.first
                and words.low[k + 2 : k + 3] != ["that"]
            ):
                content = left_content(ctx, subject[0][0] - 1, bare=not content) or content
            if not content:
                return None
            return Hit(k + 1, [(begin, k + 2)], subject, content, saying.entry, "quoted-as-saying")
    return None


def _agent(ctx: Context, i: int) -> Range | None:
    words, sentence = ctx.words, ctx.sentence
    for k in range(i + 1, min(i + 2, sentence.stop - 1)):
        if words.low[k] == "by":
            end = c.noun_phrase_right(words, k + 1, sentence.stop)
            if end > k + 1 and not words.low[k + 1].endswith("ing"):
                return k + 1, end
    return None
