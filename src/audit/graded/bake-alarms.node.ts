import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { stratifiedSubset } from '../../studies/tasks/subset.ts';
import type { Task } from '../../studies/tasks/task-file.ts';
import { bakedSetting, libraryTasks } from '../../studies/tracker/bake-tracker.node.ts';
import type { BakeTraffic } from './bake-traffic.ts';
import { readTraffic, type TrafficFile } from './traffic-file.ts';

const pathOf = (path: string) => new URL(`../../../${path}`, import.meta.url);

/** Where the requests that days are drawn from are kept. */
export const TRAFFIC_PATH = pathOf('studies/results/alarms-traffic.json');
/** Where the grades ship, and the same as a table a row. */
export const ALARMS_PATH = pathOf('public/audit/alarms.json');
export const ALARMS_TABLE_PATH = pathOf('studies/results/alarms.csv');

/** Of the 500 tasks, those that are asked under load. */
const ASKED = 200;

export function askedTasks(): readonly Task[] {
  return stratifiedSubset(libraryTasks(), ASKED);
}

export function trafficSetting(): BakeTraffic {
  const indexOf = new Map(libraryTasks().map(({ id }, i) => [id, i]));
  return { ...bakedSetting(), indexOf, now: processTime };
}

/** Milliseconds that the processors spent on this process, which what else the machine does adds little to. */
function processTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

export function bakedTraffic(): TrafficFile {
  return readTraffic(JSON.parse(readFileSync(TRAFFIC_PATH, 'utf8')), 'studies/results/alarms-traffic.json');
}

/** SHA-256 of the file that grades are of. */
export function trafficHash(): string {
  return `sha256:${createHash('sha256').update(readFileSync(TRAFFIC_PATH)).digest('hex')}`;
}
