import { getSystemErrorMap } from 'node:util';
import { IsodenseError } from '../model/errors.ts';

/**
 * With these errors the path itself is wrong, and the user can name another one (errno(3)). All others,
 * such as a full disk, are problems of the host.
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
 * Runs code that writes to the path. A path or a disk that cannot be written is not a bug in isodense, so
 * the error says what the user can do.
 * @throws IsodenseError (usage) for a path that cannot be written, (unavailable) for a host that cannot
 * write now
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
        ? 'choose a path that this user may write to'
        : 'free space there, or choose a path on another disk',
      cause,
    },
  );
}
