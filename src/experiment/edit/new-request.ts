import type { Experiment, NoiseKind, Role } from '../schema.ts';
import type { RequestDraft } from './edited.ts';
import { numbered } from './names.ts';

const NOISE_STEMS: Readonly<Record<NoiseKind, string>> = {
  'random-characters': 'characters',
  'code-and-logs': 'code',
  vague: 'vague',
  spam: 'spam',
  'instruction-override': 'override',
};
const TEXT_STEMS: Readonly<Record<Role, string>> = { probe: 'probe', clean: 'text', noise: 'noise' };

/** How long a new request generates: as long as the probe, so that the batch keeps its shape while the probe decodes. */
export function stayLikeProbe({ requests }: Experiment): Pick<RequestDraft, 'maxNewTokens' | 'ignoreEos'> {
  const probe = requests.find(({ role }) => role === 'probe') ?? requests[0];
  return { maxNewTokens: probe.maxNewTokens, ignoreEos: probe.ignoreEos };
}

/** Requests of given texts, each under a name that is new to the experiment. */
export function textRequests(experiment: Experiment, texts: readonly string[], role: Role): RequestDraft[] {
  const shared = { ...stayLikeProbe(experiment), role, bos: true, arrival: 0 };
  return named(
    experiment,
    texts.map((prompt) => ({ stem: TEXT_STEMS[role], request: { ...shared, prompt } })),
  );
}

export type NoiseSource = NonNullable<RequestDraft['noise']>;

/** Requests of generated noise, each under a name that is new to the experiment. */
export function noiseRequests(experiment: Experiment, sources: readonly NoiseSource[]): RequestDraft[] {
  const shared = { ...stayLikeProbe(experiment), role: 'noise' as const, bos: true, arrival: 0 };
  return named(
    experiment,
    sources.map((noise) => ({ stem: NOISE_STEMS[noise.kind], request: { ...shared, noise } })),
  );
}

interface Nameless {
  readonly stem: string;
  readonly request: Omit<RequestDraft, 'id'>;
}

function named(experiment: Experiment, nameless: readonly Nameless[]): RequestDraft[] {
  const taken = experiment.requests.map(({ id }) => id);
  return nameless.map(({ stem, request }) => {
    const id = numbered(stem, taken);
    taken.push(id);
    return { id, ...request };
  });
}
