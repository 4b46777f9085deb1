# Everything that is done with Burnish's sources. `make help` lists it.
# What is set up is remembered under .venv/stamps, so that only the first run of anything takes long.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
BIN := .venv/bin
STAMPS := .venv/stamps
PIP := $(BIN)/python -m pip install --disable-pip-version-check --constraint constraints.txt
NPM_CI := npm ci --ignore-scripts --no-audit --no-fund
# llama-cpp-python's vision part is not used, and is most of what would be compiled.
export CMAKE_ARGS ?= -DLLAVA_BUILD=OFF
# Where it is set, each of the thousands of processes that tests and benchmarks start would compile all of Burnish again.
unexport PYTHONDONTWRITEBYTECODE

VSIX := dist/burnish.vsix
LOCKS := vscode-client/requirements
# A Python with the pinned tools of one lock file and nothing else: what is built does not depend on what is newest today.
TOOLS = rm -rf $(1) && $(BIN)/python -m venv --without-pip $(1) && \
	$(BIN)/python -m pip --python $(1)/bin/python install --disable-pip-version-check --quiet --require-hashes --only-binary :all: \
	--requirement $(LOCKS)/$(2)
BUILD_WHEEL = $(BIN)/python -m pip --python $(1)/bin/python wheel --disable-pip-version-check --quiet --no-deps --no-build-isolation
SERVER_FILES := $(shell find server grammars models -type f -not -path '*/__pycache__/*' 2>/dev/null)
CLIENT_FILES := $(shell find vscode-client/src vscode-client/requirements vscode-client/webview vscode-client/media vscode-client/schemas -type f 2>/dev/null) \
	$(addprefix vscode-client/,package.json README.md CHANGELOG.md THIRD-PARTY-NOTICES.md .vscodeignore tsconfig.json)
# What of the npm package pyodide runs under Node; the rest is for browsers and for reading.
PYODIDE := $(addprefix vscode-client/node_modules/pyodide/,package.json pyodide.mjs pyodide.asm.mjs pyodide.asm.wasm \
	pyodide-lock.json python_stdlib.zip)

# What was fetched stays, for the next time.
.PRECIOUS: build/carried-%/.made

.PHONY: help demo test test-all test-fast golden bindings check precision formatters catalogue check-time latency wheel vsix vsix-offline vsix-offline-all lock notices clean

help:  ## list what can be made
	@sed -n 's/^\([a-z-]*\):.*  ## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

demo: $(STAMPS)/base  ## set everything up, and show Burnish on the sample shop, or on TARGET=path
	@$(MAKE) $(STAMPS)/local || echo "The model is off: llama-cpp-python could not be installed (it needs a C++ compiler)."
	@$(MAKE) vscode-client/node_modules || echo "Most Python functions stay unproven: Pyodide could not be installed (it needs Node 20 with npm)."
	@mkdir -p build; copy=$$(mktemp -d) && trap 'rm -rf "$$copy"' EXIT && cp -r tests/workspaces/shop "$$copy"; \
	  burnish="$(CURDIR)/$(BIN)/burnish"; report="$(CURDIR)/build/demo.html"; \
	  code=$$(realpath -- "$(or $(TARGET),$$copy/shop)") && \
	  if [ -d "$$code" ]; then cd "$$code"; else cd "$$(dirname "$$code")"; fi && \
	  { "$$burnish" check --statistics "$$code" || [ $$? = 1 ]; } && \
	  { "$$burnish" enhance --unsafe-fixes --format html --output-file "$$report" "$$code" || [ $$? = 1 ]; }

test: $(STAMPS)/dev vscode-client/node_modules $(VSIX)  ## run every test but the slow ones, two at a time
	@cd vscode-client && npm test --silent
	@$(BIN)/python -m pytest tests -m "not slow" --numprocesses 2 --dist worksteal

# One at a time: what starts an editor, a training or a sandbox has the machine for itself.
test-all: $(STAMPS)/dev vscode-client/node_modules $(VSIX)  ## run every test, as CI does: more than an hour
	@cd vscode-client && npm test --silent
	@$(BIN)/python -m pytest tests

golden: $(STAMPS)/dev vscode-client/node_modules  ## write tests/golden/ anew, where its difference is meant
	@$(BIN)/python -m pytest tests/test_golden.py --update-golden -q
	@git diff --stat tests/golden

