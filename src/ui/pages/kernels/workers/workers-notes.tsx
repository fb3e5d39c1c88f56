import tables from '../../../kit/styles/tables.module.css';

/** What is shared, what is not, and where it was read. */
export function WorkersNotes() {
  return (
    <section className={tables.panel} aria-label="About sharing a sum">
      <h3>Why a tree</h3>
      <p>
        With tensor parallelism a product’s K lies on several workers: each adds what it holds, and their sums
        are added. So the order follows their number, and bits with it, even where every kernel is
        batch-invariant. A tree of whole levels has places that a worker can compute alone: what it hands on
        is a value of the tree, and whoever joins the rest does the additions that were left. 1, 2, 4, 8 or 16
        workers own one subtree each; any other number owns several and hands on as many sums.
      </p>
      <p>
        The set <b>tree</b> cuts K into 16 leaves, or a higher power of two for a long K, so that shares are
        equal. Its norms and attention are those of <b>invariant</b>: a norm’s row is whole on every worker,
        and a head’s keys lie on one.
      </p>
      <p className={tables.note}>
        Read: Zhang and others,{' '}
        <a href="https://arxiv.org/html/2511.17826v2">
          Deterministic Inference across Tensor Parallel Sizes That Eliminates Training–Inference Mismatch
        </a>{' '}
        (tree-based invariant kernels), and what is under way for it in{' '}
        <a href="https://github.com/sgl-project/sglang/pull/15041">SGLang</a> and{' '}
        <a href="https://github.com/vllm-project/vllm/pull/50299">vLLM</a>.
      </p>
    </section>
  );
}
