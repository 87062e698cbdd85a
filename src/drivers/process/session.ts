import { join } from 'node:path';
import { childCgroups } from '../../host/cgroup.ts';
import { ensureDirectory, fileExists, removeTree } from '../../host/files.ts';
import { mountsBelow } from '../../host/procfs.ts';
import { RootProvider } from '../../image/root/root-provider.ts';
import { IsodenseError } from '../../model/errors.ts';
import { launchError, launchWithin } from '../deadline.ts';
import type { DriverContext, DriverSession, Instance, LaunchSpec, OpenRequest, Scope } from '../driver.ts';
import { LAST_WORDS } from '../output.ts';
import { waitUntilReady } from '../readiness.ts';
import { writeCaller, type Caller } from './caller.ts';
import { FifoPool } from './fifo-pool.ts';
import type { ProcessInstance } from './instance.ts';
import { startInstance, type Marks } from './launch.ts';
import type { ProcessOptions } from './options.ts';
import { ownerCgroup, removeOwnerCgroupIfEmpty } from '../owner-cgroup.ts';
import { makeSessionRoot, type SessionRoot } from './session-root.ts';

/** Launches instances of one image that share one root filesystem and nothing but the host around it. */
export class ProcessSession implements DriverSession {
  readonly #context: DriverContext;
  readonly #request: OpenRequest<ProcessOptions>;
  readonly #directory: string;
  readonly #caller: Caller;
  readonly #root: RootProvider<SessionRoot>;
  readonly #fifos: FifoPool;
  readonly #closing = new AbortController();
  readonly #launches = new Set<Promise<Instance>>();
  readonly #live = new Set<ProcessInstance>();
  #removal: Promise<void> | undefined;

  constructor(context: DriverContext, request: OpenRequest<ProcessOptions>) {
    this.#context = context;
    this.#request = request;
    this.#directory = ensureDirectory(join(context.stateDirectory, 'process', request.name));
    this.#caller = writeCaller(join(this.#directory, 'caller'));
    const { config } = request.image;
    this.#root = new RootProvider({
      context,
      image: request.image,
      directory: join(this.#directory, 'image'),
      make: (unpacked, directory, signal) =>
        makeSessionRoot({ directory, unpacked, config, caller: this.#caller, signal }),
      signal: AbortSignal.any([request.signal, this.#closing.signal]),
    });
    this.#fifos = new FifoPool(join(this.#directory, 'output'));
  }

  async provideImage(signal: AbortSignal): Promise<void> {
    await this.#provide(signal);
  }

  async #provide(signal: AbortSignal): Promise<SessionRoot> {
    const [root] = await Promise.all([this.#root.provide(signal), this.#fifos.fill(signal)]);
    return root;
  }

  async forgetImage(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#live.size > 0)
      throw new IsodenseError(
        'internal',
        `the image cannot be forgotten while ${this.#live.size} instances run from it`,
      );
    await this.#root.forget();
  }

  /** No daemon stands behind plain processes. */
  sharedScopes(): Scope[] {
    return [];
  }

  async launch(spec: LaunchSpec, signal: AbortSignal): Promise<Instance> {
    const launch = this.#launch(spec, AbortSignal.any([signal, this.#closing.signal]));
    this.#launches.add(launch);
    try {
      return await launch;
    } finally {
      this.#launches.delete(launch);
    }
  }

  async #launch(spec: LaunchSpec, signal: AbortSignal): Promise<Instance> {
    const { clock, owner } = this.#context;
    const { image, options, name } = this.#request;
    const marks: Marks = { intended: spec.intended, requested: clock.now() };
    let starting: ReturnType<typeof startInstance> | undefined;
    try {
      const present = this.#root.current;
      const root = present ?? (await this.#provide(signal));
      if (present === undefined) marks.imageReady = clock.now();
      const channels = await this.#fifos.lease(signal);
      const id = `${owner.id}/${name}-${spec.index}`;
      const cgroup = `${ownerCgroup(owner.id)}/${name}-${spec.index}`;
      const { instance, started, output } = (starting = startInstance({
        id,
        spec,
        clock,
        image,
        options,
        root,
        caller: this.#caller,
        cgroup,
        channels,
        marks,
        onRemoved: (gone) => this.#live.delete(gone),
      }));
      this.#live.add(instance);
      marks.ready = await launchWithin(clock, spec.workload.timeoutMs, signal, async (deadline) => {
        await started;
        marks.started = clock.now();
        return await waitUntilReady(instance, spec.workload.ready, clock, deadline);
      });
      if (output.firstByteAt !== undefined) marks.firstOutput = output.firstByteAt;
      return instance;
    } catch (error) {
      await starting?.instance[Symbol.asyncDispose]();
      signal.throwIfAborted(); // the caller gave up: that is no sample
      const firstOutput = starting?.output.firstByteAt;
      throw launchError(
        error,
        firstOutput === undefined ? marks : { ...marks, firstOutput },
        starting?.output.tail(LAST_WORDS) ?? '',
      );
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#removal ??= this.#remove();
    return this.#removal;
  }

  async #remove(): Promise<void> {
    this.#closing.abort(new IsodenseError('internal', 'the session was closed'));
    await Promise.allSettled(this.#launches);
    const removals = await Promise.allSettled(
      [...this.#live].map((instance) => instance[Symbol.asyncDispose]()),
    );
    const failures = removals
      .filter((removal) => removal.status === 'rejected')
      .map((removal): unknown => removal.reason);
    if (failures.length > 0)
      throw new AggregateError(failures, `${failures.length} processes could not be removed`);
    await this.#root.remove();
    await this.#fifos.settle();
    removeTree(this.#directory);
    removeOwnerCgroupIfEmpty(this.#context.owner.id);
    this.#verifyNothingRemains();
  }

  #verifyNothingRemains(): void {
    const cgroup = ownerCgroup(this.#context.owner.id);
    const mine = new RegExp(`^${this.#request.name}-\\d+$`);
    const remains = [
      ...mountsBelow(this.#directory).map((point) => `mount ${point}`),
      ...childCgroups(cgroup)
        .filter((name) => mine.test(name))
        .map((name) => `cgroup ${cgroup}/${name}`),
      ...(fileExists(this.#directory) ? [`directory ${this.#directory}`] : []),
    ];
    if (remains.length > 0)
      throw new IsodenseError('internal', `the session left something behind: ${remains.join(', ')}`, {
        hint: 'isodense sweep',
      });
  }
}
