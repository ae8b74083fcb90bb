import { expect, it } from 'vitest';
import type { Trunk } from '../data/telephony';
import { addressOf, emptyTrunk, faultOf, fromForm, places, toForm } from './trunkForm';

const trunk: Trunk = {
  id: 'a',
  name: 'PBX',
  host: 'pbx.example.org',
  port: 0,
  transport: 'tcp',
  login: 'veche',
  hasPassword: true,
  realm: '',
  from: { user: '100', name: '', domain: '' },
  default: true,
  patterns: [{ match: '8.', strip: 1, prepend: '+7' }],
  registration: 'permanent',
  expires: 600,
  enabled: true,
  revision: 3,
};

it('a password that is not typed stays, one that is cleared goes', () => {
  const form = toForm(trunk);
  expect(form.port).toBe('');
  expect(fromForm(form)).not.toHaveProperty('password');
  expect(fromForm({ ...form, forget: true }).password).toBe('');
  expect(fromForm({ ...form, forget: true, password: 'new' }).password).toBe('new');
  expect(fromForm(form)).toEqual({
    name: 'PBX',
    host: 'pbx.example.org',
    port: 0,
    transport: 'tcp',
    login: 'veche',
    realm: '',
    from: { user: '100', name: '', domain: '' },
    default: true,
    patterns: trunk.patterns,
    registration: 'permanent',
    expires: 600,
    enabled: true,
  });
});

it('the first trunk is the default', () => {
  expect(emptyTrunk([]).default).toBe(true);
  expect(emptyTrunk([trunk]).default).toBe(false);
});

it('patterns are read as the server reads them', () => {
  for (const [match, want] of [
    ['8.', 1],
    ['+7xxxxxxxxxx', 12],
    ['[2-4,7]xx', 3],
    ['[247]XX', 3],
    ['*72#', 4],
    ['.', 0],
    ['', -1],
    ['8.5', -1],
    ['8+', -1],
    ['8a', -1],
    ['[', -1],
    ['[]', -1],
    ['[4-2]', -1],
    ['[,2]', -1],
    ['[2,]', -1],
  ] as const)
    expect(places(match), match).toBe(want);
});

it('what of a pattern is wrong is known by its field', () => {
  expect(faultOf({ match: '8.', strip: 1, prepend: '+7' })).toEqual({});
  expect(faultOf({ match: 'a', strip: 0, prepend: '' })).toHaveProperty('match');
  expect(faultOf({ match: '8.', strip: 2, prepend: '' })).toHaveProperty('strip');
  expect(faultOf({ match: '8.', strip: 0, prepend: 'x' })).toHaveProperty('prepend');
});

it('an address is read with its port and transport', () => {
  expect(addressOf(trunk)).toBe('pbx.example.org, TCP');
  expect(addressOf({ host: '2001:db8::1', port: 5070, transport: 'tls' })).toBe('[2001:db8::1]:5070, TLS');
});
