import { createHash } from 'node:crypto';
import { z } from 'zod';
import { tryCommand } from '../host/command.js';
import { IsodenseError } from '../model/errors.js';
import { packTar } from './tar.js';
/** The `docker save` format: manifest.json names a configuration and the layers (OCI image-spec, Docker image spec v1.2). */
const manifestSchema = z.array(z.object({ Config: z.string(), Layers: z.array(z.string()) })).min(1);
const configSchema = z.object({
    architecture: z.string(),
    config: z
        .object({
        Entrypoint: z.array(z.string()).nullish(),
        Cmd: z.array(z.string()).nullish(),
        Env: z.array(z.string()).nullish(),
        User: z.string().nullish(),
        WorkingDir: z.string().nullish(),
    })
        .nullish(),
});
export function sha256(bytes) {
    return createHash('sha256').update(bytes).digest('hex');
}
/** Packs one layer and its configuration. No tag: whoever loads it names it. */
export async function packArchive(layer, config) {
    const text = JSON.stringify({ ...config, rootfs: { type: 'layers', diff_ids: [`sha256:${sha256(layer)}`] } });
    const configName = `${sha256(text)}.json`;
    const file = (path, content) => ({ path, type: 'file', mode: 0o644, content: Buffer.from(content) });
    return packTar([
        file('manifest.json', JSON.stringify([{ Config: configName, RepoTags: null, Layers: ['layer.tar'] }])),
        file(configName, text),
        file('layer.tar', layer),
    ]);
}
/** Reads what an archive holds. Throws a usage error when the file is not a docker-archive. */
export async function readArchive(file, signal) {
    const manifest = manifestSchema.safeParse(await readMember(file, 'manifest.json', signal));
    const first = manifest.data?.[0];
    if (first === undefined)
        throw notAnArchive(file, 'its manifest.json names no image');
    const configText = await readMemberText(file, first.Config, signal);
    const config = configSchema.safeParse(parseMember(file, first.Config, configText));
    if (!config.success)
        throw notAnArchive(file, `its configuration ${first.Config} is not an image configuration`);
    const inner = config.data.config ?? {};
    return {
        digest: `sha256:${sha256(configText)}`,
        layers: first.Layers,
        configName: first.Config,
        config: {
            architecture: config.data.architecture,
            entrypoint: inner.Entrypoint ?? [],
            command: inner.Cmd ?? [],
            env: inner.Env ?? [],
            user: inner.User ?? '',
            workingDirectory: inner.WorkingDir === '' ? '/' : (inner.WorkingDir ?? '/'),
        },
    };
}
async function readMember(file, member, signal) {
    return parseMember(file, member, await readMemberText(file, member, signal));
}
function parseMember(file, member, text) {
    try {
        return JSON.parse(text);
    }
    catch {
        throw notAnArchive(file, `${member} in it is not JSON`);
    }
}
async function readMemberText(file, member, signal) {
    const { code, stdout, stderr } = await tryCommand('tar', ['-xOf', file, member], { signal });
    if (code !== 0)
        throw notAnArchive(file, `${member} cannot be read from it: ${stderr.trim().split('\n')[0]}`);
    return stdout;
}
function notAnArchive(file, why) {
    return new IsodenseError('usage', `expected an image archive at ${file}, but ${why}`, { hint: 'make one with: docker save -o FILE IMAGE' });
}
//# sourceMappingURL=archive.js.map