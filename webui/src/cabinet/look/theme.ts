import {
  Checkbox,
  type CSSVariablesResolver,
  createTheme,
  Drawer,
  defaultVariantColorsResolver,
  Loader,
  type MantineColorsTuple,
  Menu,
  Modal,
  Paper,
  PasswordInput,
  Popover,
  Radio,
  ScrollArea,
  Select,
  Switch,
  Tooltip,
  type VariantColorsResolver,
} from '@mantine/core';

// The component library takes its colours, spaces and sizes from tokens.css;
// nothing is chosen a second time here.

/** Mantine wants ten shades of a colour; ours have one value a scheme, which the resolver below sets. */
const flat = (value: string): MantineColorsTuple => Array(10).fill(value) as unknown as MantineColorsTuple;

/** Text on a filled ground comes from the token beside the ground. */
const variants: VariantColorsResolver = (input) => {
  const resolved = defaultVariantColorsResolver(input);
  const color = input.color ?? input.theme.primaryColor;
  if (input.variant === 'filled' && (color === 'accent' || color === 'danger')) {
    return { ...resolved, color: `var(--${color}-text)` };
  }
  return resolved;
};

/** The <header> of a dialog would else be a second banner of the page. */
const plainHeader = { header: { role: 'presentation' } };

export const theme = createTheme({
  colors: { accent: flat('#a34a14'), danger: flat('#b3261e'), good: flat('#1a7f4b'), warn: flat('#8a5a00') },
  primaryColor: 'accent',
  variantColorResolver: variants,
  fontFamily: 'var(--font)',
  headings: {
    fontFamily: 'var(--font)',
    fontWeight: '650',
    sizes: {
      h1: { fontSize: 'var(--text-xl)', lineHeight: '1.25' },
      h2: { fontSize: 'var(--text-l)', lineHeight: '1.3' },
      h3: { fontSize: 'var(--text-m)', lineHeight: '1.4' },
    },
  },
  fontSizes: {
    xs: 'var(--text-xs)',
    sm: 'var(--text-s)',
    md: 'var(--text-m)',
    lg: 'var(--text-l)',
    xl: 'var(--text-xl)',
  },
  spacing: {
    xs: 'var(--space-2)',
    sm: 'var(--space-3)',
    md: 'var(--space-4)',
    lg: 'var(--space-5)',
    xl: 'var(--space-6)',
  },
  radius: {
    xs: 'var(--radius-s)',
    sm: 'var(--radius-s)',
    md: 'var(--radius-m)',
    lg: 'var(--radius-l)',
    xl: 'var(--radius-l)',
  },
  defaultRadius: 'md',
  shadows: {
    xs: 'var(--shadow-1)',
    sm: 'var(--shadow-1)',
    md: 'var(--shadow-2)',
    lg: 'var(--shadow-2)',
    xl: 'var(--shadow-2)',
  },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Checkbox: Checkbox.extend({ defaultProps: { iconColor: 'var(--accent-text)' } }),
    Radio: Radio.extend({ defaultProps: { iconColor: 'var(--accent-text)' } }),
    Switch: Switch.extend({ defaultProps: { withThumbIndicator: false } }),
    Modal: Modal.extend({
      defaultProps: {
        centered: true,
        radius: 'lg',
        transitionProps: { duration: 140 },
        attributes: plainHeader,
      },
    }),
    Drawer: Drawer.extend({ defaultProps: { position: 'right', attributes: plainHeader } }),
    Menu: Menu.extend({
      defaultProps: {
        shadow: 'md',
        radius: 'md',
        position: 'bottom-end',
        // A menu has items and nothing else that takes the focus, and stands in a landmark as all does.
        withInitialFocusPlaceholder: false,
        portalProps: { target: 'main' },
      },
    }),
    Popover: Popover.extend({ defaultProps: { shadow: 'md', radius: 'md' } }),
    Paper: Paper.extend({ defaultProps: { radius: 'lg' } }),
    PasswordInput: PasswordInput.extend({ defaultProps: { visibilityToggleFocusable: true } }),
    ScrollArea: ScrollArea.extend({ defaultProps: { type: 'auto' } }),
    Select: Select.extend({ defaultProps: { allowDeselect: false, checkIconPosition: 'right' } }),
    Tooltip: Tooltip.extend({
      defaultProps: { openDelay: 300, events: { hover: true, focus: true, touch: false } },
    }),
    Loader: Loader.extend({ defaultProps: { type: 'dots' } }),
  },
});

const shades = (name: 'accent' | 'danger' | 'good' | 'warn', soft: string, hover: string) => ({
  [`--mantine-color-${name}-filled`]: `var(--${name})`,
  [`--mantine-color-${name}-filled-hover`]: hover,
  [`--mantine-color-${name}-light`]: soft,
  [`--mantine-color-${name}-light-hover`]: `color-mix(in srgb, ${soft}, var(--${name}) 10%)`,
  [`--mantine-color-${name}-light-color`]: `color-mix(in srgb, var(--${name}), var(--text) 25%)`,
  [`--mantine-color-${name}-outline`]: `var(--${name})`,
  [`--mantine-color-${name}-outline-hover`]: soft,
  [`--mantine-color-${name}-text`]: `var(--${name})`,
});

const both = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-bright': 'var(--text)',
  '--mantine-color-dimmed': 'var(--text-2)',
  '--mantine-color-placeholder': 'var(--text-2)',
  '--mantine-color-anchor': 'var(--accent)',
  '--mantine-color-error': 'var(--danger)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-hover': 'var(--surface-2)',
  '--mantine-color-default-color': 'var(--text)',
  '--mantine-color-default-border': 'var(--line)',
  '--mantine-color-disabled': 'var(--surface-2)',
  '--mantine-color-disabled-color': 'var(--text-2)',
  '--mantine-color-disabled-border': 'var(--line)',
  '--mantine-primary-color-contrast': 'var(--accent-text)',
  '--mantine-color-gray-light': 'var(--surface-2)',
  '--mantine-color-gray-light-hover': 'var(--surface-3)',
  '--mantine-color-gray-light-color': 'var(--text-2)',
  ...shades('accent', 'var(--accent-soft)', 'var(--accent-hover)'),
  ...shades('danger', 'var(--danger-soft)', 'var(--danger-hover)'),
  ...shades('good', 'color-mix(in srgb, var(--surface), var(--good) 14%)', 'var(--good)'),
  ...shades('warn', 'var(--warn-soft)', 'var(--warn)'),
};

/** The library's own greys, which it uses for grounds and edges: warm ones in our light scheme. */
const greys = (name: 'gray' | 'dark', values: Record<number, string>) =>
  Object.fromEntries(
    Object.entries(values).map(([shade, token]) => [`--mantine-color-${name}-${shade}`, `var(${token})`]),
  );

const light = {
  ...both,
  ...greys('gray', { 0: '--surface-2', 1: '--surface-2', 2: '--surface-3', 3: '--line', 4: '--line' }),
};
const dark = {
  ...both,
  ...greys('dark', { 4: '--line', 5: '--surface-3', 6: '--surface-2', 7: '--surface', 8: '--surface-2' }),
};

/** Nearly the same mapping for both schemes: the tokens themselves change with the scheme. */
export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light, dark });
