/** Phrases that are not plain technical English, each with what to write in its place; see docs/style.md. */
export const BANNED: readonly { readonly phrase: RegExp; readonly instead: string }[] = [
  { phrase: /\bgone on with\b/i, instead: 'resumed' },
  { phrase: /\bat first sight\b/i, instead: 'Gate failed; measuring N more rounds to confirm' },
  { phrase: /\bto take it back\b/i, instead: 'to confirm' },
  { phrase: /\bheld against\b/i, instead: 'compared with' },
  { phrase: /\bhold stored runs against\b/i, instead: 'compare stored runs with' },
  { phrase: /\bjudge b by a\b/i, instead: 'judge b against a' },
  { phrase: /\bends as gate does\b/i, instead: 'exit codes as for gate' },
  { phrase: /\bwalls are near\b/i, instead: 'limits are close' },
  { phrase: /\bmend each\b/i, instead: 'fix each' },
  { phrase: /\bthe host has less\b/i, instead: 'the drop in the host’s available memory' },
  { phrase: /\btold from zero\b/i, instead: 'too small to measure' },
  { phrase: /\bis reckoned from\b|\bare reckoned\b/i, instead: 'is calculated from' },
  { phrase: /\btimes fewer\b/i, instead: '3.7× fewer' },
  { phrase: /\bcannot be asked: /i, instead: 'is not available here' },
];
