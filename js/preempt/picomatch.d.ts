declare module "picomatch" {
  export default function picomatch(glob: string, options?: { readonly dot?: boolean; readonly contains?: boolean }): (path: string) => boolean;
}
