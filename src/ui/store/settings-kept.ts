import { forgetProgress, PROGRESS_PLACE } from '../learn/progress.ts';
import { SETTINGS_PLACE } from './settings.ts';

/** Something that the browser keeps for this page between visits. */
export interface KeptThing {
  readonly id: 'model' | 'page' | 'certificates' | 'experiment' | 'lessons' | 'kernels';
  readonly title: string;
  readonly bytes: number;
  readonly forget: () => Promise<void>;
}

/** The service worker's cache of model files (vite.config.ts). */
const MODEL_CACHE = 'batchmates-models';
const CERTIFICATES = 'batchmates.certificates';
/** Before the name of each kernel that a visitor edited. */
const KERNELS = 'batchmates.kernel.';

/** What is kept, with its size; what is not there is left out. Asks the browser only. */
export async function listKept(): Promise<readonly KeptThing[]> {
  const names = 'caches' in globalThis ? await caches.keys() : [];
  // Other pages of this host have caches too; the service worker's own carry the address of its page.
  const own = names.filter((name) => name.endsWith(new URL('./', document.baseURI).href));
  const places = storagePlaces();
  const kernels = places.filter((place) => place.startsWith(KERNELS));
  const others = [CERTIFICATES, SETTINGS_PLACE, PROGRESS_PLACE, ...kernels];
  const composed = places.filter((place) => !others.includes(place));
  const lessons = stored(places.filter((place) => place === PROGRESS_PLACE));
  const certificates = places.filter((place) => place === CERTIFICATES);
  const models = names.filter((name) => name === MODEL_CACHE);
  const things: KeptThing[] = [
    { ...(await cached(models)), id: 'model', title: 'Model files' },
    { ...(await pageCache(own)), id: 'page', title: 'The page itself, for visits without a network' },
    { ...stored(certificates), id: 'certificates', title: 'Certificates of this adapter' },
    { ...stored(composed), id: 'experiment', title: 'The experiment you were composing' },
    { ...stored(kernels), id: 'kernels', title: 'Kernels that you edited' },
    { ...lessons, id: 'lessons', title: 'Your progress in the lessons', forget: forgetLessons },
  ];
  return things.filter(({ bytes }) => bytes > 0);
}

/** Bytes that the browser counts for this whole site and may give it; null where it does not say. */
export async function storageEstimate(): Promise<{ readonly usage: number; readonly quota: number } | null> {
  const estimate = await navigator.storage?.estimate?.();
  return estimate?.usage === undefined || estimate.quota === undefined
    ? null
    : { usage: estimate.usage, quota: estimate.quota };
}

/** The page forgets it as well, not only the browser. */
function forgetLessons(): Promise<void> {
  forgetProgress();
  return Promise.resolve();
}

type Kept = Pick<KeptThing, 'bytes' | 'forget'>;

async function cached(names: readonly string[]): Promise<Kept> {
  const sizes = await Promise.all(names.map(cacheBytes));
  const forget = async () => {
    await Promise.all(names.map((name) => caches.delete(name)));
  };
  return { bytes: sizes.reduce((sum, size) => sum + size, 0), forget };
}

/** Without its service worker gone too, the page would not be kept again on the next visit. */
async function pageCache(names: readonly string[]): Promise<Kept> {
  const { bytes, forget } = await cached(names);
  return {
    bytes,
    forget: async () => {
      await forget();
      await (await navigator.serviceWorker?.getRegistration())?.unregister();
    },
  };
}

async function cacheBytes(name: string): Promise<number> {
  const answers = await (await caches.open(name)).matchAll();
  const sizes = await Promise.all(answers.map(async (answer) => (await answer.blob()).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

function stored(places: readonly string[]): Kept {
  const sizes = places.map((place) => place.length + (localStorage.getItem(place)?.length ?? 0));
  const forget = () => {
    for (const place of places) localStorage.removeItem(place);
    return Promise.resolve();
  };
  return { bytes: sizes.reduce((sum, size) => sum + size, 0), forget };
}

function storagePlaces(): string[] {
  try {
    return Object.keys(localStorage).filter((place) => place.startsWith('batchmates.'));
  } catch {
    return [];
  }
}
