import { useEffect } from 'react';
import { product } from '../../state/product';
import { useServer } from '../data/session';

/** The title of the page, with the server's name behind it. */
export function useTitle(title: string): void {
  const server = useServer()?.name;
  useEffect(() => {
    document.title = [title, server ?? product].filter(Boolean).join(' · ');
  }, [title, server]);
}
