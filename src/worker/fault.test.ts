import { describe, expect, it } from 'vitest';
import { ExperimentError } from '../experiment/errors.ts';
import { GpuError, GpuLimitError } from '../gpu/errors.ts';
import { ModelError } from '../model/model-error.ts';
import { toFault } from './fault.ts';

describe('toFault', () => {
  it.each([
    [
      new GpuError('device', 'lost (destroyed): gone'),
      { kind: 'gpu', message: 'lost (destroyed): gone', operation: 'device' },
    ],
    [
      new GpuError('adapter', 'Use another browser.'),
      { kind: 'no-webgpu', message: 'Use another browser.', operation: 'adapter' },
    ],
    [
      new ModelError('nano/config.json', 'expected JSON'),
      { kind: 'model', message: 'nano/config.json: expected JSON' },
    ],
    [
      new ExperimentError(['arms: at least 1']),
      { kind: 'experiment', message: 'arms: at least 1', repeats: true },
    ],
    [
      new GpuLimitError('weights.head', 'needs 9 bytes, the adapter allows 8'),
      {
        kind: 'gpu',
        message: 'needs 9 bytes, the adapter allows 8',
        operation: 'weights.head',
        repeats: true,
      },
    ],
    [
      new ModelError('random:nano', 'its weights take 9 bytes, this machine has 8'),
      { kind: 'model', message: 'random:nano: its weights take 9 bytes, this machine has 8', repeats: true },
    ],
    [new RangeError('odd'), { kind: 'internal', message: 'odd' }],
    ['thrown text', { kind: 'internal', message: 'thrown text' }],
  ])('%s', (error, fault) => {
    expect(toFault(error)).toEqual(fault);
    expect(structuredClone(toFault(error))).toEqual(fault);
  });
});
