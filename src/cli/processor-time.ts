/** Milliseconds that this process has computed so far, on all of its threads: what others on the machine do disturbs it less than the clock. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
