#!/usr/bin/env bash
# Is isodense right? Thousands of simulated sessions whose truth is known, judged by the code that judges real ones, and
# real runs into which a known truth is put. Ends with 0 only when every claim holds. npm run truth -- --help
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/lib/stage.sh
source scripts/lib/stage.sh
# shellcheck source=scripts/lib/compile-bench.sh
source scripts/lib/compile-bench.sh

stage 'Node packages and build' bash scripts/setup-node.sh
case " $* " in
  *simulated* | *help*) ;;
  *) stage 'Engine' bash scripts/setup-host.sh ;;
esac
stage 'Compiling the proofs' compile_bench
printf '\n== Truth\n'
exec node dist-bench/bench/truth/main.js "$@"
