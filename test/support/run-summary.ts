/** What became of one test. */
export interface TestOutcome {
  readonly file: string;
  readonly name: string;
  readonly milliseconds: number;
  readonly state: 'passed' | 'failed' | 'skipped' | 'pending';
  /** Why it was skipped, as given to `context.skip(reason)`. */
  readonly reason: string | undefined;
  /** True when the skip is one that ISODENSE_TEST_OPTIONAL asked for. */
  readonly excused: boolean;
}

export interface FileOutcome {
  readonly name: string;
  /** Loading, collecting and running. */
  readonly milliseconds: number;
  /** False when the file has failed, be it outside of any test. */
  readonly ok: boolean;
}

export interface RunOutcome {
  readonly tests: readonly TestOutcome[];
  readonly files: readonly FileOutcome[];
  /** True when a name pattern selected tests: those left out are skipped without anything being wrong. */
  readonly filtered: boolean;
}

export interface RunSummary {
  readonly lines: readonly string[];
  /** A reason to fail that vitest itself doesn't see. */
  readonly failed: boolean;
}

const SLOWEST = 10;

/** The end of a test run's report. Pure, so that its rules can be tested one by one. */
export function summarize({ tests, files, filtered }: RunOutcome): RunSummary {
  const count = (state: TestOutcome['state']): number => tests.filter((test) => test.state === state).length;
  const selected = (test: TestOutcome): boolean => !filtered || test.reason !== undefined;
  const skipped = tests.filter((test) => test.state === 'skipped' && selected(test));
  const required = skipped.filter((test) => !test.excused);
  // A test that never ran because its file or hook broke is no pass either; vitest counts it nowhere.
  const broken = files.filter(
    (file) => !file.ok && !tests.some((test) => test.file === file.name && test.state === 'failed'),
  );
  const complaints = [
    ...(count('passed') + count('failed') === 0 ? ['No test ran: nothing has been verified.'] : []),
    ...broken.map((file) => `${file.name} failed outside of its tests.`),
    ...(required.length > 0 ? [advice(required)] : []),
  ];
  const lines = [
    ...section(
      'Slowest tests',
      slowest(tests.filter((test) => test.state !== 'skipped')).map(
        (test) => `${seconds(test)}  ${test.file} › ${test.name}`,
      ),
    ),
    ...section(
      'Slowest files',
      slowest(files).map((file) => `${seconds(file)}  ${file.name}`),
    ),
    ...section(
      'Skipped',
      skipped.map(
        (test) =>
          `${test.excused ? 'optional' : 'REQUIRED'}  ${test.file} › ${test.name}: ${test.reason ?? 'no reason given'}`,
      ),
    ),
    ...section('The run fails', complaints),
    `${count('passed')} passed, ${count('failed')} failed, ${skipped.length} skipped`,
  ];
  return { lines, failed: complaints.length > 0 };
}

function advice(required: readonly TestOutcome[]): string {
  const tests = required.length === 1 ? '1 required test was' : `${required.length} required tests were`;
  return `${tests} skipped: run \`npm run setup\`, or name what this machine cannot have in ISODENSE_TEST_OPTIONAL (see CONTRIBUTING.md).`;
}

function slowest<T extends { readonly milliseconds: number }>(timed: readonly T[]): T[] {
  return timed.toSorted((a, b) => b.milliseconds - a.milliseconds).slice(0, SLOWEST);
}

function seconds({ milliseconds }: { readonly milliseconds: number }): string {
  return `${(milliseconds / 1000).toFixed(2)} s`.padStart(9);
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`), ''];
}
