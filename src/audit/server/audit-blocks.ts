import type { ServerAsk, ServerPrompt, ServerSampling } from '../../engines/server/server-types.ts';
import { createRandom, type Random } from '../../experiment/random.ts';
import { BATCH, MOST_PROBES, REFERENCES, SEED_TEMPERATURE, WIDTHS } from './audit-limits.ts';
import { salted } from './audit-prompts.ts';
import { type Arm, MECHANISMS, type Mechanism, type Switches } from './audit-record.ts';
import { noiseAsk } from './noise-ask.ts';

/** A request as a block holds it. */
export interface Planned {
  readonly mechanism: Mechanism;
  readonly arm: Arm;
  readonly place: 'server' | 'twin';
  readonly prompt: number | null;
  readonly unit: string;
  readonly ask: ServerAsk;
}

/** Requests that belong together: groups one after the other, those of a group at once. */
export interface Block {
  readonly mechanism: Mechanism;
  readonly groups: readonly (readonly Planned[])[];
}

/** What blocks are made of. */
export interface BlockSetting {
  readonly prompts: readonly ServerPrompt[];
  readonly sampling: ServerSampling;
  readonly seed: number;
  readonly switches: Switches;
  /** Fields that every request has beside its own. */
  readonly extra: Readonly<Record<string, unknown>>;
}

/** A mechanism that is asked in blocks; `restart` asks nothing of its own. */
export type AskedMechanism = Exclude<Mechanism, 'restart'>;

/** Each prompt alone, several times: what others are compared with. */
export function referenceBlock(setting: BlockSetting): Block {
  const groups = Array.from({ length: REFERENCES }, (_, time) =>
    setting.prompts.map((_each, prompt) => [
      alone(setting, prompt, 'run', 'reference', `reference-${prompt}-${time}`),
    ]),
  ).flat();
  return { mechanism: 'run', groups };
}

/**
 * The block of a mechanism in a rotation, counted from 0. Which of control and treatment goes first is drawn: what changes with time touches
 * both, and machines that take requests in turn are no part of either.
 */
export function blockOf(mechanism: AskedMechanism, rotation: number, setting: BlockSetting): Block {
  const groups = MAKERS[mechanism](rotation, setting);
  return { mechanism, groups };
}

type Maker = (rotation: number, setting: BlockSetting) => Planned[][];

const MAKERS: Readonly<Record<AskedMechanism, Maker>> = {
  run,
  company,
  order,
  cache: (rotation, setting) => [0, 1].flatMap((turn) => cacheUnit(2 * rotation + turn, setting)),
  stream: (rotation, setting) =>
    [0, 1].flatMap((turn) =>
      pair('stream', 2 * rotation + turn, setting, (ask) => ({ ...ask, stream: !ask.stream })),
    ),
  speculation: (rotation, setting) =>
    pair('speculation', rotation, setting, (ask) => ({
      ...ask,
      extra: { ...ask.extra, ...setting.switches.plain },
    })),
  seed: seeds,
  twin: (rotation, setting) =>
    [0, 1].flatMap((turn) => pair('twin', 2 * rotation + turn, setting, (ask) => ask, 'twin')),
};

/** One or two, drawn: blocks of even numbers of requests would else meet the same of two machines every time. */
function run(rotation: number, setting: BlockSetting): Planned[][] {
  const often = 1 + randomOf(setting, 'run', rotation).below(2);
  return Array.from({ length: often }, (_, i) => [
    alone(setting, (rotation + i) % setting.prompts.length, 'run', 'control', `run-${rotation}-${i}`),
  ]);
}

/** Some prompts alone, and all of them at once among noise, as many as themselves or more. */
function company(rotation: number, setting: BlockSetting): Planned[][] {
  const random = randomOf(setting, 'company', rotation);
  const width = WIDTHS[rotation % WIDTHS.length];
  const own = Math.min(width / 2, setting.prompts.length, MOST_PROBES);
  const probes = Array.from({ length: own }, (_, i) => (own * rotation + i) % setting.prompts.length);
  const name = `company-${rotation}`;
  const controls = probes.map((prompt, i) => [
    alone(setting, prompt, 'company', 'control', `${name}-alone-${i}`),
  ]);
  const wave = probes.map((prompt, i) =>
    alone(setting, prompt, 'company', 'treatment', `${name}-probe-${i}`),
  );
  const { kind } = setting.prompts[probes[0]];
  for (let i = wave.length; i < width; i++) {
    const ask = noiseAsk(`${name}-noise-${i}`, random.next(), kind, setting.sampling);
    wave.push({ mechanism: 'company', arm: 'noise', place: 'server', prompt: null, unit: name, ask });
  }
  return drawn(random, shuffled(controls, random), [shuffled(wave, random)]);
}

