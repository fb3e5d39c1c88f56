/** The package's entries, `batchmates/NAME`, in src/library; `index` is `batchmates` itself. */
export const ENTRIES = [
  'index',
  'plans',
  'experiment',
  'run',
  'certify',
  'diff',
  'kernel-tester',
  'audit',
] as const;

/** Where the package is built, from the root. */
export const LIB = 'lib';

/** What is installed beside the package and not bundled: what is large and few ask for, and what its declarations name. */
export const EXTERNAL: readonly string[] = [
  'webgpu',
  'onnxruntime-web',
  'playwright',
  'bullmq',
  'ioredis',
  'zod',
];
