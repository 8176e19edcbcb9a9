# `make demo` and `make test` do all of their own set-up: Python 3.11+, make and git are enough.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	&& { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DATA ?=
JOBS ?= 2
# Most of the long tests wait for a phone: four at once fill two cores.
TEST_JOBS ?= 4
ARGS ?=

# Many processes import the same libraries: what one has compiled is there for the others.
unexport PYTHONDONTWRITEBYTECODE

# Every target is a command, none is a file.
.PHONY: $(shell sed -n 's/^\([a-z-]*\):.*/\1/p' Makefile)
.DEFAULT_GOAL := help

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' Makefile | sed 's/:.*##/\t/'

$(STAMP): constraints.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "taptruth: no Python 3.11 or newer found; install one, or run make PYTHON=/path/to/python"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "taptruth: $(PYTHON) cannot make a virtual environment; on Debian and Ubuntu: apt install python3-venv"; exit 2; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(STAMP) ## scan the sample apps on virtual phones, leave out/demo/report.html
	$(BIN)/taptruth demo --out out/demo

test: $(STAMP) ## pass the tests
	@$(BIN)/python -m pytest --collect-only -q >/dev/null || $(BIN)/python -m pytest --collect-only -q
	$(MAKE) --no-print-directory -j2 test-waiting test-rest

test-rest: $(STAMP)
	$(MAKE) --no-print-directory test-main
	$(MAKE) --no-print-directory test-demo

test-main: $(STAMP) ## all tests but those below
	$(BIN)/python -m pytest -n $(TEST_JOBS) --dist loadfile --no-loadscope-reorder -m "not demo and not long"

test-waiting: $(STAMP) ## calibration and a foreign pytest run on virtual phones: they mostly wait
	$(BIN)/python -m pytest -n 2 --dist loadfile -m demo --ignore tests/e2e/test_demo.py

test-demo: $(STAMP) ## the demo's verdicts, eight phones side by side
	$(BIN)/python -m pytest -m demo tests/e2e/test_demo.py

lint: $(STAMP) ## ruff, mypy --strict, import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(STAMP) ## measure, print the figures with this machine's description, write out/bench.json
	$(BIN)/python -m harness.cli.bench --out out/bench.json

eval-gallery: $(STAMP) ## scan the gallery of tricks on virtual phones, verdict against truth: make eval-gallery ARGS="--count 200 --seeds 1,2,3"
	$(BIN)/python -m harness.cli.eval_gallery --jobs $(JOBS) $(ARGS)

eval-screens: $(STAMP) ## measure the detectors on a folder of labelled screenshots: make eval-screens DATA=DIR
	@test -n "$(DATA)" || { echo "taptruth: which screenshots? make eval-screens DATA=DIR (a folder with labels.json)"; exit 2; }
	$(BIN)/python -m harness.cli.eval_screens $(DATA)

rules-page: $(STAMP) ## write docs/rules.md and docs/rules-file.schema.json from the catalogue
	$(BIN)/python -m harness.cli.rules_page docs

calibration-apk: $(STAMP) ## build the calibration app from source (needs Debian's Android tools; says which)
	$(BIN)/python fixtures/calibration_app/build.py

phone-table: $(STAMP) ## renew the coverage tables of docs/virtual-phone.md from the tests
	$(BIN)/python tests/virtual/covers.py

eval-plan: $(STAMP) ## error rates of deciding: 20,000 simulated apps through sessions, plan and judge
	PYTHONPATH=tests $(BIN)/python tests/explore/eval_plan.py --out out/eval-plan

dialect-table: $(STAMP) ## renew the tables of dialects in docs/virtual-phone.md from the phone's data
	$(BIN)/python tests/virtual/dialect_table.py

test-retest: $(STAMP) ## show a re-test that is mended and one that has recurred, on virtual phones (minutes)
	$(BIN)/python -m pytest -m long -s tests/e2e/test_retest.py

