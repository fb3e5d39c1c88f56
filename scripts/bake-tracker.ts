/**
 * Asks nano its 500 tasks under each known fault and writes whether each was answered right: what the tracker's simulated days are drawn
 * from. On the CPU engine, so that the answers are the same wherever it is baked. To be run again whenever the model, the tasks, a plan
 * or a setting has changed; scripts/baked-tracker.test.ts says so. Takes a quarter of an hour of one core; the file is written after
 * each setting.
 *
 *   npm run bake:tracker [-- --only q4 --only effort]
 */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { bakeAnswers } from '../src/studies/tracker/bake-answers.ts';
import {
  bakedLibrary,
  bakedSetting,
  LIBRARY_PATH,
  libraryTasks,
} from '../src/studies/tracker/bake-tracker.node.ts';
import { ANSWER_SETTINGS } from '../src/studies/tracker/faults.ts';

const { only } = parseArgs({ options: { only: { type: 'string', multiple: true } } }).values;
const settings = ANSWER_SETTINGS.filter(({ id }) => only?.includes(id) ?? true);
const known = only && existsSync(LIBRARY_PATH) ? bakedLibrary().file : null;
const setting = { ...bakedSetting(), onProgress: (words: string) => console.log(words) };
for await (const file of bakeAnswers(libraryTasks(), setting, { settings, known })) {
  const text = `${JSON.stringify(file)}\n`;
  await writeFile(LIBRARY_PATH, text);
  console.log(`public/studies/tracker.json: ${text.length} bytes`);
}
