import type { Plan, PlannedRound } from './plan.ts';
import type { RoundEndRecord, RunRecord } from './records.ts';
import type { VariantManifest } from './manifest.ts';

/**
 * What a run reports while it is going on. The command line connects these to the store and to the display.
 */
export type RunEvent =
  /** `launchMs` is the trial launch's time, absent for a variant that cannot run. */
  | { readonly kind: 'checked'; readonly manifest: VariantManifest; readonly launchMs: number | undefined }
  | { readonly kind: 'planned'; readonly plan: Plan }
  | { readonly kind: 'round-started'; readonly planned: PlannedRound }
  | {
      readonly kind: 'phase';
      readonly phase: 'prepare' | 'launch' | 'settle' | 'measure' | 'teardown';
      readonly detail: string;
    }
  /** Something that takes a while before the first round, such as making a disk. */
  | { readonly kind: 'progress'; readonly doing: string }
  | { readonly kind: 'record'; readonly record: RunRecord }
  /**
   * Rounds of the plan that could not be measured because their variant cannot run at the moment: a resumed
   * run measures them.
   */
  | {
      readonly kind: 'rounds-left';
      readonly variant: string;
      readonly rounds: number;
      readonly reason: string;
    }
  | { readonly kind: 'round-ended'; readonly planned: PlannedRound; readonly end: RoundEndRecord };
