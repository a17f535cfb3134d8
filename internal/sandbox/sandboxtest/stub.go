package sandboxtest

import "testing"

func runRefusals(t *testing.T, w *world)   {}
func runResults(t *testing.T, w *world)    {}
func runLimits(t *testing.T, w *world)     {}
func runTrees(t *testing.T, w *world)      {}
func runCollect(t *testing.T, w *world)    {}
func runSessions(t *testing.T, w *world)   {}
func runNeighbours(t *testing.T, w *world) {}
