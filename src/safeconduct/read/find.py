"""All attributions in a text, by every rule, before anybody is named."""

from safeconduct.read import asides, labels
from safeconduct.read import clauses as c
from safeconduct.read.clauses import Range
from safeconduct.read.contents import sentence_end, until_end
from safeconduct.read.hits import Context, Hit
from safeconduct.read.lexicon import Entry, Lexicon
from safeconduct.read.subjects import subject_of
from safeconduct.read.verbs import verb_hit
from safeconduct.read.words import Sentence, Words

_BULLETS = frozenset({"•", "·", "*", "-", "–", "—", "►", "▪", "●", "→"})
_HEARSAY = frozenset({"reportedly", "allegedly", "purportedly", "supposedly"})
_REPORTEDLY = Entry("reportedly", frozenset(), frozenset(), "report")
_MOST_IN_SENTENCE = 15
_ACCORDING = Entry("according to", frozenset({"q"}), frozenset(), "report")


def find(words: Words, lexicon: Lexicon) -> list[Hit]:
    """Every attribution in reading order."""
    hits: list[Hit] = []
    talk = labels.dialogue(words)
    starts = lexicon.all | _HEARSAY | {"according", "in"}
    for sentence in (_past_dateline(words, s) for s in words.sentences):
        ctx = Context(words, sentence, lexicon, _is_headline(words, sentence), [])
        for i in range(ctx.sentence.first, sentence.stop):
            if len(ctx.hits) >= _MOST_IN_SENTENCE:
                break
            if words.low[i] not in starts:
                continue
            hit = _at(ctx, i)
            if hit is not None and words.inside[i] >= 0 and not _clear(words, hit):
                hit = None
            if hit is not None:
                ctx.hits.append(hit)
        if not ctx.hits:
            ctx.hits += labels.signed(ctx) or asides.colon_quote(ctx)
        label = labels.label(ctx, talk)
        ctx.hits = label + ctx.hits
        _part(ctx)
        hits += ctx.hits
    return _merge(hits)


def _merge(hits: list[Hit]) -> list[Hit]:
    """One quotation with two cues is one statement: He said: "…," he told reporters."""
    kept: list[Hit] = []
    for hit in hits:
        hit.content = [(a, b) for a, b in hit.content if a < b]
        if not hit.content:
            continue
        twin = next((k for k in kept[-3:] if k.content[0] == hit.content[0]), None)
        if twin is None:
            kept.append(hit)
            continue
        twin.cue += [r for r in hit.cue if r not in twin.cue]
        twin.source += [r for r in hit.source if r not in twin.source]
        twin.content = max(twin.content, hit.content, key=len)
    return kept


def _clear(words: Words, hit: Hit) -> bool:
    """Inside a quotation only what is plain counts: somebody else tells that something is so."""
    if hit.rule != "subject-verb-content" or not hit.source or "q" not in hit.entry.frames:
        return False
    first, stop = hit.source[0]
    told = (
        words.low[hit.content[0][0]] == "that"
        or words.inside[hit.content[0][0]] != words.inside[hit.word]
    )
    own = words.low[first] in {"i", "we", "you", "it", "who", "which", "they", "he", "she"}
    return told and not own and stop - first < 8 and words.inside[first] == words.inside[hit.word]


def _past_dateline(words: Words, sentence: Sentence) -> Sentence:
    """Leave out a bullet, or a dateline such as *GENEVA, 1 May (Agency) –*."""
    first = sentence.first
    while first < sentence.stop - 1 and words.low[first] in _BULLETS:
        first += 1
    if words.word[first].isupper() and len(words.word[first]) > 3:
        for k in range(first + 1, min(first + 14, sentence.stop - 3)):
            if words.low[k] in {"-", "–", "—", "--"} and words.start[k] > words.end[k - 1]:
                return Sentence(k + 1, sentence.stop, sentence.paragraph)
            if words.word[k] in c.AUXILIARIES or words.inside[k] >= 0:
                break
    return Sentence(first, sentence.stop, sentence.paragraph)


