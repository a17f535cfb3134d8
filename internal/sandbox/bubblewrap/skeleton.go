package bubblewrap

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// skeleton is what every sandbox's root has of this machine.
type skeleton struct {
	links [][2]string // target, path: /bin -> usr/bin
	binds []string    // read-only, at their own paths
	files []textFile  // small ones, copied: a mount takes longer
}

type textFile struct {
	path    string
	content []byte
}

const maxCopied = 64 << 10

// etc are the files of /etc that programs need to start or behave: no accounts, no keys, no addresses.
var etc = []string{
	"etc/ld.so.cache", "etc/alternatives", "etc/nsswitch.conf", "etc/localtime", "etc/timezone", "etc/mime.types", "etc/ssl/certs",
	"etc/ssl/openssl.cnf", "etc/protocols", "etc/services", "etc/java-*-openjdk", "etc/maven",
}

// surveyHost looks at root, which is / but for tests: some systems have /bin as a link into /usr, older ones as a folder.
func surveyHost(root string) skeleton {
	s := skeleton{binds: []string{"/usr"}}
	for _, name := range []string{"bin", "sbin", "lib", "lib32", "lib64", "libx32"} {
		p := filepath.Join(root, name)
		if target, err := os.Readlink(p); err == nil {
			s.links = append(s.links, [2]string{target, "/" + name})
		} else if info, err := os.Stat(p); err == nil && info.IsDir() {
			s.binds = append(s.binds, "/"+name)
		}
	}
	for _, pattern := range etc {
		found, _ := filepath.Glob(filepath.Join(root, pattern)) // the patterns are constants and well formed
		for _, p := range found {
			s.keep(p, filepath.Join("/", strings.TrimPrefix(p, root)))
		}
	}
	slices.Sort(s.binds)
	return s
}

func (s *skeleton) keep(p, inside string) {
	info, err := os.Stat(p)
	if err != nil {
		return
	}
	if info.Mode().IsRegular() && info.Size() <= maxCopied {
		if content, err := os.ReadFile(p); err == nil {
			s.files = append(s.files, textFile{inside, content})
		}
		return
	}
	s.binds = append(s.binds, inside)
}
