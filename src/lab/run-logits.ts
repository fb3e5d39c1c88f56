import { measureLogits } from '../results/measured-position.ts';
import type { Retention } from '../results/retention.ts';
import type { ArmRunner } from '../steps/engine.ts';
import type { LogitComparison, LogitsPlace } from '../steps/logit-comparison.ts';
import type { Sample } from '../steps/step-output.ts';
import type { RequestStream } from './request-stream.ts';

/** A token that a request generates, by its index. */
export interface GeneratedPlace {
  readonly request: string;
  readonly position: number;
}

/** Whole logits of an arm under way, wherever they are: in its traces, of its latest step, or still with the engine. */
export class RunLogits {
  readonly #runner: ArmRunner;
  readonly #streams: ReadonlyMap<string, RequestStream>;
  readonly #atHand: Retention['atHand'];
  /** By probe and position, where they are to be at hand and the engine brings them back: those of the latest step. */
  readonly #latest = new Map<string, Map<number, Float32Array>>();

  constructor(runner: ArmRunner, streams: ReadonlyMap<string, RequestStream>, atHand: Retention['atHand']) {
    this.#runner = runner;
    this.#streams = streams;
    this.#atHand = atHand;
  }

  /** Called before the sample's token is added to its stream; `first`: whether it is the first of its request in a step. */
  take({ request, logits }: Sample, first: boolean): void {
    const atHand = this.#atHand;
    const stream = this.#streams.get(request)!;
    const kept = atHand === 'probes' ? stream.isProbe : atHand?.includes(request);
    if (!kept || !logits) return;
    const latest = first ? new Map<number, Float32Array>() : (this.#latest.get(request) ?? new Map());
    this.#latest.set(request, latest.set(stream.tokens.length, logits));
  }

  /** Null where they are gone, or the arm was not opened to have them at hand. */
  async of(place: GeneratedPlace): Promise<Float32Array | null> {
    const kept = this.#streams.get(place.request)?.trace[place.position]?.logits;
    return kept ?? this.#last(place) ?? (await this.#runner.logitsOf?.(this.#rowOf(place))) ?? null;
  }

  /** On the device where it can. Null where one side's are gone. */
  async compare(place: GeneratedPlace, other: RunLogits): Promise<LogitComparison | null> {
    const there = { runner: other.#runner, place: other.#rowOf(place) };
    const found = await this.#runner.compareLogits?.(this.#rowOf(place), there);
    if (found) return found;
    const [a, b] = await Promise.all([this.of(place), other.of(place)]);
    return a && b ? measureLogits(a, b) : null;
  }

  /** Where an engine brings logits back without being asked, those of the latest step. */
  #last({ request, position }: GeneratedPlace): Float32Array | null {
    return this.#latest.get(request)?.get(position) ?? null;
  }

  /** The row that a token was chosen from. */
  #rowOf({ request, position }: GeneratedPlace): LogitsPlace {
    return { request, position: this.#streams.get(request)!.resolved.promptTokens.length + position - 1 };
  }
}
