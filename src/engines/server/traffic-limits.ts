import type { ExperimentArm } from '../../experiment/schema.ts';
import type { ServerEntry } from '../../openai/servers.ts';
import type { ServerGifts } from './probe-server.ts';
import type { TrafficRound } from './traffic-types.ts';

interface Setting {
  readonly server: ServerEntry | null;
  readonly gives: ServerGifts | null;
}

/** What is so of every experiment. */
export function experimentWords({ server }: Setting): string[] {
  const sets = server?.id === 'batchmates' ? '' : 'kernel sets, ';
  return [
    `The protocol tells a server nothing of ${sets}data types, weights, parallelism, and limits of steps and blocks: they are the server’s own.`,
    ...(server?.cold
      ? []
      : [
          'The server has no field that keeps a request from what is cached: cold and warm arms are sent alike.',
        ]),
    'Requests are sent in the arm’s order; which of them the server computes together is its own doing.',
  ];
}

type Field = readonly [words: string, isAsked: (arm: ExperimentArm) => boolean];

const FIELDS: readonly Field[] = [
  ['quantize', ({ quantize }) => quantize !== undefined],
  ['dynamic', ({ dynamic }) => dynamic !== undefined],
  ['sampler', ({ sampler }) => sampler !== undefined],
  ['shaders', ({ shaders }) => shaders !== undefined],
  ['speculation', ({ speculation }) => speculation !== undefined],
  ['verify', ({ verify }) => verify !== undefined],
  ['experts', ({ experts }) => experts !== undefined],
  ['serving.policy', ({ serving }) => serving !== undefined && serving.policy.kind !== 'fcfs'],
  ['serving.memory', ({ serving }) => serving !== undefined && serving.memory.pressure !== 'recompute'],
  ['serving.packing', ({ serving }) => serving !== undefined && serving.packing !== 'off'],
  ['serving.cascade', ({ serving }) => serving !== undefined && serving.cascade !== null],
  ['serving.disaggregated', ({ serving }) => serving?.disaggregated === true],
  ['serving.precision', ({ serving }) => serving?.precision !== undefined],
  ['serving.effort', ({ serving }) => serving?.effort !== undefined],
  ['serving.route', ({ serving }) => serving?.route !== undefined],
  ['serving.faults', ({ serving }) => serving?.faults !== undefined],
  ['serving.prefix: recompute-last', ({ serving }) => serving?.prefix === 'recompute-last'],
];

/** What an arm asks for that a server cannot be told. */
export function armWords(arm: ExperimentArm, { server }: Setting): string[] {
  const asked = FIELDS.flatMap(([words, isAsked]) => (isAsked(arm) ? [`\`${words}\``] : []));
  const mixed = server?.id === 'batchmates' && new Set(Object.values(arm.kernels)).size > 1;
  const left = mixed ? ['`kernels` of several sets', ...asked] : asked;
  return left.length === 0 ? [] : [`Arm \`${arm.name}\`: ${left.join(', ')} cannot be told.`];
}

/** Arms whose traffic is the same: what set them apart was not told. */
export function sameTraffic(rounds: readonly TrafficRound[]): string[] {
  const alike = new Map<string, string[]>();
  for (const round of rounds) {
    const key = keyOf(round);
    alike.set(key, [...(alike.get(key) ?? []), `\`${round.arm}\``]);
  }
  return [...alike.values()]
    .filter((arms) => arms.length > 1)
    .map(
      (arms) =>
        `${arms.slice(0, -1).join(', ')} and ${arms.at(-1)} send the same: between them only what differs from run to run is seen.`,
    );
}

/** A round but for what is unlike any other's. */
function keyOf({ asks, atOnce, arm, repeat }: TrafficRound): string {
  const own = `/${arm}/${repeat}`;
  return JSON.stringify([
    Math.min(atOnce, asks.length),
    asks.map(({ ask: { id: _, ...ask }, arrival }) => [ask, arrival]),
  ]).replaceAll(JSON.stringify(own).slice(1, -1), '');
}
