"""`prompts.json`: how to prompt the models, an example of each kind of task and some of prose."""
from random import Random

from bpe import Tokenizer
from task_file import record
from tasks import draw

#: Kind, what it asks for and how the model goes about it, difficulty of the example.
HINTS = {
    "addition": ("Addition", "Works each column from the right, then writes `-> sum`.", 3),
    "sorting": ("Sorting letters", "Writes the letters in the order of the alphabet.", 3),
    "reversing": ("Reversing", "Writes the letters from last to first.", 3),
    "copying": ("Copying words", "Writes the same words again.", 3),
    "brackets": ("Closing brackets", "Writes what closes the brackets that are still open, innermost first.", 3),
    "lookup": ("Key lookup", "Writes the value of the key in a JSON object without spaces.", 3),
    "counting": ("Counting", "Writes how often the letter is there, without steps.", 2),
    "largest": ("Largest number", "Writes the largest of the numbers.", 3),
    "chain": ("A long sum", "Works one term a line, then writes `-> result`.", 6),
    "tracing": ("Tracing a program", "Repeats each statement with its values, then writes `print x -> value`.", 2),
    "story": ("A word problem", "Keeps a tally after each sentence, then writes `Name -> count`.", 2),
}
PROSE = ("Once upon a time there was a", "The old king said to his daughter", "In the middle of the wood")


def hints(tokenizer: Tokenizer, prose: bool = True) -> dict:
    """`prose`: whether the model has read any. Examples are held out and not in `tasks.json` by more than chance."""
    rng = Random("prompts.json")
    examples = []
    for kind, (title, hint, difficulty) in HINTS.items():
        task = record(draw(rng, kind, difficulty, held_out=True), tokenizer)
        examples.append({"kind": kind, "title": title, "hint": hint, "prompt": task["prompt"],
                         "maxNewTokens": task["maxNewTokens"]})
    for prompt in PROSE if prose else ():
        examples.append({"kind": "prose", "title": "A story", "hint": "Writes on, as children's tales of old do; never ends by itself.",
                         "prompt": prompt, "maxNewTokens": 128})
    return {"version": 1,
            "note": "Give a task as it stands here, its line end included; the tokenizer adds the begin-of-text token. "
                    "Answers end at the end-of-text token.",
            "examples": examples}
