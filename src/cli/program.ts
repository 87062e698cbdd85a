import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { Terminal } from '../host/process-io.ts';
import { abCommand, type AbOptions } from './commands/ab.ts';
import { saveBaselineCommand, showBaselineCommand } from './commands/baseline.ts';
import { compareCommand, type CompareOptions } from './commands/compare.ts';
import { doctorCommand } from './commands/doctor.ts';
import { gateCommand, type GateOptions } from './commands/gate.ts';
import { reportCommand } from './commands/report.ts';
import { resumeCommand } from './commands/resume.ts';
import { runCommand } from './commands/run.ts';
import { schemaCommand } from './commands/schema.ts';
import { sweepCommand } from './commands/sweep.ts';
import { validateCommand } from './commands/validate.ts';
import { SEED_LIMIT } from '../model/random.ts';
import { describeError } from './describe-error.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import type { RunOptions } from './run-options.ts';
import { toolVersion } from './version.ts';

/**
 * Runs one command line and resolves with its exit code. Nothing is thrown and nothing exits: tests call it
 * as it is.
 */
export async function execute(args: readonly string[], terminal: Terminal): Promise<number> {
  let code: number = EXIT.pass;
  const program = buildProgram(terminal, (result) => {
    code = result;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.pass : EXIT.usage;
    terminal.err.write(`${describeError(error, args.includes('--verbose'))}\n`);
    return exitCodeOf(error);
  }
}

function buildProgram(terminal: Terminal, done: (code: number) => void): Command {
  const program = new Command('isodense')
    .description(
      'How many copies of an application fit on this host under each isolation technology, and how well are they kept apart?',
    )
    .version(toolVersion())
    .exitOverride()
    .addHelpText(
      'after',
      examples(
        'isodense doctor',
        'isodense run scenarios/quickstart.yaml',
        'isodense report reports/quickstart-20260101-120000',
      ),
    )
    .showHelpAfterError('(isodense COMMAND --help shows the options)')
    .configureOutput({
      writeOut: (text) => terminal.out.write(text),
      writeErr: (text) => terminal.err.write(text),
    });

  const verbose = new Option('--verbose', 'print driver logs and stack traces');
  const json = (what: string) => new Option('--json', `print ${what} as JSON`);
  const quiet = (what: string) => new Option('--quiet', `do not print ${what}`);
  const dryRun = new Option('--dry-run', 'print the plan and measure nothing');
  const experiment = new Option(
    '--experiment <names>',
    'run only these experiments (comma-separated)',
  ).argParser(list);
  const rounds = new Option(
    '--rounds <count>',
    'repetitions of each cell (overrides the scenario)',
  ).argParser(wholeNumber(1, 1_000));
  const seed = new Option('--seed <number>', 'seed for the order of rounds (default: random)').argParser(
    wholeNumber(0, SEED_LIMIT - 1),
  );
  const strict = new Option('--strict', 'exit with 20 if the outcome is inconclusive');
  const confirm = new Option(
    '--confirm',
    'if a gate fails, measure the same number of rounds again, pool them and judge again',
  );
  const junit = new Option(
    '--junit <file>',
    'JUnit XML file to write (default: junit.xml in the run directory)',
  ).argParser(path);
  const summaryFile = new Option(
    '--summary <file>',
    'append a Markdown table to this file (default: $GITHUB_STEP_SUMMARY, if set)',
  ).argParser(path);
  const wait = new Option('--wait', 'wait until no other run is measuring on this host').conflicts(
    'allowConcurrent',
  );
  const allowConcurrent = new Option(
    '--allow-concurrent',
    'measure even if another run is measuring; the runs disturb each other, and each records a warning',
  );

  program
    .command('run')
    .description('measure a scenario, store every sample, print a summary and write the report')
    .argument('[scenario]', 'scenario file (YAML)', path)
    .addOption(dryRun)
    .option('--only <variants>', 'measure only these variants (comma-separated)', list)
    .addOption(experiment)
    .addOption(rounds)
    .addOption(seed)
    .option('--out <directory>', 'run directory (default: reports/NAME-DATE)', path)
    .addOption(
      new Option(
        '--resume <directory>',
        'resume an interrupted or killed run: same plan, same seed, only the rounds that are left',
      )
        .argParser(path)
        .conflicts(['dryRun', 'only', 'experiment', 'rounds', 'seed', 'out']),
    )
    .option('--require-all', 'exit with 30 if this host cannot run every variant')
    .addOption(wait)
    .addOption(allowConcurrent)
    .addOption(json('the summary'))
    .addOption(quiet('progress'))
    .addOption(verbose)
    .addHelpText(
      'after',
      examples(
        'isodense run scenarios/quickstart.yaml',
        'isodense run scenarios/runtimes.yaml --only runc,crun --rounds 8',
        'isodense run scenarios/quickstart.yaml --dry-run',
        'isodense run --resume reports/density-20260101-120000',
      ),
    )
    .action(async (file: string | undefined, options: RunOptions, command: Command) => {
      if (options.resume !== undefined)
        return done(await resumeCommand(options.resume, file, options, terminal));
      if (file === undefined) return command.error("error: missing required argument 'scenario'");
      return done(await runCommand(file, options, terminal));
    });

  program
    .command('report')
    .description('render the report of a stored run again')
    .argument('<directory>', 'run directory', path)
    .addOption(json('the summary'))
    .addOption(quiet('the summary'))
    .addHelpText('after', examples('isodense report reports/quickstart-20260101-120000'))
    .action((directory: string, options: { json?: boolean; quiet?: boolean }) =>
      done(reportCommand(directory, options, terminal)),
    );

  program
    .command('compare')
    .description('compare stored runs with the first and write a report; exits with 0 whatever the verdicts')
    .argument('<sources...>', 'run directories, oldest first; the first may be a baseline file', paths)
    .option(
      '--metric <names>',
      'metrics to compare (comma-separated; default: those of gates against a baseline, and the first of each experiment)',
      list,
    )
    .addOption(
      new Option('--max-regression <percent>', 'accepted regression where no gate sets one')
        .argParser(percentage)
        .default(0.05, '5%'),
    )
    .addOption(
      new Option('--gates <file>', 'additional gates (YAML), checked against the scenario of the last run')
        .argParser(path)
        .conflicts('metric'),
    )
    .option('--out <directory>', 'directory for report.html (default: reports/NAME-comparison-DATE)', path)
    .addOption(json('the verdicts'))
    .addOption(quiet('the verdicts'))
    .addHelpText(
      'after',
      examples(
        'isodense compare reports/gate-20260101-120000 reports/gate-20260102-120000',
        'isodense compare baseline.json reports/gate-2026010*',
      ),
    )
    .action((sources: string[], options: CompareOptions) => done(compareCommand(sources, options, terminal)));

  program
    .command('gate')
    .description(
      'judge a stored run by its gates; exits with 10 if a gate fails, 21 if there is no baseline to compare with',
    )
    .argument('<directory>', 'run directory', path)
    .option('--gates <file>', 'additional gates (YAML), checked against the scenario of the run', path)
    .option('--baseline <file>', 'baseline to compare with (see isodense baseline save)', path)
    .addOption(strict)
    .addOption(confirm)
    .addOption(wait)
    .addOption(allowConcurrent)
    .addOption(junit)
    .addOption(summaryFile)
    .addOption(json('the verdicts'))
    .addHelpText(
      'after',
      examples(
        'isodense gate reports/gate-20260101-120000',
        'isodense gate reports/gate-20260101-120000 --baseline baseline.json --strict --confirm',
      ),
    )
    .action(async (directory: string, options: GateOptions) =>
      done(await gateCommand(directory, options, terminal)),
    );

  program
    .command('ab')
    .description(
      'compare two configurations of one variant, interleaved in one run, and judge b against a; exit codes as for gate',
    )
    .argument('<scenario>', 'scenario file (YAML)', path)
    .option(
      '--variant <name>',
      'variant that both configurations start from; optional if the scenario has only one',
    )
    .option(
      '--a <options>',
      'options of the variant to change for a: KEY=VALUE (comma-separated or repeated)',
      each,
    )
    .option('--b <options>', 'options of the variant to change for b', each)
    .option(
      '--metric <names>',
      'metrics to judge (comma-separated; default: the first of each experiment)',
      list,
    )
    .addOption(new Option('--max-regression <percent>', 'how much worse b may be').default('5%', '5%'))
    .addOption(experiment)
    .addOption(rounds)
    .addOption(seed)
    .option('--out <directory>', 'run directory (default: reports/NAME-ab-DATE)', path)
    .addOption(dryRun)
    .addOption(strict)
    .addOption(confirm)
    .addOption(wait)
    .addOption(allowConcurrent)
    .addOption(junit)
    .addOption(summaryFile)
    .addOption(json('the verdicts'))
    .addOption(quiet('progress'))
    .addOption(verbose)
    .addHelpText(
      'after',
      examples(
        'isodense ab scenarios/gate.yaml --variant runc --b runtime=crun',
        'isodense ab app.yaml --a image.revision=main --b image.revision=HEAD --confirm',
        'isodense ab app.yaml --variant runc --a cpus=1 --b cpus=0.5,memory=256MiB --metric sharing.rate.total',
      ),
    )
    .action(async (file: string, options: AbOptions) => done(await abCommand(file, options, terminal)));

  const baseline = program
    .command('baseline')
    .description('manage baselines: accepted runs that later runs are compared with')
    .addHelpText(
      'after',
      examples(
        'isodense baseline save reports/gate-20260101-120000 baseline.json',
        'isodense baseline show baseline.json',
      ),
    );
  baseline
    .command('save')
    .description('save complete runs of one scenario and testbed as a baseline')
    .argument('<paths...>', 'run directories, then the baseline file to write', paths)
    .option('--force', 'overwrite the baseline file')
    .addHelpText('after', examples('isodense baseline save reports/gate-20260101-120000 baseline.json'))
    .action((paths: string[], options: { force?: boolean }) =>
      done(saveBaselineCommand(paths, options, terminal)),
    );
  baseline
    .command('show')
    .description('show the runs in a baseline')
    .argument('<file>', 'baseline file', path)
    .addOption(json('the baseline'))
    .addHelpText('after', examples('isodense baseline show baseline.json'))
    .action((file: string, options: { json?: boolean }) =>
      done(showBaselineCommand(file, options, terminal)),
    );

  program
    .command('validate')
    .description('check scenario files; reports each problem with line and column')
    .argument('<scenarios...>', 'scenario files', paths)
    .addOption(json('the result'))
    .addHelpText('after', examples('isodense validate scenarios/*.yaml'))
    .action((files: string[], options: { json?: boolean }) =>
      done(validateCommand(files, options, terminal)),
    );

  program
    .command('schema')
    .description('print the JSON Schema of scenarios, for editors')
    .addHelpText(
      'after',
      examples(
        'isodense schema > isodense.schema.json',
        '# first line of a scenario: # yaml-language-server: $schema=isodense.schema.json',
      ),
    )
    .action(() => done(schemaCommand(terminal)));

  program
    .command('doctor')
    .description('show what this host can run, which limits are close, and how to fix each problem')
    .addOption(json('the findings'))
    .addOption(verbose)
    .addHelpText('after', examples('isodense doctor'))
    .action(async (options: { json?: boolean; verbose?: boolean }) =>
      done(await doctorCommand(options, terminal)),
    );

  program
    .command('sweep')
    .description('remove what killed runs left behind, and nothing else')
    .addOption(json('what was removed'))
    .addOption(verbose)
    .addHelpText('after', examples('isodense sweep'))
    .action(async (options: { json?: boolean; verbose?: boolean }) =>
      done(await sweepCommand(options, terminal)),
    );

  // Options of the parent are inherited by none of the commands above, so each gets what it needs.
  for (const command of [...program.commands, ...baseline.commands])
    command.exitOverride().configureOutput({
      writeOut: (text) => terminal.out.write(text),
      writeErr: (text) => terminal.err.write(text),
    });
  return program;
}

function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}

function each(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

function list(text: string): string[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  if (names.length === 0) throw new InvalidArgumentError('expected at least one name.');
  return names;
}

const MOST_PERCENT = 1_000_000;

function percentage(text: string): number {
  const [, number] = /^(\d+(?:\.\d+)?)%$/.exec(text.trim()) ?? [];
  if (number === undefined || Number(number) > MOST_PERCENT)
    throw new InvalidArgumentError(`expected a percentage from 0% to ${MOST_PERCENT}%, such as 5%.`);
  return Number(number) / 100;
}

/**
 * An empty path would be the working directory, which nobody means by it; no file can have a NUL in its name.
 */
function path(text: string): string {
  if (text === '' || text.includes('\0')) throw new InvalidArgumentError('expected a path.');
  return text;
}

function paths(text: string, before: readonly string[] = []): string[] {
  return [...before, path(text)];
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text.trim()) ? Number(text) : Number.NaN;
    if (Number.isNaN(value) || value < least || value > most)
      throw new InvalidArgumentError(`expected a whole number from ${least} to ${most}.`);
    return value;
  };
}
