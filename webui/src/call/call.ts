import type { Kind } from '../media/capture';
import { Connection } from '../media/connection';
import { canShare, chooseScreen, endShare, type Shared } from '../media/screen';
import { play } from '../media/tones';
import type { Event, Push, RequestName, Requests } from '../protocol/messages';
import { codeOf } from '../protocol/refusal';
import type { Participant, Reaction, Recording, Snapshot } from '../protocol/types';
import { apply, bound, type Conference, enter, participantOf } from '../state/conference';
import { changeSettings, settings } from '../state/settings';
import { createStore, type Store } from '../state/store';
import { type Announcement, announcementOf, recordingTold, sendingAfter } from './announce';
import type { Display } from './display';
import { type Notice, notify, notifyError, spoken, withdraw } from './notices';
import { dialog, panel } from './panels';
import type { Session } from './session';
import { type Drawn, filled, type Size, slotSizes, windowKey } from './sizes';
import { watchStrain } from './strain';

const saysRecorded = (notice: Notice) => notice.text === 'recording.runs';

export type MediaState = 'connecting' | 'connected' | 'lost';

/** Being in a conference: its state, the media connection, and what one can do there. */
export class Call {
  readonly conference: Store<Conference>;
  readonly media = createStore<MediaState>('connecting');
  readonly sharing = createStore<Shared | undefined>(undefined);
  readonly reactions = createStore<ReadonlyMap<string, Reaction>>(new Map());
  readonly unread = createStore(0);
  readonly display = createStore<Display>({
    layout: 'auto',
    windows: 0,
    page: 0,
    pin: null,
    self: true,
    composed: false,
  });
  readonly connection: Connection;
  readonly entered = Date.now();

  private readonly drawn = new Map<string, Size>();
  private wanted = 0;
  private sizesTold = '';
  private sizesTimer: ReturnType<typeof setTimeout> | undefined;
  /** Requests about our own sending under way; until they are answered, events tell of the past. */
  private changing = 0;
  private readonly stopWatching: () => void;
  /** Something was recorded while one was here. */
  private recorded = false;

  constructor(
    readonly session: Session,
    snapshot: Snapshot,
  ) {
    this.conference = createStore(enter(snapshot));
    const { self, light } = settings.get();
    this.display.update((d) => ({ ...d, self: self === 'tile', composed: light && this.composes() }));
    this.connection = new Connection({
      offer: async (sdp, sources) => (await this.request('offer', { sdp, sources })).sdp,
      expecting: () => this.conference.get().video.some((s) => filled(s) && s.state === 'live'),
      onState: (state) => this.media.set(state),
    });
    const { capture } = session;
    capture.onTrack = (kind, track) => void this.connection.send(kind, track).catch(() => undefined);
    for (const kind of ['microphone', 'camera'] as const) {
      void this.connection.send(kind, capture.store(kind).get().track ?? null);
    }
    void this.connection.start().then(() => this.tellQuality());
    this.reconcile();
    this.tellOfRecording(undefined);
    this.stopWatching = watchStrain(this);
  }

  request<N extends RequestName>(type: N, fields: Requests[N][0]): Promise<Requests[N][1]> {
    return this.session.request(type, fields);
  }

  /** A request whose only visible outcome is the events that follow; an error becomes a notice. */
  async act<N extends RequestName>(type: N, fields: Requests[N][0]): Promise<Requests[N][1] | undefined> {
    try {
      return await this.request(type, fields);
    } catch (cause) {
      notifyError(codeOf(cause));
      return undefined;
    }
  }

  me(): Participant | undefined {
    const c = this.conference.get();
    return participantOf(c, c.you.id);
  }

  push(push: Push): void {
    const before = this.conference.get();
    if (push.type === 'event' && (push.seq === undefined || push.seq > before.seq)) this.tell(before, push);
    this.conference.set(apply(before, push));
    const code = push.type === 'event' && push.event === 'recording.changed' ? push.code : undefined;
    this.tellOfRecording(before.info.recording, code);
    if (push.type === 'event' || push.type === 'snapshot') this.reconcile();
    if (push.type === 'slots') {
      this.wanted = push.wantVideo ?? 0;
      this.tellSizes();
    }
    if (push.type === 'slots' || push.type === 'view') this.growSlots();
    if (push.type === 'event' && push.event === 'conference.changed') this.session.moved(push.conference.cid);
  }

  /** Slots for what is shown now, not for what might be: each is a decoder in the page. */
  private growSlots(): void {
    const { view, you } = this.conference.get();
    const shown = view.composed
      ? 1
      : view.windows.filter((w) => w.participant && w.participant !== you.id).length;
    void this.connection.grow(Math.min(this.wanted, shown));
  }

