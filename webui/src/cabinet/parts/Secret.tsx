import { Copy } from './Copy';
import classes from './Secret.module.css';

/** What the server tells now and never again, with a button that copies it. */
export function Secret({ value, name, copy }: { value: string; name: string; copy: string }) {
  return (
    <div className={classes.secret}>
      <output aria-label={name}>{value}</output>
      <Copy value={value} label={copy} />
    </div>
  );
}
