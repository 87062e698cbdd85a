import { accessSync, appendFileSync, chmodSync, constants, createReadStream, createWriteStream, existsSync, mkdirSync, readFileSync, readdirSync, readlinkSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
/** Files as the rest of the code needs them. */
export function readText(path) {
    return readFileSync(path, 'utf8');
}
/** The text of a file, or undefined when there is none or it may not be read. */
export function readTextIfAny(path) {
    try {
        return readFileSync(path, 'utf8');
    }
    catch {
        return undefined;
    }
}
export function readBytes(path) {
    return readFileSync(path);
}
/** The bytes of a file, or undefined when there is none or it may not be read. */
export function readBytesIfAny(path) {
    try {
        return readFileSync(path);
    }
    catch {
        return undefined;
    }
}
export function openForReading(path) {
    return createReadStream(path);
}
/** Writes a stream to a file; rejects when either fails. */
export async function writeStream(path, stream) {
    await pipeline(stream, createWriteStream(path));
}
/** A directory as a tar stream, as engines take build contexts. */
export function packDirectory(path) {
    return spawn('tar', ['-cf', '-', '-C', path, '.'], { stdio: ['ignore', 'pipe', 'inherit'] }).stdout;
}
export function writeBytes(path, bytes) {
    writeFileSync(path, bytes);
}
/** The path with every symbolic link resolved; undefined when it does not exist. */
export function realPath(path) {
    return existsSync(path) ? realpathSync(path) : undefined;
}
/** Where a symbolic link points; undefined when the path is not one. */
export function readLinkIfAny(path) {
    try {
        return readlinkSync(path);
    }
    catch {
        return undefined;
    }
}
/** False when something that cannot be replaced is there already (a directory that is not empty). */
export function renameUnlessTaken(from, to) {
    try {
        renameSync(from, to);
        return true;
    }
    catch (error) {
        if (existsSync(to))
            return false;
        throw error;
    }
}
/** Removes what a directory holds, not the directory. */
export function emptyDirectory(path) {
    for (const name of listDirectory(path))
        removeTree(`${path}/${name}`);
}
/** Readers see the old text or the new one, never half of it. */
export function writeTextAtomically(path, text) {
    mkdirSync(dirname(path), { recursive: true });
    const temporary = `${path}.${process.pid}.partial`;
    writeFileSync(temporary, text);
    renameSync(temporary, path);
}
export function appendText(path, text) {
    appendFileSync(path, text);
}
export function ensureDirectory(path, mode = 0o755) {
    mkdirSync(path, { recursive: true, mode });
    return path;
}
export function listDirectory(path) {
    return existsSync(path) ? readdirSync(path).sort() : [];
}
export function fileExists(path) {
    return existsSync(path);
}
export function fileSize(path) {
    return statSync(path).size;
}
export function isReadable(path) {
    try {
        accessSync(path, constants.R_OK);
        return true;
    }
    catch {
        return false;
    }
}
export function removeTree(path) {
    rmSync(path, { recursive: true, force: true });
}
export function makeExecutable(path) {
    chmodSync(path, 0o755);
}
/** First of the names that is an executable file on PATH; /usr/sbin is searched too, since users' PATHs often lack it. */
export function findProgram(...names) {
    const directories = [...(process.env['PATH'] ?? '').split(':'), '/usr/local/sbin', '/usr/sbin', '/sbin'];
    for (const name of names) {
        for (const directory of directories) {
            const path = `${directory}/${name}`;
            try {
                accessSync(path, constants.X_OK);
                return path;
            }
            catch {
                continue;
            }
        }
    }
    return undefined;
}
/** A file of this package, from its root: `packageFile('images/hello')`. Works from src and from dist. */
export function packageFile(relative) {
    return fileURLToPath(new URL(`../../${relative}`, import.meta.url));
}
//# sourceMappingURL=files.js.map