import { type LabelSet, OTHER, takenValue } from './labels.ts';
import { BoundedHistogram, Counter, Gauge } from './series.ts';

export type MetricKind = 'counter' | 'gauge' | 'histogram';

/** Labels by name, each with the values that it may have. */
export type Labels = Readonly<Record<string, LabelSet>>;

export interface MetricFacts<L extends Labels = Labels> {
  readonly name: string;
  readonly help: string;
  /** As Prometheus names it, and as the name ends: `seconds`, `bytes`, `ratio`. Left out: things that are counted. */
  readonly unit?: string;
  readonly labels?: L;
}

/** One metric and its series, one for each set of label values that occurred. */
export class Metric<Series = Counter | Gauge | BoundedHistogram, Name extends string = string> {
  readonly kind: MetricKind;
  readonly facts: MetricFacts;
  readonly #make: () => Series;
  readonly #names: readonly Name[];
  readonly #series = new Map<
    string,
    { readonly labels: Readonly<Record<string, string>>; readonly of: Series }
  >();
  readonly #seen = new Map<string, Set<string>>();

  constructor(kind: MetricKind, facts: MetricFacts, make: () => Series) {
    this.kind = kind;
    this.facts = facts;
    this.#make = make;
    this.#names = Object.keys(facts.labels ?? {}) as Name[];
  }

  /** The series of these values; what a label's set does not have counts as `other`. To be asked once and kept where it is used often. */
  with(values: Readonly<Record<Name, string>>): Series {
    const known = this.#series.get(this.#keyOf(values));
    return known ? known.of : this.#taken(values);
  }

  #taken(values: Readonly<Record<Name, string>>): Series {
    const taken = Object.entries(this.facts.labels ?? {}).map(([name, set]) => {
      const seen = this.#seen.get(name) ?? new Set();
      this.#seen.set(name, seen);
      return [name, takenValue(values[name as Name], set, seen)] as const;
    });
    const labels = Object.fromEntries(taken);
    const key = this.#keyOf(labels as Readonly<Record<Name, string>>);
    let known = this.#series.get(key);
    if (!known) {
      known = { labels, of: this.#make() };
      this.#series.set(key, known);
    }
    return known.of;
  }

  /** Tells two sets of values apart, whatever is in them. */
  #keyOf(values: Readonly<Record<Name, string>>): string {
    let key = '';
    for (const name of this.#names) key += `${values[name].length}:${values[name]}`;
    return key;
  }

  /** In the order in which they were first asked for. */
  get series(): readonly { readonly labels: Readonly<Record<string, string>>; readonly of: Series }[] {
    return [...this.#series.values()];
  }

  /** No more series than so many, whatever is counted: each label's set, and `other`. */
  get mostSeries(): number {
    return Object.values(this.facts.labels ?? {}).reduce(
      (product, set) => product * ('most' in set ? set.most : new Set([...set, OTHER]).size),
      1,
    );
  }
}

const NAME = /^[a-z][a-z0-9_]*$/;

/** Every metric of a program, in the order of their making. */
export class MetricRegistry {
  readonly #metrics = new Map<string, Metric>();

  get metrics(): readonly Metric[] {
    return [...this.#metrics.values()];
  }

  /** Throws RangeError for a name that is taken, is none, or does not end as its unit and kind ask. */
  counter<const L extends Labels>(facts: MetricFacts<L>): Metric<Counter, keyof L & string> {
    return this.#put(new Metric<Counter, keyof L & string>('counter', facts, () => new Counter()));
  }

  /** Throws as `counter`. */
  gauge<const L extends Labels>(facts: MetricFacts<L>): Metric<Gauge, keyof L & string> {
    return this.#put(new Metric<Gauge, keyof L & string>('gauge', facts, () => new Gauge()));
  }

  /** `bounds`: ascending. Throws as `counter`, and where they do not ascend. */
  histogram<const L extends Labels>(
    facts: MetricFacts<L> & { readonly bounds: readonly number[] },
  ): Metric<BoundedHistogram, keyof L & string> {
    const { bounds } = facts;
    if (bounds.some((bound, i) => i > 0 && bound <= bounds[i - 1]))
      throw new RangeError(`metric ${facts.name}: bounds: expected them to ascend`);
    const make = () => new BoundedHistogram(bounds);
    return this.#put(new Metric<BoundedHistogram, keyof L & string>('histogram', facts, make));
  }

  #put<M extends Metric<never, never> | Metric>(metric: M): M {
    const { kind, facts } = metric as Metric;
    const problem = nameProblem(kind, facts);
    if (problem) throw new RangeError(`metric ${facts.name}: ${problem}`);
    if (this.#metrics.has(facts.name)) throw new RangeError(`metric ${facts.name}: the name is taken`);
    this.#metrics.set(facts.name, metric as Metric);
    return metric;
  }
}

function nameProblem(kind: MetricKind, { name, unit, labels = {} }: MetricFacts): string | null {
  if (!NAME.test(name)) return 'expected a name of a-z, 0-9 and _';
  if (kind === 'counter' && !name.endsWith('_total')) return 'expected a counter to end in _total';
  if (unit && !name.replace(/_total$/, '').endsWith(`_${unit}`)) return `expected it to end in _${unit}`;
  const wrong = Object.keys(labels).find((label) => !NAME.test(label) || label === 'le');
  return wrong === undefined ? null : `label ${wrong}: expected a name of a-z, 0-9 and _, and not le`;
}