/** A batch of the prompts in one order, and in another; the first time its own references too. */
function order(rotation: number, setting: BlockSetting): Planned[][] {
  const batch = (arm: Arm, order: readonly number[]) =>
    order.map((prompt, i): Planned => {
      const name = `order-${rotation}-${arm}-${i}`;
      return { ...alone(setting, prompt, 'order', arm, name), unit: `order-${prompt}` };
    });
  const given = Array.from({ length: Math.min(BATCH, Math.max(2, setting.prompts.length)) }, (_, i) => i).map(
    (i) => i % setting.prompts.length,
  );
  const random = randomOf(setting, 'order', rotation);
  const other = rotation % 2 === 0 ? given.toReversed() : moved(given, random);
  const both = drawn(random, [batch('control', given)], [batch('treatment', other)]);
  return rotation === 0 ? [batch('reference', given), ...both] : both;
}

/** Any order but the given one, where there are two prompts or more. */
function moved(given: readonly number[], random: Random): number[] {
  const by = 1 + random.below(Math.max(1, given.length - 1));
  return [...given.slice(by), ...given.slice(0, by)];
}

/** Cold, then warm three times, one of which the others are compared with. */
function cacheUnit(index: number, setting: BlockSetting): Planned[][] {
  const prompt = index % setting.prompts.length;
  const unit = `cache-${index}`;
  const salt = `note ${setting.seed}-${index}`;
  const warm = shuffled(['control', 'control', 'reference'] as const, randomOf(setting, 'cache', index));
  const asks = (['treatment', ...warm] as const).map((arm, i): Planned => {
    const planned = alone(setting, prompt, 'cache', arm, `${unit}-${i}`);
    const own = saltedExtra(setting.switches.cold, salt, i === 0);
    const ask =
      own === null
        ? { ...planned.ask, prompt: salted(planned.ask.prompt, salt) }
        : { ...planned.ask, extra: { ...planned.ask.extra, ...own } };
    return { ...planned, unit, ask };
  });
  return asks.map((each) => [each]);
}

/** Fields by which the server computes a prompt anew: with a salt in all requests of a unit, a plain switch in the first alone. */
function saltedExtra(cold: Switches['cold'], salt: string, first: boolean): Record<string, unknown> | null {
  if (cold === null) return null;
  const entries = Object.entries(cold);
  if (!entries.some(([, value]) => value === 'SALT')) return first ? { ...cold } : {};
  return Object.fromEntries(entries.map(([name, value]) => [name, value === 'SALT' ? salt : value]));
}

/** One seed twice, and another behind either of them. */
function seeds(rotation: number, setting: BlockSetting): Planned[][] {
  const prompt = rotation % setting.prompts.length;
  const unit = `seed-${rotation}`;
  const first = setting.seed + 2 * rotation + 1;
  const later = [['treatment', first] as const, ['other', first + 1] as const];
  const asked = [['reference', first] as const, ...shuffled(later, randomOf(setting, 'seed', rotation))];
  return asked.map(([arm, seed]) => {
    const planned = alone(setting, prompt, 'seed', arm, `${unit}-${arm}`);
    const sampling = { ...planned.ask.sampling, temperature: SEED_TEMPERATURE, seed };
    return [{ ...planned, unit, ask: { ...planned.ask, sampling } }];
  });
}

/** A prompt alone, and the same with one thing changed. */
function pair(
  mechanism: AskedMechanism,
  index: number,
  setting: BlockSetting,
  change: (ask: ServerAsk) => ServerAsk,
  place: Planned['place'] = 'server',
): Planned[][] {
  const prompt = index % setting.prompts.length;
  const control = alone(setting, prompt, mechanism, 'control', `${mechanism}-${index}-alone`);
  const treatment = alone(setting, prompt, mechanism, 'treatment', `${mechanism}-${index}`);
  const changed = { ...treatment, place, ask: change(treatment.ask) };
  return drawn(randomOf(setting, mechanism, index), [[control]], [[changed]]);
}

function alone(
  { prompts, sampling, extra }: BlockSetting,
  prompt: number,
  mechanism: AskedMechanism,
  arm: Arm,
  id: string,
): Planned {
  const ask = { id, prompt: prompts[prompt], sampling, stream: false, extra };
  return { mechanism, arm, place: 'server', prompt, unit: `alone-${prompt}`, ask };
}

function drawn(random: Random, control: Planned[][], treatment: Planned[][]): Planned[][] {
  return random.below(2) === 0 ? [...control, ...treatment] : [...treatment, ...control];
}

function randomOf({ seed }: BlockSetting, mechanism: AskedMechanism, rotation: number): Random {
  return createRandom(Math.imul(seed + 1, 0x9e3779b1) ^ (rotation * 64 + MECHANISMS.indexOf(mechanism)));
}

function shuffled<T>(list: readonly T[], random: Random): T[] {
  const left = [...list];
  return list.map(() => left.splice(random.below(left.length), 1)[0]);
}
