package main

import (
	"context"

	"github.com/prometheus/client_golang/prometheus"

	"veche/conference"
	"veche/conference/camera"
	"veche/conference/scheduler"
	"veche/media"
	rtsp "veche/rtsp/server"
	"veche/signaling/mail"
	"veche/store"
)

// stats is the one collector: it reads the Stats of the parts when somebody
// asks for /metrics.
type stats struct {
	store     storeStats
	media     mediaStats
	directory interface {
		Running() []*conference.Conference
	}
	pages     interface{ Sessions() int }
	cameras   interface{ States() map[camera.State]int }
	streams   interface{ Stats() rtsp.Stats }
	scheduler interface{ Stats() scheduler.Stats }
	mail      interface {
		Status(ctx context.Context) (mail.Status, error)
	}
}

type (
	storeStats interface{ Stats() store.Stats }
	mediaStats interface{ Stats() media.Stats }
)

var _ prometheus.Collector = (*stats)(nil)

// Describe says nothing: the collector is unchecked, its metrics are those below.
func (s *stats) Describe(chan<- *prometheus.Desc) {}

// Collect is called by the registry.
func (s *stats) Collect(out chan<- prometheus.Metric) {
	gauge := func(name, help string, value float64) {
		out <- prometheus.MustNewConstMetric(prometheus.NewDesc("veche_"+name, help, nil, nil), prometheus.GaugeValue, value)
	}
	counter := func(name, help string, value float64) {
		out <- prometheus.MustNewConstMetric(prometheus.NewDesc("veche_"+name, help, nil, nil), prometheus.CounterValue, value)
	}
	gauge("conferences_running", "Conferences that run.", float64(len(s.directory.Running())))
	gauge("pages_open", "Browser pages connected by WebSocket.", float64(s.pages.Sessions()))

	planned := s.scheduler.Stats()
	gauge("scheduler_due", "Planned conferences for which something was due at the last look.", float64(planned.Due))
	counter("scheduler_started_total", "Meetings started as planned.", float64(planned.Started))
	counter("scheduler_reminded_total", "Reminders of meetings.", float64(planned.Reminded))
	counter("scheduler_late_total", "Of both, more than five seconds late.", float64(planned.Late))
	counter("scheduler_failed_total", "Tries that failed and are made again.", float64(planned.Failed))

	states := s.cameras.States()
	cameras := prometheus.NewDesc("veche_cameras", "Cameras in conferences, by how they do.", []string{"state"}, nil)
	for _, state := range camera.States {
		out <- prometheus.MustNewConstMetric(cameras, prometheus.GaugeValue, float64(states[state]), string(state))
	}

	m := s.media.Stats()
	gauge("media_rooms", "Conferences with sound and picture.", float64(m.Rooms))
	gauge("media_peers", "Connections for sound and picture.", float64(m.Peers))
	gauge("media_tcp_streams", "Of these, TCP connections.", float64(m.Streams))
	gauge("media_productions", "Conferences of which pictures and sounds are composed.", float64(m.Productions))
	gauge("media_remakes", "Cameras whose pictures are coded anew for browsers, one for each format.", float64(m.Remakes))
	gauge("media_recordings", "Recordings that run.", float64(m.Recordings))
	gauge("media_coders", "Coders of pictures and sounds.", float64(m.Coders))
	gauge("media_coder_bytes", "Memory of the coders' C libraries.", float64(m.CoderBytes))
	counter("media_received_total", "Datagrams and frames received.", float64(m.Received))
	counter("media_sent_total", "Packets sent.", float64(m.Sent))
	counter("media_sends_total", "Datagrams handed to the kernel; joined packets count as one.", float64(m.Sends))
	counter("media_dropped_total", "Packets not sent: full queue or no route.", float64(m.Dropped))
	counter("media_faults_total", "Bursts lost because of a mistake in the server; the log has where.", float64(m.Faults))
	counter("media_truncated_total", "Datagrams longer than is taken.", float64(m.Truncated))

	r := s.streams.Stats()
	gauge("rtsp_connections", "Connections of players by RTSP.", float64(r.Connections))
	gauge("rtsp_readers", "Readers of conferences as streams.", float64(r.Readers))
	gauge("rtsp_outlets", "Conferences and formats that are read.", float64(r.Outlets))
	counter("rtsp_lost_total", "Packets for which a reader had no room.", float64(r.Lost))
	counter("rtsp_dropped_total", "Readers that were too slow.", float64(r.Dropped))
	counter("rtsp_refused_total", "Requests to read that were refused.", float64(r.Refused))

	if m, err := s.mail.Status(context.Background()); err == nil { // else the store is closed
		gauge("mail_waiting", "Letters that wait to be sent.", float64(m.Waiting))
		gauge("mail_failed", "Letters that could not be sent, of the last 30 days.", float64(m.Failed))
	}

	k := s.store.Stats()
	gauge("store_bytes", "Size of the database.", float64(k.Bytes))
	counter("store_commits_total", "Transactions written.", float64(k.Commits))
	counter("store_writes_total", "Writes acknowledged within them.", float64(k.Writes))
	counter("store_commit_seconds_total", "Time that commits took.", k.Took.Seconds())
}
