package language

import "strings"

// Similar says how alike two identifiers are, 0..1: letter case and separators do not count, a word may be short for another.
func Similar(a, b string) float64 {
	left, right := plain(a), plain(b)
	switch {
	case left == "" || right == "":
		return 0
	case left == right:
		return 0.95
	}
	ratio := 1 - float64(distance(left, right))/float64(max(len(left), len(right)))
	best := max(ratio, tokens(a, b))
	if left[0] == right[0] && min(len(left), len(right)) >= 2 && (within(left, right) || within(right, left)) {
		best = max(best, 0.6)
	}
	return min(best, 0.94)
}

func plain(name string) string {
	return strings.ToLower(strings.NewReplacer("_", "", "-", "", " ", "", ".", "").Replace(name))
}

// within says whether the letters of a come in b in their order: qty in quantity.
func within(a, b string) bool {
	i := 0
	for j := 0; i < len(a) && j < len(b); j++ {
		if a[i] == b[j] {
			i++
		}
	}
	return i == len(a) && len(a) < len(b)
}

// tokens is the share of words that two names have in common.
func tokens(a, b string) float64 {
	left, right := Words(a), Words(b)
	both := 0
	for _, l := range left {
		for _, r := range right {
			if l == r || len(l) > 3 && len(r) > 3 && (strings.HasPrefix(l, r) || strings.HasPrefix(r, l)) {
				both++
				break
			}
		}
	}
	return float64(2*both) / float64(len(left)+len(right)+1)
}

// Words splits an identifier into its lower-case words.
func Words(name string) []string {
	var words []string
	start := 0
	for i := 1; i <= len(name); i++ {
		if i == len(name) || strings.ContainsRune("_- .", rune(name[i])) || isUpper(name[i]) && !isUpper(name[i-1]) {
			if word := strings.Trim(name[start:i], "_- ."); word != "" {
				words = append(words, strings.ToLower(word))
			}
			start = i
		}
	}
	return words
}

func isUpper(b byte) bool { return b >= 'A' && b <= 'Z' }

func distance(a, b string) int {
	if len(a) > 100 || len(b) > 100 {
		return max(len(a), len(b))
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			above := row[j]
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(row[j]+1, row[j-1]+1, diagonal+cost)
			diagonal = above
		}
	}
	return row[len(b)]
}
