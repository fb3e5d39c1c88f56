import type { Crowd, CrowdRequest } from '../../experiment/crowd.ts';
import { crowdPrompt, crowdTask, type PromptWriter } from '../../experiment/traffic/crowd-prompt.ts';
import { drawCrowd, nextOfUser } from '../../experiment/traffic/draw-crowd.ts';
import { type LengthScale, scaledRequest, scaleLengths } from '../../experiment/traffic/scale-lengths.ts';
import type { LoadedModel } from '../../model/load.ts';
import { positionsFor } from '../../steps/kv-blocks.ts';
import type { CrowdBounds } from '../arm-limits.ts';
import type { Incoming, LoadSource } from './load-source.ts';

/** A crowd as a model takes it. */
export interface ResolvedCrowd {
  readonly bounds: CrowdBounds;
  /** What was done to its lengths, for whoever shows the run; null where they are as drawn. */
  readonly words: string | null;
  /** The same requests each time. */
  source(): LoadSource;
}

/** A crowd with its lengths in the model's context. Its prompts are made when they arrive. */
export function resolveCrowd(crowd: Crowd, model: LoadedModel): ResolvedCrowd {
  const scale = scaleLengths(crowd, model.checkpoint.config.maxPositions);
  const first = drawCrowd(crowd);
  const writer = promptWriter(model);
  const closed = crowd.arrivals.kind === 'closed';
  const sized = first.map((request) => scaledRequest(request, scale));
  const longest = closed
    ? Math.floor(scale.longest * scale.scale)
    : sized.reduce(
        (most, { promptTokens, outputTokens }) => Math.max(most, positionsFor(promptTokens, outputTokens)),
        1,
      );
  return {
    bounds: { most: closed ? crowd.most : first.length, positions: longest },
    words: scale.words,
    source: () => new CrowdSource(crowd, sized, scale, writer, model.checkpoint.config.eosTokens),
  };
}

/** A model without a tokenizer is fed the characters' codes, as far as its vocabulary goes: nobody reads its answers. */
function promptWriter({ tokenizer, checkpoint }: LoadedModel): PromptWriter {
  const { vocabSize } = checkpoint.config;
  if (tokenizer.size === 0)
    return { bos: [], encode: (text) => Array.from(text, (letter) => letter.codePointAt(0)! % vocabSize) };
  return {
    bos: tokenizer.encode('', { bos: true }),
    encode: (text) => tokenizer.encode(text, { bos: false }),
  };
}

/** A crowd's requests go on past end-of-text, as long as they were drawn; those that ask tasks are done with their answer. */
class CrowdSource implements LoadSource {
  readonly #crowd: Crowd;
  readonly #scale: LengthScale;
  readonly #writer: PromptWriter;
  /** What ends the answer to a task. */
  readonly #ends: readonly number[];
  /** In order of arrival. */
  readonly #coming: CrowdRequest[];
  #taken = 0;
  /** Of a closed loop: whose answer is awaited, and how many were sent. */
  readonly #asked = new Map<string, CrowdRequest>();
  #issued: number;

  constructor(
    crowd: Crowd,
    first: readonly CrowdRequest[],
    scale: LengthScale,
    writer: PromptWriter,
    ends: readonly number[],
  ) {
    this.#crowd = crowd;
    this.#scale = scale;
    this.#writer = writer;
    this.#ends = ends;
    this.#coming = [...first];
    this.#issued = first.length;
  }

  get expected(): number | null {
    return this.#crowd.arrivals.kind === 'closed' ? null : this.#coming.length;
  }

  next(): { readonly ms: number } | null {
    const request = this.#coming[this.#taken];
    return request ? { ms: request.at } : null;
  }

  take({ ms }: { readonly ms: number }): Incoming[] {
    const taken: Incoming[] = [];
    for (let request = this.#coming[this.#taken]; request && request.at <= ms; ) {
      taken.push(this.#incoming(request));
      request = this.#coming[++this.#taken];
    }
    return taken;
  }

  ended(id: string, ms: number): void {
    const asked = this.#asked.get(id);
    if (!asked) return;
    this.#asked.delete(id);
    const next = nextOfUser(this.#crowd, asked, ms, this.#issued);
    if (!next) return;
    this.#issued++;
    // Of two that come together, the one that was sent first is first.
    const place = this.#coming.findIndex(({ at }, index) => index >= this.#taken && at > next.at);
    const sized = scaledRequest(next, this.#scale);
    this.#coming.splice(place < 0 ? this.#coming.length : place, 0, sized);
  }

  #incoming(request: CrowdRequest): Incoming {
    if (request.turn) this.#asked.set(request.id, request);
    const { id, role, tier, at, outputTokens } = request;
    const coming = { id, role, tier, arrived: at, maxNewTokens: outputTokens };
    if (this.#crowd.asks !== 'tasks' || request.kind !== null)
      return { ...coming, promptTokens: crowdPrompt(request, this.#writer), stopTokens: [] };
    const { promptTokens, answer } = crowdTask(request, this.#writer);
    return { ...coming, promptTokens, stopTokens: this.#ends, ...(answer && { answer }) };
  }
}
