/** A map of a buffer that nothing is written to, with no work under way, takes longer only where the implementation sleeps. */
const SLEEP_MS = 20;

/** The shortest pause that a timer gives; browsers lengthen it to 4 ms from the fifth in a row on. */
const PAUSE_MS = 1;

/** A device, and whether its promises settle late unless the queue is used meanwhile. */
export interface WaitedFor {
  readonly device: GPUDevice;
  readonly sleeps: boolean;
}

/**
 * Waits for what the device was asked for: a map, the end of submitted work, or work of others on it. Whoever waits for the
 * device waits here.
 *
 * WebGPU leaves open when an implementation notices that work is done. Dawn tells at once. Firefox asks its device every
 * 100 ms and whenever something is submitted (measured in Firefox 153 on lavapipe: maps took 99 to 101 ms whatever their step
 * computed, and with empty submissions meanwhile as long as the work and 1 to 4 ms). So where `gpu.sleeps` the queue is given
 * nothing to do until the promise settles. Pausing by timers is what costs least: awaiting `onSubmittedWorkDone` instead
 * sleeps too, now and then, and messages to oneself come so fast that their submissions hold up the work (16 ms of it took
 * up to 138).
 *
 * @returns what `pending` gives, or its rejection.
 */
export async function deviceWait<T>(gpu: WaitedFor, pending: Promise<T>): Promise<T> {
  return gpu.sleeps ? await nudgedUntil(gpu.device, pending) : await pending;
}

/**
 * Whether this device sleeps until the queue is used, found by measuring, since no browser says so: an idle map takes long, and one
 * with submissions meanwhile does not. A busy machine can look like that too, and is then given submissions that it does not
 * need.
 */
export async function measureSleep(device: GPUDevice): Promise<boolean> {
  const buffer = device.createBuffer({
    label: 'sleep_probe',
    size: 16,
    usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
  });
  const timeOf = async (wait: (mapped: Promise<void>) => Promise<void>) => {
    const start = performance.now();
    await wait(buffer.mapAsync(GPUMapMode.READ));
    buffer.unmap();
    return performance.now() - start;
  };
  try {
    // The first may begin shortly before the device is asked anyway; the second begins right after.
    await timeOf((mapped) => mapped);
    const idle = await timeOf((mapped) => mapped);
    return idle > SLEEP_MS && (await timeOf((mapped) => nudgedUntil(device, mapped))) < idle / 2;
  } finally {
    buffer.destroy();
  }
}

async function nudgedUntil<T>(device: GPUDevice, pending: Promise<T>): Promise<T> {
  let settled = false;
  const end = pending.finally(() => {
    settled = true;
  });
  while (!settled) {
    device.queue.submit([]);
    await Promise.race([end, new Promise((resolve) => setTimeout(resolve, PAUSE_MS))]);
  }
  return await end;
}
