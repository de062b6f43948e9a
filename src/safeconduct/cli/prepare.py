"""`safeconduct prepare`: compile the engine now rather than at the first plan."""


def run() -> None:
    """Compile the engine for this machine, once: a minute or two before the first plan."""
    from safeconduct.cli import screen
    from safeconduct.usecases.prepare import prepare

    prepare(screen.tell)
    screen.tell("The engine is ready.")
