import type { z } from 'zod';
import type { Operation } from '../numerics/operations.ts';
import { CROWD_ID } from './crowd.ts';
import { show } from './errors.ts';
import { checkShaders, type ShaderFile } from './shaders.ts';
import { checkAcceptance, type speculationSchema } from './speculation-schema.ts';

/**
 * What the limits of single lists leave open, since a page shows and a run keeps their products. Each admits whatever one pair or one
 * arm may ask for by itself.
 */
export const MOST_TOGETHER = {
  /** Compared pairs times the probes that each shares. */
  comparisons: 512,
  /** Companies times the requests that each draws from, over all arms. */
  companySeats: 512_000,
  /** Requests that a crowd brings, over all arms. */
  crowdSeats: 120_000,
} as const;

interface References extends Pick<Parameters<typeof checkAcceptance>[0], 'decoding'> {
  readonly requests: readonly { readonly id: string; readonly role: string }[];
  readonly arms: readonly {
    readonly name: string;
    readonly requests: readonly string[];
    readonly sampler?: string;
    readonly companies?: { readonly count: number; readonly least: number } | undefined;
    readonly shaders?: Readonly<Partial<Record<Operation, string>>>;
    readonly speculation?: z.output<typeof speculationSchema>;
    readonly verify?: { readonly requests?: readonly string[] };
    readonly serving?: {
      readonly route?: { readonly by: { readonly kind: string; readonly quality?: unknown } };
    };
  }[];
  readonly shaders?: readonly { readonly name: string; readonly like: ShaderFile; readonly source: string }[];
  readonly compare: readonly (readonly [string, string])[];
  readonly crowd?: { readonly most: number; readonly asks?: string };
}

type Refuse = (path: PropertyKey[], message: string) => void;

/** The rules that tie an experiment's parts together: names are unique, references exist, compared arms share a probe. */
export function checkReferences(experiment: References, context: z.RefinementCtx): void {
  const refuse: Refuse = (path, message) => context.addIssue({ code: 'custom', path, message });
  const ids = experiment.requests.map((request) => request.id);
  const names = experiment.arms.map((arm) => arm.name);
  checkUnique(ids, (index) => ['requests', index, 'id'], refuse);
  checkUnique(names, (index) => ['arms', index, 'name'], refuse);

  const known = new Set(ids);
  const probes = new Set(
    experiment.requests.filter((request) => request.role === 'probe').map(({ id }) => id),
  );
  experiment.arms.forEach((arm, index) => {
    const path = ['arms', index, 'requests'];
    checkUnique(arm.requests, (place) => [...path, place], refuse);
    checkKnown(arm.requests, known, 'a request', (place) => [...path, place], refuse);
    const verified = (place: number) => ['arms', index, 'verify', 'requests', place];
    checkKnown(arm.verify?.requests ?? [], new Set(arm.requests), 'a request of the arm', verified, refuse);
    if (!arm.requests.some((id) => probes.has(id))) refuse(path, 'expected at least one probe, found none');
    if (arm.sampler !== undefined && experiment.decoding.temperature === 0) {
      const why = 'at temperature 0 nothing is drawn; expected decoding.temperature above 0, or no sampler';
      refuse(['arms', index, 'sampler'], why);
    }
    const mates = arm.requests.filter((id) => !probes.has(id)).length;
    if (arm.companies && arm.companies.least > mates) {
      const least = ['arms', index, 'companies', 'least'];
      refuse(least, `expected at most the arm's ${mates} batchmates, found ${arm.companies.least}`);
    }
  });
  const shaders = experiment.shaders?.map(({ name }) => name) ?? [];
  checkUnique(shaders, (index) => ['shaders', index, 'name'], refuse);
  checkShaders(experiment, refuse);
  checkAcceptance(experiment, refuse);
  checkCompare(experiment, probes, refuse);
  checkSeats(experiment, refuse);
  checkGraded(experiment, refuse);
  if (experiment.crowd) checkCrowd(experiment, experiment.crowd.most, refuse);
}

