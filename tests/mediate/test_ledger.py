from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.mediate.world import sheet, term

from safeconduct.mediate.disclosure import LeakError, export, texts, view
from safeconduct.mediate.ledger import Clause, broken, clauses, seals
from safeconduct.model.terms import (
    Answer,
    Basis,
    Consent,
    Draft,
    Fact,
    Form,
    Knowledge,
    Meeting,
    Position,
    RedLine,
    Says,
    Secrecy,
    Standing,
)

T0 = datetime(2022, 5, 4, 8, tzinfo=UTC)
BASE = sheet(term("hours", 3, {"a": 0, "b": 2}), term("route", 2, {"a": 0, "b": 1}))


def draft(name: str, day: int, **choices: str) -> Draft:
    return Draft(name, T0 + timedelta(days=day), "mediator", choices)


D1 = draft("d1", 0, hours="o0", route="o0")
D2 = draft("d2", 1, hours="o1", route="o0")


def clause(made: tuple[Clause, ...], party: str, name: str) -> Clause:
    return next(c for c in made if (c.party, c.term) == (party, name))


def test_a_change_in_an_old_draft_breaks_every_seal_after_it() -> None:
    sealed = [replace(d, seal=s) for d, s in zip((D1, D2), seals((D1, D2)), strict=True)]
    assert broken(sealed) == ()
    sealed[0] = replace(sealed[0], choices={"hours": "o2", "route": "o0"})
    assert broken(sealed) == ("d1", "d2")


def test_consent_outlives_a_new_draft_only_where_the_clause_reads_the_same() -> None:
    given_ = tuple(Consent("d1", t, "a", Form.WRITTEN, "liaison") for t in ("hours", "route"))
    made = clauses(replace(BASE, drafts=(D1, D2), consents=given_), T0 + timedelta(days=2))
    assert clause(made, "a", "route").stands
    assert clause(made, "a", "hours").changed
    assert not clause(made, "a", "hours").stands
    assert clause(made, "b", "route").form is Form.NONE


def test_consent_that_ran_out_does_not_stand() -> None:
    word = Consent("d1", "hours", "a", Form.ORAL, until=T0 + timedelta(hours=6))
    told = replace(BASE, drafts=(D1,), consents=(word,))
    assert clause(clauses(told, T0), "a", "hours").stands
    assert clause(clauses(told, T0 + timedelta(days=1)), "a", "hours").expired


def test_a_conditional_word_stands_once_the_word_that_it_waits_for_stands() -> None:
    waits = Consent("d1", "hours", "a", Form.CONDITIONAL, valid_if=(("b", "route"),))
    told = replace(BASE, drafts=(D1,), consents=(waits,))
    assert not clause(clauses(told, T0), "a", "hours").stands
    both = replace(told, consents=(waits, Consent("d1", "route", "b", Form.ORAL)))
    assert clause(clauses(both, T0), "a", "hours").stands


def test_agreement_at_the_top_is_not_knowledge_at_the_post() -> None:
    word = Consent("d2", "hours", "a", Form.WRITTEN)
    old = Knowledge("d1", "hours", "post-1", "shift leader", T0)
    told = replace(BASE, drafts=(D1, D2), consents=(word,), knowledge=(old,))
    made = clause(clauses(told, T0 + timedelta(days=2)), "a", "hours")
    assert made.stands
    assert made.posts == ()
    new = replace(told, knowledge=(old, Knowledge("d2", "hours", "post-1", "shift leader", T0)))
    assert clause(clauses(new, T0 + timedelta(days=2)), "a", "hours").posts == ("post-1",)


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=4, max_size=12
).map(lambda t: f"§{t}§")
LABEL = st.sampled_from(Secrecy)


@given(st.lists(st.tuples(LABEL, st.sampled_from("ab"), WORDS), min_size=1, max_size=12))
def test_not_one_byte_of_what_is_not_for_a_party_stands_in_its_export(
    entries: list[tuple[Secrecy, str, str]],
) -> None:
    positions: list[Position] = []
    others: dict[str, list[Any]] = {"facts": [], "red_lines": [], "answers": [], "meetings": []}
    for n, (label, party, words) in enumerate(entries):
        text = f"{words}{n}"
        kind = n % 5
        if kind == 0:
            positions.append(Position(party, "o0", words=text, basis=Basis.STATED, secrecy=label))
        elif kind == 1:
            others["facts"].append(Fact("route", Standing.DECLARED, text, "x", secrecy=label))
        elif kind == 2:
            others["red_lines"].append(RedLine(party, "hours", ("o2",), "x", text, label))
        elif kind == 3:
            others["answers"].append(
                Answer(party, {"hours": "o1"}, Says.NO, Basis.INFERRED, 0.5, label)
            )
        else:
            others["meetings"].append(Meeting(f"m{n}", T0, ("role",), (), text, label))
    first = replace(BASE.terms[0], positions=tuple(positions))
    told = replace(
        BASE,
        terms=(first, BASE.terms[1]),
        drafts=(replace(D1, note="§the note of the mediator§"),),
        facts=tuple(others["facts"]),
        red_lines=tuple(others["red_lines"]),
        answers=tuple(others["answers"]),
        meetings=tuple(others["meetings"]),
    )
    data = export(told, "a").decode()
    shown = list(texts(view(told, "a")))
    for n, (label, party, words) in enumerate(entries):
        secret = f"{words}{n}"
        visible = label is Secrecy.OPEN or (
            label is Secrecy.OWN and party == "a" and n % 5 in {0, 2}
        )
        if n % 5 != 3 and not visible:
            assert secret not in data
            assert secret not in shown
    assert "§the note" not in data


def test_an_export_that_would_leak_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    import safeconduct.mediate.disclosure as module

    secret = Fact("route", Standing.OBSERVED, 'mines "at" the ford', secrecy=Secrecy.MEDIATOR)
    told = replace(BASE, facts=(secret,))
    real = module.view
    monkeypatch.setattr(module, "view", lambda s, p: {**real(s, p), "oops": secret.what})
    with pytest.raises(LeakError):
        export(told, "a")
