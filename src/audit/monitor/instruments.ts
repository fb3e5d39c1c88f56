import type { MetricRegistry } from '../metrics/registry.ts';
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
const OUTCOMES = ['done', 'refused', 'failed', 'unfinished'] as const;

export type Instruments = ReturnType<typeof instrumentsOf>;

/** Every metric of a monitored run. Throws RangeError where the registry has them already. */
export function instrumentsOf(registry: MetricRegistry) {
  return {
    ...requestMetrics(registry),
    ...inputMetrics(registry),
    ...stepMetrics(registry),
    ...bitMetrics(registry),
  };
}

function requestMetrics(registry: MetricRegistry) {
  const seconds = (name: string, help: string) =>
    registry.histogram({
      name: `batchmates_${name}_seconds`,
      help,
      unit: 'seconds',
      bounds: SECONDS,
      labels: ARM,
    });
  return {
    requests: registry.counter({
      ...{ name: 'batchmates_requests_total', help: 'Requests that ended, by how.' },
      labels: { ...ARM, outcome: OUTCOMES },
    }),
    refusals: registry.counter({
      ...{ name: 'batchmates_refusals_total', help: 'Requests that never ran, by what they were told.' },
      labels: { ...ARM, reason: REFUSALS },
    }),
    ttft: seconds('time_to_first_token', 'Arrival to first token (TTFT), of requests that are done.'),
    tpot: seconds('time_per_output_token', 'A token after the first on average (TPOT), a value a request.'),
    itl: seconds('inter_token_latency', 'One token to the next (ITL), a value a token.'),
    e2e: seconds('request_latency', 'Arrival to last token (E2E), of requests that are done.'),
    promptTokens: registry.histogram({
      ...{ name: 'batchmates_prompt_tokens', help: 'Tokens of a prompt.', bounds: TOKENS, labels: ARM },
    }),
    outputTokens: registry.histogram({
      ...{
        name: 'batchmates_output_tokens',
        help: 'Tokens of an answer that is done.',
        bounds: TOKENS,
        labels: ARM,
      },
    }),
  };
}

function inputMetrics(registry: MetricRegistry) {
  return {
    prompts: registry.counter({
      ...{
        name: 'batchmates_prompts_total',
        help: 'Prompts, by the Unicode script of most of their letters.',
      },
      labels: { ...ARM, script: SCRIPT_LABELS },
    }),
    inputFaults: registry.counter({
      ...{
        name: 'batchmates_input_faults_total',
        help: 'What is wrong with prompts; one may have several faults.',
      },
      labels: { ...ARM, fault: INPUT_FAULTS },
    }),
    promptCharacters: registry.histogram({
      ...{
        name: 'batchmates_prompt_characters',
        help: 'Code points of a prompt.',
        bounds: TOKENS,
        labels: ARM,
      },
    }),
  };
}

function stepMetrics(registry: MetricRegistry) {
  return {
    stepSeconds: registry.histogram({
      ...{
        name: 'batchmates_step_seconds',
        help: 'How long a step took.',
        unit: 'seconds',
        bounds: SECONDS,
        labels: ARM,
      },
    }),
    rows: registry.histogram({
      ...{ name: 'batchmates_step_rows', help: 'Rows of a step: M.', bounds: TOKENS, labels: ARM },
    }),
    plans: registry.gauge({
      ...{
        name: 'batchmates_plans',
        help: 'Distinct reduction plans that steps went by so far.',
        labels: ARM,
      },
    }),
    planChanges: registry.counter({
      ...{
        name: 'batchmates_plan_changes_total',
        help: 'Steps that went by another plan than the one before.',
        labels: ARM,
      },
    }),
    waiting: registry.gauge({
      ...{ name: 'batchmates_waiting_requests', help: 'Requests that have arrived and wait.', labels: ARM },
    }),
    occupancy: registry.gauge({
      ...{
        name: 'batchmates_kv_occupancy_ratio',
        help: 'Share of the KV pool that requests hold.',
        unit: 'ratio',
        labels: ARM,
      },
    }),
    occupancyPeak: registry.gauge({
      ...{
        name: 'batchmates_kv_occupancy_peak_ratio',
        help: 'Its highest so far.',
        unit: 'ratio',
        labels: ARM,
      },
    }),
    blocks: registry.gauge({
      ...{ name: 'batchmates_kv_blocks', help: 'Blocks of the KV pool, by who holds them.' },
      labels: { ...ARM, state: ['held', 'cached', 'free'] },
    }),
    preemptions: registry.counter({
      ...{
        name: 'batchmates_preemptions_total',
        help: 'Times a request lost its blocks, by what became of them.',
      },
      labels: { ...ARM, how: ['recompute', 'swap'] },
    }),
    evicted: registry.counter({
      ...{ name: 'batchmates_evicted_tokens_total', help: 'Keys that were dropped for good.', labels: ARM },
    }),
    found: registry.counter({
      ...{
        name: 'batchmates_cached_tokens_total',
        help: 'Prompt tokens that were found in the prefix cache.',
        labels: ARM,
      },
    }),
  };
}

function bitMetrics(registry: MetricRegistry) {
  return {
    shadows: registry.counter({
      ...{
        name: 'batchmates_shadow_positions_total',
        help: 'Positions of probes beside the same tokens alone.',
      },
      labels: { ...ARM, bits: ['equal', 'differing'] },
    }),
    shadowUlp: registry.histogram({
      ...{
        name: 'batchmates_shadow_divergence_ulp',
        help: 'Largest distance of a logit from the same alone, in ulp.',
      },
      ...{ bounds: ULPS, labels: ARM },
    }),
    shadowKl: registry.histogram({
      ...{
        name: 'batchmates_shadow_kl_nats',
        help: 'KL of a probe’s next token from the same alone, in nats.',
      },
      ...{ bounds: NATS, labels: ARM },
    }),
    forks: registry.counter({
      ...{
        name: 'batchmates_shadow_forks_total',
        help: 'Probes that would have been given another token alone.',
        labels: ARM,
      },
    }),
    canaries: registry.counter({
      ...{
        name: 'batchmates_canaries_total',
        help: 'Answers of the same probe prompt, by their fingerprint beside its first.',
      },
      labels: { ...ARM, fingerprint: CANARY_RESULTS },
    }),
    canaryUnchanged: registry.gauge({
      ...{
        name: 'batchmates_canary_unchanged',
        help: '1 while every canary’s fingerprint is its first, else 0.',
        labels: ARM,
      },
    }),
  };
}
