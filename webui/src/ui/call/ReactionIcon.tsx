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

export function ReactionIcon({ reaction, className }: { reaction: Reaction; className?: string }) {
  const { t } = useTranslation();
  const Icon = icons[reaction] ?? IconThumbUp;
  return <Icon className={className} role="img" aria-label={t(`reaction.${reaction}`)} />;
}
