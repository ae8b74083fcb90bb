import type { Message } from '../../api/types';
import { createStore } from '../../state/store';
import { sendConversationFile, sendMessage } from './conversations';

/** A message of mine that the server has not taken yet. */
export interface Outgoing {
  /** Tells the server which message it is, however often it is sent. */
  key: string;
  conversation: string;
  text: string;
  file?: File;
  /** How much of the file is there, 0…1. */
  part: number;
  /** As the server calls the file, once it has it. */
  fileId?: string;
  state: 'waiting' | 'sending' | 'failed';
  error?: unknown;
}

interface Wire {
  send: typeof sendMessage;
  sendFile: typeof sendConversationFile;
}

const randomKey = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, '0')).join('');

/**
 * Messages on their way. Those of one conversation go one after the other; what
 * fails stays until it is sent again, with the same key, or given up.
 */
export class Outbox {
  readonly all = createStore<readonly Outgoing[]>([]);
  /** Hears of messages that the server has taken. */
  onSent: (conversation: string, message: Message) => void = () => {};
  private readonly busy = new Set<string>();
  private readonly stops = new Map<string, AbortController>();

  constructor(private readonly wire: Wire) {}

  /** Sends a text and files; the text goes with the first of them. */
  send(conversation: string, text: string, files: readonly File[] = []): void {
    const parts = files.length > 0 ? files : [undefined];
    const made = parts.map(
      (file, i): Outgoing => ({
        key: randomKey(),
        conversation,
        text: i === 0 ? text : '',
        file,
        part: 0,
        state: 'waiting',
      }),
    );
    this.all.update((all) => [...all, ...made]);
    void this.run(conversation);
  }

  again(key: string): void {
    const conversation = this.amend(key, { state: 'waiting', part: 0, error: undefined })?.conversation;
    if (conversation) void this.run(conversation);
  }

  /** Gives a message up; an upload stops at once. */
  cancel(key: string): void {
    this.stops.get(key)?.abort();
    this.all.update((all) => all.filter((one) => one.key !== key));
  }

  /** One of mine has come along the line, perhaps before the answer to it, or instead of it. */
  arrived(message: Message): void {
    this.all.update((all) => all.filter((one) => one.key !== message.key));
  }

  /** Gives everything up. */
  clear(): void {
    for (const { key } of this.all.get()) this.cancel(key);
  }

  private amend(key: string, change: Partial<Outgoing>): Outgoing | undefined {
    this.all.update((all) => all.map((one) => (one.key === key ? { ...one, ...change } : one)));
    return this.all.get().find((one) => one.key === key);
  }

  private async run(conversation: string): Promise<void> {
    if (this.busy.has(conversation)) return;
    this.busy.add(conversation);
    const next = () =>
      this.all.get().find((one) => one.conversation === conversation && one.state === 'waiting');
    for (let one = next(); one; one = next()) await this.post(one);
    this.busy.delete(conversation);
  }

  private async post({ key, conversation, text, file, fileId }: Outgoing): Promise<void> {
    const stop = new AbortController();
    this.stops.set(key, stop);
    this.amend(key, { state: 'sending' });
    try {
      let id = fileId;
      if (file && !id) {
        const progress = (part: number) => void this.amend(key, { part });
        id = (await this.wire.sendFile(conversation, file, progress, stop.signal)).id;
        this.amend(key, { fileId: id });
      }
      if (stop.signal.aborted) return;
      const message = await this.wire.send(conversation, { text, key, ...(id ? { file: id } : {}) });
      this.onSent(conversation, message);
      this.all.update((all) => all.filter((one) => one.key !== key));
    } catch (error) {
      this.amend(key, { state: 'failed', error });
    } finally {
      this.stops.delete(key);
    }
  }
}

/** What this tab sends. */
export const outbox = new Outbox({ send: sendMessage, sendFile: sendConversationFile });
