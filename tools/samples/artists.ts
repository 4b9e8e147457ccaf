/** Who drew the emoji, and under which licence: what the manifest carries and NOTICE.md repeats. */
export interface Artist {
  /** Icon set, as in the package `@iconify-json/<set>`. */
  set: string;
  artist: string;
  /** Name of the work. */
  work: string;
  link: string;
  licence: { name: string; url: string };
  /**
   * What the package's own info.json says; the build stops when that changes. It differs from `licence` for fxemoji: the package
   * states the licence of the code (Apache-2.0), the work's LICENSE.md puts the visual design under CC BY 4.0.
   */
  packageLicence: string;
}

const CC_BY = { name: 'CC BY 4.0', url: 'https://creativecommons.org/licenses/by/4.0/' };
const NOTO = { artist: 'Google', link: 'https://github.com/googlefonts/noto-emoji', packageLicence: 'Apache-2.0' };
const APACHE = { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' };

export const ARTISTS: readonly Artist[] = [
  { set: 'noto', work: 'Noto Emoji', licence: APACHE, ...NOTO },
  { set: 'noto-v1', work: 'Noto Emoji, first version', licence: APACHE, ...NOTO },
  {
    set: 'twemoji',
    artist: 'Twitter and contributors',
    work: 'Twemoji',
    link: 'https://github.com/jdecked/twemoji',
    licence: CC_BY,
    packageLicence: 'CC-BY-4.0',
  },
  {
    set: 'fluent-emoji-flat',
    artist: 'Microsoft',
    work: 'Fluent Emoji, flat',
    link: 'https://github.com/microsoft/fluentui-emoji',
    licence: { name: 'MIT', url: 'https://github.com/microsoft/fluentui-emoji/blob/main/LICENSE' },
    packageLicence: 'MIT',
  },
  {
    set: 'emojione',
    artist: 'Emoji One, EmojiTwo community',
    work: 'EmojiTwo, formerly Emojione 2',
    link: 'https://github.com/EmojiTwo/emojitwo',
    licence: CC_BY,
    packageLicence: 'CC-BY-4.0',
  },
  {
    set: 'fxemoji',
    artist: 'Mozilla',
    work: 'FxEmojis (Firefox OS Emoji)',
    link: 'https://github.com/mozilla/fxemoji',
    licence: CC_BY,
    packageLicence: 'Apache-2.0',
  },
  {
    set: 'streamline-emojis',
    artist: 'Streamline',
    work: 'Streamline Emojis',
    link: 'https://github.com/webalys-hq/streamline-vectors',
    licence: CC_BY,
    packageLicence: 'CC-BY-4.0',
  },
];
