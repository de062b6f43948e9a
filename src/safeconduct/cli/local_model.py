"""Asks a language model that runs on this machine; nothing is ever sent anywhere else."""

import http.client
import json
from collections.abc import Callable
from urllib.parse import urlsplit

from safeconduct.model.problem import InputProblems, problem

HERE = frozenset({"localhost", "127.0.0.1", "::1"})
PATIENCE_S = 120
_LONGEST = 1_000_000


def local_model(address: str) -> Callable[[str], str]:
    """A function that asks the chat endpoint at an address of this machine.

    The address is that of an interface of the kind `/v1/chat/completions`; a name after `#`
    names the model. Raises InputProblems for an address elsewhere; so does each question that
    gets no answer.
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise InputProblems((problem("S810", "--ask", value=address),)) from None
    if parts.scheme != "http" or host not in HERE:
        raise InputProblems((problem("S810", "--ask", value=address),))

    def ask(question: str) -> str:
        body = {
            "model": parts.fragment or "default",
            "messages": [{"role": "user", "content": question}],
            "temperature": 0,
            "seed": 0,
        }
        link = http.client.HTTPConnection(host, port or 80, timeout=PATIENCE_S)
        try:
            path = parts.path or "/v1/chat/completions"
            link.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
            answer = json.loads(link.getresponse().read(_LONGEST))
            return str(answer["choices"][0]["message"]["content"])
        except (OSError, http.client.HTTPException, ValueError, LookupError, TypeError) as error:
            reason = (getattr(error, "strerror", None) or "its answer cannot be used").lower()
            raise InputProblems((problem("S811", address, reason=reason),)) from None
        finally:
            link.close()

    return ask