  /** Back on the same seat after the socket was lost: the server's state is the state now. */
  restore(snapshot: Snapshot): void {
    const before = this.conference.get();
    this.conference.set(enter(snapshot, before));
    this.tellOfRecording(before.info.recording);
    this.session.moved(snapshot.conference.cid);
    this.reconcile();
    this.sizesTold = '';
    this.tellDisplay();
    void this.connection.resume().then(() => {
      this.tellSizes();
      this.tellQuality();
    });
  }

  disconnected(): void {
    this.conference.update((c) => ({ ...c, speaking: [] }));
  }

  networkChanged(): void {
    if (this.session.link.get() === 'online') void this.connection.resume();
  }

  close(): void {
    clearTimeout(this.sizesTimer);
    this.stopWatching();
    this.session.capture.onTrack = () => undefined;
    const shared = this.sharing.get();
    if (shared) endShare(shared);
    this.sharing.set(undefined);
    this.connection.close();
    panel.set('none');
    withdraw(saysRecorded);
  }

  // Sending

  /** Switches the own microphone or camera. Off is at once; on waits for the server's leave. */
  async setSending(kind: Kind, on: boolean): Promise<void> {
    const { capture } = this.session;
    this.changing++;
    try {
      if (!on) void capture.set(kind, false);
      const now = await this.request('media', { [kind]: on });
      if (on && now[kind]) {
        await capture.set(kind, true);
        if (capture.store(kind).get().state === 'failed') {
          notify('error', { text: `device.${kind}.${capture.store(kind).get().error ?? 'failed'}` });
          await this.request('media', { [kind]: false });
        }
      } else if (on) notifyError('not_permitted');
    } catch (cause) {
      if (on) notifyError(codeOf(cause));
    } finally {
      this.changing--;
      this.session.keep();
      this.reconcile();
    }
  }

  toggleSending(kind: Kind): void {
    void this.setSending(kind, !this.session.capture.store(kind).get().on);
  }

  async toggleScreen(): Promise<void> {
    if (this.sharing.get()) return this.stopScreen();
    if (!canShare()) return notify('error', { text: 'errors.no_sharing' });
    let shared: Shared | undefined;
    try {
      shared = await chooseScreen();
      if (!shared) return;
      this.changing++;
      try {
        await this.request('media', { screen: true });
      } finally {
        this.changing--;
      }
    } catch (cause) {
      if (shared) endShare(shared);
      return notifyError(codeOf(cause));
    }
    shared.picture.addEventListener('ended', () => void this.stopScreen());
    this.sharing.set(shared);
    await this.connection.send('screen', shared.picture);
    await this.connection.send('screen_audio', shared.sound);
  }

  async stopScreen(): Promise<void> {
    this.dropScreen();
    await this.request('media', { screen: false }).catch(() => undefined);
  }

  private dropScreen(): void {
    const shared = this.sharing.get();
    if (!shared) return;
    this.sharing.set(undefined);
    endShare(shared);
    void this.connection.send('screen', null);
    void this.connection.send('screen_audio', null);
  }

  /**
   * Brings what is sent and what the server records together, always downwards
   * (lesson 11): a moderator or a reconnect can switch off, only the user on.
   */
  private reconcile(): void {
    const me = this.me();
    if (this.changing > 0 || !me) return;
    const { capture } = this.session;
    for (const kind of ['microphone', 'camera'] as const) {
      const { on } = capture.store(kind).get();
      if (on && !me[kind]) void capture.set(kind, false);
      if (!on && me[kind]) void this.request('media', { [kind]: false }).catch(() => undefined);
    }
    if (this.sharing.get() && !me.screen) this.dropScreen();
    if (!this.sharing.get() && me.screen)
      void this.request('media', { screen: false }).catch(() => undefined);
    this.session.keep();
  }

  // Recording

  /** Whether one may record here (L1, L2); what runs can be stopped in any case. */
  records(): boolean {
    const { you, info } = this.conference.get();
    const offered = this.session.hello.get()?.features.recording || info.recording !== undefined;
    return you.permissions.record && offered;
  }

  /** Begins to record; what runs is asked about before it ends. */
  record(): void {
    if (!this.records()) return;
    const now = this.conference.get().info.recording;
    if (now?.state === 'on') dialog.set('record');
    else if (!now) void this.act('record', { on: true });
  }

  /** The room in the cabinet that has a recording of this call, for those who may have it. */
  recordedRoom(): string | undefined {
    const { you, info } = this.conference.get();
    return this.recorded && you.permissions.record ? info.id : undefined;
  }

