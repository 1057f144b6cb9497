/** The bucket looked at last, kept in this browser. */
const place = 'tacit.bucket';

export const lastBucket = {
  get: (): string | null => {
    try {
      return localStorage.getItem(place);
    } catch {
      return null;
    }
  },
  set: (key: string): void => {
    try {
      localStorage.setItem(place, key);
    } catch {
      // A browser without storage simply starts at the first bucket.
    }
  },
};
