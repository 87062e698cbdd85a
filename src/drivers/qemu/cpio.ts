/** One entry of an initramfs. Everything belongs to root. */
export type CpioEntry =
  | { readonly kind: 'directory'; readonly path: string; readonly mode?: number }
  | { readonly kind: 'file'; readonly path: string; readonly content: Buffer; readonly mode?: number }
  | { readonly kind: 'link'; readonly path: string; readonly target: string }
  | { readonly kind: 'pipe'; readonly path: string; readonly mode: number }
  | {
      readonly kind: 'character device';
      readonly path: string;
      readonly major: number;
      readonly minor: number;
    };

interface Fields {
  readonly mode: number;
  readonly content: Buffer;
  readonly device: readonly [major: number, minor: number];
}

const NONE = Buffer.alloc(0);

/**
 * An archive in the `newc` format that the kernel unpacks
 * (Documentation/driver-api/early-userspace/buffer-format.rst). Written here because device nodes and pipes
 * then need neither root nor a directory to be archived from.
 */
export function packCpio(entries: readonly CpioEntry[]): Buffer {
  const members = entries.map((entry, index) => member(entry.path, index + 1, fieldsOf(entry)));
  return Buffer.concat([...members, member('TRAILER!!!', 0, { mode: 0, content: NONE, device: [0, 0] })]);
}

function fieldsOf(entry: CpioEntry): Fields {
  switch (entry.kind) {
    case 'directory':
      return { mode: 0o040000 | (entry.mode ?? 0o755), content: NONE, device: [0, 0] };
    case 'file':
      return { mode: 0o100000 | (entry.mode ?? 0o644), content: entry.content, device: [0, 0] };
    case 'link':
      return { mode: 0o120777, content: Buffer.from(entry.target), device: [0, 0] };
    case 'pipe':
      return { mode: 0o010000 | entry.mode, content: NONE, device: [0, 0] };
    case 'character device':
      return { mode: 0o020600, content: NONE, device: [entry.major, entry.minor] };
  }
}

function member(path: string, inode: number, { mode, content, device }: Fields): Buffer {
  const name = Buffer.from(`${path}\0`);
  const numbers = [inode, mode, 0, 0, 1, 0, content.length, 0, 0, ...device, name.length, 0];
  const header = Buffer.from(
    `070701${numbers.map((number) => number.toString(16).padStart(8, '0')).join('')}`,
  );
  return Buffer.concat([padded(Buffer.concat([header, name])), padded(content)]);
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}
