# Referral Desk: `make run` opens the demo centre, `make test` checks everything. See README.md.
SHELL := /bin/sh
.DEFAULT_GOAL := help

VENV := .venv
PYTHON_IN_VENV := $(VENV)/bin/python
STAMP := $(VENV)/.installed
CATALOGUES := $(wildcard resources/locale/*/LC_MESSAGES/*.po)
COMPILED := $(CATALOGUES:.po=.mo)

PYTEST := $(PYTHON_IN_VENV) -m pytest -n auto --dist worksteal
MEASURED := architecture cli db domain reports services
WITH_THE_WINDOW := journeys safety ui

# Without a display Qt draws into memory.
ifeq ($(strip $(DISPLAY)$(WAYLAND_DISPLAY)),)
  SCREEN :=
  export QT_QPA_PLATFORM ?= offscreen
else
  SCREEN := yes
endif

.PHONY: help system venv run test coverage lint bench soak screenshots golden wheel locale clean

help:
	@echo "make run          open the demo centre (without a display: its papers and pictures in build/demo/)"
	@echo "make test         lint, types, layers, catalogues, tests, wheel"
	@echo "make coverage     all tests, counting the window's lines too"
	@echo "make venv         only install what is missing"
	@echo "make lint         only the checks that run no code"
	@echo "make bench        time it against the plainest reference"
	@echo "make soak         the long fault tests (up to an hour; ROW=name for one row)"
	@echo "make screenshots  a picture of every page and dialog in build/screenshots/"
	@echo "make golden       rewrite the pictures of papers that look different now; review them"
	@echo "make wheel        dist/*.whl, checked"
	@echo "make locale       extract, merge and compile the texts"
	@echo "make clean        remove what was built"

system:
	@tools/system-packages.sh $(FOR)

$(STAMP): pyproject.toml constraints.txt hatch_build.py tools/make-venv.sh
	@tools/make-venv.sh $(VENV)
	@touch $@

venv: system
	@$(MAKE) --no-print-directory $(STAMP) $(COMPILED)

%.mo: %.po | $(STAMP)
	@$(PYTHON_IN_VENV) tools/catalogue.py compile

run: venv
ifdef SCREEN
	$(PYTHON_IN_VENV) -m referral_desk demo
else
	@echo "There is no display here: writing the demo's papers and a picture of every page to build/demo/ instead."
	@rm -rf build/demo
	$(PYTHON_IN_VENV) -m referral_desk demo --screenshots build/demo
	@echo "Done: the letter, card, summary and tally are in build/demo/papers/, the pictures beside them."
endif

lint: venv
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-cache
	$(PYTHON_IN_VENV) tools/catalogue.py check

test: FOR := --tests
test: lint
	$(MAKE) --no-print-directory wheel
	QT_QPA_PLATFORM=offscreen $(PYTEST) --cov --cov-report=term:skip-covered $(addprefix tests/,$(MEASURED))
	QT_QPA_PLATFORM=offscreen $(PYTEST) $(addprefix tests/,$(WITH_THE_WINDOW))

# The window's tests take twice as long while every line is counted, so its lines are counted only where that is asked for.
coverage: FOR := --tests
coverage: venv
	QT_QPA_PLATFORM=offscreen $(PYTEST) --cov=referral_desk --cov-report=term:skip-covered

bench: venv
	$(PYTHON_IN_VENV) -m bench

# A row that ended well is not run again: ROW=name runs one row, SEED=number one trial of it, FRESH=1 all of them.
soak: FOR := --tests
soak: venv
	$(PYTHON_IN_VENV) -m tests.safety.soak $(if $(ROW),--row $(ROW)) $(if $(SEED),--seed $(SEED)) $(if $(FRESH),--fresh)

screenshots: venv
	@rm -rf build/screenshots
	QT_QPA_PLATFORM=offscreen $(PYTHON_IN_VENV) -m referral_desk demo --screenshots build/screenshots

golden: venv
	$(PYTHON_IN_VENV) -m tools.golden

wheel: venv
	@rm -rf dist
	$(PYTHON_IN_VENV) -m build --wheel --no-isolation --outdir dist .
	$(PYTHON_IN_VENV) tools/check_wheel.py dist/*.whl

locale: venv
	$(PYTHON_IN_VENV) tools/catalogue.py extract
	$(PYTHON_IN_VENV) tools/catalogue.py compile
	$(PYTHON_IN_VENV) tools/catalogue.py check

clean:
	rm -rf build dist .coverage .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find referral_desk tests bench tools -name __pycache__ -type d -prune -exec rm -rf {} +
