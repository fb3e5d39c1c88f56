import { afterEach, describe, expect, it, vi } from 'vitest';
import { KeptBytes } from './kept-bytes.ts';

const chunk = (length: number, first: number) => Uint8Array.from({ length }, (_, i) => first + i);

/** A blob of which a reader can take the bytes at once, as a worker's can; Node's gives them only later. */
class TestBlob {
  readonly bytes: readonly number[];
  constructor(parts: readonly (Uint8Array | TestBlob)[]) {
    this.bytes = parts.flatMap((part) => [...(part instanceof TestBlob ? part.bytes : part)]);
  }
  get size() {
    return this.bytes.length;
  }
  slice(from: number, to: number) {
    return new TestBlob([Uint8Array.from(this.bytes.slice(from, to))]);
  }
}

function keepingInBlobs(readAsArrayBuffer: (blob: TestBlob) => ArrayBuffer): void {
  vi.stubGlobal('Blob', TestBlob);
  vi.stubGlobal(
    'FileReaderSync',
    class {
      readAsArrayBuffer = readAsArrayBuffer;
    },
  );
}

describe('KeptBytes', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('keeps a small file in memory', () => {
    keepingInBlobs(() => expect.fail('a blob was read'));
    const kept = new KeptBytes('m', 10);
    kept.add(chunk(4, 0));
    kept.add(chunk(6, 4));
    const file = kept.end();
    expect(file.held).toEqual(chunk(10, 0));
    expect(file.read(3, 7)).toEqual(chunk(4, 3));
  });

  it('keeps a large one in blobs, and reads ranges across them', () => {
    keepingInBlobs((blob) => Uint8Array.from(blob.bytes).buffer);
    const kept = new KeptBytes('m', 10);
    for (let at = 0; at < 40; at += 8) kept.add(chunk(8, at));
    const file = kept.end();
    expect(file).toMatchObject({ held: null, size: 40 });
    expect(file.read(5, 37)).toEqual(chunk(32, 5));
  });

  it('names the file that the browser keeps no longer', () => {
    keepingInBlobs(() => {
      throw new Error('gone');
    });
    const kept = new KeptBytes('https://host/m', 1);
    kept.add(chunk(8, 0));
    expect(() => kept.end().read(0, 4)).toThrow(
      'https://host/m: expected the file that was loaded, found the browser keeps it no longer (gone)',
    );
  });

  it('keeps all in memory where no blob can be read at once', () => {
    const kept = new KeptBytes('m', 1);
    kept.add(chunk(8, 0));
    expect(kept.end().held).toHaveLength(8);
  });
});