/** Of what a canary answers only a crowd's tasks are graded. */
function checkGraded({ arms, crowd }: References, refuse: Refuse): void {
  arms.forEach(({ serving }, index) => {
    const by = serving?.route?.by;
    if (by?.kind !== 'canary' || by.quality === undefined || crowd?.asks === 'tasks') return;
    const path = ['arms', index, 'serving', 'route', 'by', 'quality'];
    refuse(path, 'expected a crowd that asks tasks, since nobody else’s answers are graded; or no quality');
  });
}

function checkCrowd({ requests, arms }: References, most: number, refuse: Refuse): void {
  requests.forEach(({ id }, index) => {
    if (id.startsWith(CROWD_ID)) {
      const problem = `expected a name that does not begin with "${CROWD_ID}", as those of the crowd do, found ${show(id)}`;
      refuse(['requests', index, 'id'], problem);
    }
  });
  arms.forEach(({ companies }, index) => {
    if (companies)
      refuse(
        ['arms', index, 'companies'],
        'companies do not go with a crowd, which comes to arms as written',
      );
  });
  const seats = most * arms.length;
  if (seats > MOST_TOGETHER.crowdSeats) {
    const problem = `expected at most ${MOST_TOGETHER.crowdSeats} requests of the crowd over all arms, found ${seats}`;
    refuse(['crowd', 'most'], problem);
  }
}

function checkSeats({ arms }: References, refuse: Refuse): void {
  const seats = arms.reduce(
    (sum, { requests, companies }) => sum + (companies?.count ?? 0) * requests.length,
    0,
  );
  if (seats > MOST_TOGETHER.companySeats) {
    const most = `at most ${MOST_TOGETHER.companySeats} companies x requests over all arms`;
    refuse(['arms'], `expected ${most}, found ${seats}`);
  }
}

function checkCompare({ arms, compare }: References, probes: ReadonlySet<string>, refuse: Refuse): void {
  const probesOf = new Map(arms.map(({ name, requests }) => [name, requests.filter((id) => probes.has(id))]));
  const setOf = new Map([...probesOf].map(([name, ids]) => [name, new Set(ids)]));
  const names = new Set(probesOf.keys());
  const drawn = new Set(arms.filter((arm) => arm.companies).map(({ name }) => name));
  const pairs = compare.map((pair) => JSON.stringify(pair));
  checkUnique(pairs, (index) => ['compare', index], refuse, 'pair');
  let comparisons = 0;
  compare.forEach((pair, index) => {
    checkKnown(pair, names, 'an arm', (side) => ['compare', index, side], refuse);
    const [a, b] = pair;
    const many = pair.findIndex((name) => drawn.has(name));
    if (many >= 0) refuse(['compare', index, many], 'expected an arm without companies: it stands for many');
    const [ofA, ofB] = [probesOf.get(a), setOf.get(b)];
    const shared = ofA && ofB && ofA.filter((id) => ofB.has(id)).length;
    comparisons += shared ?? 0;
    if (a === b) refuse(['compare', index], `expected two different arms, found ${show(a)} twice`);
    else if (shared === 0)
      refuse(['compare', index], `expected arms that share a probe, ${show(a)} and ${show(b)} share none`);
  });
  if (comparisons > MOST_TOGETHER.comparisons) {
    const most = `at most ${MOST_TOGETHER.comparisons} pairs x shared probes`;
    refuse(['compare'], `expected ${most}, found ${comparisons}: compare fewer arms, or fewer probes`);
  }
}

function checkUnique(
  values: readonly string[],
  path: (index: number) => PropertyKey[],
  refuse: Refuse,
  what = 'name',
): void {
  const seen = new Set<string>();
  values.forEach((value, index) => {
    if (seen.has(value)) refuse(path(index), `expected a new ${what}, found ${show(value)} again`);
    seen.add(value);
  });
}

function checkKnown(
  values: readonly string[],
  known: ReadonlySet<string>,
  what: string,
  path: (index: number) => PropertyKey[],
  refuse: Refuse,
): void {
  values.forEach((value, index) => {
    if (!known.has(value)) refuse(path(index), `expected the name of ${what}, found ${show(value)}`);
  });
}