def _is_headline(words: Words, sentence: Sentence) -> bool:
    long = [
        i
        for i in range(sentence.first, sentence.stop)
        if len(words.word[i]) > 3 and words.word[i][0].isalpha()
    ]
    return len(long) > 3 and sum(c.is_name(words, i) for i in long) > 0.75 * len(long)


def _at(ctx: Context, i: int) -> Hit | None:
    low = ctx.words.low[i]
    form = ctx.lexicon.verbs.get(low)
    hit = None
    if form:
        hit = asides.claim_denied(ctx, i, form) or asides.believed_to(ctx, i, form)
        hit = hit or verb_hit(ctx, i, form)
    if hit is None and low == "according":
        hit = _according(ctx, i)
    if hit is None and low == "in":
        hit = asides.in_the_words(ctx, i)
    if hit is None and low in _HEARSAY:
        hit = _hearsay(ctx, i)
    if hit is None and low in ctx.lexicon.nouns:
        hit = _noun(ctx, i)
    if hit is None and low in ctx.lexicon.adjectives:
        hit = _adjective(ctx, i)
    return hit


def _hearsay(ctx: Context, i: int) -> Hit | None:
    """Find what was reportedly so: said by nobody in particular."""
    first = ctx.sentence.first
    for hit in ctx.hits:
        if any(a <= i < b for a, b in hit.content):
            return None
        first = max(first, hit.word + 1)
    end = sentence_end(ctx, i)
    content = [(a, b) for a, b in ((first, i), (i + 1, end)) if a < b]
    if not content or content[-1][1] - content[0][0] < 4:
        return None
    return Hit(i, [(i, i + 1)], [], content, _REPORTEDLY, "hearsay")


def _according(ctx: Context, i: int) -> Hit | None:
    """According to X, …; …, according to X; A, according to X, B."""
    words, sentence = ctx.words, ctx.sentence
    if i + 2 >= sentence.stop or words.low[i + 1] != "to":
        return None
    end = _phrase_end(ctx, i + 2)
    source = (i + 2, end)
    cue = [(i, i + 2)]
    if i > sentence.first and words.low[i - 1] in {"who", "which"}:
        return _within_relative(ctx, i)
    front = all(
        words.low[k] in c.OPENING or words.low[k] in c.CONJUNCTIONS
        for k in range(sentence.first, i)
    )
    if front:
        comma = next((k for k in range(end, sentence.stop) if words.low[k] == ","), end - 1)
        content = until_end(ctx, comma + 1) if comma + 1 < sentence.stop else []
        return (
            Hit(i, cue, [(i + 2, max(end, comma))], content, _ACCORDING, "according-to-first")
            if content
            else None
        )
    last = i
    while (
        last > sentence.first
        and words.low[last - 1] in c.COMMAS | {"(", "and", "but"}
        and words.inside[last - 1] < 0
    ):
        last -= 1
    first = sentence.first
    for hit in ctx.hits:
        if hit.rule.startswith("according") and hit.source:
            first = max(first, hit.source[0][1] + 1)
        elif hit.rule == "participle" and hit.content[-1][0] < i:
            first = max(first, hit.content[-1][0])
    if first >= last:
        return None
    opening = words.inside[first]
    if opening >= 0 and words.quotations[opening].last < last:
        first = min(first, words.quotations[opening].first)
    content = [(first, last)]
    if (
        end + 2 < sentence.stop
        and words.low[end] == ","
        and words.low[end + 1]
        not in {"which", "who", "and", "but", "a", "the", "as", "with"} | set(c.PREPOSITIONS)
        and not words.low[end + 1].endswith("ing")
    ):
        content.append((end + 1, sentence_end(ctx, end)))
    return Hit(i, cue, [source], content, _ACCORDING, "according-to")


