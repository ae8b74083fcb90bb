// Package telephony is what an administrator keeps and sees of calls from and to
// the outside, as plain data with its rules: which server carries a call, which
// telephone may register, what became of the last calls.
//
// The words: a [Trunk] is a server of somebody else that calls go through, a
// telephone exchange or a provider; a [Pattern] says which numbers it carries; a
// [Device] is a desk phone or terminal of one account; [State], [LoggedCall] and
// [Trace] are what the running gateway tells of itself.
//
// What bites: a Trunk holds its password and a Device its HA1, which are as good
// as passwords. Both are for the store and for whoever dials; what people are
// shown is made of the other fields.
package telephony
