"""The prices that prove a bound, written down in words, so that others can work it out anew."""

from safeconduct.instance.arrays import Instance
from safeconduct.model.plan import Certificate, Price
from safeconduct.plan.bound import Bound
from safeconduct.plan.scarce import Scarce, Span


def certificate(instance: Instance, bound: Bound) -> Certificate | None:
    """What proves a bound; None where no prices were needed for it, since it is everybody."""
    rows = bound.rows
    if rows is None:
        return None
    length = _lengths(rows)
    detail = {row: instance.categories[c] for (_, c), row in rows.people.items()}
    for e, span in rows.escort.items():
        detail |= dict.fromkeys(range(span.first, span.first + span.count), instance.legs[e])
    entries = {row for spans in rows.entry.values() for span in spans for row in _rows(span)}
    prices = tuple(
        Price(
            rows.kind[row],
            rows.name[row],
            float(price),
            detail.get(row, ""),
            rows.moment[row] / 60.0 if row in length else 0.0,
            length.get(row, 0) / 60.0,
        )
        for row, price in enumerate(bound.price)
        if price > 0.0 or row in entries
    )
    return Certificate(bound.tick, bound.detail, float(bound.exact), prices)


def _lengths(rows: Scarce) -> dict[int, int]:
    """The seconds of the span that a row is about."""
    spans = [*rows.service.values(), *rows.escort.values()]
    spans += [span for each in rows.entry.values() for span in each]
    return {row: span.length for span in spans for row in _rows(span)}


def _rows(span: Span) -> range:
    return range(span.first, span.first + span.count)
