import { isUtf8 } from 'node:buffer';
import { ScenarioError, type ScenarioProblem } from './scenario-error.ts';

const NEWLINE = 0x0a;

/**
 * The text of a YAML file, without a byte order mark.
 * @param file as the user named it
 * @throws ScenarioError with line and column, if a byte is not UTF-8
 */
export function decodeYaml(bytes: Buffer, file: string): string {
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (utf16)
    throw new ScenarioError(file, [
      { line: 1, column: 1, path: '', text: 'expected UTF-8, got UTF-16; save the file as UTF-8' },
    ]);
  if (!isUtf8(bytes)) throw new ScenarioError(file, [firstInvalid(bytes)]);
  return new TextDecoder().decode(bytes);
}

function firstInvalid(bytes: Buffer): ScenarioProblem {
  for (let line = 1, from = 0; ; line++) {
    const found = bytes.indexOf(NEWLINE, from);
    const end = found < 0 ? bytes.length : found;
    if (!isUtf8(bytes.subarray(from, end))) {
      const valid = validPrefix(bytes.subarray(from, end));
      const byte = bytes[from + valid.length]!.toString(16).padStart(2, '0');
      return {
        line,
        column: valid.toString().length + 1,
        path: '',
        text: `expected UTF-8, got the byte 0x${byte}; save the file as UTF-8`,
      };
    }
    from = end + 1;
  }
}

/** The longest prefix of a line that is valid UTF-8. */
function validPrefix(line: Buffer): Buffer {
  let [valid, invalid] = [0, line.length];
  while (invalid - valid > 4) {
    // Halving may cut a character in two: try up to three bytes less.
    const middle = Math.floor((valid + invalid) / 2);
    const cut = [0, 1, 2, 3].map((less) => middle - less).find((length) => isUtf8(line.subarray(0, length)));
    if (cut === undefined) invalid = middle;
    else if (cut > valid) valid = cut;
    else break;
  }
  while (valid < line.length) {
    const next = [1, 2, 3, 4].find(
      (more) => valid + more <= line.length && isUtf8(line.subarray(valid, valid + more)),
    );
    if (next === undefined) break;
    valid += next;
  }
  return line.subarray(0, valid);
}
