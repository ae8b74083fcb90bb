import {
  IconConfetti,
  IconHeart,
  IconMoodHappy,
  IconMoodSurprised,
  IconThumbDown,
  IconThumbUp,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Reaction } from '../../protocol/types';

const icons = {
  like: IconThumbUp,
  clap: IconConfetti,
  laugh: IconMoodHappy,
  wow: IconMoodSurprised,
  heart: IconHeart,
  no: IconThumbDown,
};

interface Props {
  reaction: Reaction;
  className?: string;
  /** Its name stands beside it. */
  silent?: boolean;
}

export function ReactionIcon({ reaction, className, silent = false }: Props) {
  const { t } = useTranslation();
  const Icon = icons[reaction] ?? IconThumbUp;
  if (silent) return <Icon className={className} aria-hidden />;
  return <Icon className={className} role="img" aria-label={t(`reaction.${reaction}`)} />;
}
