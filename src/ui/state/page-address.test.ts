import { describe, expect, test } from 'vitest';
import { addressOf, pageOf, presetAddress, runAddress } from './page-address.ts';

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

describe('where an address leads', () => {
  test.each([
    ['', { to: 'lab' }],
    ['#nothing/of/ours', { to: 'lab' }],
    ['#preset', { to: 'lab' }],
    ['#v1.abc', { to: 'link', link: '#v1.abc' }],
    ['#bench', { to: 'page', name: 'bench', path: [] }],
    [presetAddress('a/b ä'), { to: 'preset', id: 'a/b ä' }],
    [runAddress('m2x~9'), { to: 'run', id: 'm2x~9' }],
  ])('%s', (hash, address) => {
    expect(addressOf(hash)).toEqual(address);
  });
});
