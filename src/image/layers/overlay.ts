import { isWhiteout, type Directory, type Node } from './node.ts';

/**
 * Merges a layer over those below, as an overlay file system shows it: directories merge unless the upper
 * one is opaque, with the upper one's attributes; anything else hides what is below; a whiteout hides it
 * and is not visible itself. An overlay never checks whether its own root is opaque. Both arguments are
 * consumed.
 */
export function layOver(lower: Directory, upper: Directory): Directory {
  for (const [name, node] of upper.children) {
    const shown = overlaid(lower.children.get(name), node);
    if (shown === undefined) lower.children.delete(name);
    else lower.children.set(name, shown);
  }
  return { ...upper, children: lower.children };
}

function overlaid(lower: Node | undefined, upper: Node): Node | undefined {
  if (isWhiteout(upper)) return undefined;
  if (upper.kind !== 'directory') return upper;
  if (lower?.kind === 'directory' && !upper.opaque) return layOver(lower, upper);
  for (const [name, node] of upper.children) {
    const shown = overlaid(undefined, node);
    if (shown === undefined) upper.children.delete(name);
    else upper.children.set(name, shown);
  }
  return upper;
}
