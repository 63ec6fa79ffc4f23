# Every command of the README. `make run` and `make test` need only Python 3.11+ and the package registries.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV_VERSION := 0.13.9
# The lanes without a browser run side by side, each in one process: whatever is set up for several tests is set up
# once. With a browser they run alone, two files at once, as collected, so that the longest come first
# (tests/conftest.py); a browser and a database are one process's own.
CORES := -n 2 --dist loadfile --no-loadscope-reorder
WITHOUT_BROWSER := --ignore=tests/browser -q -p no:cacheprovider
LANES := lane-postgres lane-phone lane-sqlite
# Which branches are walked is counted on the way, the lanes together: tests/coverage.py.
OURS := accounts,api,base,care,config,delivery,insights,journal,privacy
WALKED = $(BIN)/python -m slipcover --branch --source $(OURS) --omit '*/migrations/*' --json --out var/coverage/$@.json -m
export PATH := $(CURDIR)/$(BIN):$(PATH)
export PYTHONPATH := $(CURDIR)
# Modules are compiled once, whatever the machine says: the site and its tests start many processes.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: faults faults-smoke run test test-all $(LANES) check format docs sbom bench mutate bench-engine bench-safety lighthouse pictures up compose-rehearsal clean lock pwa-deps browser

run: $(VENV)/ready pwa/dist/ready
	@exec $(BIN)/python -m config.run

# The short run takes every test once: those of the database on PostgreSQL, the record's own on SQLite as well.
test: export LENGTH := and not full
test: export ON_SQLITE := and (not database or record)
test: test-all

test-all: $(VENV)/ready pwa/dist/ready browser
	@mkdir -p var/coverage
	@$(MAKE) --no-print-directory --keep-going --jobs=3 --output-sync=target $(LANES)
	$(BIN)/python -m tests.coverage var/coverage/lane-postgres.json var/coverage/lane-sqlite.json
	-$(if $(LENGTH),,@$(BIN)/python -m tools.screen_reader)
	$(BIN)/pytest tests/browser -m "browser $(LENGTH)" -q $(CORES) -p no:randomly

lane-phone:
	cd pwa && npm test --silent -- --coverage

lane-postgres:
	$(BIN)/python -m config.embedded.postgres --no-durability $(WALKED) pytest -m "database $(LENGTH)" $(WITHOUT_BROWSER)

lane-sqlite:
	$(WALKED) pytest -m "not browser $(LENGTH) $(ON_SQLITE)" $(WITHOUT_BROWSER)

check: $(VENV)/ready pwa/node_modules/ready pwa/lint/node_modules/ready pwa/src/api/schema.d.ts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	cd pwa && npm run --silent check && npm run --silent lint
	$(BIN)/python -m tests.compose.checked manage.py check --deploy --fail-level WARNING
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
	$(BIN)/hadolint Dockerfile
	$(BIN)/python -m tools.scripts
	@$(BIN)/python manage.py sbom >/dev/null

format: $(VENV)/ready pwa/node_modules/ready
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format --quiet .
	cd pwa && npm run --silent format

bench: $(VENV)/ready pwa/dist/ready
	$(BIN)/python -m tests.bench

# Real processes under load, one fault at a time; `make faults ROWS="F1 F14"` for some: docs/operations.md.
faults: $(VENV)/ready pwa/dist/ready browser
	$(BIN)/python -m tests.faults --keep $(ROWS)
	$(BIN)/python -m tests.faults.page

# Those that tell most, always with the same seeds.
faults-smoke: $(VENV)/ready pwa/dist/ready browser
	$(BIN)/python -m tests.faults smoke

# Phones, network, server, clock and chance from one seed: `make simulate-sync SEED=7 STEPS=100000`, CONTRIBUTING.md.
simulate-sync: $(VENV)/ready pwa/node_modules/ready pwa/src/api/schema.d.ts
	$(BIN)/python -m tests.sync --seed $(or $(SEED),1) --steps $(or $(STEPS),5000)

lighthouse: $(VENV)/ready pwa/dist/ready pwa/lighthouse/node_modules/ready browser
	$(BIN)/python -m tests.bench lighthouse offline

pictures: $(VENV)/ready pwa/dist/ready browser
	$(BIN)/python -m tests.browser.pictures

# Whether the tests notice a small change: every one of the rule files, a sample of the modules where harm is greatest.
mutate: $(VENV)/ready pwa/node_modules/ready pwa/src/api/schema.d.ts
	$(BIN)/pytest tests/insights/safety/test_mutation.py -q -s -p no:cacheprovider
	$(BIN)/python -m tests.mutation

bench-engine: $(VENV)/ready
	$(BIN)/python -m tests.bench.engine --full

bench-safety: $(VENV)/ready
	$(BIN)/python -m tests.bench.alarms

compose-rehearsal: $(VENV)/ready pwa/dist/ready
	$(BIN)/python -m tests.compose.rehearsal

# What is shipped of others (CycloneDX), for whoever asks and for a scanner: docs/operations.md.
sbom: $(VENV)/ready
	$(BIN)/python manage.py sbom >sbom.json

docs: $(VENV)/ready pwa/node_modules/ready pwa/src/api/schema.d.ts
	$(BIN)/python manage.py reference
	cd pwa && npx vitest run -u tests/syncStates.test.ts

up:
	docker compose up --build

clean:
	rm -rf $(VENV) var pwa/dist pwa/node_modules pwa/*/node_modules bench-results.json

# uv.lock is the one lock; what pip and the image install is written from it. `make lock UPGRADE=--upgrade` renews all.
EXPORT := $(BIN)/uv export --quiet --frozen --no-emit-project --no-header --format requirements-txt
lock: $(VENV)/ready
	$(BIN)/uv lock --quiet --default-index https://pypi.org/simple $(UPGRADE)
	$(EXPORT) --no-dev -o requirements.txt
	$(EXPORT) -o requirements-dev.txt

$(VENV)/ready: requirements-dev.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	$(BIN)/uv pip install --quiet --compile-bytecode --require-hashes -r requirements-dev.txt
	touch $@

NPM_CI := npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
pwa/node_modules/ready: $(VENV)/ready pwa/package.json pwa/package-lock.json
	cd pwa && $(NPM_CI)
	touch $@

pwa/lint/node_modules/ready: $(VENV)/ready pwa/lint/package.json pwa/lint/package-lock.json
	cd pwa/lint && $(NPM_CI)
	touch $@

pwa/lighthouse/node_modules/ready: $(VENV)/ready pwa/lighthouse/package.json pwa/lighthouse/package-lock.json
	cd pwa/lighthouse && $(NPM_CI)
	touch $@

pwa/src/api/schema.d.ts: pwa/node_modules/ready $(wildcard api/*.py api/response_schemas/*.py api/openapi/*.py api/openapi/examples/*) journal/documents.py journal/edits.py
	$(BIN)/python manage.py spectacular --file pwa/openapi.json --format openapi-json
	cd pwa && npm run --silent types

pwa/dist/ready: pwa/node_modules/ready pwa/src/api/schema.d.ts pwa/vite.config.ts $(wildcard pwa/plugins/* pwa/scripts/*) $(shell find pwa/src pwa/public pwa/index.html insights/safety journal/vocabulary -name '*.[tjsychpw]*' -newer pwa/dist/ready 2>/dev/null || echo pwa/package.json)
	cd pwa && npm run --silent build
	touch $@

browser:
	@$(BIN)/python -m tools.browser
