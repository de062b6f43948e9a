"""`python -m safeconduct` is the same as the command."""

from safeconduct.cli.main import main

main()