  private tellOfRecording(before: Recording | undefined, code?: string): void {
    const { you, info } = this.conference.get();
    if (info.recording?.state === 'on') this.recorded = true;
    else withdraw(saysRecorded);
    const what = recordingTold(before, info.recording, you.permissions.record, code);
    if (what) this.announce(what);
    if (!info.recording && dialog.get() === 'record') dialog.set('none');
  }

  // Seeing

  /** Whether the server can send one picture of everything. */
  composes(): boolean {
    return this.session.hello.get()?.features.composed ?? false;
  }

  /** Light mode on or off, for this device from now on (lesson 16). */
  setLight(on: boolean): void {
    changeSettings({ light: on });
    this.show({ composed: on });
  }

  show(change: Partial<Display>): void {
    const before = this.display.get();
    const next = { ...before, ...change };
    if (JSON.stringify(next) === JSON.stringify(before)) return;
    this.display.set(next);
    this.tellDisplay();
  }

  private tellDisplay(): void {
    const { windows, composed, layout, ...rest } = this.display.get();
    if (windows === 0) return; // the stage is not measured yet
    const allowed = bound(this.conference.get()) ? 'auto' : layout;
    this.request('display', {
      windows,
      layout: allowed,
      ...rest,
      ...(this.composes() ? { composed } : {}),
    }).then(
      ({ view }) => view && this.conference.update((c) => apply(c, { type: 'view', view })),
      (cause: unknown) => composed && codeOf(cause) === 'no_codecs' && this.lightRefused(),
    );
  }

  private lightRefused(): void {
    notifyError('no_codecs');
    this.show({ composed: false });
  }

  tellQuality(): void {
    void this.request('quality', { maxBitrate: settings.get().receive }).catch(() => undefined);
  }

  /** How large a window is drawn, undefined when it no longer is. */
  setDrawn(participant: string, source: Drawn, size: Size | undefined): void {
    const key = windowKey(participant, source);
    if (size) this.drawn.set(key, size);
    else this.drawn.delete(key);
    this.tellSizes();
  }

  private tellSizes(after = 150): void {
    this.sizesTimer ??= setTimeout(() => {
      this.sizesTimer = undefined;
      const slots = slotSizes(this.conference.get().video, this.drawn, devicePixelRatio);
      const text = JSON.stringify(slots);
      if (text === this.sizesTold || Object.keys(slots).length === 0) return;
      this.request('sizes', { slots }).then(
        () => {
          this.sizesTold = text;
        },
        (cause: unknown) => codeOf(cause) !== 'offline' && this.tellSizes(1_000),
      );
    }, after);
  }

  // Hearing of things

  private tell(before: Conference, e: Event): void {
    if (e.event === 'reaction') this.react(e.participant, e.reaction);
    if (e.event === 'chat' && e.message.from.id !== before.you.id && panel.get() !== 'chat')
      this.unread.update((n) => n + 1);
    if (e.event === 'waiting.removed') this.forgetWaiting(before, e.participant);
    this.tellOfMuting(e);
    if (e.event === 'conference.changed' && e.conference.pin !== before.info.pin)
      withdraw((notice) => notice.offer === 'pin');
    const what = announcementOf(before, e);
    if (what) this.announce(what);
  }

  private announce(what: Announcement): void {
    spoken.set(what);
    const hidden =
      (what.offer === 'chat' && panel.get() === 'chat') ||
      (what.offer === 'people' && panel.get() === 'people');
    if (what.visible && !hidden) notify(what.failed ? 'error' : 'info', what);
    const { sounds, speakerId } = settings.get();
    if (what.melody && (sounds || what.always) && !hidden) play(what.melody, speakerId);
  }

  private forgetWaiting(before: Conference, id: string): void {
    const name = before.waiting.find((w) => w.id === id)?.name;
    withdraw((notice) => notice.text === 'say.waits' && notice.values?.name === name);
  }

  /** Switched off by somebody else: said in words, for nothing else shows who did it. */
  private tellOfMuting(e: Event): void {
    const now = sendingAfter(e, this.conference.get().you.id);
    if (!now || this.changing > 0) return;
    for (const kind of ['microphone', 'camera'] as const) {
      if (this.session.capture.store(kind).get().on && !now[kind])
        notify('info', { text: `say.muted.${kind}` });
    }
    if (this.sharing.get() && !now.screen) notify('info', { text: 'say.muted.screen' });
  }

  private react(participant: string, reaction: Reaction): void {
    const change = (value: Reaction | undefined) => {
      const next = new Map(this.reactions.get());
      if (value) next.set(participant, value);
      else next.delete(participant);
      this.reactions.set(next);
    };
    change(reaction);
    setTimeout(() => this.reactions.get().get(participant) === reaction && change(undefined), 4_000);
  }
}
