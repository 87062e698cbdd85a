#!/usr/bin/env bash
# Tries mutants of scenarios and of stored runs: npm run fuzz -- [--seed N] [--from K] [--count M]
set -euo pipefail
cd "$(dirname "$0")/.."

export FUZZ_SEED=$((RANDOM * 32768 + RANDOM)) FUZZ_FROM=0 FUZZ_COUNT=10000
while (($# > 0)); do
  case "$1" in
    --seed) FUZZ_SEED=$2 ;;
    --from) FUZZ_FROM=$2 ;;
    --count) FUZZ_COUNT=$2 ;;
    *) echo "usage: npm run fuzz -- [--seed N] [--from K] [--count M]" >&2; exit 2 ;;
  esac
  shift 2
done

exec npx vitest run --project unit test/fuzz
