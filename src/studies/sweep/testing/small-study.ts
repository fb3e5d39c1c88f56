import { parseStudy } from '../read-study.ts';
import type { Study } from '../study-schema.ts';

interface SmallStudy {
  /** A job for each, twice. */
  readonly seeds: number;
  /** Of each of its two requests; more of them take longer. */
  readonly tokens: number;
}

/** A study that a test can run: a request alone and in company, by two kernel sets, on random weights. */
export function smallStudy({ seeds, tokens }: SmallStudy): Study {
  const request = { maxNewTokens: tokens, ignoreEos: true };
  return parseStudy({
    version: 1,
    id: 'small',
    title: 'A small study',
    question: 'Does company change a bit of a request’s logits?',
    base: {
      version: 1,
      title: 'Company',
      model: { name: 'random:pico' },
      requests: [
        { ...request, id: 'probe', role: 'probe', prompt: 'Once upon a time' },
        { ...request, id: 'mate', role: 'clean', prompt: 'There was a king' },
      ],
      arms: [
        { name: 'alone', requests: ['probe'], kernels: 'variant' },
        { name: 'company', requests: ['probe', 'mate'], kernels: 'variant' },
      ],
      compare: [['alone', 'company']],
    },
    units: { kind: 'probes' },
    axes: [
      {
        name: 'kernels',
        values: ['variant', 'invariant'].map((set) => ({
          label: set,
          set: { 'base.arms.0.kernels': set, 'base.arms.1.kernels': set },
        })),
      },
    ],
    seeds: Array.from({ length: seeds }, (_, index) => index + 1),
    measures: ['bits', 'length'],
    hypotheses: [
      {
        id: 'variant-against-invariant',
        measure: 'bits',
        a: { axes: { kernels: 'variant' }, arm: 'alone' },
        b: { axes: { kernels: 'invariant' }, arm: 'alone' },
        kind: 'difference',
        smallest: 0.1,
      },
    ],
    plan: { n: seeds, correction: 'none' },
  });
}
