/**
 * How single tokens are shown. A token of a byte-level vocabulary is any run of bytes, so it may begin or end inside a
 * character; what is no whole character is shown as \xNN rather than as U+FFFD, which would make such tokens look alike.
 */
export type VocabularyStyle = 'byte-level' | 'sentencepiece';

/** Whether entries are runs of bytes in GPT-2's alphabet rather than text, by the decoder that turns them into text. */
export function styleOf(decoder: unknown): VocabularyStyle {
  const { type, decoders } = (decoder ?? {}) as { type?: unknown; decoders?: unknown };
  const parts = Array.isArray(decoders) ? decoders : [];
  const byteLevel =
    type === 'ByteLevel' || parts.some((part: { type?: unknown }) => part.type === 'ByteLevel');
  return byteLevel ? 'byte-level' : 'sentencepiece';
}

/** Text of a vocabulary entry (not of an added token, which is its own text). */
export function tokenTextOf(entry: string, style: VocabularyStyle): string {
  if (style === 'byte-level') {
    const bytes = bytesOfEntry(entry);
    return bytes === null ? entry : showBytes(Uint8Array.from(bytes));
  }
  const byte = fallbackByte(entry);
  return byte === null ? entry.replaceAll('\u2581', ' ') : showBytes(Uint8Array.of(byte));
}

/** Character that stands for a byte in byte-level vocabularies. */
export function characterOfByte(byte: number): string {
  return CHARACTER_OF_BYTE[byte];
}

const UTF8 = new TextEncoder();

/** A text's bytes in that alphabet. */
export function byteCharacters(text: string): string {
  let characters = '';
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    // Pieces are short and mostly ASCII, for which an encoder takes longer than the rest.
    if (code >= 0x80) return characters + Array.from(UTF8.encode(text.slice(at)), characterOfByte).join('');
    characters += CHARACTER_OF_BYTE[code];
  }
  return characters;
}

/** Bytes that an entry of that alphabet spells, or null where it has another character. */
export function bytesOfEntry(entry: string): number[] | null {
  const bytes = Array.from(entry, (character) => BYTE_OF_CHARACTER.get(character));
  return allBytes(bytes) ? bytes : null;
}

function allBytes(bytes: (number | undefined)[]): bytes is number[] {
  return !bytes.includes(undefined);
}

/** The byte that an entry of the form <0xNN> falls back to, or null for another entry. */
export function fallbackByte(entry: string): number | null {
  const byte = /^<0x([0-9A-Fa-f]{2})>$/.exec(entry);
  return byte === null ? null : Number.parseInt(byte[1], 16);
}

/**
 * GPT-2's table (openai/gpt-2, `bytes_to_unicode`): printable Latin-1 stands for itself, the 68 other bytes, in order,
 * for the characters from U+0100 on.
 */
const CHARACTER_OF_BYTE: readonly string[] = (() => {
  let next = 0x100;
  const printable = (byte: number): boolean =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xff && byte !== 0xad);
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(printable(byte) ? byte : next++));
})();

const BYTE_OF_CHARACTER: ReadonlyMap<string, number> = new Map(
  CHARACTER_OF_BYTE.map((character, byte) => [character, byte]),
);

function showBytes(bytes: Uint8Array): string {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let text = '';
  for (let start = 0; start < bytes.length; ) {
    const length = sequenceLength(bytes[start]);
    try {
      text += decoder.decode(bytes.subarray(start, start + length));
      start += length;
    } catch {
      text += `\\x${bytes[start].toString(16).toUpperCase().padStart(2, '0')}`;
      start += 1;
    }
  }
  return text;
}

/** Bytes in the UTF-8 sequence that this byte would lead; the decoder refuses the bytes that lead none. */
function sequenceLength(lead: number): number {
  if (lead < 0xc0) return 1;
  return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}
