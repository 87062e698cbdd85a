#!/usr/bin/env bash
# Is the judge right? Thousands of simulated sessions whose truth is known, judged by the code that judges real ones.
# Ends with 0 only when every claim holds.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/lib/stage.sh
source scripts/lib/stage.sh
# shellcheck source=scripts/lib/compile-bench.sh
source scripts/lib/compile-bench.sh

stage 'Node packages and build' bash scripts/setup-node.sh
stage 'Compiling the simulations' compile_bench
printf '\n== Truth, simulated\n'
exec node dist-bench/bench/truth/simulated/main.js "$@"
