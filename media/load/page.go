package load

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"veche/conference"
)

// page is what a browser's page does on the signalling channel, as
// signaling/PROTOCOL.md has it.
type page struct {
	conn *websocket.Conn

	mu      sync.Mutex // of all below, and of writing
	next    int64
	waiting map[int64]chan<- reply
	err     error // once the connection is lost

	reading sync.WaitGroup
}

type reply struct {
	data []byte
	err  error
}

// openPage connects and says hello.
func openPage(ctx context.Context, server *url.URL, remote bool) (*page, error) {
	u := *server
	u.Scheme = map[string]string{"http": "ws", "https": "wss"}[u.Scheme]
	u.Path = "/ws"
	dialer := websocket.Dialer{HandshakeTimeout: 10 * time.Second, ReadBufferSize: 2048, WriteBufferSize: 2048}
	if !remote {
		// This machine's own server has a certificate that it signed itself.
		dialer.TLSClientConfig = &tls.Config{InsecureSkipVerify: true} //nolint:gosec // loopback only
	}
	conn, response, err := dialer.DialContext(ctx, u.String(), http.Header{})
	if response != nil {
		defer response.Body.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("load: open %s: %w", u.String(), err)
	}
	p := &page{conn: conn, waiting: make(map[int64]chan<- reply)}
	p.reading.Go(p.read)
	if err := p.ask(ctx, "hello", map[string]any{"protocol": 1, "language": "en"}, nil); err != nil {
		p.close()
		return nil, err
	}
	return p, nil
}

// read takes answers, and passes over what is told unasked.
func (p *page) read() {
	for {
		_, data, err := p.conn.ReadMessage()
		if err != nil {
			p.lose(err)
			return
		}
		var head struct {
			Re    int64             `json:"re"`
			Error *conference.Error `json:"error"`
		}
		if len(data) < 6 || string(data[:6]) != `{"re":` {
			continue // a push; there are many, and reading them would cost
		}
		if err := json.Unmarshal(data, &head); err != nil {
			p.lose(err)
			return
		}
		r := reply{data: data}
		if head.Error != nil {
			r.err = head.Error
		}
		p.mu.Lock()
		ch := p.waiting[head.Re]
		delete(p.waiting, head.Re)
		p.mu.Unlock()
		if ch != nil {
			ch <- r
		}
	}
}

func (p *page) lose(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.err = err
	for id, ch := range p.waiting {
		ch <- reply{err: err}
		delete(p.waiting, id)
	}
}

// ask sends a request and reads its answer into result, unless that is nil.
func (p *page) ask(ctx context.Context, kind string, body map[string]any, result any) error {
	ch := make(chan reply, 1)
	if err := p.send(kind, body, ch); err != nil {
		return fmt.Errorf("load: %s: %w", kind, err)
	}
	select {
	case r := <-ch:
		if r.err != nil {
			return fmt.Errorf("load: %s: %w", kind, r.err)
		}
		if result == nil {
			return nil
		}
		return json.Unmarshal(r.data, result)
	case <-ctx.Done():
		return fmt.Errorf("load: %s: %w", kind, ctx.Err())
	}
}

func (p *page) send(kind string, body map[string]any, answer chan<- reply) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err != nil {
		return p.err
	}
	p.next++
	message := map[string]any{"id": p.next, "type": kind}
	maps.Copy(message, body)
	p.waiting[p.next] = answer
	if err := p.conn.SetWriteDeadline(time.Now().Add(10 * time.Second)); err != nil {
		return err
	}
	return p.conn.WriteJSON(message)
}

// errNotEntered says that the conference did not let a guest in at once.
var errNotEntered = errors.New("the conference keeps guests waiting; switch its waiting room off")

// join enters the conference as a guest.
func (p *page) join(ctx context.Context, cfg *Config, name string, publishes bool) error {
	var answer struct {
		Result string `json:"result"`
	}
	request := map[string]any{
		"cid": cfg.CID, "name": name,
		"media": map[string]bool{"microphone": publishes, "camera": publishes && !cfg.Silent},
	}
	if cfg.PIN != "" {
		request["pin"] = cfg.PIN
	}
	if err := p.ask(ctx, "join", request, &answer); err != nil {
		return err
	}
	if answer.Result != "entered" {
		return fmt.Errorf("load: join: %w", errNotEntered)
	}
	return nil
}

// offer hands an SDP offer over; it is a client.Negotiate.
func (p *page) offer(ctx context.Context, sdp string, sources map[string]conference.SourceKind) (string, error) {
	var answer struct {
		SDP string `json:"sdp"`
	}
	err := p.ask(ctx, "offer", map[string]any{"sdp": sdp, "sources": sources}, &answer)
	return answer.SDP, err
}

// leave gives the seat up, so that it is not kept for a page that comes back.
func (p *page) leave(ctx context.Context) error { return p.ask(ctx, "leave", nil, nil) }

func (p *page) close() {
	p.conn.Close()
	p.reading.Wait()
}
