import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  has: boolean;
  loading: boolean;
  load: () => void;
}

/** The way to the next page of a list: it is taken by itself when one scrolls there. */
export function More({ has, loading, load }: Props) {
  const { t } = useTranslation();
  const end = useRef<HTMLDivElement>(null);
  const next = useRef(load);
  next.current = load;
  useEffect(() => {
    if (!has || loading || !end.current) return;
    const seen = new IntersectionObserver(
      (entries) => {
        if (entries.some((e) => e.isIntersecting)) next.current();
      },
      { rootMargin: '400px' },
    );
    seen.observe(end.current);
    return () => seen.disconnect();
  }, [has, loading]);
  if (!has) return null;
  return (
    <div ref={end}>
      <Button variant="subtle" fullWidth loading={loading} onClick={load}>
        {t('plan.more')}
      </Button>
    </div>
  );
}
