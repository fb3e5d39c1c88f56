import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openCpuEngine } from '../../engines/cpu/open-cpu.ts';
import { printed } from '../../lab/load/testing/printed.ts';
import { nodeModelFiles } from '../../model/files.node.ts';
import { loadModel } from '../../model/load.ts';
import { parseTasks } from '../tasks/task-file.ts';
import { type CouplingCell, type CouplingReport, WAYS } from './coupling-report.ts';
import { measureCouplings } from './measure-couplings.ts';
import { MECHANISMS } from './mechanisms.ts';

/** The table of docs/load.md, and that the figures which ship with the page are found again, every cell of them. */
test('the coupling matrix of nano on the CPU engine', async () => {
  const model = await loadModel(nodeModelFiles('public/models/nano'), 'nano');
  const tasks = parseTasks(JSON.parse(readFileSync('public/models/nano/tasks.json', 'utf8')), 'tasks.json');
  const report = await measureCouplings({
    ...{ model, tasks, written: { name: 'nano' }, engine: openCpuEngine() },
  });
  const words = (cell: CouplingCell) => ('cannot' in cell ? '-' : `${cell.effect} (${cell.control})`);
  printed(
    'coupling matrix',
    report.rows.map(({ id, cells }) => ({
      mechanism: MECHANISMS.find((each) => each.id === id)!.name,
      ...Object.fromEntries(WAYS.map((way) => [way, words(cells[way])])),
    })),
  );
  const baked: CouplingReport = JSON.parse(readFileSync('public/examples/couplings.json', 'utf8'));
  expect(report.rows).toEqual(baked.rows);
  // Of the same tokens in the same places, what others say is nothing without a mechanism that computes over it; cascade attention's control
  // still reuses prefixes, and finds more or fewer.
  for (const { id, cells } of report.rows)
    if (!('cannot' in cells.content))
      expect(['nothing', 'bits', 'tokens', ...(id === 'cascade-invariant' ? ['time'] : [])]).toContain(
        cells.content.control,
      );
});
