/**
 * What a person has chosen about the page itself, kept between visits in one entry of the browser's storage. Nothing of an experiment is
 * in it: that travels in the address.
 */
import { z } from 'zod';
import { create } from 'zustand';
import { persist, type PersistStorage } from 'zustand/middleware';
import { PREFERENCES_KEY, OLD_KEYS, migratedFrom } from './oldKeys';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** Each by itself: what one visit wrote and another version cannot use is the default again, and takes nothing else with it. */
const schema = z.object({
  theme: z.enum(themes).catch('system'),
  /** Beginnings of class paths whose points are not drawn. */
  hiddenGroups: z.array(z.string()).catch([]),
  /** The tour has been taken or declined. */
  tourSeen: z.boolean().catch(false),
  /** Keys without Ctrl or Alt act on the page. */
  singleKeys: z.boolean().catch(true),
  /** Which curves are looked at; judged by the panel that draws them. */
  curves: z.unknown().optional(),
  /** Projections of disks and spheres; judged by whoever computes them. */
  projections: z.unknown().optional(),
});

export type Preferences = z.infer<typeof schema>;

export const defaultPreferences: Preferences = schema.parse({});

/** Storage can be forbidden or full; preferences then last as long as the page. */
const storage: PersistStorage<Preferences> = {
  getItem: (name) => {
    try {
      const text = localStorage.getItem(name);
      if (text !== null) return JSON.parse(text) as { state: Preferences; version?: number };
      const old = migratedFrom((key) => localStorage.getItem(key));
      return old ? { state: { ...defaultPreferences, ...old } as Preferences, version: 1 } : null;
    } catch {
      return null;
    }
  },
  setItem: (name, value) => {
    try {
      localStorage.setItem(name, JSON.stringify(value));
      for (const key of OLD_KEYS) localStorage.removeItem(key);
    } catch {
      // Shown all the same.
    }
  },
  removeItem: (name) => {
    try {
      localStorage.removeItem(name);
    } catch {
      // Nothing was kept.
    }
  },
};

/** The one store of preferences. Read it with selectors; change it with `setState`. */
export const usePreferences = create<Preferences>()(
  persist((): Preferences => defaultPreferences, {
    name: PREFERENCES_KEY,
    version: 1,
    storage,
    merge: (kept) => schema.safeParse(kept).data ?? defaultPreferences,
  }),
);

export const preferences = () => usePreferences.getState();