def _within_relative(ctx: Context, i: int) -> Hit | None:
    """Militias, who according to their rivals want a road: the source ends before the verb."""
    words, sentence = ctx.words, ctx.sentence
    verb = next(
        (
            k
            for k in range(i + 3, min(i + 10, sentence.stop))
            if words.low[k] in c.AUXILIARIES - {"'s"}
            or (words.low[k] in ctx.lexicon.verbs and words.low[k - 1].endswith("s"))
        ),
        0,
    )
    if not verb:
        return None
    content = [(verb, sentence_end(ctx, verb))]
    return Hit(i, [(i, i + 2)], [(i + 2, verb)], content, _ACCORDING, "according-to")


def _phrase_end(ctx: Context, i: int) -> int:
    """The end of a noun phrase with what hangs on it: up to a comma, a stop or a verb."""
    words, sentence = ctx.words, ctx.sentence
    for k in range(i, sentence.stop):
        low = words.low[k]
        if (
            (low in c.COMMAS and (low != "-" or words.start[k] > words.end[k - 1]))
            or low in c.STOPS
            or low in {":", "(", ")"}
            or low in c.CLOSING - {"’", "'"}
        ):
            return k
        if k > i and (low in c.AUXILIARIES - {"'s"} or low in {"that", "who", "which"}):
            return k
    return sentence.stop


def _noun(ctx: Context, i: int) -> Hit | None:
    """X's claim that …; the warning by X that …."""
    words, sentence = ctx.words, ctx.sentence
    entry = ctx.lexicon.nouns[words.low[i]]
    if i + 2 >= sentence.stop or (c.is_name(words, i) and not ctx.headline and i > sentence.first):
        return None
    low = words.low[i + 1]
    owner = _owner(ctx, i)
    k = i + 1
    if low in {"by", "from"}:
        end = c.noun_phrase_right(words, k + 1, sentence.stop)
        if end > k + 1 and end < sentence.stop:
            owner, k, low = (k + 1, end), end, words.low[end]
    content: list[Range] = []
    if (
        low == "that"
        and "t" in entry.frames
        and k + 1 < sentence.stop
        and words.low[k + 1] not in c.AUXILIARIES
    ):
        content = until_end(ctx, k)
    elif low == "to" and "i" in entry.frames:
        content = until_end(ctx, k) if owner else []
    elif low in c.QUESTION_WORDS and "w" in entry.frames:
        content = until_end(ctx, k)
    elif low in entry.prepositions and owner:
        content = until_end(ctx, k + 1)
    if not content:
        return None
    if owner and c.at_clause_start(words, sentence, owner[0]):
        content = asides.until_main_verb(ctx, content)
    if owner is None:
        return _nobodys(ctx, i, content, entry)
    return Hit(i, [(i, i + 1)], [owner], content, entry, "noun")


def _nobodys(ctx: Context, i: int, content: list[Range], entry: Entry) -> Hit | None:
    """There were (unconfirmed) reports that …: said by nobody in particular."""
    words, sentence = ctx.words, ctx.sentence
    for k in range(i - 1, max(sentence.first - 1, i - 4), -1):
        if words.low[k] in c.BE:
            begin = c.group_start(words, sentence, k)
            there = begin > sentence.first and words.low[begin - 1] == "there"
            return Hit(i, [(begin - 1, i + 1)], [], content, entry, "hearsay") if there else None
        if not c.is_noun_like(words, k):
            return None
    return None


def _owner(ctx: Context, i: int) -> Range | None:
    """Whose noun it is: X's claim, his claim."""
    words, sentence = ctx.words, ctx.sentence
    for k in range(i - 1, max(sentence.first - 1, i - 4), -1):
        if words.low[k] in {"his", "her", "their", "its", "my", "our"}:
            return k, k + 1
        if words.low[k] in {"'s", "’", "'"}:
            begin = c.noun_phrase_left(words, sentence.first, k - 1)
            return (begin, k + 1) if begin < k else None
        if not c.is_noun_like(words, k):
            return None
    return None


