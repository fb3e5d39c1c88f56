import { writtenArms } from '../../../experiment/expand-arms.ts';
import { encodeLink } from '../../../experiment/link.ts';
import type { LinkPayload } from '../../../experiment/link-payload.ts';
import { modelKey } from '../../../experiment/model-key.ts';
import { asksForRandom, parseRandomName } from '../../../experiment/model-name.ts';
import type { Experiment } from '../../../experiment/schema.ts';
import { randomHash } from '../../../model/random-hash.ts';
import { placeWords } from '../../../report/engine.ts';
import { lostLine, postureLines } from '../../../report/postures.ts';
import { NOT_PROBED, promisedStreams } from '../../../results/portable/promised.ts';
import { promptMark } from '../../../results/portable/prompt-mark.ts';
import type { Sent } from '../../../results/receipt.ts';
import { type RunRecord, traceKey } from '../../../results/record.ts';
import { shorten } from '../../../results/text.ts';
import type { Hideable, RunView } from '../../state/lab-state.ts';

export interface ShareOptions {
  /** Carry the fingerprints of the results on screen. */
  readonly fingerprints: boolean;
  /** For a page inside another one. */
  readonly embed: boolean;
  readonly hide: readonly Hideable[];
}

/** The schema's limits. */
const MOST_ADAPTER_CHARACTERS = 200;
const MOST_APART_CHARACTERS = 400;
/** Below the schema's, which counts otherwise than a terminal. */
const MOST_POSTURE = { lines: 12, characters: 200 } as const;

/** What a link needs to know of the results on screen. */
type Shown = Pick<RunView, 'experiment' | 'record'>;

/** The record on screen, where it is of this very experiment: what a link may carry fingerprints of. */
export function recordOf(experiment: Experiment, view: Shown): RunRecord | null {
  return view.experiment === experiment ? view.record : null;
}

/**
 * What a link carries of an experiment. The weights' hash goes in wherever it is known, so that another model under the same
 * name does not silently change what the link shows.
 */
export function sharePayload(
  experiment: Experiment,
  view: Shown,
  { fingerprints, embed, hide }: ShareOptions,
): LinkPayload {
  const record = recordOf(experiment, view);
  const { record: shown } = view;
  const { name } = experiment.model;
  // A command line may have run the experiment on another model than the one that it names.
  const same = shown?.model.name === name && modelKey(shown.experiment.model) === modelKey(experiment.model);
  const pinned = same ? { hash: shown.model.hash } : knownBefore(name);
  return {
    experiment: { ...experiment, model: { ...pinned, ...experiment.model } },
    ...(fingerprints && record ? { expected: expectedOf(record) } : {}),
    ...(embed || hide.length > 0 ? { view: { embed, hide } } : {}),
  };
}

/** Of random weights the hash follows from their name. */
function knownBefore(name: string): { hash?: string } {
  const parsed = asksForRandom(name) ? parseRandomName(name) : '';
  return typeof parsed === 'string' ? {} : { hash: randomHash(parsed) };
}

/**
 * The whole address: this page's own, and the payload as its fragment, which no server sees. A query is whoever's link led here,
 * not the page's; parentheses would end the link in Markdown.
 */
export function shareAddress(page: string, payload: LinkPayload): string {
  const [address] = page.split(/[?#]/);
  const plain = address.replaceAll('(', '%28').replaceAll(')', '%29');
  return `${plain}${encodeLink(payload)}`;
}

/** Fingerprints of the probes of every arm that the experiment names; drawn companies are too many for a link. */
export function expectedOf(record: RunRecord): Sent {
  const named = new Set(writtenArms(record.experiment).map(({ name }) => name));
  const streams = record.arms
    .filter(({ name }) => named.has(name))
    .flatMap(({ name, requests }) =>
      requests
        .filter(({ role }) => role === 'probe')
        .map((request) => ({ request, stream: traceKey(name, request.id) })),
    );
  const promised = promisedStreams(record.experiment);
  const apart = apartOf(record);
  // What is promised to every device is no adapter's.
  const everyones = apart === null && streams.every(({ stream }) => promised.has(stream));
  const prompts = streams
    .filter(({ stream }) => promised.has(stream))
    .map(({ request: { id, promptTokens } }) => [id, promptMark(promptTokens)]);
  const adapter = placeWords(record.engine, record.adapter).slice(0, MOST_ADAPTER_CHARACTERS);
  return {
    ...(!everyones && { adapter }),
    ...(apart !== null && { apart: shorten(apart, MOST_APART_CHARACTERS / 2) }),
    ...(prompts.length > 0 && { prompts: Object.fromEntries(prompts) }),
    rules: record.planRules,
    posture: postureOf(record),
    fingerprints: Object.fromEntries(streams.map(({ stream, request }) => [stream, request.fingerprint])),
  };
}

/** Why a run's portable fingerprints are not everyone's; null where they are, and where there are none. */
function apartOf({ postures }: RunRecord): string | null {
  const portable = postures.flatMap(({ portable: verdict }) => (verdict === undefined ? [] : [verdict]));
  if (portable.includes(null)) return NOT_PROBED;
  return portable.find((verdict) => verdict?.holds === false)?.why ?? null;
}

/** Lost guarantees, then what holds, within the schema's limits: a cut line shows that it is, the last one that lines are. */
function postureOf({ lost, postures }: RunRecord): string[] {
  const { lines: most, characters } = MOST_POSTURE;
  const lines = [...lost.map(lostLine), ...postureLines(postures)];
  const kept =
    lines.length <= most
      ? lines
      : [...lines.slice(0, most - 1), `… and ${lines.length - most + 1} more lines in the record`];
  return kept.map((line) => shorten(line, characters));
}
