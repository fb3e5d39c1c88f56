import { resolve } from 'node:path';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { LoadMonitor } from '../../audit/monitor/load-monitor.ts';
import { canonicalExperiment } from '../../experiment/canonical.ts';
import { modelsBeside } from '../../experiment/models-beside.ts';
import type { Experiment } from '../../experiment/schema.ts';
import { bothSinks } from '../../lab/load/both-sinks.ts';
import { linesSink } from '../../lab/load/lines-sink.ts';
import { loadSetting } from '../../lab/load/load-setting.ts';
import type { LoadSink } from '../../lab/load/load-sink.ts';
import { resolveLoad } from '../../lab/load/resolve-load.ts';
import { runLoad } from '../../lab/load/run-load.ts';
import type { LoadedModel } from '../../model/load.ts';
import { formatLoad } from '../../report/load.ts';
import { loadJson } from '../../results/load/load-json.ts';
import type { RunLine } from '../../results/load/load-lines.ts';
import type { LoadRecord } from '../../results/load/load-record.ts';
import { vllmBench } from '../../results/load/vllm-bench.ts';
import { ENGINE_KINDS } from '../../steps/engine.ts';
import { certifyRun } from '../../studies/certificate/session.ts';
import { METRIC_FILE_OPTIONS, type MetricFileOptions, openMetricFiles } from '../audit/metric-files.ts';
import { storedCertificate, USER_AGENT } from '../certificate-store.ts';
import { exitCodeOf } from '../checks.ts';
import type { Command } from '../command.ts';
import { draftAsked } from '../draft-options.ts';
import { DYNAMIC_WORDS } from '../dynamic-options.ts';
import { modelOf, type OpenEngine, openEngine, openModel, openModelFor, shippedModel } from '../engine.ts';
import { readExperiment } from '../input.ts';
import { withMeasuredOrder } from '../layer-order.ts';
import { LoadLog } from '../load-log.ts';
import { POLICY_WORDS, shadowRate, withOptions } from '../load-options.ts';
import { openFile, openOutput } from '../output.ts';
import { ALLOW_LINES, ALLOW_OPTION, allowAll, checkAllowed } from '../own-kernels.ts';
import { showLoad, showWeights } from '../progress.ts';
import { oneOf, parseCommand, shownPath, UsageError } from '../usage.ts';

const OPTIONS = {
  model: { type: 'string' },
  engine: { type: 'string', default: 'webgpu' },
  clock: { type: 'string' },
  policy: { type: 'string', multiple: true },
  'precision-policy': { type: 'string' },
  sampler: { type: 'string' },
  effort: { type: 'string' },
  route: { type: 'string' },
  misrouted: { type: 'string' },
  dynamic: { type: 'string' },
  capacity: { type: 'string' },
  trace: { type: 'string' },
  goodput: { type: 'string', multiple: true },
  shadow: { type: 'string' },
  draft: { type: 'string' },
  speculate: { type: 'string' },
  verify: { type: 'string' },
  json: { type: 'string' },
  jsonl: { type: 'string' },
  resume: { type: 'string' },
  vllm: { type: 'string' },
  'metrics-every': { type: 'string' },
  ...METRIC_FILE_OPTIONS,
  ...ALLOW_OPTION,
} as const;

