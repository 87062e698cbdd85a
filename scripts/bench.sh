#!/usr/bin/env bash
# What isodense itself costs, measured on this host. Arguments go to the benchmark: npm run bench -- --help
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/lib/stage.sh
source scripts/lib/stage.sh
# shellcheck source=scripts/lib/compile-bench.sh
source scripts/lib/compile-bench.sh

stage 'Node packages and build' bash scripts/setup-node.sh
stage 'Compiling the benchmark' compile_bench
printf '\n== Own cost\n'
exec node dist-bench/bench/main.js "$@"
