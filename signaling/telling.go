package signaling

import "encoding/json"

// greet notes that a page of login is to be told things; the returned function ends it.
func (s *Server) greet(login string, page *session) (stop func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.people[login] == nil {
		s.people[login] = make(map[*session]struct{})
	}
	s.people[login][page] = struct{}{}
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.people[login], page)
		if len(s.people[login]) == 0 {
			delete(s.people, login)
		}
	}
}

// Tell sends a frame of PROTOCOL.md to every open page of login. It does not wait: a page
// that does not keep up is disconnected, and asks anew when it is back.
func (s *Server) Tell(login string, frame any) {
	data, err := json.Marshal(frame)
	if err != nil {
		s.cfg.Log.Error("frame cannot be written", "error", err)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for page := range s.people[login] {
		page.out.push(data, firmFrame)
	}
}
