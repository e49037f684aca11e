# A fresh clone needs nothing but node, npm and make: each target installs what it uses.

.PHONY: start build test test-hosts hosts bench bench-page bench-hosts check clean

# npm writes this file when it installs, so it is as old as what is installed.
installed := node_modules/.package-lock.json
# Bundlers and checkers that the package is tested with, and packages that the tests of beamlet/preempt compile.
tools := $(patsubst %,%/node_modules/.package-lock.json,tests/package tests/preempt/tools)

# A tour of what there is, in under a minute.
start: build
	@node --expose-gc build/examples/tour.js

# dist/index.js with its types, and the benchmark and the examples in build/.
build: $(installed)
	@node scripts/build.mjs

# TEST_FLAGS go to Vitest, and leave out the other hosts: make test TEST_FLAGS=tests/conformance
test: build $(tools)
	npx vitest run $(TEST_FLAGS)
	@$(if $(TEST_FLAGS),,$(MAKE) --no-print-directory test-hosts)

# The same tests on every host of this machine, and the examples that are for one host.
test-hosts: build
	@if [ -d tests/hosts/node_modules ]; then npx vitest run --config tests/hosts/vitest.config.ts $(TEST_FLAGS); \
	else echo "skipped: every host but this Node. make hosts installs the others"; fi

# Four Nodes, Deno, Bun and workerd, and what drives browsers. The browsers themselves are the machine's.
hosts: tests/hosts/node_modules/.package-lock.json

tests/hosts/node_modules/.package-lock.json: tests/hosts/package-lock.json
	cd tests/hosts && npm install --include=dev --include=optional --ignore-scripts --no-save --no-audit --no-fund
	@touch $@

# All of bench/RESULTS.md, which takes half an hour; WORKLOAD=ring,spawn PEER=beamlet,beam-s1 ROUNDS=9 choose, and print only.
bench: build bench/peers/npm/build tests/preempt/tools/node_modules/.package-lock.json
	node build/bench/run.js

# The page and the charts of the last run again.
bench-page: build
	node build/bench/render.js

# The JavaScript peers and the hosts that numbers are reported for, of which a machine has those there is a build for.
bench/peers/npm/build: bench/peers/npm/package-lock.json bench/serve.ts bench/memory.ts $(wildcard bench/peers/npm/*/*.ts bench/peers/npm/*/savina/*.ts bench/savina/*.ts) | $(installed)
	npm --prefix bench/peers/npm install --no-audit --no-fund
	npx tsc -p bench/peers/npm/tsconfig.json
	@touch $@

# The table of bench/HOSTS.md and README.md: every host of this machine, its tests and its times. HOSTS="Node 24; Bun" chooses, and prints only.
bench-hosts: build hosts
	npx tsc -p tests/hosts/tsconfig.json
	node tests/hosts/build/tests/hosts/bench.js

# The types of everything, each folder by its own tsconfig.json.
check: build
	for project in tsconfig.json js/preempt/tsconfig.json */tsconfig.json; do npx tsc --noEmit -p $$project || exit 1; done
	if [ -d tests/hosts/node_modules ]; then npx tsc --noEmit -p tests/hosts/tsconfig.json; fi

# Without those that do not install, their tests are skipped.
$(tools): %/node_modules/.package-lock.json: %/package-lock.json
	-npm install --prefix $* --no-save --no-audit --no-fund
	@mkdir -p $(@D) && touch $@

clean:
	rm -rf build dist bench/peers/npm/build

# Not `npm ci`: it refuses a lock file without the builds of rollup for other platforms, which not every registry has.
$(installed): package-lock.json
	npm install --include=dev --no-save --no-audit --no-fund
	@touch $@
