import { z } from 'zod';
import { ModelError, parseField } from '../../model/model-error.ts';
import type { Traffic } from './traffic.ts';

const numbers = z.array(z.number().min(0)).min(1).readonly();
/** A digit for each request. */
const digits = z.string().regex(/^[01-]+$/);

const runSchema = z.object({
  id: z.string(),
  task: numbers,
  latency: numbers,
  prompt: numbers,
  output: numbers,
  occupancy: numbers,
  passed: digits,
  same: digits,
  /** `-`: it was no probe. */
  diverged: digits,
});

const tableSchema = z.array(z.object({ rows: z.number(), keys: z.number(), ms: z.number().positive() }));

const fileSchema = z.object({
  version: z.literal(1, '1'),
  /** SHA-256 by model. */
  models: z.record(z.string(), z.string()).readonly(),
  /** SHA-256 of the file of tasks. */
  taskFile: z.string(),
  /** How many tasks it has, and the ids of those that were asked. */
  tasks: z.int().min(1),
  asked: z.array(z.string()).min(1).readonly(),
  engine: z.string(),
  adapter: z.string(),
  /** Arrivals a second of the service as it should be. */
  perSecond: z.number().positive(),
  /** What steps cost, by kind of run. */
  tables: z.record(z.string(), tableSchema.readonly()).readonly(),
  runs: z.array(runSchema).min(1).readonly(),
});

/** `studies/results/alarms-traffic.json`: what was seen of requests that the lab's engine really served, under each fault. */
export type TrafficFile = Readonly<z.output<typeof fileSchema>>;
export type TrafficRun = TrafficFile['runs'][number];

/** Throws ModelError naming the field, or the run whose columns are not of one length. */
export function readTraffic(json: unknown, where: string): TrafficFile {
  const file = parseField(fileSchema, json, where);
  for (const { id, ...columns } of file.runs)
    for (const [name, column] of Object.entries(columns))
      if (column.length !== columns.task.length)
        throw new ModelError(
          where,
          `${id}: ${name}: expected ${columns.task.length}, found ${column.length}`,
        );
  return file;
}

const rounded = (value: number) => Number(value.toPrecision(6));
const digit = (value: boolean | null) => (value === null ? '-' : value ? '1' : '0');

export function trafficRun(id: string, traffic: Traffic): TrafficRun {
  return {
    id,
    task: traffic.map(({ task }) => task),
    latency: traffic.map(({ latency }) => rounded(latency)),
    prompt: traffic.map(({ prompt }) => prompt),
    output: traffic.map(({ output }) => output),
    occupancy: traffic.map(({ occupancy }) => rounded(occupancy)),
    passed: traffic.map(({ passed }) => digit(passed)).join(''),
    same: traffic.map(({ same }) => digit(same)).join(''),
    diverged: traffic.map(({ diverged }) => digit(diverged)).join(''),
  };
}

/** Throws ModelError where the file has no such run. */
export function trafficOf(file: TrafficFile, id: string): Traffic {
  const run = file.runs.find((each) => each.id === id);
  if (!run) throw new ModelError('traffic', `expected a run ${id}, found none`);
  return run.task.map((task, i) => ({
    ...{ task, latency: run.latency[i], prompt: run.prompt[i], output: run.output[i] },
    ...{ occupancy: run.occupancy[i], passed: run.passed[i] === '1', same: run.same[i] === '1' },
    diverged: run.diverged[i] === '-' ? null : run.diverged[i] === '1',
  }));
}
