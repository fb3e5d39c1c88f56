import { BufferPool } from '../../gpu/buffers.ts';
import type { Gpu } from '../../gpu/device.ts';
import { blockHash, type KvMove, type MovedBlock, movedTo } from '../../steps/moves.ts';
import { checkBlocks } from '../block-memory.ts';
import { HostBlocks } from '../host-blocks.ts';
import type { ArmParts } from './arm-parts.ts';
import { copyOut, partsOf, readBlocks, readCopied, writeIn } from './block-readback.ts';
import { type BlockLayout, blockLayout, type KvCache } from './kv-cache.ts';
import type { MoveBuffers } from './move-buffers.ts';

/** The KV blocks of an arm on its device, and those that were moved to the host. */
export class ArmBlocks {
  readonly #gpu: Gpu;
  readonly #cache: KvCache;
  readonly #buffers: MoveBuffers;
  readonly #layout: BlockLayout;
  readonly #host: HostBlocks;
  readonly #pool: number;
  readonly #watch: boolean;

  /** Throws ExperimentError where the host has no memory for the arm's blocks. */
  constructor(gpu: Gpu, { memory, spec, config }: Pick<ArmParts, 'memory' | 'spec' | 'config'>) {
    const { cache, moves } = memory.buffers();
    this.#gpu = gpu;
    this.#cache = cache;
    this.#buffers = moves;
    this.#layout = blockLayout(spec, config);
    this.#host = new HostBlocks(spec, this.#layout.blockBytes);
    this.#pool = spec.limits.blocks;
    this.#watch = spec.watchMoves ?? false;
  }

  get layout(): string {
    return this.#layout.text;
  }

  /** Throws RangeError where a block is none of the arm's, and GpuError. */
  async read(blocks: readonly number[]): Promise<Uint8Array[]> {
    checkBlocks(blocks, this.#pool, this.#layout.blockBytes);
    return await readBlocks(this.#gpu, this.#cache, this.#layout, blocks);
  }

  /** Throws RangeError where a block is none of the arm's. */
  write(blocks: readonly number[], bytes: readonly Uint8Array[]): void {
    checkBlocks(blocks, this.#pool, this.#layout.blockBytes, bytes);
    blocks.forEach((block, i) => {
      writeIn(this.#gpu.device.queue, this.#cache, this.#layout, block, new Uint8Array(bytes[i]));
    });
  }

  /**
   * Submits checked moves, without a pause, in order and before what is submitted afterwards. What it gives is waited for before the step
   * ends: by then what was moved out has arrived, all of it by one readback. Watched, every block comes back as it lies where it came to.
   */
  submit(moves: readonly KvMove[]): Promise<MovedBlock[]> {
    const read = this.#watch ? moves : moves.filter(({ kind }) => kind === 'swap-out');
    const { back, free } = this.#readback(read.length);
    try {
      this.#record(moves, read, back);
    } catch (error) {
      free();
      throw error;
    }
    return this.#arrived(read, back).finally(free);
  }

  #record(moves: readonly KvMove[], read: readonly KvMove[], back: GPUBuffer | null): void {
    const { device } = this.#gpu;
    let [commands, copied] = [device.createCommandEncoder({ label: 'moves' }), 0];
    for (const move of moves) {
      // Queued writes come before all that is still being recorded.
      if (move.kind === 'swap-in') {
        device.queue.submit([commands.finish()]);
        writeIn(device.queue, this.#cache, this.#layout, move.block, this.#host.get(move.host));
        commands = device.createCommandEncoder({ label: 'moves' });
      }
      this.#move(commands, move);
      if (!read.includes(move) || !back) continue;
      copyOut(commands, this.#cache, this.#layout, movedTo(move), back, copied++ * this.#layout.blockBytes);
    }
    device.queue.submit([commands.finish()]);
  }

  #move(commands: GPUCommandEncoder, move: KvMove): void {
    const { partBytes } = this.#layout;
    const parts = partsOf(this.#cache);
    if (move.kind === 'zero')
      for (const part of parts) commands.clearBuffer(part, move.block * partBytes, partBytes);
    if (move.kind !== 'copy') return;
    const { through } = this.#buffers;
    copyOut(commands, this.#cache, this.#layout, move.from, through, 0);
    parts.forEach((part, i) => {
      commands.copyBufferToBuffer(through, i * partBytes, part, move.to * partBytes, partBytes);
    });
  }

  async #arrived(read: readonly KvMove[], back: GPUBuffer | null): Promise<MovedBlock[]> {
    if (!back) return [];
    const blocks = await readCopied(this.#gpu, back, read.length, this.#layout);
    read.forEach((move, i) => {
      if (move.kind === 'swap-out') this.#host.put(move.host, blocks[i]);
    });
    if (!this.#watch) return [];
    return read.map((move, i) => {
      const bytes = move.kind === 'swap-out' ? this.#host.get(move.host) : blocks[i];
      return { move, hash: blockHash(bytes) };
    });
  }

  /** The arm's own buffer; one for the step alone where that is too small: of whoever watches, and where a block is moved out twice. */
  #readback(count: number): { readonly back: GPUBuffer | null; readonly free: () => void } {
    const { out } = this.#buffers;
    const bytes = count * this.#layout.blockBytes;
    const kept = { free: () => undefined };
    if (count === 0) return { back: null, ...kept };
    if (!this.#watch && out && bytes <= out.size) return { back: out, ...kept };
    const pool = new BufferPool(this.#gpu, 'kv_moves');
    return { back: pool.readback('moved', bytes), free: () => pool.destroy() };
  }
}
