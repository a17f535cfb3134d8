package git

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/diff"
)

// What a checkout may hold.
const (
	maxFiles    = 20_000
	maxFileSize = 64 << 20
	maxTreeSize = 512 << 20
)

// entry is one line of a commit's tree.
type entry struct {
	mode, kind, id, path string
	size                 int64
}

// Checkout writes the files of a commit into dir, which is made when missing and must be empty. The bytes are written as
// they were committed: no filter runs, large-file pointers stay pointers. Submodules, names that are unsafe on a disk, and
// symlinks that leave the tree are skipped and listed.
func (r *Repo) Checkout(ctx context.Context, commit, dir string) (heald.Checkout, error) {
	if err := errors.Join(r.checkName(commit), makeEmpty(dir)); err != nil {
		return heald.Checkout{}, err
	}
	entries, err := r.tree(ctx, commit)
	if err != nil {
		return heald.Checkout{}, err
	}
	checkout := heald.Checkout{Root: dir, Home: r.top, Commit: commit, Path: r.prefix}
	wanted, skipped := choose(entries)
	w := &writer{dir: dir, made: map[string]bool{".": true}, skipped: skipped}
	if err := errors.Join(withinLimits(wanted), w.open()); err != nil {
		return heald.Checkout{}, fmt.Errorf("checkout %s of %s: %w", commit, r.top, err)
	}
	defer w.root.Close()
	if err := r.eachBlob(ctx, wanted, w.write); err != nil {
		return heald.Checkout{}, fmt.Errorf("checkout %s of %s into %s: %w", commit, r.top, dir, err)
	}
	checkout.Skipped = w.skipped
	return checkout, nil
}

func makeEmpty(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("make checkout folder: %w", err)
	}
	found, err := os.ReadDir(dir)
	if err == nil && len(found) > 0 {
		err = fmt.Errorf("checkout into %s: the folder is not empty: %w", dir, heald.ErrInvalid)
	}
	return err
}

func (r *Repo) tree(ctx context.Context, commit string) ([]entry, error) {
	out, err := r.ask(ctx, "ls-tree", "-r", "-z", "--long", "--full-tree", commit)
	if err != nil {
		return nil, err
	}
	var entries []entry
	for record := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		meta, path, _ := strings.Cut(record, "\t")
		fields := strings.Fields(meta)
		if len(fields) != 4 {
			continue // the empty tree
		}
		size, _ := strconv.ParseInt(fields[3], 10, 64) // "-" for a submodule
		entries = append(entries, entry{mode: fields[0], kind: fields[1], id: fields[2], path: path, size: size})
	}
	return entries, nil
}

func choose(entries []entry) (wanted []entry, skipped []string) {
	for _, e := range entries {
		switch {
		case e.kind != "blob":
			skipped = append(skipped, e.path+": submodule")
		case !diff.Inside(e.path):
			skipped = append(skipped, strconv.Quote(e.path)+": unsafe name")
		default:
			wanted = append(wanted, e)
		}
	}
	return wanted, skipped
}

func withinLimits(entries []entry) error {
	if len(entries) > maxFiles {
		return fmt.Errorf("%d files, more than %d: %w", len(entries), maxFiles, heald.ErrExhausted)
	}
	var total int64
	for _, e := range entries {
		if e.size > maxFileSize {
			return fmt.Errorf("%s has %d bytes, more than %d: %w", e.path, e.size, maxFileSize, heald.ErrExhausted)
		}
		total += e.size
	}
	if total > maxTreeSize {
		return fmt.Errorf("%d bytes in all, more than %d: %w", total, maxTreeSize, heald.ErrExhausted)
	}
	return nil
}

