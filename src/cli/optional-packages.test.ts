import { expect, test } from 'vitest';
import { missingWords } from './optional-packages.ts';

const missing = (message: string, code = 'ERR_MODULE_NOT_FOUND') =>
  Object.assign(new Error(message), { code });

test('a package that an install may lack is named with what installs it', () => {
  const words = missingWords(missing("Cannot find package 'bullmq' imported from /a b/x.js"));
  expect(words).toBe('this needs the package bullmq, which is not installed: npm install bullmq ioredis');
});

test.each([
  missing("Cannot find package 'left-pad' imported from /x.js"),
  missing("Cannot find module '/x/bullmq.js' imported from /x.js"),
  missing("Cannot find package 'bullmq' imported from /x.js", 'ENOENT'),
  new Error("Cannot find package 'bullmq'"),
  'bullmq',
])('any other error stays what it is: %s', (error) => expect(missingWords(error)).toBe(null));
