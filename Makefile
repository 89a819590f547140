# `make run`: the quickstart, compiled. `make test`: everything that CI demands.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Parts of `make test` that run at a time. More than two cores have, since a third of the time is
# spent waiting for engines and for windows of limits to end.
PARTS ?= 4
# Bytecode is made of what is imported; of all that is installed it would take half a minute.
PIP := pip install --quiet --disable-pip-version-check --no-compile

.PHONY: run out test test-all lint lint-portal soak bench bench-gateways bench-callers docs clean

$(VENV)/.run: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m $(PIP) -e .
	touch $@

$(VENV)/.test: pyproject.toml $(VENV)/.run
	$(BIN)/python -m $(PIP) -e '.[engines,test]'
	touch $@

# SDKs that cannot stand beside the engines; the tests call them in a process of their own.
$(VENV)/.clients: tests/walkthrough/clients.txt | $(VENV)/.run
	test -x $(VENV)/clients/bin/python || $(PYTHON) -m venv $(VENV)/clients
	$(VENV)/clients/bin/python -m $(PIP) -r $<
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

# The portal's documents of every vendor, as people who publish OpenAPI check theirs. Needs npm.
REDOCLY := $(VENV)/redocly-2.77.0
$(REDOCLY):
	npm install --prefix $@ --ignore-scripts --no-audit --no-fund --loglevel error \
		$(subst $(VENV)/redocly-,@redocly/cli@,$@)

lint-portal: $(VENV)/.test $(REDOCLY)
	rm -rf $(REDOCLY)/documents
	$(BIN)/python -m tests.portal.documents $(REDOCLY)/documents
	REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true $(REDOCLY)/node_modules/.bin/redocly \
		lint --config tests/portal/redocly.yaml $(REDOCLY)/documents/*.json

# Looking at the code and fetching the SDKs wait for different things.
test:
	$(MAKE) --no-print-directory -j 2 lint $(VENV)/.clients
	$(BIN)/python -m tests $(PARTS)

test-all: test lint-portal soak

soak: $(VENV)/.test
	$(BIN)/pytest -m 'soak and not alone' -n 2 --dist worksteal --durations=30
	$(BIN)/pytest -m 'soak and alone' --durations=30

bench: $(VENV)/.test
	$(BIN)/python -m tests.bench

bench-gateways: $(VENV)/.test
	$(BIN)/python -m tests.bench.gateways

bench-callers: $(VENV)/.test
	$(BIN)/python -m tests.bench.callers

docs: $(VENV)/.test
	$(BIN)/python -m tests.docs

clean:
	rm -rf .quickstart build dist .mypy_cache .ruff_cache .pytest_cache
