declare module "suite:files" {
  /** What loads each test file, by its path. */
  export const files: Readonly<Record<string, () => Promise<unknown>>>;
}