export const load: Command = {
  summary: 'run an experiment under its traffic: a queue, memory that runs out, prompts that share',
  help: `Usage: lab load <experiment.json | link> [options]

Lets an experiment's requests arrive by a clock, its crowd among them, and serves them as each arm says. Prints latencies
(time to first token, per output token, between tokens, end to end), throughput, who was refused, and what memory did.
Fails (exit code 1) where a request ends in an error.

  --model MODEL        a folder, nano or pico, hf:OWNER/NAME[@REVISION][:FILE.gguf], an https address or random:SHAPE[:LAYERS][:SEED]
                       (default: the model the experiment names)
  --engine ENGINE      webgpu (default), cpu, ort-webgpu or ort-wasm (f32 only)
  --clock CLOCK        virtual: a step takes what a table says that is measured on this device first, gaps are jumped; real: as it
                       happens (default: as the experiment says, else virtual)
  --policy POLICY      serve every arm by ${POLICY_WORDS}; several times: an arm for each
  --precision-policy FORMAT[:LOWER:RAISE]
                       lower layers to q8 or q4 one by one while LOWER of the pool is held (default 0.9), raise them at RAISE (0.5); off: never
  --sampler KEY        draw every arm's tokens among the eight highest logits, noise keyed by token or rank; needs a temperature
  --effort F:T:N       let an answer shrink as it begins: whole where at most F others wait, N tokens where at least T do; none: not
  --route RULE         a second replica, and who is sent to it: balance, tier:FROM, overflow:WAITING, tokens:MOST,
                       compressed:LEAST-MOST, perplexity:MOST (by pico) or canary:PERCENT, which is tried until it is promoted or rolled
                       back, with :MODEL behind it where it runs another; none: one
  --misrouted P:TO     a fault: P percent of the requests, told by their names, are answered by TO: a model, a dtype, a format of weights,
                       or through a wrong prompt template: chatml or no-template
  --dynamic WIDTHS     in every arm a smaller width beside the weights', chosen by an estimated error: ${DYNAMIC_WORDS}; or none
  --capacity FACTOR    of a mixture of experts: in every arm each takes at most so many times an even share of a step's rows
  --trace FILE         requests of a recorded trace in the crowd's place: Azure's CSV, Mooncake's or Qwen-Bailian's JSONL
  --goodput NAME:MS    a limit for goodput: ttft, tpot or e2el, in milliseconds; may be given several times
  --draft DRAFT        ngram, or a model with the same tokenizer: it drafts tokens for every arm, which verifies several at a time
  --speculate K        drafted tokens a step, 0 to 8; auto or bandit: as many as pay (default 4; without --draft ngram drafts)
  --verify WINDOW      tell everyone only what invariant kernels, alone, choose too: verified so many tokens at a time, as in 64
  --shadow N           compare each probe's logits with the same tokens alone at every Nth token (default 1; 0: never)
  --json FILE          also write the whole record; - for standard output, instead of the table
  --jsonl FILE         write a line for each request and each step as the run goes; memory stays flat, and --json then has no requests
  --resume FILE        go on with a run that was broken off, from the lines that --jsonl wrote, with the same options
  --prometheus FILE    also write counters and histograms of the run in Prometheus' text format, --otlp FILE as OTLP/JSON:
                       at the end, and every --metrics-every SECONDS (default 15) while it goes
  --vllm FILE          also write what vllm bench serve --save-result --save-detailed writes; of several arms a line each
${ALLOW_LINES}`,

  async perform(args, signal) {
    const { values, positionals } = parseCommand(args, OPTIONS, ['an experiment file or link']);
    const lines = values.resume ?? values.jsonl;
    if (values.resume !== undefined && values.jsonl !== undefined)
      throw new UsageError('--resume: goes on writing to its file; expected no --jsonl beside it');
    if (lines !== undefined && values.vllm !== undefined)
      throw new UsageError('--vllm: holds every request; expected neither --jsonl nor --resume beside it');
    checkApart(values);
    const kind = oneOf('engine', values.engine, ENGINE_KINDS);
    const shadows = shadowRate(values.shadow);
    const output = await openOutput(values.json);
    const writeVllm = await openFile('--vllm', values.vllm);
    const asked = await withOptions(await readExperiment(positionals[0]), values);
    const wanted = values.model ?? modelOf(asked);
    const experiment = typeof wanted === 'string' ? await withMeasuredOrder(asked, wanted) : asked;
    checkAllowed({ experiment, allowed: [] }, values['allow-own-kernels']);
    const needsText =
      experiment.crowd !== undefined || experiment.requests.some(({ promptIds }) => promptIds === undefined);
    const model = await openModelFor(wanted, needsText, experiment.arms, draftAsked(values)?.from);
    const beside = await openBeside(experiment);
    const resolved = resolveLoad(experiment, model);
    const { log, arms } = await openLog(values, runLine(experiment, model, kind));
    const metrics = await openMetrics(values, model, kind);
    const sinkOf = sinksOf(log, metrics, model);
    const opened = await openEngine(kind, model, experiment.arms);
    let current = opened;
    try {
      allowAll(opened.own, { experiment });
      const { engine, gpu, own } = opened;
      const certified = await certifyRun({
        ...{ engine, gpu, own, model, experiment, signal, userAgent: USER_AGENT, stored: storedCertificate },
        onWeights: showWeights(),
      });
      const { onEvent, onMeasured, onCalibrated } = showLoad();
      const record = await runLoad(resolved, {
        ...{
          model,
          engine,
          signal,
          ...certified,
          ...loadSetting(experiment),
          shadows,
          onEvent,
          onMeasured,
          onCalibrated,
          beside,
        },
        notes: resolved.scaled === null ? [] : [resolved.scaled],
        keeping: { requests: log === null, steps: false },
        ...(sinkOf && { sinkOf }),
        ...(arms && { resumed: arms }),
        reopen: async () => {
          current.close();
          current = await openEngine(kind, model, experiment.arms);
          return current.engine;
        },
      });
      await metrics?.files.write();
      output.report(formatLoad(record).trimEnd().split('\n'));
      await output.json(loadJson(record));
      await writeVllm?.(vllmText(record));
      return exitCodeOf(failuresOf(record));
    } finally {
      log?.close();
      current.close();
    }
  },
};

