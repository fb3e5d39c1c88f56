import { postureWords } from '../../../report/postures.ts';
import { pairKeyOf } from '../../../results/compare-reports.ts';
import { type Cell, csvText, quotedText } from '../../../results/csv.ts';
import { traceKey } from '../../../results/record.ts';
import type { RunView } from '../../state/lab-state.ts';
import { pairsOf } from '../../state/pairs.ts';

const COLUMNS = [
  'guarantee_lost',
  'arm_a',
  'arm_b',
  'probe',
  'position',
  'token_a',
  'text_a',
  'token_b',
  'text_b',
  'same_token',
  'probability_a',
  'probability_b',
  'margin_a',
  'perturbation',
  'differing_logits',
  'max_ulp_of_one_sign',
  'crossing_zero',
  'max_absolute',
  'kl_nats',
  'argmax_equal',
  'posture_a',
  'posture_b',
  'sampler',
  'grounds',
] as const;

/**
 * One line a pair and generated position (RFC 4180); figures stay empty where they were not computed or mean nothing. What is
 * guaranteed stands in every line: tables are cut and joined.
 */
export function tokensCsv({ experiment, record, streams, reports }: RunView): string {
  if (!experiment || !record) return '';
  const lost = record.lost.join('; ');
  const postureOf = (arm: string) => record.postures.find((posture) => posture.arm === arm);
  const rows = pairsOf(experiment).flatMap(({ a, b, probe }) => {
    const [ofA, ofB] = [a, b].map(({ name }) => streams[traceKey(name, probe.id)] ?? []);
    const [postureA, postureB] = [a, b].map(({ name }) => postureOf(name));
    const report = reports.pairs[pairKeyOf({ a: a.name, b: b.name, probe: probe.id })];
    const figures = new Map(report?.positions.map((at) => [at.position, at]));
    return Array.from({ length: Math.max(ofA.length, ofB.length) }, (_, position): Cell[] => {
      const [tokenA, tokenB] = [ofA[position], ofB[position]];
      const at = figures.get(position);
      return [
        lost,
        a.name,
        b.name,
        probe.id,
        position,
        tokenA?.token,
        tokenA && quotedText(tokenA.text),
        tokenB?.token,
        tokenB && quotedText(tokenB.text),
        tokenA && tokenB ? tokenA.token === tokenB.token : null,
        report?.probabilities.a[position],
        report?.probabilities.b[position],
        at?.margin,
        at?.perturbation,
        at?.differing,
        at?.maxUlpSameSign,
        at?.crossings,
        at?.maxAbsolute,
        at?.kl,
        at?.argmaxEqual,
        postureA && postureWords(postureA),
        postureB && postureWords(postureB),
        postureA?.sampler,
        postureA?.grounds,
      ];
    });
  });
  return `${COLUMNS.join(',')}\r\n${csvText(rows)}`;
}
