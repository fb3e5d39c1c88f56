/**
 * `npm run scale:measure -- SEEDS DIR`: what a study's folder costs, by synthetic results of study 1 under so many seeds (750 jobs each):
 * planning, writing, reading what is done, merging. DIR must be empty or not there; each phase is a process of its own, for its memory.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performLine } from '../../src/cli/command-line.ts';
import { openStudyFolder } from '../../src/cli/sweep/study-folder.ts';
import { studyOf, syntheticResults } from './synthetic.ts';

const [seeds, folder, phase] = process.argv.slice(2);

const PHASES: Readonly<Record<string, () => Promise<number>>> = {
  async plan() {
    writeFileSync(`${folder}.study.json`, JSON.stringify(studyOf(Number(seeds))));
    return await performLine(['sweep', 'plan', `${folder}.study.json`, '--out', folder]);
  },
  async open() {
    return (await openStudyFolder(folder)).jobs.length;
  },
  async write() {
    const opened = await openStudyFolder(folder);
    const resultOf = syntheticResults(opened);
    for (const job of opened.jobs) await opened.ledger.write(resultOf(job));
    return opened.jobs.length;
  },
  async done() {
    return (await (await openStudyFolder(folder)).ledger.done()).size;
  },
  async merge() {
    return await performLine(['sweep', 'merge', folder, '--no-rerun', '--json', `${folder}.json`]);
  },
};

if (phase !== undefined) {
  const start = performance.now();
  const found = await PHASES[phase]();
  const seconds = ((performance.now() - start) / 1000).toFixed(2);
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const busy = ((userCPUTime + systemCPUTime) / 1e6).toFixed(2);
  console.error(
    `${phase}: ${seconds} s, ${busy} s of a core, ${(maxRSS / 1024).toFixed(0)} MB at most (${found})`,
  );
} else {
  for (const name of Object.keys(PHASES)) {
    const { status } = spawnSync(process.execPath, [...process.execArgv, ...process.argv.slice(1), name], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (status !== 0) console.error(`${name}: exit code ${status}`);
  }
  const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  console.error(
    `${sizes.length} files, ${(bytes / 1e6).toFixed(1)} MB, ${(bytes / sizes.length).toFixed(0)} B each`,
  );
  console.error(`merged: ${(statSync(`${folder}.json`).size / 1e6).toFixed(1)} MB`);
}
