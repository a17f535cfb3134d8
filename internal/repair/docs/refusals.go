package docs

import (
	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/wording"
)

// Refusal is what texts say against giving any value in the case: it is to be refused.
type Refusal struct {
	Error    string // the error that they name, if any
	Evidence heald.Evidence
}

// Refusal looks for the sentence that says most surely that the case is to be refused. A sentence that says that it is no error
// takes the force from those that are not surer.
func (t *Topic) Refusal() (Refusal, bool) {
	var best Refusal
	forgiven := 0.0
	t.each(func(s Sentence, c wording.Clause, weight float64) {
		clause := s.Sentence
		clause.Text = c.Text
		if errorType, refuses := clause.Refusal(); refuses && weight > best.Evidence.Weight {
			best = Refusal{errorType, s.cite("documentation wants this case to be refused", weight)}
		}
		if clause.Forgives() {
			forgiven = max(forgiven, weight)
		}
	})
	return best, best.Evidence.Weight >= 0.45 && best.Evidence.Weight > forgiven
}
