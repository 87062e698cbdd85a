import type { SourceFile } from './source.ts';

/**
 * Every import cycle, once, as `a.ts → b.ts → a.ts`. Cycles of types count: they too tie files into one knot.
 */
export function cycles(files: readonly SourceFile[]): string[] {
  const targets = new Map(
    files.map((file) => [file.path, [...new Set(file.imports.flatMap(({ target }) => target ?? []))]]),
  );
  const found = new Map<string, string>();
  const done = new Set<string>();

  const follow = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) {
      const knot = trail.slice(at);
      found.set(knot.toSorted().join(), [...knot, path].join(' → '));
      return;
    }
    if (done.has(path)) return;
    for (const target of targets.get(path) ?? []) follow(target, [...trail, path]);
    done.add(path);
  };
  for (const path of targets.keys()) follow(path, []);
  return [...found.values()];
}
