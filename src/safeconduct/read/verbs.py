"""Attribution by a verb: X said that …; "…," said X; X, who …, accused Y of …; saying …."""

from safeconduct.read import clauses as c
from safeconduct.read.asides import around
from safeconduct.read.bare import starts_clause
from safeconduct.read.clauses import Range
from safeconduct.read.contents import (
    continue_after,
    left_content,
    quotation_before,
    right_content,
    sentence_end,
)
from safeconduct.read.forms import is_document, is_part_of_name, reads_as_noun, takes_base
from safeconduct.read.hits import Context, Hit
from safeconduct.read.lexicon import Form, word_class
from safeconduct.read.limits import within_clause, within_relative
from safeconduct.read.passives import passive_hit, quoted_as_saying
from safeconduct.read.subjects import (
    ROLE_HEADS,
    before_insertion,
    opening_subject,
    shared_subject,
    subject_of,
)


def verb_hit(ctx: Context, i: int, form: Form) -> Hit | None:
    """The attribution that the verb at word i makes, if it makes one."""
    words, sentence = ctx.words, ctx.sentence
    if is_part_of_name(ctx, i):
        return None
    begin = c.group_start(words, sentence, i)
    group = set(words.low[begin:i])
    if form.kind == "s" and group & c.BE:
        return None  # a noun: there are reports that …
    if form.kind == "base" and "'s" in group:
        return None
    finite = form.kind in {"past", "s"} or bool(group & c.AUXILIARIES)
    before = begin - 1
    to_infinitive = before >= sentence.first and words.low[before] == "to"
    if to_infinitive:
        return _infinitive(ctx, i, before, form)
    if form.kind in {"s", "base"} and not group and reads_as_noun(ctx, i, before, form):
        return None
    if form.kind == "past" and group & c.BE - {"'s"}:
        return passive_hit(ctx, begin, i, form)
    negated = bool(group & c.NEGATIONS)
    inverted = _inverted(ctx, begin, i, form)
    if inverted:
        return inverted
    quoted = quoted_as_saying(ctx, begin, i, form, active=True)
    if quoted:
        return quoted
    if form.kind == "ing" and not group & c.BE:
        return _participle(ctx, begin, i, form)
    subject = subject_of(ctx, begin)
    if subject is None or is_document(ctx, subject, begin, i, form):
        return None
    if _is_nobodys(ctx, subject, form):
        return None
    if form.kind == "base" and not finite and not takes_base(ctx, subject):
        return None
    return _with_subject(ctx, subject, begin, i, form, negated)


def _inverted(ctx: Context, begin: int, i: int, form: Form) -> Hit | None:
    """Find content, verb, subject in this order: the quotation, then *said X*."""
    words, sentence = ctx.words, ctx.sentence
    if "q" not in form.entry.frames or form.kind not in {"past", "s"} or begin != i:
        return None
    after = i + 1
    if after >= sentence.stop or (
        not c.is_noun_like(words, after) and words.low[after] not in c.SUBJECTS
    ):
        return None
    p = i - 1
    if p < sentence.first:
        previous = words.quotations[words.inside[p]] if p >= 0 and words.inside[p] >= 0 else None
        if previous is None or previous.last != p:
            return None
    elif not (words.low[p] in c.COMMAS or words.low[p] in c.CLOSING or words.low[p] in c.STOPS):
        return None
    if (
        words.low[p] in c.COMMAS
        and p > sentence.first
        and words.inside[p - 1] < 0
        and words.inside[p] < 0
        and before_insertion(ctx, p)
    ):
        return None
    if words.low[after] in c.TIME_WORDS or words.low[after] == "that":
        return None
    if words.low[after] in c.SUBJECTS and words.inside[p] < 0 and words.inside[p - 1] < 0:
        return None
    end = c.noun_phrase_right(words, after, sentence.stop)
    if end == after:
        return None
    while (
        end < sentence.stop - 2
        and words.low[end] in {"in", "for", "at", "to"}
        and any(words.low[k] in ROLE_HEADS for k in range(after, end))
    ):
        wider = c.noun_phrase_right(words, end + 1, sentence.stop)
        if wider == end + 1 or words.low[wider : wider + 1] != [","]:
            break
        end = wider
    if words.low[end - 1] in c.AUXILIARIES:
        return None
    quoted = words.inside[p] >= 0 or (p > 0 and words.inside[p - 1] >= 0)
    nxt = words.low[end] if end < sentence.stop else "."
    if not quoted and nxt not in c.STOPS | c.COMMAS and (nxt not in c.TIME_WORDS or nxt == "to"):
        return None
    while end < sentence.stop - 1 and words.low[end] == ",":
        wider = _apposition_end(ctx, after, end)
        if not wider:
            break
        end = wider
    left = left_content(ctx, p)
    if not left:
        return None
    hit = Hit(i, [(begin, i + 1)], [(after, end)], left, form.entry, "quote-verb-subject")
    continue_after(ctx, hit, end)
    return hit


