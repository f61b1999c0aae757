# Hopscope. A newcomer needs: make run, make test, make check.
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
# Where the installation keeps its data; the stamps of what was set up stand beside it.
VAR := $(or $(HOPSCOPE_VAR),var)
DB := $(or $(HOPSCOPE_DB),$(VAR)/hopscope.sqlite3)
HOST ?= 127.0.0.1
PORT ?= 8000
export HOST PORT PUBLIC_URL
export PATH := $(CURDIR)/$(BIN):$(PATH)
# npm trusts the authorities that the system trusts, as pip does.
export NODE_USE_SYSTEM_CA := 1

PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all:
FRONT := $(wildcard static/build.mjs static/js/*.js static/js/*/*.js static/css/*.css)
# The files of tests are shared out among so many processes, each with servers, folders and a browser of its own.
TOGETHER := -n auto --maxprocesses 4 --dist loadfile

LESSONS := $(wildcard lessons/* lessons/*/* lessons/*/files/*)
WORLD := $(shell find tutorial/cluster tutorial/shell tutorial/lesson tutorial/attempt -name '*.py')

PO := $(wildcard tutorial/locale/*/LC_MESSAGES/*.po)

.PHONY: run setup dev test check bench shots system lock messages clean

run: setup
	@printf 'Hopscope: %s\n' "$(if $(PUBLIC_URL),$(PUBLIC_URL)/,http://$(HOST):$(PORT)/)"
	@exec $(BIN)/python -m tutorial.web.server -b $(HOST) -p $(PORT) --no-server-name --access-log /dev/null tutorial.asgi:application

setup: $(VAR)/.collected $(DB).migrated $(VAR)/ways.json

dev: $(VENV)/.dev

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Hopscope needs Python 3.11 or newer; set PYTHON=/path/to/python3 if yours has another name." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); echo "No virtual environment could be made; on Debian: apt install python3-venv" >&2; exit 1; }

$(VENV)/.run: requirements.txt | $(VENV)/bin/python
	@echo "Installing what Hopscope runs on …"
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.run
	@echo "Installing what the tests need …"
	@$(PIP) -r requirements-dev.txt
	@touch $@

node_modules/.installed: package-lock.json .npmrc $(VENV)/.run
	@$(BIN)/npm ci --loglevel=error
	@touch $@

static/dist/.built: node_modules/.installed package.json $(FRONT)
	@$(BIN)/npm run --silent build
	@touch $@

static/dist/words/.built: $(VENV)/.run $(PO) $(wildcard tutorial/cluster/network/trace.py tutorial/web/management/commands/build_words.py)
	@$(BIN)/python manage.py build_words
	@touch $@

$(VAR)/.collected: static/dist/.built static/dist/words/.built $(wildcard static/img/*) tutorial/settings.py
	@mkdir -p $(VAR)
	@$(BIN)/python manage.py collectstatic --noinput --verbosity 0
	@touch $@

$(DB).migrated: $(VENV)/.run $(wildcard tutorial/*/migrations/*.py)
	@mkdir -p $(VAR) $(dir $(DB))
	@$(BIN)/python manage.py migrate --noinput --verbosity 0
	@touch $@

$(VAR)/ways.json: $(VENV)/.run $(LESSONS) $(WORLD)
	@$(BIN)/python manage.py draw_ways

test: setup dev
	@$(BIN)/python tests/programs.py
	$(BIN)/python -m pytest tests --ignore=tests/browser $(TOGETHER)
	$(BIN)/npm run --silent test
	DJANGO_ALLOW_ASYNC_UNSAFE=1 $(BIN)/python -m pytest -c tests/browser/pytest.ini --rootdir . tests/browser $(TOGETHER)

check: setup dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/npm run --silent check
	$(BIN)/python manage.py check_lessons
	$(BIN)/python manage.py makemigrations --check --dry-run

bench: setup dev
	$(BIN)/python -m tests.bench

shots: setup dev
	$(BIN)/python -m tests.browser.shots

system:
	@$(PYTHON) tests/programs.py --install

lock:
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --no-annotate -q requirements.in -o requirements.txt
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --no-annotate -q requirements-dev.in -o requirements-dev.txt
	$(BIN)/npm install --package-lock-only --silent

# Brings the files under tutorial/locale up to date with the texts; needs the gettext tools (make system).
messages: $(VENV)/.run
	@$(BIN)/python manage.py messages

clean:
	rm -rf $(VENV) node_modules static/dist var .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
