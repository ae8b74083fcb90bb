import { IconLayoutGrid, IconMicrophone2, IconSchool, IconUserUp } from '@tabler/icons-react';
import type { Mode } from '../data/conference';
import classes from './ModeIcon.module.css';

const icons: Record<Mode, typeof IconLayoutGrid> = {
  all_on_screen: IconLayoutGrid,
  video_lesson: IconSchool,
  managed_selector: IconUserUp,
  auto_selector: IconMicrophone2,
};

export function ModeIcon({ mode, size }: { mode: Mode; size: number }) {
  const Icon = icons[mode];
  return <Icon size={size} stroke={1.75} aria-hidden />;
}

/** The same on a ground of its own, at the beginning of a row. */
export function ModeSign({ mode }: { mode: Mode }) {
  return (
    <span className={classes.sign}>
      <ModeIcon mode={mode} size={22} />
    </span>
  );
}
