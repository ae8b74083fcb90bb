// Package dial reads and prints dial strings: what people type or paste to name
// somebody to call, in the forms C1 to C24 of the requirements ([Parse]), and
// what terminals dial to reach this server, C25 to C30 ([ParseCalled]).
//
// The words: a [Target] is whom a string names, of one [Kind]; [PostDial] is what
// is sent once the far end has answered; [Called] is what a caller from outside
// may have meant.
//
// What bites: a dial string may hold secrets, such as the password of a camera or
// the PIN of the far conference. [Target.String] has all of it and is for storing
// and calling again; people other than who typed it, and logs, get
// [Target.Redacted].
package dial
