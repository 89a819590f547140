# `make run`: the quickstart, compiled. `make test`: everything that CI demands.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Processes that `make test` spreads the files of tests over; 0: this one alone.
WORKERS ?= 0

.PHONY: run out test test-all lint soak bench bench-gateways docs clean

$(VENV)/.run: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	touch $@

$(VENV)/.test: pyproject.toml $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[engines,test]'
	touch $@

run: $(VENV)/.run
	@$(BIN)/python examples/try_quickstart.py

# The compiled examples, committed: read their diff before you commit it.
out: $(VENV)/.run
	for example in quickstart three-vendors; do \
		$(BIN)/gatewright compile examples/$$example --out out/$$example --strict || exit 1; \
	done

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/oxlint --config tests/oxlint.json --deny-warnings templates/nginx/njs

test: lint
	$(BIN)/pytest -m 'not soak' -n $(WORKERS) --dist loadfile --no-loadscope-reorder

test-all: test soak

soak: $(VENV)/.test
	$(BIN)/pytest -m 'soak and not alone' -n 2 --dist worksteal --durations=30
	$(BIN)/pytest -m 'soak and alone' --durations=30

bench: $(VENV)/.test
	$(BIN)/python -m tests.bench

bench-gateways: $(VENV)/.test
	$(BIN)/python -m tests.bench.gateways

docs: $(VENV)/.test
	$(BIN)/python -m tests.docs

clean:
	rm -rf .quickstart build dist .mypy_cache .ruff_cache .pytest_cache
