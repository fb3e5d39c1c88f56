import type { Random } from '../random.ts';
import { between, characters, type Fillers, fill } from './fill.ts';

const LOG_LINES = [
  '<time> INFO  [<service>] request <hex> finished in <number>ms status=<status>',
  '<time> WARN  [<service>] retry <digit>/10 for <method> <route>: <failure>',
  '<time> ERROR [<service>] <failure> (host=<address>, port=<port>)',
  '<time> DEBUG [worker-<digit>] queue depth <number>, oldest <number>s',
  '<address> - - "<method> <route> HTTP/1.1" <status> <number>',
  '[<number>.<port>] kernel: <device>: <failure>',
  'level=error ts=<time> caller=<ident>.go:<number> msg="<failure>" id=<hex>',
  '{"time":"<time>","level":"warn","service":"<service>","ms":<number>,"ok":false}',
  'npm ERR! code E<status>\nnpm ERR! <failure>',
  'FAIL src/<ident>.test.ts > <ident> > returns <number>\n  expected <number>, received <number>',
];

const SNIPPETS = [
  'for (let i = 0; i < <ident>.length; i++) {\n  <ident> += <ident>[i] * <number>;\n}',
  'def <ident>(<ident>, <ident>=<number>):\n    if not <ident>:\n        return None\n    return <ident>.get("<ident>", <number>)',
  'SELECT <ident>, COUNT(*) FROM <table> WHERE <ident> > <number> GROUP BY <ident> ORDER BY 2 DESC LIMIT <number>;',
  'Traceback (most recent call last):\n  File "<ident>.py", line <number>, in <ident>\n    return self.<ident>[<number>]\n<exception>: <failure>',
  'Exception in thread "main" <exception>: <failure>\n\tat com.acme.<ident>.run(<ident>.java:<number>)',
  'if err != nil {\n\treturn fmt.Errorf("<ident>: %w", err)\n}',
  'fn <ident>(<ident>: &[u32]) -> Option<u32> {\n    <ident>.iter().copied().max()\n}',
  '$ kubectl get pods -n <table>\n<service>-<hex>   0/1   CrashLoopBackOff   <number>   <digit>h',
  '#include <stdio.h>\nint main(void) { printf("%d\\n", <number> ^ 0x<hex>); return <digit>; }',
  'const { <ident> } = await fetch("<route>").then((r) => r.json()); // why is this undefined??',
  '<<<<<<< HEAD\n  timeout: <number>,\n=======\n  timeout: <port>,\n>>>>>>> feature/<ident>',
  '@@ -<number>,<digit> +<number>,<digit> @@\n-  return <ident>(<number>);\n+  return <ident>(<port>);',
  '.<ident> { margin: 0 auto; width: calc(100% - <number>px); }',
  '<service>:\n  image: registry.example/<service>:1.<digit>.<number>\n  ports: ["<port>:<port>"]',
  '*** Segmentation fault (core dumped) at 0x<hex><hex>',
  'git commit -m "fix <ident>, again" && git push --force origin <ident>',
];

const FILLERS: Fillers = {
  ident: [
    'total',
    'items',
    'userId',
    'parse_row',
    'cache',
    'retryCount',
    'buf',
    'getConfig',
    'tmp2',
    'handler',
    'session',
    'rowIndex',
    'do_stuff',
    'payload',
    'acc',
    'OrderService',
  ],
  table: ['orders', 'users', 'events', 'audit_log', 'payments', 'staging', 'sessions_2023'],
  service: ['gateway', 'billing', 'auth', 'search-indexer', 'mailer', 'scheduler', 'image-proxy'],
  method: ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'],
  route: ['/api/v<digit>/<table>', '/health', '/login', '/api/<table>/<number>', '/static/app.<hex>.js'],
  status: ['200', '201', '204', '301', '400', '401', '404', '409', '429', '500', '502', '503'],
  failure: [
    'connection refused',
    'timeout after <number>ms',
    'no such file or directory: /var/lib/<ident>/<hex>',
    "Cannot read properties of undefined (reading '<ident>')",
    'deadlock detected',
    'certificate has expired',
    'out of memory',
    'unexpected token < in JSON at position <digit>',
    'index <number> out of range',
    'disk quota exceeded',
    'upstream reset',
  ],
  exception: ['KeyError', 'IndexError', 'NullPointerException', 'TimeoutError', 'ValueError', 'IOException'],
  device: ['eth0', 'sda1', 'nvme0n1', 'usb 1-<digit>'],
  digit: (random) => String(between(random, 1, 9)),
  number: (random) => String(between(random, 0, 999)),
  port: (random) => String(between(random, 1024, 65_535)),
  hex: (random) => characters(random, '0123456789abcdef', 8),
  address: (random) => `10.${between(random, 0, 255)}.${between(random, 0, 255)}.${between(random, 1, 254)}`,
  time: (random) => {
    const two = (high: number) => String(random.below(high + 1)).padStart(2, '0');
    const day = String(between(random, 1, 28)).padStart(2, '0');
    return `2024-${String(between(random, 1, 12)).padStart(2, '0')}-${day}T${two(23)}:${two(59)}:${two(59)}Z`;
  },
};

/** A paste without a question: a few log lines, or a snippet of code. */
export function codeAndLogs(random: Random): string {
  if (random.below(2) === 0) return fill(random.pick(SNIPPETS), FILLERS, random);
  const lines = between(random, 1, 4);
  return Array.from({ length: lines }, () => fill(random.pick(LOG_LINES), FILLERS, random)).join('\n');
}
