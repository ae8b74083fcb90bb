package layout

// Steps are the numbers of video slots a browser's connection grows through:
// only a step to the next needs a negotiation.
func Steps() []int { return []int{4, 9, 16, 25, 49} }

// Step is the smallest step that holds n windows; the largest for more.
func Step(n int) int {
	steps := Steps()
	for _, s := range steps {
		if n <= s {
			return s
		}
	}
	return steps[len(steps)-1]
}

// GridSteps are the numbers of windows offered for a grid: those that leave no
// gap on a 16:9 canvas, and a few that leave little.
func GridSteps() []int {
	return []int{1, 2, 3, 4, 6, 9, 12, 16, 20, 25, 30, 36, 42, 49}
}
