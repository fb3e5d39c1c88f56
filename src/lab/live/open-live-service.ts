import { allInvariant, allOperations, areSameSets } from '../../numerics/sets/kernel-sets.ts';
import { KERNEL_SETS, type KernelSet } from '../../numerics/sets/sets.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import { EngineSeat } from '../load/engine-device.ts';
import type { LoadEvent } from '../load/load-events.ts';
import { occupancyOfAll } from '../load/occupancy.ts';
import { checkAsk } from './check-ask.ts';
import { LiveNews } from './live-news.ts';
import { LiveQueue, type QueueParts } from './live-queue.ts';
import type { LiveSetting } from './live-setting.ts';
import type { Submitted } from './live-source.ts';
import type { LiveAnswer, LiveAsk, LiveLoad, LiveService } from './live-types.ts';
import { Turns } from './turns.ts';

/**
 * What every request's noise is keyed by: a draw follows from seed, position and token alone, so that two clients who send the same prompt, seed
 * and temperature get the same tokens, whatever their requests are called.
 */
const DRAWN_AS = 'request';

/** The service takes nobody. */
export class NotServingError extends Error {
  override readonly name = 'NotServingError';
}

/**
 * Opens a model to whoever asks. Throws ExperimentError where the engine cannot serve so, the engine's errors, and the signal's reason; once it is aborted later, whoever is left is
 * told that reason.
 */
export async function openLiveService(setting: LiveSetting): Promise<LiveService> {
  const service = new Service(setting);
  await service.opened;
  return service;
}

class Service implements LiveService {
  readonly #setting: LiveSetting;
  readonly #parts: QueueParts;
  readonly #news = new LiveNews();
  readonly #own: LiveQueue;
  readonly #others = new Map<KernelSet, LiveQueue>();
  #isOpen = true;

  constructor(setting: LiveSetting) {
    this.#setting = setting;
    const seat = new EngineSeat(setting.engine, setting.reopen ?? null);
    this.#parts = { setting, seat, turns: new Turns(), tell: this.#news.tell, runs: new Set() };
    this.#own = new LiveQueue(setting.spec, this.#parts, () => 0);
    setting.signal?.addEventListener('abort', this.#wake);
  }

  get opened(): Promise<void> {
    return this.#own.opened;
  }

  get load(): LiveLoad {
    return occupancyOfAll(this.#queues.map(({ occupancy }) => occupancy));
  }

  get hasFailed(): boolean {
    return this.#own.failure !== null;
  }

  submit(ask: LiveAsk): LiveAnswer {
    if (!this.#isOpen) throw new NotServingError('the service takes no new requests');
    const queue = this.#queueOf(ask);
    checkAsk(ask, { ...this.#setting, spec: queue.spec });
    if (this.#queues.some((each) => each.has(ask.id)))
      throw new RangeError(`id: expected one that no other request has, found ${ask.id}`);
    return queue.submit(ask, submitted(ask, queue.spec));
  }

  listen(listener: (event: LoadEvent) => void): () => void {
    return this.#news.listen(listener);
  }

  async drain(): Promise<void> {
    this.#isOpen = false;
    for (const queue of this.#queues) queue.shut();
    await Promise.all(this.#queues.map(({ ended }) => ended));
    this.#setting.signal?.removeEventListener('abort', this.#wake);
    for (const queue of this.#queues) working(queue);
  }

  async close(): Promise<void> {
    this.#isOpen = false;
    for (const queue of this.#queues) queue.cancelAll('the service was closed');
    // One that is held would never end.
    this.#setting.control?.gate.resume();
    await this.drain();
  }

  readonly #wake = (): void => {
    for (const queue of this.#queues) queue.wake();
  };

  get #queues(): readonly LiveQueue[] {
    return [this.#own, ...this.#others.values()];
  }

  /** That of the set that it asks for, opened on first use. One that failed takes nobody; another set's is opened anew. */
  #queueOf({ set }: LiveAsk): LiveQueue {
    const { spec, otherSets = [] } = this.#setting;
    if (set === null || areSameSets(spec.kernels, allOperations(set))) return working(this.#own);
    if (!otherSets.includes(set))
      throw new RangeError(
        `set: expected one that is served here (${servedSets(this.#setting).join(', ')}), found ${set}`,
      );
    const known = this.#others.get(set);
    if (known && known.failure === null) return known;
    const queue = new LiveQueue(specOf(spec, set), this.#parts, () => this.#own.now);
    this.#others.set(set, queue);
    return queue;
  }
}

function working(queue: LiveQueue): LiveQueue {
  const { failure } = queue;
  if (failure === null) return queue;
  throw new NotServingError(
    `the service has failed: ${failure instanceof Error ? failure.message : failure}`,
  );
}

/** By which names a set may be asked for: the service's own, where one set does all operations, and the others. */
function servedSets({ spec, otherSets = [] }: LiveSetting): readonly KernelSet[] {
  return KERNEL_SETS.filter(
    (set) => otherSets.includes(set) || areSameSets(spec.kernels, allOperations(set)),
  );
}

/** The same service by another set. Kernels of one's own are in the place of a set's. */
function specOf({ own: _, verify, ...spec }: ArmSpec, set: KernelSet): ArmSpec {
  const kernels = allOperations(set);
  return {
    ...spec,
    name: `${spec.name} (${set})`,
    kernels,
    ...(verify && !allInvariant(kernels) && { verify }),
  };
}

function submitted(ask: LiveAsk, { verify }: ArmSpec): Submitted {
  const { id, promptTokens, maxNewTokens, stopTokens, tier, decoding, deterministic, shadow } = ask;
  const { temperature, seed } = decoding;
  return {
    ...{ id, promptTokens, maxNewTokens, stopTokens, tier, role: shadow ? 'probe' : 'clean' },
    decoding: { temperature, seed, drawnAs: DRAWN_AS },
    ...(deterministic && verify && { verified: true }),
  };
}
