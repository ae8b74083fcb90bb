import { expect, it } from 'vitest';
import { causes, steps } from '../data/telephony';
import en from '../i18n/en/base.json';
import { duration, known, outcome, ruleOf, said, standing, stepsOf } from './words';

it('durations are read as on a clock', () => {
  expect(duration(0)).toBe('0:00');
  expect(duration(185.4)).toBe('3:05');
  expect(duration(3720)).toBe('1:02:00');
  expect(duration(-1)).toBe('0:00');
});

it('a call stands as its times and its end say', () => {
  const at = '2026-03-01T12:00:00Z';
  const cause = (kind: 'busy' | 'hungup' | 'lost') => ({ kind, text: '', local: false });
  expect(outcome({})).toBe('ringing');
  expect(outcome({ answered: at })).toBe('running');
  expect(outcome({ answered: at, ended: at, cause: cause('hungup') })).toBe('good');
  expect(outcome({ answered: at, ended: at, cause: cause('lost') })).toBe('bad');
  expect(outcome({ ended: at, cause: cause('busy') })).toBe('bad');
});

it('what the other side said is status and words', () => {
  expect(said({ status: 486, reason: 'Busy Here' })).toBe('486 Busy Here');
  expect(said({ reason: 'no route' })).toBe('no route');
  expect(said({ status: 0 })).toBe('');
  expect(said(undefined)).toBe('');
});

it('a test call has come to all steps before the last', () => {
  expect(stepsOf('none').some((one) => one.done)).toBe(false);
  expect(stepsOf('trying').map((one) => one.done)).toEqual([true, true, false, false]);
  expect(stepsOf('answered').every((one) => one.done)).toBe(true);
});

it('a trunk stands as it is set and as its registration does', () => {
  const since = '';
  expect(standing({ enabled: false, registration: 'permanent' }, undefined)).toBe('off');
  expect(standing({ enabled: true, registration: 'off' }, undefined)).toBe('plain');
  expect(standing({ enabled: true, registration: 'permanent' }, undefined)).toBe('registering');
  expect(standing({ enabled: true, registration: 'before_call' }, undefined)).toBe('waiting');
  expect(standing({ enabled: true, registration: 'permanent' }, { id: 'a', state: 'failed', since })).toBe(
    'failed',
  );
});

it('every cause, rule and step has words', () => {
  expect(Object.keys(en.telephony.cause).sort()).toEqual([...causes].sort());
  for (const step of steps.slice(1)) expect(en.telephony.step).toHaveProperty(step);
  expect(known('busy')).toBe('busy');
  expect(known('news')).toBe('failed');
  expect(en.telephony.rule).toHaveProperty(ruleOf('stray'));
  expect(en.telephony.rule).toHaveProperty(ruleOf('news'));
});
