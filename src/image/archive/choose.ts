import { IsodenseError } from '../../model/errors.ts';
import { groupBy } from './group-by.ts';
import type { Offer } from './offers.ts';

/**
 * The image to use. A tag may be written in the short form of engines: `app` for
 * `docker.io/library/app:latest`.
 */
export function choose(offers: readonly Offer[], archive: string, name: string | undefined): Offer {
  const different = [...groupBy(offers, identityOf).values()].map((same): Offer => ({
    ...same[0]!,
    names: same.flatMap(({ names }) => names),
  }));
  const named = name === undefined ? different : different.filter((offer) => isMeant(offer, name));
  const [chosen, ...others] = named;
  if (chosen !== undefined && others.length === 0) return chosen;
  const choices = different.map(describe).join(', ');
  if (name === undefined)
    throw new IsodenseError(
      'usage',
      `image.archive: ${archive} holds ${different.length} images: ${choices}`,
      { hint: 'choose one: image: { archive: FILE, name: NAME }' },
    );
  throw new IsodenseError(
    'usage',
    `image.name: ${archive} has ${chosen === undefined ? 'no image' : `${named.length} images`} ` +
      `${JSON.stringify(name)}; it holds ${choices}`,
    { hint: 'choose one by its tag or digest' },
  );
}

/** Images with the same configuration are the same image, whatever their names. */
function identityOf({ digest, configuration }: Offer): string {
  return digest ?? `at ${configuration.offset}`;
}

function isMeant({ names, digest }: Offer, name: string): boolean {
  if (
    digest !== undefined &&
    /^(sha256:)?[0-9a-f]{12,64}$/.test(name) &&
    digest.slice('sha256:'.length).startsWith(name.replace(/^sha256:/, ''))
  )
    return true;
  return names.some((offered) => offered === name || shortName(offered) === shortName(name));
}

/** With a tag, and without the registry and the folder that are usually left out. */
function shortName(name: string): string {
  const withTag = /:[^/]+$/.test(name) ? name : `${name}:latest`;
  return withTag.replace(/^(index\.)?docker\.io\//, '').replace(/^library\/(?=[^/]+$)/, '');
}

function describe({ names, digest }: Offer): string {
  return names[0] === undefined
    ? (digest ?? 'one without a name')
    : names.map((name) => JSON.stringify(name).slice(1, -1)).join(' = ');
}
