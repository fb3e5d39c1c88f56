import type { Experiment } from '../../experiment/schema.ts';
import { withUsedShaders } from '../../experiment/shaders.ts';
import { runExperiment } from '../../lab/run.ts';
import { lookLines } from '../../report/look.ts';
import { guaranteeLines, lostLines } from '../../report/postures.ts';
import { entryWords, story } from '../../report/story.ts';
import type { RunRecord } from '../../results/record.ts';
import { paragraph } from '../../results/text.ts';
import { certifyRun } from '../../studies/certificate/session.ts';
import { findCacheEntry } from '../../studies/microscope/cache-entry.ts';
import { type LookPlace, lookInto } from '../../studies/microscope/microscope.ts';
import { choosePair, type PairChoice } from '../../studies/search/pair.ts';
import { storedCertificate, USER_AGENT } from '../certificate-store.ts';
import type { Command } from '../command.ts';
import { modelOf, openEngine, openModelFor } from '../engine.ts';
import { readExperiment } from '../input.ts';
import { openOutput } from '../output.ts';
import { ALLOW_LINES, ALLOW_OPTION, allowAll, checkAllowed } from '../own-kernels.ts';
import { showProgress, showWeights } from '../progress.ts';
import { pairNames, parseCommand, UsageError, wholeNumber } from '../usage.ts';

const OPTIONS = {
  pair: { type: 'string' },
  position: { type: 'string' },
  back: { type: 'boolean' },
  model: { type: 'string' },
  engine: { type: 'string', default: 'webgpu' },
  json: { type: 'string' },
  ...ALLOW_OPTION,
} as const;

export const look: Command = {
  summary: 'follow a difference from the first rounded bit to the token',
  help: `Usage: lab look <experiment.json | link> [options]

Runs a pair, then runs one step of it again in both arms with every operation's output kept: which operation differs first
and why, how the difference grows from layer to layer, and what it does to the token. The map shows each output's relative
difference; "=" are equal bits, ">" marks the first that differ, "~" those whose inputs differ and whose bits do not.

  --pair A,B           the two arms (default: the first pair that the experiment compares)
  --position N         the generated token (default: the fork, else the first whose logits differ, else 0)
  --back               where the difference came in through the cache, find the step that wrote it
  --model MODEL        a folder, nano or pico, hf:OWNER/NAME[@REVISION][:FILE.gguf], an https address or random:SHAPE[:LAYERS][:SEED]
                       (default: the model the experiment names)
  --engine ENGINE      webgpu (default), cpu, ort-webgpu or ort-wasm (f32 only)
  --json FILE          also write all of it; - for standard output, instead of the report
${ALLOW_LINES}`,

  async perform(args, signal) {
    const { values, positionals } = parseCommand(args, OPTIONS, ['an experiment file or link']);
    const output = await openOutput(values.json);
    const whole = await readExperiment(positionals[0]);
    const pair = choosePair(whole, pairNames(values.pair));
    const { maxNewTokens } = whole.requests.find(({ id }) => id === pair.probe)!;
    const position =
      values.position === undefined ? null : wholeNumber('position', values.position, 0, maxNewTokens - 1);
    const experiment = onlyPair(whole, pair);
    checkAllowed({ experiment, allowed: [] }, values['allow-own-kernels']);
    const needsText = experiment.requests.some((request) => request.promptIds === undefined);
    const model = await openModelFor(values.model ?? modelOf(experiment), needsText, experiment.arms);
    const { engine, gpu, own, close } = await openEngine(values.engine, model, experiment.arms);
    try {
      allowAll(own, { experiment });
      const setting = { experiment, model, engine, signal };
      const stored = storedCertificate;
      const onWeights = showWeights();
      const certified = await certifyRun({ ...setting, gpu, own, userAgent: USER_AGENT, stored, onWeights });
      const { record } = await runExperiment({ ...setting, ...certified, onEvent: showProgress() });
      const { invariantAs = null } = certified;
      const place = { ...pair, position: position ?? defaultPosition(record) };
      checkGenerated(place, record);
      const looked = await lookInto({ record, model, engine, signal, invariantAs, place });
      const { cacheLayer: layer } = looked.look;
      const back = values.back && layer !== null;
      const entry = back
        ? await findCacheEntry({ record, model, engine, signal, invariantAs, place, layer })
        : null;
      output.report([
        ...(record.lost.length > 0 ? [...lostLines(record.lost), ''] : []),
        ...lookLines(looked, record),
        ...(back ? ['', ...paragraph(entryWords(layer, entry, pair.b))] : []),
        '',
        ...guaranteeLines(record.postures),
      ]);
      const { lost, postures } = record;
      await output.json({ lost, look: looked.look, story: story(looked.look), entry, postures });
      return 0;
    } finally {
      close();
    }
  },
};

/** The experiment with one pair of arms. */
function onlyPair(experiment: Experiment, { a, b }: PairChoice): Experiment {
  const arms = experiment.arms.filter(({ name }) => name === a || name === b);
  return withUsedShaders({ ...experiment, arms, compare: [[a, b]] });
}

/** A completion may end before its most tokens, which is known once it has run. Throws UsageError. */
function checkGenerated({ a, probe, position }: LookPlace, { arms }: RunRecord): void {
  const of = arms.find(({ name }) => name === a)?.requests.find(({ id }) => id === probe);
  const tokens = of?.tokens.length ?? 0;
  if (position < tokens) return;
  throw new UsageError(
    tokens === 0
      ? `${probe} generated no token in ${a}: there is none to look into`
      : `--position: expected a token from 0 to ${tokens - 1}, where ${probe} ended in ${a}, found ${position}`,
  );
}

function defaultPosition({ diffs: [{ fork, firstDifference }] }: RunRecord): number {
  return fork ?? firstDifference ?? 0;
}
