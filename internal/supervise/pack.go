package supervise

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/heald-dev/heald"
)

// packed is a failed request with all that it carried, for whoever keeps it encrypted.
type packed struct {
	ID     string      `json:"id"`
	Began  int64       `json:"at"` // nanoseconds
	Over   int64       `json:"ended"`
	Method string      `json:"method"`
	URI    string      `json:"uri"`
	Route  string      `json:"route"`
	Status int         `json:"status"`
	Header http.Header `json:"header"`
	Body   []byte      `json:"body,omitempty"`
}

// Pack returns a failed request with all that it carried, to be kept encrypted; heald.ErrNotFound when it is not known whole.
func (p *Proxy) Pack(id string) ([]byte, error) {
	f := p.failures.find(func(a, b *Failure) bool { return a.ID == id && b.ID != id })
	if f == nil || f.ID != id || !f.Whole {
		return nil, fmt.Errorf("pack the failed request %s: %w", id, heald.ErrNotFound)
	}
	return json.Marshal(packed{
		ID: f.ID, Began: f.At.UnixNano(), Over: f.Ended.UnixNano(), Method: f.Method, URI: f.URI, Route: f.Route, Status: f.Status, Header: f.header, Body: f.body,
	})
}

// Unpack remembers a packed request again, as it was; heald.ErrInvalid for what Pack did not make.
func (p *Proxy) Unpack(raw []byte) error {
	var k packed
	if err := json.Unmarshal(raw, &k); err != nil {
		return fmt.Errorf("unpack a failed request: %w: %w", heald.ErrInvalid, err)
	}
	if k.ID == "" || k.Method == "" || len(k.URI) == 0 || k.URI[0] != '/' || len(k.Body) > maxBody {
		return fmt.Errorf("unpack a failed request: %w: it is not whole", heald.ErrInvalid)
	}
	p.failures.add(&Failure{
		ID: k.ID, At: time.Unix(0, k.Began), Ended: time.Unix(0, k.Over), Method: k.Method, URI: k.URI, Route: k.Route, Status: k.Status, Whole: true,
		header: k.Header, body: k.Body,
	})
	return nil
}
