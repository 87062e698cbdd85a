import { CALLER_AMD64 } from './caller-amd64.ts';
import { CALLER_ARM64 } from './caller-arm64.ts';
import { staticProgram, type ProgramArchitecture } from './static-program.ts';

/**
 * A program of 300 bytes that makes the system calls given in its arguments, and so becomes a workload without
 * a shell or a library in between: on the host, which may have neither, and in a guest alike. A shell would
 * drop environment variables with invalid names, add some of its own, and run a script that the kernel refuses;
 * util-linux and busybox set no supplementary groups after changing the root; a dynamic loader obeys LD_PRELOAD.
 *
 * Arguments: its name, the list of calls, the report, then strings. A list is read from left to right:
 *
 *     12␣    the number 12 is the next argument of the call (decimal, without a sign)
 *     12s    the argument is the address of string 12 of the argument vector
 *     12v    the argument is the address of entry 12 of the argument vector
 *     12w    put the 32-bit number 12 into the buffer
 *     b      the argument is the address of the buffer, which is empty at the start of each call
 *     r      the argument is the result of the last call
 *     12z    entry 12 of the argument vector becomes NULL
 *     59;    make system call 59. If it fails, report and exit
 *     59?    the same, but continue if it fails with EPERM, ENOENT, EBADF, EACCES, EEXIST, ENODEV, ENOTDIR,
 *            ENAMETOOLONG, ENOSYS or ELOOP: not there, not allowed or unknown to this kernel
 *
 * A report is written to descriptor 3 in one write: the text, whose last five characters are replaced by the
 * error number and the number of the call in letters (see failureOf), and the newline at the end of the text.
 * The exit code is the error number.
 */
export function callerProgram(architecture: ProgramArchitecture): Buffer {
  return staticProgram(architecture, architecture === 'amd64' ? CALLER_AMD64 : CALLER_ARM64);
}
