import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { LoadMonitor } from '../../audit/monitor/load-monitor.ts';
import { openMetricFiles } from './metric-files.ts';

const monitor = new LoadMonitor({ windowMs: null });

it('is nothing where no file is asked for: no sink is attached then', async () => {
  expect(await openMetricFiles({}, monitor, {})).toBeNull();
  await expect(openMetricFiles({ 'metrics-every': '5' }, monitor, {})).rejects.toThrow(
    '--metrics-every: expected --prometheus or --otlp beside it',
  );
});

it('writes both files whole, and again where that is due', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'metrics-'));
  try {
    const [prometheus, otlp] = [join(folder, 'm.prom'), join(folder, 'm.json')];
    const files = await openMetricFiles({ prometheus, otlp, 'metrics-every': '0' }, monitor, {
      'batchmates.model': 'tiny',
    });
    monitor.prompt('crowd', 'Once', 0, 1);
    await files!.write();
    expect(await readFile(prometheus, 'utf8')).toContain(
      'batchmates_prompts_total{arm="crowd",script="Latin"} 1\n',
    );
    expect(JSON.parse(await readFile(otlp, 'utf8')).resourceMetrics[0].resource.attributes).toContainEqual({
      key: 'batchmates.model',
      value: { stringValue: 'tiny' },
    });
    monitor.prompt('crowd', 'Once', 0, 1);
    await files!.writeIfDue();
    expect(await readFile(prometheus, 'utf8')).toContain(
      'batchmates_prompts_total{arm="crowd",script="Latin"} 2\n',
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
