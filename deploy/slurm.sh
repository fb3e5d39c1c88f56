#!/usr/bin/env bash
# deploy/slurm.sh DIR [TASKS]: runs a planned study (lab sweep plan) as an array of Slurm tasks and merges it once all are done.
# DIR must be seen by every node. Options for sbatch, such as --partition, come from SBATCH_* variables.
#
# A task's share follows from the array (--shard env). What it was at when it is told to end is lost, nothing else.
#SBATCH --job-name=sweep
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=2
#SBATCH --requeue
#SBATCH --open-mode=append
# For GPUs: --gres=gpu:1, and ENGINE=webgpu.
# SIGTERM goes to the lab before the time limit ends the task: it exits with 75, and the task is queued again.
#SBATCH --time=4:00:00
#SBATCH --signal=TERM@60
set -euo pipefail

submit() {
  local dir=$1 tasks=$2 here array
  here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
  # The batch script that runs is a copy in Slurm's spool: it cannot find what lies beside the original.
  export LAB=${LAB:-$here/lab} ENGINE=${ENGINE:-cpu}
  array=$(sbatch --parsable --array="1-$tasks" "$here/slurm.sh" run "$dir")
  # Never to be reached where a task failed for good: it is then cancelled rather than left in the queue.
  sbatch --parsable --dependency="afterok:$array" --kill-on-invalid-dep=yes "$here/slurm.sh" merge "$dir"
}

run() {
  local code=0
  # In a step, since --signal tells steps and not the batch script.
  srun "$LAB" sweep run "$1" --engine "$ENGINE" --shard env || code=$?
  # Aborted (134, as V8 does without memory), killed (137, as the kernel does) and ended (143, while it reads a model) are worth
  # another try too; five of them, no more.
  case $code in 75 | 134 | 137 | 143) ((${SLURM_RESTART_COUNT:-0} < 5)) || exit "$code" ;; *) exit "$code" ;; esac
  scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}"
  # Until the requeue ends this script: an exit before it would count as the task's end.
  sleep 300
}

case ${1-} in
  run) run "$2" ;;
  merge) exec "$LAB" sweep merge "$2" --json "$2.json" ;;
  '') echo 'usage: deploy/slurm.sh DIR [TASKS]' >&2 && exit 2 ;;
  *) submit "$(realpath "$1")" "${2:-4}" ;;
esac
