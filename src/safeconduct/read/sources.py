"""Files to reports: text, HTML, DOCX, PDF, e-mail, feeds and ReliefWeb's JSON; nothing is executed.

Plain text keeps its code points as they are in the file. All else gives extracted text, and
offsets count in that text.
"""

import email
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default as mail_policy
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import justext
from lxml import etree
from lxml import html as lxml_html
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from safeconduct.model.problem import Problem, problem
from safeconduct.model.statement import Report
from safeconduct.read.lexicon import word_class
from safeconduct.read.meaning import date_in

MOST_CHARACTERS = 2_000_000
MOST_BYTES = 60_000_000
_ENGLISH = word_class("english")
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)


@dataclass(frozen=True, slots=True)
class Document:
    """A report and its text. `extracted`: the text was taken out of another format."""

    report: Report
    text: str
    extracted: bool = False


class _Unreadable(Exception):  # noqa: N818 - it names what was found
    """A file that gives no text, and why."""


def documents(path: Path, date: str = "", outlet: str = "") -> tuple[list[Document], list[Problem]]:
    """The reports in a file, and what was wrong; `date` and `outlet` override the file's own."""
    try:
        data = path.read_bytes()
        found = list(_documents(path, data))
    except OSError as error:
        return [], [
            problem("S801", str(path), reason=(error.strerror or "it cannot be opened").lower())
        ]
    except _Unreadable as error:
        return [], [problem("S802", str(path), reason=str(error))]
    kept: list[Document] = []
    problems: list[Problem] = []
    for document in found:
        if len(document.text) > MOST_CHARACTERS:
            problems.append(problem("S803", str(path), limit=f"{MOST_CHARACTERS:,}"))
            continue
        report = document.report
        told = Report(
            report.file,
            outlet or report.outlet,
            date or date_in(report.date) or date_in(document.text[:600]) or date_in(path.stem),
            report.language or language_of(document.text),
            report.title,
        )
        if not document.text.strip():
            problems.append(problem("S804", report.file))
        elif not told.language:
            problems.append(problem("S805", report.file))
        kept.append(Document(told, document.text, document.extracted))
    return kept, problems


def language_of(text: str) -> str:
    """`en` where English function words carry the text, else blank: not known."""
    words = re.findall(r"[^\W\d_]+", text[:20_000].lower())
    if not words:
        return ""
    share = sum(word in _ENGLISH for word in words) / len(words)
    return "en" if share > 0.12 else ""


def _documents(path: Path, data: bytes) -> Iterator[Document]:
    if len(data) > MOST_BYTES:
        raise _Unreadable(f"it is larger than {MOST_BYTES // 1_000_000} MB")
    suffix = path.suffix.lower()
    name = str(path)
    if data[:5] == b"%PDF-":
        yield Document(Report(name), _pdf(data), extracted=True)
    elif data[:4] == b"PK\x03\x04":
        yield Document(Report(name), _docx(data), extracted=True)
    elif suffix == ".eml":
        yield _mail(name, data)
    else:
        text = _decoded(data)
        head = text[:2000].lstrip("\ufeff \t\r\n").lower()
        if suffix == ".json" or (head[:1] in "{[" and suffix not in {".txt", ".md"}):
            yield from _reliefweb(name, text)
        elif head.startswith(("<!doctype html", "<html")) or suffix in {".html", ".htm", ".xhtml"}:
            yield _html(name, data)
        elif head.startswith("<?xml") or "<rss" in head or "<feed" in head:
            yield from _feed(name, data)
        else:
            yield Document(Report(name), text)


def _decoded(data: bytes) -> str:
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", errors="replace")
    sample = data[:4096]
    if b"\x00" in sample:
        raise _Unreadable("it is no text")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    strange = sum(not (char.isprintable() or char in "\n\r\t") for char in text[:4096])
    if strange > 0.05 * max(1, len(text[:4096])):
        raise _Unreadable("it is no text")
    return text


# ------------------------------------------------------------------ formats


