// A race between two timers.
//
// Everything here works on every Node.js from 18 on, except for two things that are looked for before they are used:
// `Array.prototype.toSorted` came with Node.js 20, `Promise.withResolvers` with Node.js 22. Where one is missing, the
// script says so and goes on.

"use strict";

const major = Number(process.versions.node.split(".")[0]);

// Classes with private fields, optional chaining and top-level functions: every version.
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

// A sorted copy that leaves the original alone: Node.js 20 and later.
function showSorting(numbers) {
  if (typeof numbers.toSorted !== "function") {
    console.log(`toSorted: needs Node.js 20, this is ${major}`);
    return;
  }
  console.log("toSorted:", numbers.toSorted((a, b) => a - b), "of", numbers);
}

// A promise and the functions that settle it, side by side: Node.js 22 and later.
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
