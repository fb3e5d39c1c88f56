/** Bytes of a page and where reading stands in them. */
export interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

const MOST_WIDTH = 32;
const MOST_BLOCK = 1 << 20;
const VARINT_BYTES = 10;

/**
 * Walks `count` values of runs and bit-packed groups (parquet-format, "RLE/bit-packing hybrid") of `width` bits each, and counts those
 * that are `top`. Throws where a run holds more than is left: a decoder would write it out to its end.
 */
export function walkRuns(cursor: Cursor, width: number, count: number, top: number): number {
  if (width > MOST_WIDTH) throw new Error(`values of ${width} bits are announced`);
  let tops = 0;
  for (let seen = 0; seen < count; ) {
    const header = varint(cursor);
    const left = count - seen;
    if (header % 2 === 0) {
      const run = header / 2;
      if (run > left) throw new Error(`a run of ${run} values is announced where ${left} are left`);
      let value = 0;
      for (let byte = 0; byte < width; byte += 8) value += next(cursor) * 2 ** byte;
      if (value === top) tops += run;
      seen += run;
    } else {
      const groups = (header - 1) / 2;
      if (groups * width > cursor.bytes.length - cursor.at || (width === 0 && groups * 8 > left + 7))
        throw new Error(`${groups} groups of 8 values are announced, more than the page holds`);
      const packed = Math.min(left, groups * 8);
      tops += packedTops(cursor, width, packed, top);
      cursor.at += groups * width;
      seen += packed;
    }
  }
  return tops;
}

/** Walks the head and the blocks of `count` deltas (parquet-format, DELTA_BINARY_PACKED). Throws where they could not be such. */
export function walkDeltas(cursor: Cursor, count: number): void {
  const block = varint(cursor);
  const minis = varint(cursor);
  varint(cursor);
  varint(cursor);
  if (!(minis > 0 && block > 0 && block <= MOST_BLOCK && block % minis === 0))
    throw new Error(`blocks of ${block} deltas in ${minis} parts are announced`);
  const perMini = block / minis;
  for (let seen = 1; seen < count; ) {
    varint(cursor);
    const widths = cursor.at;
    cursor.at += minis;
    if (cursor.at > cursor.bytes.length) throw new Error('the page ends within a block of deltas');
    for (let mini = 0; mini < minis && seen < count; mini++, seen += perMini)
      cursor.at += Math.ceil((perMini * cursor.bytes[widths + mini]) / 8);
  }
}

/** ULEB128. Throws where it is longer than 64 bits are. */
export function varint(cursor: Cursor): number {
  let value = 0;
  for (let i = 0; i < VARINT_BYTES; i++) {
    const byte = next(cursor);
    value += (byte % 128) * 128 ** i;
    if (byte < 128) return value;
  }
  throw new Error(`a number of more than ${VARINT_BYTES} bytes is announced`);
}

/** Throws at the end. */
export function next(cursor: Cursor): number {
  if (cursor.at >= cursor.bytes.length) throw new Error('expected more bytes than there are');
  return cursor.bytes[cursor.at++];
}

/** Of levels, which have few bits; wider ones, which are no levels, are not counted. */
function packedTops({ bytes, at }: Cursor, width: number, count: number, top: number): number {
  if (width > 8 || top < 0) return 0;
  const mask = 2 ** width - 1;
  let tops = 0;
  for (let i = 0; i < count; i++) {
    const bit = i * width;
    const byte = at + Math.floor(bit / 8);
    if ((((((bytes[byte + 1] ?? 0) << 8) | bytes[byte]) >> (bit % 8)) & mask) === top) tops++;
  }
  return tops;
}
