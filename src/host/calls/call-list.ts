import { callNumber, type SystemCall } from './numbers.ts';
import type { ProgramArchitecture } from './static-program.ts';

/** An argument as the program reads it; see caller.ts. */
export type CallArgument = number | { readonly written: string };

/** Which call failed, in the words of its caller, and with which error number (errno(3)). */
export interface CallFailure {
  readonly step: string;
  readonly errno: number;
}

/** What comes before the texts: the list and the report. */
const FIRST_TEXT = 3;
const PLACEHOLDER = '----\n';

/** Space for numbers on the program's stack is 8 KiB, part of which is used for other things. */
export const MOST_WORDS = 2_000;
const LARGEST_WORD = 2 ** 32 - 1;

/** The current directory, for calls that expect its descriptor. */
export const CURRENT_DIRECTORY = -100 >>> 0;

/** The result of the previous call. */
export const RESULT: CallArgument = { written: 'r' };

/** Composes the list of calls for the program in caller.ts. */
export class CallList {
  readonly #architecture: ProgramArchitecture;
  #list = '';
  readonly #texts: string[] = [];
  readonly #steps: string[] = [];

  constructor(architecture: ProgramArchitecture) {
    this.#architecture = architecture;
  }

  /** A call that must succeed. `step` says what it is for, for the message if it fails. */
  call(step: string, name: SystemCall, ...args: readonly CallArgument[]): void {
    this.#add(step, name, args, ';');
  }

  /** A call that may fail if something does not exist, is not allowed or is unknown to this kernel. */
  attempt(step: string, name: SystemCall, ...args: readonly CallArgument[]): void {
    this.#add(step, name, args, '?');
  }

  /**
   * @throws Error for a NUL, which no string of the kernel can contain
   */
  text(value: string): CallArgument {
    return { written: `${this.#put(value)}s` };
  }

  /** Strings, one after another and ended by NULL, as execve expects them. */
  texts(values: readonly string[]): CallArgument {
    const first = FIRST_TEXT + this.#texts.length;
    for (const value of values) this.#put(value);
    this.#list += `${this.#put('')}z`;
    return { written: `${first}v` };
  }

  /**
   * 32-bit numbers, one after another. At most one such argument per call.
   * @throws Error for more than {@link MOST_WORDS}, and for a number that does not fit
   */
  words(values: readonly number[]): CallArgument {
    if (values.length > MOST_WORDS)
      throw new Error(`at most ${MOST_WORDS} numbers fit, got ${values.length}`);
    return { written: `${values.map((value) => `${decimal(value)}w`).join('')}b` };
  }

  /** All arguments of the program except its name. `report` is the prefix of a failure report. */
  arguments(report = ''): string[] {
    return [this.#list, report + PLACEHOLDER, ...this.#texts];
  }

  /** The parsed report; undefined for anything else. */
  failureOf(report: string): CallFailure | undefined {
    const letters = /([a-p])([a-p])([a-p])([a-p])\n?$/
      .exec(report)
      ?.slice(1)
      .map((letter) => letter.charCodeAt(0) - 'a'.charCodeAt(0));
    if (letters === undefined) return undefined;
    const [high = 0, low = 0, stepHigh = 0, stepLow = 0] = letters;
    return { errno: high * 16 + low, step: this.#steps[stepHigh * 16 + stepLow - 1] ?? 'an unknown call' };
  }

  #add(step: string, name: SystemCall, args: readonly CallArgument[], end: string): void {
    const written = args.map((argument) =>
      typeof argument === 'number' ? `${decimal(argument)} ` : argument.written,
    );
    this.#list += `${written.join('')}${callNumber(name, this.#architecture)}${end}`;
    this.#steps.push(step);
  }

  #put(text: string): number {
    if (text.includes('\0'))
      throw new Error(`an argument cannot contain a NUL character: ${JSON.stringify(text)}`);
    this.#texts.push(text);
    return FIRST_TEXT + this.#texts.length - 1;
  }
}

/** The program reads digits only: with a sign or a point, it would make a different call. */
function decimal(value: number): string {
  if (Number.isInteger(value) && value >= 0 && value <= LARGEST_WORD) return String(value);
  throw new Error(`an argument of a system call must be an integer from 0 to ${LARGEST_WORD}, got ${value}`);
}
