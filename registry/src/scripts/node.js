// A race between two timers.
//
// Runs on Node.js 18 and later. `Array.prototype.toSorted` (Node.js 20) and `Promise.withResolvers` (Node.js 22) are used
// only if they exist. Otherwise, the script prints a message and continues.

"use strict";

const major = Number(process.versions.node.split(".")[0]);

// Classes with private fields: all versions.
class Stopwatch {
  #laps = [];

  lap(name) {
    this.#laps.push(name);
    return this;
  }

  get laps() {
    return [...this.#laps];
  }
}

// Sorting into a new array: Node.js 20 and later.
function showSorting(numbers) {
  if (typeof numbers.toSorted !== "function") {
    console.log(`toSorted: needs Node.js 20, this is ${major}`);
    return;
  }
  console.log("toSorted:", numbers.toSorted((a, b) => a - b), "of", numbers);
}

// Creating a promise together with the functions that settle it: Node.js 22 and later.
async function showResolvers() {
  if (typeof Promise.withResolvers !== "function") {
    console.log(`Promise.withResolvers: needs Node.js 22, this is ${major}`);
    return;
  }
  const { promise, resolve } = Promise.withResolvers();
  setTimeout(() => resolve("settled from outside"), 5);
  console.log("Promise.withResolvers:", await promise);
}

async function main() {
  console.log("Node.js", major);

  const watch = new Stopwatch().lap("start").lap("finish");
  console.log("laps:", watch.laps.join(", "), "- last:", watch.laps.at(-1)?.toUpperCase());

  const timer = (name, ms) => new Promise((resolve) => setTimeout(() => resolve(name), ms));
  console.log("winner:", await Promise.race([timer("hare", 40), timer("tortoise", 5)]));

  showSorting([3, 1, 2]);
  await showResolvers();
}

main();
