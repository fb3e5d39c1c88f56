"""The references of src/model/testing/references are what `training/reference` makes, and what it is made of."""
import subprocess
import sys
import unittest
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parent / "reference"
sys.path.insert(0, str(FOLDER))

from layers import attend, gelu_tanh, llama3_frequencies, plain_frequencies  # noqa: E402
from weights import rounded  # noqa: E402


class ReferenceTest(unittest.TestCase):
    def test_it_makes_the_same_bytes_again(self):
        run = subprocess.run([sys.executable, FOLDER, "--check"], capture_output=True, text=True, check=False)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)

    def test_a_window_of_one_is_the_value_itself_and_a_wide_one_is_none(self):
        q, k, v = np.random.default_rng(1).normal(size=(3, 2, 5, 4))
        own = np.concatenate(list(v), axis=-1)
        np.testing.assert_allclose(attend(q, k, v, 0.5, 1), own)
        np.testing.assert_allclose(attend(q, k, v, 0.5, 5), attend(q, k, v, 0.5))

    def test_query_heads_read_the_head_of_keys_of_their_group(self):
        q, k, v = np.zeros((4, 1, 2)), np.zeros((2, 1, 2)), np.array([[[1.0, 2.0]], [[3.0, 4.0]]])
        np.testing.assert_array_equal(attend(q, k, v, 1.0), [[1, 2, 1, 2, 3, 4, 3, 4]])

    def test_llama3_leaves_quick_pairs_and_slows_slow_ones(self):
        rope = {"factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 64}
        plain = plain_frequencies(10, 500.0)
        ratio = llama3_frequencies(plain, rope) / plain
        self.assertEqual(ratio[0], 1.0)
        self.assertTrue(1 / 8 < ratio[1] < 1)
        np.testing.assert_allclose(ratio[2:], 1 / 8)

    def test_gelu(self):
        np.testing.assert_allclose(gelu_tanh(np.array([0.0, 1.0, -1.0])), [0.0, 0.8411920, -0.1588080], atol=1e-7)

    def test_ties_go_to_even_in_sixteen_bits(self):
        values = np.array([1 + 2**-8, 1 + 3 * 2**-8, 1 + 2**-11, 1 + 3 * 2**-11], dtype=np.float32)
        self.assertEqual(list(rounded(values[:2], "BF16")[1]), [1.0, 1 + 2**-6])
        self.assertEqual(list(rounded(values[2:], "F16")[1]), [1.0, 1 + 2**-9])


if __name__ == "__main__":
    unittest.main()
