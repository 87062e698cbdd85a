import { readFileSync } from 'node:fs';

/**
 * Exit code 0 when node_modules holds what package-lock.json asks for, by npm's own list of what it installed.
 * Compares contents: the times of files change with every checkout.
 */
const read = (path) => {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return {};
  }
};

const wanted = read('package-lock.json');
const installed = read('node_modules/.package-lock.json');
// The project itself has an empty name; packages for other platforms are optional and may be absent.
const stale = Object.entries(wanted).filter(
  ([name, { version, integrity, optional }]) =>
    name !== '' &&
    (installed[name] === undefined
      ? !optional
      : installed[name].version !== version || installed[name].integrity !== integrity),
);
process.exitCode = Object.keys(wanted).length > 0 && stale.length === 0 ? 0 : 1;
