package onvif_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"veche/conference/camera"
	"veche/rtsp/onvif"
	"veche/rtsp/onvif/onviftest"
)

// side tells a child of these tests which end of the cable it is.
const side = "VECHE_TEST_ONVIF_SIDE"

// Two network namespaces with a cable between them: we in one, a camera in the other.
func TestCamerasAreFoundOnTheLocalNetwork(t *testing.T) {
	if os.Getenv(side) != "" {
		t.Skip("this is the inside")
	}
	for _, tool := range []string{"unshare", "nsenter", "ip"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip("needs iproute2 and util-linux: ", err)
		}
	}
	if os.Getuid() != 0 || exec.CommandContext(t.Context(), "unshare", "-n", "true").Run() != nil {
		t.Skip("only root makes network namespaces")
	}
	out, err := apart(t.Context(), "searcher", "TestInsideOfASearch").CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Fatal(err)
	}
}

// apart is this program in a network namespace of its own.
func apart(ctx context.Context, who, test string) *exec.Cmd {
	k := exec.CommandContext(ctx, "unshare", "-n", os.Args[0], "-test.v", "-test.run=^"+test+"$", "-test.timeout=100s")
	k.Env = append(os.Environ(), side+"="+who)
	return k
}

const ours, theirs = "10.77.0.1", "10.77.0.2"

func TestInsideOfASearch(t *testing.T) {
	if os.Getenv(side) != "searcher" {
		t.Skip("runs in a namespace")
	}
	shell(t, "ip link set lo up; ip link add near type veth peer name far; ip addr add "+ours+"/24 dev near; ip link set near up; ip route add default dev near")
	far := apart(t.Context(), "camera", "TestInsideOfACamera")
	in, err := far.StdinPipe()
	must(t, err)
	out, err := far.StdoutPipe()
	must(t, err)
	must(t, far.Start())
	t.Cleanup(func() { _ = in.Close(); _ = far.Wait() })
	lines := bufio.NewScanner(out)
	await(t, lines, "apart")
	enter := fmt.Sprintf("nsenter -t %d -n ip ", far.Process.Pid)
	shell(t, fmt.Sprintf("ip link set far netns %d; ", far.Process.Pid)+enter+"addr add "+theirs+"/24 dev far; "+enter+"link set far up")
	_, err = in.Write([]byte("go\n"))
	must(t, err)
	await(t, lines, "ready")

	on, err := onvif.Interfaces()
	must(t, err)
	if len(on) != 1 || on[0].Name != "near" {
		t.Fatalf("searched on %+v", on)
	}
	found, err := onvif.Search(t.Context(), on)
	must(t, err)
	want := camera.Found{Address: "http://" + theirs + "/onvif/device_service", Host: theirs, Name: "Ward 3", Model: "Dome 7"}
	if len(found) != 1 || found[0] != want {
		t.Fatalf("found %+v, want %+v", found, want)
	}
	// Private networks are open without an administrator's word.
	d, err := newClient(t, onvif.Config{}).Open(t.Context(), found[0].Address, "cam", "camsecret")
	must(t, err)
	profiles, err := d.Profiles(t.Context())
	if err != nil || len(profiles) != 2 {
		t.Errorf("profiles %+v, %v", profiles, err)
	}
	t.Run("onvif-util", onvifUtil)
}

// onvifUtil has a real client find the simulated camera and ask it.
func onvifUtil(t *testing.T) {
	if _, err := exec.LookPath("onvif-util"); err != nil {
		t.Skip("needs Debian's onvif-tools: ", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 40*time.Second)
	defer cancel()
	if out, err := exec.CommandContext(ctx, "onvif-util", "-a").CombinedOutput(); err != nil || !strings.Contains(string(out), theirs) {
		t.Errorf("it finds: %v\n%s", err, out)
	}
	k := exec.CommandContext(ctx, "onvif-util", "-u", "cam", "-p", "camsecret", theirs)
	k.Stdin = strings.NewReader("get capabilities\nget profiles\nget rtsp\nquit\n")
	out, err := k.CombinedOutput()
	t.Logf("%v\n%s", err, out)
	for _, part := range []string{"main", "rtsp://10.77.0.2/live"} {
		if !strings.Contains(string(out), part) {
			t.Errorf("it does not tell of %q", part)
		}
	}
}

func TestInsideOfACamera(t *testing.T) {
	if os.Getenv(side) != "camera" {
		t.Skip("runs in a namespace")
	}
	fmt.Println("apart")
	in := bufio.NewScanner(os.Stdin)
	in.Scan() // until it has a network
	far, err := net.InterfaceByName("far")
	must(t, err)
	k := onviftest.New(onviftest.Config{
		Name: "Ward 3", Model: "Dome 7", Login: "cam", Password: "camsecret", Stream: "rtsp://" + theirs + "/live", Clock: 3 * time.Hour,
	})
	listener, err := net.Listen("tcp", theirs+":80")
	must(t, err)
	s := http.Server{Handler: k, ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = s.Serve(listener) }()
	defer s.Close()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	listens := make(chan error, 1)
	go func() {
		listens <- k.Discoverable(ctx, far, "http://"+theirs+"/onvif/device_service http://169.254.169.254/x")
	}()
	fmt.Println("ready")
	in.Scan() // until the other side is done
	stop()
	<-listens
}

func await(t *testing.T, lines *bufio.Scanner, word string) {
	t.Helper()
	for lines.Scan() {
		if lines.Text() == word {
			return
		}
	}
	t.Fatalf("the camera never said %q", word)
}

func shell(t *testing.T, script string) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "sh", "-ec", script).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", script, err, bytes.TrimSpace(out))
	}
}
