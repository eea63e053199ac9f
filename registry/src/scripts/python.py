"""A small inventory.

Requires Python 3.10 for the `match` statement in `describe`; the rest also works with Python 3.7. An older Python
reports a SyntaxError at that statement and runs nothing.
"""

import sys
from collections import Counter
from dataclasses import dataclass


# Data classes and f-strings: all versions.
@dataclass
class Item:
    name: str
    count: int


# Structural pattern matching: Python 3.10 and later.
def describe(item):
    match item:
        case Item(count=0):
            return f"{item.name}: sold out"
        case Item(name, 1):
            return f"{name}: the last one"
        case Item(name, count) if count > 100:
            return f"{name}: plenty"
        case Item(name, count):
            return f"{name}: {count}"


def main():
    print("Python", ".".join(map(str, sys.version_info[:2])))

    letters = Counter("mississippi")
    print("letters:", dict(letters.most_common(3)))

    for item in [Item("apple", 0), Item("pear", 1), Item("plum", 12), Item("cherry", 500)]:
        print(describe(item))


main()
