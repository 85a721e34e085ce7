# Everything a fresh machine needs: Python 3.11+ with venv, and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
CASE ?= korea-2017

.PHONY: report test test-debian test-long bench clean
.DELETE_ON_ERROR:

report: $(VENV)/run.stamp
	$(BIN)/offramp report $(CASE)

test: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n auto --dist loadfile
	NUMBA_DISABLE_JIT=1 $(BIN)/python -m coverage run -m pytest -q -m "not slow" tests/mathematics
	$(BIN)/python -m coverage report

test-debian: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -m "debian and not slow"

test-long: $(VENV)/dev.stamp $(VENV)/spark.stamp
	$(BIN)/python -m pytest -m "slow or not slow"

bench: $(VENV)/dev.stamp
	$(BIN)/python benchmarks/stability.py
	$(BIN)/python benchmarks/worlds.py
	$(BIN)/python benchmarks/deals.py
	$(BIN)/python benchmarks/feeds.py

$(VENV)/run.stamp: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("offramp needs Python 3.11 or later: make PYTHON=/path/to/python3.11" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --require-hashes --requirement requirements.lock
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q src
	touch $@

$(VENV)/dev.stamp: requirements-dev.lock $(VENV)/run.stamp
	$(PIP) install --quiet --require-hashes --requirement requirements-dev.lock
	touch $@

$(VENV)/spark.stamp: requirements-spark.lock $(VENV)/dev.stamp
	$(PIP) install --quiet --require-hashes --no-deps --requirement requirements-spark.lock
	touch $@

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
