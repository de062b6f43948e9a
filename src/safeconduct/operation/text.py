"""From a file to its text: opened with care, its encoding recognised and remembered."""

import codecs
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from safeconduct.operation.findings import Fault

MEGABYTE = 1_000_000
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
PACKED = {b"PK\x03\x04": "it is a spreadsheet or a zip archive", b"\x1f\x8b": "it is packed (gzip)"}
NO_TEXT = re.compile("[\x00-\x08\x0e-\x1f]")
NAMES = {"cp1251": "Windows-1251 (Cyrillic)", "cp1252": "Windows-1252", "latin-1": "Latin-1"}


@dataclass(frozen=True, slots=True)
class Text:
    """A file's text, and how to turn it back into the same bytes."""

    content: str
    encoding: str = "utf-8"
    bom: bytes = b""

    @property
    def guessed(self) -> str:
        """The name of an encoding that had to be guessed, or nothing."""
        return NAMES.get(self.encoding, "")

    def encode(self, content: str) -> bytes:
        """Another content in the same encoding, or in UTF-8 where that cannot hold it."""
        try:
            return self.bom + content.encode(self.encoding)
        except UnicodeEncodeError:
            return content.encode("utf-8")


def read_bytes(path: Path, limit: int) -> bytes:
    """The bytes of a regular file of at most `limit` bytes.

    Raises:
        Fault: it cannot be read (70) or is too large (71).
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            what = "a folder" if stat.S_ISDIR(status.st_mode) else "no ordinary file"
            raise Fault("70", reason=f"it is {what}")
        if status.st_size > limit:
            size = f"{status.st_size / MEGABYTE:.0f}"
            raise Fault("71", size=size, limit=f"{limit / MEGABYTE:g}")
        return path.read_bytes()
    except OSError as error:
        raise Fault("70", reason=error.strerror or type(error).__name__) from error


def decode(data: bytes, kind: str) -> Text:
    """Recognise the encoding: by its mark, as UTF-8, as UTF-16, else as a Windows code page.

    Raises:
        Fault: it is no text (72); `kind` says what should stand there.
    """
    for magic, reason in PACKED.items():
        if data.startswith(magic):
            raise Fault("72", reason=reason, kind=kind)
    try:
        text = _decode(data)
    except UnicodeError as error:
        raise Fault("72", reason="its bytes fit no known encoding", kind=kind) from error
    found = NO_TEXT.search(text.content)
    if found:
        line = text.content.count("\n", 0, found.start()) + 1
        raise Fault("72", reason=f"it holds control characters, first in line {line}", kind=kind)
    return text


def _decode(data: bytes) -> Text:
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return Text(data[len(bom) :].decode(encoding), encoding, bom)
    try:
        content = data.decode("utf-8")
    except UnicodeDecodeError:
        return _code_page(data)
    if "\x00" in content[:4]:
        encoding = "utf-16-le" if content[1:2] == "\x00" else "utf-16-be"
        return Text(data.decode(encoding), encoding)
    return Text(content)


def _code_page(data: bytes) -> Text:
    """Cyrillic words are runs of high bytes; accents in Latin words stand alone."""
    high = len(re.findall(rb"[\x80-\xff]", data))
    in_runs = sum(len(run) for run in re.findall(rb"[\x80-\xff]{2,}", data))
    order = ("cp1251", "cp1252") if in_runs > high / 2 else ("cp1252", "cp1251")
    for encoding in order:
        try:
            return Text(data.decode(encoding), encoding)
        except UnicodeDecodeError:
            continue
    return Text(data.decode("latin-1"), "latin-1")
