import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { canonicalJson } from '../experiment/canonical.ts';
import { parseRandomName, type RandomName } from '../experiment/model-name.ts';
import type { ModelConfig } from './model-config.ts';
import { ModelError } from './model-error.ts';
import { SHAPES } from './shapes.ts';

/**
 * A new rule gives other weights, and so another version, which the hash of a random model is over. Version 1 drew a tensor's weights one after
 * the other; 2 hashes each element's index, so that a device makes them in any order.
 */
export const GENERATOR_VERSION = 2;

/** The parts of a random model's name. Throws ModelError saying what is wrong with it. */
export function randomNameOf(name: string): RandomName {
  const parsed = parseRandomName(name);
  if (typeof parsed === 'string') throw new ModelError(name, parsed);
  return parsed;
}

/** A random model's config. */
export function randomConfig({ shape, layers }: RandomName): ModelConfig {
  const { config } = SHAPES[shape];
  return layers === null || layers === config.layers ? config : { ...config, layers };
}

/** `sha256:` and the digest of what its weights follow from: the generator's version, the config and the seed. */
export function randomHash(name: RandomName, generator = GENERATOR_VERSION): string {
  const text = canonicalJson({
    generator,
    config: randomConfig(name),
    seed: name.seed,
  });
  return `sha256:${bytesToHex(sha256(new TextEncoder().encode(text)))}`;
}

/** The earlier generator by which a model of this name had that hash; null where there was none, or the name is not random. */
export function earlierGenerator(name: string, hash: string): number | null {
  const parsed = parseRandomName(name);
  if (typeof parsed === 'string') return null;
  for (let version = 1; version < GENERATOR_VERSION; version++)
    if (randomHash(parsed, version) === hash) return version;
  return null;
}
