import {
  type Attribute,
  encodeModel,
  type Initializer,
  type Node,
  type OnnxType,
  type Value,
} from './onnx-proto.ts';

/** A model for onnxruntime: the graph, and the weights beside it, which it then need not copy through protobuf. */
export interface OnnxModel {
  readonly graph: Uint8Array<ArrayBuffer>;
  readonly weights: readonly { readonly path: string; readonly data: Uint8Array }[];
}

export interface NodeOptions {
  readonly integers?: Readonly<Record<string, number>>;
  readonly floats?: Readonly<Record<string, number>>;
  readonly lists?: Readonly<Record<string, readonly number[]>>;
  readonly domain?: 'com.microsoft';
  readonly outputs?: readonly string[];
}

/** Puts an ONNX graph together node by node; values are known by their names. */
export class GraphBuilder {
  readonly #nodes: Node[] = [];
  readonly #initializers = new Map<string, Initializer>();
  readonly #inputs: Value[] = [];
  readonly #outputs: Value[] = [];

  input(name: string, type: OnnxType, shape: Value['shape']): string {
    this.#inputs.push({ name, type, shape });
    return name;
  }

  output(name: string, type: OnnxType, shape: Value['shape']): string {
    this.#outputs.push({ name, type, shape });
    return name;
  }

  /** Adds a node and returns its first output. */
  node(operator: string, inputs: readonly string[], options: NodeOptions = {}): string {
    const name = `${operator}_${this.#nodes.length}`;
    const outputs = options.outputs ?? [name];
    const { integers = {}, floats = {}, lists = {} } = options;
    const attributes: Attribute[] = [
      ...Object.entries(integers).map(([key, value]) => ({ name: key, kind: 'integer', value }) as const),
      ...Object.entries(floats).map(([key, value]) => ({ name: key, kind: 'float', value }) as const),
      ...Object.entries(lists).map(([key, value]) => ({ name: key, kind: 'integers', value }) as const),
    ];
    this.#nodes.push({ name, operator, domain: options.domain ?? '', inputs, outputs, attributes });
    return outputs[0];
  }

  /** A weight; its values stay where they are. */
  weight(name: string, shape: readonly number[], values: Float32Array | Uint8Array): string {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const type = values instanceof Uint8Array ? 'u8' : 'f32';
    this.#initializers.set(name, { name, type, shape, bytes, external: true });
    return name;
  }

  scalar(value: number): string {
    return this.#constant(`f32_${value}`, 'f32', [], new Float32Array([value]));
  }

  /** (n) 64-bit integers: shapes, axes. */
  integers(...values: readonly number[]): string {
    return this.#constant(
      `i64_${values.join('_')}`,
      'i64',
      [values.length],
      BigInt64Array.from(values, BigInt),
    );
  }

  build(): OnnxModel {
    const initializers = [...this.#initializers.values()];
    const graph = { nodes: this.#nodes, initializers, inputs: this.#inputs, outputs: this.#outputs };
    const weights = initializers.filter(({ external }) => external);
    return {
      graph: encodeModel(graph),
      weights: weights.map(({ name, bytes }) => ({ path: name, data: bytes })),
    };
  }

  #constant(
    name: string,
    type: OnnxType,
    shape: readonly number[],
    values: Float32Array | BigInt64Array,
  ): string {
    const bytes = new Uint8Array(values.buffer);
    this.#initializers.set(name, { name, type, shape, bytes, external: false });
    return name;
  }
}
