import { encodeLink } from '../../experiment/link.ts';
import { asksForRandom } from '../../experiment/model-name.ts';
import { asksForSource, modelNameFrom, modelNameOf, writeSource } from '../../experiment/model-source.ts';
import type { Experiment } from '../../experiment/schema.ts';
import type { LoadedModel } from '../../model/load.ts';
import { searchVerdict } from '../../report/fork-search.ts';
import { adapterName } from '../../results/adapter-name.ts';
import { paragraph } from '../../results/text.ts';
import { type ForkTrial, findForkingPrompt } from '../../studies/search/fork-search.ts';
import { modelQuestion } from '../../studies/search/model-question.ts';
import { OPENINGS } from '../../studies/search/openings.ts';
import type { Command } from '../command.ts';
import { openEngine, openModel, shippedModel } from '../engine.ts';
import { readExperiment } from '../input.ts';
import { namedSource } from '../model-place.ts';
import { openOutput } from '../output.ts';
import { showRuns } from '../progress.ts';
import { presetFile } from '../shipped-files.ts';
import { clearProgress } from '../terminal.ts';
import { parseCommand, wholeNumber } from '../usage.ts';

const MOST = 24;

const OPTIONS = {
  model: { type: 'string' },
  engine: { type: 'string', default: 'webgpu' },
  most: { type: 'string', default: String(MOST) },
  company: { type: 'string', default: '0' },
  first: { type: 'boolean' },
  json: { type: 'string' },
} as const;

export const findNeedle: Command = {
  summary: 'look for prompts whose answer forks on a model, and say how many of how many do',
  help: `Usage: lab find-needle [--model MODEL] [options]

Asks openings on a model, each alone and in the company of experiments/needle.json, in kernels that follow the batch, until
the two answers part or 64 tokens are alike. Nothing is staged: every prompt that was tried counts in the hit rate. Prints the
link of the first that forks; none is an answer too, and exits with 0.

  --model MODEL     a folder, hf:OWNER/NAME[@REVISION][:FILE.gguf], an https address or random:SHAPE[:LAYERS][:SEED] (default: nano)
  --engine ENGINE   webgpu (default), cpu, ort-webgpu or ort-wasm (f32 only)
  --most N          prompts to try at most, of ${OPENINGS.length} (default: ${MOST})
  --company N       other batchmates of the same lengths; 0 (default) is the preset's own company
  --first           end at the first fork: a search, not a rate
  --json FILE       also write every trial; - for standard output, instead of the report`,
  perform,
};

async function perform(args: readonly string[], signal: AbortSignal): Promise<number> {
  const { values } = parseCommand(args, OPTIONS, []);
  const most = wholeNumber('most', values.most, 1);
  const round = wholeNumber('company', values.company, 0);
  const output = await openOutput(values.json);
  const preset = await readExperiment(presetFile('needle'));
  const model = await openModel(values.model ?? shippedModel('nano'));
  const { engine, close } = await openEngine(values.engine, model);
  try {
    const { experiment, pair } = modelQuestion(preset, namedAs(model, values.model));
    const report = await findForkingPrompt({
      ...{ experiment, pair, model, engine, signal, most, round },
      all: values.first !== true,
      onProgress: showRuns(),
    });
    clearProgress();
    const verdict = searchVerdict(report.trials, values.first === true);
    const link = report.experiment && encodeLink({ experiment: report.experiment });
    output.report([
      ...paragraph(`${model.name} on ${adapterName(engine.adapter)}, ${pair.a} against ${pair.b}:`),
      '',
      ...report.trials.map(trialLine),
      '',
      ...paragraph(verdict),
      ...(link === null ? [] : ['', 'The first that forks:', link]),
    ]);
    await output.json({ model: { name: model.name, hash: model.checkpoint.hash }, verdict, ...report, link });
    return 0;
  } finally {
    close();
  }
}

/** What an experiment says of a loaded model: a link leads to it again where it has a place that others reach. */
function namedAs({ name, checkpoint }: LoadedModel, wanted = ''): Experiment['model'] {
  if (asksForRandom(wanted)) return { name: wanted };
  if (!asksForSource(wanted)) return { name: modelNameFrom(name) };
  const { source, revision } = namedSource(wanted);
  return {
    ...{ name: modelNameOf(source), source: writeSource(source), hash: checkpoint.hash },
    ...(revision !== null && { revision }),
  };
}

function trialLine({ prompt, fork, identical, positions }: ForkTrial): string {
  const what =
    fork === null
      ? `no fork in ${positions} tokens, ${identical ? 'the same bits' : 'other bits'}`
      : `fork at token ${fork}`;
  return `  ${what.padEnd(34)} ${JSON.stringify(prompt)}`;
}
