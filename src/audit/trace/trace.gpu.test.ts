import { expect, test } from 'vitest';
import { WebGpuEngine } from '../../engines/webgpu/webgpu-engine.ts';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { nodeModelFiles } from '../../model/files.node.ts';
import { loadModel } from '../../model/load.ts';
import { requestIn, timeShares } from './shares.ts';
import { within } from './spans.ts';
import { traceRequest } from './trace-request.ts';
import { DEFAULT_REQUEST } from './traced-experiment.ts';

await describeOnGpu('one request on a device', (gpu) => {
  test('has each kernel within the wait for it, and the answer that it has untraced', async () => {
    const model = await loadModel(nodeModelFiles('public/models/pico'), 'pico');
    const engine = new WebGpuEngine(gpu);
    const asked = { ...DEFAULT_REQUEST, tokens: 3, company: 1, model: { name: 'pico' } };
    const setting = {
      model,
      engine,
      gpu,
      invariantAs: 'itself',
      host: 'node',
      log: () => undefined,
    } as const;
    const trace = await traceRequest({ ...setting, asked, with: [], pairs: 0 });
    const captured = await traceRequest({ ...setting, asked, with: ['captures', 'logits'], pairs: 0 });
    engine.destroy();
    // The one it has alone is of a run without a trace.
    for (const { diff } of [trace, captured]) expect(diff).toMatchObject({ identical: true });
    expect(captured.request.fingerprint).toBe(trace.request.fingerprint);

    const { spans } = trace;
    const parts = within(spans, requestIn(spans)).map((index) => spans[index]);
    for (const part of ['plan', 'compile', 'tables', 'upload', 'submit', 'readback'])
      expect(
        parts.filter(({ name }) => name === part),
        part,
      ).toHaveLength(trace.request.steps);
    expect(timeShares(spans).tensor).toBeGreaterThan(0);
    const kernels = parts.filter(({ lane }) => lane === 'device');
    if (!gpu.device.features.has('timestamp-query')) {
      expect(trace.kernelClock).toBe('pass');
      expect(kernels).toEqual([]);
      return;
    }
    expect(trace.kernelClock).toBe('device');
    const layers = model.checkpoint.config.layers * trace.request.steps;
    for (const name of ['qkv', 'attention', 'o', 'gate_up', 'down'])
      expect(
        kernels.filter((span) => span.name === name),
        name,
      ).toHaveLength(layers);
    let free = 0;
    for (const { begin, end } of kernels.filter(({ name }) => !name.startsWith('layer '))) {
      expect(begin).toBeGreaterThanOrEqual(free);
      free = end;
    }
    for (const { parent, begin, end } of kernels) {
      expect(begin).toBeGreaterThanOrEqual(spans[parent!].begin);
      expect(end).toBeLessThanOrEqual(spans[parent!].end);
    }
  });
});
