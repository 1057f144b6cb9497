/** Colours and defaults. Every pair of text and ground used here has a contrast of at least 4.5 to 1. */
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const slate: MantineColorsTuple = [
  '#eef5f9',
  '#dbe8ef',
  '#b4cfde',
  '#8ab5cd',
  '#689fbf',
  '#5391b6',
  '#4384ab',
  '#34739a',
  '#28658a',
  '#1a5578',
];

// A little bluer than the usual grey, to go with slate.
const dark: MantineColorsTuple = [
  '#d8dde1',
  '#a9b1b9',
  '#8d969f',
  '#5c6670',
  '#3f464d',
  '#343a40',
  '#262b30',
  '#1d2125',
  '#181b1f',
  '#15181b',
];

export const theme = createTheme({
  primaryColor: 'slate',
  primaryShade: { light: 8, dark: 7 },
  colors: { slate, dark },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  fontFamily: 'ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace',
  headings: { fontWeight: '600' },
  components: {
    Avatar: { defaultProps: { allowedInitialsColors: ['slate', 'indigo', 'violet', 'grape', 'blue'] } },
    Tooltip: { defaultProps: { openDelay: 250, withArrow: true } },
    Modal: { defaultProps: { centered: true, closeButtonProps: { 'aria-label': 'Close' } } },
    Table: { defaultProps: { verticalSpacing: 6 } },
  },
});

/** Orange as a light ground is the one of what waits: the library's own text on it is too faint. */
const orange = { '--mantine-color-orange-light': 'var(--wait-soft)', '--mantine-color-orange-light-color': 'var(--wait)' };

export const variables: CSSVariablesResolver = () => ({ variables: {}, light: orange, dark: orange });
