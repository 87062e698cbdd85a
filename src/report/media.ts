import { DEFAULT_MEDIA, type Block, type Medium } from '../sections/section.ts';

export function isShownIn(medium: Medium, { kind, media }: Block): boolean {
  return (media ?? DEFAULT_MEDIA[kind]).includes(medium);
}
