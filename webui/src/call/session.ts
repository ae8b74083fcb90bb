import i18next from 'i18next';
import { Capture } from '../media/capture';
import { play } from '../media/tones';
import type { IncomingRing, Push, RequestName, Requests } from '../protocol/messages';
import { codeOf } from '../protocol/refusal';
import { openWire, Socket } from '../protocol/socket';
import type { Hello, Snapshot, WaitingAnswer } from '../protocol/types';
import { settings } from '../state/settings';
import { createStore } from '../state/store';
import { Call } from './call';
import { pathOf } from './embedded';
import { goInto, isGoing } from './going';
import { notifyError } from './notices';
import { dropRegistration, keepRegistration, takeRegistration } from './registration';
import { dropSeat, keepSeat, readSeat } from './seat';
import { type Stage, stageOfRefusal } from './stage';

export type Link = 'connecting' | 'online' | 'lost';

/**
 * A visit to one conference page: from opening the link over preparation, PIN
 * and waiting room into the call and out again. It owns the socket and the
 * devices; the [[Call]] lives from entering to leaving.
 */
export class Session {
  readonly link = createStore<Link>('connecting');
  readonly hello = createStore<Hello | undefined>(undefined);
  readonly stage = createStore<Stage>({ name: 'opening' });
  readonly call = createStore<Call | undefined>(undefined);
  readonly ring = createStore<IncomingRing | undefined>(undefined);
  readonly busy = createStore(false);
  readonly capture = new Capture();

  private readonly socket: Socket;
  private cid: string;
  private pin: string | undefined;
  private name = '';
  /** The secret of the seat or of the place in the waiting room. */
  private resume: string | undefined;
  /** The secret of an individual link (A13). */
  private registration: string | undefined;
  /** What came while `join` was under way; it belongs behind the Snapshot in its answer. */
  private early: Push[] | undefined;

  constructor(cid: string) {
    this.cid = cid;
    this.registration = takeRegistration(cid);
    this.socket = new Socket({
      open: openWire,
      language: () => i18next.language,
      onReady: (hello) => void this.ready(hello),
      onLost: (code, final) => this.lost(code, final),
      onPush: (push) => this.push(push),
    });
    addEventListener('online', () => this.networkChanged());
    document.addEventListener(
      'visibilitychange',
      () => document.visibilityState === 'visible' && this.socket.hurry(),
    );
  }

  start(): void {
    this.socket.connect();
  }

  request<N extends RequestName>(type: N, fields: Requests[N][0]): Promise<Requests[N][1]> {
    return this.socket.request(type, fields);
  }

  /** Asks what is behind the link, with a PIN when there is one. */
  async look(pin?: string): Promise<void> {
    this.busy.set(true);
    try {
      const prospect = await this.request('look', {
        cid: this.cid,
        ...(pin ? { pin } : {}),
        ...(this.registration ? { registration: this.registration } : {}),
      });
      this.pin = pin;
      if (prospect.entry === 'refuse') this.refused(prospect.reason ?? 'over', false, pin);
      else this.stage.set({ name: 'prepare', prospect });
      if (prospect.entry === 'enter' && !prospect.needsName && isGoing(this.cid)) await this.goIn();
    } catch (cause) {
      this.refused(codeOf(cause), pin !== undefined, pin);
    } finally {
      this.busy.set(false);
    }
  }

  /** Goes in, or into the waiting room. */
  async join(name: string): Promise<void> {
    this.name = name.trim();
    void this.capture.hold(true); // the click is the gesture for it (lesson 14)
    this.busy.set(true);
    try {
      await this.enter(undefined);
    } catch (cause) {
      this.refused(codeOf(cause), false);
    } finally {
      this.busy.set(false);
    }
  }

  /** Enters as the devices were used last, for whoever has just called or accepted a call. */
  private async goIn(): Promise<void> {
    const { microphone, camera } = settings.get();
    await Promise.all([this.capture.set('microphone', microphone), this.capture.set('camera', camera)]);
    await this.join('');
  }

  /** Leaves the call or the waiting room by the user's wish. */
  leave(): void {
    void this.request('leave', {}).catch(() => undefined);
    this.over(this.stage.get().name === 'waiting' ? 'stopped' : 'left');
  }

  /** From the leave page back to the door. */
  again(): void {
    this.stage.set({ name: 'opening' });
    if (this.link.get() === 'online') void this.look(this.pin);
    else this.socket.hurry();
  }

  /** The ID in the link. */
  address(): string {
    return this.cid;
  }

  /** Who the page of the conference is told that one is, beside the cookie. */
  identity(): { registration?: string; pin?: string } {
    const stage = this.stage.get();
    return { registration: this.registration, pin: stage.name === 'planned' ? stage.pin : this.pin };
  }

  /** From now on one is who registered; with undefined nobody is. */
  register(secret: string | undefined): void {
    this.registration = secret;
    if (secret) keepRegistration(this.cid, secret);
    else dropRegistration();
  }

  async answerRing(accept: boolean): Promise<void> {
    const ring = this.ring.get();
    this.ring.set(undefined);
    if (!ring) return;
    try {
      const { cid } = await this.request('ring', { ring: ring.ring, accept });
      if (accept) goInto(cid || ring.conference.cid);
    } catch (cause) {
      notifyError(codeOf(cause));
    }
  }

