import type { Labels, MetricRegistry } from '../metrics/registry.ts';
import { CANARY_RESULTS } from './canaries.ts';
import { INPUT_FAULTS, SCRIPT_LABELS } from './input-health.ts';
import { REFUSALS } from './monitored.ts';

/** Arms that have series of their own: an experiment's arms are named by whoever wrote it. */
const MOST_ARMS = 32;
const ARM = { arm: { most: MOST_ARMS } } as const;

/** Seconds: from one kernel to a request that waited. */
const SECONDS = [
  ...[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5],
  ...[1, 2.5, 5, 10, 25, 50, 100, 250],
];
const TOKENS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536, 131072];
const ULPS = [0, 1, 2, 4, 8, 16, 64, 256, 1024, 4096, 65536, 1048576];
const NATS = [0, 1e-12, 1e-10, 1e-8, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1, 10];
/** Those that the ends of names state. */
const UNITS = ['seconds', 'ratio'] as const;
const OUTCOMES = ['done', 'refused', 'failed', 'unfinished'] as const;

/** Of what has no label beside the arm. */
type NoLabels = Readonly<Record<never, never>>;

export type Instruments = ReturnType<typeof instrumentsOf>;

/** Every metric of a monitored run. Throws RangeError where the registry has them already. */
export function instrumentsOf(registry: MetricRegistry) {
  const make = armMetrics(registry);
  return { ...requestMetrics(make), ...inputMetrics(make), ...stepMetrics(make), ...bitMetrics(make) };
}

type Make = ReturnType<typeof armMetrics>;

/** Makes metrics of this lab, of each of which every arm has series of its own; `labels`: beside the arm. */
function armMetrics(registry: MetricRegistry) {
  const facts = <const L extends Labels>(name: string, help: string, labels: L) => {
    const unit = UNITS.find((each) => name.endsWith(`_${each}`));
    return { name: `batchmates_${name}`, help, ...(unit && { unit }), labels: { ...ARM, ...labels } };
  };
  return {
    counter: <const L extends Labels = NoLabels>(name: string, help: string, labels?: L) =>
      registry.counter(facts(`${name}_total`, help, labels ?? ({} as L))),
    gauge: <const L extends Labels = NoLabels>(name: string, help: string, labels?: L) =>
      registry.gauge(facts(name, help, labels ?? ({} as L))),
    histogram: (name: string, help: string, bounds: readonly number[]) =>
      registry.histogram({ ...facts(name, help, {}), bounds }),
  };
}

function requestMetrics({ counter, histogram }: Make) {
  return {
    requests: counter('requests', 'Requests that ended, by how.', { outcome: OUTCOMES }),
    refusals: counter('refusals', 'Requests that never ran, by what they were told.', { reason: REFUSALS }),
    ttft: histogram(
      'time_to_first_token_seconds',
      'Arrival to first token (TTFT), of requests that are done.',
      SECONDS,
    ),
    tpot: histogram(
      'time_per_output_token_seconds',
      'A token after the first on average (TPOT), a value a request.',
      SECONDS,
    ),
    itl: histogram('inter_token_latency_seconds', 'One token to the next (ITL), a value a token.', SECONDS),
    e2e: histogram(
      'request_latency_seconds',
      'Arrival to last token (E2E), of requests that are done.',
      SECONDS,
    ),
    promptTokens: histogram('prompt_tokens', 'Tokens of a prompt.', TOKENS),
    outputTokens: histogram('output_tokens', 'Tokens of an answer that is done.', TOKENS),
  };
}

function inputMetrics({ counter, histogram }: Make) {
  return {
    prompts: counter('prompts', 'Prompts, by the Unicode script of most of their letters.', {
      script: SCRIPT_LABELS,
    }),
    inputFaults: counter('input_faults', 'What is wrong with prompts; one may have several faults.', {
      fault: INPUT_FAULTS,
    }),
    promptCharacters: histogram('prompt_characters', 'Code points of a prompt.', TOKENS),
  };
}

function stepMetrics({ counter, gauge, histogram }: Make) {
  return {
    stepSeconds: histogram('step_seconds', 'How long a step took.', SECONDS),
    rows: histogram('step_rows', 'Rows of a step: M.', TOKENS),
    plans: gauge('plans', 'Distinct reduction plans that steps went by so far.'),
    planChanges: counter('plan_changes', 'Steps that went by another plan than the one before.'),
    waiting: gauge('waiting_requests', 'Requests that have arrived and wait.'),
    occupancy: gauge('kv_occupancy_ratio', 'Share of the KV pool that requests hold.'),
    occupancyPeak: gauge('kv_occupancy_peak_ratio', 'Its highest so far.'),
    blocks: gauge('kv_blocks', 'Blocks of the KV pool, by who holds them.', {
      state: ['held', 'cached', 'free'],
    }),
    preemptions: counter('preemptions', 'Times a request lost its blocks, by what became of them.', {
      how: ['recompute', 'swap'],
    }),
    evicted: counter('evicted_tokens', 'Keys that were dropped for good.'),
    found: counter('cached_tokens', 'Prompt tokens that were found in the prefix cache.'),
  };
}

function bitMetrics({ counter, gauge, histogram }: Make) {
  return {
    shadows: counter('shadow_positions', 'Positions of probes beside the same tokens alone.', {
      bits: ['equal', 'differing'],
    }),
    shadowUlp: histogram(
      'shadow_divergence_ulp',
      'Largest distance of a logit from the same alone, in ulp.',
      ULPS,
    ),
    shadowKl: histogram('shadow_kl_nats', 'KL of a probe’s next token from the same alone, in nats.', NATS),
    forks: counter('shadow_forks', 'Probes that would have been given another token alone.'),
    canaries: counter(
      'canaries',
      'Answers of the same probe prompt, by their fingerprint beside its first.',
      { fingerprint: CANARY_RESULTS },
    ),
    canaryUnchanged: gauge('canary_unchanged', '1 while every canary’s fingerprint is its first, else 0.'),
  };
}
