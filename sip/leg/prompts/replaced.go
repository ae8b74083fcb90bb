package prompts

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// maxFile bounds what is read of the administrator's files, in bytes.
const maxFile = 2 << 20

var (
	errTooLarge = fmt.Errorf("is larger than %d MB", maxFile>>20)
	errNoFile   = errors.New("is not a file")
)

// fileOf is where the administrator puts his own voice, below the folder.
func fileOf(language string, n Name) string { return path.Join(language, string(n)+".wav") }

// readReplaced reads one of the administrator's files at [Rate]. Links that lead out of the
// folder are not followed.
func readReplaced(root *os.Root, name string) ([]int16, error) {
	info, err := root.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errNoFile // opening a pipe would wait
	}
	f, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	switch {
	case err != nil:
		return nil, err
	case len(data) > maxFile:
		return nil, errTooLarge
	}
	w, err := readWAV(data)
	if err != nil {
		return nil, err
	}
	return w.at(Rate), nil
}

// Finding is what is wrong with a file of the administrator.
type Finding struct {
	File string // below the folder
	Err  error
}

var errNoPrompt = errors.New("is not the name of a prompt, and is never played")

// Examine looks at the administrator's files in a folder, and tells how many replace a
// prompt, and which cannot. A folder that is not there has none.
func Examine(folder string) (fine int, broken []Finding) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			broken = append(broken, Finding{".", err})
		}
		return 0, broken
	}
	defer func() { _ = root.Close() }()
	for _, language := range Languages() {
		entries, err := fs.ReadDir(root.FS(), language)
		if err != nil {
			if !errors.Is(err, fs.ErrNotExist) {
				broken = append(broken, Finding{language, err})
			}
			continue
		}
		for _, e := range entries {
			if err := examineFile(root, language, e.Name()); err != nil {
				broken = append(broken, Finding{path.Join(language, e.Name()), err})
				continue
			}
			fine++
		}
	}
	return fine, broken
}

func examineFile(root *os.Root, language, file string) error {
	name, isWAV := strings.CutSuffix(file, ".wav")
	if !isWAV || !slices.Contains(Names(), Name(name)) {
		return errNoPrompt
	}
	_, err := readReplaced(root, fileOf(language, Name(name)))
	return err
}