def _adjective(ctx: Context, i: int) -> Hit | None:
    """X is confident that …; X was critical of …."""
    words, sentence = ctx.words, ctx.sentence
    entry = ctx.lexicon.adjectives[words.low[i]]
    begin = c.group_start(words, sentence, i)
    group = set(words.low[begin:i])
    linked = group & c.BE or (
        begin > sentence.first
        and words.low[begin - 1]
        in {"feel", "feels", "felt", "seems", "seemed", "remains", "remained", "became"}
    )
    if not linked or i + 2 >= sentence.stop:
        return None
    if entry.act == "offer" and any(a <= i < b for hit in ctx.hits for a, b in hit.content):
        return None  # said that it was ready to help: one offer, not two
    if not group & c.BE:
        begin -= 1
    low = words.low[i + 1]
    content: list[Range] = []
    if (
        (low == "that" and "t" in entry.frames)
        or (low == "to" and "i" in entry.frames)
        or (low in c.QUESTION_WORDS and "w" in entry.frames)
    ):
        content = until_end(ctx, i + 1)
    elif low in entry.prepositions:
        content = until_end(ctx, i + 2)
    elif "b" in entry.frames and low in c.SUBJECTS:
        content = until_end(ctx, i + 1)
    subject = subject_of(ctx, begin) if content else None
    if not content or not subject:
        return None
    return Hit(
        i,
        [(begin, i + 1)],
        subject,
        content,
        entry,
        "adjective",
        negated=bool(group & c.NEGATIONS),
        weak=True,
    )


def _part(ctx: Context) -> None:
    """Let coordinated attributions of one sentence part their contents."""
    words = ctx.words
    for n, hit in enumerate(ctx.hits):
        for other in ctx.hits[n + 1 :]:
            if (
                not hit.content
                or hit.content[-1][0] >= other.word
                or hit.content[-1][1] <= other.word
            ):
                continue
            if words.inside[other.word] != words.inside[hit.word]:
                continue
            cut = _cut(ctx, hit, other)
            if cut and cut > hit.content[-1][0]:
                hit.content[-1] = (hit.content[-1][0], cut)
                break


def _cut(ctx: Context, hit: Hit, other: Hit) -> int:
    """Where the content of a hit ends because another begins; 0 if it does not."""
    words = ctx.words
    begin = other.cue[0][0]
    if other.rule == "which-he-said":
        return other.content[0][0]
    if other.rule == "claim-denied":
        return other.content[0][0] - 1
    calls = other.entry.prepositions & {"on", "for"} and words.low[begin - 1] in c.CONJUNCTIONS
    if "q" not in other.entry.frames and other.entry.act == "report" and not calls:
        return 0
    if other.rule == "subject-verb-content" and other.source and other.source == hit.source:
        k = begin - 1
        while k > hit.word and (
            words.low[k] in c.CONJUNCTIONS or words.low[k] in c.COMMAS or words.low[k] == "then"
        ):
            k -= 1
        return k + 1
    if other.rule == "participle" and (
        words.low[begin - 1] in c.COMMAS or words.low[begin - 1] in c.CLOSING
    ):
        return begin - (words.low[begin - 1] in c.COMMAS)
    if other.rule == "subject-verb-content" and other.source:
        start = other.source[0][0]
        if (
            start - 2 > hit.word
            and words.low[start - 1] in {"and", "but", "while", "as"}
            and words.low[start - 2] in c.COMMAS
        ):
            return start - 2
    if other.rule == "content-subject-verb" and other.source:
        start = other.source[0][0]
        return start - 1 if words.low[start - 1] == "," and start - 2 > hit.word else 0
    if other.rule == "according-to" and len(other.content) == 1 and hit.rule != "headline":
        return other.cue[0][0] - 1 if words.low[other.cue[0][0] - 1] == "," else 0
    if ctx.headline and other.source and words.low[other.source[0][0] - 1] in {"as", "while"}:
        return other.source[0][0] - 1
    return 0
