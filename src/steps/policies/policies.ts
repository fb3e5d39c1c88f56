import type { Policy } from '../serving.ts';
import { chunked } from './chunked.ts';
import { FCFS } from './fcfs.ts';
import { PREFILL_FIRST } from './prefill-first.ts';
import type { PolicyRules } from './rules.ts';
import { SHORTEST } from './shortest.ts';
import { staticBatches } from './static.ts';
import { TIERS } from './tiers.ts';

export function rulesOfPolicy(policy: Policy): PolicyRules {
  switch (policy.kind) {
    case 'static':
      return staticBatches(policy.batch);
    case 'fcfs':
      return FCFS;
    case 'prefill-first':
      return PREFILL_FIRST;
    case 'chunked':
      return chunked(policy.budget);
    case 'tiers':
      return TIERS;
    case 'shortest':
      return SHORTEST;
  }
}
