import { DEFAULT_CANARY } from '../../../experiment/route-schema.ts';
import { allOperations, commonSet } from '../../../numerics/sets/kernel-sets.ts';
import type { Misrouting, Route, RouteRule, Serving, WrongReplica } from '../../../steps/serving.ts';
import { SelectField } from '../../kit/choices.tsx';
import fields from '../../kit/styles/fields.module.css';
import { CanaryFields } from './canary-fields.tsx';
import type { ServingChange } from './load-edits.ts';
import { NumberField } from './number-field.tsx';

/** Rules with the numbers that suit a shipped model, as they are first chosen. */
const RULES: Readonly<Record<string, RouteRule>> = {
  balance: { kind: 'balance' },
  tier: { kind: 'tier', from: 1 },
  overflow: { kind: 'overflow', waiting: 4 },
  tokens: { kind: 'quality', tokens: 40, isolated: true },
  compressed: { kind: 'quality', compressed: { least: 0.5, most: 0.95 }, isolated: true },
  perplexity: { kind: 'quality', perplexity: { model: 'pico', most: 150 }, isolated: true },
  canary: DEFAULT_CANARY,
};
const RULE_WORDS: Readonly<Record<string, string>> = {
  none: 'one replica',
  balance: 'two, wherever fewer are',
  tier: 'two, lower tiers apart',
  overflow: 'two, overflow to the second',
  tokens: 'two, long prompts apart',
  compressed: 'two, by compressibility',
  perplexity: 'two, by perplexity under pico',
  canary: 'two, the second a canary on trial',
};
const WRONGS: Readonly<Record<string, WrongReplica | null>> = {
  none: null,
  pico: { model: 'pico' },
  nano: { model: 'nano' },
  f16: { dtype: 'f16' },
  q8: { weights: 'q8' },
  q4: { weights: 'q4' },
  chatml: { template: 'chatml' },
  'no-template': { template: 'none' },
};
const WRONG_WORDS: Readonly<Record<string, string>> = {
  none: 'nobody',
  chatml: 'a chat template',
  'no-template': 'no template',
};
const MODELS = ['same', 'pico', 'nano'] as const;

interface RouteFieldsProps {
  readonly serving: Pick<Serving, 'route' | 'faults'>;
  readonly onChange: (change: ServingChange) => void;
}

/** Whether requests have a second replica, who is sent there, and how many go astray. */
export function RouteFields({ serving: { route, faults }, onChange }: RouteFieldsProps) {
  return (
    <>
      <div className={fields.wide}>
        <SelectField
          label="Replicas"
          value={route ? nameOf(route.by) : 'none'}
          options={Object.keys(RULE_WORDS)}
          words={(name) => RULE_WORDS[name]}
          onChange={(name) => onChange({ route: name === 'none' ? null : { to: {}, by: RULES[name] } })}
        />
      </div>
      {route && <RouteDetails route={route} onChange={(changed) => onChange({ route: changed })} />}
      <SelectField
        label="Gone astray, to"
        value={wrongOf(faults?.misrouted)}
        options={Object.keys(WRONGS)}
        words={(name) => WRONG_WORDS[name] ?? name}
        onChange={(name) => {
          const to = WRONGS[name];
          const { share = 0.05, seed = 0 } = faults?.misrouted ?? {};
          onChange({ faults: to ? { misrouted: { share, seed, to } } : null });
        }}
      />
      {faults && (
        <NumberField
          label="Percent astray"
          value={100 * faults.misrouted.share}
          onChange={(percent) =>
            onChange({ faults: { misrouted: { ...faults.misrouted, share: percent / 100 } } })
          }
        />
      )}
    </>
  );
}

function RouteDetails({
  route,
  onChange,
}: {
  readonly route: Route;
  readonly onChange: (route: Route) => void;
}) {
  const { to, by } = route;
  const { model: _, ...rest } = to;
  const { weights: __, ...unweighted } = to;
  const { kernels: ___, ...kernelless } = to;
  return (
    <>
      <SelectField
        label="Second runs"
        value={MODELS.find((model) => model === to.model) ?? 'same'}
        options={MODELS}
        words={(model) => (model === 'same' ? 'the same model' : model)}
        onChange={(model) => onChange({ by, to: model === 'same' ? rest : { ...rest, model } })}
      />
      {by.kind === 'canary' && (
        <>
          <SelectField
            label="Its weights"
            value={to.weights ?? 'same'}
            options={['same', 'f32', 'q8', 'q4']}
            words={(weights) => (weights === 'same' ? 'as the arm’s' : weights)}
            onChange={(weights) => onChange({ by, to: weights === 'same' ? unweighted : { ...to, weights } })}
          />
          <SelectField
            label="Its kernels"
            value={to.kernels ? (commonSet(to.kernels) ?? 'same') : 'same'}
            options={['same', 'variant', 'invariant']}
            words={(set) => (set === 'same' ? 'as the arm’s' : set)}
            onChange={(set) =>
              onChange({ by, to: set === 'same' ? kernelless : { ...to, kernels: allOperations(set) } })
            }
          />
          <CanaryFields by={by} onChange={(changed) => onChange({ to, by: changed })} />
        </>
      )}
      {by.kind === 'overflow' && (
        <NumberField
          label="From … waiting on"
          value={by.waiting}
          onChange={(waiting) => onChange({ to, by: { ...by, waiting } })}
        />
      )}
      {by.kind === 'quality' && by.tokens !== undefined && (
        <NumberField
          label="Over … tokens"
          value={by.tokens}
          onChange={(tokens) => onChange({ to, by: { ...by, tokens } })}
        />
      )}
    </>
  );
}

function nameOf(by: RouteRule): string {
  if (by.kind !== 'quality') return by.kind;
  if (by.perplexity) return 'perplexity';
  return by.compressed ? 'compressed' : 'tokens';
}

function wrongOf(misrouted: Misrouting | undefined): string {
  if (!misrouted) return 'none';
  const { model, dtype, weights, template } = misrouted.to;
  const of = template === 'none' ? 'no-template' : template;
  return [model, dtype, weights, of].find((word) => word !== undefined && word in WRONGS) ?? 'none';
}
