import type { Gpu } from '../../gpu/device.ts';
import { type OnWeights, prepareWeights } from '../../lab/prepare-weights.ts';
import { type Certificate, type CertificateCase, cellsOf } from './certificate.ts';
import { DeviceProbes } from './device-probes.ts';
import { askedOf, Matrix, type MatrixOptions } from './matrix.ts';
import type { OperationProbes } from './probes.ts';
import { REPLAY_PROBES } from './replay-probes.ts';

export interface CertifyOptions extends Omit<MatrixOptions, 'probes'> {
  /** Names adapter, engine, driver, shaders, model shapes and what is tested: what the certificate is valid for. */
  readonly key: string;
  /** The device that the engine runs on, where its kernels are tested one by one; null: their plans are replayed. */
  readonly gpu: Gpu | null;
  /** In the place of both. */
  readonly probes?: OperationProbes;
  readonly signal?: AbortSignal | undefined;
  readonly onCase?: (found: CertificateCase, done: number) => void;
  /** Hears of weights that are put on the device first. */
  readonly onWeights?: OnWeights | undefined;
}

/**
 * Tests on this adapter what kernel sets claim, bit by bit: each operation by itself on generated inputs, and through the whole
 * model. Throws the signal's reason where aborted and the engine's errors; a claim that does not hold is a finding, not an error.
 */
export async function certify(options: CertifyOptions): Promise<Certificate> {
  const { engine, gpu, model, form, key, signal, onCase, onWeights } = options;
  const start = performance.now();
  const held = askedOf(options).whole.map(({ weights }) => weights);
  await prepareWeights(options, held, onWeights);
  const arithmetic = await engine.probeArithmetic();
  const cases: CertificateCase[] = [];
  const probes = options.probes ?? (gpu ? new DeviceProbes(gpu) : REPLAY_PROBES);
  const matrix = new Matrix({ ...options, probes });
  try {
    for await (const found of matrix.cases()) {
      signal?.throwIfAborted();
      cases.push(found);
      onCase?.(found, cases.length);
    }
  } finally {
    matrix.close();
    if (!options.probes) probes.close();
  }
  return {
    version: 2,
    form,
    key,
    engine: engine.kind,
    adapter: engine.adapter,
    ...(engine.tuning && { tuning: engine.tuning }),
    model: { name: model.name, hash: model.checkpoint.hash },
    arithmetic,
    passed: cases.every(({ outcome }) => outcome !== 'failed'),
    cells: cellsOf(cases),
    cases,
    milliseconds: performance.now() - start,
  };
}
