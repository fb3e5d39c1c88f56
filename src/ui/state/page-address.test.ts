import { describe, expect, test } from 'vitest';
import { pageOf } from './page-address.ts';

describe('the page of an address', () => {
  test.each([
    ['', null, []],
    ['#', null, []],
    ['#v1.abc', null, []],
    ['#constructor/x', null, []],
    ['#learn', 'learn', []],
    ['#learn/order-matters/shuffle', 'learn', ['order-matters', 'shuffle']],
    ['#kernels/matmul/b%C3%A4', 'kernels', ['matmul', 'bä']],
    ['#bench/%E0%A4%A', 'bench', ['%E0%A4%A']],
  ])('%s', (address, name, path) => {
    expect(pageOf(address)).toEqual({ name, path });
  });
});
