import type { LoadSource } from './load-source.ts';

/** The same requests, so many times as fast: of a real clock, which cannot go faster itself. */
export function hurried(source: LoadSource, speed: number): LoadSource {
  if (speed === 1) return source;
  return {
    get expected() {
      return source.expected;
    },
    next() {
      const next = source.next();
      return next && 'ms' in next ? { ms: next.ms / speed } : next;
    },
    take: (now) =>
      source
        .take({ step: now.step, ms: now.ms * speed })
        .map((request) => ({ ...request, arrived: request.arrived / speed })),
    ended: (id, ms) => source.ended(id, ms * speed),
  };
}
