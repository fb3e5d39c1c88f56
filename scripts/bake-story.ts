/**
 * Writes what the story shows of one step: how the difference grew from operation to operation, and the two tokens it decided
 * between. To be run after `npm run -s bake`, on the engine that the example came from:
 *
 *   npm run -s lab -- look experiments/needle.json --json /tmp/look.json
 *   node --import tsx --import ./scripts/raw-loader.mjs scripts/bake-story.ts /tmp/look.json
 */
import { readFile, writeFile } from 'node:fs/promises';
import type { Look } from '../src/studies/microscope/microscope.ts';
import { parseStory, type StoryFile, storyFault } from '../src/ui/pages/learn/story/story-file.ts';
import { parseExample } from '../src/ui/state/example-file.ts';

const root = new URL('../', import.meta.url);
const [from] = process.argv.slice(2);
if (!from) throw new Error('expected the file that `lab look --json` wrote');
const { look } = JSON.parse(await readFile(from, 'utf8')) as { readonly look: Look };
const example = parseExample(
  JSON.parse(await readFile(new URL('public/examples/needle.json', root), 'utf8')),
);

const file: StoryFile = {
  version: 1,
  place: look.place,
  outputs: look.diff.outputs.map(({ name, layer, relative }) => ({ name, layer, relative })),
  first: look.first?.index ?? 0,
  origin: look.origin?.index ?? look.first?.index ?? 0,
  gap: { alone: look.contenders.gapA, company: look.contenders.gapB },
};
const fault = storyFault(parseStory(JSON.parse(JSON.stringify(file))), example);
if (fault) throw new Error(fault);
await writeFile(new URL('public/examples/story.json', root), `${JSON.stringify(file)}\n`);
