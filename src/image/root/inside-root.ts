import { dirname, join } from 'node:path';
import { readLinkIfAny } from '../../host/files.ts';
import { IsodenseError } from '../../model/errors.ts';

/** As many as the kernel follows (path_resolution(7)). */
const MOST_LINKS = 40;

/**
 * The host's path of a path in a root filesystem, with symbolic links followed as from inside: `/run/x` for
 * `/var/run/x` where the image has `/var/run -> /run`. Followed by the host, that link would lead into the
 * host's own /run, and something is about to be created or mounted there. Parts that do not exist are kept
 * as they are.
 */
export function insideRoot(root: string, path: string): string {
  let todo = path.split('/');
  let links = 0;
  let here = '/';
  for (let name = todo.shift(); name !== undefined; name = todo.shift()) {
    const next = join(here, name); // `..` at the top stays at the top
    const target = readLinkIfAny(join(root, next));
    if (target === undefined) {
      here = next;
      continue;
    }
    links += 1;
    if (links > MOST_LINKS)
      throw new IsodenseError('usage', `${path}: too many levels of symbolic links in the image`, {
        hint: 'a link in the image refers to itself: change it',
      });
    todo = [...target.split('/'), ...todo];
    here = target.startsWith('/') ? '/' : dirname(next);
  }
  return here === '/' ? root : join(root, here);
}
