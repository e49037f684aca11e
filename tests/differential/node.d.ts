// The little of Node that the comparison needs: the project has no @types/node.

declare module "node:child_process" {
  export function spawnSync(
    command: string,
    args: readonly string[],
    options: { cwd: string; encoding: "utf8"; maxBuffer: number; timeout: number },
  ): { error?: Error & { code?: string }; status: number | null; stdout: string; stderr: string };
}

declare module "node:process" {
  export const env: Readonly<Record<string, string | undefined>>;
}

interface ImportMeta {
  readonly dirname: string;
}
