"""Reports come in many formats; bad ones are named, never crash, and nothing in them is run."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from safeconduct.read.sources import documents

STORY = "The mayor said that the road was open. The guard said that it was shut and would stay so."


def one(path: Path) -> tuple[str, str, str]:
    ((document,), problems) = documents(path)
    assert not [p for p in problems if p.severity == "error"]
    return document.text, document.report.date, document.report.outlet


def numbers(path: Path) -> list[str]:
    return [p.number for p in documents(path)[1]]


def write(path: Path, data: bytes | str) -> Path:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def docx(*paragraphs: str) -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(f"<w:p><w:r><w:t>{p}</w:t></w:r></w:p>" for p in paragraphs)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>',
        )
    return buffer.getvalue()


def pdf(line: str) -> bytes:
    """The smallest PDF with one line of text."""
    stream = f"BT /F1 12 Tf 72 720 Td ({line}) Tj ET".encode()
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources %s>>"
        % b"<</Font<</F1 5 0 R>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out = b"%PDF-1.4\n"
    places = []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + table
    return out + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % start


def test_plain_text_keeps_its_code_points_and_takes_its_date_from_its_head(tmp_path: Path) -> None:
    text = f"\ufeffGENEVA, 1 May 2022 –\r\n{STORY}"
    assert one(write(tmp_path / "a.txt", text)) == (text, "2022-05-01", "")


def test_a_web_page_loses_scripts_and_menus_and_keeps_date_and_outlet(tmp_path: Path) -> None:
    page = f"""<html><head><title>t</title><meta property="article:published_time"
    content="2022-04-27T10:00:00Z"><meta property="og:site_name" content="The Paper">
    <script>document.write('The president said that all is lost.')</script></head>
    <body><nav><a href="/">Home</a><a href="/x">World</a></nav><p>{STORY} {STORY} {STORY}</p>
    <footer>All rights reserved</footer></body></html>"""
    text, date, outlet = one(write(tmp_path / "a.html", page))
    assert text.startswith("The mayor said")
    assert "president" not in text
    assert "Home" not in text
    assert (date, outlet) == ("2022-04-27", "The Paper")


def test_a_word_document_gives_its_paragraphs(tmp_path: Path) -> None:
    assert one(write(tmp_path / "a.docx", docx("One.", STORY)))[0] == f"One.\n{STORY}"


def test_a_pdf_gives_its_text(tmp_path: Path) -> None:
    assert one(write(tmp_path / "a.pdf", pdf(STORY)))[0].strip() == STORY


def test_a_mail_gives_body_date_and_organisation(tmp_path: Path) -> None:
    mail = (
        "From: desk@example.org\nOrganization: Relief Desk\nSubject: Update\n"
        f"Date: Wed, 27 Apr 2022 10:00:00 +0300\nContent-Type: text/plain\n\n{STORY}\n"
    )
    text, date, outlet = one(write(tmp_path / "a.eml", mail))
    assert text.strip() == STORY
    assert (date, outlet) == ("2022-04-27", "Relief Desk")


def test_every_entry_of_a_feed_is_a_report(tmp_path: Path) -> None:
    feed = (
        '<?xml version="1.0"?><rss><channel><title>Wire</title>'
        f"<item><title>A</title><pubDate>Wed, 27 Apr 2022 10:00:00 GMT</pubDate>"
        f"<description>&lt;p&gt;{STORY}&lt;/p&gt;</description></item>"
        f"<item><title>B</title><description>{STORY}</description></item></channel></rss>"
    )
    found, _ = documents(write(tmp_path / "a.xml", feed))
    assert [d.report.title for d in found] == ["A", "B"]
    assert found[0].text == STORY
    assert (found[0].report.date, found[0].report.outlet) == ("2022-04-27", "Wire")


def test_reports_saved_from_reliefweb_keep_source_and_date(tmp_path: Path) -> None:
    row = {
        "fields": {
            "title": "T",
            "body-html": f"<p>{STORY}</p>",
            "date": {"original": "2022-04-27T00:00:00+00:00"},
            "source": [{"name": "OCHA"}],
        }
    }
    path = write(tmp_path / "a.json", json.dumps({"data": [row]}))
    assert one(path) == (STORY, "2022-04-27", "OCHA")


def test_an_entity_in_a_feed_is_never_opened(tmp_path: Path) -> None:
    secret = write(tmp_path / "secret.txt", "top secret")
    feed = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>'
        "<rss><channel><item><description>&e;</description></item></channel></rss>"
    )
    found, _ = documents(write(tmp_path / "a.xml", feed))
    assert all("secret" not in d.text for d in found)


@pytest.mark.parametrize(
    ("name", "data", "number"),
    [
        ("a.txt", b"\x00\x01\x02\x89PNG" * 50, "S802"),
        ("a.docx", b"PK\x03\x04broken", "S802"),
        ("a.pdf", b"%PDF-1.4 broken", "S802"),
        ("a.json", b"{broken", "S802"),
        ("a.json", b'{"a": 1}', "S802"),
        ("a.txt", b"", "S804"),
        ("a.html", b"<html></html>", "S804"),
        ("a.txt", "Мэр города сообщил, что дорога закрыта.".encode(), "S805"),
        ("a.txt", b"word " * 500_000, "S803"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str, data: bytes, number: str) -> None:
    assert numbers(write(tmp_path / name, data)) == [number]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert numbers(tmp_path / "none.txt") == ["S801"]


def test_another_encoding_is_read_as_western(tmp_path: Path) -> None:
    text = one(
        write(tmp_path / "a.txt", "The mayor said “no” in the café of the town.".encode("cp1252"))
    )
    assert "café" in text[0]
