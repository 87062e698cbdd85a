import { join } from 'node:path';
import { childCgroups } from '../../host/cgroup.ts';
import { ensureDirectory, fileExists, removeTree } from '../../host/files.ts';
import { mountsBelow } from '../../host/procfs.ts';
import { RootProvider } from '../../image/root/root-provider.ts';
import type { WritableRoot } from '../../image/root/writable-root.ts';
import { IsodenseError } from '../../model/errors.ts';
import type { Scope } from '../../model/host-access.ts';
import type { DriverContext, DriverSession, Instance, LaunchSpec, OpenRequest } from '../driver.ts';
import { Launching, type Launch } from '../launching.ts';
import { waitUntilReady } from '../readiness.ts';
import { writeCaller, type Caller } from './caller.ts';
import { FifoPool } from './fifo-pool.ts';
import type { ProcessInstance } from './instance.ts';
import { startInstance } from './launch.ts';
import type { ProcessOptions } from './options.ts';
import { ownerCgroup, removeOwnerCgroupIfEmpty } from '../owner-cgroup.ts';
import { makeSessionRoot } from './session-root.ts';

/** Launches instances of one image that share one root filesystem and nothing but the host around it. */
export class ProcessSession implements DriverSession {
  readonly nodes: DriverSession['nodes'];
  readonly #context: DriverContext;
  readonly #request: OpenRequest<ProcessOptions>;
  readonly #directory: string;
  readonly #caller: Caller;
  readonly #root: RootProvider<WritableRoot>;
  readonly #fifos: FifoPool;
  readonly #launching: Launching<ProcessInstance>;
  #removal: Promise<void> | undefined;

  constructor(context: DriverContext, request: OpenRequest<ProcessOptions>) {
    this.nodes = [context.host];
    this.#context = context;
    this.#request = request;
    this.#launching = new Launching(context);
    this.#directory = ensureDirectory(join(context.stateDirectory, 'process', request.name));
    this.#caller = writeCaller(join(this.#directory, 'caller'));
    const { config } = request.image;
    this.#root = new RootProvider({
      context,
      image: request.image,
      directory: join(this.#directory, 'image'),
      make: (unpacked, directory, signal) =>
        makeSessionRoot({ directory, unpacked, config, caller: this.#caller, signal }),
      signal: AbortSignal.any([request.signal, this.#launching.closing]),
    });
    this.#fifos = new FifoPool(join(this.#directory, 'output'));
  }

  async provideImage(signal: AbortSignal): Promise<void> {
    await this.#provide(signal);
  }

  async #provide(signal: AbortSignal): Promise<WritableRoot> {
    const [root] = await Promise.all([this.#root.provide(signal), this.#fifos.fill(signal)]);
    return root;
  }

  async forgetImage(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#launching.live.size > 0)
      throw new IsodenseError(
        'internal',
        `the image cannot be forgotten while ${this.#launching.live.size} instances run from it`,
      );
    await this.#root.forget();
  }

  /** No daemon stands behind plain processes. */
  sharedScopes(): Scope[] {
    return [];
  }

  launch(spec: LaunchSpec, signal: AbortSignal): Promise<Instance> {
    return this.#launching.launch(spec, signal, {
      findImage: () => this.#root.current,
      provideImage: (until) => this.#provide(until),
      create: (launch, root) => this.#create(launch, root),
      start: async (launch, instance) => {
        const { clock, marks } = launch;
        await instance.started;
        marks.started = clock.now();
        marks.ready = await waitUntilReady(instance, spec.workload.ready, clock, launch);
      },
    });
  }

  async #create(launch: Launch, root: WritableRoot): Promise<ProcessInstance> {
    const { owner } = this.#context;
    const { image, options, name } = this.#request;
    const own = `${name}-${launch.spec.index}`;
    const channels = await this.#fifos.lease(launch.signal);
    return startInstance(launch, {
      id: `${owner.id}/${own}`,
      image,
      options,
      root,
      caller: this.#caller,
      cgroup: `${ownerCgroup(owner.id)}/${own}`,
      channels,
      onRemoved: (gone) => this.#launching.removed(gone),
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#removal ??= this.#remove();
    return this.#removal;
  }

  async #remove(): Promise<void> {
    const failures = await this.#launching.close();
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
