#!/usr/bin/env bash
# What isodense itself costs, measured on this host. Arguments go to the benchmark: npm run bench -- --help
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/lib/stage.sh
source scripts/lib/stage.sh

compile() {
  rm -rf dist-bench
  node_modules/.bin/tsc -p tsconfig.bench.json
  # Compiled code looks for the package's files two folders above its own.
  ln -s ../images dist-bench/images
}

stage 'Node packages and build' bash scripts/setup-node.sh
stage 'Compiling the benchmark' compile
printf '\n== Own cost\n'
exec node dist-bench/bench/main.js "$@"
