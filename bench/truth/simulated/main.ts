import Table from 'cli-table3';
import { EXIT } from '../../../src/cli/exit-codes.ts';
import { processTerminal, setExitCode } from '../../../src/host/process-io.ts';
import { simulatedClaims } from './claims.ts';

const claims = simulatedClaims();
const table = new Table({ head: ['claim', 'measured', 'expected', 'holds'], style: { head: [], border: [] } });
table.push(...claims.map(({ claim, measured, expected, holds }) => [claim, measured, expected, holds ? 'yes' : 'NO']));
processTerminal().out.write(`${table.toString()}\n`);
setExitCode(claims.every(({ holds }) => holds) ? EXIT.pass : EXIT.internal);
