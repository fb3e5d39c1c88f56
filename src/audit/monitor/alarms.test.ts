import { describe, expect, it } from 'vitest';
import { alarmsOf } from './alarms.ts';
import type { MonitoredRequest, MonitoredStep } from './monitored.ts';
import { ArmWindows, MOST_WINDOWS } from './windows.ts';

/** Steps of a second each, at these shares of the pool; null: nothing happens then. */
function windowsOf(shares: readonly (number | null)[]) {
  const windows = new ArmWindows(1000);
  for (const [i, share] of shares.entries()) if (share !== null) windows.step(stepAt(1000 * i, share));
  return windows.all;
}

function stepAt(at: number, share: number): MonitoredStep {
  const blocks = { held: 100 * share, cached: 0, free: 100 - 100 * share };
  return { at, milliseconds: 500, rows: 1, plan: 0, preempted: [], waiting: 0, blocks };
}

describe('alarms', () => {
  it('tell when a limit was crossed, until when and how far', () => {
    const windows = windowsOf([0.5, 0.96, 0.99, 0.9, 0.97]);
    expect(alarmsOf(windows, { occupancy: 95 })).toEqual([
      { signal: 'occupancy', limit: 95, from: 1000, until: 3000, worst: 99, windows: 2, on: false },
      { signal: 'occupancy', limit: 95, from: 4000, until: 5000, worst: 97, windows: 1, on: true },
    ]);
  });

  it('keep quiet at the limit itself, and without one', () => {
    expect(alarmsOf(windowsOf([0.95]), { occupancy: 95 })).toEqual([]);
    expect(alarmsOf(windowsOf([1]), {})).toEqual([]);
  });

  it('neither begin nor end where nothing is said', () => {
    const [alarm, ...others] = alarmsOf(windowsOf([0.99, null, null, 0.98]), { occupancy: 95 });
    expect(others).toEqual([]);
    expect(alarm).toMatchObject({ from: 0, until: 4000, windows: 2, on: true });
  });

  it('lie below the limit where less is worse', () => {
    const windows = new ArmWindows(1000);
    const request: MonitoredRequest = {
      id: 'a',
      role: 'clean',
      ...{ promptTokens: 1, arrived: 0, ended: 900, fingerprint: null, forked: null },
      tokenTimes: [500, 900],
      outcome: { kind: 'done', reason: 'length' },
    };
    windows.request(request, null);
    expect(alarmsOf(windows.all, { throughput: 3 })).toMatchObject([{ signal: 'throughput', worst: 2 }]);
    expect(alarmsOf(windows.all, { throughput: 2 })).toEqual([]);
  });
});

describe('windows', () => {
  it('are bounded, however long a run is', () => {
    const windows = windowsOf(Array.from({ length: MOST_WINDOWS + 50 }, () => 0.5));
    expect(windows).toHaveLength(MOST_WINDOWS);
    expect(windows[0].start).toBe(50_000);
  });

  it('take in what comes late, and count what is too late in the oldest', () => {
    const windows = new ArmWindows(1000);
    for (const at of [5000, 2000, 5100]) windows.step(stepAt(at, 0.5));
    expect(windows.all.map(({ start, steps }) => [start, steps.count])).toEqual([
      [2000, 1],
      [5000, 2],
    ]);
  });

  it('refuse to be no time', () => {
    expect(() => new ArmWindows(0)).toThrow('window: expected more than 0 ms, found 0');
  });
});
