import type { Instance } from '../../drivers/driver.ts';
import type { HostWitness, RoundContext } from '../experiment.ts';
import { ask, type Asked } from './ask.ts';
import type { Look } from './judgement.ts';

/** On every address of the sibling, for the time of the look. */
const SIBLING_PORT = 47_101;

export type SideBySide =
  | { readonly look: Look; readonly failure: undefined }
  | { readonly look: undefined; readonly failure: string };

/**
 * Has two instances look around and at each other, while the host watches. One of them at a time: B serves
 * and leaves nothing, A meets the host's decoys and B, then B looks for what A left.
 */
export async function lookSideBySide(
  context: RoundContext,
  witness: HostWitness,
  a: Instance,
  b: Instance,
): Promise<SideBySide> {
  const { decoys } = witness;
  const siblingMarker = decoys.processMarker.replace('decoy', 'sibling');
  const fileMarker = decoys.processMarker.replace('decoy', 'file');
  const host = witness.facts();
  const steps: Asked[] = [];
  const say = async (
    instance: Instance,
    verb: string,
    ...words: readonly (string | number)[]
  ): Promise<Asked['answers']> => {
    const asked = await ask(context, instance, [verb, ...words].join(' '));
    steps.push(asked);
    return asked.answers;
  };
  const ofB = {
    ...(await say(b, 'look', host.diskNode || ':', decoys.processMarker)),
    ...(await say(b, 'serve', SIBLING_PORT, siblingMarker)),
  };
  const seen = await say(a, 'look', host.diskNode || ':', decoys.processMarker);
  const siblingAddress = (ofB['addresses'] ?? '')
    .split(' ')
    .map((address) => address.split('/')[0] ?? '')
    .find((address) => address !== '' && !address.startsWith('127.'));
  const before = witness.connections();
  const met = await say(
    a,
    'meet',
    decoys.processMarker,
    decoys.secret,
    decoys.file,
    decoys.port,
    siblingMarker,
    SIBLING_PORT,
    siblingAddress ?? '-',
    seen['gateway'] || '-',
  );
  const left = await say(a, 'leave', fileMarker);
  const found = await say(b, 'find_left', fileMarker);
  await say(a, 'clear_left', fileMarker);
  const failure = steps.find(({ cutOff }) => cutOff !== undefined)?.cutOff;
  if (Object.keys(seen).length === 0)
    return { look: undefined, failure: failure ?? 'the instance answered nothing' };
  return {
    look: {
      a: { ...seen, ...met, ...left },
      b: { ...ofB, ...found },
      host,
      decoys,
      connections: witness.connections() - before,
      siblingMarker,
    },
    failure: undefined,
  };
}
