package bubblewrap

import (
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"

	"github.com/heald-dev/heald"
)

const (
	uidRange  = 65536
	nobody    = 65534 // inside a user namespace, where the kernel sees the caller
	uidProbes = 256
)

// lease is a user id that no other sandbox of this machine has: process limits count per user, and two sandboxes of one user
// would share them. It is held as the name of an abstract socket, which the kernel frees however heald ends.
type lease struct {
	uid  int
	held net.Listener
}

func (r *Runner) lease() (lease, error) {
	if r.setpriv == "" {
		return lease{uid: nobody}, nil
	}
	var err error
	for range uidProbes {
		uid := r.cfg.UIDBase + rand.IntN(uidRange)
		var l net.Listener
		if l, err = net.Listen("unix", "@heald/sandbox/"+strconv.Itoa(uid)); err == nil {
			return lease{uid, l}, nil
		}
	}
	return lease{}, fmt.Errorf("%w: no free user id from %d on for a sandbox: %w", heald.ErrTransient, r.cfg.UIDBase, err)
}

func (l lease) release() {
	if l.held != nil {
		l.held.Close()
	}
}

// owner is whom the writable files belong to; -1 leaves them to the caller, who is the user inside.
func (l lease) owner() int {
	if l.held == nil {
		return -1
	}
	return l.uid
}
