# `make run`: the quickstart, compiled. `make test`: everything that CI demands.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Parts of `make test` that run at a time. More than two cores have, since a third of the time is
# spent waiting for engines and for windows of limits to end.
PARTS ?= 4
# Bytecode is made of what is imported; of all that is installed it would take half a minute.
PIP := pip install --quiet --disable-pip-version-check --no-compile

.PHONY: run out test tests test-all lint lint-portal browser screenshots soak bench bench-gateways \
	bench-callers bench-portal docs clean

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

# What else the portal's snippets need; only the soak runs those. Needs npm.
$(VENV)/.langchain: tests/walkthrough/langchain.txt | $(VENV)/.run
	test -x $(VENV)/langchain/bin/python || $(PYTHON) -m venv $(VENV)/langchain
	$(VENV)/langchain/bin/python -m $(PIP) -r $<
	touch $@

$(VENV)/.clients-js: tests/walkthrough/package.json | $(VENV)/.run
	mkdir -p $(VENV)/clients-js
	cp $< $(VENV)/clients-js/package.json
	npm install --prefix $(VENV)/clients-js --ignore-scripts --no-audit --no-fund --loglevel error
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
	$(BIN)/oxlint --config tests/browser/oxlint.json --deny-warnings templates/devportal/site/assets \
		templates/dev

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
	cd $(REDOCLY)/documents/portal && export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true \
		&& ../../node_modules/.bin/redocly lint \
		&& ../../node_modules/.bin/redocly build-docs V0@1.0.0 --output ../V0.html

# What runs Postman collections outside of Postman. Needs npm.
NEWMAN := $(VENV)/newman-6.2.2
$(NEWMAN):
	npm install --prefix $@ --ignore-scripts --no-audit --no-fund --loglevel error \
		$(subst $(VENV)/newman-,newman@,$@)

# The look at the code has one process, and the tests leave it room.
test: $(VENV)/.test
	$(MAKE) --no-print-directory -j 2 tests lint

tests: $(VENV)/.test
	$(BIN)/python -m tests $(PARTS)

test-all: test lint-portal browser soak

# The portal in Debian's Chromium; Playwright downloads none.
CHROMIUM := /usr/bin/chromium
$(CHROMIUM):
	apt-get install -y --no-install-recommends chromium

browser: $(VENV)/.test | $(CHROMIUM)
	$(BIN)/pytest -m browser tests/browser --durations=10

# The pictures of the README, made anew.
screenshots: $(VENV)/.test | $(CHROMIUM)
	$(BIN)/python -m tests.browser.screenshots

# How a portal of a thousand APIs feels: docs/benchmarks.md.
bench-portal: $(VENV)/.test | $(CHROMIUM)
	$(BIN)/python -m tests.browser.bench

soak: $(VENV)/.test $(VENV)/.clients $(VENV)/.langchain $(VENV)/.clients-js | $(NEWMAN)
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