bindings: $(STAMPS)/dev vscode-client/node_modules  ## whether names are resolved as Python and ESLint do; with FOLDERS="CLONE ..." in those
	@$(BIN)/python -m tests.benchmarks.bindings $(or $(FOLDERS),server/burnish vscode-client/node_modules/eslint vscode-client/node_modules/typescript-eslint)

# Left out: what starts an editor, a server, a sandbox, a model or a training, or runs somebody's tests.
test-fast: $(STAMPS)/dev  ## the tests that take little: a first answer in two minutes
	@$(BIN)/python -m pytest tests -m "not slow" $(addprefix --ignore=tests/,e2e lsp sandbox behaviour model training cli \
	  verification/project_tests verification/test_tests.py verification/test_behaviour.py verification/test_versions.py rules/test_behaviour.py rules/python/test_behaviour.py \
	  rules/javascript/test_behaviour.py benchmarks test_rules.py test_golden.py test_engine.py test_shop.py test_layout.py test_offline.py test_bad_input.py test_growth.py)

check: $(STAMPS)/dev vscode-client/node_modules  ## lint, types, layers, and whether generated files are stale
	$(BIN)/ruff check server scripts tests
	$(BIN)/ruff format --check server scripts tests
	$(BIN)/mypy --strict server/burnish
	$(BIN)/lint-imports
	cd vscode-client && npm run --silent check
	$(BIN)/python scripts/generate.py --check
	$(BIN)/python scripts/lock.py --check
	$(BIN)/python -m pytest tests/test_laws.py

vsix-offline: dist/burnish-offline-linux-x64.vsix  ## the extension for Linux x64 with all that it installs, the model's runtime too

vsix-offline-all: $(addprefix dist/burnish-offline-,linux-x64.vsix win32-x64.vsix darwin-arm64.vsix)  ## that, and for Windows x64 and macOS arm64 without the model's runtime

