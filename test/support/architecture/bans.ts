import type { SourceFile } from './source.ts';

/** Modules through which code reaches the machine; types of them tie nobody to anything. */
const MACHINE_MODULES = /^(node:)?(fs|child_process|net|timers|process)(\/promises)?$/;
const MACHINE_GLOBALS = new Set(['process', 'setTimeout', 'setInterval', 'setImmediate', 'require']);
/** The one file that hands out the process's own streams. */
const STREAMS = 'src/host/process-io.ts';

export function machineViolations(files: readonly SourceFile[]): string[] {
  return outside(files, 'src/host/').flatMap((file) => [
    ...file.imports
      .filter(({ specifier, typeOnly }) => MACHINE_MODULES.test(specifier) && !typeOnly)
      .map(
        ({ specifier, line }) =>
          `${file.path}:${line} imports ${specifier}: only src/host touches the machine; use or add a function there`,
      ),
    ...file.globals
      .filter(({ name }) => MACHINE_GLOBALS.has(name))
      .map(
        ({ name, member, line }) =>
          `${file.path}:${line} uses ${written(name, member)}: only src/host touches the machine; use or add a function there`,
      ),
  ]);
}

export function printingViolations(files: readonly SourceFile[]): string[] {
  return outside(files, 'src/cli/').flatMap((file) => [
    ...file.globals
      .filter(({ name }) => name === 'console')
      .map(
        ({ name, member, line }) =>
          `${file.path}:${line} uses ${written(name, member)}: only src/cli prints; return a value or emit an event`,
      ),
    ...file.globals
      .filter(
        ({ name, member }) =>
          name === 'process' && /^std(out|err)$/.test(member ?? '') && file.path !== STREAMS,
      )
      .map(
        ({ name, member, line }) =>
          `${file.path}:${line} uses ${written(name, member)}: only ${STREAMS} hands it out, to src/cli`,
      ),
    ...file.imports
      .filter(({ target }) => target === STREAMS)
      .map(
        ({ line }) =>
          `${file.path}:${line} imports ${STREAMS}: only src/cli prints; return a value or emit an event`,
      ),
  ]);
}

/**
 * Time that no test can move: a wait ends on the context's clock, see src/drivers/deadline.ts. Functions of
 * src/host are handed the clock, too. Whoever takes the class apart could reach its timer unseen.
 */
export function clockViolations(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) =>
    file.globals
      .filter(({ name, member }) => name === 'AbortSignal' && (member === undefined || member === 'timeout'))
      .map(
        ({ name, member, line }) =>
          `${file.path}:${line} uses ${written(name, member)}: a deadline is on the context's clock; use within or launchWithin of src/drivers/deadline.ts`,
      ),
  );
}

const DRIVER_NAMES = 'docker|podman|qemu|runc|crun|runsc|gvisor|kata';
const IS_NAME = new RegExp(`^(${DRIVER_NAMES})$`, 'i');
const HAS_NAME = new RegExp(`\\b(${DRIVER_NAMES})\\b`, 'i');
/** The name of a file format, whoever wrote the file. */
const FORMATS = /\bdocker-archive\b|\bdocker save\b/gi;

/**
 * Code that knows a technology by name outside its driver: the seed of a branch that measures one
 * differently. The command line may name them in examples of its help, but compare with none either.
 */
export function driverNameViolations(files: readonly SourceFile[]): string[] {
  return outside(files, 'src/drivers/').flatMap((file) =>
    file.strings
      .filter(({ text }) =>
        (file.path.startsWith('src/cli/') ? IS_NAME : HAS_NAME).test(text.replaceAll(FORMATS, '')),
      )
      .map(
        ({ text, line }) =>
          `${file.path}:${line} names a technology, ${JSON.stringify(text.trim().slice(0, 60))}: only src/drivers knows them; ask the driver`,
      ),
  );
}

interface KnownExperiment {
  readonly name: string;
  readonly metrics: readonly { readonly name: string }[];
}

/**
 * Code outside an experiment's folder that knows the experiment or one of its metrics by name: what it adds
 * to a report or a gate would no longer come with the folder. Some names are also kinds of records and
 * words of other trades, so a name counts on lines that speak of experiments.
 */
export function experimentNameViolations(
  files: readonly SourceFile[],
  experiments: readonly KnownExperiment[],
): string[] {
  return experiments.flatMap(({ name, metrics }) => {
    const home = `src/experiments/${name}/`;
    const own = new Set(metrics.map((metric) => metric.name));
    return outside(files, home).flatMap((file) =>
      file.strings
        .filter(({ text, code }) => own.has(text) || (text === name && /experiment/i.test(code)))
        .map(
          ({ text, line }) =>
            `${file.path}:${line} names ${JSON.stringify(text)}: only ${home} knows it; let the experiment contribute what is needed`,
        ),
    );
  });
}

/** A table of cases may be longer than any source. */
const LINE_LIMITS = { source: 400, test: 500 };

export function lengthViolations(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, lineCount }) => {
    const limit = path.startsWith('test/') ? LINE_LIMITS.test : LINE_LIMITS.source;
    if (lineCount <= limit) return [];
    return [
      `${path} has ${lineCount} lines, more than ${limit}: it holds more than one job; split it by job`,
    ];
  });
}

function outside(files: readonly SourceFile[], folder: string): SourceFile[] {
  return files.filter(({ path }) => path.startsWith('src/') && !path.startsWith(folder));
}

function written(name: string, member: string | undefined): string {
  return member === undefined ? name : `${name}.${member}`;
}
