"""The command `safeconduct`: one small file per command behind it, loaded only when called."""

import typer

from safeconduct.cli import (
    check,
    mediate,
    new,
    plan,
    prepare,
    prices,
    read,
    replan,
    stress,
    train,
    validate,
)

app = typer.Typer(
    name="safeconduct",
    help="Plan, negotiate and run humanitarian corridors.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("demo")(plan.demo)
app.command("new")(new.run)
app.command("validate")(validate.run)
app.command("plan")(plan.run)
app.command("check")(check.run)
app.command("prices")(prices.run)
app.command("mediate")(mediate.run)
app.command("stress")(stress.run)
app.command("replan")(replan.run)
app.command("prepare")(prepare.run)
app.command("read")(read.run)
app.command("train")(train.run)


def main() -> None:
    """Run the command line."""
    app()
