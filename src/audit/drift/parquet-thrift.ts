import { type Cursor, next, varint } from './parquet-runs.ts';

/** Types of Thrift's compact protocol. */
const [STOP, TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, STRUCT] = [
  ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12],
];
const DEEPEST = 32;

/**
 * Walks a struct of Thrift's compact protocol without making anything of it. Throws where a list or a text is longer than the bytes that are left: a decoder
 * makes room for what is announced. Each item of a list takes a byte at least.
 */
export function walkStruct(cursor: Cursor): void {
  walkFields({ cursor, items: cursor.bytes.length - cursor.at }, 0);
}

interface Walk {
  readonly cursor: Cursor;
  /** That may still be announced. */
  items: number;
}

function walkFields(walk: Walk, depth: number): void {
  if (depth > DEEPEST) throw new Error(`structs within more than ${DEEPEST} others are announced`);
  for (;;) {
    const head = next(walk.cursor);
    const type = head % 16;
    if (type === STOP) return;
    if (head < 16) varint(walk.cursor);
    if (type !== TRUE && type !== FALSE) walkValue(walk, type, depth);
  }
}

function walkValue(walk: Walk, type: number, depth: number): void {
  const { cursor } = walk;
  if (type === TRUE || type === FALSE || type === BYTE) skip(cursor, 1);
  else if (type === I16 || type === I32 || type === I64) varint(cursor);
  else if (type === DOUBLE) skip(cursor, 8);
  else if (type === BINARY) skip(cursor, varint(cursor));
  else if (type === LIST) walkList(walk, depth);
  else if (type === STRUCT) walkFields(walk, depth + 1);
  else throw new Error(`a field of type ${type} is announced`);
}

function walkList(walk: Walk, depth: number): void {
  if (depth > DEEPEST) throw new Error(`lists within more than ${DEEPEST} others are announced`);
  const head = next(walk.cursor);
  const size = head < 240 ? Math.floor(head / 16) : varint(walk.cursor);
  walk.items -= size;
  if (walk.items < 0) throw new Error(`a list of ${size} is announced, more than the bytes left can hold`);
  for (let i = 0; i < size; i++) walkValue(walk, head % 16, depth + 1);
}

function skip(cursor: Cursor, bytes: number): void {
  if (bytes > cursor.bytes.length - cursor.at)
    throw new Error(`${bytes} bytes are announced where ${cursor.bytes.length - cursor.at} are left`);
  cursor.at += bytes;
}
