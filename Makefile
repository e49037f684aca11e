# A fresh clone needs nothing but node, npm and make: each target installs what it uses.

.PHONY: start build test bench bench-page check clean

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

# TEST_FLAGS go to Vitest: make test TEST_FLAGS=tests/conformance
test: build $(tools)
	npx vitest run $(TEST_FLAGS)

# All of bench/RESULTS.md, which takes an hour; WORKLOAD=ring,spawn PEER=beamlet,beam-s1 ROUNDS=9 choose, and print only.
bench: build bench/peers/npm/build
	node build/bench/run.js

# The page and the charts of the last run again.
bench-page: build
	node build/bench/render.js

# The JavaScript peers and the hosts that numbers are reported for, of which a machine has those there is a build for.
bench/peers/npm/build: bench/peers/npm/package-lock.json bench/serve.ts bench/memory.ts $(wildcard bench/peers/npm/*/*.ts) | $(installed)
	npm --prefix bench/peers/npm install --no-audit --no-fund
	npx tsc -p bench/peers/npm/tsconfig.json
	@touch $@

# The types of everything, each folder by its own tsconfig.json.
check: build
	for project in tsconfig.json */tsconfig.json; do npx tsc --noEmit -p $$project || exit 1; done

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
