import type { Directory, Node } from './node.ts';

/** As many links as the kernel follows (path_resolution(7)). */
const MOST_LINKS = 40;

/** Why a path cannot be resolved, in the kernel's words (errno(3)). */
export type Nowhere = 'ENOENT' | 'ENOTDIR' | 'ELOOP';

/**
 * Called with how many names of a path or a link's target are about to be looked up. It throws to stop the
 * search.
 */
export interface StepCounter {
  countSteps(steps: number): void;
}

/**
 * Finds the node of a path inside a tree, as the kernel would for a process whose root is the tree: `..` at
 * the top stays at the top, and links stay inside. The link of the last name is followed only on request.
 */
export function resolve(
  root: Directory,
  path: string,
  last: 'follow' | 'keep',
  counter: StepCounter,
): Node | Nowhere {
  const todo = path.split('/').reverse();
  counter.countSteps(todo.length);
  const trail: Directory[] = [root];
  let links = 0;
  for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
    const here = trail.at(-1)!;
    if (name === '' || name === '.') continue;
    if (name === '..') {
      if (trail.length > 1) trail.pop();
      continue;
    }
    const found = here.children.get(name);
    if (found === undefined) return 'ENOENT';
    if (found.kind === 'directory') {
      trail.push(found);
    } else if (found.kind === 'symlink' && (todo.length > 0 || last === 'follow')) {
      links += 1;
      if (links > MOST_LINKS) return 'ELOOP';
      if (found.target.startsWith('/')) trail.length = 1;
      const names = found.target.split('/').reverse();
      counter.countSteps(names.length);
      todo.push(...names);
    } else {
      return todo.length > 0 ? 'ENOTDIR' : found;
    }
  }
  return trail.at(-1)!;
}

/** The directory at a path, with links followed. */
export function resolveDirectory(root: Directory, path: string, counter: StepCounter): Directory | Nowhere {
  const found = resolve(root, path, 'follow', counter);
  if (typeof found === 'string') return found;
  return found.kind === 'directory' ? found : 'ENOTDIR';
}

/**
 * An entry's name as an absolute path without `.`, `..` and repeated slashes, without looking at the tree.
 */
export function cleanPath(name: string): string {
  const parts: string[] = [];
  for (const part of name.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

export function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 1));
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
