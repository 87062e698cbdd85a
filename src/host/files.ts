import { accessSync, appendFileSync, chmodSync, constants, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Files as the rest of the code needs them. */

export function readText(path: string): string {
  return readFileSync(path, 'utf8');
}

/** The text of a file, or undefined when there is none or it may not be read. */
export function readTextIfAny(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Readers see the old text or the new one, never half of it. */
export function writeTextAtomically(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.partial`;
  writeFileSync(temporary, text);
  renameSync(temporary, path);
}

export function appendText(path: string, text: string): void {
  appendFileSync(path, text);
}

export function ensureDirectory(path: string, mode = 0o755): string {
  mkdirSync(path, { recursive: true, mode });
  return path;
}

export function listDirectory(path: string): string[] {
  return existsSync(path) ? readdirSync(path).sort() : [];
}

export function fileExists(path: string): boolean {
  return existsSync(path);
}

export function fileSize(path: string): number {
  return statSync(path).size;
}

export function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

export function removeTree(path: string): void {
  rmSync(path, { recursive: true, force: true });
}

export function makeExecutable(path: string): void {
  chmodSync(path, 0o755);
}

/** First of the names that is an executable file on PATH; /usr/sbin is searched too, since users' PATHs often lack it. */
export function findProgram(...names: readonly string[]): string | undefined {
  const directories = [...(process.env['PATH'] ?? '').split(':'), '/usr/local/sbin', '/usr/sbin', '/sbin'];
  for (const name of names) {
    for (const directory of directories) {
      const path = `${directory}/${name}`;
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        continue;
      }
    }
  }
  return undefined;
}

/** A file of this package, from its root: `packageFile('images/hello')`. Works from src and from dist. */
export function packageFile(relative: string): string {
  return fileURLToPath(new URL(`../../${relative}`, import.meta.url));
}