def _apposition_end(ctx: Context, start: int, comma: int) -> int:
    """Where an apposition ends: the mayor of X, said Y, 41, a nurse; its head, Z."""
    words, sentence = ctx.words, ctx.sentence
    low = words.low[comma + 1]
    if c.is_name(words, comma + 1) and words.inside[comma + 1] < 0:
        if any(c.is_name(words, k) and k > start for k in range(start, comma)) and not any(
            words.low[k] in ROLE_HEADS for k in range(start, comma)
        ):
            return 0
        end = c.name_end(words, comma + 1, sentence.stop)
        return end if end >= sentence.stop or words.low[end] in c.COMMAS | c.STOPS else 0
    if low not in {"a", "an", "the", "who"} and not low[0].isdigit():
        return 0
    for k in range(comma + 1, min(sentence.stop, comma + 30)):
        if words.low[k] in c.COMMAS or words.low[k] in c.STOPS or words.inside[k] >= 0:
            return k
    return 0


def _participle(ctx: Context, begin: int, i: int, form: Form) -> Hit | None:
    """…, saying that …; Stressing …, X said …."""
    words, sentence = ctx.words, ctx.sentence
    p = begin - 1
    if p >= sentence.first and (
        words.low[p] in c.DETERMINERS or words.low[p] == "'s" or words.low[p] in {"of", "for"}
    ):
        return None
    opening = p == sentence.first and words.low[p] in {
        "despite",
        "after",
        "while",
        "without",
        "before",
        "by",
        "when",
        "in",
    }
    if p < sentence.first or words.low[p] in c.OPENING or opening:
        return _front_participle(ctx, begin, i, form)
    low = words.low[p]
    if low in c.PREPOSITIONS and low not in {"in", "while", "by", "after", "before", "without"}:
        return None
    source: list[Range] | None = None
    if (
        low in c.COMMAS
        or low in c.CONJUNCTIONS
        or low in c.PREPOSITIONS
        or low in {"while", "when"}
    ):
        source = shared_subject(ctx, p)
    elif low in _SHOWN:
        source = subject_of(ctx, c.group_start(words, sentence, p))
    elif c.is_noun_like(words, p):
        source = shared_subject(ctx, p) if "b" in form.entry.frames else None
        found = c.subject_left(words, sentence, p)
        source = [found] if found else source
    content = right_content(ctx, i, form)
    if not content or source is None:
        return None
    if c.is_noun_like(words, p):
        content = within_relative(ctx, content, form.entry.frames)
    return Hit(
        i,
        [(begin, i + 1)],
        source,
        content,
        form.entry,
        "participle",
        weak="q" not in form.entry.frames,
    )


