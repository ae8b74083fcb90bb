import { describe, expect, it } from 'vitest';
import type { Contact } from '../data/contacts';
import { sampleConversation } from '../messages/sample';
import { sampleConference } from '../rooms/sample';
import { faultOf, hits } from './found';

const contact = (id: string, kind: string): Contact => ({
  id,
  source: 'own',
  name: id,
  kind,
  login: '',
  dial: '',
  email: '',
  note: '',
  groups: [],
  avatar: '',
  editable: false,
  revision: 1,
});

describe('the search of the cabinet', () => {
  it('offers what was typed in full first, then conferences, then people', () => {
    const found = hits(
      { kind: 'sip', canonical: '#sip:bob@host' },
      [sampleConference()],
      [contact('anna', 'user'), contact('letter', 'email')],
    );
    expect(found.map((hit) => hit.kind)).toEqual(['dial', 'conference', 'contact']);
  });
  it('offers to write to people of this server but oneself, also without the right to call, and groups', () => {
    const anna = { ...contact('anna', 'user'), login: 'anna' };
    const me = { ...contact('me', 'user'), login: 'me' };
    const group = sampleConversation({ kind: 'group' });
    const found = hits(undefined, [], [anna, me], {
      me: 'me',
      mayCall: false,
      conversations: [group, sampleConversation()],
    });
    expect(found.map((hit) => hit.key)).toEqual(['m anna', 'g c1']);
  });
  it('enters conferences instead of calling them', () => {
    expect(hits({ kind: 'conference', canonical: '\\c\\1234567890' }, [], [])[0]).toMatchObject({
      enters: true,
    });
  });
  it('does not offer what is refused or wrong, and says why', () => {
    const refused = {
      kind: 'tel',
      canonical: '#tel:112',
      refused: { code: 'number_barred', detail: 'No.' },
    };
    expect(hits(refused, [], [])).toEqual([]);
    expect(faultOf(refused)).toBe('number_barred');
    expect(faultOf({ error: { code: 'no_host', at: 3, text: '' } })).toBe('dial_no_host');
    expect(faultOf({ kind: 'sip', canonical: '#sip:a@b' })).toBeUndefined();
  });
});
