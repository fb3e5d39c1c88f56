import { show } from '../../experiment/errors.ts';
import type { Shard } from '../../studies/sweep/run-sweep.ts';
import { UsageError } from '../usage.ts';

type Environment = Readonly<Record<string, string | undefined>>;

interface Found extends Shard {
  readonly from: string;
}

/** Who counts how: the variable that tells a batch system's index, and what makes a shard of it. */
const SYSTEMS: Readonly<Record<string, (env: Environment, of: string | undefined) => Shard>> = {
  SLURM_ARRAY_TASK_ID: slurmShard,
  JOB_COMPLETION_INDEX: kubernetesShard,
  CI_NODE_INDEX: gitlabShard,
};

/** The shard that a batch system's variables tell. `of`: what `--of` says. Throws UsageError where none or several do. */
export function shardInEnvironment(env: Environment, of: string | undefined): Found {
  const there = Object.keys(SYSTEMS).filter((name) => (env[name] ?? '') !== '');
  const [from] = there;
  if (from === undefined)
    throw new UsageError(
      `--shard env: expected one of ${Object.keys(SYSTEMS).join(', ')} in the environment, found none`,
    );
  if (there.length > 1)
    throw new UsageError(
      `--shard env: expected one batch system's variables, found ${there.join(' and ')}; --index and --of say it`,
    );
  return { ...SYSTEMS[from](env, of), from };
}

/** `sbatch --array=1-7:2`: tasks from MIN in steps of STEP, COUNT of them (sbatch(1), "output environment variables"). */
function slurmShard(env: Environment, of: string | undefined): Shard {
  if (of !== undefined)
    throw new UsageError(
      '--of: expected none, since an array says how many tasks it has; --index and --of say both',
    );
  const [id, least, most, count] = ['ID', 'MIN', 'MAX', 'COUNT'].map((name) =>
    read(env, `SLURM_ARRAY_TASK_${name}`),
  );
  // Slurm before 16.05 tells of no step.
  const step = env.SLURM_ARRAY_TASK_STEP ? read(env, 'SLURM_ARRAY_TASK_STEP') : 1;
  const place = (id - least) / step;
  // Tasks that are picked one by one, 3 and 7 of a larger array's, would each be another shard than they were there.
  const whole = Number.isInteger(place) && least + (count - 1) * step === most;
  if (!whole)
    throw new UsageError(
      `--shard env: expected an array of equal steps, found task ${id} of ${count} from ${least} to ${most}; --index and --of say which shard it is`,
    );
  return { index: place + 1, of: count };
}

/** An Indexed Job tells its index, from 0, and no count. */
function kubernetesShard(env: Environment, of: string | undefined): Shard {
  const index = read(env, 'JOB_COMPLETION_INDEX');
  if (of !== undefined) return { index: index + 1, of: number('--of', of) };
  if ((env.BATCHMATES_SHARDS ?? '') === '')
    throw new UsageError(
      '--shard env: JOB_COMPLETION_INDEX comes without a count: expected the Job’s completions as --of or BATCHMATES_SHARDS, found neither',
    );
  return { index: index + 1, of: read(env, 'BATCHMATES_SHARDS') };
}

/** GitLab's `parallel: N`: from 1. */
function gitlabShard(env: Environment, of: string | undefined): Shard {
  if (of !== undefined) throw new UsageError('--of: expected none, since CI_NODE_TOTAL says it');
  return { index: read(env, 'CI_NODE_INDEX'), of: read(env, 'CI_NODE_TOTAL') };
}

function read(env: Environment, name: string): number {
  return number(name, env[name]);
}

function number(name: string, text: string | undefined): number {
  if (text === undefined || !/^\d{1,9}$/.test(text))
    throw new UsageError(
      `${name}: expected a whole number, found ${text === undefined ? 'none' : show(text)}`,
    );
  return Number(text);
}
