# `make demo` sets everything up and shows the program at work; `make help` lists the rest.
# Needs Python 3.11 or newer with its venv module, and nothing else. Another Python: `make demo PYTHON=python3.12`.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/stamps
PIP := $(BIN)/python -m pip --quiet --quiet --disable-pip-version-check
DEMO := build/demo.db
HERE := http://127.0.0.1:8000/
say := @printf '%s\n'

.DEFAULT_GOAL := help
.PHONY: help demo serve test accuracy bench bench-book bench-web train train-encoder lint types imports chromium pytest screenshots clean
.NOTPARALLEL:

help:
	$(say) 'make demo      set up, read the documents in examples/, and make a book of what they say' \
	  'make serve     open that book in a browser, at $(HERE)' \
	  'make test      linter, types, imports and all tests' \
	  'make accuracy  score the program against the gold data in ../shared (or PLEDGEBOOK_SHARED)' \
	  'make bench     speed, start-up, memory and false alarms, beside other libraries' \
	  'make bench-book  the book of a million statements; takes hours' \
  'make bench-web   its pages: each one, fifty at once, and in a browser (BOOK=PATH-OR-URL for one that is kept)' \
  'make screenshots  the pictures of the documentation' \
	  'make train     fit the learned decisions again (after make train-encoder, which takes two hours)' \
	  'make lint      linter and formatting alone        make types   types alone' \
	  'make clean     remove what tests and benchmarks left' \
	  'WRITE=1 with accuracy or bench also writes the figures into README.md and docs/methodology.md'

# Set-up: each step leaves a stamp, and is done again only when what it rests on has changed.

$(STAMPS)/venv:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "Pledgebook needs Python 3.11 or newer, and there is no '$(PYTHON)' here."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Pledgebook needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) -V 2>&1)."; \
	  echo "If a newer one is installed, name it: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "This Python cannot make virtual environments. On Debian: apt install python3-venv"; exit 1; }
	$(say) 'set-up: virtual environment in $(VENV)'
	@$(PYTHON) -m venv $(VENV)
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/core: requirements.txt $(STAMPS)/venv
	$(say) 'set-up: libraries'
	@$(PIP) install --no-deps -r requirements.txt
	@touch $@

$(STAMPS)/package: pyproject.toml $(STAMPS)/core
	$(say) 'set-up: pledgebook itself'
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(STAMPS)/%: requirements-%.txt $(STAMPS)/package
	$(say) 'set-up: libraries to $*'
	@$(PIP) install --no-deps -r $<
	@touch $@

$(STAMPS)/dev: requirements-web.txt

# What a user does.

demo: $(STAMPS)/package $(STAMPS)/web
	@mkdir -p build && rm -f $(DEMO) $(DEMO)-wal $(DEMO)-shm
	$(say) '' '== What documents say: pledgebook extract examples/moldova-energy.txt examples/grid.jsonl' ''
	@$(BIN)/pledgebook extract examples/moldova-energy.txt examples/grid.jsonl --format table
	$(say) '' '== A book of all examples: pledgebook add examples/' ''
	@$(BIN)/pledgebook --db $(DEMO) add examples/
	$(say) '' '== One gift is one commitment, however often it is told: pledgebook commitments' ''
	@$(BIN)/pledgebook --db $(DEMO) commitments --format table
	$(say) '' '== Sums in which nothing is counted twice: pledgebook sums' ''
	@$(BIN)/pledgebook --db $(DEMO) sums --format table
	$(say) '' '== Sources that contradict each other: pledgebook conflicts' ''
	@$(BIN)/pledgebook --db $(DEMO) conflicts --format table
	$(say) '' '== Reported totals, checked against the book: pledgebook reconcile' ''
	@$(BIN)/pledgebook --db $(DEMO) reconcile --format table
	$(say) '' 'Every line above rests on sentences. To try next (export PLEDGEBOOK_DB=$(DEMO)):' '' \
	  '  $(BIN)/pledgebook show ID                             a commitment, its sentences, and why they belong together' \
	  '  $(BIN)/pledgebook commitments --as-of 2025-03-31      the book of a past day' \
	  '  $(BIN)/pledgebook reject ID --why TEXT                a decision of yours; undo N takes it back' \
	  '  $(BIN)/pledgebook extract YOUR-FILE.html --explain    a document of your own, and why each field has its value' \
	  '  $(BIN)/pledgebook --help                              all commands' \
	  '  docs/index.md                                        the documentation' '' \
	  'To open this book in a browser, run the next line and go to $(HERE)' '' \
	  '  $(BIN)/pledgebook --db $(DEMO) serve' ''

serve: $(STAMPS)/package $(STAMPS)/web
	@mkdir -p build
	@test -f $(DEMO) || $(BIN)/pledgebook --db $(DEMO) add examples/
	@$(BIN)/pledgebook --db $(DEMO) serve

# What a developer does.

lint: $(STAMPS)/dev
	$(say) 'lint: ruff'
	@$(BIN)/ruff check --quiet --output-format concise .
	@$(BIN)/ruff format --check --quiet . || { echo "not formatted; run: $(BIN)/ruff format"; exit 1; }

types: $(STAMPS)/dev
	$(say) 'types: mypy'
	@$(BIN)/mypy --no-error-summary

imports: $(STAMPS)/dev
	$(say) 'imports: import-linter'
	@out=$$($(BIN)/lint-imports 2>&1) || { echo "$$out"; exit 1; }

# The pages are looked at in Debian's Chromium, which is put in where that can be done without asking.
chromium:
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	  && echo 'set-up: chromium' && export DEBIAN_FRONTEND=noninteractive \
	  && { apt-get -qq update && apt-get -qq install --yes --no-install-recommends chromium; } >/dev/null 2>&1; } \
	  || echo 'there is no Chromium here (on Debian: apt install chromium): the tests in a browser are left out'

pytest: $(STAMPS)/dev chromium
	$(say) 'tests: pytest'
	@$(BIN)/python -m pytest

test: lint types imports pytest

accuracy: $(STAMPS)/package
	@$(BIN)/python bench/accuracy.py $(if $(WRITE),--write)

bench: $(STAMPS)/package $(STAMPS)/bench
	@$(BIN)/python bench/money.py
	@$(BIN)/python bench/startup.py $(if $(WRITE),--write)
	@$(BIN)/python bench/speed.py $(if $(WRITE),--write)
	@$(BIN)/python bench/false_alarms.py

bench-book: $(STAMPS)/package $(STAMPS)/bench
	@$(BIN)/python bench/book.py $(if $(WRITE),--write)

bench-web: $(STAMPS)/package $(STAMPS)/bench $(STAMPS)/dev chromium
	@$(BIN)/python bench/web.py $(if $(BOOK),--book $(BOOK)) --serve "--processes 2" $(if $(WRITE),--write)

screenshots: $(STAMPS)/package $(STAMPS)/dev chromium
	@$(BIN)/python docs/screenshots.py

train: $(STAMPS)/package $(STAMPS)/train
	@$(BIN)/python training/homes.py
	@$(BIN)/python training/train.py

train-encoder: $(STAMPS)/package $(STAMPS)/encoder
	@$(BIN)/python training/encoder.py

clean:
	@rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis *.egg-info
	@find pledgebook tests training bench -name __pycache__ -prune -exec rm -rf {} +
	$(say) 'The virtual environment stays; to remove it too: rm -r $(VENV)'
