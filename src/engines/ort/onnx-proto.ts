import { PbfWriter } from 'pbf';

/**
 * The messages of an ONNX model that a graph here needs. Field numbers and enum values are those of
 * github.com/onnx/onnx, onnx/onnx.proto3 (IR version 10).
 */
export const ONNX_TYPE = { f32: 1, u8: 2, i32: 6, i64: 7 } as const;
export type OnnxType = keyof typeof ONNX_TYPE;

export type Attribute =
  | { readonly name: string; readonly kind: 'float'; readonly value: number }
  | { readonly name: string; readonly kind: 'integer'; readonly value: number }
  | { readonly name: string; readonly kind: 'integers'; readonly value: readonly number[] };

const ATTRIBUTE_TYPE = { float: 1, integer: 2, integers: 7 } as const;

export interface Node {
  readonly name: string;
  readonly operator: string;
  /** Empty for ONNX itself, `com.microsoft` for onnxruntime's own operators. */
  readonly domain: string;
  /** Empty strings stand for optional inputs and outputs that are left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: readonly Attribute[];
}

/** A constant: small ones carry their bytes, weights lie in an external file of the same name. */
export interface Initializer {
  readonly name: string;
  readonly type: OnnxType;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
  readonly external: boolean;
}

/** An input or output of the graph; a named dimension is open. */
export interface Value {
  readonly name: string;
  readonly type: OnnxType;
  readonly shape: readonly (number | string)[];
}

export interface Graph {
  readonly nodes: readonly Node[];
  readonly initializers: readonly Initializer[];
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
}

const IR_VERSION = 10;
const OPSETS = [
  { domain: '', version: 21 },
  { domain: 'com.microsoft', version: 1 },
] as const;

/** A ModelProto around the graph. */
export function encodeModel(graph: Graph): Uint8Array<ArrayBuffer> {
  const out = new PbfWriter();
  out.writeVarintField(1, IR_VERSION);
  out.writeStringField(2, 'batchmates');
  out.writeMessage(7, writeGraph, graph);
  for (const opset of OPSETS) out.writeMessage(8, writeOpset, opset);
  return new Uint8Array(out.finish());
}

function writeOpset(opset: (typeof OPSETS)[number], out: PbfWriter): void {
  out.writeStringField(1, opset.domain);
  out.writeVarintField(2, opset.version);
}

function writeGraph(graph: Graph, out: PbfWriter): void {
  for (const node of graph.nodes) out.writeMessage(1, writeNode, node);
  out.writeStringField(2, 'llama');
  for (const initializer of graph.initializers) out.writeMessage(5, writeTensor, initializer);
  for (const input of graph.inputs) out.writeMessage(11, writeValue, input);
  for (const output of graph.outputs) out.writeMessage(12, writeValue, output);
}

function writeNode(node: Node, out: PbfWriter): void {
  for (const input of node.inputs) out.writeStringField(1, input);
  for (const output of node.outputs) out.writeStringField(2, output);
  out.writeStringField(3, node.name);
  out.writeStringField(4, node.operator);
  for (const attribute of node.attributes) out.writeMessage(5, writeAttribute, attribute);
  out.writeStringField(7, node.domain);
}

function writeAttribute(attribute: Attribute, out: PbfWriter): void {
  out.writeStringField(1, attribute.name);
  if (attribute.kind === 'float') out.writeFloatField(2, attribute.value);
  else if (attribute.kind === 'integer') out.writeVarintField(3, attribute.value);
  else for (const value of attribute.value) out.writeVarintField(8, value);
  out.writeVarintField(20, ATTRIBUTE_TYPE[attribute.kind]);
}

function writeTensor({ name, type, shape, bytes, external }: Initializer, out: PbfWriter): void {
  out.writePackedVarint(1, [...shape]);
  out.writeVarintField(2, ONNX_TYPE[type]);
  out.writeStringField(8, name);
  if (!external) {
    out.writeBytesField(9, bytes);
    return;
  }
  const places = [
    ['location', name],
    ['offset', '0'],
    ['length', `${bytes.byteLength}`],
  ] as const;
  for (const place of places) out.writeMessage(13, writeEntry, place);
  out.writeVarintField(14, 1);
}

function writeEntry([key, value]: readonly [string, string], out: PbfWriter): void {
  out.writeStringField(1, key);
  out.writeStringField(2, value);
}

function writeValue(value: Value, out: PbfWriter): void {
  out.writeStringField(1, value.name);
  out.writeMessage(2, writeType, value);
}

function writeType(value: Value, out: PbfWriter): void {
  out.writeMessage(1, writeTensorType, value);
}

function writeTensorType({ type, shape }: Value, out: PbfWriter): void {
  out.writeVarintField(1, ONNX_TYPE[type]);
  out.writeMessage(2, writeShape, shape);
}

function writeShape(shape: Value['shape'], out: PbfWriter): void {
  for (const size of shape) out.writeMessage(1, writeDimension, size);
}

function writeDimension(size: number | string, out: PbfWriter): void {
  if (typeof size === 'number') out.writeVarintField(1, size);
  else out.writeStringField(2, size);
}
