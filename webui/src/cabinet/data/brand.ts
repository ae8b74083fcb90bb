import { queryOptions } from '@tanstack/react-query';
import { api, request } from '../../api/client';
import type { ServerSettings } from './settings';

/** How the pages look; without anything it is Veche's own look. */
export interface Brand {
  /** As #rrggbb, '' for Veche's. */
  accent: string;
  logo: Logo | null;
  /** On dark grounds; null: the same. */
  darkLogo: Logo | null;
}

export interface Logo {
  picture: string;
  width: number;
  height: number;
}

/** What is drawn with an accent colour in one scheme. */
export interface Shades {
  accent: string;
  hover: string;
  text: string;
  soft: string;
  /** Drawn as it was chosen; else it was made darker or lighter to be read. */
  kept: boolean;
}

export interface BothShades {
  light: Shades;
  dark: Shades;
}

export const schemesOfLook = ['light', 'dark'] as const;
export type SchemeOfLook = (typeof schemesOfLook)[number];

/** Those of Veche, as in tokens.css. */
const own: BothShades = {
  light: { accent: '#a34a14', hover: '#8a3d0f', text: '#ffffff', soft: '#fbe9dd', kept: true },
  dark: { accent: '#f0955a', hover: '#f6ab7b', text: '#221207', soft: '#3b281c', kept: true },
};
export const ownAccent = own.light.accent;

export const isColour = (text: string) => /^#[0-9a-f]{6}$/i.test(text);

export const shadesQuery = (accent: string) =>
  queryOptions({
    queryKey: ['shades', accent],
    queryFn: ({ signal }) =>
      isColour(accent)
        ? api.get<BothShades>('/settings/shades', { accent }, signal)
        : Promise.resolve<BothShades>(own),
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (before) => before ?? own,
  });

const pathOf = { light: '/settings/logo', dark: '/settings/dark-logo' } as const;

export const picturePath = (logo: Logo) => `/api/v1/avatars/${logo.picture}`;
export const putLogo = (scheme: SchemeOfLook, picture: Blob) =>
  request<ServerSettings>('PUT', pathOf[scheme], {
    body: picture,
    headers: { 'Content-Type': picture.type },
  });
export const deleteLogo = (scheme: SchemeOfLook) => api.delete<ServerSettings>(pathOf[scheme]);
export const deleteBrand = () => api.delete<ServerSettings>('/settings/brand');

/** Draws this page with the look that was just stored; other pages have it when they are loaded. */
export function showStored(revision: number): void {
  const known = document.querySelector<HTMLLinkElement>('link[rel=stylesheet][href^="/brand.css"]');
  const next = document.createElement('link');
  next.rel = 'stylesheet';
  next.href = `/brand.css?v=${revision}`;
  // The old one goes when the new one is there, so that nothing flashes.
  next.onload = () => known?.remove();
  document.head.append(next);
}
