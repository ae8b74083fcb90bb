package main

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"sync/atomic"

	"veche/conference"
	"veche/conference/account"
	"veche/media"
	rtsp "veche/rtsp/server"
	"veche/signaling/auth"
	"veche/store"
)

// streams are conferences as RTSP streams. Conferences ask for their addresses before
// the listener is there, and from their loops.
type streams struct {
	server *rtsp.Server
	port   atomic.Uint32 // 0: nobody listens
	host   string        // of the public URL; "": that of whoever asks
}

// openStreams makes what serves streams; serveStreams lets players in.
func (s *server) openStreams(kept *store.Store, who *auth.Auth, engine *media.Engine, directory *conference.Directory, phones *phones) {
	server := rtsp.New(rtsp.Config{
		Directory: directory, Media: engine, Ports: phones.ports, Log: s.log.With("part", "rtsp"),
		Settings: func() account.Streams { return s.settings(kept).Streams },
		Identify: func(ctx context.Context, token string, source netip.Addr) (*conference.Person, error) {
			return personOf(ctx, who, token, source)
		},
	})
	s.streams.server = server
	s.stop.add("streams", stepLimit, func(context.Context) error { server.Close(); return nil })
}

// personOf is whom a token or key names, as if it had come by HTTP. nil: nobody.
func personOf(ctx context.Context, who *auth.Auth, token string, source netip.Addr) (*conference.Person, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "/", http.NoBody)
	if err != nil {
		return nil, err
	}
	r.RemoteAddr = netip.AddrPortFrom(source, 0).String()
	r.Header.Set("Authorization", "Bearer "+token)
	person, err := who.Person(r)
	if errors.Is(err, auth.ErrScope) {
		return nil, nil
	}
	return person, err
}

// serveStreams opens the listener.
func (s *server) serveStreams(ctx context.Context) error {
	l := s.config.RTSP.Listen
	if l == off {
		return nil
	}
	a, err := s.streams.server.Listen(ctx, l)
	if err := s.listens("rtsp", "rtsp.listen", l, defaultConfig().RTSP.Listen, a, err); err != nil {
		return err
	}
	s.streams.port.Store(uint32(a.Port()))
	return nil
}

// url is the address of a stream, "" while none is served; without a public URL the host
// is left to whoever shows it.
func (n *streams) url(cid conference.CID) string {
	port := n.port.Load()
	if port == 0 || !n.server.Enabled() {
		return ""
	}
	return "rtsp://" + n.host + ":" + strconv.FormatUint(uint64(port), 10) + "/c/" + string(cid) + "/"
}

// hostOf is the host of the public URL.
func hostOf(publicURL string) string {
	u, err := url.Parse(publicURL)
	if err != nil {
		return ""
	}
	if a, err := netip.ParseAddr(u.Hostname()); err == nil && a.Is6() {
		return "[" + a.String() + "]"
	}
	return u.Hostname()
}
