"""A user's own model proposes; only words that stand in the report, and are new, are taken."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.cli.local_model import local_model
from safeconduct.model.problem import InputProblems
from safeconduct.model.statement import Report, Statement
from safeconduct.read.reading import read
from safeconduct.read.suggest import LONGEST, questions

STORY = "Anna Orlan said that the road was open. For Peter Tessel the bridge is a trap."
NEW = {"content": "the bridge is a trap", "cue": "For", "mention": "Peter Tessel"}


def found(*rows: dict[str, str]) -> list[Statement]:
    return list(read(STORY, Report("x"), propose=lambda _: json.dumps(rows)).statements)


def test_a_proposal_in_the_texts_own_words_becomes_a_statement_that_says_so() -> None:
    rule, proposed = found(NEW)
    assert rule.method.startswith("subject-verb-content")
    assert (proposed.text, proposed.speaker.name) == ("the bridge is a trap", "Peter Tessel")
    assert proposed.method.startswith("suggested")
    assert proposed.confidence < rule.confidence


@pytest.mark.parametrize(
    "row",
    [
        {**NEW, "content": "the bridge is not a trap"},
        {**NEW, "mention": "António Guterres"},
        {**NEW, "cue": "shouted"},
        {**NEW, "cue": ""},
        {"content": "that the road was open", "cue": "said", "mention": "Anna Orlan"},
        {"content": "the bridge is a trap"},
    ],
)
def test_what_is_not_in_the_text_or_already_found_is_left_out(row: dict[str, str]) -> None:
    assert len(found(row)) == 1


@given(st.text(max_size=200))
@settings(max_examples=60)
def test_no_answer_whatever_breaks_the_reading(answer: str) -> None:
    rules = read(STORY, Report("x")).statements
    assert read(STORY, Report("x"), propose=lambda _: answer).statements[: len(rules)] == rules


def test_a_long_report_is_asked_about_in_pieces_that_leave_nothing_out() -> None:
    text = "The mayor spoke of the road.\n" * 1000
    asked = [q.split("REPORT:\n", 1)[1] for q in questions(text)]
    assert "".join(asked) == text
    assert max(map(len, asked)) <= LONGEST


@pytest.mark.parametrize(
    "address", ["http://example.org/v1", "https://localhost", "file:///x", "x", "http://[::1"]
)
def test_a_model_elsewhere_is_refused(address: str) -> None:
    with pytest.raises(InputProblems) as caught:
        local_model(address)
    assert caught.value.problems[0].number == "S810"


class Model(BaseHTTPRequestHandler):
    """A model that always proposes the same."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        body = json.dumps({"choices": [{"message": {"content": json.dumps([NEW])}}]}).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Model) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_model_on_this_machine_is_asked(address: str) -> None:
    assert len(read(STORY, Report("x"), propose=local_model(address)).statements) == 2


def test_a_model_that_does_not_answer_is_a_numbered_problem() -> None:
    with pytest.raises(InputProblems) as caught:
        local_model("http://127.0.0.1:1")("?")
    assert caught.value.problems[0].number == "S811"
