package bubblewrap

import (
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// collect reads the named files of /out after every process is dead. Whatever is not a regular file, cannot be read or does not
// fit is left out; the second result says that something did not fit.
func collect(out *os.File, names []string, each, total int64) (files map[string][]byte, cut bool) {
	for _, name := range names {
		content, ok := regular(out, name, min(each, total))
		if !ok {
			cut = cut || content != nil
			continue
		}
		if files == nil {
			files = map[string][]byte{}
		}
		files[name] = content
		total -= int64(len(content))
	}
	return files, cut
}

// regular reads one file. One that is too large is not ok, but not nil.
func regular(out *os.File, name string, limit int64) ([]byte, bool) {
	var st unix.Stat_t
	if err := unix.Fstatat(int(out.Fd()), name, &st, unix.AT_SYMLINK_NOFOLLOW); err != nil || st.Mode&unix.S_IFMT != unix.S_IFREG {
		return nil, false
	}
	if st.Size > limit {
		return []byte{}, false
	}
	f, err := openAt(out, name, unix.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, false
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, limit))
	return content, err == nil
}
