/**
 * Computes the example that the page shows before anything is downloaded: runs the preset through the lab in Node and writes the
 * record, with what the page draws of it, to public/examples/, and parts of it for the page of the web components, public/elements/. To be run again whenever the preset or the model has changed; a
 * unit test says so.
 *
 *   npm run -s bake -- [--engine webgpu|cpu]
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { USER_AGENT } from '../src/cli/certificate-store.ts';
import { openEngine, openModel, shippedModel } from '../src/cli/engine.ts';
import { showProgress } from '../src/cli/progress.ts';
import { referenceLogits } from '../src/engines/cpu/f64.ts';
import { parseExperiment } from '../src/experiment/schema.ts';
import { comparedPairs } from '../src/lab/compare-arms.ts';
import { promptReports } from '../src/lab/prompt-reports.ts';
import { type ResolvedExperiment, resolveExperiment } from '../src/lab/resolve.ts';
import { runResolved } from '../src/lab/run.ts';
import type { LoadedModel } from '../src/model/load.ts';
import { type CompareReports, NO_REPORTS, pairKeyOf, positionKeyOf } from '../src/results/compare-reports.ts';
import type { Stream, StreamPair } from '../src/results/diff.ts';
import { pairSeries } from '../src/results/pair-series.ts';
import { positionReport } from '../src/results/position-report.ts';
import { probeStreams, type RunResult } from '../src/results/record.ts';
import { type ReferenceReport, referenceReport } from '../src/results/reference-report.ts';
import { certifyRun } from '../src/studies/certificate/session.ts';
import { elementReport } from '../src/studies/microscope/element.ts';
import { lookInto } from '../src/studies/microscope/microscope.ts';
import type { FallFile } from '../src/ui/areas/fall/fall-store.ts';
import { EXAMPLE, EXAMPLE_LOOK, type ExampleFile, parseExample } from '../src/ui/state/example-file.ts';
import { writeElementExamples } from './element-examples.ts';

const root = new URL('../', import.meta.url);

/** The example's vocabulary is small: a run keeps whole logits. */
function logitsAt(a: Stream, b: Stream, position: number): { a: Float32Array; b: Float32Array } {
  return { a: a.trace[position].logits!, b: b.trace[position].logits! };
}

/** The series of each pair, and the logits of each position that can be compared. */
async function reportsOf(pairs: readonly StreamPair[]): Promise<CompareReports> {
  const series = await Promise.all(pairs.map((pair) => pairSeries(pair)));
  const positions = pairs.flatMap(({ probe, a, b, textOf }, index) =>
    series[index].positions.map(({ position }) =>
      positionReport({
        probe,
        a: a.arm,
        b: b.arm,
        position,
        forced: false,
        logits: logitsAt(a, b, position),
        textOf,
      }),
    ),
  );
  return {
    ...NO_REPORTS,
    pairs: Object.fromEntries(series.map((one) => [pairKeyOf(one), one])),
    positions: Object.fromEntries(positions.map((one) => [positionKeyOf(one), one])),
  };
}

/** The f64 logits at a pair's fork against those of both arms; none where it has no fork. */
async function forkReference(
  { record }: RunResult,
  { probe, a, b }: StreamPair,
  { positions }: CompareReports,
  { checkpoint }: LoadedModel,
): Promise<[key: string, report: ReferenceReport][]> {
  const { fork } = record.diffs.find((of) => of.probe === probe && of.a === a.arm && of.b === b.arm)!;
  if (fork === null) return [];
  const key = positionKeyOf({ probe, a: a.arm, b: b.arm, position: fork, forced: false });
  const { requests } = record.arms.find(({ name }) => name === a.arm)!;
  const { promptTokens } = requests.find(({ id }) => id === probe)!;
  const fed = [...promptTokens, ...a.tokens.slice(0, fork)];
  const [reference] = await referenceLogits(checkpoint, fed, { from: fed.length - 1 });
  const shown = positions[key].top.map(({ token }) => token);
  return [[key, referenceReport(fork, { ...logitsAt(a, b, fork), reference }, shown)]];
}

async function exampleOf(
  { experiment, requests }: ResolvedExperiment,
  result: RunResult,
  model: LoadedModel,
): Promise<ExampleFile> {
  const tokens = result.record.arms.flatMap(({ requests }) => requests.flatMap((of) => of.tokens));
  const texts = [...new Set(tokens)].map((token) => [token, model.tokenizer.tokenText(token)]);
  const prompts = promptReports(requests, model.tokenizer);
  const pairs = comparedPairs(experiment, result.record.arms, result, model);
  const compared = await reportsOf(pairs);
  const references = await Promise.all(pairs.map((pair) => forkReference(result, pair, compared, model)));
  const reports = { ...compared, references: Object.fromEntries(references.flat()) };
  return { version: 1, record: result.record, prompts, texts: Object.fromEntries(texts), reports };
}

const { values } = parseArgs({ options: { engine: { type: 'string', default: 'webgpu' } } });
const source = new URL(`experiments/${EXAMPLE}.json`, root);
const experiment = parseExperiment(JSON.parse(await readFile(source, 'utf8')));
const model = await openModel(shippedModel(experiment.model.name));
const { engine, gpu, close } = await openEngine(values.engine, model);
const certified = await certifyRun({ engine, gpu, model, experiment, userAgent: USER_AGENT });
const resolved = resolveExperiment(experiment, model);
const options = { model, engine, ...certified, onEvent: showProgress() };
// Both versions: what was made with the first can be compared with it.
const result = await runResolved(resolved, { ...options, wholeFingerprints: probeStreams(experiment) });
const example = await exampleOf(resolved, result, model);
const [{ probe, a, b, firstDifference, fork }] = result.record.diffs;
const lookAt = (position: number) =>
  lookInto({
    ...{ record: result.record, model, engine, experiment },
    ...{ ...certified, place: { probe, a, b, position } },
  });
const looked = await lookAt(firstDifference ?? 0);
const atFork = await lookAt(fork ?? 0);
close();
const text = JSON.stringify(example);
// What the page will refuse is not written.
parseExample(JSON.parse(text));
await mkdir(new URL('public/examples/', root), { recursive: true });
await writeFile(new URL(`public/examples/${EXAMPLE}.json`, root), `${text}\n`);
console.log(`public/examples/${EXAMPLE}.json: ${text.length} bytes, ${gzipSync(text).length} gzipped`);
await writeElementExamples(example, looked);

/** What the first pair's fork is drawn from, down to one sum. */
const { look } = atFork;
const element = elementReport(
  atFork,
  look.first ?? { layer: null, name: 'head', element: look.contenders.chosen.token },
);
const fingerprints = result.record.arms
  .filter(({ name }) => name === a || name === b)
  .map(({ requests }) => requests.find(({ id }) => id === probe)!.fingerprint);
const fall: FallFile = { version: 1, fingerprints, look, element };
await writeFile(new URL(`public/examples/${EXAMPLE_LOOK}.json`, root), `${JSON.stringify(fall)}\n`);
console.log(`public/examples/${EXAMPLE_LOOK}.json`);
