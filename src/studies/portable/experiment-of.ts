import { type Experiment, parseExperiment } from '../../experiment/schema.ts';
import type { ArmKind, PortableCase } from './cases.ts';
import { PROMPTS, promptIds } from './prompts.ts';

/** How each arm serves the same requests. */
const SERVED: Readonly<Record<ArmKind, object>> = {
  company: {},
  alone: { limits: { maxSequences: 1 } },
  // Cuts fall within prompts and within splits of keys.
  chunked: { limits: { maxSequences: 8 }, serving: { policy: { kind: 'chunked', budget: 13 } } },
  // Few at a time, so that who comes later finds in the cache what it shares with who came before.
  warm: { limits: { maxSequences: 3 }, serving: { prefix: 'on' } },
};

/**
 * A case as an experiment that any engine runs, under the kernel set `portable` unless another is asked for. `vocabulary`: of a model that is fed ids;
 * null where it reads texts.
 */
export function portableExperiment(
  of: PortableCase,
  vocabulary: number | null,
  kernels = 'portable',
): Experiment {
  const requests = Array.from({ length: of.prompts }, (_, i) => ({
    ...{ id: `p${i}`, role: 'probe', maxNewTokens: of.tokens, ignoreEos: true },
    ...(vocabulary === null ? { prompt: PROMPTS[i] } : { promptIds: promptIds(i, vocabulary) }),
  }));
  const ids = requests.map(({ id }) => id);
  const arms = of.arms.map((name) => ({
    ...{ name, kernels, dtype: of.dtype, weights: of.weights },
    requests: name === 'alone' ? ids.slice(0, of.alone ?? ids.length) : ids,
    ...(of.quantize && { quantize: of.quantize }),
    ...SERVED[name],
  }));
  const decoding = { temperature: of.temperature, seed: 23 };
  return parseExperiment({ version: 3, title: of.name.slice(0, 200), decoding, requests, arms });
}
