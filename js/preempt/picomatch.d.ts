declare module "picomatch" {
  export default function picomatch(glob: string | string[], options?: { readonly dot?: boolean }): (path: string) => boolean;
}
