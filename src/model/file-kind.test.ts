import { describe, expect, it } from 'vitest';
import { otherKind } from './file-kind.ts';
import { parseSafetensors } from './safetensors.ts';
import { safetensorsFile } from './testing/synthetic.ts';

const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${'1'.repeat(64)}\nsize 98765432\n`;

/** Characters up to U+00FF as bytes. */
const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

describe('a file that is no model file', () => {
  it.each([
    ['', 'an empty file'],
    [POINTER, 'a Git LFS pointer, not the file: fetch the real one (git lfs pull), 98,765,432 bytes'],
    [POINTER.replace('git-lfs', 'hawser'), 'a Git LFS pointer, not the file'],
    [`\xef\xbb\xbf${POINTER}`, 'a Git LFS pointer, not the file'],
    ['/annex/objects/SHA256E-s3--00.safetensors\n', 'a git-annex pointer'],
    ['\n<!DOCTYPE html>\n<html><head><title lang="en">\n Log in</title>', 'a web page titled "Log in"'],
    ['\xef\xbb\xbf<html><title>\xc3\x9cber</title>', 'a web page titled "Über"'],
    ['<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', 'a web page: download the file itself'],
    [`PK\x03\x04${'\0'.repeat(40)}`, 'a ZIP archive, which is how PyTorch saves weights (a pickle)'],
    [`GGUF\x03\0\0\0${'\0'.repeat(40)}`, 'a GGUF file: open it by its own name'],
    [`\x89HDF\r\n\x1a\n${'\0'.repeat(40)}`, 'an HDF5 file'],
    ['\x1f\x8b\x08\0\0\0\0\0\0\0', 'a gzip archive: unpack it'],
    ['\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.', 'a Python pickle'],
  ])('%j is called what it is', (text, kind) => {
    expect(otherKind(bytes(text))).toContain(kind);
    expect(() => parseSafetensors(bytes(text), 'w')).toThrow(
      `w: expected weights in safetensors, found ${kind}`,
    );
  });

  it('a text in the place of weights is quoted', () => {
    expect(() => parseSafetensors(bytes('Entry not found\nat all'), 'w')).toThrow(
      'w: expected weights in safetensors, found a text that begins with "Entry not found"',
    );
  });

  it('weights are told from a pickle by their header, whatever its length', () => {
    const file = safetensorsFile(`{}${' '.repeat(0x0280 - 2)}`, []);
    expect([file[0], file[1]]).toEqual([0x80, 2]);
    expect(parseSafetensors(file, 'w').size).toBe(0);
    expect(otherKind(bytes('{"model_type": "llama"}'))).toBeNull();
  });
});