precision: $(STAMPS)/dev  ## how many findings are useful, in code nobody tuned on; with PROJECTS="CLONE ..." also which of those are still made
	@$(BIN)/python -m tests.benchmarks.precision table tests/benchmarks/precision/*.jsonl
	@$(if $(PROJECTS),$(BIN)/python -m tests.benchmarks.precision kept tests/benchmarks/precision/first.jsonl $(PROJECTS))

hooks: $(STAMPS)/dev  ## have git judge each commit as far as that is quick: lint, the import law, generated files
	$(PIP) pre-commit
	$(BIN)/pre-commit install

latency: $(STAMPS)/dev  ## how long an editor waits, beside Ruff's server and others; on a machine that does nothing else
	@$(BIN)/python -m tests.benchmarks.latency

formatters: $(STAMPS)/dev  ## whether fixed files still pass their project's formatter: PROJECTS="FOLDER 'CHECK' ..."
	@$(BIN)/python -m tests.benchmarks.formatters $(PROJECTS)

catalogue: $(STAMPS)/dev  ## what of ast-grep's catalogue runs as a project's own rules: FOLDER="a clone of its website"
	@$(BIN)/python -m tests.benchmarks.catalogue $(FOLDER)

check-time: $(STAMPS)/dev  ## how long check takes on FOLDER, first and again, beside ruff check
	@$(BIN)/python -m tests.benchmarks.check $(FOLDER)

wheel: dist/.wheel  ## build the server's wheel, with the default model inside

vsix: $(VSIX)  ## build the VS Code extension, with the wheel inside

notices: vscode-client/node_modules build/own/.made  ## write anew the licences of what the extension holds of others
	$(BIN)/python scripts/notices.py

$(STAMPS)/packaging: $(STAMPS)/venv
	$(PIP) packaging
	@touch $@

lock: $(STAMPS)/packaging  ## pin anew what the extension installs
	$(PIP) uv
	$(BIN)/python scripts/lock.py

clean:  ## remove what was built and set up
	rm -rf .venv dist build vscode-client/{node_modules,dist,server,LICENSE} tests/e2e/node_modules
	find server tests -name __pycache__ -type d -prune -exec rm -rf {} +

# A Python without ensurepip (Debian's, without python3-venv) can still fill an environment with its own pip.
$(STAMPS)/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || { echo "Burnish needs Python 3.10 or newer: make PYTHON=..." >&2; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv || { \
	  $(PYTHON) -m venv --without-pip --clear .venv && $(PYTHON) -m pip --python .venv/bin/python install pip; }
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/base: $(STAMPS)/venv pyproject.toml constraints.txt
	$(PIP) --editable '.[sandbox]'
	@touch $@

$(STAMPS)/local: $(STAMPS)/base
	@echo "Installing llama-cpp-python, which compiles for some minutes the first time."
	$(PIP) --editable '.[local,sandbox]'
	@touch $@

$(STAMPS)/dev: $(STAMPS)/local
	$(PIP) --editable '.[local,sandbox,train,dev]'
	@touch $@

vscode-client/node_modules: vscode-client/package-lock.json
	cd vscode-client && $(NPM_CI)
	@touch $@

build/package-tools/.made: $(LOCKS)/package-build.txt | $(STAMPS)/venv
	$(call TOOLS,build/package-tools,package-build.txt)
	@touch $@

dist/.wheel: build/package-tools/.made pyproject.toml README.md LICENSE $(SERVER_FILES)
	rm -f dist/*.whl
	$(call BUILD_WHEEL,build/package-tools) --wheel-dir dist .
	@touch $@

# What is published as sources only travels with the extension, so that setting it up builds nothing.
build/own/.made: build/package-tools/.made $(LOCKS)/server-source.txt
	rm -rf build/own
	$(call BUILD_WHEEL,build/package-tools) --wheel-dir build/own --require-hashes --requirement $(LOCKS)/server-source.txt
	@touch $@

$(VSIX): dist/.wheel build/own/.made vscode-client/node_modules $(CLIENT_FILES) LICENSE
	rm -rf vscode-client/server && mkdir -p vscode-client/server/pyodide && cp dist/*.whl build/own/*.whl vscode-client/server/
	cp $(PYODIDE) vscode-client/server/pyodide/
	cp LICENSE vscode-client/LICENSE
	cd vscode-client && npm run --silent bundle && npm run --silent package -- --out ../$(VSIX)

# What runs the model, compiled for any processor with AVX2 and without a library that a machine may lack. It takes minutes, so that
# it is kept beside pip's own cache, under a name that says how it was made.
RUNTIME_FLAGS := -DLLAVA_BUILD=OFF -DGGML_NATIVE=OFF -DGGML_OPENMP=OFF
RUNTIME := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/burnish-build/$(shell { cat $(LOCKS)/model-source.txt $(LOCKS)/model-build.txt; echo "$(RUNTIME_FLAGS)"; } | sha256sum | cut -c1-16)

$(RUNTIME)/.made: | $(STAMPS)/venv
	@echo "Compiling llama-cpp-python for the extension to carry, which takes some minutes once."
	$(call TOOLS,build/model-tools,model-build.txt)
	mkdir -p $(RUNTIME)
	PATH="$(CURDIR)/build/model-tools/bin:$$PATH" CMAKE_ARGS="$(RUNTIME_FLAGS)" $(call BUILD_WHEEL,build/model-tools) --no-cache-dir \
	  --wheel-dir $(RUNTIME) --require-hashes --requirement $(LOCKS)/model-source.txt
	@touch $@

build/carried-linux-x64/.made: $(RUNTIME)/.made build/package-tools/.made $(wildcard $(LOCKS)/*.txt) scripts/carry.py scripts/tag_wheel.py | $(STAMPS)/packaging
	rm -rf build/runtime && build/package-tools/bin/python scripts/tag_wheel.py $(RUNTIME)/*.whl build/runtime
	$(BIN)/python scripts/carry.py linux-x64 $(@D) --runtime build/runtime/*.whl
	@touch $@

build/carried-%/.made: $(wildcard $(LOCKS)/*.txt) scripts/carry.py | $(STAMPS)/packaging
	$(BIN)/python scripts/carry.py $* $(@D)
	@touch $@

dist/burnish-offline-%.vsix: $(VSIX) build/carried-%/.made scripts/notices.py
	rm -rf build/offline-$* && mkdir -p build/offline-$*
	cd vscode-client && cp -r package.json README.md CHANGELOG.md LICENSE THIRD-PARTY-NOTICES.md .vscodeignore dist media requirements \
	  schemas server ../build/offline-$*
	mkdir -p build/offline-$*/server/carried && cp build/carried-$*/*.whl build/carried-$*/carried.json build/offline-$*/server/carried/
	$(BIN)/python scripts/notices.py build/carried-$* >> build/offline-$*/THIRD-PARTY-NOTICES.md
	cat vscode-client/offline/$*.md >> build/offline-$*/README.md
	cd build/offline-$* && ../../vscode-client/node_modules/.bin/vsce package --no-dependencies --allow-missing-repository \
	  --target $* --out ../../$@
	rm -rf build/offline-$*
