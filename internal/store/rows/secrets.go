package rows

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/heald-dev/heald"
)

// Vault encrypts what the store keeps secret: AES-256-GCM with a key that lies in a file beside the database, readable to its owner
// only, so that a copy of the database tells nothing.
type Vault struct{ aead cipher.AEAD }

const keySize = 32

// OpenVault reads the key from a file, which is made when there is none.
func OpenVault(file string) (*Vault, error) {
	key, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		key, err = makeKey(file)
	}
	if err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	info, err := os.Stat(file)
	if err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	if open := info.Mode().Perm() & 0o077; open != 0 || len(key) != keySize {
		return nil, fmt.Errorf("key file %s has mode %v and %d bytes, want 0600 and %d: %w", file, info.Mode().Perm(), len(key), keySize, heald.ErrInvalid)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("key file %s: %w", file, err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("key file %s: %w", file, err)
	}
	return &Vault{aead}, nil
}

// makeKey writes a new key under another name first: a daemon that is killed meanwhile leaves no half of one, and of two that start
// together one wins.
func makeKey(file string) ([]byte, error) {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return nil, err
	}
	key := make([]byte, keySize)
	rand.Read(key) // never fails
	half := file + "." + rand.Text()
	if err := os.WriteFile(half, key, 0o600); err != nil {
		return nil, err
	}
	defer os.Remove(half)
	if err := os.Link(half, file); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	return os.ReadFile(file)
}

// seal encrypts a secret for its name: moved to another name it cannot be read.
func (v *Vault) seal(name string, secret []byte) []byte {
	nonce := make([]byte, v.aead.NonceSize())
	rand.Read(nonce)
	return v.aead.Seal(nonce, nonce, secret, []byte(name))
}

func (v *Vault) open(name string, sealed []byte) ([]byte, error) {
	if len(sealed) < v.aead.NonceSize() {
		return nil, fmt.Errorf("secret %s is cut short: %w", name, heald.ErrInvalid)
	}
	secret, err := v.aead.Open(nil, sealed[:v.aead.NonceSize()], sealed[v.aead.NonceSize():], []byte(name))
	if err != nil {
		return nil, fmt.Errorf("secret %s was encrypted with another key or changed: %w", name, heald.ErrInvalid)
	}
	return secret, nil
}

// Keep stores a secret until a time; one of the same name is replaced.
func (s *Store[T]) Keep(ctx context.Context, name string, secret []byte, until time.Time) error {
	return s.write(ctx, "keep secret "+name, func(w *writer, _ T) error {
		_, err := w.Exec(ctx, `INSERT INTO secrets (name, until, sealed) VALUES ($1, $2, $3)
			ON CONFLICT (name) DO UPDATE SET until = excluded.until, sealed = excluded.sealed`, name, micros(until), s.Vault.seal(name, secret))
		return err
	})
}

// Secret returns what was kept under a name.
func (s *Store[T]) Secret(ctx context.Context, name string) ([]byte, error) {
	var sealed []byte
	if err := one(ctx, s.DB.Read(), `SELECT sealed FROM secrets WHERE name = $1 AND until > $2`, []any{name, micros(s.Now())}, &sealed); err != nil {
		return nil, fmt.Errorf("secret %s: %w", name, err)
	}
	return s.Vault.open(name, sealed)
}

// Purge removes what is out of date and says how many.
func (s *Store[T]) Purge(ctx context.Context) (removed int, err error) {
	err = s.write(ctx, "purge secrets", func(w *writer, _ T) error {
		n, err := w.Exec(ctx, `DELETE FROM secrets WHERE until <= $1`, micros(w.now))
		removed = int(n)
		return err
	})
	return removed, err
}
