import { z } from 'zod';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { kept } from './kept.ts';
import { json } from './kept-format.ts';
import { PLACES } from './kept-places.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** `system`: as the visitor's system asks. */
export const MOTIONS = ['system', 'reduced'] as const;

/** Type: as the browser has it, or large, for a projector. */
export const SIZES = ['normal', 'large'] as const;
export type Size = (typeof SIZES)[number];

// What an earlier version kept or a hand wrote is taken field by field, as far as it is a setting.
const settingsSchema = z.object({
  theme: z.enum(THEMES).catch('system'),
  motion: z.enum(MOTIONS).catch('system'),
  size: z.enum(SIZES).catch('normal'),
  /** Token streams show their spaces as marks. */
  spaces: z.boolean().catch(false),
  /** Runs are kept as they end. */
  keepRuns: z.boolean().catch(true),
});

/** Fields that another version of the page knows stay. */
const keptSettings = kept(PLACES.settings, json(z.looseObject({})));

export type Settings = Readonly<z.output<typeof settingsSchema>>;

const settingsStore = createStore<Settings>()(() => settingsIn(keptSettings.read()));

export function useSettings<Slice>(select: (settings: Settings) => Slice): Slice {
  return useStore(settingsStore, select);
}

/** Settings from the fields that were kept; what is missing or wrong in them is as on a first visit. */
export function settingsIn(fields: object | null): Settings {
  return settingsSchema.parse(fields ?? {});
}

export function settingsNow(): Settings {
  return settingsStore.getState();
}

/** Takes effect at once, and is kept where the browser keeps anything for this site. */
export function changeSettings(change: Partial<Settings>): void {
  settingsStore.setState(change);
  applySettings();
  // What another tab chose meanwhile stays.
  keptSettings.update((fields) => ({ ...fields, ...change }));
}

export function nextTheme(): void {
  const { theme } = settingsStore.getState();
  changeSettings({ theme: THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] });
}

export function toggleSpaces(): void {
  changeSettings({ spaces: !settingsStore.getState().spaces });
}

/** What the address asks for, which no visit keeps. */
let askedSize: Size | null = null;

/** Takes the size that an address asks for, until the next one. @returns what ends it. */
export function addressedSize(size: Size | null): () => void {
  askedSize = size;
  applySettings();
  return () => {
    askedSize = null;
    applySettings();
  };
}

/** The style sheets read theme, motion and size from the root element. */
export function applySettings(): void {
  const { theme, motion, size } = settingsStore.getState();
  Object.assign(document.documentElement.dataset, { theme, motion, size: askedSize ?? size });
}
