/**
 * How accurate portable exp, reciprocal, root, log and gates are against f64: every f32 input that each can get, 4 to 9 minutes of a core for a function.
 *
 *   npm run -s portable:accuracy -- [--only NAME] [--stride 1] [--workers 2] [--json FILE]
 *
 * Prints the table of docs/portable.md. Done parts are shown as they come; Ctrl-C ends it.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeJson } from '../src/cli/output.ts';
import { f32FromBits } from '../src/numerics/bits.ts';
import { JUDGED, type Judged } from '../src/studies/portable/accuracy/functions.ts';
import { type Accuracy, accuracyOf, joined, NOTHING } from '../src/studies/portable/accuracy/measure.ts';

/** Inputs of one part: some seconds. */
const PART = 1 << 27;

interface Part {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly stride: number;
}

function partsOf({ name, inputs }: Judged, stride: number): Part[] {
  return inputs.flatMap(([first, last]) =>
    Array.from({ length: Math.ceil((last - first + 1) / PART) }, (_, i) => {
      const from = first + i * PART;
      return { name, from, to: Math.min(last, from + PART - 1), stride };
    }),
  );
}

/** In a process of its own: threads of Node 20 load no TypeScript. */
function inProcess(part: Part): Promise<Accuracy> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), ['--part', JSON.stringify(part)]);
    child.once('message', (found) => resolve(found as Accuracy));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`a part ended with ${code}`)));
  });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      stride: { type: 'string', default: '1' },
      workers: { type: 'string', default: '2' },
      json: { type: 'string' },
    },
  });
  const judged = JUDGED.filter(({ name }) => name === (values.only ?? name));
  if (judged.length === 0)
    throw new Error(
      `--only: expected one of ${JUDGED.map(({ name }) => name).join(', ')}, found "${values.only}"`,
    );
  const parts = judged.flatMap((each) => partsOf(each, Number(values.stride)));
  const found = new Map(judged.map(({ name }) => [name, NOTHING]));
  let [next, done] = [0, 0];
  const work = async () => {
    while (next < parts.length) {
      const part = parts[next++];
      const given = await inProcess(part);
      found.set(part.name, joined(found.get(part.name)!, given));
      if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${++done} of ${parts.length} parts`);
    }
  };
  await Promise.all(Array.from({ length: Number(values.workers) }, work));
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  console.log(
    '| function | inputs | nearest | largest error, ulp | at | below the least |\n|---|---|---|---|---|---|',
  );
  for (const [name, all] of found) console.log(lineOf(name, all));
  if (values.json) await writeJson(values.json, Object.fromEntries(found));
}

function lineOf(name: string, { inputs, nearest, worst, worstAt, worstSmall }: Accuracy): string {
  const share = `${((100 * nearest) / inputs).toFixed(2)} %`;
  const at = `${f32FromBits(worstAt).toPrecision(9)} (0x${worstAt.toString(16)})`;
  return `| ${name} | ${inputs.toLocaleString('en')} | ${share} | ${worst.toFixed(3)} | ${at} | ${worstSmall.toExponential(1)} |`;
}

function answerPart({ name, from, to, stride }: Part): void {
  const judged = JUDGED.find((each) => each.name === name)!;
  process.send!(accuracyOf(judged, from, to, stride));
}

const [, , option, part] = process.argv;
if (option === '--part') answerPart(JSON.parse(part) as Part);
else await main();
