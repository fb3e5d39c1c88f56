/** What a file's bytes come to: their SHA-256, or the SHA-1 of a git blob of them, by which hubs know small files. */
export interface Digest {
  readonly kind: 'sha256' | 'git';
  /** Lower-case. */
  readonly hex: string;
}

/** SHA-256 and SHA-1 name bytes. XXH128 tells whether they are still what they were, in a tenth of the time, and withstands no forger. */
export type HashKind = 'sha256' | 'sha1' | 'xxh128';

/** Takes bytes in order and gives their hash in hex. */
export interface Hasher {
  update(piece: Uint8Array): void;
  end(): string;
}

/** A platform's hash functions. */
export type Hashing<Made = Hasher> = (kind: HashKind) => Promise<Made>;
