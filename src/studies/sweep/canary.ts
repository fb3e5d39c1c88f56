import { z } from 'zod';
import { canonicalJson } from '../../experiment/canonical.ts';
import { computesAs } from '../../experiment/computes-as.ts';
import { describeIssue, problemLines } from '../../experiment/errors.ts';
import { type Experiment, parseExperiment } from '../../experiment/schema.ts';
import type { RunRecord } from '../../results/record.ts';
import type { Engine } from '../../steps/engine.ts';
import { hashText } from './hash-text.ts';
import type { Provenance } from './job.ts';
import { provenanceSchema } from './read-result.ts';
import type { Study } from './study-schema.ts';
import { SweepError } from './sweep-error.ts';

/** Bits of a device as the canary found them. */
export type Canary = Pick<Provenance, 'engine' | 'adapter' | 'canary'>;

/** `canary.json`: those that a study's results come from; more than one only where it was asked to stratify. */
export interface Canaries {
  readonly version: 1;
  /** Hash of the study. */
  readonly study: string;
  readonly canaries: readonly Canary[];
}

const DIGITS = 32;
/** Low token ids, which every vocabulary has: what they mean does not matter. */
const PROMPT = [1, 7, 3, 12, 5, 9, 2, 11];
const COMPANY = [4, 8, 6, 13, 10];
const TOKENS = 8;

/**
 * What every shard runs before its first job: eight tokens of the study's model in company, by invariant kernels and by those of the
 * base's first arm. It follows from the study alone.
 */
export function canaryExperiment({ base }: Study): Experiment {
  const { shaders: _, ...own } = computesAs(base.arms[0]);
  const { sampler: __, ...plain } = own;
  const requests = ['probe', 'company'];
  const request = { maxNewTokens: TOKENS, ignoreEos: true, bos: false };
  return parseExperiment({
    ...{ version: 3, title: 'canary', model: base.model },
    requests: [
      { ...request, id: requests[0], role: 'probe', promptIds: PROMPT },
      { ...request, id: requests[1], role: 'clean', promptIds: COMPANY },
    ],
    arms: [
      { ...plain, name: 'invariant', requests, kernels: 'invariant' },
      { ...plain, name: 'own', requests },
    ],
  });
}

/** What a canary's run comes to, 32 hexadecimal digits over the fingerprints of all of its requests. */
export function canaryFingerprint({ arms }: Pick<RunRecord, 'arms'>): string {
  const lines = arms.flatMap(({ name, requests }) =>
    requests.map(({ id, fingerprint }) => `${name}/${id} ${fingerprint}\n`),
  );
  return hashText(lines.join('')).slice(0, DIGITS);
}

/** Runs a study's canary; `run` is `runExperiment` with model and engine. */
export async function runCanary(
  study: Study,
  { kind, adapter }: Pick<Engine, 'kind' | 'adapter'>,
  run: (experiment: Experiment) => Promise<Pick<RunRecord, 'arms'>>,
): Promise<Canary> {
  return { engine: kind, adapter, canary: canaryFingerprint(await run(canaryExperiment(study))) };
}

/**
 * The study's canaries with this device's: the first one becomes the study's, another is refused, or with `stratify` kept beside it.
 * `known` null: none ran yet. Throws SweepError.
 */
export function withCanary(
  known: Canaries | null,
  study: string,
  found: Canary,
  stratify: boolean,
): Canaries {
  const canaries = known?.canaries ?? [];
  const text = canonicalJson(found);
  if (canaries.some((each) => canonicalJson(each) === text)) return known!;
  if (canaries.length > 0 && !stratify)
    throw new SweepError(
      `the canary is not the study's: expected ${canaryWords(canaries[0])}, found ${canaryWords(found)}; --stratify keeps results of several devices apart`,
    );
  return { version: 1, study, canaries: [...canaries, found] };
}

/** Who computes, and the bits that the canary found there. */
export function canaryWords({ engine, adapter, canary }: Canary): string {
  const { vendor, architecture, device, description } = adapter;
  const name = description || [vendor, architecture, device].filter((part) => part !== '').join(' ');
  return `${canary.slice(0, 12)} on ${engine}${name === '' ? '' : `, ${name}`}`;
}

const canariesSchema = z.strictObject({
  version: z.literal(1),
  study: z.string(),
  canaries: z
    .array(provenanceSchema.pick({ engine: true, adapter: true, canary: true }).readonly())
    .min(1)
    .readonly(),
});

/** The content of `canary.json`. Throws SweepError naming the file, `where`, and what is wrong, or that it is of another study. */
export function parseCanaries(json: unknown, study: string, where: string): Canaries {
  const parsed = canariesSchema.safeParse(json, { error: describeIssue });
  if (!parsed.success)
    throw new SweepError(
      `${where}: expected canaries of a study, found at ${problemLines(parsed.error.issues)[0]}`,
    );
  if (parsed.data.study !== study)
    throw new SweepError(
      `${where}: expected canaries of study ${study}, found those of ${parsed.data.study}`,
    );
  return parsed.data;
}
