package prompts

import (
	"embed"
	"path"
)

// built are the voices, <language>/<name>.wav, made by `make voices`. On a fresh clone
// there is only a placeholder.
//
//go:embed all:built
var built embed.FS

// voice is the built-in sound of a prompt at [Rate]; nil if there is none.
func voice(language string, n Name) []int16 {
	data, err := built.ReadFile(path.Join("built", language, string(n)+".wav"))
	if err != nil {
		return nil
	}
	w, err := readWAV(data)
	if err != nil {
		return nil // a test reads them all
	}
	return w.at(Rate)
}

// Voices tells whether this build has voices in a language.
func Voices(language string) bool { return voice(languageOf(language), Welcome) != nil }
