import type { Engine } from '../../engine/engine.ts';
import type { LoadedModel } from '../../model/load.ts';
import {
  ACTIVATION_DTYPES,
  type ActivationDtype,
  type KernelSet,
  type KernelSets,
} from '../../numerics/dtypes.ts';
import {
  ANY_SET_CASES,
  type Cases,
  type Finding,
  INVARIANT_CASES,
  mustDiffer,
  SHORT_CASES,
} from './cases.ts';
import type { Certificate, CertificateCase } from './certificate.ts';
import { ProbeArm } from './probe-arm.ts';

export interface CertifyOptions {
  readonly engine: Engine;
  readonly model: LoadedModel;
  /** Names adapter, driver, shaders and model shapes: what the certificate is valid for. */
  readonly key: string;
  readonly form: 'full' | 'short';
  /** Dtypes to certify; the short form wants those in use. */
  readonly dtypes?: readonly ActivationDtype[];
  readonly signal?: AbortSignal | undefined;
  readonly onCase?: (found: CertificateCase, done: number) => void;
}

/** Cases that share an arm. */
interface Suite {
  readonly set: KernelSet;
  readonly kernels: KernelSets;
  readonly dtype: ActivationDtype;
  readonly parallelism: number;
  readonly cases: readonly Cases[];
}

const uniform = (set: KernelSet): KernelSets => ({ matmul: set, rmsnorm: set, attention: set });

/**
 * Tests on this adapter what the kernel sets claim, bit by bit, through the whole model. Throws the signal's reason where
 * aborted and the engine's errors; a claim that does not hold is a finding, not an error.
 */
export async function certify(options: CertifyOptions): Promise<Certificate> {
  const { engine, model, form, key, signal, onCase } = options;
  const start = performance.now();
  const arithmetic = await engine.probeArithmetic();
  const cases: CertificateCase[] = [];
  for (const suite of suites(options)) {
    for await (const finding of runSuite(options, suite)) {
      signal?.throwIfAborted();
      const found = judge(suite, finding);
      cases.push(found);
      onCase?.(found, cases.length);
    }
  }
  return {
    version: 1,
    form,
    key,
    engine: engine.kind,
    adapter: engine.adapter,
    model: { name: model.name, hash: model.checkpoint.hash },
    arithmetic,
    passed: cases.every(({ passed }) => passed),
    cases,
    milliseconds: performance.now() - start,
  };
}

async function* runSuite({ engine, model }: CertifyOptions, suite: Suite): AsyncGenerator<Finding> {
  const arm = await ProbeArm.open(engine, model, suite.kernels, suite.dtype, suite.parallelism);
  try {
    for (const cases of suite.cases) yield* cases(arm);
  } finally {
    arm.close();
  }
}

function judge({ set, dtype }: Suite, { claim, name, differing, compared }: Finding): CertificateCase {
  const passed = claim === 'negative control' ? differing > 0 : differing === 0;
  const found =
    differing === 0 ? `${compared} logits bit-equal` : `${differing} of ${compared} logits differ`;
  return { claim, set, dtype, name, passed, found };
}

function suites({ form, dtypes = ACTIVATION_DTYPES }: CertifyOptions): Suite[] {
  const each = (set: KernelSet, cases: readonly Cases[]): Suite[] =>
    dtypes.map((dtype) => ({ set, kernels: uniform(set), dtype, parallelism: 64, cases }));
  if (form === 'short') return each('invariant', SHORT_CASES);
  return [
    ...each('invariant', INVARIANT_CASES),
    ...each('pinned', INVARIANT_CASES),
    ...each('variant', ANY_SET_CASES),
    ...NEGATIVE_CONTROLS,
  ];
}

/**
 * One operation variant, the others invariant, in f32, where nothing hides a difference. The attention rule follows the
 * number of decode rows only while it asks for fewer splits than there are runs of 32 keys: hence parallelism 8.
 */
const NEGATIVE_CONTROLS: readonly Suite[] = [
  control('matmul', 64, [
    mustDiffer('matmul', [1, 8]),
    mustDiffer('matmul', [8, 64]),
    mustDiffer('matmul', [1, 64]),
  ]),
  control('rmsnorm', 64, [mustDiffer('rmsnorm', [1, 17]), mustDiffer('rmsnorm', [17, 65])]),
  control('attention', 8, [mustDiffer('attention', [1, 8])]),
];

function control(operation: keyof KernelSets, parallelism: number, cases: readonly Cases[]): Suite {
  const kernels = { ...uniform('invariant'), [operation]: 'variant' };
  return { set: 'variant', kernels, dtype: 'f32', parallelism, cases };
}
