"""The vocabulary: forms, labels and aliases as data files beside this module, and the loader that checks them.

One YAML file for each form family. `load_vocabulary()` reads, checks and caches them; a file that is wrong is refused with
``file:line`` and what to do.
"""

from .loader import load_vocabulary, read_vocabulary
from .model import Column, Form, Item, Vocabulary

__all__ = ["Column", "Form", "Item", "Vocabulary", "load_vocabulary", "read_vocabulary"]
