import { endSoon, processArguments, processTerminal } from '../host/process-io.ts';
import { DEADLINES } from '../model/deadlines.ts';
import { EXIT } from './exit-codes.ts';
import { execute } from './program.ts';

endSoon(await execute(processArguments(), processTerminal(EXIT.unavailable)), DEADLINES.lastBreath);
