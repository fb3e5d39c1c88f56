import { type Environment, Interpreter, type parse } from '@huggingface/jinja';

export type Program = ReturnType<typeof parse>;
export type Node = Parameters<Interpreter['evaluate']>[0];
export type Value = ReturnType<Interpreter['evaluate']>;

/** The library's interpreter with the method that puts the results of several nodes together, which it keeps to itself. */
interface Open {
  run(program: Program): Value;
  evaluate(node: Node, environment: Environment): Value;
  evaluateBlock(nodes: readonly Node[], environment: Environment): Value;
}
const OpenInterpreter = Interpreter as unknown as new (environment: Environment) => Open;

/** A loop that is gone through; no more of its rounds are evaluated once it is left. */
interface Loop {
  readonly body: readonly Node[];
  left: boolean;
}

/** `break` or `continue`, with what its round has written so far. */
class Leaving extends Error {
  written = '';
  readonly ends: boolean;

  constructor(ends: boolean) {
    super('break or continue outside a loop');
    this.ends = ends;
  }
}

/**
 * The library's interpreter, but for a round of a loop that is left by `break` or `continue`: what it wrote before stays, as in Jinja,
 * where the library (0.5.11) drops it.
 */
export class LoopInterpreter extends OpenInterpreter {
  readonly #loops: Loop[] = [];

  override evaluate(node: Node, environment: Environment): Value {
    if (node?.type === 'Break' || node?.type === 'Continue') throw new Leaving(node.type === 'Break');
    if (!isLoop(node)) return super.evaluate(node, environment);
    this.#loops.push({ body: node.body, left: false });
    try {
      return super.evaluate(node, environment);
    } finally {
      this.#loops.pop();
    }
  }

  override evaluateBlock(nodes: readonly Node[], environment: Environment): Value {
    const loop = this.#loops.at(-1);
    const round = loop?.body === nodes ? loop : null;
    if (round?.left) return super.evaluateBlock([], environment);
    let written = '';
    try {
      for (const node of nodes) written += textOf(this.evaluate(node, environment));
    } catch (error) {
      if (!(error instanceof Leaving)) throw error;
      if (round === null) {
        error.written = written + error.written;
        throw error;
      }
      round.left = error.ends;
      written += error.written;
    }
    const result = super.evaluateBlock([], environment);
    result.value = written;
    return result;
  }
}

/** None and what is not defined write nothing, as the library has it. */
function textOf(value: Value): string {
  return value.type === 'NullValue' || value.type === 'UndefinedValue' ? '' : value.toString();
}

function isLoop(node: Node): node is NonNullable<Node> & { readonly body: readonly Node[] } {
  return node?.type === 'For';
}
