"""What is found while a folder is read: every problem, but not a million of one kind."""

from collections import Counter

from safeconduct.model.problem import InputProblems, Problem, Severity, problem

SHOWN = 20
"""How many problems of one number, file and field are told one by one."""


class Fault(ValueError):  # noqa: N818 - it names what is wrong with a value
    """Something wrong with one value; `kind` are the last two digits of its number."""

    def __init__(self, kind: str, /, **details: object) -> None:
        self.kind = kind
        self.details = details
        super().__init__(kind)


class Findings:
    """Collects problems; of each kind the first twenty, and a count of the others."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []
        self._seen: Counter[tuple[str, str, str]] = Counter()

    def add(
        self, number: str, file: str, where: str = "", field: str = "", /, **details: object
    ) -> None:
        """Note a problem by its number."""
        key = (number, file, field)
        self._seen[key] += 1
        if self._seen[key] <= SHOWN:
            self._problems.append(problem(number, file, where, field, **details))

    def fault(self, digit: str, file: str, where: str, field: str, fault: Fault) -> None:
        """Note a fault of one value in a file whose numbers begin with `digit`."""
        number = fault.kind if fault.kind.startswith("S") else f"S{digit}{fault.kind}"
        self.add(number, file, where, field, **fault.details)

    @property
    def errors(self) -> int:
        """How many errors were met, those not told one by one left out."""
        return sum(found.severity is Severity.ERROR for found in self._problems)

    def all(self) -> tuple[Problem, ...]:
        """Every problem, errors first, with a last line for each kind that was cut short."""
        told = list(self._problems)
        last = {(p.number, p.file, p.field): p for p in told}
        for key, count in self._seen.items():
            if count > SHOWN:
                like = last[key]
                more = f"And {count - SHOWN} more of this kind."
                told.append(
                    Problem(like.number, like.file, "", like.field, more, "", like.severity)
                )
        return tuple(sorted(told, key=lambda p: p.severity is Severity.WARNING))

    def warnings_or_raise(self) -> tuple[Problem, ...]:
        """The warnings, where nothing worse was found.

        Raises:
            InputProblems: there is an error; it carries the warnings too.
        """
        if self.errors:
            raise InputProblems(self.all())
        return self.all()
