import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LAB_SCOPE, labResource } from '../../audit/otlp/resource.ts';
import { otlpTraces, randomHex } from '../../audit/otlp/traces.ts';
import { chromeTrace } from '../../audit/trace/chrome-trace.ts';
import { OVERHEADS } from '../../audit/trace/overheads.ts';
import { traceRequest } from '../../audit/trace/trace-request.ts';
import {
  DEFAULT_REQUEST,
  MOST_COMPANY,
  MOST_TOKENS,
  tracedExperiment,
} from '../../audit/trace/traced-experiment.ts';
import { ACTIVATION_DTYPES, WEIGHT_DTYPES } from '../../numerics/dtypes.ts';
import { KERNEL_SETS } from '../../numerics/sets/sets.ts';
import { traceLines } from '../../report/audit-trace.ts';
import { ENGINE_KINDS } from '../../steps/engine.ts';
import { certifyRun } from '../../studies/certificate/session.ts';
import { storedCertificate, USER_AGENT } from '../certificate-store.ts';
import type { CommandPart } from '../command.ts';
import { checkDistinct } from '../distinct-files.ts';
import { openEngine, openModel, shippedModel, writtenModel } from '../engine.ts';
import { jsonText, openFile, openOutput } from '../output.ts';
import { showRequests, showWeights } from '../progress.ts';
import { listOf, oneOf, parseCommand, wholeNumber } from '../usage.ts';

const HELP = `Usage: lab audit trace [options]

Serves one request among others from its text to its answer and shows where its time goes: tokenising, queue, plan, tables,
upload, each kernel, readback, choice, digest, detokenising; then compares the answer with the one that it gets alone. Says
what the trace itself costs, and what is switched on to watch: requests with and without, in turn.

  --prompt TEXT        (default: "${DEFAULT_REQUEST.prompt}")
  --tokens N           that it generates, 2 to ${MOST_TOKENS} (default ${DEFAULT_REQUEST.tokens})
  --company N          others that are served with it, 0 to ${MOST_COMPANY} (default ${DEFAULT_REQUEST.company})
  --model MODEL        a folder, nano or pico, hf:OWNER/NAME[@REVISION][:FILE.gguf], an https address or random:SHAPE[:LAYERS][:SEED]
                       (default: nano)
  --engine ENGINE      webgpu (default), cpu, ort-webgpu or ort-wasm
  --set SET            kernels (default ${DEFAULT_REQUEST.set}): ${KERNEL_SETS.join(', ')}
  --dtype DTYPE        of the activations (default ${DEFAULT_REQUEST.activations}): ${ACTIVATION_DTYPES.join(', ')}
  --weights FORMAT     (default ${DEFAULT_REQUEST.weights}): ${WEIGHT_DTYPES.join(', ')}
  --with LIST          switch on, between commas: logits (all of them read back), captures (of every operation), log (a JSON line for
                       each step, to a file), certificate (the short one before each run)
  --pairs N            pairs of requests by which each is priced (default 20; 0: none)
  --chrome FILE        also write the trace for Perfetto and Chrome
  --otlp FILE          also write it as OTLP/JSON, the request by gen_ai.*, the rest by batchmates.*
  --json FILE          also write all of it; - for standard output, instead of the table

Neither --chrome nor --otlp writes the prompt or the answer.`;

const OPTIONS = {
  prompt: { type: 'string', default: DEFAULT_REQUEST.prompt },
  tokens: { type: 'string', default: String(DEFAULT_REQUEST.tokens) },
  company: { type: 'string', default: String(DEFAULT_REQUEST.company) },
  model: { type: 'string', default: shippedModel('nano') },
  engine: { type: 'string', default: 'webgpu' },
  set: { type: 'string', default: DEFAULT_REQUEST.set },
  dtype: { type: 'string', default: DEFAULT_REQUEST.activations },
  weights: { type: 'string', default: DEFAULT_REQUEST.weights },
  with: { type: 'string' },
  pairs: { type: 'string', default: '20' },
  chrome: { type: 'string' },
  otlp: { type: 'string' },
  json: { type: 'string' },
} as const;

export const traceCommand: CommandPart = { help: HELP, perform };

async function perform(args: readonly string[], signal: AbortSignal): Promise<number> {
  const { values } = parseCommand(args, OPTIONS, []);
  const kind = oneOf('engine', values.engine, ENGINE_KINDS);
  const asked = {
    prompt: values.prompt,
    tokens: wholeNumber('tokens', values.tokens, 2, MOST_TOKENS),
    company: wholeNumber('company', values.company, 0, MOST_COMPANY),
    set: oneOf('set', values.set, KERNEL_SETS),
    activations: oneOf('dtype', values.dtype, ACTIVATION_DTYPES),
    weights: oneOf('weights', values.weights, WEIGHT_DTYPES),
  };
  const overheads =
    values.with === undefined ? [] : listOf(values.with, (word) => oneOf('with', word, OVERHEADS));
  const pairs = wholeNumber('pairs', values.pairs, 0, 10_000);
  await checkDistinct({}, { '--json': values.json, '--chrome': values.chrome, '--otlp': values.otlp });
  const output = await openOutput(values.json);
  const writeChrome = await openFile('--chrome', values.chrome);
  const writeOtlp = await openFile('--otlp', values.otlp);
  const model = await openModel(values.model);
  const request = { ...asked, model: writtenModel(model) };
  const experiment = tracedExperiment(request);
  const { engine, gpu, own, close } = await openEngine(kind, model, experiment.arms);
  const log = openLog();
  try {
    const { invariantAs } = await certifyRun({
      ...{ engine, gpu, own, model, experiment, signal, userAgent: USER_AGENT, stored: storedCertificate },
      onWeights: showWeights(),
    });
    const trace = await traceRequest({
      ...{ asked: request, model, engine, gpu, signal, invariantAs, host: USER_AGENT, pairs },
      with: [...new Set(overheads)],
      log: log.write,
      onRequest: showRequests(),
    });
    output.report(traceLines(trace));
    await output.json(trace);
    await writeChrome?.(jsonText(chromeTrace(trace)));
    await writeOtlp?.(jsonText(otlpTraces(trace, resourceOf(trace.host), LAB_SCOPE, randomHex)));
    return 0;
  } finally {
    log.close();
    close();
  }
}

function resourceOf(host: string) {
  const [name, version] = host.split(' ');
  return labResource({ 'process.runtime.name': name, 'process.runtime.version': version });
}

/** A log as one would keep it: in a file, which goes once it has been paid for. */
function openLog() {
  const folder = mkdtempSync(join(tmpdir(), 'batchmates-log-'));
  const file = openSync(join(folder, 'steps.jsonl'), 'w');
  return {
    write: (line: string) => void writeSync(file, line),
    close() {
      closeSync(file);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
