# A camera of GStreamer's RTSP server. It prints its port when it is ready, and
# ends with its standard input.
#
#   camera.py PORT AUTH USER PASSWORD TRANSPORT CERTIFICATE
#
# AUTH is digest, basic or none; TRANSPORT tcp, udp or any; CERTIFICATE a PEM file
# with its key, or "" for no TLS.
import sys, threading
import gi
gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import Gst, GstRtsp, GstRtspServer, GLib, Gio

port, auth, user, password, transport, certificate = sys.argv[1:7]
Gst.init(None)
server = GstRtspServer.RTSPServer()
server.set_address("127.0.0.1")
server.set_service(port)
loop = GLib.MainLoop()

# Without format=I420 the H.265 would be 4:4:4.
VIDEO = "videotestsrc is-live=true pattern=smpte ! video/x-raw,format=I420,width=640,height=360,framerate=15/1 ! "
H264 = "x264enc tune=zerolatency speed-preset=ultrafast key-int-max=30 bframes=0 ! video/x-h264,profile=baseline ! rtph264pay name=pay0 pt=96 "
SILENT = "x264enc tune=zerolatency speed-preset=ultrafast key-int-max=30 bframes=0 ! video/x-h264,profile=baseline ! rtph264pay name=pay0 pt=96 config-interval=0 "


def tone(rate, channels=1):
    return f" audiotestsrc is-live=true freq=440 ! audio/x-raw,rate={rate},channels={channels} ! "


STREAMS = {
    "/h264": VIDEO + H264 + "config-interval=1" + tone(8000) + "mulawenc ! rtppcmupay name=pay1 pt=0",
    "/h264only": VIDEO + H264 + "config-interval=1",
    # Parameter sets stand in the description only.
    "/h264bare": VIDEO + SILENT,
    "/h264b": VIDEO + "x264enc speed-preset=veryfast key-int-max=30 bframes=2 ! video/x-h264,profile=main ! rtph264pay name=pay0 pt=96",
    "/h265": VIDEO + "x265enc tune=zerolatency speed-preset=ultrafast key-int-max=30 ! rtph265pay name=pay0 pt=96 config-interval=1",
    "/mjpeg": VIDEO + "jpegenc ! rtpjpegpay name=pay0 pt=26",
    "/alaw": tone(8000) + "alawenc ! rtppcmapay name=pay0 pt=8",
    "/opus": VIDEO + H264 + tone(48000, 2) + "opusenc ! rtpopuspay name=pay1 pt=97",
    "/aac": VIDEO + H264 + tone(48000) + "voaacenc ! aacparse ! rtpmp4gpay name=pay1 pt=97",
    "/latm": tone(16000) + "voaacenc ! aacparse ! rtpmp4apay name=pay0 pt=97",
    "/l16": tone(44100, 2) + "audioconvert ! rtpL16pay name=pay0 pt=96",
}

PERMISSIONS = ("media.factory.access", "media.factory.construct")
if auth != "none":
    a = GstRtspServer.RTSPAuth()
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "user")
    if auth == "digest":
        a.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
        a.add_digest(user, password, token)
    else:
        a.set_supported_methods(GstRtsp.RTSPAuthMethod.BASIC)
        a.add_basic(GstRtspServer.RTSPAuth.make_basic(user, password), token)
    a.set_realm("camera")
    server.set_auth(a)
if certificate:
    a = server.get_auth() or GstRtspServer.RTSPAuth()
    a.set_tls_certificate(Gio.TlsCertificate.new_from_file(certificate))
    if auth == "none":
        token = GstRtspServer.RTSPToken()
        token.set_string("media.factory.role", "anonymous")
        a.set_default_token(token)
    server.set_auth(a)

TRANSPORTS = {
    "tcp": GstRtsp.RTSPLowerTrans.TCP,
    "udp": GstRtsp.RTSPLowerTrans.UDP,
    "any": GstRtsp.RTSPLowerTrans.TCP | GstRtsp.RTSPLowerTrans.UDP,
}
for path, launch in STREAMS.items():
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch(f"( {launch} )")
    factory.set_shared(True)
    factory.set_protocols(TRANSPORTS[transport])
    permissions = GstRtspServer.RTSPPermissions()
    for what in PERMISSIONS:
        for role in ("user", "anonymous"):
            permissions.add_permission_for_role(role, what, True)
    if auth != "none" or certificate:
        factory.set_permissions(permissions)
    server.get_mount_points().add_factory(path, factory)

if server.attach(None) == 0:
    sys.exit("cannot listen")
print(f"ready {server.get_bound_port()}", flush=True)


def wait():
    sys.stdin.read()
    loop.quit()


threading.Thread(target=wait, daemon=True).start()
loop.run()
