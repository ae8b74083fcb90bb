import { createStore } from '../state/store';
import { cameraLayers, microphoneEncoding, screenAudioEncoding, screenEncoding } from './encodings';
import { fingerprintOf } from './sdp';
import { audioSlots, isForwarded, videoSlotsFor } from './slots';
import { Watchdog } from './watchdog';

export type SendSource = 'microphone' | 'camera' | 'screen' | 'screen_audio';

export interface ConnectionConfig {
  /** Takes the offer to the server and brings the answer. Rejects while there is no socket. */
  offer: (sdp: string, sources: Record<string, string>) => Promise<string>;
  /** Whether some window shows a live picture now. */
  expecting: () => boolean;
  onState: (state: 'connecting' | 'connected' | 'lost') => void;
}

/** Counters of the connection for the quality window. */
export interface Counters {
  received: number;
  sent: number;
  roundTrip: number | undefined;
  protocol: string;
  video: VideoCounters;
}

/** What became of the pictures received since the beginning, all streams together. */
export interface VideoCounters {
  arrived: number;
  /** Arrived, but the device had no time for them. */
  dropped: number;
  /** Seconds of decoding. */
  decoding: number;
}

/**
 * The one media connection of the page. It always offers: four sending m-lines,
 * then receiving ones, the slots. The connection outlives its RTCPeerConnection:
 * when that cannot be helped by an ICE restart, a new one takes its place with
 * the same tracks and as many slots.
 */
export class Connection {
  /** The track in each slot, by the mid of its m-line. */
  readonly slots = createStore<ReadonlyMap<string, MediaStreamTrack>>(new Map());
  readonly counters = createStore<Counters | undefined>(undefined);

  private pc: RTCPeerConnection | undefined;
  private senders = new Map<SendSource, RTCRtpTransceiver>();
  private readonly tracks = new Map<SendSource, MediaStreamTrack | null>();
  private videoSlots = videoSlotsFor(0);
  private dog = new Watchdog();
  private watch: ReturnType<typeof setInterval> | undefined;
  private turn: Promise<void> = Promise.resolve();

  constructor(private readonly config: ConnectionConfig) {}

  /** Makes the connection. Called once after entering. */
  start(): Promise<void> {
    this.build();
    this.watch = setInterval(() => void this.look(), 1000);
    return this.negotiate(false);
  }

  /**
   * The socket is back, or the network changed: the server may know us under
   * another address or, after its restart, not at all.
   */
  resume(): Promise<void> {
    if (!this.pc) return this.start();
    this.dog.restarted(performance.now());
    return this.negotiate(true);
  }

  close(): void {
    clearInterval(this.watch);
    this.watch = undefined;
    this.discard();
    this.slots.set(new Map());
  }

  /** Sends track as source from now on, null for nothing. */
  async send(source: SendSource, track: MediaStreamTrack | null): Promise<void> {
    this.tracks.set(source, track);
    const sender = this.senders.get(source)?.sender;
    if (!sender) return;
    await sender.replaceTrack(track);
    if (source === 'camera' && track) await fitLayers(sender, track);
  }

  /** Makes room for so many pictures. */
  async grow(want: number): Promise<void> {
    const number = videoSlotsFor(want);
    if (number <= this.videoSlots || !this.pc) return;
    for (let i = this.videoSlots; i < number; i++) addVideoSlot(this.pc);
    this.videoSlots = number;
    await this.negotiate(false);
  }

  private discard(): void {
    const pc = this.pc;
    this.pc = undefined;
    this.senders.clear();
    if (!pc) return;
    pc.onconnectionstatechange = null;
    pc.close();
  }

  private build(): void {
    this.discard();
    this.dog = new Watchdog();
    this.config.onState('connecting');
    const pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle', rtcpMuxPolicy: 'require' });
    this.pc = pc;
    pc.onconnectionstatechange = () => {
      if (pc !== this.pc) return;
      if (pc.connectionState === 'connected') this.config.onState('connected');
      if (pc.connectionState === 'failed' || pc.connectionState === 'disconnected')
        this.config.onState('lost');
    };
    this.addSender('audio', 'microphone', [microphoneEncoding]);
    this.addSender('video', 'camera', cameraLayers(720));
    this.addSender('audio', 'screen_audio', [screenAudioEncoding]);
    this.addSender('video', 'screen', [screenEncoding]);
    for (let i = 0; i < audioSlots; i++) pc.addTransceiver('audio', { direction: 'recvonly' });
    for (let i = 0; i < this.videoSlots; i++) addVideoSlot(pc);
  }

  private addSender(
    kind: 'audio' | 'video',
    source: SendSource,
    sendEncodings: RTCRtpEncodingParameters[],
  ): void {
    const transceiver = addSendOnly(this.pc as RTCPeerConnection, kind, sendEncodings);
    this.senders.set(source, transceiver);
    const track = this.tracks.get(source);
    if (track) void this.send(source, track);
  }

  /** One negotiation after the other; a failed one leaves the connection as it was. */
  private negotiate(iceRestart: boolean): Promise<void> {
    this.turn = this.turn.then(() => this.exchange(iceRestart)).catch(() => this.rollBack());
    return this.turn;
  }

