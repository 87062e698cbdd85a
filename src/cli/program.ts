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
    .showHelpAfterError('(isodense COMMAND --help explains)')
    .configureOutput({
      writeOut: (text) => terminal.out.write(text),
      writeErr: (text) => terminal.err.write(text),
    });

  const verbose = new Option('--verbose', 'print notes of the drivers, and stack traces of errors');
  const json = (what: string) => new Option('--json', `print ${what} as JSON on standard output`);
  const quiet = new Option('--quiet', 'no progress');
  const wait = new Option('--wait', 'if another run is measuring on this host, wait until it ends').conflicts(
    'allowConcurrent',
  );
  const allowConcurrent = new Option(
    '--allow-concurrent',
    'measure at the same time as other runs; they disturb each other, and each records a warning',
  );

  program
    .command('run')
    .description('measure a scenario, store every sample, print a summary and write the report')
    .argument('[scenario]', 'scenario file (YAML)', path)
    .option('--dry-run', 'print the plan and measure nothing')
    .option('--only <variants>', 'only these variants, separated by commas', list)
    .option('--experiment <names>', 'only these experiments, separated by commas', list)
    .option('--rounds <count>', 'repetitions of every cell (overrides the scenario)', wholeNumber(1, 1_000))
    .option('--seed <number>', 'seed of the order of rounds', wholeNumber(0, SEED_LIMIT - 1))
    .option('--out <directory>', 'run directory (default: reports/NAME-DATE)', path)
    .addOption(
      new Option(
        '--resume <directory>',
        'resume an interrupted or killed run with the same plan and seed; measures only what is left',
      )
        .argParser(path)
        .conflicts(['dryRun', 'only', 'experiment', 'rounds', 'seed', 'out']),
    )
    .option('--require-all', 'exit with 30 when this host cannot run every variant')
    .addOption(wait)
    .addOption(allowConcurrent)
    .addOption(json('the summary'))
    .addOption(quiet)
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
    .description('render a stored run again; measures nothing')
    .argument('<directory>', 'run directory', path)
    .addOption(json('the summary'))
    .addOption(quiet)
    .addHelpText('after', examples('isodense report reports/quickstart-20260101-120000'))
    .action((directory: string, options: { json?: boolean; quiet?: boolean }) =>
      done(reportCommand(directory, options, terminal)),
    );

  program
    .command('compare')
    .description(
      'compare stored runs with the first on one page: verdicts, differences, history; measures nothing and exits with 0 whatever the verdicts',
    )
    .argument(
      '<sources...>',
      'run directories, oldest first; the others are compared with the first, which may be a baseline file',
      paths,
    )
    .option(
      '--metric <names>',
      'metrics to compare, separated by commas (default: gates against a baseline, and the first metric of each experiment)',
      list,
    )
    .option('--max-regression <percent>', 'accepted regression where no gate sets one', percentage, 0.05)
    .addOption(
      new Option('--gates <file>', 'additional gates (YAML), checked against the scenario of the last run')
        .argParser(path)
        .conflicts('metric'),
    )
    .option('--out <directory>', 'where to write report.html (default: reports/NAME-comparison-DATE)', path)
    .addOption(json('the verdicts'))
    .addOption(quiet)
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
      'judge a stored run by its gates; measures nothing unless --confirm is given. Exits with 10 when a gate fails, 21 when there is nothing to compare with',
    )
    .argument('<directory>', 'run directory', path)
    .option('--gates <file>', 'additional gates (YAML), checked against the scenario of the run', path)
    .option('--baseline <file>', 'accepted runs of the same testbed, see isodense baseline save', path)
    .option('--strict', 'exit with 20 when the outcome is inconclusive')
    .option(
      '--confirm',
      'when a gate fails, measure as many rounds again, pool them with the stored ones and judge again',
    )
    .addOption(wait)
    .addOption(allowConcurrent)
    .option('--junit <file>', 'where to write the JUnit XML (default: junit.xml in the run directory)', path)
    .option(
      '--summary <file>',
      'append a Markdown table to this file (default: $GITHUB_STEP_SUMMARY, where it is set)',
      path,
    )
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
    .option('--variant <name>', 'the variant both are based on; optional if the scenario has only one')
    .option(
      '--a <options>',
      'options of a that override the variant: KEY=VALUE, separated by commas or repeated',
      each,
      [],
    )
    .option('--b <options>', 'the same for b', each, [])
    .option(
      '--metric <names>',
      'metrics to judge, separated by commas (default: the first of each experiment)',
      list,
    )
    .option('--max-regression <percent>', 'how much worse b may be', '5%')
    .option('--experiment <names>', 'only these experiments, separated by commas', list)
    .option('--rounds <count>', 'repetitions of every cell (overrides the scenario)', wholeNumber(1, 1_000))
    .option('--seed <number>', 'seed of the order of rounds', wholeNumber(0, SEED_LIMIT - 1))
    .option('--out <directory>', 'run directory (default: reports/NAME-ab-DATE)', path)
    .option('--dry-run', 'print the plan and measure nothing')
    .option('--strict', 'exit with 20 when it is inconclusive')
    .option(
      '--confirm',
      'when it fails, measure as many rounds again, pool them with the stored ones and judge again',
    )
    .addOption(wait)
    .addOption(allowConcurrent)
    .option('--junit <file>', 'where to write the JUnit XML (default: junit.xml in the run directory)', path)
    .option(
      '--summary <file>',
      'append a Markdown table to this file (default: $GITHUB_STEP_SUMMARY, where it is set)',
      path,
    )
    .addOption(json('the verdicts'))
    .addOption(quiet)
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
    .description('pool complete runs of one scenario and testbed into a baseline file')
    .argument('<paths...>', 'run directories, and last the file to write', paths)
    .option('--force', 'overwrite the file')
    .addHelpText('after', examples('isodense baseline save reports/gate-20260101-120000 baseline.json'))
    .action((paths: string[], options: { force?: boolean }) =>
      done(saveBaselineCommand(paths, options, terminal)),
    );
  baseline
    .command('show')
    .description('show what a baseline was made from')
    .argument('<file>', 'baseline file', path)
    .addOption(json('the baseline'))
    .action((file: string, options: { json?: boolean }) =>
      done(showBaselineCommand(file, options, terminal)),
    );

  program
    .command('validate')
    .description('check scenario files; errors have a line and column')
    .argument('<scenarios...>', 'scenario files', paths)
    .addOption(json('what was understood'))
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
    .description('what this host can run, which limits are close, and how to fix each problem')
    .addOption(json('the findings'))
    .addOption(verbose)
    .addHelpText('after', examples('isodense doctor'))
    .action(async (options: { json?: boolean; verbose?: boolean }) =>
      done(await doctorCommand(options, terminal)),
    );

  program
    .command('sweep')
    .description('remove what dead runs left behind, and nothing else')
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

function each(text: string, before: readonly string[]): string[] {
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
