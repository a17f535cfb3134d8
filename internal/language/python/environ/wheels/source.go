package wheels

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/environ/pep"
)

const (
	maxIndex  = 64 << 20
	maxSource = 256 << 20
)

// release is one file of the index, as PEP 691 writes it.
type release struct {
	Filename string            `json:"filename"`
	URL      string            `json:"url"`
	Hashes   map[string]string `json:"hashes"`
	Yanked   any               `json:"yanked"`
	Requires string            `json:"requires-python"`
}

var (
	setting    = regexp.MustCompile(`index-url='([^']+)'`)
	preRelease = regexp.MustCompile(`[0-9](?:a|b|rc|\.?dev)[0-9]*`)
)

// indexURL is the package index: the one in the variables, or what pip has in its files (a second's work).
func (a *attempt) indexURL(ctx context.Context) string {
	for _, variable := range a.builder.index() {
		if address, ok := strings.CutPrefix(variable, "PIP_INDEX_URL="); ok {
			return strings.TrimSuffix(address, "/")
		}
	}
	out, err := a.pip(ctx, "config", "list")
	if match := setting.FindStringSubmatch(out); err == nil && match != nil {
		return strings.TrimSuffix(match[1], "/")
	}
	return "https://pypi.org/simple"
}

// source downloads the newest source archive that fits. pip is not asked: it would run the archive's setup.py to read its name.
func (a *attempt) source(ctx context.Context, want language.Want) (name string, content []byte, err error) {
	page := a.indexURL(ctx) + "/" + pep.Normal(want.Name) + "/"
	body, err := get(ctx, page, "application/vnd.pypi.simple.v1+json", maxIndex)
	if err != nil {
		return "", nil, err
	}
	var listing struct {
		Files []release `json:"files"`
	}
	if err := json.Unmarshal(body, &listing); err != nil {
		return "", nil, fmt.Errorf("read %s: the index does not answer in JSON (PEP 691): %w", page, heald.ErrInvalid)
	}
	best, ok := choose(listing.Files, want, a.base.Version)
	if !ok {
		return "", nil, fmt.Errorf("find %s%s: the index has neither a wheel nor a source archive that fits Python %s: %w", want.Name, want.Spec, a.base.Version, heald.ErrNotFound)
	}
	where, err := url.Parse(page)
	if err != nil {
		return "", nil, fmt.Errorf("read %s: %w", page, err)
	}
	file, err := where.Parse(best.URL)
	if err != nil {
		return "", nil, fmt.Errorf("read %s: %w", page, err)
	}
	content, err = get(ctx, file.String(), "", maxSource)
	if err != nil {
		return "", nil, err
	}
	sum := sha256.Sum256(content)
	got := hex.EncodeToString(sum[:])
	if expected := best.Hashes["sha256"]; expected != got || len(want.Hashes) > 0 && !slices.Contains(want.Hashes, "sha256:"+got) {
		return "", nil, fmt.Errorf("download %s: its hash is not the one that the index or the lock file gives: %w", best.Filename, heald.ErrDenied)
	}
	return best.Filename, content, nil
}

// choose picks the newest release that is not withdrawn, fits the specifier and the interpreter, and is not a preview.
func choose(files []release, want language.Want, python string) (release, bool) {
	var best release
	newest := ""
	for _, file := range files {
		version, ok := file.version(want.Name)
		withdrawn, _ := file.Yanked.(bool)
		preview := preRelease.MatchString(version) && !strings.Contains(want.Spec, version)
		if !ok || withdrawn || preview || !pep.Satisfies(version, want.Spec) || !pep.Satisfies(python+".99", file.Requires) {
			continue
		}
		if newest == "" || pep.Compare(version, newest) > 0 {
			best, newest = file, version
		}
	}
	return best, newest != ""
}

// version reads a source archive's version out of its name; other files have none.
func (r release) version(distribution string) (string, bool) {
	stem, ok := strings.CutSuffix(r.Filename, ".tar.gz")
	if !ok {
		stem, ok = strings.CutSuffix(r.Filename, ".zip")
	}
	at := strings.LastIndexByte(stem, '-')
	if !ok || at < 0 || pep.Normal(stem[:at]) != pep.Normal(distribution) {
		return "", false
	}
	return stem[at+1:], true
}

func get(ctx context.Context, address, accept string, limit int64) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, fmt.Errorf("ask %s: %w", path.Dir(address), err)
	}
	if accept != "" {
		request.Header.Set("Accept", accept)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, fmt.Errorf("ask the package index: %w: %w", err, heald.ErrTransient)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("ask the package index for %s: %s: %w", path.Base(strings.TrimSuffix(address, "/")), response.Status, heald.ErrNotFound)
	}
	content, err := io.ReadAll(io.LimitReader(response.Body, limit+1))
	if err == nil && int64(len(content)) > limit {
		err = fmt.Errorf("more than %d bytes: %w", limit, heald.ErrExhausted)
	}
	return content, err
}