  private async exchange(iceRestart: boolean): Promise<void> {
    const pc = this.pc;
    if (!pc) return;
    await pc.setLocalDescription(await pc.createOffer({ iceRestart }));
    const answer = await this.config.offer(pc.localDescription?.sdp ?? '', this.sources());
    if (pc !== this.pc) return;
    const before = fingerprintOf(pc.currentRemoteDescription?.sdp ?? '');
    if (before && before !== fingerprintOf(answer)) {
      // Another server process: its keys are new, and so must be everything of ours.
      this.build();
      await this.exchange(false);
      return;
    }
    await pc.setRemoteDescription({ type: 'answer', sdp: answer });
    this.publishSlots(pc);
  }

  private async rollBack(): Promise<void> {
    if (this.pc?.signalingState === 'have-local-offer') {
      await this.pc.setLocalDescription({ type: 'rollback' }).catch(() => undefined);
    }
  }

  private sources(): Record<string, string> {
    const sources: Record<string, string> = {};
    for (const [source, transceiver] of this.senders) {
      if (transceiver.mid !== null) sources[transceiver.mid] = source;
    }
    return sources;
  }

  private publishSlots(pc: RTCPeerConnection): void {
    const slots = new Map<string, MediaStreamTrack>();
    for (const t of pc.getTransceivers()) {
      if (t.mid !== null && t.direction === 'recvonly') slots.set(t.mid, t.receiver.track);
    }
    this.slots.set(slots);
  }

  private async look(): Promise<void> {
    const pc = this.pc;
    if (!pc) return;
    const counters = countersOf(await pc.getStats());
    if (pc !== this.pc) return;
    this.counters.set(counters);
    const remedy = this.dog.step({
      now: performance.now(),
      connected: pc.connectionState === 'connected',
      bytes: counters.received,
      expecting: this.config.expecting(),
    });
    if (remedy === 'none') {
      // A restart may succeed without the browser ever having called the connection lost.
      if (pc.connectionState === 'connected' && this.dog.content) this.config.onState('connected');
      return;
    }
    this.config.onState('lost');
    if (remedy === 'rebuild') this.rebuild();
    else void this.negotiate(true);
  }

  private rebuild(): void {
    const dog = this.dog;
    this.build();
    this.dog = dog; // its patience grows with every try
    void this.negotiate(false);
  }
}

/**
 * A slot offers only what the server forwards. All a browser can decode, forty
 * times, makes an offer longer than a message may be.
 */
function addVideoSlot(pc: RTCPeerConnection): void {
  const transceiver = pc.addTransceiver('video', { direction: 'recvonly' });
  const codecs = RTCRtpReceiver.getCapabilities?.('video')?.codecs.filter(isForwarded);
  if (!codecs?.length) return;
  try {
    transceiver.setCodecPreferences(codecs);
  } catch {
    // Then it offers everything.
  }
}

function addSendOnly(
  pc: RTCPeerConnection,
  kind: 'audio' | 'video',
  sendEncodings: RTCRtpEncodingParameters[],
) {
  try {
    return pc.addTransceiver(kind, { direction: 'sendonly', sendEncodings });
  } catch {
    // A browser that does not know one of the members (scalabilityMode) refuses all of them.
    const plain = sendEncodings.map(({ rid, scaleResolutionDownBy, maxBitrate }) => ({
      ...(rid ? { rid, scaleResolutionDownBy } : {}),
      maxBitrate,
    }));
    return pc.addTransceiver(kind, { direction: 'sendonly', sendEncodings: plain });
  }
}

async function fitLayers(sender: RTCRtpSender, track: MediaStreamTrack): Promise<void> {
  const { width = 1280, height = 720 } = track.getSettings();
  const layers = cameraLayers(Math.min(width, height));
  const parameters = sender.getParameters();
  if (!parameters.encodings?.length) return;
  parameters.encodings.forEach((encoding, i) => {
    const layer = layers.find((l) => l.rid === encoding.rid) ?? layers[i];
    if (layer) encoding.maxBitrate = layer.maxBitrate;
  });
  // Refused before the first negotiation in some browsers; the first values then stay.
  await sender.setParameters(parameters).catch(() => undefined);
}

function countersOf(report: RTCStatsReport): Counters {
  const video: VideoCounters = { arrived: 0, dropped: 0, decoding: 0 };
  const found: Counters = { received: 0, sent: 0, roundTrip: undefined, protocol: '', video };
  let local = '';
  report.forEach((s) => {
    if (s.type === 'inbound-rtp') found.received += s.bytesReceived ?? 0;
    if (s.type === 'inbound-rtp' && s.kind === 'video' && s.framesReceived > 0) {
      video.arrived += s.framesReceived;
      video.dropped += s.framesDropped ?? 0;
      video.decoding += s.totalDecodeTime ?? 0;
    }
    if (s.type === 'outbound-rtp') found.sent += s.bytesSent ?? 0;
    if (s.type === 'candidate-pair' && s.nominated && s.state === 'succeeded') {
      found.roundTrip = s.currentRoundTripTime;
      local = s.localCandidateId;
    }
  });
  const candidate = local ? report.get(local) : undefined;
  if (candidate) found.protocol = String(candidate.protocol ?? '').toUpperCase();
  return found;
}
