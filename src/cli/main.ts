import { processArguments, processTerminal, setExitCode } from '../host/process-io.ts';
import { execute } from './program.ts';

setExitCode(await execute(processArguments(), processTerminal()));
