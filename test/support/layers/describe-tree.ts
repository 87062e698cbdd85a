import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync, type Stats } from 'node:fs';

/**
 * Times after this were set by the clock and not by an archive: directories that no entry describes. Seconds
 * since 1970.
 */
const BY_CLOCK = 1_700_000_000;

/**
 * What a program can see of a tree, one line a file. Left out: the root directory's time, and counts of
 * links, which in an overlay include names that upper layers hide. Names of one file are told instead.
 */
export function describeTree(root: string): string[] {
  const attributes = extendedAttributes(root);
  const firstNames = new Map<number, string>();
  const lines: string[] = [];
  const visit = (path: string): void => {
    const at = Buffer.from(root + path, 'latin1');
    // An overlay lists a whiteout as a name in a directory that a single layer has, but there is no such
    // file.
    const stat = lstatSync(at, { throwIfNoEntry: false });
    if (stat === undefined) return;
    const isDirectory = stat.isDirectory();
    const first = firstNames.get(stat.ino) ?? path;
    if (!isDirectory) firstNames.set(stat.ino, first);
    lines.push(
      JSON.stringify({
        path,
        mode: stat.mode.toString(8),
        owner: `${stat.uid}:${stat.gid}`,
        ...(stat.isFile()
          ? {
              size: stat.size,
              content: createHash('sha256').update(readFileSync(at)).digest('hex').slice(0, 12),
            }
          : {}),
        ...(stat.isSymbolicLink() ? { target: readlinkSync(at, 'latin1') } : {}),
        ...(stat.rdev === 0 ? {} : { device: stat.rdev }),
        ...(first === path ? {} : { sameAs: first }),
        mtime: path === '' ? 'any' : timeOf(stat),
        ...(attributes.has(path) ? { attributes: attributes.get(path) } : {}),
      }),
    );
    if (isDirectory) for (const name of readdirSync(at, 'latin1').sort()) visit(`${path}/${name}`);
  };
  visit('');
  return lines;
}

function timeOf({ mtimeMs }: Stats): number | string {
  return mtimeMs > BY_CLOCK * 1000 ? 'by clock' : Math.round(mtimeMs);
}

function extendedAttributes(root: string): ReadonlyMap<string, string> {
  const { stdout: dump, stderr } = spawnSync(
    'getfattr',
    ['--no-dereference', '--recursive', '--physical', '--dump', '--match=-', '--encoding=hex', '.'],
    { cwd: root, encoding: 'latin1', env: { PATH: process.env['PATH'], LC_ALL: 'C' }, maxBuffer: 2 ** 28 },
  );
  const failure = stderr
    .split('\n')
    .find((line) => line !== '' && !line.endsWith('No such file or directory'));
  if (failure !== undefined) throw new Error(failure);
  return new Map(
    dump
      .split('\n\n')
      .filter((block) => block !== '')
      .map((block) => {
        const [name = '', ...values] = block.split('\n');
        const path = name
          .replace('# file: ', '')
          .replaceAll(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
        return [path === '.' ? '' : `/${path}`, values.sort().join(' ')];
      }),
  );
}
