/**
 * Serves traffic with each fault on the CPU engine and writes what was seen of every request (studies/results/alarms-traffic.json), then
 * grades every detector on days that are drawn from it (public/audit/alarms.json, studies/results/alarms.csv). To be run again whenever
 * the model, the tasks, a plan, a fault or a detector has changed; scripts/baked-alarms.test.ts says so. Serving takes some ten minutes of
 * one core and is written run by run: with --go-on what is there is kept. With --grade nothing is served.
 *
 *   npm run bake:alarms [-- --go-on | --grade]
 */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import {
  ALARMS_PATH,
  ALARMS_TABLE_PATH,
  askedTasks,
  bakedTraffic,
  TRAFFIC_PATH,
  trafficHash,
  trafficSetting,
} from '../src/audit/graded/bake-alarms.node.ts';
import { bakeTraffic } from '../src/audit/graded/bake-traffic.ts';
import { gradeAll } from '../src/audit/graded/grade-all.ts';
import { alarmsCsv } from '../src/report/audit-alarms.ts';
import { bakedLibrary } from '../src/studies/tracker/bake-tracker.node.ts';

const flag = { type: 'boolean', default: false } as const;
const { values } = parseArgs({ options: { 'go-on': flag, grade: flag } });

if (!values.grade) {
  const known = values['go-on'] && existsSync(TRAFFIC_PATH) ? bakedTraffic() : null;
  const setting = { ...trafficSetting(), onProgress: (words: string) => console.log(words) };
  for await (const file of bakeTraffic(askedTasks(), known, setting))
    await writeFile(TRAFFIC_PATH, `${JSON.stringify(file)}\n`);
}

let told = '';
const report = await gradeAll(bakedTraffic(), trafficHash(), bakedLibrary(), {
  onCourse({ fault, plan }) {
    const words = `grading ${fault.name}, ${plan.perDay} requests a day`;
    if (words !== told) console.log(words);
    told = words;
  },
});
await mkdir(new URL('.', ALARMS_PATH), { recursive: true });
await writeFile(ALARMS_PATH, `${JSON.stringify(report)}\n`);
await writeFile(ALARMS_TABLE_PATH, alarmsCsv(report));
console.log(
  `public/audit/alarms.json: ${report.grades.length} plans, ${report.grades[0].rows.length} faults`,
);
