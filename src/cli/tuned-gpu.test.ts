import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { tunedGpu } from '../engines/webgpu/tuned-gpu.ts';
import { openNodeGpu } from '../gpu/open-gpu.node.ts';
import { fakeGpu } from '../gpu/testing/fake-gpu.ts';
import { openTunedGpu } from './tuned-gpu.ts';

vi.mock('../gpu/open-gpu.node.ts', () => ({ openNodeGpu: vi.fn(), RUNTIME: 'test' }));
vi.mock('../engines/webgpu/tuned-gpu.ts', () => ({ tunedGpu: vi.fn() }));

const MEASURED = {
  busyWorkgroups: 128,
  largeBlocks: false,
  stagedTiles: false,
  meetingThreads: 128,
  dispatchMicroseconds: 1.5,
};
let cache: string;

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'tuned-'));
  vi.stubEnv('XDG_CACHE_HOME', cache);
  vi.mocked(tunedGpu).mockImplementation((gpu, known) =>
    Promise.resolve({ ...gpu, measured: known ?? MEASURED }),
  );
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.resetAllMocks();
  await rm(cache, { recursive: true });
});

/** An adapter of that name. */
function named(description: string, software = false) {
  const info = { vendor: '', architecture: '', device: '', description } as GPUAdapterInfo;
  vi.mocked(openNodeGpu).mockResolvedValue({ ...fakeGpu(software), info });
}

const askedWith = () => vi.mocked(tunedGpu).mock.calls.map(([, known]) => known);

test('an adapter is measured once, and another one for itself', async () => {
  named('one');
  expect((await openTunedGpu()).measured).toEqual(MEASURED);
  expect((await openTunedGpu()).measured).toEqual(MEASURED);
  named('other');
  await openTunedGpu();
  expect(askedWith()).toEqual([null, MEASURED, null]);
});

test('a software adapter is taken as it is, and where nothing can be kept it is measured again', async () => {
  named('processor', true);
  expect((await openTunedGpu()).measured).toBeUndefined();
  named('one');
  vi.stubEnv('XDG_CACHE_HOME', '/dev/null');
  await openTunedGpu();
  await openTunedGpu();
  expect(askedWith()).toEqual([null, null]);
});
