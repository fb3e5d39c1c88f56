"""`reference.json`: what PyTorch computes in f32 for ten prompts, for the engine's tests to equal."""
import torch

from bpe import BOS_ID, Tokenizer
from decode import Decoder
from model import Llama

GREEDY_TOKENS = 32
PROMPTS = (
    "Once upon a time there was a",
    "The old king said to his daughter",
    "What is 4785 + 8569?\n",
    "Sort: h c x a m q\n",
    "Compute 47+8-13+25-6+31\n",
    '{"ann":71,"bob":23,"cat":90}\nbob?\n',
    "Run:\na=13\nb=a+4\na=b-2\nb=a+b\na=a-7\nprint b\n",
    "Ann has 15 apples. Bob has 7 apples. Ann gives Bob 2. Bob loses 4. Ann finds 9. How many apples has Bob?\n",
    "In the middle of the wood the little girl",
    "'Who are you?' asked the",
)


def rounded(value: float) -> float:
    return float(f"{value:.7g}")


def case(model: Llama, tokenizer: Tokenizer, prompt: str) -> dict:
    """Logits at the last position of the prompt; greedy tokens, an end-of-text token not stopping them."""
    prompt_tokens = [BOS_ID, *tokenizer.encode(prompt)]
    with torch.no_grad():
        logits = model(torch.tensor([prompt_tokens]))[0, -1]
    decoder = Decoder(model, 1, len(prompt_tokens) + GREEDY_TOKENS, torch.zeros(1, dtype=torch.long))
    row = decoder.feed(torch.tensor([prompt_tokens]))[0]
    tokens, margin = [], float("inf")
    for _ in range(GREEDY_TOKENS):
        (first, second), (token, _) = (part.tolist() for part in row.topk(2))
        margin = min(margin, first - second)
        tokens.append(token)
        row = decoder.feed(torch.tensor([[token]]))[0]
    return {"prompt": prompt, "promptTokens": prompt_tokens, "logits": [rounded(value) for value in logits.tolist()],
            "tokens": tokens, "smallestMargin": round(margin, 5), "text": tokenizer.decode(tokens)}


def reference(model: Llama, tokenizer: Tokenizer) -> dict:
    note = (f"PyTorch {torch.__version__.split('+')[0].split('a')[0]}, f32 activations, bf16 weights widened to f32; logits at the last prompt "
            f"position; {GREEDY_TOKENS} greedy tokens, end-of-text ignored")
    return {"note": note, "cases": [case(model, tokenizer, prompt) for prompt in PROMPTS]}
