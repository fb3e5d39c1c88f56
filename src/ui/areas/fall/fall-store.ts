import { z } from 'zod';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Level } from '../../../report/fall.ts';
import type { RunRecord } from '../../../results/record.ts';
import type { ElementReport } from '../../../studies/microscope/element.ts';
import type { Look, LookPlace } from '../../../studies/microscope/microscope.ts';
import type { Progress } from '../../../worker/method.ts';
import { newest } from '../../../worker/newest.ts';
import type { Outcome } from '../../../worker/outcome.ts';
import { labClient } from '../../state/client.ts';
import { exampleUrl } from '../../state/data-addresses.ts';
import { EXAMPLE_LOOK } from '../../state/example-file.ts';
import { labStore } from '../../state/lab-store.ts';
import { IDLE, type Task, task } from '../../state/task.ts';
import { closeLook, lookKeyOf } from '../microscope/look-store.ts';

/** One step in two arms, and one element of it: what the levels below the batch are drawn from. */
export interface Fallen {
  readonly look: Look;
  readonly element: ElementReport;
}

interface FallState {
  /** The run that was fallen into, and `lookKeyOf` of the place; null where none was. */
  readonly record: RunRecord | null;
  readonly key: string | null;
  /** Progress counts tokens of the replay. */
  readonly work: Task<Progress, Fallen>;
  readonly level: Level;
}

const NOTHING: FallState = { record: null, key: null, work: IDLE, level: 'batch' };

export const fallStore = createStore<FallState>(() => NOTHING);
const { getState, setState } = fallStore;

export function useFall<Slice>(select: (state: FallState) => Slice): Slice {
  return useStore(fallStore, select);
}

const falling = task<Progress, Fallen>(
  (work) => setState({ work }),
  () => void labClient.turns.end({ lane: 'microscope' }),
);

/** Goes to a level of a place; below the batch that takes a look into the step, which is kept until another one is taken. */
export async function fallTo(place: LookPlace, level: Level): Promise<void> {
  const { record, source } = labStore.getState().view;
  const { key: known, record: of, work } = getState();
  const key = lookKeyOf(place);
  const same = of === record && known === key;
  if (level === 'batch' || (same && work.state === 'done')) {
    return setState(same ? { level } : { ...NOTHING, record, key });
  }
  setState({ record, key, level: 'batch' });
  const done = await falling.start({ done: 0, total: 0 }, ({ report }) =>
    source === 'example' ? shippedFall(record) : look(place, report),
  );
  if (done) setState({ level });
}

export function stopFalling(): void {
  falling.cancel();
}

/** The worker keeps the traces of one look: the microscope's is closed. */
async function look(place: LookPlace, report: (progress: Progress) => void): Promise<Outcome<Fallen>> {
  closeLook();
  const found = await labClient.microscope.look(place, newest(report));
  if (!found.ok) return found;
  const { first, contenders } = found.value;
  const { layer, name, element } = first ?? {
    ...{ layer: null, name: 'head' as const },
    element: contenders.chosen.token,
  };
  const taken = await labClient.microscope.element({ layer, name, element });
  return taken.ok ? { ok: true, value: { look: found.value, element: taken.value } } : taken;
}

/** What `npm run bake` writes beside the example. */
export interface FallFile extends Fallen {
  readonly version: 1;
  /** Of the streams that were looked into: a file of another example is refused. */
  readonly fingerprints: readonly string[];
}

const fallFile = z.object({
  version: z.literal(1),
  fingerprints: z.array(z.string()),
  look: z.object({
    place: z.object({ position: z.int() }),
    diff: z.object({ outputs: z.array(z.unknown()) }),
  }),
  element: z.object({ kind: z.string() }),
});

/** @param record the example's. Throws Error where the file is not of this example. */
export function parseFall(json: unknown, record: Pick<RunRecord, 'arms'> | null): Fallen {
  const { fingerprints } = fallFile.parse(json);
  const known = record?.arms.flatMap(({ requests }) => requests.map(({ fingerprint }) => fingerprint)) ?? [];
  if (!fingerprints.every((each) => known.includes(each)))
    throw new Error('What is shipped to fall into is of another example than the one on screen.');
  return json as FallFile;
}

async function shippedFall(record: RunRecord | null): Promise<Outcome<Fallen>> {
  const answer = await fetch(exampleUrl(EXAMPLE_LOOK));
  if (!answer.ok) throw new Error(`The example’s look could not be fetched: status ${answer.status}.`);
  return { ok: true, value: parseFall(await answer.json(), record) };
}
