// Counts words.
//
// Requires Go 1.21 for the built-in function `clear`; the rest also works with Go 1.20. An older Go does not compile the
// script: it reports that `clear` is undefined, or that it requires go1.21.
package main

import (
	"fmt"
	"runtime"
	"sort"
	"strings"
)

// Type parameters: all versions.
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

	// Removing all entries of a map: Go 1.21 and later.
	clear(counts)
	fmt.Println("after clear:", len(counts))
}
