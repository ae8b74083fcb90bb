package main

import (
	"context"
	"os"

	"veche/sip/leg/prompts"
)

// prompts looks at what callers hear: the voices of this build, and the
// administrator's own files in their places.
func (d *examination) prompts(context.Context) {
	for _, language := range prompts.Languages() {
		if !prompts.Voices(language) {
			d.say(note, "build with `make build`, which has espeak-ng speak them", "this build has no voices: callers hear tones instead of sentences")
			break
		}
	}
	if info, err := os.Stat(string(d.data)); err != nil || !info.IsDir() {
		return // said already
	}
	folder := d.data.prompts()
	replaced, broken := prompts.Examine(folder)
	for _, f := range broken {
		d.say(wrong, "a WAV file of PCM, 8 or 16 bits, mono or stereo, up to 2 MB and a minute, named as in docs/operations.md; until then the built-in prompt is played",
			"%s in %s: %v", f.File, folder, f.Err)
	}
	if replaced > 0 {
		d.say(fine, "", "%d files in %s replace prompts for callers", replaced, folder)
	}
}
