/** What an install may lack, and what puts it there: loaded only where a command needs it. */
const INSTALLS: Readonly<Record<string, string>> = { bullmq: 'bullmq ioredis', ioredis: 'bullmq ioredis' };

/** What an error of Node's module loader comes to where it misses one of these; null for any other error. */
export function missingWords(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'ERR_MODULE_NOT_FOUND') return null;
  const [, name = ''] = /^Cannot find package '([^']+)'/.exec(error.message) ?? [];
  if (!Object.hasOwn(INSTALLS, name)) return null;
  return `this needs the package ${name}, which is not installed: npm install ${INSTALLS[name]}`;
}
