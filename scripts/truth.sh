#!/usr/bin/env bash
# Checks figures and verdicts where the right answer is known: thousands of simulated sessions, judged by the code that
# judges real ones, and real runs. Exits with 0 only when every claim holds. npm run truth -- --help
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
stage 'Compiling the checks' compile_bench
printf '\n== Truth\n'
exec node dist-bench/bench/truth/main.js "$@"