  private async ready(hello: Hello): Promise<void> {
    this.hello.set(hello);
    this.link.set('online');
    const seat = this.stage.get().name === 'opening' ? readSeat(this.cid) : undefined;
    if (seat) {
      this.resume = seat.resume;
      this.name = seat.name;
      await this.takeDevices(seat.sending);
    }
    const stage = this.stage.get().name;
    if (this.resume && (stage === 'call' || stage === 'waiting' || stage === 'opening'))
      await this.comeBack(this.resume);
    else if (stage === 'opening') await this.look(this.pin);
  }

  /** Returns to the seat; where that is gone, goes in anew like everybody else. */
  private async comeBack(resume: string): Promise<void> {
    try {
      await this.enter(resume);
    } catch (cause) {
      const code = codeOf(cause);
      if (code === 'offline') return; // the socket will be back, and we with it
      this.resume = undefined;
      dropSeat();
      if (this.stage.get().name === 'opening') await this.look(this.pin);
      // With an individual link one is in on another device meanwhile: nobody is thrown out unasked.
      else if (this.registration) this.over('moved');
      else await this.enter(undefined).catch((c: unknown) => codeOf(c) === 'offline' || this.over('lost'));
    }
  }

  private async enter(resume: string | undefined): Promise<void> {
    const { microphone, camera } = this.sending();
    const early: Push[] = [];
    this.early = early;
    try {
      const answer = await this.request('join', {
        cid: this.cid,
        ...(this.pin ? { pin: this.pin } : {}),
        ...(this.name ? { name: this.name } : {}),
        ...(resume ? { resume } : this.registration ? { registration: this.registration } : {}),
        media: { microphone, camera },
      });
      if (answer.result === 'entered') this.entered(answer.snapshot);
      else this.waits(answer.waiting);
    } finally {
      if (this.early === early) this.early = undefined;
    }
    for (const push of early) this.push(push);
  }

  private waits(waiting: WaitingAnswer): void {
    this.resume = waiting.resume;
    this.keep();
    this.stage.set({ name: 'waiting', waiting });
  }

  private entered(snapshot: Snapshot): void {
    this.resume = snapshot.you.resume;
    const running = this.call.get();
    if (running) running.restore(snapshot);
    else {
      if (this.stage.get().name === 'waiting' && settings.get().sounds)
        play('entered', settings.get().speakerId);
      this.call.set(new Call(this, snapshot));
    }
    this.keep();
    this.stage.set({ name: 'call' });
  }

  /** The address changed while the conference runs (K1): the old one leads nowhere. */
  moved(cid: string): void {
    if (cid === this.cid) return;
    this.cid = cid;
    history.replaceState(null, '', pathOf(cid));
    if (this.registration) keepRegistration(cid, this.registration);
    this.keep();
  }

  /** Remembers the seat with what is sent now. */
  keep(): void {
    if (this.resume)
      keepSeat({ cid: this.cid, resume: this.resume, name: this.name, sending: this.sending() });
  }

  private sending() {
    return { microphone: this.capture.microphone.get().on, camera: this.capture.camera.get().on };
  }

  private async takeDevices(sending: { microphone: boolean; camera: boolean }): Promise<void> {
    const taken = Promise.all([
      sending.microphone ? this.capture.set('microphone', true) : undefined,
      sending.camera ? this.capture.set('camera', true) : undefined,
    ]);
    void this.capture.hold(false);
    await taken;
  }

  private refused(code: string, withPin: boolean, pin?: string): void {
    const next = stageOfRefusal(code, withPin);
    if (next?.name === 'planned') next.pin = pin;
    const now = this.stage.get();
    if (next) this.stage.set(next);
    else if (now.name === 'prepare') this.stage.set({ ...now, error: code });
    else if (now.name === 'opening' && code !== 'offline') this.stage.set({ name: 'refused', code });
    else if (now.name !== 'opening') notifyError(code);
  }

  private over(why: Extract<Stage, { name: 'over' }>['code'] | 'no_participation'): void {
    const code = why === 'replaced' && this.registration ? 'moved' : why;
    const recorded = this.call.get()?.recordedRoom();
    const call = this.call.get()?.conference.get().info.call;
    this.call.get()?.close();
    this.call.set(undefined);
    this.capture.close();
    this.resume = undefined;
    // Another page has the seat now, and may need what is kept after its reload.
    if (code !== 'replaced') dropSeat();
    this.stage.set(
      code === 'no_participation' ? { name: 'planned', code } : { name: 'over', code, recorded, call },
    );
  }

  private lost(code: string, final: boolean): void {
    this.link.set('lost');
    this.call.get()?.disconnected();
    if (final) this.stage.set({ name: 'refused', code });
  }

  private networkChanged(): void {
    this.socket.hurry();
    this.call.get()?.networkChanged();
  }

  private push(push: Push): void {
    if (this.early && push.type !== 'ring' && push.type !== 'ring.cancelled') {
      this.early.push(push);
      return;
    }
    switch (push.type) {
      case 'admitted':
        this.entered(push.snapshot);
        break;
      case 'refused':
      case 'removed':
        this.over(push.code);
        break;
      case 'ring':
        this.ring.set(push);
        break;
      case 'ring.cancelled':
        this.ring.update((now) => (now?.ring === push.ring ? undefined : now));
        break;
      default:
        this.call.get()?.push(push);
    }
  }
}
