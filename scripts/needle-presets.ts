import { readdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { readJson } from '../src/cli/input.ts';
import type { Candidate } from './needle-candidates.ts';
import type { SearchOptions } from './needle-search.ts';

const PRESETS = new URL('../experiments/', import.meta.url);

/** As far as it is read here; `npm run lab -- run` checks all of it. */
interface Preset {
  readonly requests: readonly {
    readonly id: string;
    readonly role: string;
    readonly prompt?: string;
    readonly noise: { readonly kind: string; readonly seed: number; readonly tokens: number };
  }[];
}

async function readPreset(file: string): Promise<Preset> {
  return (await readJson(fileURLToPath(new URL(file, PRESETS)))) as Preset;
}

/** The batchmates of experiments/needle.json; another `seed` than 0 gives others of the same lengths. */
export async function companyOf(seed: number): Promise<SearchOptions['mates']> {
  const { requests } = await readPreset('needle.json');
  return requests
    .filter(({ role }) => role === 'noise')
    .map(({ id, noise }) => ({ id, noise: { ...noise, seed: noise.seed + 1000 * seed } }));
}

/** Puts a prompt in place of the present needle in every preset that has it as a probe; returns their names. */
export async function writePresets({ prompt }: Candidate): Promise<string[]> {
  const old = (await readPreset('needle.json')).requests.find(({ role }) => role === 'probe')?.prompt;
  const written: string[] = [];
  for (const file of (await readdir(PRESETS)).filter((name) => name.endsWith('.json'))) {
    const preset = await readPreset(file);
    if (!preset.requests.some((request) => request.prompt === old)) continue;
    const requests = preset.requests.map((request) =>
      request.prompt === old ? { ...request, prompt, bos: true } : request,
    );
    await writeFile(new URL(file, PRESETS), `${JSON.stringify({ ...preset, requests }, null, 2)}\n`);
    written.push(file);
  }
  return written;
}
