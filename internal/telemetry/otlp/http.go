package otlp

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/heald-dev/heald"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/encoding/protowire"
)

const (
	protobufType = "application/x-protobuf"
	jsonType     = "application/json"
	retryAfter   = "1" // seconds
)

func (s *Source) handler() http.Handler {
	mux := http.NewServeMux()
	for _, k := range []kind{logs, traces} {
		mux.HandleFunc(k.path, func(w http.ResponseWriter, r *http.Request) { s.serve(w, r, k) })
	}
	return mux
}

// refusal is an answer that is not 200.
type refusal struct {
	status int
	code   codes.Code
	text   string
}

// serve answers one request.
func (s *Source) serve(w http.ResponseWriter, r *http.Request, k kind) {
	media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	isJSON := media == jsonType
	if no := s.permits(r, media); no != nil {
		answer(w, isJSON, no)
		return
	}
	charge := s.config.MaxBody
	if r.ContentLength >= 0 && r.Header.Get("Content-Encoding") == "" {
		charge = min(charge, int(r.ContentLength))
	}
	if !s.budget.take(charge) {
		answer(w, isJSON, &refusal{http.StatusServiceUnavailable, codes.Unavailable, "too many bytes at once"})
		return
	}
	defer s.budget.give(charge)
	body, no := s.unpack(w, r)
	if no != nil {
		answer(w, isJSON, no)
		return
	}
	got, err := s.receive(r.Context(), k, body, isJSON)
	if err != nil {
		answer(w, isJSON, refused(err))
		return
	}
	accepted(w, isJSON, k, got)
}

// permits looks at everything but the body.
func (s *Source) permits(r *http.Request, media string) *refusal {
	switch {
	case !s.admitted(r.Header.Get("Authorization")):
		return &refusal{http.StatusUnauthorized, codes.Unauthenticated, "a bearer token is needed"}
	case s.config.Token == "" && (r.Header.Get("Origin") != "" || r.Header.Get("Sec-Fetch-Site") != ""):
		return &refusal{http.StatusForbidden, codes.PermissionDenied, "web pages may not send telemetry without a token"}
	case r.Method != http.MethodPost:
		return &refusal{http.StatusMethodNotAllowed, codes.Unimplemented, "only POST is taken"}
	case media != protobufType && media != jsonType:
		return &refusal{http.StatusUnsupportedMediaType, codes.InvalidArgument, "content type is neither " + protobufType + " nor " + jsonType}
	case r.ContentLength > int64(s.config.MaxBody):
		return tooLarge(s.config.MaxBody)
	}
	return nil
}

func tooLarge(most int) *refusal {
	return &refusal{http.StatusRequestEntityTooLarge, codes.InvalidArgument, "at most " + strconv.Itoa(most) + " bytes are taken, unpacked"}
}

// unpack reads the body. Packed or not, no more than the limit is ever held.
func (s *Source) unpack(w http.ResponseWriter, r *http.Request) ([]byte, *refusal) {
	var from io.Reader = http.MaxBytesReader(w, r.Body, int64(s.config.MaxBody))
	switch strings.ToLower(r.Header.Get("Content-Encoding")) {
	case "", "identity":
	case "gzip":
		unzipped, err := gzip.NewReader(from)
		if err != nil {
			return nil, &refusal{http.StatusBadRequest, codes.InvalidArgument, "read gzip: " + err.Error()}
		}
		from = unzipped
	default:
		return nil, &refusal{http.StatusUnsupportedMediaType, codes.InvalidArgument, "content encoding is neither gzip nor identity"}
	}
	body, err := io.ReadAll(io.LimitReader(from, int64(s.config.MaxBody)+1))
	var over *http.MaxBytesError
	switch {
	case errors.As(err, &over) || len(body) > s.config.MaxBody:
		return nil, tooLarge(s.config.MaxBody)
	case err != nil:
		return nil, &refusal{http.StatusBadRequest, codes.InvalidArgument, "read the body: " + err.Error()}
	}
	return body, nil
}

// refused translates an error: only what comes right by itself is worth sending again.
func refused(err error) *refusal {
	switch {
	case errors.Is(err, heald.ErrInvalid):
		return &refusal{http.StatusBadRequest, codes.InvalidArgument, err.Error()}
	case errors.Is(err, heald.ErrDenied):
		return &refusal{http.StatusForbidden, codes.PermissionDenied, err.Error()}
	case errors.Is(err, context.Canceled):
		return &refusal{http.StatusServiceUnavailable, codes.Unavailable, "the request was given up"}
	}
	return &refusal{http.StatusServiceUnavailable, codes.Unavailable, err.Error()}
}

// answer says no, in a google.rpc.Status as the protocol wants it.
func answer(w http.ResponseWriter, isJSON bool, no *refusal) {
	switch no.status {
	case http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", retryAfter)
	case http.StatusUnauthorized:
		w.Header().Set("WWW-Authenticate", "Bearer")
	case http.StatusMethodNotAllowed:
		w.Header().Set("Allow", http.MethodPost)
	}
	if isJSON {
		reply(w, no.status, jsonType, encoded(map[string]any{"code": no.code, "message": no.text}))
		return
	}
	message := protowire.AppendVarint(protowire.AppendTag(nil, 1, protowire.VarintType), uint64(no.code))
	message = protowire.AppendString(protowire.AppendTag(message, 2, protowire.BytesType), strings.ToValidUTF8(no.text, "?"))
	reply(w, no.status, protobufType, message)
}

// accepted says yes, and which records were refused all the same.
func accepted(w http.ResponseWriter, isJSON bool, k kind, got receipt) {
	if !isJSON {
		reply(w, http.StatusOK, protobufType, got.proto())
		return
	}
	body := map[string]any{}
	if got.refused > 0 {
		body["partialSuccess"] = map[string]string{k.rejected: strconv.Itoa(got.refused), "errorMessage": got.why}
	}
	reply(w, http.StatusOK, jsonType, encoded(body))
}

// proto is the response message; empty when all was taken.
func (r receipt) proto() []byte {
	if r.refused == 0 {
		return nil
	}
	partial := protowire.AppendVarint(protowire.AppendTag(nil, 1, protowire.VarintType), uint64(r.refused))
	partial = protowire.AppendString(protowire.AppendTag(partial, 2, protowire.BytesType), r.why)
	return protowire.AppendBytes(protowire.AppendTag(nil, 1, protowire.BytesType), partial)
}

// encoded is JSON of maps of text and numbers, which can always be written.
func encoded(v map[string]any) []byte {
	data, _ := json.Marshal(v)
	return data
}

func reply(w http.ResponseWriter, status int, media string, body []byte) {
	w.Header().Set("Content-Type", media)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}
