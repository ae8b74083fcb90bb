import { lazy, Suspense } from 'react';
import { withTexts } from '../i18n/parts';
import { ConferencePage } from '../pages/ConferencePage';
import { GuestPage } from '../pages/GuestPage';

const ReplyPage = lazy(() => withTexts('reply', import('../pages/reply/ReplyPage')));
const WidgetPage = lazy(() => withTexts('widget', import('../pages/widget/WidgetPage')));
const Guide = lazy(() => withTexts('guide', import('../pages/guide/Guide')));

/** The address says which page it is; going from one to another loads it anew. */
export function App() {
  const [, first, second] = location.pathname.split('/');
  if (first === 'c' && location.hash.startsWith('#reply=')) {
    return (
      <Suspense fallback={<main aria-busy="true" />}>
        <ReplyPage />
      </Suspense>
    );
  }
  if (first === 'c' && second) return <ConferencePage cid={decode(second)} />;
  if (first === 'widget' && second) {
    return (
      <Suspense fallback={<main aria-busy="true" />}>
        <WidgetPage cid={decode(second)} />
      </Suspense>
    );
  }
  if (first === 'guide') {
    return (
      <Suspense fallback={<main aria-busy="true" />}>
        <Guide />
      </Suspense>
    );
  }
  return <GuestPage />;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
