import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useId, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { ChartData } from '../data/analytics';
import { ownZone } from '../data/zone';
import classes from './Analytics.module.css';

const height = 220;

/** How many were added and how many were there over time (M6), as a picture and as a table. */
export function Chart({ data }: { data: ChartData }) {
  const { t, i18n } = useTranslation();
  const words = { added: t('analytics.chart.added'), present: t('analytics.chart.present') };
  const place = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('light');
  const timeZone = ownZone();
  const when = useMemo(() => {
    const format = new Intl.DateTimeFormat(
      i18n.language,
      data.step >= 86_400
        ? { timeZone, day: 'numeric', month: 'short', year: 'numeric' }
        : { timeZone, day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
    );
    return (iso: string) => format.format(new Date(iso));
  }, [i18n.language, data.step, timeZone]);
  const { added, present } = words;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another scheme has other colours
  useEffect(() => {
    const box = place.current;
    if (!box) return;
    const drawn = draw(box, data, { added, present }, i18n.language, timeZone);
    const watcher = new ResizeObserver(() => drawn.setSize({ width: box.clientWidth, height }));
    watcher.observe(box);
    return () => {
      watcher.disconnect();
      drawn.destroy();
    };
  }, [data, added, present, i18n.language, timeZone, scheme]);
  const caption = useId();
  return (
    <figure className={classes.figure} aria-labelledby={caption}>
      <figcaption id={caption} className={classes.legend}>
        <span data-series="added">{added}</span>
        <span data-series="present">{present}</span>
      </figcaption>
      <div ref={place} className={classes.plot} aria-hidden />
      <details className={classes.asTable}>
        <summary>{t('analytics.chart.table')}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <div className={classes.scroll} tabIndex={0} role="group" aria-label={t('analytics.chart.table')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('analytics.chart.when')}</th>
                <th scope="col">{added}</th>
                <th scope="col">{present}</th>
              </tr>
            </thead>
            <tbody>
              {data.points
                .filter((p) => p.added > 0 || p.present > 0)
                .map((p) => (
                  <tr key={p.at}>
                    <th scope="row">{when(p.at)}</th>
                    <td>{p.added}</td>
                    <td>{p.present}</td>
                  </tr>
                ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}

/** The colour that a token has here and now. */
function colour(box: HTMLElement, token: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${token})`;
  box.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

function draw(
  box: HTMLElement,
  data: ChartData,
  words: { added: string; present: string },
  language: string,
  timeZone: string,
): uPlot {
  const [line, text] = [colour(box, '--line'), colour(box, '--text-2')];
  const font = `12px ${getComputedStyle(box).fontFamily}`;
  const moment = new Intl.DateTimeFormat(
    language,
    data.step >= 86_400
      ? { timeZone, day: 'numeric', month: 'short' }
      : { timeZone, hour: '2-digit', minute: '2-digit' },
  );
  const day = new Intl.DateTimeFormat(language, { timeZone, day: 'numeric', month: 'short' });
  const spansDays = Date.parse(data.to) - Date.parse(data.from) > 86_400_000;
  const label = (at: number) => (spansDays && data.step < 86_400 ? day : moment).format(at * 1000);
  const whole = Math.max(1, ...data.points.flatMap((p) => [p.added, p.present]));
  const bars = (side: -1 | 1) => uPlot.paths.bars?.({ size: [0.42, 32], align: side, gap: 1 });
  const axis = { stroke: text, font, grid: { stroke: line, width: 1 }, ticks: { show: false } };
  return new uPlot(
    {
      width: box.clientWidth,
      height,
      legend: { show: false },
      cursor: { show: false },
      padding: [12, 8, 0, 0],
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), timeZone),
      scales: {
        x: { time: true, range: () => rangeOf(data) },
        y: { range: () => [0, whole * 1.1] },
      },
      axes: [
        {
          ...axis,
          grid: { show: false },
          space: 72,
          values: (_, splits) =>
            splits.map((at, n) => (n > 0 && label(at) === label(splits[n - 1] ?? 0) ? '' : label(at))),
        },
        {
          ...axis,
          size: 44,
          incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000],
        },
      ],
      series: [
        {},
        {
          label: words.added,
          paths: bars(-1),
          fill: colour(box, '--accent'),
          width: 0,
          points: { show: false },
        },
        {
          label: words.present,
          paths: bars(1),
          fill: colour(box, '--good'),
          width: 0,
          points: { show: false },
        },
      ],
    },
    [
      data.points.map((p) => Date.parse(p.at) / 1000),
      data.points.map((p) => p.added),
      data.points.map((p) => p.present),
    ],
    box,
  );
}

/** From half a column before the first to half a column behind the last; one alone is not drawn as wide as all. */
function rangeOf({ points, step }: ChartData): [number, number] {
  const [first, last] = [points[0], points[points.length - 1]];
  if (!first || !last) return [0, 1];
  const few = Math.max(0, 12 - points.length) / 2;
  return [Date.parse(first.at) / 1000 - step * (0.7 + few), Date.parse(last.at) / 1000 + step * (0.7 + few)];
}
