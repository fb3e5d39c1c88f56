import { checkLockstep } from '../../experiment/needs-load.ts';
import type { Experiment } from '../../experiment/schema.ts';
import { comparedPairs } from '../../lab/compare-arms.ts';
import { type PositionSetting, positionOfPair } from '../../lab/position-of-pair.ts';
import { runExperiment } from '../../lab/run.ts';
import { endedLines, positionLines } from '../../report/position.ts';
import { receiptReport } from '../../report/receipt.ts';
import { formatRun } from '../../report/run.ts';
import { runJUnit } from '../../report/run-junit.ts';
import { failedChecks, forksOf } from '../../results/checks.ts';
import { alignStreams, type StreamPair } from '../../results/diff.ts';
import { faultsOf, judgeReceipt } from '../../results/portable/judge-promise.ts';
import { firstVersionStreams } from '../../results/receipt.ts';
import { certifyRun } from '../../studies/certificate/session.ts';
import { storedCertificate, USER_AGENT } from '../certificate-store.ts';
import { exitCodeOf, FORKED, forkCodeOf } from '../checks.ts';
import type { Command } from '../command.ts';
import { DYNAMIC_WORDS, widthsInArms } from '../dynamic-options.ts';
import { modelOf, openEngine, openModelFor } from '../engine.ts';
import { readSent } from '../input.ts';
import { openFile, openOutput } from '../output.ts';
import { ALLOW_LINES, ALLOW_OPTION, allowAll, checkAllowed, withKernels } from '../own-kernels.ts';
import { showProgress, showReplay, showWeights } from '../progress.ts';
import { onlyFor, runServer, SERVER_LINES, SERVER_OPTIONS } from '../server-run.ts';
import { note } from '../terminal.ts';
import { parseCommand, wholeNumber } from '../usage.ts';

export const run: Command = {
  summary: 'run an experiment and compare its arms',
  help: `Usage: lab run <experiment.json | link> [options]

Runs every arm of an experiment in lockstep and compares the pairs it lists.
Fails (exit code 1) where two arms whose kernels are batch-invariant differ in any bit, or a request ends in an error.
Of a link that carries fingerprints it says whether they came out here: those of portable arms are a promise to every device, so that it
also fails where one differs although the adapter's probe held and model, prompt and rules are the link's.
With --fail-on-fork it also fails, with exit code ${FORKED}, where a compared pair forks or drawn companies end in several completions:
every answer was computed as it should be, and they differ.

  --model MODEL        a folder, nano or pico, hf:OWNER/NAME[@REVISION][:FILE.gguf], an https address or random:SHAPE[:LAYERS][:SEED]
                       (default: the model the experiment names)
  --engine ENGINE      webgpu (default), cpu, ort-webgpu or ort-wasm (f32 only); or server, see below
  --dynamic WIDTHS     in every arm a smaller width beside the weights', chosen by an estimated error: ${DYNAMIC_WORDS}; or none
  --fail-on-fork       exit code ${FORKED} where an answer follows the batch
  --position N         also show the logits of each compared pair at that generated token, counted from 0; of a large
                       vocabulary whole logits are not kept, and what was not measured is computed by running up to it again
  --junit FILE         also write JUnit XML: a test for each request and each compared pair
  --json FILE          also write the whole record; - for standard output, instead of the table
  --kernel LIKE=FILE[:ARM]
                       run a WGSL file of yours in the place of shaders/LIKE.wgsl (matmul_row, matmul_tile, add_norm or
                       attention), in one arm or in all; may be given several times
${ALLOW_LINES}

${SERVER_LINES}`,

  async perform(args, signal) {
    const options = {
      model: { type: 'string' },
      engine: { type: 'string', default: 'webgpu' },
      dynamic: { type: 'string' },
      'fail-on-fork': { type: 'boolean', default: false },
      position: { type: 'string' },
      junit: { type: 'string' },
      json: { type: 'string' },
      kernel: { type: 'string', multiple: true },
      ...ALLOW_OPTION,
      ...SERVER_OPTIONS,
    } as const;
    const { values, positionals } = parseCommand(args, options, ['an experiment file or link']);
    if (values.engine === 'server') return await runServer(values, positionals[0], signal);
    onlyFor(values);
    const position = values.position === undefined ? null : wholeNumber('--position', values.position, 0);
    const output = await openOutput(values.json);
    const writeJUnit = await openFile('--junit', values.junit);
    const failOnFork = values['fail-on-fork'];
    const sent = await readSent(positionals[0]);
    const asked = await withKernels(sent.experiment, values.kernel);
    checkAllowed(asked, values['allow-own-kernels']);
    const experiment = widthsInArms(asked.experiment, values.dynamic);
    checkLockstep(experiment);
    const needsText = experiment.requests.some((request) => request.promptIds === undefined);
    const model = await openModelFor(values.model ?? modelOf(experiment), needsText, experiment.arms);
    const { engine, gpu, own, close } = await openEngine(values.engine, model, experiment.arms);
    try {
      allowAll(own, asked);
      const stored = storedCertificate;
      const certified = await certifyRun({
        engine,
        gpu,
        own,
        model,
        experiment,
        userAgent: USER_AGENT,
        stored,
        signal,
        onWeights: showWeights(),
      });
      const setting = { model, engine, signal, ...certified };
      const receipt = receiptOf(sent, experiment);
      const wholeFingerprints = receipt ? firstVersionStreams(receipt.sent) : [];
      const onEvent = showProgress();
      const result = await runExperiment({ ...setting, experiment, wholeFingerprints, onEvent });
      const { record } = result;
      output.report(formatRun(record).trimEnd().split('\n'));
      const judged = receipt && judgeReceipt(receipt.sent, experiment, record);
      if (receipt && judged) output.report(['', ...receiptReport(judged, receipt.sent, record)]);
      const pairs = position === null ? [] : comparedPairs(experiment, record.arms, result, model);
      for (const pair of pairs) {
        const at = { ...setting, record, onProgress: showReplay() };
        output.report(['', ...(await linesAt(pair, position!, at))]);
      }
      if (position !== null && pairs.length === 0)
        output.report(['', 'no logits are shown: the experiment compares no pair']);
      await output.json(record);
      await writeJUnit?.(runJUnit(record, failOnFork));
      const failed = [...failedChecks(record), ...(judged ? faultsOf(judged) : [])];
      return exitCodeOf(failed) || (failOnFork ? forkCodeOf(forksOf(record)) : 0);
    } finally {
      close();
    }
  },
};

/** What a link's sender found, where what runs is the link's experiment. */
function receiptOf({ expected, experiment }: Awaited<ReturnType<typeof readSent>>, runs: Experiment) {
  if (!expected || Object.keys(expected.fingerprints).length === 0) return null;
  if (runs === experiment) return { sent: expected };
  note("the link's fingerprints are not compared: options changed its experiment");
  return null;
}

async function linesAt(pair: StreamPair, position: number, setting: PositionSetting): Promise<string[]> {
  const ended = endedLines(pair, position);
  if (ended) return ended;
  const { fork } = alignStreams(pair.a.tokens, pair.b.tokens);
  return positionLines(await positionOfPair(pair, position, setting), fork);
}
