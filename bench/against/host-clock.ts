import { Session } from 'node:inspector/promises';

/** V8's sampling interval, in microseconds. */
const INTERVAL = 500;
/** Frames in which no JavaScript runs: the process waits, or is in code of others, as Dawn polling its device. */
const NOT_OURS = new Set(['(idle)', '(program)', '(root)']);

/**
 * Starts V8's profiler; the function returned stops it and gives the milliseconds that the main thread spent in JavaScript and its
 * garbage, whatever else the process or the device did meanwhile. Node only.
 */
export async function hostClock(): Promise<() => Promise<number>> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: INTERVAL });
  await session.post('Profiler.start');
  return async () => {
    const { profile } = await session.post('Profiler.stop');
    session.disconnect();
    const ours = new Set(
      profile.nodes.filter(({ callFrame }) => !NOT_OURS.has(callFrame.functionName)).map(({ id }) => id),
    );
    const { samples = [], timeDeltas = [] } = profile;
    // A delta is the time since the sample before it, which is what that sample's function took.
    const micros = samples.reduce(
      (sum, id, i) => sum + (ours.has(id) ? Math.max(0, timeDeltas[i + 1] ?? 0) : 0),
      0,
    );
    return micros / 1000;
  };
}
