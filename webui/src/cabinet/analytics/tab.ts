import type { Summary } from '../data/analytics';
import type { Conference } from '../data/conference';

/** What every tab of analytics is about. */
export interface TabProps {
  conference: Conference;
  summary: Summary;
}