// eachBlob streams the blobs in order through one git process and checks each against its name: git itself does not when
// it only prints them.
func (r *Repo) eachBlob(ctx context.Context, entries []entry, f func(entry, []byte) error) error {
	var names bytes.Buffer
	for _, e := range entries {
		names.WriteString(e.id + "\n")
	}
	return r.inShadow(func(shadow string) error {
		ctx, cancel := context.WithTimeout(ctx, timeout)
		defer cancel()
		c := call{shadow: shadow, stdin: names.Bytes(), args: []string{"cat-file", "--batch", "--buffer"}}
		cmd := r.command(ctx, c)
		errs := limited{limit: maxError}
		cmd.Stderr = &errs
		out, err := cmd.StdoutPipe()
		if err != nil {
			return err
		}
		if err := cmd.Start(); err != nil {
			return fmt.Errorf("start git: %w", err)
		}
		readErr := r.readBlobs(bufio.NewReaderSize(out, 1<<16), entries, f)
		if readErr != nil {
			cancel()
		}
		waitErr := r.explain(ctx, c, errs.kept.Bytes(), cmd.Wait())
		if readErr != nil {
			return readErr
		}
		return waitErr
	})
}

func (r *Repo) readBlobs(in *bufio.Reader, entries []entry, f func(entry, []byte) error) error {
	for _, e := range entries {
		data, err := readBlob(in, e)
		if err != nil {
			return err
		}
		if r.blobName(data) != e.id {
			return fmt.Errorf("%s: object %s is damaged; see git fsck: %w", e.path, e.id, heald.ErrInvalid)
		}
		if err := f(e, data); err != nil {
			return err
		}
	}
	return nil
}

func readBlob(in *bufio.Reader, e entry) ([]byte, error) {
	header, err := in.ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", e.path, err)
	}
	if want := fmt.Sprintf("%s blob %d\n", e.id, e.size); header != want {
		return nil, fmt.Errorf("%s: object %s is missing or damaged (a partial clone? git fetch --refetch brings it): %w", e.path, e.id, heald.ErrInvalid)
	}
	data := make([]byte, e.size+1)
	if _, err := io.ReadFull(in, data); err != nil {
		return nil, fmt.Errorf("read %s: %w", e.path, err)
	}
	return data[:e.size], nil
}

func (r *Repo) blobName(data []byte) string {
	var h hash.Hash = sha1.New()
	if r.format == "sha256" {
		h = sha256.New()
	}
	fmt.Fprintf(h, "blob %d\x00", len(data))
	h.Write(data)
	return hex.EncodeToString(h.Sum(nil))
}

// writer writes a tree. It works below an os.Root, so that no name, however odd, leads outside.
type writer struct {
	dir     string
	root    *os.Root
	made    map[string]bool
	skipped []string
}

func (w *writer) open() (err error) {
	w.root, err = os.OpenRoot(w.dir)
	return err
}

func (w *writer) write(e entry, data []byte) error {
	if err := w.parents(filepath.Dir(e.path)); err != nil {
		return fmt.Errorf("%s: %w", e.path, err)
	}
	if e.mode == "120000" {
		return w.link(e.path, string(data))
	}
	mode := os.FileMode(0o644)
	if e.mode == "100755" {
		mode = 0o755
	}
	f, err := w.root.OpenFile(e.path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Chmod(mode), f.Close())
}

func (w *writer) parents(dir string) error {
	if w.made[dir] {
		return nil
	}
	if err := w.parents(filepath.Dir(dir)); err != nil {
		return err
	}
	if err := w.root.Mkdir(dir, 0o755); err != nil {
		return err
	}
	w.made[dir] = true
	return w.root.Chmod(dir, 0o755)
}

func (w *writer) link(path, target string) error {
	if !staysInside(path, target) {
		w.skipped = append(w.skipped, path+": symlink out of the tree")
		return nil
	}
	return w.root.Symlink(target, path)
}

// staysInside admits only targets that climb first and then go down. One that climbs again after a name could pass through
// another link and leave the tree although its text does not.
func staysInside(path, target string) bool {
	if target == "" || strings.HasPrefix(target, "/") || strings.Contains(target, "\x00") {
		return false
	}
	depth, down := strings.Count(path, "/"), false
	for part := range strings.SplitSeq(target, "/") {
		switch {
		case part == "..":
			depth--
			if down || depth < 0 {
				return false
			}
		case strings.EqualFold(part, ".git"):
			return false
		case part != "" && part != ".":
			down = true
		}
	}
	return true
}
