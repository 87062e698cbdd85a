import { existsSync, readFileSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
/** Readers of /proc. A process can end between two reads: a missing file is `undefined`, never an error. */
function read(path) {
    try {
        return readFileSync(path, 'latin1');
    }
    catch {
        return undefined;
    }
}
/** proc_pid_stat(5); 100 clock ticks a second on every Linux that Node runs on. */
export function readProcess(pid) {
    const text = read(`/proc/${pid}/stat`);
    if (text === undefined)
        return undefined;
    // The command is in parentheses and may contain any character, so the fields start after the last one.
    const close = text.lastIndexOf(')');
    const fields = text.slice(close + 2).split(' ');
    const field = (number) => Number(fields[number - 3]);
    return {
        pid,
        command: text.slice(text.indexOf('(') + 1, close),
        state: fields[0] ?? '?',
        parent: field(4),
        cpuSeconds: (field(14) + field(15)) / 100,
        startTicks: field(22),
    };
}
export function listProcesses() {
    return readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .map((name) => readProcess(Number(name)))
        .filter((process) => process !== undefined);
}
/** All descendants of the given processes, themselves not included, from one listing of /proc. */
export function descendantsOf(roots, processes = listProcesses()) {
    const found = [];
    let parents = new Set(roots);
    while (parents.size > 0) {
        const children = processes.filter((process) => parents.has(process.parent)).map((process) => process.pid);
        found.push(...children);
        parents = new Set(children);
    }
    return found;
}
/** The arguments of a process; empty for kernel threads and the dead. */
export function readArguments(pid) {
    const text = read(`/proc/${pid}/cmdline`);
    return text === undefined || text === '' ? [] : text.replace(/\0$/, '').split('\0');
}
/** CPU time of all threads in seconds, nanosecond resolution (field 1 of each task's schedstat). */
export function readCpuSeconds(pid) {
    let tasks;
    try {
        tasks = readdirSync(`/proc/${pid}/task`);
    }
    catch {
        return undefined;
    }
    let nanoseconds = 0;
    for (const task of tasks)
        nanoseconds += Number(read(`/proc/${pid}/task/${task}/schedstat`)?.split(' ')[0] ?? 0);
    return nanoseconds / 1e9;
}
/** smaps_rollup (proc(5)); undefined when the process is gone or may not be looked at. */
export function readProcessMemory(pid) {
    const text = read(`/proc/${pid}/smaps_rollup`);
    if (text === undefined)
        return undefined;
    const kilobytes = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0);
    return { pssBytes: kilobytes('Pss') * 1024, rssBytes: kilobytes('Rss') * 1024 };
}
/** One field of /proc/meminfo in bytes. */
export function readMemoryField(name) {
    const text = read('/proc/meminfo') ?? '';
    return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? Number.NaN) * 1024;
}
/** First line of /proc/stat. */
export function readHostCpu() {
    const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = (read('/proc/stat') ?? '')
        .split('\n', 1)[0]
        .trim()
        .split(/\s+/)
        .slice(1)
        .map((ticks) => Number(ticks) / 100);
    const busy = user + nice + system + irq + softirq;
    return { busy, steal, total: busy + idle + iowait + steal };
}
/** A kernel setting or fact, trimmed: `/proc/sys/kernel/osrelease`. */
export function readKernelText(path) {
    return read(path)?.trim();
}
/** Identity of a namespace, such as `net:[4026531840]`. */
export function readNamespace(pid, namespace) {
    try {
        return readlinkSync(`/proc/${pid}/ns/${namespace}`);
    }
    catch {
        return undefined;
    }
}
/** Mount points at and below a directory, deepest first, so that they can be unmounted in order. */
export function mountsBelow(directory) {
    const top = existsSync(directory) ? realpathSync(directory) : directory; // the kernel lists real paths
    return (read('/proc/self/mountinfo') ?? '')
        .split('\n')
        .map((line) => (line.split(' ')[4] ?? '').replace(/\\(\d{3})/g, (_, octal) => String.fromCharCode(parseInt(octal, 8))))
        .filter((point) => point === top || point.startsWith(`${top}/`))
        .sort((a, b) => b.length - a.length);
}
//# sourceMappingURL=procfs.js.map