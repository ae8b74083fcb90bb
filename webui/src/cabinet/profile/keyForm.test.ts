import { describe, expect, it } from 'vitest';
import { emptyKey, keyState, lives, newKey, wasUsed } from './keyForm';

const now = new Date('2026-03-12T10:00:00Z');

describe('a new key', () => {
  it('reads for a year unless more is asked', () => {
    expect(newKey({ ...emptyKey, name: ' Calendar ' }, now)).toEqual({
      name: 'Calendar',
      scopes: ['read'],
      expires: '2027-03-12T10:00:00.000Z',
    });
  });
  it('has what is asked for, and no scope twice', () => {
    const key = newKey({ name: 'Robot', may: 'create', admin: true, life: '30' }, now);
    expect(key.scopes).toEqual(['create', 'admin']);
    expect(key.expires).toBe('2026-04-11T10:00:00.000Z');
  });
  it('lives no longer than the server takes', () => {
    expect(Math.max(...lives.map(Number))).toBeLessThanOrEqual(10 * 365);
  });
});

describe('a key', () => {
  it.each([
    ['2026-03-12T10:00:00Z', 'over'],
    ['2026-03-12T10:00:01Z', 'soon'],
    ['2026-03-19T09:59:59Z', 'soon'],
    ['2026-03-19T10:00:00Z', 'good'],
  ])('that ends %s is %s', (expires, state) => {
    expect(keyState({ expires }, now)).toBe(state);
  });
  it('was never used as long as its use is its making', () => {
    const created = '2026-03-01T00:00:00Z';
    expect(wasUsed({ created, lastUsed: created })).toBe(false);
    expect(wasUsed({ created, lastUsed: '2026-03-02T00:00:00Z' })).toBe(true);
  });
});
