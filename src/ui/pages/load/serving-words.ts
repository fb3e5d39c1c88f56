import { effortWords } from '../../../report/load.ts';
import { routeWords } from '../../../report/route.ts';
import type { Serving } from '../../../steps/serving.ts';

/** What a policy is called on the page. */
export const POLICY_WORDS: Readonly<Record<Serving['policy']['kind'], string>> = {
  static: 'static batches',
  fcfs: 'continuous, first come first served',
  'prefill-first': 'prefill first',
  chunked: 'chunked prefill',
  tiers: 'priority tiers',
  shortest: 'shortest first',
};

export const PRESSURE_WORDS: Readonly<Record<Serving['memory']['pressure'], string>> = {
  recompute: 'recompute',
  swap: 'swap to host memory',
  evict: 'evict (lossy)',
};

/** A policy with its number: `chunked prefill, 64 tokens a step`. */
export function policyWords({ policy }: Pick<Serving, 'policy'>): string {
  const words = POLICY_WORDS[policy.kind];
  if (policy.kind === 'static') return `${words} of ${policy.batch}`;
  return policy.kind === 'chunked' ? `${words}, ${policy.budget} tokens a step` : words;
}

/** What became different when a mechanism was switched, for a mark in a chart; empty where nothing did. */
export function switchWords(before: Serving, now: Serving): string {
  const parts = [
    ...(policyWords(before) === policyWords(now) ? [] : [policyWords(now)]),
    ...(before.memory.pressure === now.memory.pressure ? [] : [PRESSURE_WORDS[now.memory.pressure]]),
    ...(before.prefix === now.prefix ? [] : [`prefix reuse ${now.prefix}`]),
    ...(before.packing === now.packing ? [] : [`packing ${now.packing}`]),
    ...(JSON.stringify(before.cascade) === JSON.stringify(now.cascade)
      ? []
      : [`cascade ${now.cascade ? 'on' : 'off'}`]),
    ...(before.disaggregated === now.disaggregated ? [] : [now.disaggregated ? 'two queues' : 'one queue']),
    ...(JSON.stringify(before.effort) === JSON.stringify(now.effort)
      ? []
      : [now.effort ? effortWords(now.effort) : 'answers whole']),
    ...(JSON.stringify(before.route) === JSON.stringify(now.route)
      ? []
      : [now.route ? routeWords(now.route) : 'one replica']),
    ...(JSON.stringify(before.admission) === JSON.stringify(now.admission) ? [] : ['admission limits']),
  ];
  return parts.join(', ');
}
