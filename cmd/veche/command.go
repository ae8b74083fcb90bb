package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
)

// command is one word after `veche`.
type command struct {
	name      string
	arguments string // behind the name, as help shows them
	about     string // one line
	run       func(ctx context.Context, c *call) error
}

// commands lists all of them in the order of the help. A new one is a line here.
func commands() []command {
	return []command{
		{"serve", "", "run the server", serve},
		{"init", "", "print a commented configuration file", printSample},
		{"user", "add|list|passwd|unlock …", "look after the accounts", user},
		{"doctor", "", "say in words what is wrong with this installation", doctor},
		{"backup", "FILE", "save everything into one file, also while the server runs", backup},
		{"restore", "FILE", "bring back what backup saved", restore},
		{"load", "--cid ID", "let simulated browsers meet on a server, to see what it can take", putLoad},
		{"version", "", "print the version", printVersion},
	}
}

// call is one run of a command: what it was given and where it writes to.
type call struct {
	flags  *flag.FlagSet
	usage  string
	args   []string
	getenv func(string) string
	stdout io.Writer
	stderr io.Writer
}

// usageError is a wrong use of a command: exit status 2.
type usageError struct{ error }

func wrongUse(format string, values ...any) error {
	return usageError{fmt.Errorf(format, values...)}
}

// errHelp ends a command whose help was asked for and shown.
var errHelp = errors.New("help was shown")

// run is the program: one command, with everything it may touch handed in.
// It returns when the command is done or ctx is.
func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) error {
	if len(args) == 0 {
		help(stderr)
		return wrongUse("a command is missing")
	}
	switch args[0] {
	case "help", "-h", "-help", "--help":
		help(stdout)
		return nil
	case "--version", "-version":
		args[0] = "version"
	}
	for _, command := range commands() {
		if command.name == args[0] {
			c := newCall(command.name, command.arguments, command.about, args[1:], getenv, stdout, stderr)
			return command.run(ctx, c)
		}
	}
	return wrongUse("there is no command %q; see veche --help", args[0])
}

// exitStatus reports err to a person and says how the process ends.
func exitStatus(err error, stderr io.Writer) int {
	var wrong usageError
	switch {
	case err == nil, errors.Is(err, errHelp):
		return 0
	case errors.As(err, &wrong):
		fmt.Fprintln(stderr, "veche:", err)
		return 2
	default:
		fmt.Fprintln(stderr, "veche:", err)
		return 1
	}
}

func newCall(name, arguments, about string, args []string, getenv func(string) string, stdout, stderr io.Writer) *call {
	flags := flag.NewFlagSet("veche "+name, flag.ContinueOnError)
	flags.SetOutput(io.Discard) // parse and run say what is wrong, in one place
	flags.Usage = func() {}
	return &call{
		flags: flags, args: args, getenv: getenv, stdout: stdout, stderr: stderr,
		usage: fmt.Sprintf("Usage: veche %s\n\n%s%s.\n", strings.TrimSpace(name+" "+arguments),
			strings.ToUpper(about[:1]), about[1:]),
	}
}

// help shows what the command is for and its flags.
func (c *call) help() {
	fmt.Fprint(c.stdout, c.usage)
	some := false
	c.flags.VisitAll(func(*flag.Flag) { some = true })
	if some {
		fmt.Fprint(c.stdout, "\nFlags:\n")
		c.flags.SetOutput(c.stdout)
		c.flags.PrintDefaults()
		c.flags.SetOutput(io.Discard)
	}
}

// parse reads the flags, which may stand before, between and behind the
// arguments, and returns the arguments. names says what they are; as many as
// names are wanted.
func (c *call) parse(names ...string) ([]string, error) {
	var found []string
	for rest := c.args; ; {
		if err := c.flags.Parse(rest); errors.Is(err, flag.ErrHelp) {
			c.help()
			return nil, errHelp
		} else if err != nil {
			return nil, wrongUse("%s: %w", c.flags.Name(), err)
		}
		rest = c.flags.Args()
		if len(rest) == 0 {
			break
		}
		found, rest = append(found, rest[0]), rest[1:]
	}
	if len(found) < len(names) {
		return nil, wrongUse("%s: %s is missing", c.flags.Name(), names[len(found)])
	}
	if len(found) > len(names) {
		return nil, wrongUse("%s: %q is too much", c.flags.Name(), found[len(names)])
	}
	return found, nil
}

func help(w io.Writer) {
	fmt.Fprint(w, "Veche is a self-hosted video-conference server.\n\nUsage: veche COMMAND …\n\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-34s %s\n", strings.TrimSpace(c.name+" "+c.arguments), c.about)
	}
	fmt.Fprint(w, "\nEach has --help. `veche serve` needs no configuration to start.\n")
}
