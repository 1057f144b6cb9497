/** A server that was not told its public address gives paths only; this page knows where they lie. */
export const absolute = (address: string): string => (address.startsWith('/') ? window.location.origin + address : address);
