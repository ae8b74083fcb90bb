// Command voices speaks the prompts, by espeak-ng, into a folder: `voices FOLDER`
// writes FOLDER/<language>/<name>.wav. It runs when the server is built.
package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"veche/sip/leg/prompts"
)

// voices of espeak-ng for each language, and what is understood well through a
// telephone: slower than people speak, with a gap of a few hundredths of a second
// between words.
var voices = map[string][]string{
	"en": {"-v", "en-us", "-s", "145", "-p", "42", "-g", "2"},
	"ru": {"-v", "ru", "-s", "140", "-p", "45", "-g", "2"},
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: voices FOLDER")
		os.Exit(2)
	}
	if err := speakAll(context.Background(), os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "voices:", err)
		os.Exit(1)
	}
}

func speakAll(ctx context.Context, folder string) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	for _, language := range prompts.Languages() {
		to := filepath.Join(folder, language)
		if err := os.RemoveAll(to); err != nil {
			return err
		}
		if err := os.MkdirAll(to, 0o755); err != nil {
			return err
		}
		for _, name := range prompts.Names() {
			if err := speak(ctx, language, name, filepath.Join(to, string(name)+".wav")); err != nil {
				return fmt.Errorf("%s/%s: %w", language, name, err)
			}
		}
	}
	return nil
}

// speak makes one voice.
func speak(ctx context.Context, language string, name prompts.Name, file string) error {
	options := append(voices[language], "-w", file, "--", prompts.Text(language, name))
	if out, err := exec.CommandContext(ctx, "espeak-ng", options...).CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	recorded, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	finished, err := prompts.Finish(recorded)
	if err != nil {
		return err
	}
	return os.WriteFile(file, finished, 0o644)
}
