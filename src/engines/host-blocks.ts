import { ExperimentError } from '../experiment/errors.ts';
import type { ArmSpec } from '../steps/arm-spec.ts';

/** KV blocks of an arm that lie in host memory, each in a place of its own. */
export class HostBlocks {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #blockBytes: number;
  readonly #filled = new Set<number>();

  /** Takes the memory at once. Throws ExperimentError, by the arm's name, where the host does not give it. */
  constructor({ name, limits }: Pick<ArmSpec, 'name' | 'limits'>, blockBytes: number) {
    const { hostBlocks = 0 } = limits;
    const bytes = hostBlocks * blockBytes;
    this.#blockBytes = blockBytes;
    try {
      this.#bytes = new Uint8Array(bytes);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new ExperimentError([
        `arm ${name}: limits.hostBlocks: ${hostBlocks} blocks take ${bytes.toLocaleString('en')} bytes of host memory, which this machine does not give`,
      ]);
    }
  }

  /** Throws RangeError where there is no such place. */
  put(place: number, block: Uint8Array): void {
    this.#bytes.set(block, place * this.#blockBytes);
    this.#filled.add(place);
  }

  /** A view of a place, up to its next `put`. Throws RangeError where nothing was put there. */
  get(place: number): Uint8Array<ArrayBuffer> {
    if (!this.#filled.has(place)) throw new RangeError(`place ${place} of the host memory holds no KV block`);
    return this.#bytes.subarray(place * this.#blockBytes, (place + 1) * this.#blockBytes);
  }
}
