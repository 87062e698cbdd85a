import { processArguments, processTerminal, setExitCode } from '../host/process-io.ts';
import { EXIT } from './exit-codes.ts';
import { execute } from './program.ts';

setExitCode(await execute(processArguments(), processTerminal(EXIT.unavailable)));
