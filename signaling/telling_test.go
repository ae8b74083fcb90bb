package signaling

import "testing"

// Every page of a person is told, over its WebSocket, and nobody else's.
func TestPagesOfAPersonAreToldOverTheWire(t *testing.T) {
	d := newDesk(t, "anna", "boris")
	pages := map[string][]*tab{"anna": {d.open("anna"), d.open("anna")}, "boris": {d.open("boris")}}
	d.srv.Tell("anna", map[string]string{"type": "message", "text": "to anna"})
	d.srv.Tell("boris", map[string]string{"type": "message", "text": "to boris"})
	d.srv.Tell("nobody", map[string]string{"type": "message"})
	for login, all := range pages {
		for _, p := range all {
			f := p.read()
			for f["type"] != "message" {
				f = p.read()
			}
			if f["text"] != "to "+login {
				t.Errorf("%s was told %v", login, f)
			}
		}
	}
}
