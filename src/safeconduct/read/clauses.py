"""Where noun phrases and verb groups begin and end, told from closed word classes and position."""

from safeconduct.read.lexicon import word_class
from safeconduct.read.words import Sentence, Words

Range = tuple[int, int]

BE = word_class("be")
HAVE = frozenset(["has", "have", "had", "having", "'ve", "'d"])
MODALS = word_class("modals")
NEGATIONS = frozenset(["not", "n't", "never", "cannot", "neither", "nor", "hardly"])
AUXILIARIES = BE | HAVE | MODALS | NEGATIONS
ADVERBS = word_class("adverbs")
DETERMINERS = word_class("determiners")
SUBJECTS = word_class("subjects")
OBJECTS = word_class("objects")
PREPOSITIONS = word_class("prepositions")
CONJUNCTIONS = frozenset(["and", "but", "or", "nor", "yet"])
SUBORDINATORS = word_class("subordinators")
QUESTION_WORDS = frozenset(["whether", "if", "how", "why", "what", "when", "where", "who", "which"])
TIME_WORDS = word_class("time_words")
CLOSED = (
    AUXILIARIES
    | PREPOSITIONS
    | CONJUNCTIONS
    | SUBORDINATORS
    | (SUBJECTS - {"some", "many", "others"})
) - {"'s"}
OPENING = frozenset("“\"„«‘'(") | {"''", "``"}
CLOSING = frozenset("”\"»’')") | {"''"}
COMMAS = frozenset({",", "–", "—", "--", "-", ";"})
STOPS = frozenset({".", "!", "?", "…", "..."})


def is_name(words: Words, i: int) -> bool:
    """Whether the word is written with a capital."""
    return words.word[i][0].isupper()


def is_noun_like(words: Words, i: int) -> bool:
    """Whether the word could stand in a noun phrase; closed classes and marks cannot."""
    low = words.low[i]
    if not (low[0].isalnum() or low in {"'s", "%", "$", "£", "€", "&"}):
        return False
    if i and is_name(words, i) and low in PREPOSITIONS and words.word[i - 1][0].isupper():
        return words.low[i - 1] not in CLOSED  # Doctors Without Borders
    if low.endswith("ly") and low not in FAMILY_LY:
        return is_name(words, i) and words.low[i + 1 : i + 2] != [","]
    return low not in CLOSED


_PARTICLES = word_class("particles")
PAST_VERBS = word_class("past_verbs")
FINITE = AUXILIARIES | PAST_VERBS


def reads_as_verb(words: Words, i: int) -> bool:
    """Whether the word reads as a finite verb after what stands before it."""
    low = words.low[i]
    if low in PAST_VERBS:
        return True
    if not low.endswith("ed") or len(low) < 5 or i == 0 or is_name(words, i):
        return False
    before = words.low[i - 1]
    return (
        before in SUBJECTS
        or (is_name(words, i - 1) and before not in DETERMINERS)
        or (
            before.endswith("s")
            and not before.endswith(("ss", "'s", "us"))
            and before not in DETERMINERS
        )
    )


_STAND_ALONE = frozenset({"some", "many", "several", "few", "both", "all", "this", "these"})
FAMILY_LY = word_class("family_ly")


def group_start(words: Words, sentence: Sentence, i: int) -> int:
    """Where the verb group that ends with the verb i begins: auxiliaries, adverbs, negation."""
    j = i
    while j > sentence.first:
        low = words.low[j - 1]
        adverb = low in ADVERBS or (low.endswith("ly") and low not in FAMILY_LY)
        if low in AUXILIARIES or (adverb and words.inside[j - 1] == words.inside[i]):
            j -= 1
        else:
            break
    return j


def noun_phrase_left(words: Words, low: int, last: int) -> int:
    """Where the noun phrase that ends with word `last` begins; `last + 1` if there is none."""
    i = last
    if words.low[i] == ")":
        while i > low and words.low[i] != "(":
            i -= 1
        i -= 1
    begin = i + 1
    while i >= low:
        if reads_as_verb(words, i):
            break
        adverb = words.low[i].endswith("ly") and begin == i + 1 and words.low[i + 1].endswith("ed")
        if (
            is_noun_like(words, i)
            or adverb
            or (words.low[i] == "of" and begin == i + 1 and i > low)
        ):
            begin = i
            if (
                words.low[i] in DETERMINERS
                and i > low
                and words.low[i - 1] not in {"of", "all", "both"}
                and words.word[i - 1] != "Save"
            ):
                break
        elif (
            words.low[i] in {"’", "'", "-", "/"}
            and begin == i + 1
            and i > low
            and is_noun_like(words, i - 1)
        ) or _joins_name(words, i, low):
            begin = i
        else:
            break
        i -= 1
    while begin <= last and words.low[begin] in {"of", "'s", "’", "'"}:
        begin += 1
    return begin if begin <= last else last + 1


