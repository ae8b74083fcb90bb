import { describe, expect, it } from 'vitest';
import { isColour } from '../data/brand';
import type { ServerSettings } from '../data/settings';
import { corrected, isOwn, toForm } from './lookForm';

const stored = (brand: object) =>
  ({ serverName: 'School 5', brand: { accent: '', logo: null, darkLogo: null, ...brand } }) as ServerSettings;
const shades = (kept: boolean) => ({ accent: '', hover: '', text: '', soft: '', kept });

describe('the form of the look', () => {
  it('begins with what is stored', () => {
    const logo = { picture: 'a.png', width: 2, height: 1 };
    expect(toForm(stored({ accent: '#112233', logo }))).toEqual({
      name: 'School 5',
      accent: '#112233',
      light: 'stored',
      dark: 'none',
    });
  });

  it('knows when the look is Veche’s own', () => {
    expect(isOwn(stored({}))).toBe(true);
    expect(isOwn(stored({ accent: '#112233' }))).toBe(false);
  });

  it('tells in which schemes a colour was corrected', () => {
    expect(corrected({ light: shades(false), dark: shades(true) })).toEqual(['light']);
    expect(corrected({ light: shades(true), dark: shades(true) })).toEqual([]);
  });

  it('sends only whole colours', () => {
    for (const [text, is] of [
      ['#a34a14', true],
      ['#A34A14', true],
      ['#a34', false],
      ['', false],
      ['red', false],
    ] as const)
      expect(isColour(text), text).toBe(is);
  });
});
