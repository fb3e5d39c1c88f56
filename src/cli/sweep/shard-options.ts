import { show } from '../../experiment/errors.ts';
import type { Shard } from '../../studies/sweep/run-sweep.ts';
import { UsageError } from '../usage.ts';
import { shardInEnvironment } from './shard-environment.ts';

/** Options of `lab sweep run` that say which of a study's jobs are this process's. */
export const SHARD_OPTIONS = {
  shard: { type: 'string' },
  index: { type: 'string' },
  of: { type: 'string' },
} as const;

interface ShardValues {
  readonly shard?: string | undefined;
  readonly index?: string | undefined;
  readonly of?: string | undefined;
}

/** A shard and who said so; no place: all jobs, no option given. */
export interface ChosenShard extends Shard {
  /** The variable that its index is of; null where options say it. */
  readonly from: string | null;
}

const MOST_SHARDS = 1000;

/**
 * The shard that options ask for; undefined where they ask for none. Variables of a batch system are read for `--shard env` alone: a shell
 * that a batch system opened holds them as well, and would then run a part of a study for the whole of it. Throws UsageError.
 */
export function shardOf(
  { shard, index, of }: ShardValues,
  env: Readonly<Record<string, string | undefined>>,
): ChosenShard | undefined {
  if (shard === 'env') {
    if (index !== undefined) throw new UsageError('--index: expected none beside --shard env');
    return checked('--shard env', shardInEnvironment(env, of));
  }
  if (shard !== undefined) {
    if (index !== undefined || of !== undefined)
      throw new UsageError('--shard: expected it, or --index and --of, found both');
    return fromOne(shard);
  }
  if (index === undefined && of === undefined) return undefined;
  if (index === undefined || of === undefined)
    throw new UsageError('--index, --of: expected both, as in --index 0 --of 4, found one');
  const [first, count] = [digits('--index', index), digits('--of', of)];
  return checked('--index', { index: first + 1, of: count, from: null });
}

/** `2/4`: the second of four. */
function fromOne(text: string): ChosenShard {
  const [, first, second] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? [];
  const [index, of] = [Number(first), Number(second)];
  if (first === undefined || of < 1 || of > MOST_SHARDS || index < 1 || index > of)
    throw new UsageError(
      `--shard: expected one of up to ${MOST_SHARDS}, as in 1/4 to 4/4, or env, found ${show(text)}`,
    );
  return { index, of, from: null };
}

/** @param text of a variable or an option, called by `name` */
function digits(name: string, text: string): number {
  if (!/^\d{1,4}$/.test(text))
    throw new UsageError(`${name}: expected a whole number of at most four digits, found ${show(text)}`);
  return Number(text);
}

function checked(name: string, shard: ChosenShard): ChosenShard {
  const { index, of } = shard;
  if (of < 1 || of > MOST_SHARDS)
    throw new UsageError(`${name}: expected one of 1 to ${MOST_SHARDS} shards, found one of ${of}`);
  if (index < 1 || index > of)
    throw new UsageError(`${name}: expected an index from 0 to ${of - 1}, found ${index - 1}`);
  return shard;
}
