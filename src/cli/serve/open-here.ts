import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { version } from '../../../package.json';
import { canonicalExperiment } from '../../experiment/canonical.ts';
import type { Experiment } from '../../experiment/schema.ts';
import { liveSpec } from '../../lab/live/live-spec.ts';
import type { ShadowRate } from '../../lab/load/shadows.ts';
import { posturesOf } from '../../lab/postures.ts';
import type { LoadedModel } from '../../model/load.ts';
import { allOperations } from '../../numerics/sets/kernel-sets.ts';
import type { KernelSet } from '../../numerics/sets/sets.ts';
import { postureWords } from '../../report/postures.ts';
import { adapterName } from '../../results/adapter-name.ts';
import type { RunLine } from '../../results/load/load-lines.ts';
import { lostWords } from '../../results/lost.ts';
import { setsText } from '../../results/sets-text.ts';
import { openServer, type RunningServer } from '../../serve/open-server.node.ts';
import { certifyRun } from '../../studies/certificate/session.ts';
import { storedCertificate, USER_AGENT } from '../certificate-store.ts';
import { type OpenEngine, openEngine } from '../engine.ts';
import { allowAll } from '../own-kernels.ts';
import { showWeights } from '../progress.ts';
import { note, noteLines } from '../terminal.ts';
import type { ServeLog } from './serve-log.ts';
import type { ServePlace } from './serve-options.ts';

export interface ServeHere {
  readonly experiment: Experiment;
  readonly model: LoadedModel;
  readonly opened: OpenEngine;
  readonly sets: readonly KernelSet[];
  readonly shadows: ShadowRate | null;
  readonly place: ServePlace;
  readonly log: ServeLog | null;
  readonly signal: AbortSignal;
}

/** Certifies what is claimed, opens the service and its port. Throws what these throw. */
export async function openHere(here: ServeHere): Promise<RunningServer> {
  const { experiment, model, opened, sets, shadows, place, log, signal } = here;
  const { engine, gpu, own } = opened;
  const [arm] = experiment.arms;
  const others = sets.map((set) => ({ ...arm, name: `${arm.name} ${set}`, kernels: allOperations(set) }));
  const every: Experiment = { ...experiment, arms: [arm, ...others] };
  allowAll(own, { experiment });
  const { notes, ...certified } = await certifyRun({
    ...{ engine, gpu, own, model, signal, userAgent: USER_AGENT, stored: storedCertificate },
    experiment: every,
    onWeights: showWeights(),
  });
  for (const each of notes ?? []) note(each);
  const postures = posturesOf({ experiment, model, engine, ...certified }, every.arms);
  for (const lost of lostWords(postures)) note(`guarantee lost: ${lost}`);
  const wordsOf = new Map(sets.map((set, i) => [set, postureWords(postures[i + 1])]));
  let current = opened;
  const { limits, key, cors, loopback, host, port, tellPrompts } = place;
  return await openServer({
    live: {
      ...{ model, engine, otherSets: sets, shadows },
      ...('invariantAs' in certified && { invariantAs: certified.invariantAs }),
      spec: liveSpec(arm, model),
      reopen: async () => {
        current.close();
        current = await openEngine(engine.kind, model, experiment.arms);
        return current.engine;
      },
    },
    served: {
      model: model.name,
      facts: {
        ...{ hash: model.checkpoint.hash, engine: engine.kind, adapter: adapterName(engine.adapter) },
        ...{ dtype: arm.dtype, weights: arm.weights, set: setsText(arm.kernels) },
      },
      ...{
        created: Math.floor(Date.now() / 1000),
        maxPositions: model.checkpoint.config.maxPositions,
        version,
      },
      postureOf: (set) => (set === null ? undefined : wordsOf.get(set)) ?? postureWords(postures[0]),
    },
    ...{ limits, key, cors, loopback, host, port, tellPrompts },
    log: log && ((line) => log.write(line)),
    onDefect: (error) => noteLines(error.stack ?? error.message),
  });
}

/** The first line of a step log. */
export function logLine(
  experiment: Experiment,
  model: LoadedModel,
  engine: OpenEngine['engine']['kind'],
): RunLine {
  const text = bytesToHex(sha256(utf8ToBytes(canonicalExperiment(experiment))));
  return { type: 'run', version: 1, experiment: text, model: model.checkpoint.hash, engine, clock: 'real' };
}
