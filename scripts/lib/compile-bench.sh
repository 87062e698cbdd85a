# shellcheck shell=bash
# Compiles bench/ and what it uses into dist-bench/, where the package's own files are found as in dist/.
compile_bench() {
  rm -rf dist-bench
  node_modules/.bin/tsc -p tsconfig.bench.json
  # Compiled code looks for the package's files two folders above its own.
  ln -s ../images dist-bench/images
}
