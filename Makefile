# Everything a developer or a visitor runs. Each target installs what it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SUDO := $(shell [ "$$(id -u)" = 0 ] || command -v sudo)

.PHONY: demo test check bench docs lock clean

# Plan the reference operation, judge the plan, write every output to out/mariupol.
demo: $(READY)
	$(BIN)/safeconduct demo --out out/mariupol

# The quick suite: under three minutes on two cores.
test: $(READY) .browser
	$(BIN)/pytest -n 2 -m "not slow"

# Style, types, import contracts, stale generated pages, the slow tests, coverage of the judge and the reader.
check: $(READY) .browser
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python docs/generate.py --check
	$(BIN)/pytest -n 2 -m slow
	$(BIN)/pytest -n 2 -m "not slow" tests/verify tests/operation tests/mediate tests/track tests/stress tests/usecases tests/docs --cov=safeconduct.verify --cov=safeconduct.operation --cov-fail-under=95 --cov-report=term

# Measure the engine and the readers against their peers; prints tables.
bench: $(READY)
	$(BIN)/python -m bench

# Write the generated pages: schemas, problems, commands.
docs: $(READY)
	$(BIN)/python docs/generate.py

# Pin every dependency anew, with hashes and without any registry's address.
lock: $(READY)
	$(BIN)/pip install -q uv
	$(BIN)/uv pip compile -q --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --extra dev --upgrade pyproject.toml -o requirements/dev.txt

# Remove what the other targets made.
clean:
	rm -rf $(VENV) .browser out .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage

$(READY): requirements/dev.txt pyproject.toml
	$(PYTHON) -m venv $(VENV) || { $(SUDO) apt-get update -q && $(SUDO) apt-get install -yq python3-venv && $(PYTHON) -m venv $(VENV); }
	$(BIN)/pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements/dev.txt
	$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/safeconduct prepare
	touch $@

# A browser for the tests of pages, where Debian's can be had; without it those tests are skipped and say so.
.browser:
	command -v chromium >/dev/null || { $(SUDO) apt-get update -q && $(SUDO) apt-get install -yq chromium; } || echo "no chromium: browser tests will be skipped"
	touch $@
