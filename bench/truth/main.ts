import { Command, Option } from 'commander';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { processArguments, processTerminal, setExitCode } from '../../src/host/process-io.ts';
import { claimTable, type Claim } from './claim.ts';
import { openProvingGround } from './real/proving-ground.ts';
import { realClaims } from './real/claims.ts';
import { simulatedClaims } from './simulated/claims.ts';

const { out } = processTerminal();

/** Prints each table as soon as it is known: the real one takes minutes. */
function show(title: string, claims: readonly Claim[]): boolean {
  out.write(`\n${title}\n${claimTable(claims)}`);
  return claims.every(({ holds }) => holds);
}

const { only } = new Command('truth')
  .description(
    'Is isodense right? Figures whose truth is known, simulated and on a real engine. Ends with 0 only when every claim holds.',
  )
  .addOption(
    new Option('--only <kind>', 'only simulated sessions, or only real runs').choices(['simulated', 'real']),
  )
  .parse([...processArguments()], { from: 'user' })
  .opts<{ readonly only?: 'simulated' | 'real' }>();

let holds = true;
if (only !== 'real')
  holds = show('Simulated sessions, judged by the code that judges real ones', simulatedClaims()) && holds;
if (only !== 'simulated') {
  using ground = openProvingGround(out);
  holds = show('Real runs, with a known truth put into them', await realClaims(ground)) && holds;
}
setExitCode(holds ? EXIT.pass : EXIT.internal);
