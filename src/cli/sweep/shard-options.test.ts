import { describe, expect, test } from 'vitest';
import { shardOf } from './shard-options.ts';

const slurm = (id: number, least: number, most: number, count: number, step?: number) => ({
  ...{ SLURM_ARRAY_TASK_ID: `${id}`, SLURM_ARRAY_TASK_MIN: `${least}`, SLURM_ARRAY_TASK_MAX: `${most}` },
  ...{ SLURM_ARRAY_TASK_COUNT: `${count}`, ...(step !== undefined && { SLURM_ARRAY_TASK_STEP: `${step}` }) },
});
const gitlab = { CI_NODE_INDEX: '2', CI_NODE_TOTAL: '4' };
const kubernetes = { JOB_COMPLETION_INDEX: '0' };

describe('options', () => {
  test.each([
    [{ shard: '2/4' }, { index: 2, of: 4 }],
    [{ shard: '1000/1000' }, { index: 1000, of: 1000 }],
    [
      { index: '0', of: '4' },
      { index: 1, of: 4 },
    ],
    [
      { index: '3', of: '4' },
      { index: 4, of: 4 },
    ],
  ])('%o', (values, shard) => {
    expect(shardOf(values, gitlab)).toEqual({ ...shard, from: null });
  });

  test.each([
    [{ shard: '0/4' }, /^--shard: expected one of up to 1000, as in 1\/4 to 4\/4, or env, found "0\/4"$/],
    [{ shard: '5/4' }, /found "5\/4"/],
    [{ shard: '1/1001' }, /found "1\/1001"/],
    [{ shard: '1/4', of: '4' }, /^--shard: expected it, or --index and --of, found both$/],
    [{ index: '0' }, /expected both/],
    [{ of: '4' }, /expected both/],
    [{ index: '4', of: '4' }, /^--index: expected an index from 0 to 3, found 4$/],
    [{ index: '0', of: '0' }, /^--index: expected one of 1 to 1000 shards, found one of 0$/],
    [{ index: '-1', of: '4' }, /^--index: expected a whole number of at most four digits, found "-1"$/],
    [{ shard: 'env', index: '1' }, /^--index: expected none beside --shard env$/],
  ])('refuses %o', (values, problem) => {
    expect(() => shardOf(values, gitlab)).toThrow(problem);
  });

  test('a batch system’s variables are read by --shard env alone', () => {
    expect(shardOf({}, { ...slurm(1, 1, 4, 4), ...gitlab })).toBeUndefined();
  });
});

describe('--shard env', () => {
  test.each([
    [slurm(1, 1, 4, 4), undefined, { index: 1, of: 4, from: 'SLURM_ARRAY_TASK_ID' }],
    [slurm(3, 0, 3, 4, 1), undefined, { index: 4, of: 4, from: 'SLURM_ARRAY_TASK_ID' }],
    [slurm(5, 1, 7, 4, 2), undefined, { index: 3, of: 4, from: 'SLURM_ARRAY_TASK_ID' }],
    [gitlab, undefined, { index: 2, of: 4, from: 'CI_NODE_INDEX' }],
    [
      { ...kubernetes, BATCHMATES_SHARDS: '64' },
      undefined,
      { index: 1, of: 64, from: 'JOB_COMPLETION_INDEX' },
    ],
    [{ ...kubernetes, BATCHMATES_SHARDS: '64' }, '8', { index: 1, of: 8, from: 'JOB_COMPLETION_INDEX' }],
  ])('%o, of %s', (env, of, shard) => {
    expect(shardOf({ shard: 'env', of }, env)).toEqual(shard);
  });

  test.each<[Record<string, string>, string | undefined, RegExp]>([
    [{}, undefined, /expected one of SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX, CI_NODE_INDEX in the env/],
    [{ ...kubernetes, ...gitlab }, undefined, /found JOB_COMPLETION_INDEX and CI_NODE_INDEX/],
    [kubernetes, undefined, /JOB_COMPLETION_INDEX comes without a count/],
    [
      { ...kubernetes, BATCHMATES_SHARDS: 'four' },
      undefined,
      /^BATCHMATES_SHARDS: expected a whole number, found "four"$/,
    ],
    [{ JOB_COMPLETION_INDEX: '4' }, '4', /expected an index from 0 to 3, found 4$/],
    [{ CI_NODE_INDEX: '1' }, undefined, /^CI_NODE_TOTAL: expected a whole number, found none$/],
    [{ CI_NODE_INDEX: '0', CI_NODE_TOTAL: '4' }, undefined, /found -1$/],
    [gitlab, '4', /^--of: expected none/],
    [slurm(3, 3, 7, 2, 1), undefined, /found task 3 of 2 from 3 to 7/],
    [slurm(2, 1, 7, 4, 2), undefined, /expected an array of equal steps/],
    [slurm(1, 1, 4, 4), '4', /^--of: expected none/],
  ])('refuses %o, of %s', (env, of, problem) => {
    expect(() => shardOf({ shard: 'env', of }, env)).toThrow(problem);
  });
});
