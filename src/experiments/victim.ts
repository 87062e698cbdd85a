/**
 * What is disturbed, and asked how it fares. All stamps are the harness's own: no clock of an instance is
 * read.
 */
export interface Victim extends Disposable {
  /** One small request; calls back with the time at which its answer arrived. */
  ask(answered: (atMs: number) => void): void;
}
