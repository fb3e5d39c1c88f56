import { expect, it } from 'vitest';
import { Rate } from '../model/sources/rate.ts';
import { downloadWords } from './download.ts';

it('says how far a download is, and why it waits', () => {
  const at = {
    file: 'model.safetensors',
    doing: 'downloading',
    loaded: 120e6,
    total: 269e6,
    bytesPerSecond: 12.34e6,
    secondsLeft: 13,
  } as const;
  expect(downloadWords(at)).toBe('model.safetensors: 120 MB of 269 MB, 12.3 MB/s, 13 s left');
  expect(downloadWords({ ...at, total: null, bytesPerSecond: null, secondsLeft: null })).toBe(
    'model.safetensors: 120 MB',
  );
  expect(downloadWords({ ...at, doing: 'waiting', reason: 'x' })).toBe('model.safetensors: x');
});

it('takes its speed over the last seconds', () => {
  const rate = new Rate();
  rate.tell(0, 0);
  expect(rate.bytesPerSecond).toBeNull();
  for (let second = 1; second <= 10; second++) rate.tell(second * 1000, second * 1000);
  expect([rate.bytesPerSecond, rate.secondsTo(15_000)]).toEqual([1000, 5]);
  for (let second = 11; second <= 20; second++) rate.tell(10_000, second * 1000);
  expect([rate.bytesPerSecond, rate.secondsTo(15_000)]).toEqual([0, null]);
});
