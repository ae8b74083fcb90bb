package account

import (
	"context"
	"io"
)

// Avatars keeps pictures under random names, which the caller makes.
type Avatars interface {
	SaveAvatar(ctx context.Context, name string, picture []byte) error
	// OpenAvatar opens one; NotFound, code "avatar_unknown", if there is none.
	OpenAvatar(ctx context.Context, name string) (io.ReadSeekCloser, error)
	// DeleteAvatar removes one; that there is none is no error.
	DeleteAvatar(ctx context.Context, name string) error
}
