/**
 * Asks nano its 500 tasks under each known fault and writes whether each was answered right: what the tracker's simulated days are drawn
 * from. On the CPU engine, so that the answers are the same wherever it is baked. To be run again whenever the model, the tasks, a plan
 * or a setting has changed; scripts/baked-tracker.test.ts says so. Takes a quarter of an hour of one core.
 *
 *   npm run bake:tracker
 */
import { writeFile } from 'node:fs/promises';
import { bakeAnswers } from '../src/studies/tracker/bake-answers.ts';
import { bakedSetting, LIBRARY_PATH, libraryTasks } from '../src/studies/tracker/bake-tracker.node.ts';

const setting = bakedSetting();
const file = await bakeAnswers(libraryTasks(), { ...setting, onProgress: (words) => console.log(words) });
const text = `${JSON.stringify(file)}\n`;
await writeFile(LIBRARY_PATH, text);
console.log(`public/studies/tracker.json: ${text.length} bytes`);
