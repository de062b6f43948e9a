"""Whatever the bytes: an operation or numbered problems, never anything else."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.operation.worlds import good

from safeconduct.model.problem import InputProblems
from safeconduct.operation import read_operation, write_operation

FILES = (
    "operation.toml",
    "places.geojson",
    "people.csv",
    "fleet.csv",
    "zones.geojson",
    "windows.csv",
    "legs.csv",
)
SHARDS = st.sampled_from(
    [
        *(b"", b"\x00", b"\xff\xfe", b'"', b",", b";", b"\n", b"\r", b"[", b"]]", b"{", b"}", b":"),
        *(
            b"nan",
            b"1e999",
            b"-1",
            b"null",
            b"true",
            b"[]",
            b"{}",
            b'""',
            b"0",
            b"\xd0",
            b"\\ud800",
        ),
        *(b"9" * 400, b"2030-06-01", b"+99:99", b"old-town", b"school", b"'''", b"=", b"[[", b"#"),
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


def outcome(folder: Path) -> None:
    """Read a folder; what can be read must also be writable as it is."""
    try:
        reading = read_operation(folder)
    except InputProblems as error:
        found = error.problems
    else:
        found = ()
    if found:
        assert all(len(str(problem)) < 1500 for problem in found)
        return
    before = {name: (folder / name).read_bytes() for name in FILES}
    write_operation(reading.operation, folder)
    assert {name: (folder / name).read_bytes() for name in FILES} == before


@pytest.mark.parametrize("file", FILES)
@settings(max_examples=25)
@given(data=st.data())
def test_mutated_bytes_give_an_operation_or_problems(file: str, data: st.DataObject) -> None:
    with TemporaryDirectory() as name:
        folder = good(Path(name) / "op")
        content = bytearray((folder / file).read_bytes())
        for _ in range(data.draw(st.integers(1, 3))):
            begin = data.draw(st.integers(0, len(content)))
            length = data.draw(st.integers(0, 12))
            content[begin : begin + length] = data.draw(SHARDS)
        (folder / file).write_bytes(bytes(content))
        outcome(folder)


@pytest.mark.parametrize("file", FILES)
def test_a_file_cut_off_anywhere_gives_an_operation_or_problems(file: str, tmp_path: Path) -> None:
    folder = good(tmp_path / "op")
    content = (folder / file).read_bytes()
    for end in range(0, len(content), 97):
        (folder / file).write_bytes(content[:end])
        outcome(folder)


@pytest.mark.parametrize("file", FILES)
@settings(max_examples=12)
@given(content=st.binary(max_size=60))
def test_garbage_gives_problems(file: str, content: bytes) -> None:
    with TemporaryDirectory() as name:
        folder = good(Path(name) / "op")
        (folder / file).write_bytes(content)
        outcome(folder)


@pytest.mark.parametrize("file", ["places.geojson", "zones.geojson"])
@settings(max_examples=30)
@given(value=JSON, data=st.data())
def test_any_value_anywhere_in_a_feature_gives_an_operation_or_problems(
    file: str, value: object, data: st.DataObject
) -> None:
    with TemporaryDirectory() as name:
        folder = good(Path(name) / "op")
        content = json.loads((folder / file).read_text())
        feature = content["features"][0]
        spots = [
            (content, "features"),
            (content["features"], 0),
            *((feature, key) for key in feature),
            *((feature["properties"], key) for key in feature["properties"]),
            *((feature["geometry"], key) for key in feature["geometry"]),
        ]
        owner, key = data.draw(st.sampled_from(spots))
        owner[key] = value
        (folder / file).write_text(json.dumps(content))
        outcome(folder)
