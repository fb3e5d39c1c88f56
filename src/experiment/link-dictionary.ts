/**
 * What the text of an experiment under load is likely to hold, which links of version 2 are compressed against (deflate's preset
 * dictionary, RFC 1950 §2.2): field names in canonical order around the commonest values, what is likeliest last, where it costs
 * least. Links refer to places in it: it may never change by a letter; another one would be another version.
 */
export const LINK_DICTIONARY = [
  '"adapter":"","fingerprints":{"expected":{"rules":["invariant@1","variant@1","cascade@1"]},"view":{"embed":false,"hide":[]}',
  '"temperature":1,"role":"clean","role":"noise","noise":{"kind":"","seed":1,"tokens":64},"promptIds":[,"hash":"sha256:',
  '"measuredOn":"the CPU engine in WebAssembly, one core of an AMD EPYC, the least of ',
  '"clock":{"kind":"real","speed":1},"compare":[],"crowd":{"arrivals":{"kind":"closed","thinkMs":0,"users":16',
  '"arrivals":{"block":512,"kind":"trace","name":"trace.jsonl","rows":[[0,',
  '"arrivals":{"burstiness":1,"kind":"gamma","perSecond":10}',
  '"kinds":{"code-and-logs":1,"instruction-override":1,"random-characters":1,"spam":1,"vague":1},"milliseconds":60000,"most":1000,"noise":0',
  '"prefix":{"share":1,"tokens":64},"prompt":{"at":[[0,1],[0.25,],[0.5,],[0.75,],[0.9,],[0.95,],[0.99,],[1,]],"kind":"quantiles"}',
  '"prompt":{"kind":"fixed","tokens":64},"output":{"kind":"fixed","tokens":32}',
  '"dtype":"f32","kernels":{"attention":"pinned","matmul":"pinned","rmsnorm":"pinned"},"shaders":{"',
  '"cascade":{"prefixTokens":256,"requests":8},"disaggregated":true,"memory":{"first":16,"last":64,"pressure":"evict"},',
  '"memory":{"hostBlocks":64,"pressure":"swap"},"packing":"leaking","packing":"masked","prefix":"recompute-last","prefix":"on","weights":"int8","weights":"f32',
  '"policy":{"batch":8,"kind":"static"},"policy":{"budget":64,"kind":"chunked"},"policy":{"kind":"prefill-first"},"policy":{"kind":"shortest"},',
  '"arrival":0,"bos":true,"id":"probe","ignoreEos":false,"maxNewTokens":64,"prompt":"Once upon a time there was a","role":"probe"}',
  '{"arrival":{"ms":0},"bos":true,"id":"","ignoreEos":true,"maxNewTokens":48,"prompt":"',
  '{"experiment":{"arms":[{"dtype":"bf16","kernels":{"attention":"invariant","matmul":"invariant","rmsnorm":"invariant"},"limits":{"blocks":null,"maxSequences":64,"maxTokensPerStep":256},"name":"first come, invariant","parallelism":64,"requests":["probe"],"weights":"stored"}',
  '{"dtype":"bf16","kernels":{"attention":"variant","matmul":"variant","rmsnorm":"variant"},"limits":{"blocks":null,"maxSequences":16,"maxTokensPerStep":256},"name":"variant","parallelism":64,"requests":["probe"],"serving":{"admission":{"firstTokenWithin":null,"mostWaiting":null},"cascade":null,"disaggregated":false,"memory":{"pressure":"recompute"},"packing":"off","policy":{"kind":"tiers"},"prefix":"off"},"weights":"stored"}',
  ',"policy":{"kind":"fcfs"},"prefix":"off"},"weights":"stored"}],"clock":{"kind":"virtual","speed":1,"table":{"entries":[{"keys":1,"ms":0.27,"rows":1},{"keys":257,"ms":0.38,"rows":1},{"keys":1,"ms":0.78,"rows":4},{"keys":257,"ms":1.46,"rows":4},{"keys":1,"ms":2.62,"rows":16},{"keys":257,"ms":9.9,"rows":16},{"keys":19,"ms":16.08,"rows":64},{"keys":275,"ms":35.14,"rows":64},{"keys":50,"ms":43.08,"rows":128},{"keys":306,"ms":81.21,"rows":128},{"keys":114,"ms":88.88,"rows":256},{"keys":370,"ms":169.73,"rows":256}],"measuredOn":"the CPU engine in WebAssembly, one core of an AMD EPYC, the least of 49","swapMs":0.006}},"compare":[],"crowd":{"arrivals":{"baseline":6,"from":300,"halfLife":200,"hold":800,"kind":"surge","peak":120,"ramp":200}',
  ',"crowd":{"arrivals":{"kind":"poisson","perSecond":10},"kinds":{"instruction-override":1,"random-characters":1,"spam":2},"milliseconds":2500,"most":300,"noise":0.8,"output":{"kind":"uniform","least":8,"most":32},"prefix":null,"prompt":{"kind":"uniform","least":12,"most":72},"seed":1,"tiers":[1]},"decoding":{"seed":0,"temperature":0},"description":" Measured on the CPU engine by the virtual clock in this file, so that times come out the same on every machine. Under the invariant set. Under the variant set all logits differ from those of the same tokens alone","limits":{"e2el":2000,"tpot":20,"ttft":500},"model":{"name":"nano"},"requests":[{"arrival":{"ms":1000},"bos":true,"id":"probe","ignoreEos":true,"maxNewTokens":64,"prompt":"","role":"probe"}],"title":"","version":2}}',
].join('');
