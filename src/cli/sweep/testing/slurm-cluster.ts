import { execFileSync, type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { note } from '../../terminal.ts';

/** Slurm's and munge's daemons on this machine, with all that they keep in a folder of their own. */
export interface SlurmCluster {
  /** What Slurm's commands need to find it. */
  readonly env: NodeJS.ProcessEnv;
  /** Runs one of Slurm's commands; what it prints. */
  slurm(command: string, ...args: readonly string[]): string;
  close(): Promise<void>;
}

/** Debian's slurm-wlm and munge; as root, since slurmd starts jobs as whoever sent them. */
export async function startSlurm(folder: string): Promise<SlurmCluster> {
  const at = (name: string) => join(folder, name);
  for (const name of ['state', 'spool']) mkdirSync(at(name));
  writeFileSync(at('munge.key'), randomBytes(128), { mode: 0o400 });
  const [controller, node] = [await freePort(), await freePort()];
  writeFileSync(at('slurm.conf'), configuration(folder, controller, node));
  const env = { ...process.env, SLURM_CONF: at('slurm.conf') };
  const daemons = [
    daemon(at('munged'), 'munged', '--foreground', '--force', ...mungeOptions(at)),
    daemon(at('slurmctld'), 'slurmctld', '-D', '-f', at('slurm.conf')),
    daemon(at('slurmd'), 'slurmd', '-D', '-f', at('slurm.conf'), '-N', 'proof'),
  ];
  const slurm = (command: string, ...args: readonly string[]) =>
    execFileSync(command, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  await until('a node that is idle', () => /^idle$/m.test(tried('sinfo', env).stdout));
  return {
    env,
    slurm,
    async close() {
      tried('scancel', env, '--state=RUNNING,PENDING');
      for (const { child, ended } of daemons.toReversed()) {
        child.kill('SIGTERM');
        await ended;
      }
    },
  };
}

/** Looks every tenth of a second until it holds; whoever waits in vain is ended by the test's own limit. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  note(`waiting for ${what}`);
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 100));
}

function tried(
  command: string,
  env: NodeJS.ProcessEnv,
  ...args: readonly string[]
): SpawnSyncReturns<string> {
  const all = command === 'sinfo' ? ['--noheader', '--format=%T'] : args;
  return spawnSync(command, all, { env, encoding: 'utf8' });
}

function daemon(log: string, command: string, ...args: readonly string[]) {
  // Slurm's binaries are where only root looks.
  const PATH = `${process.env.PATH}:/usr/sbin`;
  const child = spawn(command, args, { stdio: 'ignore', env: { ...process.env, PATH } });
  const ended = new Promise<void>((resolve, reject) => {
    child.on('error', () =>
      reject(new Error(`${command}: expected it to be installed: apt-get install slurm-wlm munge`)),
    );
    child.on('exit', () => resolve());
  });
  ended.catch((error: Error) => note(`${log}: ${error.message}`));
  return { child, ended };
}

function mungeOptions(at: (name: string) => string): string[] {
  return [
    ...[`--socket=${at('munge.socket')}`, `--key-file=${at('munge.key')}`, `--log-file=${at('munged.log')}`],
    ...[`--pid-file=${at('munged.pid')}`, `--seed-file=${at('munge.seed')}`],
  ];
}

function configuration(folder: string, controller: number, node: number): string {
  return `ClusterName=proof
SlurmctldHost=${hostname()}(127.0.0.1)
SlurmUser=root
SlurmctldPort=${controller}
SlurmdPort=${node}
# A task that is queued again waits for its credential to expire: two minutes by default.
AuthType=auth/munge
AuthInfo=socket=${folder}/munge.socket,cred_expire=5
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
SlurmctldLogFile=${folder}/slurmctld.log
SlurmdLogFile=${folder}/slurmd.log
# No cgroups, which a container may not make.
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
SchedulerParameters=batch_sched_delay=0,sched_interval=2
# So that four tasks run at once on a machine of two cores.
SlurmdParameters=config_overrides
NodeName=proof NodeHostname=${hostname()} NodeAddr=127.0.0.1 CPUs=8 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
`;
}

/** Nobody has it now, and nobody else asks for it. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
