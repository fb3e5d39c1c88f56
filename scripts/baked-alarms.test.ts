import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ALARM_DETECTORS } from '../src/audit/graded/alarm-detectors.ts';
import { readAlarms } from '../src/audit/graded/alarms-report.ts';
import {
  ALARMS_PATH,
  ALARMS_TABLE_PATH,
  askedTasks,
  bakedTraffic,
  trafficHash,
  trafficSetting,
} from '../src/audit/graded/bake-alarms.node.ts';
import { gradeFault } from '../src/audit/graded/grade.ts';
import { measuredOf } from '../src/audit/graded/grade-all.ts';
import { GRADED_FAULTS } from '../src/audit/graded/graded-faults.ts';
import { tableKey } from '../src/audit/graded/measure-tables.ts';
import { serveRun } from '../src/audit/graded/measure-traffic.ts';
import { PLANS } from '../src/audit/graded/plan.ts';
import { tasksOf } from '../src/audit/graded/service-experiment.ts';
import { SERVICE_RUNS } from '../src/audit/graded/service-runs.ts';
import { alarmsCsv } from '../src/report/audit-alarms.ts';
import { bakedLibrary } from '../src/studies/tracker/bake-tracker.node.ts';

const STALE = 'the graded alarms are of another model, task file, run, plan or detector: npm run bake:alarms';

const file = bakedTraffic();
const report = readAlarms(JSON.parse(readFileSync(ALARMS_PATH, 'utf8')), 'audit/alarms.json');
/** Requests that are served again. */
const FEW = 6;

describe('the graded alarms', () => {
  it('are of today’s weights, tasks and runs', () => {
    const hash = (path: string) => `sha256:${createHash('sha256').update(readFileSync(path)).digest('hex')}`;
    const { taskFile, indexOf } = trafficSetting();
    expect(file.models, STALE).toEqual({
      nano: hash('public/models/nano/model.safetensors'),
      pico: hash('public/models/pico/model.safetensors'),
    });
    expect([file.taskFile, file.tasks], STALE).toEqual([taskFile, indexOf.size]);
    expect(file.asked, STALE).toEqual(askedTasks().map(({ id }) => id));
    expect(
      file.runs.map(({ id }) => id),
      STALE,
    ).toEqual(SERVICE_RUNS.map(({ id }) => id));
  });

  it('are of every fault, detector and plan, from the traffic that is there', () => {
    expect(report.traffic, STALE).toBe(trafficHash());
    expect(
      report.grades.map(({ plan }) => plan),
      STALE,
    ).toEqual(PLANS);
    for (const { rows } of report.grades) {
      expect(
        rows.map(({ fault }) => fault),
        STALE,
      ).toEqual(GRADED_FAULTS.map(({ id }) => id));
      for (const { outcomes } of rows)
        for (const [at, outcome] of outcomes.entries())
          if (outcome) expect(outcome.detector, STALE).toBe(ALARM_DETECTORS[at].id);
    }
    expect(readFileSync(ALARMS_TABLE_PATH, 'utf8'), STALE).toBe(alarmsCsv(report));
  });

  it('are given again by the same draws', async () => {
    const fault = GRADED_FAULTS.find(({ id }) => id === 'kept-blocks')!;
    const { plan, rows } = report.grades[1];
    const again = await gradeFault(fault, plan, measuredOf(file, bakedLibrary()));
    expect(again, STALE).toEqual(rows.find((row) => row.fault === fault.id));
  });

  it('are of answers that are given today', async () => {
    const setting = trafficSetting();
    const [run] = SERVICE_RUNS;
    const tasks = tasksOf(run, askedTasks()).slice(0, FEW);
    const table = { measuredOn: file.adapter, entries: file.tables[tableKey(run)], swapMs: 0 };
    const { traffic } = await serveRun(run, tasks, { perSecond: file.perSecond, table }, null, setting);
    const [baked] = file.runs;
    for (const [i, request] of traffic.entries()) {
      const then = [baked.task[i], baked.prompt[i], baked.output[i], baked.passed[i] === '1'];
      expect([request.task, request.prompt, request.output, request.passed], STALE).toEqual(then);
    }
  });
});
