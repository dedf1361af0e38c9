/** What an environment variable is called that holds a secret, or belongs to this program. */
const secretName = /(KEY|TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|PRIVATE|_PWD|_DSN)S?(_|$)|^(DATABASE|REDIS)_URL$|^ARCHES_/i;
const mostBytes = 8 * 1024;

/** Names of `ARCHES_WORKFLOW_ENV`, each once. */
export function namesOf(list: string): readonly string[] {
  return [...new Set(list.split(/[\s,]+/).filter((name) => name !== ''))];
}

/** Why workflows may not read these; one sentence for each. Values are never in them. */
export function refusedNames(names: readonly string[], environment: { readonly [name: string]: string | undefined }): string[] {
  return names.flatMap((name) => {
    const value = environment[name] ?? '';
    if (!/^[A-Za-z_]\w*$/.test(name))
      return [`“${name}” is no name of an environment variable. Write names with commas between them: SHOP_URL,REGION.`];
    if (secretName.test(name))
      return [
        `${name} looks like a secret, and what workflows read is seen in runs by everybody. Take it off the list; secrets belong to connections.`,
      ];
    if (/^[a-z][\w+.-]*:\/\/[^/@\s]*:[^/@\s]+@/i.test(value))
      return [`${name} is an address with a password in it, and what workflows read is seen in runs by everybody. Take it off the list.`];
    if (Buffer.byteLength(value) > mostBytes) return [`${name} is longer than 8 KiB. Workflows read short settings only.`];
    return [];
  });
}
