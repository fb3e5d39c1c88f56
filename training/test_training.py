"""Tokenizer, batches, optimizer, decoder, resuming."""
import tempfile
import unittest
from pathlib import Path
from random import Random

import torch

from batches import Batches
from bpe import BOS_ID, EOS_ID, PAD_ID, Tokenizer, train_merges
from corpus import tokenizer_text
from decode import Decoder, greedy
from mixture import model_of
from model import Llama, gated
from muon import orthogonalise
from prose import Prose
from settings import Recipe, Shape
from train import Run, train

TALE = ("Once there was a king. He had three daughters, and the youngest was so beautiful that the sun wondered at her. "
        "'Father,' she said, 'let me go.' But he would not!\n") * 12
TOKENIZER = Tokenizer(train_merges(tokenizer_text([TALE]), 400))
MIXED = Recipe(Shape(hidden=32, layers=2, heads=2, kv_heads=1, head_dim=16, intermediate=24, vocab=400, experts=4, top_k=2), steps=4, rows=3,
               length=128, prose_share=0.0)
SMALL = Recipe(Shape(hidden=32, layers=2, heads=2, kv_heads=1, head_dim=16, intermediate=48, vocab=400), steps=4, finish_steps=2, rows=3, length=128)


def small_batches() -> Batches:
    return Batches(TOKENIZER, Prose([TALE], TOKENIZER), SMALL)


class TokenizerTest(unittest.TestCase):
    def test_any_text_comes_back(self):
        rng = Random("texts")
        for _ in range(300):
            points = [rng.choice((rng.randrange(128), rng.randrange(0xD800), rng.randrange(0xE000, 0x110000))) for _ in range(20)]
            text = "".join(map(chr, points))
            self.assertEqual(TOKENIZER.decode(TOKENIZER.encode(text)), text)

    def test_digits_stand_alone(self):
        self.assertEqual(len(TOKENIZER.encode("2024")), 4)


class BatchesTest(unittest.TestCase):
    def test_a_step_draws_the_same_again(self):
        first, again, other = (small_batches().batch(step, 0.5) for step in (7, 7, 8))
        self.assertTrue((first[0] == again[0]).all() and (first[1] == again[1]).all())
        self.assertFalse((first[0] == other[0]).all())

    def test_every_document_begins_and_tasks_end(self):
        batches = small_batches()
        for step in range(20):
            tokens, weights, is_prose = batches.batch(step, 1.0)
            self.assertEqual(tokens.shape, (SMALL.rows, SMALL.length + 1))
            self.assertTrue((tokens[:, 0] == BOS_ID).all())
            # Neither padding nor the begin of another document is learnt.
            self.assertTrue((weights[(tokens[:, 1:] == PAD_ID) | (tokens[:, 1:] == BOS_ID)] == 0).all())
            for row in tokens[~is_prose]:
                self.assertEqual((row == BOS_ID).sum(), (row == EOS_ID).sum())


class ProseTest(unittest.TestCase):
    def test_documents_are_tokenized_as_their_text_is(self):
        """Cut where sentences begin, tokens must be those that a prompt of the same words has."""
        prose, rng = Prose([TALE], TOKENIZER), Random("documents")
        self.assertEqual(prose.blocks[0], TOKENIZER.encode(TALE))
        for _ in range(100):
            begin, *tokens = prose.document(rng, 60)
            text = TOKENIZER.decode(tokens)
            self.assertEqual(begin, BOS_ID)
            self.assertIn(text, TALE)
            self.assertRegex(text, "^['A-Z]")
            # The last word may be cut.
            self.assertEqual(TOKENIZER.encode(text)[:50], tokens[:50])


