import { html, type Html } from '../escape.ts';

/**
 * Order and shapes match POINT_STYLES in assets/report-client.js: a variant looks the same in every picture.
 */
const PATHS: readonly ((r: number) => string)[] = [
  (r) => `M${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`,
  (r) => `M${-r * 0.88} ${-r * 0.88}h${r * 1.76}v${r * 1.76}h${-r * 1.76}z`,
  (r) => `M0 ${-r * 1.15}L${r * 1.1} ${r * 0.8}H${-r * 1.1}z`,
  (r) => `M0 ${-r * 1.25}L${r * 1.25} 0L0 ${r * 1.25}L${-r * 1.25} 0z`,
  (r) => `M${-r} ${-r}L${r} ${r}M${-r} ${r}L${r} ${-r}`,
  (r) => `M0 ${-r * 1.2}V${r * 1.2}M${-r * 1.2} 0H${r * 1.2}`,
  (r) =>
    `M0 ${-r * 1.2}V${r * 1.2}M${-r * 1.2} 0H${r * 1.2}M${-r * 0.85} ${-r * 0.85}L${r * 0.85} ${r * 0.85}M${-r * 0.85} ${r * 0.85}L${r * 0.85} ${-r * 0.85}`,
];

/** Lines of the strokes' lengths, as in assets/report-client.js. */
const DASHES = ['', '7 3', '2 3', '9 3 2 3', '12 4', '4 4', '1 4'];

/** Eight colours against seven shapes: the pair repeats only after 56 variants. */
export function colourClass(index: number): string {
  return `v${index % 8}`;
}

export function symbol(index: number, x: number, y: number, r: number): Html {
  const stroked = index % PATHS.length >= 4;
  return html`<path class="${stroked ? 'symbol stroked' : 'symbol'} ${colourClass(index)}" transform="translate(${round(x)} ${round(y)})" d="${PATHS[index % PATHS.length]!(r)}"/>`;
}

/** The same variant under other conditions. */
export function hollowSymbol(index: number, x: number, y: number, r: number): Html {
  return html`<path class="symbol hollow ${colourClass(index)}" transform="translate(${round(x)} ${round(y)})" d="${PATHS[index % PATHS.length]!(r)}"/>`;
}

export function dashOf(index: number): string {
  return DASHES[index % DASHES.length]!;
}

/** One decimal is a tenth of a pixel. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
