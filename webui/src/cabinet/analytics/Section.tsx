import { Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import classes from './Analytics.module.css';

interface Props {
  title: string;
  /** What can be done with it; beside the title. */
  end?: ReactNode;
  children: ReactNode;
}

/** A part of a tab with a title. */
export function Section({ title, end, children }: Props) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={classes.section}>
      <div className={classes.head}>
        <Title order={2} id={id} className={classes.heading}>
          {title}
        </Title>
        {end}
      </div>
      {children}
    </section>
  );
}
