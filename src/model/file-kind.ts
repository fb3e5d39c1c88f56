import { shown } from './model-error.ts';

/** Enough for every mark below and a page's title. */
const LOOKED_AT = 2_048;

const MARKS: readonly (readonly [bytes: string, kind: string])[] = [
  [
    'PK\x03\x04',
    'a ZIP archive, which is how PyTorch saves weights (a pickle): save them as safetensors, in transformers by save_pretrained',
  ],
  ['GGUF', 'a GGUF file: open it by its own name, which ends in .gguf'],
  ['\x89HDF\r\n', 'an HDF5 file, which is how Keras saves weights: save them as safetensors'],
  ['\x1f\x8b', 'a gzip archive: unpack it'],
  ['/annex/objects/', 'a git-annex pointer, not the file: fetch the real one (git annex get)'],
];

/**
 * What a file is in the place of one of a model's, and what to do: a pointer, a web page, weights of another format. Null where it
 * may be what its name says, as far as its first bytes tell.
 */
export function otherKind(bytes: Uint8Array): string | null {
  if (bytes.length === 0) return 'an empty file: was its download cut off?';
  // An editor or a shell may have put a mark of UTF-8 in front.
  const start = String.fromCharCode(...bytes.subarray(0, LOOKED_AT)).replace(/^\xef\xbb\xbf/, '');
  return pointer(start) ?? page(bytes) ?? marked(start, bytes);
}

/** A text in the place of a binary file, such as a server's answer that was saved under its name; null for bytes of any kind. */
export function textBeginning(bytes: Uint8Array): string | null {
  const start = String.fromCharCode(...bytes.subarray(0, 60));
  return /^[\t\n\r -~]{8,}$/.test(start)
    ? `a text that begins with ${shown(start.trim().split(/[\r\n]/)[0])}`
    : null;
}

/** https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md; hawser was its name before. */
function pointer(start: string): string | null {
  if (!/^version https:\/\/(?:git-lfs|hawser)\.github\.com\/spec\//.test(start)) return null;
  const size = /^size (\d{1,15})$/m.exec(start);
  const bytes = size ? `, ${Number(size[1]).toLocaleString('en')} bytes` : '';
  return `a Git LFS pointer, not the file: fetch the real one (git lfs pull)${bytes}`;
}

function page(bytes: Uint8Array): string | null {
  const start = new TextDecoder().decode(bytes.subarray(0, LOOKED_AT));
  if (!/^\s*<(?:!doctype|html|head|\?xml|!--)/i.test(start)) return null;
  const title = /<title[^>]*>([^<]*)/i.exec(start)?.[1].trim();
  const named = title ? ` titled ${shown(title)}` : '';
  return `a web page${named}: download the file itself; a host may ask to sign in or to accept terms first`;
}

function marked(start: string, bytes: Uint8Array): string | null {
  const known = MARKS.find(([mark]) => start.startsWith(mark));
  if (known) return known[1];
  // Protocols 2 to 5 of Python's pickle; the byte after them is an opcode, where a header's length has a zero.
  const pickle = bytes[0] === 0x80 && bytes[1] >= 2 && bytes[1] <= 5 && bytes[2] !== 0;
  return pickle ? 'a Python pickle, which runs code where it is read: save the weights as safetensors' : null;
}
