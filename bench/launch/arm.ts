/** One way to launch a container. All arms ask the same engine for the same container of the same image. */
export interface Arm {
  readonly name: 'harness' | 'raw calls' | 'docker run';
  /** Resolves when the container is ready, with what removes it. That promise is what is timed. */
  launch(): Promise<Launched>;
}

export interface Launched extends AsyncDisposable {
  readonly id: string;
}

/** What every arm waits for in the workload's output. */
export const READY = 'READY';
