import type { BothShades, SchemeOfLook } from '../data/brand';
import type { ServerSettings } from '../data/settings';

/** A logo as it stands in the form: as it is stored, another file, or none. */
export type Chosen = 'stored' | 'none' | File;

export interface LookForm {
  name: string;
  accent: string;
  light: Chosen;
  dark: Chosen;
}

export const toForm = (stored: ServerSettings): LookForm => ({
  name: stored.serverName,
  accent: stored.brand.accent,
  light: stored.brand.logo ? 'stored' : 'none',
  dark: stored.brand.darkLogo ? 'stored' : 'none',
});

/** Whether anything of Veche's look was given up. */
export const isOwn = (stored: ServerSettings) =>
  !stored.brand.accent && !stored.brand.logo && !stored.brand.darkLogo;

/** In which schemes the colour is drawn otherwise than it was chosen. */
export const corrected = (shades: BothShades): SchemeOfLook[] =>
  (['light', 'dark'] as const).filter((scheme) => !shades[scheme].kept);
