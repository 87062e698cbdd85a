import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readContext } from '../../../../src/image/sources/build/context.ts';
import { packDirectory } from '../../../../src/host/pack-directory.ts';
import { readTar, startContextCapture, type ContextCapture } from '../../../support/build-capture.ts';
import { needs } from '../../../support/requirements.ts';

const FILES = [
  'a',
  'a.key',
  'A.KEY',
  'aXkey',
  'a b',
  'a+b',
  'a(b',
  'a|b',
  'a^b',
  'a\\b',
  'é',
  '#hash',
  '!bang',
  '[x]',
  'x{1}',
  'constructor',
  'README.md',
  'docs/README.md',
  'docs/more/x.md',
  'sub/a.key',
  'sub/wanted',
  'sub/deep/x',
  'sub/deep/y.md',
  'sub/toString',
  '.git/config',
  'node_modules/m/index.js',
  'pkg/node_modules/m/i.js',
  'foo/bar/baz/file',
  'foo/bar/other',
  'Dockerfile',
];

const PATTERNS = [
  '*.key',
  '**/*.key',
  '*/*.key',
  '**.key',
  'sub',
  'sub/',
  '/sub',
  '/sub/',
  './sub',
  'sub//deep',
  'sub/../a',
  '.',
  '..',
  '/',
  '*',
  '**',
  '**/',
  '***',
  '?',
  '*.KEY',
  'a?key',
  'a.key',
  'a+b',
  'a(b',
  'a|b',
  'a^b',
  'a{1}',
  'x{1}',
  'a b',
  ' a ',
  'é',
  'sub\n!sub/wanted',
  'sub/**\n!sub/wanted',
  '**\n!sub/wanted',
  '*\n!sub',
  '*\n!*.md',
  '!a\na',
  'a\n!a',
  '! sub/wanted',
  'sub\n! sub/wanted',
  'docs\n!docs/README.md\ndocs/README.md',
  '**/README.md\n!README.md',
  'foo/bar\n!foo/bar/baz',
  '**/baz\n!foo/bar/baz/file',
  '**/node_modules',
  'node_modules',
  'foo/**/file',
  'foo/**',
  '**/bar/**',
  'foo/*/file',
  'foo/**/baz',
  'sub/deep/**',
  '**/deep',
  '*/deep',
  '**sub',
  's**b',
  'sub/**/y.md',
  '**/**/x',
  'sub*',
  '#comment\n*.key\n\n  sub  ',
  '#hash',
  '\\#hash',
  '\\!bang',
  'a\\\\b',
  '[x]',
  '\\[x\\]',
  '[a-c]*',
  '[^a]*',
  '*.key\r\nsub\r\n',
  '\uFEFF*.key',
  'constructor',
  '**/toString',
  '*\n!constructor',
  'Dockerfile',
  '.dockerignore',
  'Dockerfile\n.dockerignore\nsub',
];

let directory: string;
let docker: ContextCapture;
let sockets: string;
const sent = async (path = directory, dockerfile?: string) => {
  const context = readContext({ kind: 'build', directory: path, dockerfile });
  return await readTar(
    packDirectory(context.directory, (name, isDirectory) => context.choose(name, isDirectory)),
  );
};

/** Bytes that this process has read since it began (proc(5), io). */
const bytesRead = (): number => Number(/^rchar: (\d+)/.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]);

beforeAll(async () => {
  sockets = mkdtempSync(join(tmpdir(), 'isodense-capture-'));
  docker = await startContextCapture(join(sockets, 'engine.sock'));
});
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'isodense-context-'));
  for (const file of FILES) {
    mkdirSync(join(directory, dirname(file)), { recursive: true });
    writeFileSync(join(directory, file), file === 'Dockerfile' ? 'FROM scratch\n' : 'x');
  }
});
afterEach(() => rmSync(directory, { recursive: true }));
afterAll(async () => {
  await docker[Symbol.asyncDispose]();
  rmSync(sockets, { recursive: true });
});

describe('the context of a build is what the docker command sends', () => {
  beforeEach((test) => needs(test, 'docker'));

  it(`for ${PATTERNS.length} .dockerignore files`, async () => {
    const names = (entries: Iterable<string>) =>
      [...entries].filter((name) => FILES.includes(name) || name === '.dockerignore').sort();
    for (const text of PATTERNS) {
      writeFileSync(join(directory, '.dockerignore'), text);
      const theirs = await docker.capture(directory);
      if (typeof theirs === 'string') expect.fail(`docker build complained: ${theirs}`);
      expect({ text, sent: names((await sent()).keys()) }).toEqual({ text, sent: names(theirs.keys()) });
    }
  });

  it('with modes, links, FIFOs and empty directories, without sockets, and owned by root', async () => {
    for (const [name, mode] of [
      ['a', 0o4755],
      ['a b', 0o600],
      ['sub', 0o1777],
    ] as const)
      chmodSync(join(directory, name), mode);
    symlinkSync('/etc/passwd', join(directory, 'absolute'));
    symlinkSync('nowhere', join(directory, 'dangling'));
    symlinkSync('sub', join(directory, 'to-directory'));
    mkdirSync(join(directory, 'empty'));
    execFileSync('mkfifo', [join(directory, 'fifo')]);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(directory, 'socket'), resolve));
    const facts = (entries: Awaited<ReturnType<typeof sent>>) =>
      Object.fromEntries(
        [...entries].map(([name, { type, mode, size, linkname, uid, gid }]) => [
          name,
          { type, mode: type === 'symlink' ? undefined : mode & 0o7777, size, linkname, uid, gid },
        ]),
      );
    try {
      const theirs = await docker.capture(directory);
      if (typeof theirs === 'string') expect.fail(`docker build complained: ${theirs}`);
      expect(facts(await sent())).toEqual(facts(theirs));
    } finally {
      server.close();
    }
  });

  it('through a link to the directory, and for a Dockerfile of another name', async () => {
    symlinkSync(directory, `${directory}-link`);
    writeFileSync(join(directory, 'docs/app.Dockerfile'), 'FROM scratch\n');
    writeFileSync(join(directory, '.dockerignore'), 'docs\nsub\n');
    try {
      const theirs = await docker.capture(
        `${directory}-link`,
        '--file',
        join(directory, 'docs/app.Dockerfile'),
      );
      if (typeof theirs === 'string') expect.fail(`docker build complained: ${theirs}`);
      const files = (names: Iterable<string>) => [...names].filter((name) => name !== 'docs').sort();
      expect(files((await sent(`${directory}-link`, 'docs/app.Dockerfile')).keys())).toEqual(
        files(theirs.keys()),
      );
    } finally {
      unlinkSync(`${directory}-link`);
    }
  });
});

