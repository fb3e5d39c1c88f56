import type { Environment } from '@huggingface/jinja';
import { LoopInterpreter, type Node, type Program, type Value } from './loops.ts';

/** A template that took more than it may: the caller says of which model. */
export class BoundsError extends Error {}

/**
 * Units of work: one for each node that is evaluated, each element and each 256 characters of what it gives. A published template takes
 * some thousands, and this many are about a second.
 */
const MOST_WORK = 500_000;
/** Nodes within nodes, and macros that call macros: far above what a template has, far below where a stack ends. */
const MOST_DEPTH = 400;
/** What a round of a loop costs beside its body: the library makes two scopes for it. */
const ROUND = 10;
/** Characters and elements of one value, all that it holds included. */
export const MOST_HELD = 200_000;
/** What looking for a name that nothing has costs, since the library throws and catches for it. */
const UNKNOWN_NAME = 20;
const CHARACTERS_A_UNIT = 256;
/** Of what is handed to a text's own method or to one of the filters below, whose result is a product of sizes. */
const MOST_HANDED = 1000;
const MULTIPLYING = new Set(['replace', 'join', 'indent', 'tojson']);

/**
 * The library's interpreter with a bound on all that a template does. It counts rather than looks at a clock, so that a template is
 * refused on every machine or on none. Throws BoundsError.
 */
export class BoundedInterpreter extends LoopInterpreter {
  #left = MOST_WORK;
  #depth = 0;
  readonly #places: Places;

  constructor(environment: Environment, program: Program) {
    super(environment);
    this.#places = placesIn(program);
  }

  override evaluate(node: Node, environment: Environment): Value {
    this.#spend(1);
    if (++this.#depth > MOST_DEPTH) throw new BoundsError(`it nests deeper than ${MOST_DEPTH} levels`);
    const value = this.#within(node, environment);
    if (value.type === 'UndefinedValue' && node?.type === 'Identifier') this.#spend(UNKNOWN_NAME);
    if (this.#places.iterated.has(node)) this.#spend(ROUND * roundsOver(value));
    this.#measure(value, this.#places.handed.has(node) ? MOST_HANDED : MOST_HELD);
    return value;
  }

  /** `break` and `continue` leave by being thrown. */
  #within(node: Node, environment: Environment): Value {
    try {
      return super.evaluate(node, environment);
    } finally {
      this.#depth--;
    }
  }

  #spend(units: number): void {
    this.#left -= units;
    if (this.#left < 0) throw new BoundsError(`it takes more than ${MOST_WORK} steps`);
  }

  #measure(value: Value, most: number): void {
    let held = 0;
    const waiting: Value[] = [value];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const inner: unknown = next.value;
      if (typeof inner === 'string') {
        held += inner.length;
        this.#spend(Math.ceil(inner.length / CHARACTERS_A_UNIT));
      } else if (typeof inner === 'number' && most === MOST_HANDED) {
        held += Math.abs(inner);
      } else if (inner !== null && typeof inner === 'object') {
        // Of an array its elements, of a map its values.
        const parts = [...(inner as ReadonlyMap<string, Value> | readonly Value[]).values()];
        held += parts.length;
        this.#spend(parts.length);
        for (const part of parts) waiting.push(part);
      }
      if (held > most) throw new BoundsError(`it makes a value of more than ${most} characters or elements`);
    }
  }
}

function roundsOver({ value }: Value): number {
  if (Array.isArray(value)) return value.length;
  return value instanceof Map ? value.size : 0;
}

/** Nodes by what becomes of their values. */
interface Places {
  /** Handed to methods and to filters that multiply. */
  readonly handed: ReadonlySet<unknown>;
  /** Gone through by a loop. */
  readonly iterated: ReadonlySet<unknown>;
}

function placesIn(program: unknown): Places {
  const [handed, iterated] = [new Set<unknown>(), new Set<unknown>()];
  const waiting: unknown[] = [program];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node === null || typeof node !== 'object') continue;
    if (isCall(node) && multiplies(node.callee)) for (const each of node.args) handed.add(handedBy(each));
    if (isLoop(node))
      iterated.add(node.iterable.type === 'SelectExpression' ? node.iterable.lhs : node.iterable);
    const children = node instanceof Map ? [...node].flat() : Object.values(node);
    for (const child of children) waiting.push(child ?? null);
  }
  return { handed, iterated };
}

function isLoop(
  node: object,
): node is { readonly iterable: { readonly type: string; readonly lhs?: unknown } } {
  return 'iterable' in node && 'loopvar' in node;
}

interface Argument {
  readonly type: string;
  readonly value?: unknown;
  readonly argument?: unknown;
}

interface Call {
  readonly callee: { readonly type: string; readonly value?: unknown };
  readonly args: readonly Argument[];
}

function isCall(node: object): node is Call {
  return 'callee' in node && 'args' in node;
}

function multiplies({ type, value }: Call['callee']): boolean {
  return type === 'MemberExpression' || (typeof value === 'string' && MULTIPLYING.has(value));
}

/** The node that is evaluated for it: of one by name its value, of one that is spread what is spread. */
function handedBy(argument: Argument): unknown {
  if (argument.type === 'KeywordArgumentExpression') return argument.value;
  return argument.type.endsWith('SpreadExpression') ? argument.argument : argument;
}
