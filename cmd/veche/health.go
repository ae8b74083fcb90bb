package main

import (
	"net/http"
	"net/netip"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// health serves /healthz, /readyz and /metrics.
type health struct {
	ready   atomic.Bool
	metrics http.Handler
}

// newHealth makes the metrics of the given collectors, which read the Stats of
// their parts when asked.
func newHealth(parts ...prometheus.Collector) *health {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	info := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "veche_build_info", Help: "1; the version is the label.",
		ConstLabels: prometheus.Labels{"version": buildVersion()},
	})
	info.Set(1)
	registry.MustRegister(info)
	registry.MustRegister(parts...)
	return &health{metrics: promhttp.HandlerFor(registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4})}
}

// register puts the addresses into mux, open to this machine and allow only.
// source is where a request really comes from, trusted proxies considered. One
// that came through a proxy we do not trust is from nobody we know, though it
// comes from loopback.
func (h *health) register(mux *http.ServeMux, source func(*http.Request) netip.Addr, trusted proxies, allow []netip.Prefix) {
	guard := func(next http.HandlerFunc) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			client := source(r)
			forwarded := r.Header.Get("X-Forwarded-For") != "" || r.Header.Get("Forwarded") != ""
			known := client.IsLoopback() && (!forwarded || trusted.trust(remote(r))) || inNetworks(allow, client)
			if !known {
				http.Error(w, "only for this machine; see metrics.allow", http.StatusForbidden)
				return
			}
			w.Header().Set("Cache-Control", "no-store")
			next(w, r)
		}
	}
	mux.HandleFunc("GET /healthz", guard(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("alive\n"))
	}))
	mux.HandleFunc("GET /readyz", guard(func(w http.ResponseWriter, _ *http.Request) {
		if !h.ready.Load() {
			http.Error(w, "not ready", http.StatusServiceUnavailable)
			return
		}
		_, _ = w.Write([]byte("ready\n"))
	}))
	mux.HandleFunc("GET /metrics", guard(h.metrics.ServeHTTP))
}