def _html(name: str, data: bytes) -> Document:
    text, title, date, outlet = _page(data)
    return Document(Report(name, outlet, date, "", title), text, extracted=True)


def _page(given: bytes | str) -> tuple[str, str, str, str]:
    """Text without boilerplate, title, date and outlet of a web page.

    A page that does not say how it is encoded is read as any text is.
    """
    data = given
    if isinstance(data, bytes) and not re.search(rb"charset|encoding=", data[:4096], re.IGNORECASE):
        data = _decoded(data)
    if isinstance(data, str):
        data = re.sub(r"^\s*<\?xml[^>]*\?>", "", data)
    try:
        tree = lxml_html.document_fromstring(data)
    except (etree.LxmlError, ValueError, TypeError):
        return "", "", "", ""
    title = _first(
        tree, ["//meta[@property='og:title']/@content", "//title/text()", "//h1//text()"]
    )
    date = _first(
        tree,
        [
            "//meta[@property='article:published_time']/@content",
            "//meta[@name='date']/@content",
            "//meta[@itemprop='datePublished']/@content",
            "//time/@datetime",
        ],
    )
    outlet = _first(tree, ["//meta[@property='og:site_name']/@content"])
    try:
        parts = justext.justext(data, justext.get_stoplist("English"))
    except (etree.LxmlError, ValueError, TypeError, AssertionError, justext.core.JustextError):
        parts = []
    good = [p.text for p in parts if not p.is_boilerplate]
    if not good:
        for node in tree.xpath("//script|//style|//nav|//footer|//header|//aside|//noscript"):
            node.drop_tree()
        blocks = tree.xpath("//p|//li|//h1|//h2|//h3|//blockquote") or [tree]
        good = [" ".join(block.text_content().split()) for block in blocks]
    return "\n".join(line for line in good if line.strip()), title, date[:10], outlet


def _first(tree: lxml_html.HtmlElement, paths: list[str]) -> str:
    for path in paths:
        found = tree.xpath(path)
        if found:
            return " ".join(str(found[0]).split())
    return ""


def _docx(data: bytes) -> str:
    """The paragraphs of a Word document."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            info = archive.getinfo("word/document.xml")
            if info.file_size > MOST_BYTES:
                raise _Unreadable("its text unpacks to more than can be read")
            root = etree.fromstring(archive.read(info), _PARSER)
    except (
        zipfile.BadZipFile,
        KeyError,
        etree.LxmlError,
        NotImplementedError,
        RuntimeError,
        EOFError,
        ValueError,
    ):
        raise _Unreadable("it is no Word document") from None
    if root is None:
        raise _Unreadable("it is no Word document")
    word = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    lines = []
    for paragraph in root.iter(f"{word}p"):
        pieces = [
            node.text or "" if node.tag == f"{word}t" else " "
            for node in paragraph.iter(f"{word}t", f"{word}tab", f"{word}br")
        ]
        lines.append("".join(pieces))
    return "\n".join(lines)


def _pdf(data: bytes) -> str:
    """The text of a PDF, its lines joined to paragraphs."""
    try:
        reader = PdfReader(io.BytesIO(data))
        pages = [page.extract_text() for page in reader.pages]
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        RecursionError,
        OSError,
        AssertionError,
        IndexError,
        NotImplementedError,
    ):
        raise _Unreadable("its text cannot be taken out; it may be damaged or locked") from None
    return "\n".join(_unwrapped(page) for page in pages)


def _unwrapped(page: str) -> str:
    lines: list[str] = []
    for line in page.splitlines():
        text = line.rstrip()
        if (
            lines
            and lines[-1]
            and text
            and not re.search(r"[.!?:”\"]$", lines[-1])
            and len(lines[-1]) > 40
        ):
            lines[-1] = (
                f"{lines[-1][:-1]}{text}" if lines[-1].endswith("-") else f"{lines[-1]} {text}"
            )
        else:
            lines.append(text)
    return "\n".join(lines)


def _mail(name: str, data: bytes) -> Document:
    """The body of an e-mail, its date and its sender's organisation where the header names one."""
    message = email.message_from_bytes(data, policy=mail_policy)
    assert isinstance(message, EmailMessage)
    try:
        body = message.get_body(preferencelist=("plain", "html"))
        text = str(body.get_content()) if body is not None else ""
        kind = body.get_content_type() if body is not None else ""
    except (KeyError, LookupError, ValueError, UnicodeError, AttributeError):
        raise _Unreadable("its message cannot be decoded") from None
    if kind == "text/html":
        text = _page(text)[0]
    return Document(
        Report(
            name,
            str(message.get("Organization", "")),
            _mail_date(str(message.get("Date", ""))),
            "",
            str(message.get("Subject", "")),
        ),
        text,
        extracted=True,
    )


