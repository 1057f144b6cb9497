/** How long a link to a result may count; the first choice is a week. */
export const lifetimes = [
  { value: '1', label: '1 day from now' },
  { value: '7', label: '7 days from now' },
  { value: '30', label: '30 days from now' },
  { value: '90', label: '90 days from now' },
];
