import type { Driver, DriverSession } from '../drivers/driver.ts';
import type { Clock } from '../host/clock.ts';
import { settlesWithin } from '../host/settles-within.ts';
import type { PreparedImage } from '../image/image.ts';
import { DEADLINES } from '../model/deadlines.ts';
import { IsodenseError, together } from '../model/errors.ts';
import { own } from '../model/own.ts';
import type { Variant } from '../model/scenario.ts';

export interface Images {
  readonly workload: PreparedImage;
  /** The builtin worker; the same object where the scenario's own image is the builtin one. */
  readonly builtin: PreparedImage;
  /** The builtin victim and its neighbours; only where an experiment of the scenario launches them. */
  readonly neighbours?: PreparedImage;
  /** Instead of the workload's, for variants that have an image of their own. */
  readonly ofVariants?: Readonly<Record<string, PreparedImage>>;
  /** Images that experiments bring along, by the names that they give them. */
  readonly others?: Readonly<Record<string, PreparedImage>>;
}

interface Opened {
  readonly name: string;
  readonly session: Promise<DriverSession>;
}

/** One session for each variant and image, opened when first needed and all closed at the end. */
export class Sessions implements AsyncDisposable {
  readonly #open = new Map<string, Opened>();
  readonly #names = new Set<string>();
  readonly #images: Images;
  readonly #driverOf: (variant: Variant) => Driver;
  readonly #clock: Clock;

  constructor(images: Images, driverOf: (variant: Variant) => Driver, clock: Clock) {
    this.#clock = clock;
    this.#images = images;
    this.#driverOf = driverOf;
  }

  /** What the variant launches as the workload, where that is not the scenario's. */
  imageOf(variant: Variant): PreparedImage | undefined {
    return own(this.#images.ofVariants ?? {}, variant.name);
  }

  /** @param kind which image: `workload`, `builtin`, `neighbours`, or the name of another */
  get(variant: Variant, kind: string, signal: AbortSignal): Promise<DriverSession> {
    const { others, ofVariants: _, ...usual } = this.#images;
    const ownImage = this.imageOf(variant) ?? usual.workload;
    const image =
      kind === 'workload'
        ? ownImage
        : ((usual as Readonly<Record<string, PreparedImage | undefined>>)[kind] ?? own(others ?? {}, kind));
    if (image === undefined)
      return Promise.reject(new IsodenseError('internal', `the image ${kind} was not prepared`));
    const key = JSON.stringify([variant.name, image === ownImage ? 'workload' : kind]);
    const known = this.#open.get(key);
    if (known !== undefined) return known.session;
    const name = this.#nameFor(image === ownImage ? variant.name : `${variant.name}-${kind}`);
    const session = this.#driverOf(variant).open({ name, options: variant.options, image, signal });
    this.#open.set(key, { name, session });
    session.catch(() => {
      this.#open.delete(key);
      this.#names.delete(name);
    });
    return session;
  }

  /**
   * Names stand in those of resources: a variant called as another one's session for another image must not
   * meet it.
   */
  #nameFor(wanted: string): string {
    let name = wanted;
    for (let number = 2; this.#names.has(name); number += 1) name = `${wanted}-${number}`;
    this.#names.add(name);
    return name;
  }

  /** Closes every session, also after one failed to, and throws what went wrong with any. */
  async [Symbol.asyncDispose](): Promise<void> {
    const opened = [...this.#open.values()];
    this.#open.clear();
    const results = await Promise.allSettled(opened.map((one) => this.#close(one)));
    const failures = results
      .filter((result) => result.status === 'rejected')
      .map(({ reason }): unknown => reason);
    if (failures.length > 0) throw together(failures);
  }

  /** A session that an interruption gave up may never open: it is not waited for without end. */
  async #close({ name, session }: Opened): Promise<void> {
    const isSettled = await settlesWithin(this.#clock, DEADLINES.interruption, session);
    if (!isSettled)
      throw new IsodenseError(
        'unavailable',
        `the session of ${name} is still opening, so it could not be closed`,
        { hint: 'run isodense sweep' },
      );
    await (await session)[Symbol.asyncDispose]();
  }
}
