import type { Gpu } from '../../../gpu/device.ts';
import { deviceExp, deviceInverseSqrt } from '../../../kernels/testing/device-math.ts';

/** The device's exp and inverse square root, as far as they were asked for. */
class KnownValues {
  readonly #known = new Map<number, number>();
  readonly #missing = new Set<number>();
  readonly #onDevice: (x: Float32Array<ArrayBuffer>) => Promise<Float32Array>;
  readonly #meanwhile: (x: number) => number;

  constructor(
    onDevice: (x: Float32Array<ArrayBuffer>) => Promise<Float32Array>,
    meanwhile: (x: number) => number,
  ) {
    this.#onDevice = onDevice;
    this.#meanwhile = meanwhile;
  }

  at(x: number): number {
    const known = this.#known.get(x);
    if (known !== undefined) return known;
    this.#missing.add(x);
    return this.#meanwhile(x);
  }

  /** Whether all that was asked for since is known. */
  async learn(): Promise<boolean> {
    if (this.#missing.size === 0) return true;
    const asked = Float32Array.from(this.#missing);
    const found = await this.#onDevice(asked);
    asked.forEach((x, i) => {
      this.#known.set(x, found[i]);
    });
    this.#missing.clear();
    return false;
  }
}

/** More passes than any model here has values that follow from each other. */
const MOST_PASSES = 60;

/**
 * Runs a pass of the readable engine with the device's exp and inverse square root, the two functions that no replay can foretell, in the place
 * of JavaScript's: again and again, until it asked for nothing that the device had not said. What it gives then are the device's bits, if the
 * device computes what the readable engine says.
 */
export async function withDeviceMath<T>(gpu: Gpu, run: () => T): Promise<T> {
  const { exp, sqrt } = Math;
  const exps = new KnownValues((x) => deviceExp(gpu, x), exp);
  const roots = new KnownValues(
    (x) => deviceInverseSqrt(gpu, x),
    (x) => 1 / sqrt(x),
  );
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    let result: T;
    try {
      Math.exp = (x) => exps.at(x);
      // Of a mean of squares the inverse is taken; of the size of a head, or of what is no f32, kernels are told.
      Math.sqrt = (x) => (Number.isInteger(x) || Math.fround(x) !== x ? sqrt(x) : 1 / roots.at(x));
      result = run();
    } finally {
      Math.exp = exp;
      Math.sqrt = sqrt;
    }
    const [first, second] = [await exps.learn(), await roots.learn()];
    if (first && second) return result;
  }
  throw new Error(`values that follow from each other in more than ${MOST_PASSES} passes`);
}
