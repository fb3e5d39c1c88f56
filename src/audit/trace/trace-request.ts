import { RUN_PARTS } from '../../lab/arm-run.ts';
import { comparePairs } from '../../lab/compare-arms.ts';
import type { DiffRecord } from '../../results/record.ts';
import type { Engine } from '../../steps/engine.ts';
import { STEP_PARTS } from '../../steps/step-laps.ts';
import { buildSpans } from './build-spans.ts';
import type { Overhead } from './overheads.ts';
import { priceRequests } from './prices.ts';
import { RequestServer, type Served, type ServerSetting } from './request-server.ts';
import type { KernelClock, RequestTrace } from './request-trace.ts';
import { type Recorded, SpanRecorder } from './span-recorder.ts';
import { ALONE, SERVED, TRACED, type TracedRequest, tracedExperiment } from './traced-experiment.ts';

export interface TraceOptions extends Omit<ServerSetting, 'experiment'> {
  readonly asked: TracedRequest;
  readonly with: readonly Overhead[];
  /** Pairs of requests by which everything is priced; 0: nothing is. */
  readonly pairs: number;
  readonly host: string;
  readonly onRequest?: (done: number, total: number) => void;
  /** Hears the answer as soon as it is there, and when that was, in milliseconds since 1970. */
  readonly onAnswer?: (text: string, at: number) => void;
}

const WARM_REQUESTS = 3;

/**
 * Serves a request once with everything recorded, compares its answer with the one that it gets alone, and prices what was recorded and what was switched
 * on. Throws ExperimentError, the engine's errors, and the signal's reason where aborted.
 */
export async function traceRequest(options: TraceOptions): Promise<RequestTrace> {
  const { asked, engine, model, host, pairs, signal, onRequest } = options;
  const experiment = tracedExperiment(asked);
  const server = new RequestServer({ ...options, experiment });
  try {
    const overheads = new Set(options.with);
    // The first few compile kernels, touch memory and are interpreted: nobody waits for that again.
    for (let warm = 0; warm < WARM_REQUESTS; warm++) await server.serve(overheads);
    const spans = new SpanRecorder();
    spans.begin('trace');
    const served = await server.serve(overheads, spans);
    options.onAnswer?.(served.record.text, spans.at + spans.now());
    spans.begin('shadow');
    const alone = await server.alone();
    spans.end();
    spans.begin('diff');
    const diff = await diffOf(served, alone, options);
    spans.end();
    spans.end();
    const priced = ['nothing', 'trace', ...options.with] as const;
    const prices =
      pairs > 0
        ? await priceRequests(server, priced, { pairs, signal, ...(onRequest && { onRequest }) })
        : [];
    const { hash, parameters } = model.checkpoint;
    const kernelClock = clockOf(spans.recorded, engine);
    const built = buildSpans(spans.recorded, passOf(kernelClock, engine));
    return {
      version: 1,
      ...{
        host,
        engine: engine.kind,
        adapter: engine.adapter,
        model: { name: model.name, hash, parameters },
      },
      ...{ set: asked.set, activations: asked.activations, weights: asked.weights, company: asked.company },
      with: options.with,
      request: answerOf(served),
      ...{ diff, kernelClock, slack: built.slack, at: spans.at, spans: built.spans, prices },
      notes: model.warnings,
    };
  } finally {
    server.close();
  }
}

function answerOf({ record, ttft, tpot, e2el, steps }: Served): RequestTrace['request'] {
  const { promptTokens, tokens, text, fingerprint, finish } = record;
  return {
    ...{ ttft, tpot, e2el, steps, text, fingerprint },
    ...{ promptTokens: promptTokens.length, tokens: tokens.length },
    finish: finish.reason === 'end-of-text' ? 'stop' : 'length',
  };
}

async function diffOf(
  served: Served,
  alone: Pick<Served, 'record' | 'trace'>,
  { model, signal }: Pick<TraceOptions, 'model' | 'signal'>,
): Promise<DiffRecord> {
  const stream = (arm: string, { record, trace }: Pick<Served, 'record' | 'trace'>) => ({
    arm,
    tokens: record.tokens,
    trace,
  });
  const pair = {
    ...{ probe: TRACED, a: stream(SERVED, served), b: stream(ALONE, alone) },
    vocabulary: model.checkpoint.config.vocabSize,
    textOf: (token: number) => model.tokenizer.tokenText(token),
  };
  const [diff] = await comparePairs([pair], { signal });
  return diff;
}

function clockOf(recorded: readonly Recorded[], { kind }: Pick<Engine, 'kind'>): KernelClock {
  if (recorded.some(({ kernels }) => kernels)) return 'device';
  return kind === 'cpu' ? 'operations' : 'pass';
}

/** Which part of a step stands for its kernels. */
function passOf(clock: KernelClock, { kind }: Pick<Engine, 'kind'>): string | null {
  if (clock !== 'pass') return null;
  return kind === 'webgpu' ? STEP_PARTS.readback : RUN_PARTS.engine;
}
