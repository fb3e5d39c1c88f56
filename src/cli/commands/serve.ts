import { ACTIVATION_DTYPES, QUANTIZE_MODES, WEIGHT_DTYPES } from '../../numerics/dtypes.ts';
import { KERNEL_SETS } from '../../numerics/sets/sets.ts';
import { hasKernelSets } from '../../results/posture.ts';
import type { RunningServer } from '../../serve/open-server.node.ts';
import { DEFAULT_LIMITS } from '../../serve/serve-limits.ts';
import { ENGINE_KINDS } from '../../steps/engine.ts';
import type { Command } from '../command.ts';
import { draftAsked } from '../draft-options.ts';
import { DYNAMIC_WORDS } from '../dynamic-options.ts';
import { openEngine, openModelFor, shippedModel } from '../engine.ts';
import { allowGrace, interruptedCode } from '../interruption.ts';
import { LoadLog } from '../load-log.ts';
import { POLICY_WORDS, shadowRate } from '../load-options.ts';
import { ALLOW_LINES, ALLOW_OPTION, checkAllowed } from '../own-kernels.ts';
import { programName } from '../program.ts';
import { ARM_OPTIONS, otherSets, servedExperiment } from '../serve/serve-arm.ts';
import { ServeLog } from '../serve/serve-log.ts';
import { exposureNotes, KEY_VARIABLE, PLACE_OPTIONS, placeAsked } from '../serve/serve-options.ts';
import { note, print } from '../terminal.ts';
import { isCoded, oneOf, parseCommand, UsageError } from '../usage.ts';

const OPTIONS = {
  model: { type: 'string', default: shippedModel('nano') },
  engine: { type: 'string', default: 'webgpu' },
  shadow: { type: 'string' },
  log: { type: 'string' },
  json: { type: 'boolean', default: false },
  ...ARM_OPTIONS,
  ...PLACE_OPTIONS,
  ...ALLOW_OPTION,
} as const;

/** Milliseconds that closing takes once everyone has ended. */
const CLOSING = 3000;

export const serve: Command = {
  summary:
    'serve a model to OpenAI-compatible clients: continuous batching by any kernel set, policy and mechanism',
  help: `Usage: lab serve [options]

Answers /v1/completions, /v1/chat/completions and /v1/models as OpenAI's and vLLM's servers do, /tokenize, /detokenize, /health, /version, /metrics
for Prometheus and /batchmates/events for whoever watches. Every answer tells its fingerprint, its posture and the M of each of its steps. Prints its
address; SIGINT or SIGTERM lets answers under way end (exit code 0), a second one does not.

  --model MODEL        a folder, nano or pico, hf:OWNER/NAME[@REVISION][:FILE.gguf], an https address or random:SHAPE[:LAYERS][:SEED]
                       (default nano)
  --engine ENGINE      ${ENGINE_KINDS.join(', ')} (default webgpu)
  --port PORT          (default 8000; 0: any that is free)
  --host HOST          (default 127.0.0.1: this machine alone)
  --api-key KEY        asked of everyone, but for /health; better in ${KEY_VARIABLE}, which no list of processes shows
  --cors ORIGIN        pages of this origin may ask too, or *: of any (default: pages of this machine)
  --set SET            ${KERNEL_SETS.join(', ')} (default invariant)
  --sets LIST          sets that a request may ask for itself, each with KV blocks of its own once one does, or none
                       (default variant,invariant,pinned)
  --dtype DTYPE        activations: ${ACTIVATION_DTYPES.join(', ')} (default bf16)
  --weights FORMAT     ${WEIGHT_DTYPES.join(', ')} (default stored)
  --quantize MODE      ${QUANTIZE_MODES.join(', ')} (default none)
  --like EXPERIMENT    serve as an arm of an experiment does, its mechanisms and bounds; options beside it go before
  --arm NAME           which one (default: the first)
  --policy POLICY      ${POLICY_WORDS}
  --precision-policy FORMAT[:LOWER:RAISE], --effort F:T:N, --capacity FACTOR, --sampler KEY, --draft DRAFT, --speculate K, --verify WINDOW
                       as lab load has them
  --dynamic WIDTHS     ${DYNAMIC_WORDS}; or none
  --max-sequences N    requests in a step (default 64)
  --step-tokens N      rows of a step (default 256)
  --blocks N           KV blocks of 16 positions (default: as many as --max-sequences of the longest requests need)
  --shadow N           compare whoever asks for it with itself alone, at every Nth token (default 1; 0: nobody)
  --max-body BYTES     of a request (default ${DEFAULT_LIMITS.body})
  --max-waiting N      requests that may wait; more are told to come again (default ${DEFAULT_LIMITS.waiting})
  --rate N             requests a minute from one address (default: any number)
  --drain-timeout S    seconds that answers under way may take to end (default 30)
  --log FILE           write a line for each step and each request, as lab load --jsonl does; it holds what was answered. On a
                       full disk it ends, the server does not; the exit code is 1 then
  --tell-prompts       let watchers see prompts and answers
  --json               print the address as a line of JSON
${ALLOW_LINES}`,

  async perform(args, signal) {
    const { values } = parseCommand(args, OPTIONS, []);
    const place = placeAsked(values, process.env);
    const kind = oneOf('engine', values.engine, ENGINE_KINDS);
    const sets = otherSets(values, hasKernelSets(kind));
    const shadows = shadowRate(values.shadow);
    const experiment = await servedExperiment(values, 'served');
    // The server's library: no other command has to load it.
    const { logLine, openHere } = await import('../serve/open-here.ts');
    checkAllowed({ experiment, allowed: [] }, values['allow-own-kernels']);
    const model = await openModelFor(values.model, true, experiment.arms, draftAsked(values)?.from);
    const log =
      values.log === undefined
        ? null
        : await LoadLog.begin(values.log, logLine(experiment, model, kind), '--log');
    const opened = await openEngine(kind, model, experiment.arms);
    try {
      for (const each of exposureNotes(place)) note(`warning: ${each}`);
      const kept = log && new ServeLog(log, note);
      const here = { experiment, model, opened, sets, shadows, place, log: kept, signal };
      const server = await openHere(here).catch((error) => {
        throw addressFault(error, place) ?? error;
      });
      allowGrace(place.drainMs + CLOSING);
      const { url } = server;
      print([values.json ? JSON.stringify({ url, model: model.name, pid: process.pid }) : url]);
      const code = await untilEnded(server, signal, place.drainMs);
      return kept?.ended ? code || 1 : code;
    } finally {
      log?.close();
      opened.close();
    }
  },
};

/** Serves until a signal comes. 0 where everyone under way had his answer; else the signal's code. */
async function untilEnded(server: RunningServer, signal: AbortSignal, drainMs: number): Promise<number> {
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const { running, waiting } = server.service.load;
  if (running + waiting > 0) note(`ending: ${running + waiting} answers are under way`);
  if (await server.drain(drainMs)) return 0;
  note(`${programName()}: answers were cut off after ${drainMs / 1000} s`);
  return interruptedCode() ?? 1;
}

function addressFault(error: unknown, { host, port }: { readonly host: string; readonly port: number }) {
  if (!isCoded(error)) return null;
  const at = `${host}:${port}`;
  if (error.code === 'EADDRINUSE') return new UsageError(`--port: ${at} is taken by another program`);
  if (error.code === 'EACCES') return new UsageError(`--port: this user may not listen at ${at}`);
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return new UsageError(`--host: ${host} is no address of this machine`);
  return null;
}