describe('the context of a build', () => {
  it('takes exceptions with wildcards below an excluded directory, as BuildKit does and the classic docker command does not', async () => {
    writeFileSync(join(directory, '.dockerignore'), '**/*\n!**/*.md\n');
    const files = [...(await sent()).keys()].filter((name) => FILES.includes(name));
    expect(files.sort()).toEqual([
      'Dockerfile',
      'README.md',
      'docs/README.md',
      'docs/more/x.md',
      'sub/deep/y.md',
    ]);
  });

  it('is chosen by the file that is named after the Dockerfile, where there is one', async () => {
    writeFileSync(join(directory, '.dockerignore'), '*.key');
    writeFileSync(join(directory, 'Dockerfile.dockerignore'), 'sub');
    const files = await sent();
    expect([files.has('a.key'), files.has('sub/wanted')]).toEqual([true, false]);
  });

  it.each([
    ['!', /\.dockerignore:2: "!" is not a pattern/],
    ['a[', /\.dockerignore:2: "a\[" is not a pattern/],
    ['[z-a]', /\.dockerignore:2: "\[z-a\]" is not a pattern/],
  ])('is refused with the line of the pattern %s, which is none', (pattern, message) => {
    writeFileSync(join(directory, '.dockerignore'), `a\n${pattern}\n`);
    expect(() => readContext({ kind: 'build', directory })).toThrow(
      expect.objectContaining({ kind: 'usage', message: expect.stringMatching(message) }),
    );
  });

  it('is refused, with how to fix it, when the directory or the Dockerfile is missing or is something else', () => {
    const refusal = (path: string, dockerfile?: string) => {
      try {
        readContext({ kind: 'build', directory: path, dockerfile });
        return 'accepted';
      } catch (error) {
        return `${(error as { kind: string }).kind}: ${(error as Error).message}`;
      }
    };
    expect(refusal(join(directory, 'nosuch'))).toMatch(
      /^usage: image\.build: there is no directory .*nosuch$/,
    );
    expect(refusal(join(directory, 'a'))).toMatch(/^usage: image\.build: .*\/a is not a directory$/);
    expect(refusal(join(directory, 'sub'))).toMatch(/^usage: image\.build: there is no Dockerfile in .*sub$/);
    expect(refusal(directory, 'nosuch.Dockerfile')).toMatch(
      /^usage: image\.build: there is no nosuch\.Dockerfile in/,
    );
    expect(refusal(join(directory, 'sub'), '../Dockerfile')).toMatch(
      /^usage: image\.dockerfile: \.\.\/Dockerfile is outside of/,
    );
    expect(refusal(directory, 'docs')).toMatch(/^usage: image\.build: .*docs cannot be read$/);
    writeFileSync(join(directory, 'Dockerfile'), '\n');
    expect(refusal(directory)).toMatch(/^usage: image\.build: .*Dockerfile is empty$/);
    writeFileSync(join(directory, 'Dockerfile'), 'FROM scratch\n');
    for (const name of ['Dockerfile.dockerignore', 'Dockerfile']) {
      rmSync(join(directory, name), { force: true });
      execFileSync('mkfifo', [join(directory, name)]); // nobody will ever write to it
      expect(refusal(directory)).toMatch(new RegExp(`^usage: image\\.build: .*/${name} cannot be read$`));
    }
  });

  it('reads a large file no faster than it is sent', async () => {
    const large = join(directory, 'large');
    writeFileSync(large, '');
    truncateSync(large, 64 * 2 ** 20);
    let [sentBytes, furthestAhead] = [0, 0];
    const before = bytesRead();
    for await (const chunk of packDirectory(directory, (name) => ({
      take: name === 'large',
      descend: false,
    })) as AsyncIterable<Buffer>) {
      // The reader has as many turns as it could read the next 5 MiB in.
      for (let turn = 0; turn < 20; turn += 1) await stat(large);
      sentBytes += chunk.length;
      furthestAhead = Math.max(furthestAhead, bytesRead() - before - sentBytes);
    }
    expect(sentBytes).toBeGreaterThan(64 * 2 ** 20);
    expect(bytesRead() - before).toBeGreaterThan(64 * 2 ** 20);
    expect(furthestAhead).toBeLessThan(4 * 2 ** 20);
  });

  it('fails by name when a file becomes shorter while it is read', async () => {
    const path = join(directory, 'zz');
    writeFileSync(path, 'x');
    const tar = packDirectory(directory, (name) => {
      // Its size was looked up just before.
      if (name === 'zz') truncateSync(path);
      return { take: true, descend: true };
    });
    await expect(readTar(tar)).rejects.toMatchObject({
      kind: 'usage',
      message: `${path} became shorter while it was read`,
    });
  });
});