def _joins_name(words: Words, i: int, low: int) -> bool:
    """Whether *for* or *and* stands inside a body's name: Organization for Migration."""
    return (
        words.low[i] in {"for", "and"}
        and i > low
        and words.low[i - 1] in _NAMED_BODIES
        and is_name(words, i - 1)
        and i + 1 < len(words.word)
        and (is_name(words, i + 1) or words.low[i + 1] == "the")
    )


_NAMED_BODIES = word_class("named_bodies")


def opens_count(words: Words, k: int) -> bool:
    """At least 40, up to 300, more than six, around two dozen: a count, no adverbial."""
    if words.low[k] not in _COUNTERS:
        return False
    after = words.low[k + 1 : k + 4]
    return any(low[0].isdigit() or low in _NUMBERS for low in after)


_COUNTERS = frozenset(
    ["at", "up", "over", "around", "about", "as", "between", "under", "some", "more", "fewer"]
)
_NUMBERS = word_class("numbers")


def name_end(words: Words, i: int, stop: int) -> int:
    """Where the name that begins with word i ends (exclusive), particles such as *van* inside."""
    j = i
    while j < stop and (
        is_name(words, j)
        or (words.low[j] in _PARTICLES and j + 1 < stop and words.word[j + 1][0].isupper())
        or (words.low[j] in _PARTICLES and words.low[j + 1 : j + 2] in (["der"], ["la"]))
    ):
        j += 1
    return j


def at_clause_start(words: Words, sentence: Sentence, i: int) -> bool:
    """Whether a clause may begin with word i."""
    if i <= sentence.first:
        return True
    before = words.low[i - 1]
    return (
        before in COMMAS
        or before in OPENING
        or before in CLOSING
        or before in CONJUNCTIONS
        or before in SUBORDINATORS
        or before in {":", "(", "[", "|"}
        or before in STOPS
    )


def subject_left(words: Words, sentence: Sentence, last: int) -> Range | None:
    """The subject that ends with word `last`, with the phrases that hang on it."""
    low = words.low[last]
    if low in SUBJECTS:
        return last, last + 1
    begin = noun_phrase_left(words, sentence.first, last)
    if begin > last or (begin == last and low in DETERMINERS - _STAND_ALONE):
        return None
    begin = with_partner(words, sentence, begin)
    begin = _past_list(words, sentence, begin)
    for _ in range(3):
        if at_clause_start(words, sentence, begin):
            break
        wider = _wider(words, sentence, begin)
        if wider is None:
            break
        begin = wider
    return begin, last + 1


def _past_list(words: Words, sentence: Sentence, begin: int) -> int:
    """Mediators from Qatar and Egypt: where the list hangs on a noun, that noun begins it."""
    if begin - 2 <= sentence.first or words.low[begin - 1] != "and":
        return begin
    start = noun_phrase_left(words, sentence.first, begin - 2)
    if start > begin - 2 or words.low[start - 1] not in PREPOSITIONS:
        return begin
    wider = _wider(words, sentence, start)
    return begin if wider is None else wider


def with_partner(words: Words, sentence: Sentence, begin: int) -> int:
    """An earlier start where two names speak together: the UN and the Red Cross."""
    if begin - 2 < sentence.first or words.low[begin - 1] != "and":
        return begin
    start = noun_phrase_left(words, sentence.first, begin - 2)
    if start > begin - 2 or not at_clause_start(words, sentence, start):
        return begin
    return (
        start if all(words.low[k] not in PREPOSITIONS for k in range(start, begin - 1)) else begin
    )


def _wider(words: Words, sentence: Sentence, begin: int) -> int | None:
    """An earlier start where the phrase hangs on a noun: the officials in Kyiv."""
    joint = begin - 1
    if words.low[joint] not in PREPOSITIONS or joint - 1 < sentence.first:
        return None
    start = noun_phrase_left(words, sentence.first, joint - 1)
    if start >= joint:
        return None
    if not at_clause_start(words, sentence, start) and words.low[start - 1] not in PREPOSITIONS:
        return None
    return start


def noun_phrase_right(words: Words, i: int, stop: int) -> int:
    """Where the noun phrase that begins with word i ends (exclusive); i if there is none."""
    j = i
    if j < stop and (words.low[j] in SUBJECTS or words.low[j] in OBJECTS):
        return j + 1
    while j < stop:
        if (
            (
                is_noun_like(words, j)
                and not (j > i and words.low[j] in DETERMINERS and words.low[j - 1] != "of")
            )
            or (words.low[j] == "of" and i < j < stop - 1)
            or (words.low[j] in {"’", "-", "/"} and i < j < stop - 1 and is_noun_like(words, j + 1))
        ):
            j += 1
        else:
            break
    return j
