/** A work that a lesson, the glossary or a page leans on for a claim about the world beyond this lab. */
export interface Reference {
  /** As it is cited in a sentence: `He 2025`. */
  readonly short: string;
  readonly who: string;
  readonly title: string;
  /** Where it appeared, and when. */
  readonly where: string;
  readonly url: string;
  /** What is taken from it here. */
  readonly says: string;
}

/** One entry a source, by id. Figures were read in the source itself or in its quoted abstract, not remembered. */
export const REFERENCES = {
  'he-2025': {
    short: 'He 2025',
    who: 'Horace He and Thinking Machines Lab',
    title: 'Defeating Nondeterminism in LLM Inference',
    where: 'Thinking Machines Lab: Connectionism, 10 September 2025',
    url: 'https://thinkingmachines.ai/blog/defeating-nondeterminism-in-llm-inference/',
    says: '1,000 completions of one prompt at temperature 0 by Qwen3-235B-A22B, a mixture of experts: 80 distinct, the first difference at the 103rd token. Times with and without batch-invariant kernels: 26, 55 and, after tuning attention, 42 s.',
  },
  'yuan-2025': {
    short: 'Yuan 2025',
    who: 'J. Yuan, H. Li, X. Ding, W. Xie, Y.-J. Li, W. Zhao, K. Wan, J. Shi, X. Hu, Z. Liu',
    title: 'Understanding and Mitigating Numerical Sources of Nondeterminism in LLM Inference',
    where: 'NeurIPS 2025, arXiv 2506.09501',
    url: 'https://arxiv.org/abs/2506.09501',
    says: 'bf16, greedy, one reasoning model: accuracy varied by up to 9 % and length by up to 9,000 tokens with number and type of GPUs and batch size.',
  },
  'sglang-2025': {
    short: 'SGLang 2025',
    who: 'The SGLang Team',
    title: 'Towards Deterministic Inference in SGLang and Reproducible RL Training',
    where: 'LMSYS blog, 22 September 2025',
    url: 'https://lmsys.org/blog/2025-09-22-sglang-deterministic/',
    says: 'Deterministic mode on batch-invariant kernels: 34.35 % slower on average in that release.',
  },
  'vllm-batch-invariance': {
    short: 'vLLM docs',
    who: 'The vLLM project',
    title: 'Batch Invariance',
    where: 'vLLM documentation, v0.32 (beta)',
    url: 'https://docs.vllm.ai/en/v0.32.0/features/batch_invariance/',
    says: 'Defines batch invariance as independence of the batch size and of the order of requests; says what its mode fixes, the algorithm of tensor-parallel all-reduce among it.',
  },
  'vllm-27433': {
    short: 'vLLM #27433',
    who: 'LioEinaudi, in the vLLM project',
    title: 'Batch Invariant Feature and Performance Optimization',
    where: 'GitHub issue 27433, comment of 19 August 2026',
    url: 'https://github.com/vllm-project/vllm/issues/27433',
    says: 'Qwen3-1.7B, bf16, v0.27, products with the K block held constant and tiles chosen by M: throughput 21.9 % lower on an RTX 4090 D and 31.0 % on an H20; latency 35.8 and 59.1 % higher.',
  },
  'vllm-layernorm': {
    short: 'vLLM layernorm',
    who: 'The vLLM project',
    title: 'csrc/layernorm_kernels.cu',
    where: 'vLLM source',
    url: 'https://github.com/vllm-project/vllm/blob/main/csrc/layernorm_kernels.cu',
    says: 'A norm takes 1,024 threads below 256 tokens and 256 from there on: its sum follows the number of rows.',
  },
  'vllm-paged-attention': {
    short: 'vLLM paged attention',
    who: 'The vLLM project',
    title: 'vllm/attention/ops/paged_attn.py',
    where: 'vLLM source, v0.6.0',
    url: 'https://github.com/vllm-project/vllm/blob/v0.6.0/vllm/attention/ops/paged_attn.py',
    says: 'Partitions of 512 keys, a fixed size; whether the partitioned kernel runs at all follows the number of sequences and heads.',
  },
  'gond-2026': {
    short: 'LLM-42',
    who: 'R. Gond, A. K. Kamath, R. Ramjee, A. Panwar',
    title: 'LLM-42: Enabling Determinism in LLM Inference with Verified Speculation',
    where: 'arXiv 2601.17768, January 2026',
    url: 'https://arxiv.org/abs/2601.17768',
    says: 'Decodes fast and without guarantee, replays at a fixed shape, and rolls back what differs.',
  },
  'flash-decoding': {
    short: 'Flash-Decoding',
    who: 'T. Dao, D. Haziza, F. Massa, G. Sizov',
    title: 'Flash-Decoding for long-context inference',
    where: 'Stanford CRFM blog, 12 October 2023',
    url: 'https://crfm.stanford.edu/2023/10/12/flashdecoding.html',
    says: 'Keys and values are split over workgroups to keep a GPU busy while it decodes, and the parts merged.',
  },
  'llama-cpp-f16': {
    short: 'llama.cpp #19376',
    who: 'The llama.cpp project',
    title: 'vulkan: For coopmat2 FA, use fp16 accumulators for the final result',
    where: 'GitHub pull request 19376, February 2026',
    url: 'https://github.com/ggml-org/llama.cpp/pull/19376',
    says: "Its CPU and CUDA backends accumulate attention's weighted values in f16, and others follow for speed.",
  },
  'pytorch-reduced': {
    short: 'PyTorch notes',
    who: 'The PyTorch project',
    title: 'Numerical accuracy',
    where: 'PyTorch documentation',
    url: 'https://docs.pytorch.org/docs/stable/notes/numerical_accuracy.html',
    says: 'Products of 16-bit matrices may add their parts in reduced precision; an option turns it off.',
  },
  wgsl: {
    short: 'WGSL',
    who: 'W3C GPU for the Web Working Group',
    title: 'WebGPU Shading Language, floating point evaluation',
    where: 'W3C Candidate Recommendation Draft',
    url: 'https://www.w3.org/TR/WGSL/#floating-point-evaluation',
    says: 'No rounding mode is prescribed; implementations may reassociate, fuse and flush subnormals.',
  },
  cephes: {
    short: 'Cephes',
    who: 'Stephen L. Moshier',
    title: 'Cephes Mathematical Library, expf',
    where: 'Netlib, 1984 to 1992',
    url: 'https://www.netlib.org/cephes/',
    says: 'The polynomial of e^r for |r| up to ln(2) / 2 in single precision, and ln 2 in two parts, of which the first has few bits.',
  },
  'monniaux-2008': {
    short: 'Monniaux 2008',
    who: 'David Monniaux',
    title: 'The Pitfalls of Verifying Floating-Point Computations',
    where: 'ACM Transactions on Programming Languages and Systems 30(3), 2008',
    url: 'https://doi.org/10.1145/1353445.1353446',
    says: 'One program gives different results on machines that all have IEEE 754 arithmetic: compilers choose fused operations, wider registers and other orders.',
  },
  'kimi-k2': {
    short: 'Kimi K2',
    who: 'Kimi Team',
    title: 'Kimi K2: Open Agentic Intelligence',
    where: 'arXiv 2507.20534, July 2025',
    url: 'https://arxiv.org/abs/2507.20534',
    says: 'An open model of 1 trillion parameters, 32 billion of them active for a token.',
  },
  'deepseek-v3': {
    short: 'DeepSeek-V3',
    who: 'DeepSeek-AI',
    title: 'DeepSeek-V3 Technical Report',
    where: 'arXiv 2412.19437, December 2024',
    url: 'https://arxiv.org/abs/2412.19437',
    says: 'Weights trained and published in an 8-bit float.',
  },
  'gpt-oss': {
    short: 'gpt-oss',
    who: 'OpenAI',
    title: 'gpt-oss-120b & gpt-oss-20b Model Card',
    where: 'arXiv 2508.10925, August 2025',
    url: 'https://arxiv.org/abs/2508.10925',
    says: 'Experts published in a 4-bit format with shared exponents (MXFP4).',
  },
  'milakov-2018': {
    short: 'Milakov 2018',
    who: 'M. Milakov, N. Gimelshein',
    title: 'Online normalizer calculation for softmax',
    where: 'arXiv 1805.02867, 2018',
    url: 'https://arxiv.org/abs/1805.02867',
    says: 'Softmax in one pass: running maximum and running sum.',
  },
  'higham-1993': {
    short: 'Higham 1993',
    who: 'N. J. Higham',
    title: 'The Accuracy of Floating Point Summation',
    where: 'SIAM Journal on Scientific Computing 14 (4), 1993',
    url: 'https://doi.org/10.1137/0914050',
    says: 'Error bounds of sequential, pairwise and compensated sums.',
  },
  'kahan-1965': {
    short: 'Kahan 1965',
    who: 'W. Kahan',
    title: 'Pracniques: Further remarks on reducing truncation errors',
    where: 'Communications of the ACM 8 (1), 1965',
    url: 'https://doi.org/10.1145/363707.363723',
    says: 'What an addition loses is kept in a second variable and put back into the next one.',
  },
  'ieee-754': {
    short: 'IEEE 754',
    who: 'IEEE Computer Society',
    title: 'IEEE Standard for Floating-Point Arithmetic',
    where: 'IEEE Std 754-2019',
    url: 'https://doi.org/10.1109/IEEESTD.2019.8766229',
    says: 'f32 and f16 (binary32, binary16), rounding to nearest with ties to even, subnormals, infinities and NaN. bf16 is not in it.',
  },
  'muller-2018': {
    short: 'Muller 2018',
    who: 'J.-M. Muller, N. Brunie, F. de Dinechin, C.-P. Jeannerod, M. Joldes, V. Lefèvre, G. Melquiond, N. Revol, S. Torres',
    title: 'Handbook of Floating-Point Arithmetic',
    where: 'Birkhäuser, second edition, 2018',
    url: 'https://doi.org/10.1007/978-3-319-76526-6',
    says: 'The textbook: formats, rounding, error-free transformations, sums.',
  },
  'kalamkar-2019': {
    short: 'Kalamkar 2019',
    who: 'D. Kalamkar and others',
    title: 'A Study of BFLOAT16 for Deep Learning Training',
    where: 'arXiv 1905.12322, May 2019',
    url: 'https://arxiv.org/abs/1905.12322',
    says: 'bf16 has the range of f32, and training with it needs no scaling of the loss.',
  },
  'chen-2026': {
    short: 'Chen 2026',
    who: 'L. Chen, H. Tian, X. Chen, R. Kong, F. Wang, J. Chen, Y. Li, J. Zhao, S. Wang, H. Xiong, D. Yin',
    title: 'Measuring Maximum Activations in Open Large Language Models',
    where: 'arXiv 2605.15572, May 2026',
    url: 'https://arxiv.org/abs/2605.15572',
    says: 'Largest activations of 27 open checkpoints: from hundreds in some to about 700,000 in Gemma 3 27B.',
  },
  'demmel-2015': {
    short: 'Demmel 2015',
    who: 'J. Demmel, H. D. Nguyen',
    title: 'Parallel Reproducible Summation',
    where: 'IEEE Transactions on Computers 64 (7), 2015',
    url: 'https://doi.org/10.1109/TC.2014.2345391',
    says: 'A sum whose bits do not depend on the order of its terms, at the price of more operations.',
  },
  'zhang-2019': {
    short: 'Zhang 2019',
    who: 'B. Zhang, R. Sennrich',
    title: 'Root Mean Square Layer Normalization',
    where: 'NeurIPS 2019, arXiv 1910.07467',
    url: 'https://arxiv.org/abs/1910.07467',
    says: 'RMSNorm: a row over the root of the mean of its squares.',
  },
  'dao-2022': {
    short: 'FlashAttention',
    who: 'T. Dao, D. Y. Fu, S. Ermon, A. Rudra, C. Ré',
    title: 'FlashAttention: Fast and Memory-Efficient Exact Attention with IO-Awareness',
    where: 'NeurIPS 2022, arXiv 2205.14135',
    url: 'https://arxiv.org/abs/2205.14135',
    says: 'Attention in blocks by the online softmax, without ever storing all scores.',
  },
  'brysbaert-2019': {
    short: 'Brysbaert 2019',
    who: 'M. Brysbaert',
    title: 'How many words do we read per minute? A review and meta-analysis of reading rate',
    where: 'Journal of Memory and Language 109, 2019',
    url: 'https://doi.org/10.1016/j.jml.2019.104047',
    says: 'Silent reading of English non-fiction by adults: 238 words a minute on average, most between 175 and 300.',
  },
  'goldberg-1991': {
    short: 'Goldberg 1991',
    who: 'D. Goldberg',
    title: 'What Every Computer Scientist Should Know About Floating-Point Arithmetic',
    where: 'ACM Computing Surveys 23 (1), 1991',
    url: 'https://doi.org/10.1145/103162.103163',
    says: 'Rounding, ulps, cancellation, and why addition is not associative.',
  },
  'brown-2001': {
    short: 'Brown 2001',
    who: 'L. D. Brown, T. T. Cai, A. DasGupta',
    title: 'Interval Estimation for a Binomial Proportion',
    where: 'Statistical Science 16 (2), 2001',
    url: 'https://doi.org/10.1214/ss/1009213286',
    says: 'Coverage of the Wilson interval: near the nominal level on average, below it in places.',
  },
  'mcnemar-1947': {
    short: 'McNemar 1947',
    who: 'Q. McNemar',
    title: 'Note on the sampling error of the difference between correlated proportions or percentages',
    where: 'Psychometrika 12 (2), 1947',
    url: 'https://doi.org/10.1007/BF02295996',
    says: 'The test on pairs of which one side passes and the other fails.',
  },
  'dean-2013': {
    short: 'Dean and Barroso 2013',
    who: 'J. Dean, L. A. Barroso',
    title: 'The Tail at Scale',
    where: 'Communications of the ACM 56 (2), 2013',
    url: 'https://doi.org/10.1145/2408776.2408794',
    says: 'Why the slowest few answers decide what people feel, and why means do not tell of them.',
  },
  'orca-2022': {
    short: 'Orca',
    who: 'G.-I. Yu, J. S. Jeong, G.-W. Kim, S. Kim, B.-G. Chun',
    title: 'Orca: A Distributed Serving System for Transformer-Based Generative Models',
    where: 'OSDI 2022',
    url: 'https://www.usenix.org/conference/osdi22/presentation/yu',
    says: 'Continuous batching: requests join and leave between steps.',
  },
  'kwon-2023': {
    short: 'PagedAttention',
    who: 'W. Kwon, Z. Li, S. Zhuang, Y. Sheng, L. Zheng, C. H. Yu, J. Gonzalez, H. Zhang, I. Stoica',
    title: 'Efficient Memory Management for Large Language Model Serving with PagedAttention',
    where: 'SOSP 2023, arXiv 2309.06180',
    url: 'https://arxiv.org/abs/2309.06180',
    says: 'The KV cache in blocks, preemption by recomputing.',
  },
  'xiao-2024': {
    short: 'StreamingLLM',
    who: 'G. Xiao, Y. Tian, B. Chen, S. Han, M. Lewis',
    title: 'Efficient Streaming Language Models with Attention Sinks',
    where: 'ICLR 2024, arXiv 2309.17453',
    url: 'https://arxiv.org/abs/2309.17453',
    says: 'Keeping the first and the last keys and dropping those between.',
  },
} as const satisfies Record<string, Reference>;

export type ReferenceId = keyof typeof REFERENCES;

export function isReference(id: string): id is ReferenceId {
  return Object.hasOwn(REFERENCES, id);
}

/** The address of a reference in the list. */
export function referenceAddress(id: ReferenceId): string {
  return `#learn/references/${id}`;
}
