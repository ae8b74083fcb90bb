// Package webui holds the pages of the product, built by Vite and embedded into
// the binary, and serves them.
//
// There are two entries: the guest pages with the call (index.html) and the
// cabinet with the administrator's pages (cabinet.html). Which address belongs
// to which is [pageOf]. Files with a hash in their name never change and are
// cached for ever; the two entries carry a fresh nonce in every answer and are
// never cached. The pages can be installed as an application, see installed.go.
package webui

import (
	"embed"
	"io/fs"
)

// built is the output of `npm run build`. On a fresh clone it holds only a
// placeholder, and the pages say so.
//
//go:embed all:dist
var built embed.FS

// dist is the folder of built without its name in front.
func dist() fs.FS {
	sub, err := fs.Sub(built, "dist")
	if err != nil {
		panic(err) // the name is a constant, checked by the compiler's embed rule
	}
	return sub
}
