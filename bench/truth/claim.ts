import Table from 'cli-table3';

/** One thing that isodense says of itself, held against a truth that is known. */
export interface Claim {
  readonly claim: string;
  readonly measured: string;
  readonly expected: string;
  readonly holds: boolean;
}

export function claimTable(claims: readonly Claim[]): string {
  const table = new Table({
    head: ['claim', 'measured', 'expected', 'holds'],
    style: { head: [], border: [] },
  });
  table.push(
    ...claims.map(({ claim, measured, expected, holds }) => [
      claim,
      measured,
      expected,
      holds ? 'yes' : 'NO',
    ]),
  );
  return `${table.toString()}\n`;
}
