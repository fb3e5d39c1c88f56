// What a model's load is measured against: a file's bytes taken one after the other and let go, by fetch or from the origin's storage.
addEventListener('message', ({ data }) => {
  read(data.url).then(postMessage, (error) => postMessage({ reason: String(error) }));
});

async function read(url) {
  const start = performance.now();
  const stream = url === null ? (await largestKept()).stream() : (await fetch(url)).body;
  const reader = stream.getReader();
  let bytes = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) bytes += next.value.length;
  return { bytes, milliseconds: performance.now() - start };
}

async function largestKept() {
  const root = await navigator.storage.getDirectory();
  const models = await root.getDirectoryHandle('batchmates-models');
  const blobs = await models.getDirectoryHandle('blobs');
  let largest = null;
  for await (const handle of blobs.values()) {
    const file = await handle.getFile();
    if (largest === null || file.size > largest.size) largest = file;
  }
  return largest;
}
