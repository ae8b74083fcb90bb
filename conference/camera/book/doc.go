// Package book is the cameras that an administrator keeps under a name, as plain
// data with its rules.
//
// The words: an [Entry] is a camera of the book; its Address is the dial string of
// its stream (C19), its [Device] where it is asked for streams and moved by ONVIF.
// Conferences and people name an entry by "camera:<ID>", which tells nothing of its
// address; [Resolve] is what comes of that when it is called.
//
// What bites: an Entry holds passwords. It is for the store and for whoever
// connects; what people are shown is made of [Entry.Shown] and the plain fields.
package book
