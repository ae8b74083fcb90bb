// Package load puts a conference under load: simulated browsers join by the
// protocol of the pages, some publish a camera and a microphone, others receive
// them, and what arrives is counted and timed. It is `veche load`, and what
// `make bench` measures with.
//
// There are few types. A [Session] is a run against one conference: [Open] it,
// let people join with [Session.Join], measure with [Session.Measure] as often as
// wanted, Close it. A [Far] is where media goes: a server, or with [Direct]
// nothing but a peer connection in the same process, which shows what latency is
// the generator's own.
//
// What bites: the generator decodes nothing, but it is forty browsers in one
// process, and costs as much of the machine as the server does. Figures are of
// both together on one machine, and only CPU time tells them apart.
package load
