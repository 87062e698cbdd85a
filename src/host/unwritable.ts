import { getSystemErrorMap } from 'node:util';
import { IsodenseError } from '../model/errors.ts';

/**
 * By these the path itself is wrong, and whoever named it can name another one (errno(3)). What remains, such
 * as a full disk, is the host's.
 */
const PATH_IS_WRONG: ReadonlySet<string> = new Set([
  'EACCES',
  'EEXIST',
  'EISDIR',
  'ELOOP',
  'ENAMETOOLONG',
  'ENOENT',
  'ENOTDIR',
  'ENOTEMPTY',
  'EPERM',
  'EROFS',
]);

/**
 * Does what writes to the path. A path or a disk that cannot be written is no defect of isodense, so the
 * error says what a user can do about it.
 * @throws IsodenseError (usage) for a path that cannot be written, (unavailable) for a host that cannot write
 * now
 */
export function writing<Result>(path: string, write: () => Result): Result {
  try {
    return write();
  } catch (error) {
    throw error instanceof Error && 'errno' in error && typeof error.errno === 'number'
      ? unwritable(path, error.errno, error)
      : error;
  }
}

function unwritable(path: string, errno: number, cause: Error): IsodenseError {
  const [code, meaning] = getSystemErrorMap().get(errno) ?? [String(errno), cause.message];
  const isWrong = PATH_IS_WRONG.has(code);
  return new IsodenseError(
    isWrong ? 'usage' : 'unavailable',
    `${path} cannot be written (${code}: ${meaning})`,
    {
      hint: isWrong
        ? 'name a place that this user may write to'
        : 'make room there, or name a place on another disk',
      cause,
    },
  );
}
