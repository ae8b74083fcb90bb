import { arrange, capacity, forContent, label, priority, type Spec } from '../../layout/layout';
import classes from './LayoutPreview.module.css';

const canvas = { w: 320, h: 180 };

interface Props {
  spec: Spec;
  /** Draw at most so many people. */
  most: number;
  large?: boolean;
}

/** A drawing of a layout by the geometry that the call itself uses. */
export function LayoutPreview({ spec, most, large = false }: Props) {
  const withContent = spec.content || forContent(spec.type);
  const windows = arrange(spec, canvas, Math.min(most, capacity(spec)));
  return (
    <svg
      className={large ? classes.large : classes.small}
      viewBox={`0 0 ${canvas.w} ${canvas.h}`}
      aria-hidden="true"
    >
      <rect width={canvas.w} height={canvas.h} rx={large ? 6 : 12} className={classes.ground} />
      {windows.map((w, i) => {
        const content = withContent && i === 0;
        const first = priority(spec.type) && i === (withContent ? 1 : 0);
        const name = label(w, spec.names);
        const gap = w.w > 40 ? 3 : 1.5;
        return (
          // Windows have no identity beyond their place.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <g key={i}>
            <rect
              x={w.x + gap}
              y={w.y + gap}
              width={Math.max(w.w - 2 * gap, 1)}
              height={Math.max(w.h - 2 * gap, 1)}
              rx={4}
              className={content ? classes.content : first ? classes.first : classes.window}
            />
            {!content && <Person x={w.x + w.w / 2} y={w.y + w.h / 2} size={Math.min(w.w, w.h)} />}
            {large && !content && name.w > 0 && (
              <rect
                x={w.x + gap + 4}
                y={name.y + name.h / 2 - 2}
                width={Math.max(w.w * 0.4, 4)}
                height={4}
                rx={2}
                className={classes.name}
              />
            )}
          </g>
        );
      })}
    </svg>
  );
}

function Person({ x, y, size }: { x: number; y: number; size: number }) {
  const r = size * 0.13;
  return (
    <g className={classes.person}>
      <circle cx={x} cy={y - r * 0.9} r={r} />
      <path d={`M${x - r * 1.9} ${y + r * 2.3}a${r * 1.9} ${r * 1.9} 0 0 1 ${r * 3.8} 0z`} />
    </g>
  );
}
