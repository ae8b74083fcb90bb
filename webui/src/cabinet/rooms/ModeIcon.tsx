import { IconLayoutGrid, IconMicrophone2, IconSchool, IconUserUp } from '@tabler/icons-react';
import type { Mode } from '../data/conference';

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
