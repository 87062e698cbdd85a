/** This variant cannot be asked this, and that is an answer: the matrix says why instead of a number. */
export class NotTestable extends Error {
  override readonly name = 'NotTestable';
}
