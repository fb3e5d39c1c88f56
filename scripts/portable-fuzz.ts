/**
 * Puts operands at the edges to every portable primitive on the implementations that are named, and compares each bit with portable-math.ts.
 *
 *   npm run -s portable:fuzz -- [--on dawn,wgpu-swiftshader,…] [--count 10000000] [--from 0] [--form vector,scalar] [--only PRIMITIVE]
 *
 * Prints a row a primitive. Exits with 1 where a bit is another, or where two JavaScript engines do not agree on what is due.
 */
import { parseArgs } from 'node:util';
import type { Fuzzed } from '../src/studies/portable/fuzz/fuzz.ts';
import { PRIMITIVES } from '../src/studies/portable/fuzz/primitives.ts';
import { IMPLEMENTATIONS, type Opened, openImplementation } from './portable/implementations.ts';

const { values } = parseArgs({
  options: {
    on: { type: 'string', default: Object.keys(IMPLEMENTATIONS).join(',') },
    count: { type: 'string', default: '10000000' },
    from: { type: 'string', default: '0' },
    form: { type: 'string', default: 'vector,scalar' },
    only: { type: 'string' },
  },
});
const [count, from] = [Number(values.count), Number(values.from)];
if (!(Number.isSafeInteger(count) && count > 0 && Number.isSafeInteger(from) && from >= 0))
  throw new Error(`--count and --from: expected whole numbers, found "${values.count}" and "${values.from}"`);
const forms = values.form.split(',').filter((form) => form === 'vector' || form === 'scalar');
if (forms.length === 0) throw new Error(`--form: expected vector, scalar or both, found "${values.form}"`);
const primitives = PRIMITIVES.filter(({ name }) => name === (values.only ?? name));
if (primitives.length === 0) throw new Error(`--only: no primitive "${values.only}"`);
const unknown = values.on.split(',').find((key) => !(key in IMPLEMENTATIONS));
if (unknown !== undefined)
  throw new Error(`--on: expected some of ${Object.keys(IMPLEMENTATIONS).join(', ')}, found "${unknown}"`);

const opened: Opened[] = [];
try {
  for (const key of values.on.split(',')) opened.push(await openImplementation(key));
  console.log(`| primitive | operands | ${opened.map(({ name }) => name).join(' | ')} |`);
  console.log(`|---|---|${opened.map(() => '---|').join('')}`);
  for (const { name: primitive } of primitives)
    for (const form of forms) {
      const found: Fuzzed[] = [];
      for (const by of opened) found.push(await by.ask({ ask: 'fuzz', primitive, form, from, count }));
      const wrong = found.map(({ wrong: many }) => `${many} wrong`);
      console.log(`| ${primitive}, ${form} | ${count.toLocaleString('en')} | ${wrong.join(' | ')} |`);
      const first = found.find((each) => each.first)?.first;
      if (first) console.log(`  first: ${JSON.stringify(first)}`);
      const due = new Set(found.map((each) => each.due));
      if (due.size > 1) console.log(`  what is due differs between engines: ${[...due].join(', ')}`);
      if (first || due.size > 1) process.exitCode = 1;
    }
} finally {
  await Promise.all(opened.map((each) => each.close()));
}