class ModelTest(unittest.TestCase):
    def setUp(self):
        torch.manual_seed(0)
        self.model = Llama(SMALL.shape)

    def test_the_decoder_equals_the_model(self):
        tokens = torch.randint(3, 400, (2, 90))
        whole = self.model(tokens)
        decoder = Decoder(self.model, 2, 100, torch.tensor([5, 5]))
        padded = torch.cat((torch.zeros(2, 5, dtype=torch.long), tokens), dim=1)
        row = decoder.feed(padded[:, :70])
        for at in range(70, 95):
            torch.testing.assert_close(row, whole[:, at - 6], atol=1e-4, rtol=0)
            row = decoder.feed(padded[:, at:at + 1])

    def test_company_does_not_change_a_completion(self):
        prompts = [[1, 50, 60], [1, 70, 80, 90, 100, 110], [1, 120]]
        together = greedy(self.model, prompts, [12, 12, 12])
        self.assertEqual(together, [greedy(self.model, [prompt], [12])[0] for prompt in prompts])

    def test_no_position_sees_a_later_one(self):
        tokens = torch.randint(3, 400, (1, 80))
        changed = tokens.clone()
        changed[0, 70:] = 5
        torch.testing.assert_close(self.model(tokens)[:, :70], self.model(changed)[:, :70])

    def test_muon_makes_singular_values_alike(self):
        for rows, columns in ((48, 32), (32, 48)):
            values = torch.linalg.svdvals(orthogonalise(torch.randn(2, rows, columns)))
            self.assertGreater(float(values.min()), 0.4)
            self.assertLess(float(values.max()), 1.4)


class MixtureTest(unittest.TestCase):
    def setUp(self):
        torch.manual_seed(0)
        self.model = model_of(MIXED.shape)

    def test_the_decoder_equals_the_model(self):
        tokens = torch.randint(3, 400, (2, 40))
        whole = self.model(tokens)
        decoder = Decoder(self.model, 2, 50, torch.tensor([0, 0]))
        row = decoder.feed(tokens[:, :30])
        for at in range(30, 40):
            torch.testing.assert_close(row, whole[:, at - 1], atol=1e-4, rtol=0)
            row = decoder.feed(tokens[:, at:at + 1])

    def test_each_token_through_its_own_experts(self):
        """As the sum over all experts, each times its weight or zero."""
        x, shape = torch.randn(17, 32), MIXED.shape
        experts = [tuple(stack[at] for stack in (self.model.gate, self.model.up, self.model.down)) for at in range(shape.experts)]
        share = torch.softmax(x @ self.model.router[0].T, dim=-1)
        kept = torch.where(share >= share.topk(shape.top_k).values[:, -1:], share, torch.zeros(()))
        weight = kept / kept.sum(-1, keepdim=True)
        expected = sum(weight[:, at, None] * gated(*experts[at], x) for at in range(shape.experts))
        torch.testing.assert_close(self.model.routed(self.model.router[0], experts, x), expected, atol=1e-5, rtol=0)

    def test_it_trains_without_prose_and_every_matrix_moves(self):
        with tempfile.TemporaryDirectory() as folder:
            run = Run("mixture", MIXED, Path(folder), "cpu")
            before = {name: weight.clone() for name, weight in run.model.named_parameters()}
            train(run, Batches(TOKENIZER, None, MIXED))
            for name, weight in run.model.named_parameters():
                self.assertFalse(torch.equal(before[name], weight), name)


class ResumeTest(unittest.TestCase):
    def test_an_interrupted_run_ends_with_the_same_weights(self):
        with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
            whole = Run("nano", SMALL, Path(one), "cpu")
            train(whole, small_batches())
            train(Run("nano", SMALL, Path(two), "cpu"), small_batches(), stop=3)
            resumed = Run("nano", SMALL, Path(two), "cpu")
            self.assertEqual(resumed.step, 3)
            train(resumed, small_batches())
            for ours, theirs in zip(whole.model.parameters(), resumed.model.parameters()):
                self.assertTrue(torch.equal(ours, theirs))


if __name__ == "__main__":
    unittest.main()