/** Models that arms run beside the experiment's own, by name. */
async function openBeside(experiment: Experiment): Promise<ReadonlyMap<string, LoadedModel>> {
  const beside = new Map<string, LoadedModel>();
  for (const name of modelsBeside(experiment)) beside.set(name, await openModel(shippedModel(name)));
  return beside;
}

const FILES = ['json', 'jsonl', 'resume', 'vllm', 'prometheus', 'otlp'] as const;

/** Two results in one file: the last written would be all that is left. Throws UsageError. */
function checkApart(values: Readonly<Partial<Record<(typeof FILES)[number], string>>>): void {
  const known = new Map<string, string>();
  for (const option of FILES) {
    const path = values[option];
    if (path === undefined || path === '' || path === '-' || path.startsWith('/dev/')) continue;
    const other = known.get(resolve(path));
    if (other)
      throw new UsageError(`--${option}: ${shownPath(path)}: expected another file than --${other} has`);
    known.set(resolve(path), option);
  }
}

async function openLog(
  { jsonl, resume }: { readonly jsonl?: string; readonly resume?: string },
  run: RunLine,
) {
  if (resume !== undefined) return await LoadLog.goOn(resume, run);
  return { log: jsonl === undefined ? null : await LoadLog.begin(jsonl, run), arms: null };
}

/** Null where no metrics are asked for: nothing is counted then. Throws UsageError. */
async function openMetrics(values: MetricFileOptions, model: LoadedModel, engine: string) {
  const { maxPositions } = model.checkpoint.config;
  const monitor = new LoadMonitor({ windowMs: null, mostTokens: maxPositions });
  const attributes = { 'batchmates.model': model.name, 'batchmates.engine': engine };
  const files = await openMetricFiles(values, monitor, attributes);
  return files && { files, monitor };
}

/** Where entries go beside the record; null where nobody asked for them. */
function sinksOf(
  log: LoadLog | null,
  metrics: Awaited<ReturnType<typeof openMetrics>>,
  { tokenizer }: LoadedModel,
): ((arm: string) => LoadSink) | null {
  const lines = log && ((arm: string) => linesSink(arm, (line) => log.write(line)));
  if (!metrics) return lines;
  const { monitor, files } = metrics;
  const counted = (arm: string): LoadSink => {
    const sink = monitor.sinkOf(arm, tokenizer);
    return bothSinks(sink, { step: () => files.writeIfDue() });
  };
  return lines ? (arm) => bothSinks(lines(arm), counted(arm)) : counted;
}

function runLine(experiment: Experiment, model: LoadedModel, engine: OpenEngine['engine']['kind']): RunLine {
  const text = bytesToHex(sha256(utf8ToBytes(canonicalExperiment(experiment))));
  const { clock } = loadSetting(experiment);
  return { type: 'run', version: 1, experiment: text, model: model.checkpoint.hash, engine, clock };
}

function vllmText(record: LoadRecord): string {
  const date = new Date().toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return `${record.arms.map((arm) => JSON.stringify(vllmBench(record, arm, date))).join('\n')}\n`;
}

function failuresOf({ arms, lost }: LoadRecord): string[] {
  const failed = arms.flatMap(({ name, metrics }) =>
    metrics.failed > 0 ? [`${name}: ${metrics.failed} of its requests ended in an error`] : [],
  );
  return [...lost, ...failed];
}
