"""stress.toml: what can go wrong on the day, over the priors that come with the tool."""

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any

from safeconduct.model.chance import KINDS, BadDays, Chance, DayRules, Form, Of
from safeconduct.model.operation import Operation
from safeconduct.model.problem import InputProblems
from safeconduct.model.units import Provenance
from safeconduct.operation.documents import parse_toml
from safeconduct.operation.findings import Findings
from safeconduct.operation.records import fit
from safeconduct.operation.source import Source, open_document
from safeconduct.operation.stress_shapes import StressShape, VariantShape
from safeconduct.operation.text import Text
from safeconduct.operation.values import shown

STRESS = Source("stress.toml", "0", "TOML", 2 * 1024 * 1024)


def read_bad_days(folder: Path, operation: Operation) -> BadDays:
    """The priors, with what the operation's own stress.toml says instead.

    Raises:
        InputProblems: with every problem of the file at once.
    """
    bad_days = priors()
    if not (folder / STRESS.name).exists():
        return bad_days
    findings = Findings()
    data = open_document(folder, STRESS, findings)
    if data is None:
        raise InputProblems(findings.all())
    found = _laid_over(bad_days, data, operation, findings)
    findings.warnings_or_raise()
    return found


def priors() -> BadDays:
    """The chances that come with the tool, each with its source."""
    text = (files("safeconduct.operation") / "data" / STRESS.name).read_text(encoding="utf-8")
    findings = Findings()
    found = _laid_over(BadDays({}), parse_toml(Text(text)), None, findings)
    findings.warnings_or_raise()
    return found


def _laid_over(
    below: BadDays, data: Mapping[str, Any], operation: Operation | None, findings: Findings
) -> BadDays:
    shape = fit(StressShape, data, STRESS, "", findings)
    if shape is None:
        return below
    chances, variants = dict(below.chances), {k: dict(v) for k, v in below.variants.items()}
    for kind, one in shape.chance.items():
        where = f"chance {shown(kind)}"
        if kind not in KINDS:
            near = get_close_matches(kind, KINDS, 1)
            hint = f" Is {near[0]} meant?" if near else ""
            findings.add(
                "S063", STRESS.name, where, what="chance", value=shown(kind),
                listed=", ".join(KINDS), nearest=hint,
            )  # fmt: skip
            continue
        chances[kind] = _chance(one, chances.get(kind), kind, where, findings)
        for name, other in one.of.items():
            spot = f"{where}, of {name}"
            _known(kind, name, spot, operation, findings)
            rows = variants.setdefault(kind, {})
            rows[name] = _chance(other, chances[kind], kind, spot, findings)
    given = {k: v for k, v in shape.rules.model_dump().items() if v is not None}
    rules: DayRules = replace(below.rules, **given)
    sources = {k: c.provenance.source for k, c in chances.items()}
    ordered = {kind: chances[kind] for kind in KINDS if kind in chances}
    return BadDays(ordered, variants, rules, sources)


def _known(
    kind: str, name: str, where: str, operation: Operation | None, findings: Findings
) -> None:
    if operation is None:
        return
    ids = {
        Of.PARTY: [party.id for party in operation.parties],
        Of.CATEGORY: [category.id for category in operation.categories],
        Of.NOTHING: [],
    }[KINDS[kind].of]
    if name not in ids:
        listed = ", ".join(ids) or "nothing: this chance is the same for all"
        findings.add(
            "S063", STRESS.name, where, "of", what=KINDS[kind].of.value or "variant",
            value=shown(name), listed=listed, nearest="",
        )  # fmt: skip


def _chance(
    shape: VariantShape, below: Chance | None, kind: str, where: str, findings: Findings
) -> Chance:
    """What a table gives, over what stands below it; own figures do not keep others' sources."""
    given = {
        name: value
        for name in ("probability", "median", "p90", "shared", "most", "seen", "times")
        if (value := getattr(shape, name)) is not None
    }
    chance = replace(below, **given) if below else replace(Chance(1.0), **given)
    if shape.source or set(given) - {"seen", "times"}:
        chance = replace(chance, provenance=Provenance(shape.source, shape.as_of))
    if chance.p90 < chance.median:
        findings.add("S001", STRESS.name, where, "p90", median=chance.median, p90=chance.p90)
    if KINDS[kind].form is Form.SHARE and chance.p90 >= 1.0:
        findings.add("S002", STRESS.name, where, "p90", value=chance.p90)
    if len(chance.seen) > chance.times:
        findings.add("S003", STRESS.name, where, "seen", count=len(chance.seen), times=chance.times)
    return chance
