// Words and how often they occur.
//
// Everything here works with every Go from 1.20 on, except for the built-in function `clear` at the end, which came
// with Go 1.21. It is checked when the script is compiled: an older Go reports that `clear` is undefined, or that it
// requires go1.21, and runs nothing.
package main

import (
	"fmt"
	"runtime"
	"sort"
	"strings"
)

// Type parameters: every version.
func keys[K ~string, V any](m map[K]V) []K {
	out := make([]K, 0, len(m))
	for key := range m {
		out = append(out, key)
	}
	sort.Slice(out, func(i, j int) bool { return out[i] < out[j] })
	return out
}

func main() {
	fmt.Println(strings.Join(strings.SplitN(runtime.Version(), ".", 3)[:2], "."))

	counts := map[string]int{}
	for _, word := range strings.Fields("the cat and the dog and the bird") {
		counts[word]++
	}
	for _, word := range keys(counts) {
		fmt.Printf("%s: %d\n", word, counts[word])
	}

	// A map or a slice emptied at once: Go 1.21 and later.
	clear(counts)
	fmt.Println("after clear:", len(counts))
}
