import type { InputFile } from '../../host/input-file.ts';
import { BOUNDS } from '../bounds.ts';
import { readRange, type Range } from '../layers/read-range.ts';
import { Malformed, shown } from '../malformed.ts';
import { TarReader, type TarEntry } from '../tar/reader.ts';

const MOST_LINKS = 8;

type Member =
  | { readonly kind: 'file'; readonly range: Range }
  | { readonly kind: 'link'; /** Undefined: outside the archive. */ readonly target: string | undefined };

/** The members of an archive, by name: where each file's bytes are. Nothing is unpacked. */
export class Members {
  readonly #members: ReadonlyMap<string, Member>;

  private constructor(members: ReadonlyMap<string, Member>) {
    this.#members = members;
  }

  /** Reads only the headers of an uncompressed archive. */
  static async of(file: InputFile, signal: AbortSignal): Promise<Members> {
    const members = new Map<string, Member>();
    let entries = 0;
    const reader = new TarReader({
      entry: (entry) => {
        entries += 1;
        if (entries > BOUNDS.members) throw new Malformed(`more than ${BOUNDS.members} members`);
        add(members, entry, file.size);
        return false;
      },
    });
    await readRange(file, { offset: 0, size: file.size }, reader, signal);
    return new Members(members);
  }

  has(name: string): boolean {
    return this.#members.has(normal(name));
  }

  /** Where a file's bytes are. A link may lead to another member, and nowhere else. */
  find(name: string, namedBy: string): Range {
    if (name.startsWith('-'))
      throw new Malformed(`${namedBy} names ${shown(name)}, which looks like an option`);
    if (name.startsWith('/') || name.split('/').includes('..'))
      throw new Malformed(`${namedBy} names ${shown(name)}, which is outside the archive`);
    let at = normal(name);
    for (let links = 0; links <= MOST_LINKS; links += 1) {
      const member = this.#members.get(at);
      if (member === undefined) throw new Malformed(`${namedBy} names ${shown(name)}, which is not in it`);
      if (member.kind === 'file') return member.range;
      if (member.target === undefined)
        throw new Malformed(
          `${namedBy} names ${shown(name)}, which is a link that points outside the archive`,
        );
      at = member.target;
    }
    throw new Malformed(`${namedBy} names ${shown(name)}, which is a broken link`);
  }
}

function add(members: Map<string, Member>, entry: TarEntry, archiveSize: number): void {
  if (entry.type === '5' || entry.type === 'g') return;
  const name = normal(entry.name);
  if (members.has(name)) throw new Malformed(`the member ${shown(name)} twice`);
  members.set(name, memberOf(entry, name, archiveSize));
}

function memberOf(entry: TarEntry, name: string, archiveSize: number): Member {
  switch (entry.type) {
    case '0':
      if (entry.stored !== entry.size) throw new Malformed(`the member ${shown(name)} as a sparse file`);
      if (entry.contentAt + entry.size > archiveSize)
        throw new Malformed(`only part of its member ${shown(name)}: it is truncated`);
      return { kind: 'file', range: { offset: entry.contentAt, size: entry.size } };
    case '1':
      return { kind: 'link', target: inside(entry.linkName) };
    case '2':
      return { kind: 'link', target: inside(entry.linkName, name.split('/').slice(0, -1)) };
    default:
      throw new Malformed(`the member ${shown(name)}, which is neither a file nor a directory`);
  }
}

/** `./a/b` and `a/b` are the same name. */
function normal(name: string): string {
  return name
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}

/** The target of a link in a folder, as a member's name; undefined if it is outside the archive. */
function inside(target: string, folder: readonly string[] = []): string | undefined {
  if (target.startsWith('/')) return undefined;
  const parts = [...folder];
  for (const part of normal(target).split('/')) {
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}
