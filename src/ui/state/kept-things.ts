import { keptText } from './keeping.ts';
import { cachedBytes, removeCached } from './kept-caches.ts';
import { keptPlaces, removePlaces, sizeOf } from './kept-places.ts';
import { forgetProgress } from './lesson-progress.ts';

/** Something that the browser keeps for this page between visits. */
export interface KeptThing {
  readonly id:
    | 'model'
    | 'onnxruntime'
    | 'page'
    | 'certificates'
    | 'experiment'
    | 'runs'
    | 'lessons'
    | 'kernels'
    | 'others';
  readonly title: string;
  readonly bytes: number;
  /** The texts by their places, to save as a file; only of what no part of the page shows. */
  readonly texts?: () => Readonly<Record<string, string | null>>;
  /** Removes what the title names and nothing else. Throws what the browser throws where it forbids that. */
  readonly forget: () => Promise<void>;
}

/** What is kept, with its size; what is not there, or may not be asked for, is left out. Asks the browser only. */
export async function listKept(): Promise<readonly KeptThing[]> {
  const { certificates, composed, kernels, lessons, others } = keptPlaces();
  const things: KeptThing[] = [
    {
      ...{ id: 'model', title: 'Model files', bytes: await cachedBytes('models') },
      forget: () => removeCached('models'),
    },
    {
      ...{ id: 'onnxruntime', title: 'onnxruntime-web', bytes: await cachedBytes('onnxruntime') },
      forget: () => removeCached('onnxruntime'),
    },
    {
      ...{ id: 'page', title: 'The page itself, for visits without a network' },
      ...{ bytes: await cachedBytes('page'), forget: () => removeCached('page') },
    },
    { id: 'certificates', title: 'Certificates of this adapter', ...stored(certificates) },
    { id: 'experiment', title: 'The experiment you were composing', ...stored(composed) },
    { id: 'runs', title: 'Runs that ended here', ...(await keptRuns()) },
    { id: 'kernels', title: 'Kernels that you edited', ...stored(kernels) },
    {
      ...{ id: 'lessons', title: 'Your progress in the lessons', bytes: sizeOf(lessons) },
      forget: forgetLessons,
    },
    {
      ...{ id: 'others', title: 'Put aside: of another version of this page, or another tab' },
      ...stored(others),
      texts: () => Object.fromEntries(others.map((place) => [place, keptText(place)])),
    },
  ];
  return things.filter(({ bytes }) => bytes > 0);
}

/** The database is loaded when it is first asked. */
async function keptRuns(): Promise<Pick<KeptThing, 'bytes' | 'forget'>> {
  const { keptRunsBytes, removeAllRuns } = await import('./runs/kept-runs.ts');
  return { bytes: await keptRunsBytes(), forget: removeAllRuns };
}

/** Bytes that the browser counts for this whole site and may give it; null where it does not say. */
export async function storageEstimate(): Promise<{ readonly usage: number; readonly quota: number } | null> {
  try {
    const { usage, quota } = (await navigator.storage?.estimate?.()) ?? {};
    return usage === undefined || quota === undefined ? null : { usage, quota };
  } catch {
    return null;
  }
}

/** The page forgets it as well, not only the browser. */
function forgetLessons(): Promise<void> {
  forgetProgress();
  return Promise.resolve();
}

function stored(places: readonly string[]): Pick<KeptThing, 'bytes' | 'forget'> {
  return { bytes: sizeOf(places), forget: async () => removePlaces(places) };
}
