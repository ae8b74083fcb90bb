// Package server lets players, recorders and other servers read conferences by RTSP
// (RFC 2326), at rtsp://host/c/<CID>/ (C20).
//
// The words: a [Server] listens; each connection has a visit, which holds what was
// shown of passwords; what is read is an outlet, the picture and sound of one
// conference in one format, made and cut into packets once however many read it; a
// reading is one who reads it, counted by the conference.
//
// What bites: the library hands a session's requests through one goroutine that all
// sessions share, so nothing that takes time may be done where a session is handled.
// Passwords, answers of the conference and waiting for the first picture are all in
// OnRequest, which the goroutine of the connection calls.
package server
