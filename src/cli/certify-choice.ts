import { ACTIVATION_DTYPES, PACKED_DTYPES } from '../numerics/dtypes.ts';
import { CURE, KERNEL_SETS } from '../numerics/sets/sets.ts';
import type { CertifiedOperation } from '../results/certificate-cell.ts';
import type { Claim } from '../studies/certificate/claims.ts';
import { MATRIX_OPERATIONS } from '../studies/certificate/summary.ts';
import { listOf, oneOf, UsageError } from './usage.ts';

/** Options of `certify` that leave cells out. */
export const CHOICE = {
  short: { type: 'boolean', default: false },
  only: { type: 'string' },
  set: { type: 'string' },
  dtype: { type: 'string' },
  weights: { type: 'string' },
  quantize: { type: 'string' },
} as const;

export interface ChoiceValues {
  readonly short: boolean;
  readonly only?: string | undefined;
  readonly set?: string | undefined;
  readonly dtype?: string | undefined;
  readonly weights?: string | undefined;
  readonly quantize?: string | undefined;
}

/** How products read activations: as they are, or as q8 by a scale for each row. */
export const READINGS = ['none', 'per-row'] as const;

/** As they are typed: `whole-model`. */
export const ONLY = MATRIX_OPERATIONS.map((operation) => operation.replace(' ', '-'));

/** What was chosen of a certificate's cells. */
export interface CertifyChoice {
  /** Undefined: all. */
  readonly operations: readonly CertifiedOperation[] | undefined;
  /** Throws UsageError where none is left. */
  claims(all: readonly Claim[]): Claim[];
  /** Nothing was left out. */
  readonly whole: boolean;
}

/** Weights as stored; and q8 activations in the dtype and the format that experiments have them in, which no weights need be stored in. */
function inShort({ weights, quantize, activations, formats }: Claim): boolean {
  return weights === 'stored' || (quantize !== undefined && activations === 'bf16' && formats.includes('q8'));
}

/** Reads the options, before a model is opened. Throws UsageError. */
export function readChoice({ short, only, set, dtype, weights, quantize }: ChoiceValues): CertifyChoice {
  const chosen = <T extends string>(name: string, text: string | undefined, words: readonly T[]) =>
    text === undefined ? null : listOf(text, (word) => oneOf(name, word, words));
  const operations = chosen('only', only, ONLY)?.map((word) => MATRIX_OPERATIONS[ONLY.indexOf(word)]);
  const sets = chosen('set', set, KERNEL_SETS);
  const dtypes = chosen('dtype', dtype, ACTIVATION_DTYPES);
  const formats = chosen('weights', weights, PACKED_DTYPES);
  const readings = chosen('quantize', quantize, READINGS);
  return {
    operations,
    claims(all) {
      const claims = all.filter(
        (claim) =>
          (!short || ((sets !== null || claim.kernels.matmul === CURE) && inShort(claim))) &&
          (!sets || sets.includes(claim.kernels.matmul)) &&
          (!dtypes || dtypes.includes(claim.activations)) &&
          (!readings || readings.some((reading) => reading === (claim.quantize ?? 'none'))) &&
          (!formats || claim.formats.some((format) => formats.includes(format))),
      );
      if (claims.length === 0)
        throw new UsageError('--short, --set, --dtype, --weights and --quantize leave nothing to test');
      return claims;
    },
    whole: !short && !operations && !sets && !dtypes && !formats && !readings,
  };
}