def _mail_date(header: str) -> str:
    try:
        return parsedate_to_datetime(header).date().isoformat()
    except (ValueError, TypeError, IndexError):
        return date_in(header)


def _feed(name: str, data: bytes) -> Iterator[Document]:
    """Every entry of an RSS or Atom file as a report of its own."""
    try:
        root = etree.fromstring(data, _PARSER)
    except (etree.LxmlError, ValueError):
        root = None
    if root is None:
        raise _Unreadable("it is no feed")
    outlet = next((str(n.text or "") for n in root.iter() if _local(n) == "title"), "")
    number = 0
    for entry in root.iter():
        if _local(entry) not in {"item", "entry"}:
            continue
        number += 1
        parts = {_local(child): "".join(child.itertext()) for child in entry}
        told = (
            parts.get("encoded")
            or parts.get("content")
            or parts.get("description")
            or parts.get("summary")
            or ""
        )
        text = _stripped(told)
        stamp = (
            parts.get("pubDate")
            or parts.get("published")
            or parts.get("updated")
            or parts.get("date")
            or ""
        )
        date = stamp[:10] if re.match(r"\d{4}-\d\d-\d\d", stamp) else _mail_date(stamp)
        yield Document(
            Report(f"{name}#{number}", outlet.strip(), date, "", parts.get("title", "").strip()),
            text,
            extracted=True,
        )


def _local(node: etree._Element) -> str:
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def _stripped(markup: str) -> str:
    if "<" not in markup:
        return markup.strip()
    try:
        tree = lxml_html.fromstring(f"<div>{markup}</div>")
    except (etree.LxmlError, ValueError):
        return ""
    for node in tree.xpath(".//script|.//style"):
        node.drop_tree()
    blocks = tree.xpath(".//p|.//li|.//h1|.//h2|.//h3") or [tree]
    return "\n".join(" ".join(b.text_content().split()) for b in blocks)


def _reliefweb(name: str, text: str) -> Iterator[Document]:
    """Reports of ReliefWeb's API, saved to disk; other JSON is no report."""
    try:
        loaded = json.loads(text)
    except (ValueError, RecursionError):
        raise _Unreadable("it is no JSON") from None
    rows = loaded.get("data") if isinstance(loaded, dict) else loaded
    if not isinstance(rows, list):
        raise _Unreadable("it is JSON, but none of ReliefWeb's")
    for number, row in enumerate(rows, 1):
        fields = row.get("fields") if isinstance(row, dict) else None
        if isinstance(fields, dict):
            yield _reliefweb_report(f"{name}#{number}", fields)


def _reliefweb_report(name: str, fields: dict[str, Any]) -> Document:
    body = fields.get("body")
    text = body if isinstance(body, str) else _stripped(str(fields.get("body-html") or ""))
    dates, sources = fields.get("date"), fields.get("source")
    stamp = dates.get("original") or dates.get("created") if isinstance(dates, dict) else ""
    named = sources if isinstance(sources, list) else []
    outlet = next((str(s.get("name") or "") for s in named if isinstance(s, dict)), "")
    title = str(fields.get("title") or "")
    return Document(Report(name, outlet, str(stamp or "")[:10], "", title), text, extracted=True)
