// Package sip speaks SIP (RFC 3261 and what belongs to it) and knows nothing of
// conferences and media: it hands calls to a [Handler], and session
// descriptions are bytes to it.
//
// There are only a few types: Server, Call, Event, Cause. A [Call] is one
// dialog, whoever began it; its loop owns its state, and its methods may be
// called from anywhere. Messages, transactions and sockets each lie in a package
// below; how far one trusts what comes from outside is decided here.
package sip
