import { DEFAULT_CANARY } from '../experiment/route-schema.ts';
import type { Experiment } from '../experiment/schema.ts';
import { ACTIVATION_DTYPES, WEIGHT_DTYPES } from '../numerics/dtypes.ts';
import {
  DEFAULT_SERVING,
  type Misrouting,
  type Route,
  type RouteRule,
  type WrongReplica,
} from '../steps/serving.ts';
import { decimalNumber, UsageError, wholeNumber } from './usage.ts';

const ROUTE_FORM =
  'balance, tier:FROM, overflow:WAITING, tokens:MOST, compressed:LEAST-MOST, perplexity:MOST or canary:PERCENT, each with :MODEL behind it where the second replica runs another one';
const MISROUTED_FORM =
  'PERCENT:TO, as in 5:pico, TO being a model, a dtype, a format of weights, or a template: chatml or no-template';

/** Every arm with the route and the fault that are asked for, `none` taking what it has away. Throws UsageError. */
export function withReplicas(
  arms: Experiment['arms'],
  { route, misrouted }: { readonly route?: string | undefined; readonly misrouted?: string | undefined },
): Experiment['arms'] {
  if (route === undefined && misrouted === undefined) return arms;
  return arms.map((arm) => {
    const { route: before, faults: had, ...serving } = arm.serving ?? DEFAULT_SERVING;
    const to = route === undefined ? before : route === 'none' ? undefined : routeOf(route);
    const faults =
      misrouted === undefined
        ? had
        : misrouted === 'none'
          ? undefined
          : { misrouted: misroutedOf(misrouted) };
    return { ...arm, serving: { ...serving, ...(to && { route: to }), ...(faults && { faults }) } };
  });
}

/** Of `overflow:8:pico`. Throws UsageError. */
export function routeOf(word: string): Route {
  const [kind, ...rest] = word.split(':');
  const by = ruleOf(kind, rest[0]);
  if (!by) throw new UsageError(`--route: expected ${ROUTE_FORM}, found "${word}"`);
  const model = rest.slice(kind === 'balance' ? 0 : 1).join(':');
  return { to: model === '' ? {} : { model }, by };
}

function ruleOf(kind: string, value = ''): RouteRule | null {
  const quality = { kind: 'quality', isolated: true } as const;
  switch (kind) {
    case 'balance':
      return { kind };
    case 'tier':
      return { kind, from: wholeNumber('route tier', value, 1) };
    case 'overflow':
      return { kind, waiting: wholeNumber('route overflow', value, 1) };
    case 'tokens':
      return { ...quality, tokens: wholeNumber('route tokens', value, 1) };
    case 'compressed': {
      const [least, most, ...more] = value.split('-').map((part) => decimalNumber('route compressed', part));
      if (most === undefined || more.length > 0) return null;
      return { ...quality, compressed: { least, most } };
    }
    case 'canary':
      return canaryOf(value);
    case 'perplexity':
      return { ...quality, perplexity: { model: 'pico', most: decimalNumber('route perplexity', value) } };
    default:
      return null;
  }
}

/** With what the schema fills in; whether answers are right is asked where an experiment's crowd asks tasks. */
function canaryOf(percent: string): RouteRule {
  const share = decimalNumber('route canary', percent) / 100;
  if (!(share >= 0.001 && share <= 0.9))
    throw new UsageError(`--route: expected 0.1 to 90 percent for a canary, found "${percent}"`);
  return { ...DEFAULT_CANARY, share };
}

/** Of `5:pico`. Throws UsageError. */
function misroutedOf(word: string): Misrouting {
  const [percent, ...rest] = word.split(':');
  const to = rest.join(':');
  if (to === '') throw new UsageError(`--misrouted: expected ${MISROUTED_FORM}, found "${word}"`);
  const share = decimalNumber('misrouted', percent) / 100;
  if (share > 1) throw new UsageError(`--misrouted: expected at most 100 percent, found "${percent}"`);
  return { share, seed: 0, to: replicaOf(to) };
}

function replicaOf(word: string): WrongReplica {
  if (word === 'chatml') return { template: word };
  if (word === 'no-template') return { template: 'none' };
  const dtype = ACTIVATION_DTYPES.find((each) => each === word);
  if (dtype) return { dtype };
  const weights = WEIGHT_DTYPES.find((each) => each === word);
  return weights ? { weights } : { model: word };
}
