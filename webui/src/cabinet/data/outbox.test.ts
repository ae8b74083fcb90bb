import { describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../api/problem';
import type { Message } from '../../api/types';
import { Outbox } from './outbox';

type Wire = ConstructorParameters<typeof Outbox>[0];

const taken = (text: string) => ({ number: 1, text }) as Message;
const settled = () => new Promise((done) => setTimeout(done));

function make(wire: Partial<Wire> = {}) {
  const send = vi.fn<Wire['send']>(async (_, { text }) => taken(text));
  const sendFile = vi.fn<Wire['sendFile']>(async (_, file) => ({
    id: 'f1',
    name: file.name,
    size: 1,
    type: '',
    url: '',
  }));
  const box = new Outbox({ send, sendFile, ...wire });
  const sent: string[] = [];
  box.onSent = (_, message) => sent.push(message.text);
  return { box, send, sendFile, sent };
}

describe('messages on their way', () => {
  it('go one after the other, each with a key of its own', async () => {
    const { box, send, sent } = make();
    box.send('c', 'one');
    box.send('c', 'two');
    await settled();
    expect(sent).toEqual(['one', 'two']);
    const keys = send.mock.calls.map(([, { key }]) => key);
    expect(new Set(keys).size).toBe(2);
    expect(box.all.get()).toEqual([]);
  });

  it('what failed stays, lets others pass, and is sent again with the same key', async () => {
    let online = false;
    const send = vi.fn<Wire['send']>(async (_, { text }) => {
      if (!online && text === 'one') throw new ApiError(0, 'offline', '');
      return taken(text);
    });
    const { box, sent } = make({ send });
    box.send('c', 'one');
    box.send('c', 'two');
    await settled();
    expect(box.all.get()).toMatchObject([{ text: 'one', state: 'failed' }]);
    online = true;
    box.again(box.all.get()[0]?.key ?? '');
    await settled();
    expect(sent).toEqual(['two', 'one']);
    expect(send.mock.calls[0]?.[1].key).toBe(send.mock.calls[2]?.[1].key);
  });

  it('a file goes up once, though its message is sent twice', async () => {
    let tries = 0;
    const send = vi.fn<Wire['send']>(async (_, { text }) => {
      if (tries++ === 0) throw new ApiError(503, 'internal', '');
      return taken(text);
    });
    const { box, sendFile } = make({ send });
    box.send('c', 'look', [new File(['x'], 'a.txt')]);
    await settled();
    box.again(box.all.get()[0]?.key ?? '');
    await settled();
    expect(sendFile).toHaveBeenCalledTimes(1);
    expect(send.mock.calls[1]?.[1]).toMatchObject({ text: 'look', file: 'f1' });
  });

  it('the text goes with the first of several files', async () => {
    const { box, send } = make();
    box.send('c', 'both', [new File(['x'], 'a'), new File(['y'], 'b')]);
    await settled();
    expect(send.mock.calls.map(([, { text, file }]) => [text, file])).toEqual([
      ['both', 'f1'],
      ['', 'f1'],
    ]);
  });

  it('what comes along the line is there, whatever becomes of the answer', async () => {
    let lose = (_: Error) => {};
    const send: Wire['send'] = () => new Promise((_, reject) => (lose = reject));
    const { box } = make({ send });
    box.send('c', 'one');
    await settled();
    box.arrived({ number: 4, key: box.all.get()[0]?.key } as Message);
    expect(box.all.get()).toEqual([]);
    lose(new ApiError(0, 'offline', ''));
    await settled();
    expect(box.all.get()).toEqual([]);
  });

  it('an upload that is cancelled stops and leaves nothing', async () => {
    const sendFile: Wire['sendFile'] = (_c, _f, _p, signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(new DOMException('cancelled', 'AbortError')));
      });
    const { box, send } = make({ sendFile });
    box.send('c', '', [new File(['x'], 'a')]);
    await settled();
    box.cancel(box.all.get()[0]?.key ?? '');
    await settled();
    expect(box.all.get()).toEqual([]);
    expect(send).not.toHaveBeenCalled();
  });
});