def _front_participle(ctx: Context, begin: int, i: int, form: Form) -> Hit | None:
    words, sentence = ctx.words, ctx.sentence
    comma = next(
        (k for k in range(i + 1, sentence.stop) if words.low[k] == "," and words.inside[k] < 0), 0
    )
    if not comma:
        return None
    content = right_content(ctx, i, form)
    if not content:
        return None
    best = 0
    for k in range(comma, sentence.stop - 2):
        if words.low[k] == "," and words.inside[k] < 0:
            end = c.noun_phrase_right(words, k + 1, sentence.stop)
            if end > k + 1:
                best = k
                break
    if not best:
        return None
    source = opening_subject(ctx, best + 1, sentence.stop)
    if source is None:
        return None
    return Hit(
        i, [(begin, i + 1)], [source], [(content[0][0], best)], form.entry, "participle-first"
    )


def _infinitive(ctx: Context, i: int, to: int, form: Form) -> Hit | None:
    """X went on to say …; X declined to comment stays with its own verb."""
    words, sentence = ctx.words, ctx.sentence
    before = words.low[to - 1] if to > sentence.first else ""
    if (
        before
        not in {
            "on",
            "continued",
            "continues",
            "want",
            "wants",
            "wanted",
            "going",
            "failed",
        }
        or "q" not in form.entry.frames
    ):
        return None
    content = right_content(ctx, i, form)
    if not content:
        return None
    verb = to - 1
    if before == "on" and words.low[to - 2] in {"went", "goes", "go"}:
        verb = to - 2
    begin = c.group_start(words, sentence, verb)
    subject = subject_of(ctx, begin)
    if subject is None:
        return None
    return Hit(
        i,
        [(begin, i + 1)],
        subject,
        content,
        form.entry,
        "went-on-to",
        negated=before == "failed",
    )


_WEEKDAYS = word_class("weekdays")
_SHOWN = frozenset({"shown", "seen", "heard", "filmed", "recorded", "quoted"})


def _with_subject(
    ctx: Context, subject: list[Range], begin: int, i: int, form: Form, negated: bool
) -> Hit | None:
    words, sentence = ctx.words, ctx.sentence
    frames = form.entry.frames
    cue = [(begin, i + 1)]
    start = subject[0][0]
    content = right_content(ctx, i, form)
    if (
        (
            ("q" not in frames or "oq" in frames)
            and form.kind == "past"
            and begin == i
            and len(subject) == 1
            and subject[0][1] == begin
        )
        and not c.at_clause_start(words, sentence, start)
        and words.low[start] not in c.SUBJECTS
    ):
        return None
    left: list[Range] = []
    if "q" in frames and not negated and start > sentence.first:
        left = left_content(ctx, start - 1, bare=not content)
    if not content and "q" in frames and start == sentence.first and not negated:
        left = quotation_before(ctx)
    if left and not _quotes(ctx, left) and set(words.low[begin:i]) & _IRREALIS:
        left = []
    if left and _left_wins(ctx, start - 1, i, content, left):
        hit = Hit(i, cue, subject, left, form.entry, "content-subject-verb")
        continue_after(ctx, hit, i + 1)
        return hit
    relative = _relative_object(ctx, start)
    if (
        relative is not None
        and (frames & {"b", "oq"} or words.low[i + 1 : i + 2] == ["as"])
        and i + 1 < sentence.stop
        and words.low[i + 1] not in {"that", ","}
    ):
        end = sentence_end(ctx, i)
        if end > i + 1:
            return Hit(i, cue, subject, [relative, (i + 1, end)], form.entry, "which-he-said")
    enclosed = words.low[i + 1 : i + 2] == [","] and words.low[start - 1 : start] == [","]
    if "b" in frames and not negated and (not content or enclosed):
        content = around(ctx, start, i) or content
    unreal = bool(set(words.low[begin:i]) & _IRREALIS)
    if not content or _says_nothing(ctx, content[0][0], form, unreal=unreal, negated=negated):
        return None
    if len(subject) > 1 or _in_subject(ctx, subject):
        content = within_relative(ctx, content, form.entry.frames)
    content = within_clause(ctx, subject, content)
    return Hit(
        i,
        cue,
        subject,
        content,
        form.entry,
        "subject-verb-content",
        negated=negated,
        weak=not frames & {"q", "t"},
    )


