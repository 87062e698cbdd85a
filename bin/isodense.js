#!/usr/bin/env node
import { existsSync } from 'node:fs';

const main = new URL('../dist/cli/main.js', import.meta.url);

if (existsSync(main)) {
  await import(main.href);
} else {
  console.error('isodense is not built: expected dist/cli/main.js beside bin/.');
  console.error(
    'Run `npm ci && npm run build` in the clone, or `npm run setup`, which also looks for what the host lacks.',
  );
  process.exitCode = 1;
}
