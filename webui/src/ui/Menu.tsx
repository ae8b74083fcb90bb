import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react';

export interface MenuItem {
  key: string;
  label: string;
  icon?: ReactNode;
  /** For items that are chosen, not done. */
  checked?: boolean;
  danger?: boolean;
  disabled?: boolean;
  onPick: () => void;
}

/** Groups of items, a line between them; a group may have a heading. */
export interface MenuGroup {
  heading?: string;
  items: MenuItem[];
  /** Icons side by side, their names only as hints. */
  row?: boolean;
}

interface Props {
  label: string;
  groups: MenuGroup[];
  button: ReactNode;
  className?: string;
  hint?: string;
}

/** A button with a menu in the browser's top layer: arrows move, Escape and a click outside close. */
export function Menu({ label, groups, button, className = 'icon-button', hint }: Props) {
  const id = useId();
  const opener = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);

  const items = () => [...(list.current?.querySelectorAll<HTMLButtonElement>('button:not(:disabled)') ?? [])];
  const move = (e: KeyboardEvent) => {
    const all = items();
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    const to = {
      ArrowDown: at + 1,
      ArrowRight: at + 1,
      ArrowUp: at - 1,
      ArrowLeft: at - 1,
      Home: 0,
      End: all.length - 1,
    }[e.key];
    if (to === undefined) return;
    e.preventDefault();
    all.at(to % all.length)?.focus();
  };

  return (
    <>
      <button
        ref={opener}
        type="button"
        className={className}
        aria-label={label}
        data-hint={hint ?? label}
        aria-haspopup="menu"
        aria-expanded={open}
        popoverTarget={id}
      >
        {button}
      </button>
      <div
        ref={list}
        id={id}
        popover="auto"
        role="menu"
        aria-label={label}
        className="menu"
        onKeyDown={move}
        onToggle={(e) => {
          const opened = e.newState === 'open';
          setOpen(opened);
          if (!opened) return;
          place(e.currentTarget, opener.current);
          items()[0]?.focus();
        }}
      >
        {groups
          .filter((g) => g.items.length > 0)
          .map((group) => (
            <div
              key={group.items.map((item) => item.key).join()}
              role="group"
              aria-label={group.heading}
              className={group.row ? 'menu-group menu-row' : 'menu-group'}
            >
              {group.heading && <div className="menu-heading">{group.heading}</div>}
              {group.items.map((item) => (
                <button
                  key={item.key}
                  type="button"
                  {...roleOf(item)}
                  disabled={item.disabled}
                  className={item.danger ? 'menu-item danger' : 'menu-item'}
                  onClick={() => {
                    list.current?.hidePopover();
                    item.onPick();
                  }}
                >
                  <span className="menu-icon">
                    {item.checked === undefined ? item.icon : item.checked ? '✓' : ''}
                  </span>
                  <span className={group.row ? 'only-read' : ''}>{item.label}</span>
                </button>
              ))}
            </div>
          ))}
      </div>
    </>
  );
}

/** Puts an open menu beside its button, on the side where there is room. */
function place(menu: HTMLElement, opener: HTMLElement | null): void {
  if (!opener) return;
  const at = opener.getBoundingClientRect();
  const { offsetWidth: w, offsetHeight: h } = menu;
  const under = at.bottom + 6;
  const above = at.top - h - 6;
  const top = under + h <= innerHeight - 8 ? under : above >= 8 ? above : innerHeight - h - 8;
  const left = at.left + w <= innerWidth - 8 ? at.left : at.right - w;
  menu.style.left = `${Math.max(8, Math.min(left, innerWidth - w - 8))}px`;
  menu.style.top = `${Math.max(8, top)}px`;
}

function roleOf({ checked }: MenuItem) {
  return checked === undefined ? { role: 'menuitem' } : { role: 'menuitemradio', 'aria-checked': checked };
}
