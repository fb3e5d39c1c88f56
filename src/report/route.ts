import { commonSet } from '../numerics/sets/kernel-sets.ts';
import { fairnessOf, type ServedGroup } from '../results/load/fairness.ts';
import type { LoadArm } from '../results/load/load-record.ts';
import { grouped } from '../results/text.ts';
import type { Misrouting, Route, RouteRule, WrongReplica } from '../steps/serving.ts';
import { canaryWords } from './canary.ts';

/** `to a second replica (pico) while 8 wait`. */
export function routeWords({ to, by }: Route): string {
  if (by.kind === 'quality' && !by.isolated) return `${ruleWords(by)} one tier lower`;
  return `${ruleWords(by)} to a second replica (${replicaWords(to)})`;
}

function ruleWords(by: RouteRule): string {
  switch (by.kind) {
    case 'balance':
      return 'wherever fewer are';
    case 'tier':
      return `tiers from ${by.from} on`;
    case 'overflow':
      return `while ${grouped(by.waiting)} wait, newcomers`;
    case 'canary':
      return canaryWords(by);
    case 'quality': {
      const { least, most } = by.compressed ?? {};
      return [
        ...(by.tokens === undefined ? [] : [`over ${grouped(by.tokens)} tokens`]),
        ...(least === undefined ? [] : [`compressed below ${least}`]),
        ...(most === undefined ? [] : [`compressed above ${most}`]),
        ...(by.perplexity ? [`perplexity above ${by.perplexity.most} by ${by.perplexity.model}`] : []),
      ]
        .join(' or ')
        .replace(/^/, 'prompts ');
    }
  }
}

const TEMPLATE_WORDS = { chatml: 'ChatML around the prompt', none: 'messages without a template' } as const;

/** `pico, f32, q8 weights`; `the same` where nothing is other. */
function replicaWords({ model, dtype, weights, kernels, speed, template }: WrongReplica): string {
  const words = [
    ...(model ? [model] : []),
    ...(dtype ? [dtype] : []),
    ...(weights ? [`${weights} weights`] : []),
    ...(kernels ? [`${commonSet(kernels) ?? 'mixed'} kernels`] : []),
    ...(template ? [TEMPLATE_WORDS[template]] : []),
    ...(speed ? [`${speed} times as fast`] : []),
  ];
  return words.length > 0 ? words.join(', ') : 'the same';
}

/** `2 % go astray (pico)`. */
export function misroutedWords({ share, to }: Misrouting): string {
  return `${100 * share} % go astray (${replicaWords(to)})`;
}

/** How evenly an arm with replicas served, and each tier at each; empty where it has none, or nothing is kept. */
export function fairnessLines({ serving, requests }: LoadArm): string[] {
  const fairness = serving.route ? fairnessOf(requests) : null;
  if (!fairness) return [];
  return [
    `  fairness (Jain, tokens a second) ${fairness.jain.toFixed(3)}`,
    ...fairness.groups.map(groupLine),
  ];
}

function groupLine({ tier, replica, requests, done, ttft, e2el }: ServedGroup): string {
  const at = replica === 0 ? 'own replica' : 'second replica';
  const ms = (value: number | undefined) => (value === undefined ? '-' : `${grouped(Math.round(value))} ms`);
  return `    tier ${tier}, ${at}: ${grouped(done)} of ${grouped(requests)} done, first token ${ms(ttft?.p50)}, p95 ${ms(ttft?.p95)}, end to end ${ms(e2el?.p50)}`;
}