bench-ledger: $(STAMP) ## measure a ledger of 100,000 cases: make bench-ledger [LEDGER=postgresql://…]
	$(BIN)/python -m harness.cli.bench_ledger $(if $(LEDGER),--db $(LEDGER)) --out out/bench-ledger.json

fire-farm: $(STAMP) ## a farm while workers, database, network, phones and disks fail: make fire-farm ARGS="--hosts 3 --phones 24 --cases 300"
	PYTHONPATH=tests:tests/farm $(BIN)/python -m fire --out out/fire-farm.json $(ARGS)

test-farm: $(STAMP) ## tests of the farm that start phones of their own (a minute)
	$(BIN)/python -m pytest -m long tests/farm

bench-farm: $(STAMP) ## cases an hour against phones, what the queue costs, a ledger of 100,000 cases: make bench-farm ARGS="--phones 1,2,4,8,24"
	PYTHONPATH=tests:tests/farm $(BIN)/python -m fire.bench --out out/bench-farm.json $(ARGS)
	$(BIN)/python -m harness.cli.bench_ledger --out out/bench-ledger.json

report-schema: $(STAMP) ## write docs/report.schema.json from the records of the JSON report
	$(BIN)/python -m harness.report.schema > docs/report.schema.json

TRAIN_SEED ?= 1
TRAIN := .venv-train/bin/python

.venv-train/.installed: constraints-train.txt constraints-train-cuda.txt
	@test -n "$(PYTHON)" || { echo "taptruth: no Python 3.11 or newer found; run make PYTHON=/path/to/python train"; exit 2; }
	$(PYTHON) -m venv .venv-train
	$(TRAIN) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r constraints-train.txt
	$(TRAIN) -c "import torch" 2>/dev/null \
		|| $(TRAIN) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r constraints-train-cuda.txt
	$(TRAIN) -c "import torch"
	@touch $@

# The weights in the repository: 4,000 drawn pictures and five
# times 240 screens of made-up apps, each three times as often; 1,200 steps.
TRAIN_DRAWN ?= 4000
TRAIN_SCREENS ?= 240
TRAIN_STEPS ?= 1200
TRAIN_OUT ?= detectors/models/glance.onnx
SCREEN_SEEDS := $(if $(filter-out 0,$(TRAIN_SCREENS)),31 32 33 34 35)
SCREENS := $(SCREEN_SEEDS:%=out/train/screens-%)

train: $(STAMP) .venv-train/.installed ## draw pictures and learn from them: detectors/models/glance.onnx (torch; under 90 minutes on 2 cores; a trial: make train TRAIN_DRAWN=40 TRAIN_SCREENS=5 TRAIN_STEPS=3 TRAIN_OUT=out/trial.onnx)
	for seed in $(SCREEN_SEEDS); do $(BIN)/taptruth virtual fabricate --screens --seed $$seed --count $(TRAIN_SCREENS) \
		--size 540x1200@210 --out out/train/screens-$$seed || exit 1; done
	$(TRAIN) -m detectors.training.draw --out out/train/pictures --fonts harness/virtual/fonts --seed 2 --count $(TRAIN_DRAWN)
	$(TRAIN) -m detectors.training.train out/train/pictures $(SCREENS) $(SCREENS) $(SCREENS) --out $(TRAIN_OUT) \
		--seed $(TRAIN_SEED) --steps $(TRAIN_STEPS) --threads 1

draw-phrases: $(STAMP) .venv-train/.installed ## draw the phrases in Cyrillic and hangul that are looked for: detectors/models/phrases.npz
	$(TRAIN) -m detectors.training.draw_phrases --fonts harness/virtual/fonts --out detectors/models/phrases.npz

format: $(STAMP) ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

constraints: $(STAMP) ## renew constraints.txt (versions and hashes, no addresses)
	$(BIN)/python -m pip install --quiet pip-tools
	$(BIN)/pip-compile --quiet --upgrade --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url \
		--no-emit-find-links --no-emit-trusted-host --no-emit-options --extra dev --extra farm --extra pdf --extra studio \
		--output-file constraints.txt pyproject.toml

clean: ## forget what was made
	rm -rf $(VENV) out .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
