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
const ASKED = 250;

export function askedTasks(): readonly Task[] {
  return stratifiedSubset(libraryTasks(), ASKED);
}

export function trafficSetting(): BakeTraffic {
  return { ...bakedSetting(), indexOf: new Map(libraryTasks().map(({ id }, i) => [id, i])) };
}

export function bakedTraffic(): TrafficFile {
  return readTraffic(JSON.parse(readFileSync(TRAFFIC_PATH, 'utf8')), 'studies/results/alarms-traffic.json');
}