def _says_nothing(ctx: Context, first: int, form: Form, *, unreal: bool, negated: bool) -> bool:
    """Would support it; declined to be named; did not respond: nothing has been said."""
    words, lemma = ctx.words, form.entry.lemma
    bare = words.low[first] not in {"that"} | c.OPENING and "q" not in form.entry.frames
    if unreal and bare:
        return True
    if lemma in {"decline", "refuse", "ask", "wish"} and _NAMELESS & set(
        words.low[first : first + 6]
    ):
        return True
    return (unreal or negated) and lemma in {"comment", "elaborate", "respond"}


_IRREALIS = word_class("irrealis")


_NAMELESS = frozenset({"named", "identified"})


def _is_nobodys(ctx: Context, subject: list[Range], form: Form) -> bool:
    """Anyone who wants to leave; neither X nor Y has commented; dashing hopes that …."""
    words = ctx.words
    first, stop = subject[0]
    if stop - first == 1 and words.low[first].endswith("ing") and not c.is_name(words, first):
        return True
    if words.low[first] in _INDEFINITE and "q" not in form.entry.frames:
        return True
    if form.entry.lemma == "claim" and words.low[first - 1 : first] == ["neither"]:
        return True
    return form.entry.lemma == "comment" and words.low[first - 1 : first] == ["nor"]


_INDEFINITE = frozenset({"anyone", "anybody", "everyone", "everybody", "those", "nobody", "all"})


def _in_subject(ctx: Context, subject: list[Range]) -> bool:
    return ctx.words.low[subject[0][0]] in {"who", "which"}


def _relative_object(ctx: Context, start: int) -> Range | None:
    """The *which* or *what* right before a subject: which he claimed had …."""
    p = start - 1
    if p >= ctx.sentence.first and ctx.words.low[p] in {"which", "what", "whom"}:
        return p, p + 1
    return None


def _quotes(ctx: Context, content: list[Range]) -> bool:
    return ctx.words.inside[content[-1][1] - 1] >= 0


def _left_wins(ctx: Context, p: int, i: int, right: list[Range], left: list[Range]) -> bool:
    words, sentence = ctx.words, ctx.sentence
    if not right:
        return True
    if (
        words.inside[left[-1][1] - 1] >= 0
        and left[0][0] <= sentence.first
        and words.low[i + 1] not in c.OPENING | {"that", ":"}
    ):
        return True
    nxt = words.low[i + 1] if i + 1 < sentence.stop else "."
    if _is_addressee_only(ctx, i) and (words.low[p] == "," or words.inside[p] >= 0):
        return True
    later = words.low[i + 2] if i + 2 < sentence.stop else "."
    if nxt in c.COMMAS or nxt in c.STOPS or (nxt in _WEEKDAYS and later in c.COMMAS | c.STOPS):
        # "…," he said, "…": the right part is taken up as continuation
        return True
    if nxt == "that" or nxt in c.QUESTION_WORDS or nxt in {":", "to"} or nxt in c.OPENING:
        return False
    quoted = (
        words.low[p] in c.CLOSING
        or (p > 0 and words.low[p - 1] in c.CLOSING)
        or words.inside[p] >= 0
    )
    return quoted and (nxt in c.TIME_WORDS or nxt in c.PREPOSITIONS or _is_addressee_only(ctx, i))


def _is_addressee_only(ctx: Context, i: int) -> bool:
    words, sentence = ctx.words, ctx.sentence
    lemma = ctx.lexicon.verbs[words.low[i]].entry.lemma
    if lemma in {"tell", "remind", "assure", "inform", "warn"}:
        return not any(
            words.low[k] in {"that", ":", "to", "whether", "how", "what"}
            or (
                words.inside[k] >= 0
                and words.quotations[words.inside[k]].last - words.quotations[words.inside[k]].first
                > 6
            )
            for k in range(i + 1, min(i + 20, sentence.stop))
        ) and not (words.low[i + 1] in c.OBJECTS and starts_clause(ctx, i + 2))
    return False
