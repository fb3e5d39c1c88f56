import { readFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';

/** V8's sampling interval, in microseconds. */
const INTERVAL = 250;

type Profile = Awaited<ReturnType<typeof stopped>>['profile'];
type Node = Profile['nodes'][number];

/** Milliseconds of processor of the main thread. */
export interface HostTime {
  /** A script's JavaScript and its garbage. */
  readonly own: number;
  /** Native functions that it called: on a software adapter, what these do at once is the device's work or not, nobody can tell from here. */
  readonly calls: number;
}

/**
 * Starts V8's profiler; the function returned stops it and gives what the main thread spent in `script` and in what that called. A software
 * adapter's work is host work too, in other threads, and while it is under way Dawn polls it from this one as fast as it can, which makes
 * garbage of its own: none of that was called by the script. The profile gives the script's share of the thread's samples, the system
 * the processor time they share, since a thread that waits for a core is sampled once, when it goes on. Node on Linux only.
 */
export async function hostClock(script: string): Promise<() => Promise<HostTime>> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: INTERVAL });
  await session.post('Profiler.start');
  const start = threadTime();
  return async () => {
    const spent = threadTime() - start;
    const { profile } = await stopped(session);
    session.disconnect();
    const { own, calls } = sharesOf(profile, script);
    return { own: spent * own, calls: spent * calls };
  };
}

function stopped(session: Session) {
  return session.post('Profiler.stop');
}

/** Milliseconds of processor of the thread that asks. */
function threadTime(): number {
  const [nanoseconds] = readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ');
  return Number(nanoseconds) / 1e6;
}

/** Of the samples in which the thread ran, the shares under a frame of the script. Garbage is whose function ran before it. */
function sharesOf({ nodes, samples = [] }: Profile, script: string): HostTime {
  const named = (name: string) =>
    new Set(nodes.filter(({ callFrame }) => callFrame.functionName === name).map(({ id }) => id));
  const [idle, garbage] = [named('(idle)'), named('(garbage collector)')];
  const ours = nodesUnder(nodes, script);
  const native = new Set(nodes.filter(({ callFrame }) => callFrame.url === '').map(({ id }) => id));
  const counted = { own: 0, calls: 0 };
  let [ran, last] = [0, false];
  for (const id of samples) {
    if (idle.has(id)) continue;
    if (!garbage.has(id)) last = ours.has(id);
    ran++;
    if (last) counted[native.has(id) && !garbage.has(id) ? 'calls' : 'own']++;
  }
  return { own: counted.own / Math.max(1, ran), calls: counted.calls / Math.max(1, ran) };
}

/** The script's frames and all that stand on them. */
function nodesUnder(nodes: readonly Node[], script: string): ReadonlySet<number> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const found = new Set<number>();
  const take = (node: Node, under: boolean) => {
    const ours = under || node.callFrame.url.endsWith(script);
    if (ours) found.add(node.id);
    for (const child of node.children ?? []) take(byId.get(child)!, ours);
  };
  // The first node is the root of all.
  take(nodes[0], false);
  return found;
}
